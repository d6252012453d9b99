"""How each invoice reaches its buyer: one row before the attempt, one for its outcome."""

from django.db import models

from sansfaute.issuing.models import Invoice
from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models import Seller


class DeliveryAttempt(models.Model):
    """We are about to send; written before the outside world is touched, so a crash leaves a trace."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="delivery_attempts")
    channel = models.CharField(max_length=20)  # email
    address = models.CharField(max_length=254)
    idempotency_key = models.CharField(max_length=100, unique=True)
    started_at = models.DateTimeField()


class DeliveryOutcome(models.Model):
    """What became of an attempt."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    attempt = models.OneToOneField(DeliveryAttempt, on_delete=models.PROTECT, related_name="outcome")
    sent = models.BooleanField()
    detail = models.TextField(blank=True)
    ended_at = models.DateTimeField()


class DeliveryHold(models.Model):
    """An invoice that no channel can carry yet, with the reason; a person mends it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, related_name="delivery_hold")
    reason_code = models.CharField(max_length=40)
    held_at = models.DateTimeField()
