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
    """No channel can carry an invoice yet; the subject is the invoice."""

    seller_id: UUID
    subject_id: UUID
    reason_code: str


@dataclass(frozen=True, slots=True)
class DeliveryFailed:
    """An attempt did not get through; the subject is the invoice."""

    seller_id: UUID
    subject_id: UUID
    channel: str
