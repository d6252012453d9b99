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
    reason_code = models.CharField(max_length=40, blank=True)  # why it was not, as masterdata.rules.REFUSALS names it
    detail = models.TextField(blank=True)
    ended_at = models.DateTimeField()


class DeliveryHold(models.Model):
    """An invoice that no channel can carry yet, with the reason; a person mends it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    invoice = models.OneToOneField(Invoice, on_delete=models.PROTECT, related_name="delivery_hold")
    reason_code = models.CharField(max_length=40)
    held_at = models.DateTimeField()


class DeliveryReturn(models.Model):
    """An invoice that came back after it had left: refused by its buyer or a platform, or a message that bounced."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="returns")
    kind = models.CharField(max_length=10)  # refusal or bounce
    reason_code = models.CharField(max_length=40)  # MDT-113, or our own for e-mail
    # What came with it: status code, comment, identifier of the message that told it.
    details = models.JSONField(default=dict)
    returned_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["invoice", "kind", "reason_code"], name="an_invoice_returns_once_a_reason")
        ]
