"""Exchange rates by day and source: VAT in euro of invoices in another currency (CGI ann. II art. 242 nonies A)."""

from django.db import models

from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models.records import Seller


class ExchangeRate(models.Model):
    """How many units of a currency one euro is worth from a day on, and who says so."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    currency_code = models.CharField(max_length=3)  # ISO 4217
    rate_date = models.DateField()
    units_per_euro = models.DecimalField(max_digits=19, decimal_places=8)
    source = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller", "currency_code", "rate_date"], name="a_rate_is_recorded_once")
        ]
