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
    run = models.ForeignKey(BillRun, on_delete=models.PROTECT, related_name="drafts")
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
    net_amount = models.DecimalField(max_digits=19, decimal_places=2)


class Discard(models.Model):
    """A person decided that this draft will not be invoiced."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="discard")
    discarded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.TextField()
    discarded_at = models.DateTimeField()
