"""Quality followed over time: rules of the company, corrections to make, money at risk, scores."""

from django.conf import settings
from django.db import models

from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models.records import Buyer, Seller


class AuditRule(models.Model):
    """A rule that a user wrote without code; the values of `rules.audits` say what it may ask."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    record_type = models.CharField(max_length=10)  # buyer or item
    field = models.CharField(max_length=40)
    condition = models.CharField(max_length=20)  # is_empty, matches, is_longer_than… see rules.audits
    argument = models.CharField(max_length=255, blank=True)
    scope = models.JSONField(default=dict)  # only records whose field equals: {"kind": "public"}
    level = models.CharField(max_length=8)  # error or warning
    sentence_fr = models.CharField(max_length=255)
    sentence_en = models.CharField(max_length=255, blank=True)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    delay_days = models.PositiveSmallIntegerField(default=7)  # working days
    opens_corrections = models.BooleanField(default=True)  # a warning may only be shown; an error always opens one
    origin = models.JSONField(default=dict)  # the refusal that proposed it, say
    is_proposed = models.BooleanField(default=False)  # proposed by the program, not yet accepted
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "name"], condition=models.Q(retired_at__isnull=True), name="a_rule_has_one_name"
            )
        ]


class Correction(models.Model):
    """Something to mend in a record: who, until when, why; closed by the mending or by a person's reason."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    record_type = models.CharField(max_length=10)
    record_id = models.UUIDField(db_index=True)
    code = models.CharField(max_length=60)
    field = models.CharField(max_length=40)
    rule = models.CharField(max_length=90)  # a house rule, "audit:<id>", "refusal:<code>", "bounce", "registry:<field>"
    level = models.CharField(max_length=8)
    value = models.TextField(blank=True)
    fix = models.TextField(blank=True)
    source = models.CharField(max_length=10)  # audit, refusal, bounce, registry, person
    details = models.JSONField(default=dict)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    due_date = models.DateField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, blank=True)  # mended, accepted, gone
    why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["record_id", "field", "rule"],
                condition=models.Q(closed_at__isnull=True),
                name="a_correction_is_open_once",
            )
        ]
        indexes = [models.Index(fields=["seller", "closed_at", "due_date"], name="corrections_by_due_date")]


class Audit(models.Model):
    """One pass of today's rules over every record of a seller; killed anywhere, it goes on after `last_id`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    record_type = models.CharField(max_length=10, default="buyer")  # what is being judged: buyers, then items
    last_id = models.UUIDField(null=True)  # the last record judged of that type
    record_count = models.PositiveIntegerField(default=0)
    finding_count = models.PositiveIntegerField(default=0)
    opened_count = models.PositiveIntegerField(default=0)  # corrections
    closed_count = models.PositiveIntegerField(default=0)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seller", "day"], name="a_seller_is_audited_once_a_day")]


class AcceptedFinding(models.Model):
    """A person looked at what a rule says of this value and takes it as it is."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    record_type = models.CharField(max_length=10)
    record_id = models.UUIDField(db_index=True)
    code = models.CharField(max_length=60)
    field = models.CharField(max_length=40)
    rule = models.CharField(max_length=60)
    value = models.TextField(blank=True)
    why = models.TextField()
    accepted_at = models.DateTimeField()
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["record_id", "field", "rule", "value"], name="a_value_is_accepted_once")
        ]


class ExpectedBilling(models.Model):
    """What is expected to be billed to a buyer in the next period: carried here by the journey."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    buyer = models.OneToOneField(Buyer, on_delete=models.CASCADE, related_name="expected_billing")
    amount = models.DecimalField(max_digits=19, decimal_places=2)  # EUR, without VAT
    period_start = models.DateField()
    period_end = models.DateField()  # included
    worked_out_at = models.DateTimeField()


class QualityScore(models.Model):
    """The score of a buyer (or of the base: no buyer) since a day, until a later row says otherwise."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    buyer = models.ForeignKey(Buyer, null=True, on_delete=models.CASCADE, related_name="scores")
    since = models.DateField()
    score = models.DecimalField(max_digits=5, decimal_places=2)  # 0 to 100
    complete = models.DecimalField(max_digits=5, decimal_places=2)
    valid = models.DecimalField(max_digits=5, decimal_places=2)
    unique = models.DecimalField(max_digits=5, decimal_places=2)
    current = models.DecimalField(max_digits=5, decimal_places=2)
    record_count = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "buyer", "since"], nulls_distinct=False, name="a_score_is_one_a_day"
            )
        ]


class Certificate(models.Model):
    """A statement of what was read, fixed, merged and accepted, with the score; its PDF is in the file store."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64)
    figures = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
