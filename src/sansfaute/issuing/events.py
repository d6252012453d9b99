"""Facts of issuing."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class InvoiceIssued:
    """A draft got its number and its seal; the subject is the invoice."""

    seller_id: UUID
    subject_id: UUID
    draft_id: UUID
    invoice_number: str
