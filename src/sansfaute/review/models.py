"""Is it right? Exceptions, decisions, approvals, and what the official rules said."""

from django.conf import settings
from django.db import models

from sansfaute.drafts.models import Draft
from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models import Buyer, Seller


class DraftException(models.Model):
    """One reason for which a draft is held, with its evidence and the role that owns it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="exceptions")
    rule = models.CharField(max_length=80)
    evidence = models.JSONField(default=dict)
    owner_role = models.CharField(max_length=20)
    amount = models.DecimalField(max_digits=19, decimal_places=2, default=0)  # with VAT, what waits for it
    due_on = models.DateField(null=True)  # until when its owner decides
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "rule"], name="an_exception_is_opened_once")]


class Decision(models.Model):
    """A named person granted or refused an exception, and said why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    exception = models.OneToOneField(DraftException, on_delete=models.PROTECT, related_name="decision")
    granted = models.BooleanField()
    why = models.TextField()
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()


class SecondDecision(models.Model):
    """A second person agreed to a decision that asks for four eyes, or did not; never the first one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    decision = models.OneToOneField(Decision, on_delete=models.PROTECT, related_name="second")
    granted = models.BooleanField()
    why = models.TextField(blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()


class Thresholds(models.Model):
    """The limits of the house checks, as a person set them; the latest counts, none is edited."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    values = models.JSONField()  # rules.Policy as a dictionary
    why = models.TextField()
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()


class BuyerBlock(models.Model):
    """A person stopped the invoices of a buyer, for a reason, until somebody lifts it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8)  # blocked or disputed
    why = models.TextField()
    blocked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    blocked_at = models.DateTimeField()
    lifted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["buyer", "kind"], condition=models.Q(lifted_at=None), name="a_buyer_is_blocked_once"
            )
        ]


class TermProposal(models.Model):
    """An exception granted again and again: why not write it in the contract?"""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=80)
    term = models.JSONField()  # what the contract would say
    granted = models.PositiveIntegerField()
    proposed_at = models.DateTimeField()
    decided = models.CharField(max_length=8, blank=True)  # "", accepted or refused
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["buyer", "rule"], name="a_term_is_proposed_once")]


class Simulation(models.Model):
    """What a bill run would give, worked out for real and rolled back; a run may be asked to agree with it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    until = models.DateField()
    issue_date = models.DateField()
    since = models.DateField(null=True)
    scope = models.JSONField(default=dict)
    state = models.CharField(max_length=10, default="working")  # working, done, failed, cancelled
    last_buyer_id = models.UUIDField(null=True)
    buyers_done = models.PositiveIntegerField(default=0)
    buyers_to_do = models.PositiveIntegerField(default=0)
    why_failed = models.TextField(blank=True)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)


class SimulatedDocument(models.Model):
    """One document that a simulation gave: for whom, how much, held or not, and the hash of all it says."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    simulation = models.ForeignKey(Simulation, on_delete=models.CASCADE, related_name="documents")
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(max_length=64)  # SHA-256 of the source keys it is made of
    content_hash = models.CharField(max_length=64)  # SHA-256 of the document, its ids and dates of issue left out
    type_code = models.CharField(max_length=3)
    currency_code = models.CharField(max_length=3)
    line_count = models.PositiveIntegerField()
    total_without_vat = models.DecimalField(max_digits=19, decimal_places=2)
    total_vat = models.DecimalField(max_digits=19, decimal_places=2)
    total_with_vat = models.DecimalField(max_digits=19, decimal_places=2)
    holds = models.JSONField(default=list)  # rules that would hold it
    amounts = models.JSONField(default=dict)  # kind of work -> net amount, for the comparison with last period
    fingerprint = models.CharField(max_length=64, blank=True)  # what it looks like, to foresee a double

    class Meta:
        constraints = [models.UniqueConstraint(fields=["simulation", "key"], name="a_simulated_document_is_kept_once")]
        indexes = [
            models.Index(fields=["simulation", "buyer"], name="simulated_by_buyer"),
            models.Index(fields=["simulation", "fingerprint"], name="simulated_by_fingerprint"),
        ]


class Verdict(models.Model):
    """What the rules said of a draft: which packs judged, their version, when. "Not run" is not "passed"."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="verdict")
    verdict = models.CharField(max_length=8)  # passed, failed or not_run
    details = models.JSONField()  # {"native": {…}, "official": {…}}
    judged_at = models.DateTimeField()


class Approval(models.Model):
    """The draft may be issued, on `issue_date`; `approved_by` is empty when the rules agreed alone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="approval")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.TextField(blank=True)
    issue_date = models.DateField()
    verdict = models.JSONField()  # the details of the verdict, which said "passed"
    approved_at = models.DateTimeField()


class ShapeVerdict(models.Model):
    """The official rules' verdict on the first document of a shape, under one pack version."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    shape = models.CharField(max_length=64)
    pack = models.CharField(max_length=400)
    verdict = models.CharField(max_length=8)  # passed or failed
    judged_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["shape", "pack"], name="a_shape_is_judged_once")]


class Fingerprint(models.Model):
    """What review remembers of a draft or invoice to spot one that looks like it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    fingerprint = models.CharField(max_length=64)
    # The first draft that looked like this; a later one that does is held.
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="fingerprint")
    invoice_number = models.CharField(max_length=35, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller", "fingerprint"], name="a_fingerprint_belongs_to_one_draft")
        ]
