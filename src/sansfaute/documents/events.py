"""Facts of documents."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class DocumentsReady:
    """The CII and the Factur-X of an invoice are stored; the subject is the invoice."""

    seller_id: UUID
    subject_id: UUID
    invoice_number: str
