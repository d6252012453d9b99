"""What clauses need to remember: index values, prepaid credits, progress statements, deposits."""

from django.conf import settings
from django.db import models

from sansfaute.contracts.models.agreements import Contract, ContractLine
from sansfaute.contracts.models.work import BillableItem
from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models import Seller


class IndexValue(models.Model):
    """One published value of an index series; a correction is a later row, never an edit."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    series = models.CharField(max_length=40)
    period = models.CharField(max_length=10)  # "2026-Q2" or "2026-05"
    value = models.DecimalField(max_digits=15, decimal_places=6)
    published_on = models.DateField()
    source = models.CharField(max_length=300)
    is_provisional = models.BooleanField(default=False)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["seller", "series", "period", "published_on"], name="an_index_value_is_published_once"
            )
        ]


class PrepaidCredit(models.Model):
    """An amount or a quantity bought in advance, to be drawn down."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(ContractLine, on_delete=models.PROTECT, related_name="credits")
    amount = models.DecimalField(max_digits=19, decimal_places=2)  # contract's currency, without VAT
    bought_on = models.DateField()
    expires_on = models.DateField(null=True)  # last day of use, included
    billable = models.ForeignKey(BillableItem, null=True, on_delete=models.PROTECT, related_name="+")  # its sale


class Drawdown(models.Model):
    """What a billable item of usage took from a credit."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    credit = models.ForeignKey(PrepaidCredit, on_delete=models.PROTECT, related_name="drawdowns")
    billable = models.ForeignKey(BillableItem, on_delete=models.PROTECT, related_name="drawdowns")
    amount = models.DecimalField(max_digits=19, decimal_places=2)
    drawn_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["credit", "billable"], name="a_drawdown_is_made_once")]


class Situation(models.Model):
    """A progress statement of works: what is done until a day, cumulated, by work item."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(ContractLine, on_delete=models.PROTECT, related_name="situations")
    number = models.PositiveIntegerField()
    until = models.DateField()
    progress = models.JSONField()  # work item -> cumulated percentage, as text
    is_final = models.BooleanField(default=False)
    stated_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    stated_at = models.DateTimeField()
    billable = models.ForeignKey(BillableItem, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["line", "number"], name="a_situation_is_stated_once")]


class Deposit(models.Model):
    """A deposit asked for under a contract or an order; invoiced as 386, deducted on the final invoice."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey(Contract, null=True, on_delete=models.PROTECT, related_name="deposits")
    order_number = models.CharField(max_length=60, blank=True)
    amount = models.DecimalField(max_digits=19, decimal_places=2)  # without VAT
    due_on = models.DateField()
    billable = models.ForeignKey(BillableItem, null=True, on_delete=models.PROTECT, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
