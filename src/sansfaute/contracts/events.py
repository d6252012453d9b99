"""Facts of contracts."""

from dataclasses import dataclass
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
class BillRunStarted:
    """A bill run began; the subject is the run."""

    seller_id: UUID
    subject_id: UUID
    until: str
    issue_date: str


@dataclass(frozen=True, slots=True)
class BillRunPaused:
    """A person stopped a run for a while; the subject is the run."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class BillRunResumed:
    """A paused run goes on; the subject is the run."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class BillRunCancelled:
    """A person gave up what a run has not numbered yet; the subject is the run."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class WorkBecameBillable:
    """A buyer has work to invoice; the subject is the buyer."""

    seller_id: UUID
    subject_id: UUID
    run_id: UUID


@dataclass(frozen=True, slots=True)
class WorkMarkedInvoiced:
    """So many billable items are on an issued invoice; the subject is the invoice."""

    seller_id: UUID
    subject_id: UUID
    invoice_number: str
    item_count: int


@dataclass(frozen=True, slots=True)
class AgreementsWithdrawn:
    """What an import had recorded is gone again, nothing having been built on it; the subject is the source file."""

    seller_id: UUID
    subject_id: UUID
    kind: str
    record_count: int


@dataclass(frozen=True, slots=True)
class BillingForecast:
    """What a buyer will be billed in the next month was worked out anew, and changed; the subject is the buyer.

    `amount` is in EUR without VAT, as text; both days are ISO and included.
    """

    seller_id: UUID
    subject_id: UUID
    amount: str
    period_start: str
    period_end: str
