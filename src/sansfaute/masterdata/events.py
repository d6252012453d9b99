"""Facts of masterdata."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class RecordAgreed:
    """A buyer or an item was created or changed; the subject is that record."""

    seller_id: UUID
    subject_id: UUID
    record_type: str
    code: str


@dataclass(frozen=True, slots=True)
class MergeProposed:
    """Two buyers share a legal identifier; the subject is the proposal."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class SellerAgreed:
    """A seller was created or changed; the subject is the seller."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class MergeWithdrawn:
    """Two buyers no longer share what their proposal was founded on; the subject is the proposal."""

    seller_id: UUID
    subject_id: UUID
