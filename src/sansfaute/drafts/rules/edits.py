"""What a person may change on a draft by hand, and the draft that it gives: pure, and always recomputed.

An edit is a plain value. `edited` applies some to a proposal, in their order, has `totals.calculate`
fill every amount again, and says what review must look at on the result. What cannot be is refused
with EditUnsound, whose code and details the action words.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.drafts.rules.headings import still_paid
from sansfaute.drafts.rules.valuing import rate_kept, valued
from sansfaute.en16931.model import Invoice
from sansfaute.masterdata.rules import PaymentTerms


class EditUnsound(ValueError):
    """An edit cannot be; `code` and `details` say why, for the sentence of the action."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(code)
        self.code = code
        self.details = details


@dataclass(frozen=True, slots=True, kw_only=True)
class EditLine:
    """New values of one line; None leaves one as it is, "" takes a note away, a discount of 0 a discount.

    `discount_percentage` and `discount_amount` (without VAT) replace all discounts of the line.
    """

    line: str
    quantity: Decimal | None = None
    unit_price: Decimal | None = None  # without VAT, for the price's base quantity
    discount_percentage: Decimal | None = None
    discount_amount: Decimal | None = None
    discount_reason: str = ""
    name: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditVat:
    """Another VAT category (UNTDID 5305) and rate in percent for a line, for a stated reason.

    Without VAT, the mention of the exemption (BT-120) is asked, since the law asks it.
    """

    line: str
    category: str
    rate: Decimal | None
    reason: str
    exemption_reason: str = ""
    exemption_reason_code: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AddLine:
    """A line more, taxed like another line of the draft (`like`); `EditVat` may follow."""

    name: str
    quantity: Decimal
    unit_price: Decimal
    like: str
    unit_code: str = "C62"
    item_code: str = ""
    note: str = ""
    discount_percentage: Decimal | None = None
    discount_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveLine:
    """A line less. `later`: its work is billed by a later run; otherwise it is set aside, for the edit's reason."""

    line: str
    later: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EditText:
    """The text of a note by its code (UNTDID 4451; "" for a free one); "" takes the note away."""

    subject_code: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EditDates:
    """The date of issue (BT-2), which moves the due date, and that of delivery (BT-72); None leaves one."""

    issue_date: date | None = None
    delivery_date: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EditTerms:
    """Other payment terms (BT-20) and the due date that follows (BT-9)."""

    terms: PaymentTerms


@dataclass(frozen=True, slots=True, kw_only=True)
class EditDiscount:
    """The discount of the whole document (BG-20), in percent or as an amount without VAT; neither takes it away."""

    percentage: Decimal | None = None
    amount: Decimal | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class EditReferences:
    """The buyer's purchase order (BT-13) and reference (BT-10); None leaves one, "" takes it away."""

    purchase_order_reference: str | None = None
    buyer_reference: str | None = None


@dataclass(frozen=True, slots=True)
class Revert:
    """Back to what the engine proposed."""


LineEdit = EditLine | EditVat | AddLine | RemoveLine
DocumentEdit = EditText | EditDates | EditTerms | EditDiscount | EditReferences
Edit = LineEdit | DocumentEdit | Revert


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """All of a draft that an edit may change: the document, and what review reads beside it."""

    invoice: Invoice
    treatments: tuple[Mapping[str, Any], ...]
    clauses: Mapping[str, Any]
    payment_terms: Mapping[str, Any]
    purchase_order_reference: str

    @property
    def terms(self) -> PaymentTerms | None:
        """The terms that date the invoice; None for the legal ones."""
        return PaymentTerms.from_dict(dict(self.payment_terms)) if self.payment_terms else None

    def with_invoice(self, **values: Any) -> "Proposal":
        """The same with other terms of its document."""
        return replace(self, invoice=replace(self.invoice, **values))


CORRECTING = (EditText, EditReferences, Revert)
"""What may be edited on a document that corrects another: its amounts are those of the correction asked for."""


def calculated(state: Proposal) -> Proposal:
    """The same with every amount worked out, at the draft's exchange rate; EditUnsound for what cannot be."""
    try:
        return replace(state, invoice=still_paid(valued(state.invoice, rate=rate_kept(state.clauses))))
    except ArithmeticError as error:
        raise EditUnsound("not_calculable") from error


def removed_for_later(edits: Iterable[Edit]) -> frozenset[str]:
    """The lines whose work goes back to a later run."""
    return frozenset(one.line for one in edits if isinstance(one, RemoveLine) and one.later)


def refuse_amounts_of_corrections(edits: Sequence[Edit]) -> None:
    """Raises EditUnsound when an edit would change the amounts of a correcting document."""
    if not all(isinstance(one, CORRECTING) for one in edits):
        raise EditUnsound("is_correction")
