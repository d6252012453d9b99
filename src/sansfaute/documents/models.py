"""The files of an issued invoice, kept and proven."""

from django.db import models
from django.db.models import Exists, OuterRef, QuerySet

from sansfaute.issuing.models import Invoice
from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models import Seller


class StoredDocument(models.Model):
    """One file of one invoice; its bytes are in the file store under their SHA-256."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    seller = models.ForeignKey(Seller, on_delete=models.PROTECT, related_name="+")
    invoice = models.ForeignKey(Invoice, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=10)  # cii or facturx
    filename = models.CharField(max_length=80)
    media_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    template_version = models.CharField(max_length=64)
    stored_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["invoice", "kind"], name="a_document_is_stored_once")]

    def __str__(self) -> str:
        return self.filename


def invoices_without(kind: str) -> QuerySet[Invoice]:
    """Issued invoices that have no stored document of this kind."""
    return Invoice.objects.filter(~Exists(StoredDocument.objects.filter(invoice=OuterRef("id"), kind=kind)))
