"""Facts of bill runs: what they find, what becomes of it."""

from dataclasses import dataclass
from uuid import UUID


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
class WorkCorrected:
    """A correction gave back something of so many billable items; the subject is the document that corrects."""

    seller_id: UUID
    subject_id: UUID
    invoice_number: str
    item_count: int


@dataclass(frozen=True, slots=True)
class WorkBilledAgain:
    """A person gave the work of a credited invoice (the subject) to a run of its own."""

    seller_id: UUID
    subject_id: UUID
    run_id: UUID
    item_count: int


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
