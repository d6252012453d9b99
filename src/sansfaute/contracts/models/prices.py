"""Price lists, dated price versions, discount terms."""

from django.conf import settings
from django.db import models

from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models import Buyer, Item, Seller


class PriceList(models.Model):
    """Prices in one currency, for one buyer, for a segment of buyers, or for everyone."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    code = models.CharField(max_length=60)
    currency_code = models.CharField(max_length=3, default="EUR")
    buyer = models.ForeignKey(Buyer, null=True, on_delete=models.PROTECT, related_name="+")
    segment = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seller", "code"], name="a_price_list_code_is_unique")]


class PriceVersion(models.Model):
    """The price of an item in a list from a day on. A new price is a new version; this one is never edited."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    price_list = models.ForeignKey(PriceList, on_delete=models.PROTECT, related_name="versions")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)  # last day, included
    price = models.JSONField()  # rules.Price as a dictionary
    why = models.TextField(blank=True)
    set_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["price_list", "item", "since"], name="a_price_version_begins_once")
        ]


class DiscountTerm(models.Model):
    """A discount somebody granted: on which lines or documents, how much, why, from when to when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    scope = models.CharField(max_length=8)  # line or document
    percentage = models.DecimalField(max_digits=7, decimal_places=4, null=True)
    amount = models.DecimalField(max_digits=19, decimal_places=2, null=True)  # without VAT
    buyer = models.ForeignKey(Buyer, null=True, on_delete=models.PROTECT, related_name="+")
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="+")
    contract = models.ForeignKey("contracts.Contract", null=True, on_delete=models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField(null=True)  # last day, included
    reason = models.CharField(max_length=200)  # printed on the invoice, BT-97 or BT-139
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(percentage__isnull=False) ^ models.Q(amount__isnull=False),
                name="a_discount_is_a_percentage_or_an_amount",
            )
        ]
