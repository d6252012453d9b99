"""Number, seal, invoice. Nothing here changes afterwards: the database refuses it."""

from django.conf import settings
from django.db import models

from sansfaute.drafts.models import Draft
from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models import Buyer, Seller


class NumberSeries(models.Model):
    """The counter of one series (seller, kind of document, year); locked while a number is taken."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)  # invoice, credit_note, deposit, self_billed
    channel = models.CharField(max_length=20, blank=True)  # "" for the ordinary one
    year = models.PositiveSmallIntegerField()
    prefix = models.CharField(max_length=12)
    last_number = models.PositiveIntegerField(default=0)
    last_issue_date = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller", "kind", "channel", "year"], name="one_series_for_kind_and_year"),
            models.UniqueConstraint(fields=["seller", "prefix"], name="a_prefix_names_one_series"),
        ]


class SeriesPlan(models.Model):
    """A series of numbers of its own, with the reason that the administration may ask for; never edited."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12)
    channel = models.CharField(max_length=20, blank=True)
    prefix = models.CharField(max_length=8)  # the year and a dash follow
    reason = models.TextField()
    since = models.DateField()
    planned_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seller", "kind", "channel", "since"], name="a_series_is_planned_once"),
            models.UniqueConstraint(fields=["seller", "prefix", "since"], name="a_planned_prefix_is_unique"),
        ]


class SealKey(models.Model):
    """The public half of a key that seals; kept for ever, so that old seals can be checked."""

    key_id = models.CharField(primary_key=True, max_length=16)
    public_key = models.CharField(max_length=64)  # Ed25519, hexadecimal
    since = models.DateTimeField()


class SealChain(models.Model):
    """The head of a seller's chain of seals; locked while a seal is set."""

    seller = models.OneToOneField(Seller, primary_key=True, on_delete=models.PROTECT, related_name="+")
    last_position = models.PositiveBigIntegerField(default=0)
    last_seal_hash = models.CharField(max_length=64)  # SHA-256 in hexadecimal


class Invoice(models.Model):
    """An issued invoice: the sealed document and the columns that lists and searches need."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="invoices")
    series = models.ForeignKey(NumberSeries, on_delete=models.PROTECT, related_name="invoices")
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="invoice")
    buyer = models.ForeignKey(Buyer, on_delete=models.PROTECT, related_name="invoices")
    sequence_number = models.PositiveIntegerField()
    invoice_number = models.CharField(max_length=35)
    issue_date = models.DateField()
    type_code = models.CharField(max_length=3)
    buyer_name = models.CharField(max_length=255)
    purchase_order_reference = models.CharField(max_length=60, blank=True)
    payment_due_date = models.DateField(null=True)
    currency_code = models.CharField(max_length=3)
    total_without_vat = models.DecimalField(max_digits=19, decimal_places=2)
    total_vat = models.DecimalField(max_digits=19, decimal_places=2)
    total_with_vat = models.DecimalField(max_digits=19, decimal_places=2)
    amount_due = models.DecimalField(max_digits=19, decimal_places=2)
    document = models.TextField()  # canonical JSON (RFC 8785) of the EN 16931 model
    chain_position = models.PositiveBigIntegerField()
    document_hash = models.CharField(max_length=64)
    previous_seal_hash = models.CharField(max_length=64)
    seal_hash = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)  # Ed25519, hexadecimal
    key_id = models.CharField(max_length=16)
    issued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["series", "sequence_number"], name="a_number_is_given_once"),
            models.UniqueConstraint(fields=["seller", "invoice_number"], name="an_invoice_number_is_unique"),
            models.UniqueConstraint(fields=["seller", "chain_position"], name="a_chain_position_is_taken_once"),
        ]
        indexes = [models.Index(fields=["seller", "-issue_date", "-sequence_number"])]

    def __str__(self) -> str:
        return self.invoice_number


class Correction(models.Model):
    """A document asked for to correct an issued invoice: which, how, how much; what it became once issued."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="corrections")  # the one corrected
    draft = models.OneToOneField(Draft, on_delete=models.PROTECT, related_name="correction")
    kind = models.CharField(max_length=12)  # full, lines, amount, corrective, replacement
    lines = models.JSONField(default=dict)  # line of the invoice -> amount credited, without VAT
    total_without_vat = models.DecimalField(max_digits=19, decimal_places=2)
    total_with_vat = models.DecimalField(max_digits=19, decimal_places=2)
    why = models.TextField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True)  # its draft was discarded: what it took is free again
