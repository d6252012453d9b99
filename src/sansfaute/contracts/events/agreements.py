"""Facts of agreements: contracts, orders, usage, prices, discounts."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ContractSigned:
    """A contract was recorded; the subject is the contract."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class ContractLineAgreed:
    """A line of a contract was recorded; the subject is the line."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class OrderRecorded:
    """An order line was recorded; the subject is the order line."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class UsageRecorded:
    """A usage event was recorded; the subject is the event."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class AgreementsWithdrawn:
    """What an import had recorded is gone again, nothing having been built on it; the subject is the source file."""

    seller_id: UUID
    subject_id: UUID
    kind: str
    record_count: int


@dataclass(frozen=True, slots=True)
class ContractLineChanged:
    """A dated change of a contract line was recorded; the subject is the line."""

    seller_id: UUID
    subject_id: UUID
    change_id: UUID
    effective_date: str
    change_kind: str


@dataclass(frozen=True, slots=True)
class NoticeGiven:
    """Notice was given to a contract, which ends on a day, included; the subject is the contract."""

    seller_id: UUID
    subject_id: UUID
    given_on: str
    end_date: str


@dataclass(frozen=True, slots=True)
class ContractEnded:
    """A contract ends on a day, included, by agreement; the subject is the contract."""

    seller_id: UUID
    subject_id: UUID
    end_date: str


@dataclass(frozen=True, slots=True)
class PriceListAgreed:
    """A price list was opened; the subject is the list."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class PriceSet:
    """An item has a price in a list from a day on; the subject is the price version."""

    seller_id: UUID
    subject_id: UUID
    since: str


@dataclass(frozen=True, slots=True)
class DiscountGranted:
    """Somebody granted a discount; the subject is the discount term."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class DiscountEnded:
    """A discount has a last day, included; the subject is the discount term."""

    seller_id: UUID
    subject_id: UUID
    until: str


@dataclass(frozen=True, slots=True)
class IndexValueRecorded:
    """A published value of an index is known; the subject is the value."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class UsageCorrected:
    """A usage event was taken back and, unless nothing was used, replaced; the subject is the event."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class ContractTermAgreed:
    """A term that had been granted again and again stands on a contract now; the subject is the contract."""

    seller_id: UUID
    subject_id: UUID
    clauses: dict[str, Any]
