"""Is it right? Exceptions, decisions, approvals, and what the official rules said."""

from django.conf import settings
from django.db import models

from sansfaute.drafts.models import Draft
from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models import Seller


class DraftException(models.Model):
    """One reason for which a draft is held, with its evidence and the role that owns it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="exceptions")
    rule = models.CharField(max_length=80)
    evidence = models.JSONField(default=dict)
    owner_role = models.CharField(max_length=20)
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
