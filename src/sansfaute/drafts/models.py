"""What we propose to invoice."""

from typing import Any

from django.conf import settings
from django.db import models

from sansfaute.contracts.models import BillableItem, BillRun
from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models import Buyer, Seller


class DocumentField(models.JSONField):
    """A JSON column of large documents, inserted value by value.

    Django inserts many rows through arrays; for JSON each quote is then escaped twice, which took
    longer than making the drafts. A field with a placeholder of its own is left out of that.
    """

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "%s"

    def deconstruct(self) -> Any:
        """In migrations it is the plain column that it is."""
        name, _, args, kwargs = super().deconstruct()
        return name, "django.db.models.JSONField", args, kwargs


class Draft(models.Model):
    """A complete invoice but for its number; `document` is the EN 16931 model as JSON."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    # Null: made by a person, or to correct an invoice.
    run = models.ForeignKey(BillRun, null=True, on_delete=models.PROTECT, related_name="drafts")
    # What it is made for: "" (work of a run), "sale", "credit", "corrective", "replacement", "self_billed"…
    purpose = models.CharField(max_length=12, blank=True)
    # Of a correction: invoice_id, invoice_number, issue_date, type_code of what it corrects, and why.
    corrects = models.JSONField(default=dict)
    channel = models.CharField(max_length=20, blank=True)  # which series of numbers, "" for the ordinary one
    revision = models.PositiveIntegerField(default=0)  # how often a person edited it
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="+")
    purchase_order_reference = models.CharField(max_length=60, blank=True)
    type_code = models.CharField(max_length=3, default="380")
    issue_date = models.DateField()
    payment_due_date = models.DateField(null=True)
    payment_terms = models.JSONField(default=dict)  # masterdata.rules.PaymentTerms as a dictionary
    currency_code = models.CharField(max_length=3, default="EUR")
    total_without_vat = models.DecimalField(max_digits=19, decimal_places=2)
    total_vat = models.DecimalField(max_digits=19, decimal_places=2)
    total_with_vat = models.DecimalField(max_digits=19, decimal_places=2)
    document = DocumentField()
    # Why this VAT: one entry for each line, from the decision table; and what stayed unknown.
    treatments = models.JSONField(default=list)
    # What the contracts of this draft ask and review must look at (purchase order, discounts…).
    clauses = models.JSONField(default=dict)
    assembled_at = models.DateTimeField()


class DraftLine(models.Model):
    """The tie between a billable item and the one draft that carries it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="lines")
    billable = models.OneToOneField(BillableItem, on_delete=models.PROTECT, related_name="draft_line")
    line_identifier = models.CharField(max_length=20)
    net_amount = models.DecimalField(max_digits=19, decimal_places=2)  # of the line as it stands, edited or not


class DraftRevision(models.Model):
    """A person edited a draft: the document as it was before, what was changed, why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    draft = models.ForeignKey(Draft, on_delete=models.PROTECT, related_name="revisions")
    number = models.PositiveIntegerField()
    before = DocumentField()
    changes = models.JSONField()  # [{"term", "line", "before", "after"}]
    why = models.TextField()
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="a_draft_is_revised_in_order")]


class Discard(models.Model):
    """A person decided that this draft will not be invoiced."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="discard")
    discarded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    discarded_at = models.DateTimeField()
