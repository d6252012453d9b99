"""Facts of contracts."""

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
class RunScheduled:
    """A person set when runs start by themselves; the subject is the schedule. `next_on` is ISO."""

    seller_id: UUID
    subject_id: UUID
    name: str
    next_on: str


@dataclass(frozen=True, slots=True)
class RunScheduleStopped:
    """No run of a schedule starts any more; the subject is the schedule."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class RunFellDue:
    """A day of a schedule came, or had been missed; the subject is the schedule. Days are ISO.

    Contracts started the run already, unless the schedule only simulates.
    """

    seller_id: UUID
    subject_id: UUID
    due_on: str
    until: str
    issue_date: str
    simulates_only: bool


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


@dataclass(frozen=True, slots=True)
class LineHeldBack:
    """A period of a contract line could not be worked out and waits; the subject is the line.

    `code` never changes its meaning; `fr` and `en` say what is missing and how to mend it.
    """

    seller_id: UUID
    subject_id: UUID
    run_id: UUID
    code: str
    period_start: str
    fr: str
    en: str


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
class RepairProposed:
    """What was invoiced of a line is owed otherwise now; the subject is the repair, the amount without VAT."""

    seller_id: UUID
    subject_id: UUID
    difference: str


@dataclass(frozen=True, slots=True)
class RepairDecided:
    """A repair was accepted, refused, or replaced by a newer one; the subject is the repair."""

    seller_id: UUID
    subject_id: UUID
    decided: str


@dataclass(frozen=True, slots=True)
class ClauseAgreed:
    """A clause of a contract line was agreed or replaced, before anything was billed of it; the subject is the line."""

    seller_id: UUID
    subject_id: UUID
    name: str


@dataclass(frozen=True, slots=True)
class CreditBought:
    """A prepaid credit was bought; the subject is the credit, the amount without VAT."""

    seller_id: UUID
    subject_id: UUID
    amount: str


@dataclass(frozen=True, slots=True)
class SituationStated:
    """A progress statement of works was made; the subject is the statement, the amount what it adds, without VAT."""

    seller_id: UUID
    subject_id: UUID
    number: int
    amount: str


@dataclass(frozen=True, slots=True)
class WorksAccepted:
    """The client accepted works; the subject is the contract line, the amount held back with VAT. Days are ISO."""

    seller_id: UUID
    subject_id: UUID
    accepted_on: str
    release_on: str
    held: str


@dataclass(frozen=True, slots=True)
class RetentionReleased:
    """Retention money became due; the subject is the contract line, the amount with VAT. The day is ISO."""

    seller_id: UUID
    subject_id: UUID
    amount: str
    released_on: str


@dataclass(frozen=True, slots=True)
class DepositAsked:
    """A deposit was asked for; the subject is the deposit, the amount without VAT. The day is ISO."""

    seller_id: UUID
    subject_id: UUID
    amount: str
    due_on: str


@dataclass(frozen=True, slots=True)
class DepositNotDeducted:
    """A final invoice leaves something of a deposit undeducted; the subject is the deposit, the amount without VAT.

    `code`: "larger" (the final invoice has no room for it) or "not_invoiced" (it was not issued yet).
    """

    seller_id: UUID
    subject_id: UUID
    run_id: UUID
    code: str
    amount: str


@dataclass(frozen=True, slots=True)
class DepositCreditAsked:
    """A person asks a credit note of what is left of a deposit; the subject is the deposit."""

    seller_id: UUID
    subject_id: UUID
    amount: str


@dataclass(frozen=True, slots=True)
class Sold:
    """A one-off sale was recorded; the subject is its first order line, the amount without VAT."""

    seller_id: UUID
    subject_id: UUID
    order_number: str
    amount: str


@dataclass(frozen=True, slots=True)
class ContractTermAgreed:
    """A term that had been granted again and again stands on a contract now; the subject is the contract."""

    seller_id: UUID
    subject_id: UUID
    clauses: dict[str, Any]
