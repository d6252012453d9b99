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
class IssueAsked:
    """A person asked that an approved draft be numbered now; the subject is the draft."""

    seller_id: UUID
    subject_id: UUID


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
class DuplicateMade:
    """Somebody asked for the same document again; the subject is the invoice, which itself does not change.

    `made_on` is ISO; `unpaid` is the sentence of a bad debt that it bears, "" on others; `address` is
    where it is e-mailed, "" when it is only printed.
    """

    seller_id: UUID
    subject_id: UUID
    duplicate_id: UUID
    invoice_number: str
    made_on: str
    unpaid: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class InvoiceCorrected:
    """A correction was issued; the subject is its own invoice, `invoice_id` the one it corrects.

    `draft_id` and `invoice_number` are its own, unknown in older facts. `is_replaced`: a new invoice was
    asked for in the place of the one it corrects.
    """

    seller_id: UUID
    subject_id: UUID
    invoice_id: UUID
    kind: str
    total_without_vat: str
    total_with_vat: str
    draft_id: UUID | None = None
    invoice_number: str = ""
    is_replaced: bool = False
