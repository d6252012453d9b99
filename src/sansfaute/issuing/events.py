"""Facts of issuing."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class InvoiceIssued:
    """A draft got its number and its seal; the subject is the invoice. `issue_date` is ISO, "" in older facts."""

    seller_id: UUID
    subject_id: UUID
    draft_id: UUID
    invoice_number: str
    issue_date: str = ""


@dataclass(frozen=True, slots=True)
class SeriesPlanned:
    """A series of numbers of its own was planned, for a documented reason; the subject is the plan."""

    seller_id: UUID
    subject_id: UUID
    kind: str
    channel: str
    prefix: str
    since: str


@dataclass(frozen=True, slots=True)
class CorrectionAsked:
    """A correction of an issued invoice is a draft; the subject is the correction."""

    seller_id: UUID
    subject_id: UUID
    invoice_id: UUID
    draft_id: UUID
    kind: str
    total_with_vat: str


@dataclass(frozen=True, slots=True)
class CorrectionDropped:
    """The draft of a correction (the subject) was discarded: what it took of the invoice is free again."""

    seller_id: UUID
    subject_id: UUID
    invoice_id: UUID


@dataclass(frozen=True, slots=True)
class InvoiceCorrected:
    """A correction was issued; the subject is its own invoice, `invoice_id` the one it corrects."""

    seller_id: UUID
    subject_id: UUID
    invoice_id: UUID
    kind: str
    total_without_vat: str
    total_with_vat: str
