"""Facts of review."""

from dataclasses import dataclass
from typing import Any
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


@dataclass(frozen=True, slots=True)
class ExceptionSuperseded:
    """A draft was judged again: this exception, and what was decided of it, count no more; the subject is it."""

    seller_id: UUID
    subject_id: UUID
    draft_id: UUID
    rule: str


@dataclass(frozen=True, slots=True)
class ExceptionConfirmed:
    """A second person agreed to a grant, or did not; the subject is the exception."""

    seller_id: UUID
    subject_id: UUID
    draft_id: UUID
    granted: bool


@dataclass(frozen=True, slots=True)
class ThresholdsSet:
    """A person set the limits of the house checks; the subject is the set of thresholds."""

    seller_id: UUID
    subject_id: UUID
    changed: list[str]


@dataclass(frozen=True, slots=True)
class BuyerBlocked:
    """A person stopped the invoices of a buyer; the subject is the buyer."""

    seller_id: UUID
    subject_id: UUID
    block_id: UUID
    block_kind: str


@dataclass(frozen=True, slots=True)
class BlockLifted:
    """The invoices of a buyer go on; the subject is the buyer."""

    seller_id: UUID
    subject_id: UUID
    block_id: UUID
    block_kind: str


@dataclass(frozen=True, slots=True)
class TermProposed:
    """What was granted again and again is proposed as a term; the subject is the proposal."""

    seller_id: UUID
    subject_id: UUID
    buyer_id: UUID
    rule: str


@dataclass(frozen=True, slots=True)
class TermAgreed:
    """A proposed term was accepted; the subject is the buyer.

    `contracts`: the numbers of those that write it down; `clauses`: what they write.
    """

    seller_id: UUID
    subject_id: UUID
    proposal_id: UUID
    rule: str
    contracts: list[str]
    clauses: dict[str, Any]


@dataclass(frozen=True, slots=True)
class TermRefused:
    """A proposed term was refused; the subject is the buyer."""

    seller_id: UUID
    subject_id: UUID
    proposal_id: UUID
    rule: str
