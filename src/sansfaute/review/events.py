"""Facts of review."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ExceptionOpened:
    """A draft is held for one reason; the subject is the exception."""

    seller_id: UUID
    subject_id: UUID
    draft_id: UUID
    rule: str


@dataclass(frozen=True, slots=True)
class ExceptionDecided:
    """A person granted or refused an exception; the subject is the exception."""

    seller_id: UUID
    subject_id: UUID
    draft_id: UUID
    granted: bool


@dataclass(frozen=True, slots=True)
class DraftApproved:
    """A draft may be issued; the subject is the draft."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class InvoiceRemembered:
    """Review keeps the number of an issued invoice to spot its double; the subject is the draft."""

    seller_id: UUID
    subject_id: UUID
    invoice_number: str


@dataclass(frozen=True, slots=True)
class SimulationAsked:
    """A bill run is to be simulated; the subject is the simulation."""

    seller_id: UUID
    subject_id: UUID
    until: str
    issue_date: str


@dataclass(frozen=True, slots=True)
class SimulationDone:
    """A simulation has looked at every buyer; the subject is the simulation."""

    seller_id: UUID
    subject_id: UUID
    document_count: int


@dataclass(frozen=True, slots=True)
class SimulationCancelled:
    """A person gave up a simulation before its end; the subject is the simulation."""

    seller_id: UUID
    subject_id: UUID


@dataclass(frozen=True, slots=True)
class SimulationCommitted:
    """A run was started that must agree with a simulation; the subject is the simulation."""

    seller_id: UUID
    subject_id: UUID
    run_id: UUID
