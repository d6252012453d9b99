"""Contracts, their lines, and the dated changes of these."""

from typing import Any

from django.conf import settings
from django.db import models

from sansfaute.contracts import rules
from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models import Buyer, Item, Seller


class Contract(models.Model):
    """What one buyer agreed to: how it is invoiced; what is invoiced stands on its lines."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="contracts")
    contract_number = models.CharField(max_length=60)
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="contracts")
    # A third party that will pay (EXT-FR-FE-BG-02), and one that receives the invoice (EXT-FR-FE-BG-04).
    payer = models.ForeignKey(Buyer, null=True, on_delete=models.PROTECT, related_name="+")
    invoicee = models.ForeignKey(Buyer, null=True, on_delete=models.PROTECT, related_name="+")
    currency_code = models.CharField(max_length=3, default="EUR")
    prices_with_vat = models.BooleanField(default=False)
    start_date = models.DateField()
    end_date = models.DateField(null=True)  # last day, included; null while any line runs on
    renewal = models.JSONField(default=dict)  # rules.Renewal as a dictionary
    # What is on one invoice: "buyer" (with purchase order and terms), "contract", "site" or "cost_centre".
    grouping = models.CharField(max_length=12, default="buyer")
    site = models.CharField(max_length=120, blank=True)
    cost_centre = models.CharField(max_length=60, blank=True)  # the buyer's accounting reference, BT-19
    deliver_to = models.JSONField(default=dict)  # name, line_1, line_2, post_code, city, country_code
    operation = models.CharField(max_length=30, blank=True)  # what VAT must know: "building_subcontract"…
    purchase_order_reference = models.CharField(max_length=60, blank=True)
    # As written, and as read: payment_terms, discount_percentage, discount_until,
    # bill_every_months, purchase_order_required, unread (what no rule understood).
    conditions = models.TextField(blank=True)
    clauses = models.JSONField(default=dict)
    source_row_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller", "contract_number"], name="a_contract_number_is_unique")
        ]


class ContractLine(models.Model):
    """One thing agreed: an item, how much of it, at what price, for which days, how often."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="lines")
    line_number = models.PositiveIntegerField(default=1)
    kind = models.CharField(max_length=12, default="recurring")  # recurring, instalments, situation, prepaid
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    quantity = models.DecimalField(max_digits=19, decimal_places=4)
    # The line's own price; null: its price structure below, else the price lists, else the item's price.
    unit_price = models.DecimalField(max_digits=19, decimal_places=6, null=True)  # contract's currency
    price = models.JSONField(default=dict)  # rules.Price as a dictionary
    start_date = models.DateField()
    end_date = models.DateField(null=True)  # last day, included
    trial_until = models.DateField(null=True)  # free days from the start, last one included
    rhythm = models.JSONField(default=dict)  # rules.Rhythm as a dictionary
    in_advance = models.BooleanField(default=False)
    proration = models.CharField(max_length=20, default="days_of_month")  # a method of rules.proration
    details = models.JSONField(default=dict)  # clauses by name: indexation, commitment, plan, situation…
    source_row_id = models.UUIDField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "line_number"], name="a_contract_line_is_recorded_once")
        ]

    @property
    def contract_number(self) -> str:
        """The number of the contract that the line is of."""
        return str(self.contract.contract_number)

    @property
    def buyer_id(self) -> Any:
        """The contract's own buyer."""
        return self.contract.buyer_id

    @property
    def purchase_order_reference(self) -> str:
        """The purchase order that its contract names."""
        return str(self.contract.purchase_order_reference)

    @property
    def conditions(self) -> str:
        """The free text of its contract."""
        return str(self.contract.conditions)

    @property
    def period_months(self) -> int:
        """Months of one period; 0 when its rhythm does not count in months."""
        return int(self.rhythm["count"]) if self.rhythm.get("unit") == "month" else 0

    def cycle(self) -> rules.Cycle:
        """How the line repeats in civil months, its contract's clause on the rhythm of invoices included."""
        return rules.Cycle(
            start=self.start_date,
            end=self.end_date,
            period_months=self.period_months,
            in_advance=self.in_advance,
            bill_every_months=self.contract.clauses.get("bill_every_months"),
        )


class ContractChange(models.Model):
    """A dated change of a contract line. Never edited: a later one for the same day supersedes it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(ContractLine, on_delete=models.PROTECT, related_name="changes")
    effective_date = models.DateField()
    kind = models.CharField(max_length=12)  # quantity, price, item, pause, resume, trial, end, reopen, rhythm
    values = models.JSONField(default=dict)
    why = models.TextField()
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["line", "effective_date", "recorded_at"], name="changes_of_a_line")]
