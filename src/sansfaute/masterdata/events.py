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


@dataclass(frozen=True, slots=True)
class RecordsChanged:
    """One act changed records, whole; the subject is the change set."""

    seller_id: UUID
    subject_id: UUID
    kind: str
    change_count: int


@dataclass(frozen=True, slots=True)
class ChangesUndone:
    """A person took back what one act had changed; the subject is the change set."""

    seller_id: UUID
    subject_id: UUID
    kind: str


@dataclass(frozen=True, slots=True)
class RecordWithdrawn:
    """A record that an import had made is gone again, nothing having been built on it; the subject was that record."""

    seller_id: UUID
    subject_id: UUID
    record_type: str
    code: str


@dataclass(frozen=True, slots=True)
class BankChangeAsked:
    """New bank details wait for a second person; the subject is the bank change."""

    seller_id: UUID
    subject_id: UUID
    party_type: str
    code: str
