"""Proposals to mend what a back-dated change made wrong; what was issued is never touched."""

from django.conf import settings
from django.db import models

from sansfaute.contracts.models.agreements import ContractLine
from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models import Seller


class Repair(models.Model):
    """One period of a line that was invoiced, and is owed otherwise now: credit and re-bill, if a person agrees."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    line = models.ForeignKey(ContractLine, on_delete=models.PROTECT, related_name="repairs")
    period_start = models.DateField()
    period_end = models.DateField()  # included
    # What was billed and is to be credited, what is owed and is to be billed, their difference (without VAT).
    credited = models.JSONField()
    rebilled = models.JSONField()
    difference = models.DecimalField(max_digits=19, decimal_places=2)
    proposed_at = models.DateTimeField()
    decided = models.CharField(max_length=8, blank=True)  # "", accepted, refused or stale (a newer one replaced it)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["line", "period_start"], condition=models.Q(decided=""), name="a_period_has_one_open_repair"
            )
        ]
