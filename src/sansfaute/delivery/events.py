"""Facts of delivery."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class InvoiceSent:
    """An invoice left by a channel; the subject is the invoice."""

    seller_id: UUID
    subject_id: UUID
    channel: str


@dataclass(frozen=True, slots=True)
class DeliveryHeld:
    """No channel can carry an invoice yet; the subject is the invoice. `field`: that of the buyer at fault."""

    seller_id: UUID
    subject_id: UUID
    reason_code: str
    buyer_id: UUID | None = None
    field: str = ""


@dataclass(frozen=True, slots=True)
class DeliveryFailed:
    """An attempt did not get through; the subject is the invoice. `field`: that of the buyer at fault, if any is."""

    seller_id: UUID
    subject_id: UUID
    channel: str
    buyer_id: UUID | None = None
    reason_code: str = ""
    field: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class DuplicateSent:
    """A duplicate left by e-mail; the subject is the invoice."""

    seller_id: UUID
    subject_id: UUID
    duplicate_id: UUID
    address: str


@dataclass(frozen=True, slots=True)
class DuplicateNotSent:
    """A duplicate did not leave: why, as the mail server said; the subject is the invoice."""

    seller_id: UUID
    subject_id: UUID
    duplicate_id: UUID
    address: str
    detail: str


@dataclass(frozen=True, slots=True)
class InvoiceRefused:
    """A buyer or a platform refused an invoice; the subject is the invoice. `reason_code`: MDT-113."""

    seller_id: UUID
    subject_id: UUID
    buyer_id: UUID
    reason_code: str
    field: str
    invoice_number: str


@dataclass(frozen=True, slots=True)
class MessageBounced:
    """The message that carried an invoice came back for good; the subject is the invoice."""

    seller_id: UUID
    subject_id: UUID
    buyer_id: UUID
    reason_code: str
    field: str
    address: str
    invoice_number: str
