"""A changed IBAN waits for a second person and a cooling-off time before it counts."""

from django.conf import settings
from django.db import models

from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models.records import Seller


class BankChange(models.Model):
    """New bank details asked for a seller or a buyer that had others; the old ones hold until applied."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    party_type = models.CharField(max_length=6)  # seller or buyer
    party_id = models.UUIDField(db_index=True)
    code = models.CharField(max_length=60)  # the buyer's code, the seller's SIREN
    iban_before = models.CharField(max_length=40, blank=True)
    bic_before = models.CharField(max_length=20, blank=True)
    iban = models.CharField(max_length=40, blank=True)
    bic = models.CharField(max_length=20, blank=True)
    source = models.JSONField(default=dict)  # where it came from: file and row, page, API
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    holds_from = models.DateTimeField(null=True)  # end of the cooling-off time, once confirmed
    applied_at = models.DateTimeField(null=True)
    refused_at = models.DateTimeField(null=True)
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["party_id"],
                condition=models.Q(applied_at__isnull=True, refused_at__isnull=True),
                name="one_bank_change_waits",
            )
        ]
