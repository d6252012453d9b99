"""Orders, usage, the billable items that they and contracts give, and which invoice carries these."""

from collections.abc import Iterable
from uuid import UUID

from django.db import models

from sansfaute.contracts.models.agreements import Contract, ContractLine
from sansfaute.contracts.models.runs import BillRun
from sansfaute.lib.bulk import read
from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models import Buyer, Item, Seller


def locked_buyers(buyer_ids: Iterable[UUID]) -> list[Buyer]:
    """Buyers by id, held until the transaction ends: who works out or records a buyer's work comes one by one.

    Always taken in the order of ids, so that two holders never wait for each other; foreign keys
    to a held buyer may still be written.
    """
    held = Buyer.objects.filter(pk__in=list(buyer_ids)).order_by("pk")
    return read(held.select_for_update(no_key=True))


class BillableItem(models.Model):
    """One line to be, worked out once: it becomes exactly one invoice line, at `net_amount`."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(BillRun, on_delete=models.PROTECT, related_name="items")
    # "subscription:CT-1:2026-10-01", "order:CMD1:2", "usage:CT-1:HEURE:2026-10:1"
    source_key = models.CharField(max_length=400)
    # subscription, usage, order, minimum, true_up, instalment, situation, retention, deposit, prepaid, credit, rebill
    kind = models.CharField(max_length=12)
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, null=True, on_delete=models.PROTECT, related_name="+")
    contract_line = models.ForeignKey(ContractLine, null=True, on_delete=models.PROTECT, related_name="+")
    currency_code = models.CharField(max_length=3, default="EUR")
    quantity = models.DecimalField(max_digits=19, decimal_places=4)
    unit_code = models.CharField(max_length=3, blank=True)  # of this line: a quarter of a monthly item is QAN
    unit_price = models.DecimalField(max_digits=19, decimal_places=6)  # EUR, without VAT, prorated
    full_unit_price = models.DecimalField(max_digits=19, decimal_places=6, null=True)  # of a whole period
    base_quantity = models.DecimalField(max_digits=19, decimal_places=4, default=1)  # BT-149
    discount_percentage = models.DecimalField(max_digits=7, decimal_places=4, default=0)
    discount_amount = models.DecimalField(max_digits=19, decimal_places=2, default=0)  # instead of a percentage
    discount_origin = models.CharField(max_length=10, blank=True)  # contract, order, buyer
    discount_reason = models.CharField(max_length=200, blank=True)
    proration = models.CharField(max_length=60, blank=True)  # "7/31", "" for a full period
    period_start = models.DateField(null=True)
    period_end = models.DateField(null=True)  # included
    delivery_date = models.DateField(null=True)
    purchase_order_reference = models.CharField(max_length=60, blank=True)
    order_reference = models.CharField(max_length=60, blank=True)  # our order number, BT-14
    buyer_reference = models.CharField(max_length=60, blank=True)
    net_amount = models.DecimalField(max_digits=19, decimal_places=2)  # without VAT
    # What it was worked out from: price version, changes, index values, discount term… `explain` reads it.
    basis = models.JSONField(default=dict)
    became_billable_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seller", "source_key"], name="a_source_is_billed_once")]
        indexes = [models.Index(fields=["run", "buyer"], name="billable_by_run_and_buyer")]


class OrderLine(models.Model):
    """One line of a customer's order, billable once delivered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    order_number = models.CharField(max_length=60)
    line_number = models.PositiveIntegerField()
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    order_date = models.DateField()
    delivery_date = models.DateField(null=True)
    quantity = models.DecimalField(max_digits=19, decimal_places=4)
    unit_price = models.DecimalField(max_digits=19, decimal_places=6)  # EUR, without VAT
    # Null: the order states none; 0: it states that there is none.
    discount_percentage = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    buyer_reference = models.CharField(max_length=60, blank=True)
    # What an ordinary line has not: payment already made, receipt, delivery note and place, employee, parties…
    details = models.JSONField(default=dict)
    billable = models.ForeignKey(BillableItem, null=True, on_delete=models.PROTECT, related_name="+")
    source_row_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "order_number", "line_number"], name="an_order_line_is_recorded_once"
            )
        ]
        indexes = [
            models.Index(
                fields=["seller", "buyer"], name="order_lines_to_bill", condition=models.Q(billable__isnull=True)
            )
        ]


class UsageEvent(models.Model):
    """One measured use under a contract; belongs to at most one billable item."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    event_id = models.CharField(max_length=120)  # the source's own identity of the event
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="usage")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    used_at = models.DateTimeField()
    used_on = models.DateField()  # the civil day in the seller's calendar
    quantity = models.DecimalField(max_digits=19, decimal_places=6)
    billable = models.ForeignKey(BillableItem, null=True, on_delete=models.PROTECT, related_name="usage")
    source_row_id = models.UUIDField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seller", "event_id"], name="a_usage_event_counts_once")]
        indexes = [
            models.Index(fields=["contract", "item"], name="usage_to_bill", condition=models.Q(billable__isnull=True))
        ]


class InvoicedMark(models.Model):
    """Remembers which invoice carried a billable item; announced by `issuing`, kept here."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    billable = models.OneToOneField(BillableItem, on_delete=models.PROTECT, related_name="invoiced")
    invoice_id = models.UUIDField(db_index=True)
    invoice_number = models.CharField(max_length=35)
    invoice_date = models.DateField(null=True)  # BT-2
