"""Edits of the whole document: texts, dates, payment terms, discount, references."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sansfaute.drafts.rules.edits import (
    EditDates,
    EditDiscount,
    EditReferences,
    EditTerms,
    EditText,
    EditUnsound,
    Proposal,
)
from sansfaute.drafts.rules.headings import is_paid
from sansfaute.drafts.rules.line_edits import AMOUNT_PLACES, DISCOUNT, DISCOUNT_CODE, PERCENTAGE_PLACES
from sansfaute.drafts.rules.lines import tidy
from sansfaute.drafts.rules.payment import due_date, terms_text
from sansfaute.drafts.rules.written import figure, words
from sansfaute.en16931 import totals
from sansfaute.en16931.model import DeliveryInformation, DocumentAllowance, Note
from sansfaute.en16931.values import ABSENT

COMPULSORY = frozenset({"PMD", "PMT", "AAB"})
"""Notes that every invoice carries (BR-FR-05): their words may change, they stay."""
PROTECTED = frozenset({"BAR", "ADN", "TXD", "REG"})
"""Notes that follow from the buyer, the seller or the VAT: mended at their source."""
FARTHEST_DAYS = 366
_ZERO = Decimal(0)
Key = tuple[str, Decimal | None]


def edit_text(state: Proposal, edit: EditText) -> Proposal:
    """The note of this code with another text, added at the end when there is none, or taken away."""
    code, text = edit.subject_code.strip() or None, words(edit.text)
    if code in PROTECTED:
        raise EditUnsound("note_protected", note=code)
    if code in COMPULSORY and not text:
        raise EditUnsound("note_compulsory", note=code)
    found = list(state.invoice.notes)
    place = next((place for place, one in enumerate(found) if one.subject_code == code), len(found))
    found[place : place + 1] = [Note(subject_code=code, text=text)] if text else []
    return state.with_invoice(notes=tuple(found))


def edit_dates(state: Proposal, edit: EditDates, today: date) -> Proposal:
    """Another date of issue, never in the past, the due date following; another date of delivery."""
    if edit.issue_date is not None:
        if edit.issue_date < today and edit.issue_date != state.invoice.issue_date:
            raise EditUnsound("date_past", day=edit.issue_date)
        if (edit.issue_date - today).days > FARTHEST_DAYS:
            raise EditUnsound("date_far", day=edit.issue_date)
        due = state.invoice.payment_due_date if is_paid(state.invoice) else due_date(edit.issue_date, state.terms)
        state = state.with_invoice(issue_date=edit.issue_date, payment_due_date=due)
    if edit.delivery_date is not None:
        delivery = state.invoice.delivery or DeliveryInformation()
        state = state.with_invoice(delivery=replace(delivery, actual_delivery_date=edit.delivery_date))
    return state


def edit_terms(state: Proposal, edit: EditTerms) -> Proposal:
    """Other terms; what review reads of them says that a person gave them."""
    given = edit.terms.to_dict()
    clauses = {**state.clauses, "payment_terms": given, "terms_origin": "hand"}
    if is_paid(state.invoice):
        raise EditUnsound("already_paid")
    due = due_date(state.invoice.issue_date, edit.terms)
    state = state.with_invoice(payment_terms=terms_text(edit.terms), payment_due_date=due)
    return replace(state, payment_terms=given, clauses=clauses)


def edit_references(state: Proposal, edit: EditReferences) -> Proposal:
    """The buyer's references, as printed and as review reads them."""
    if edit.purchase_order_reference is not None:
        order = words(edit.purchase_order_reference)[:60]
        state = replace(state.with_invoice(purchase_order_reference=order or None), purchase_order_reference=order)
    if edit.buyer_reference is not None:
        state = state.with_invoice(buyer_reference=words(edit.buyer_reference)[:60] or None)
    return state


def edit_discount(state: Proposal, edit: EditDiscount) -> Proposal:
    """The discount of the document, shared over its VAT categories and rates, instead of any it had."""
    if edit.percentage is not None and edit.amount is not None:
        raise EditUnsound("two_discounts")
    reason = words(edit.reason) or DISCOUNT
    state = state.with_invoice(allowances=())
    if edit.percentage is not None:
        share = figure("percentage", edit.percentage, PERCENTAGE_PLACES, least=_ZERO, most=Decimal(100))
        rows = [_allowance(key, ABSENT, reason, tidy(share)) for key in _bases(state)] if share else []
        return state.with_invoice(allowances=tuple(rows))
    if edit.amount is not None:
        amount = figure("discount", edit.amount, AMOUNT_PLACES, least=_ZERO)
        return state.with_invoice(allowances=tuple(_shared(state, amount, reason))) if amount else state
    return state


def follow_lines(state: Proposal, before: Proposal) -> Proposal:
    """Discounts of the document in percent, worked out again from the lines; none where no line is left."""
    if not state.invoice.allowances:
        return state
    bases, old, kept = _bases(state), _bases(before), list[DocumentAllowance]()
    for one in state.invoice.allowances:
        key = (one.vat_category_code, one.vat_rate)
        if key in bases:
            follows = one.percentage is not None and one.base_amount in (None, old.get(key))
            kept.append(replace(one, amount=ABSENT, base_amount=None) if follows else one)
        elif one.percentage is None:
            raise EditUnsound("discount_without_lines")
    return state.with_invoice(allowances=tuple(kept))


def _shared(state: Proposal, amount: Decimal, reason: str) -> list[DocumentAllowance]:
    """In proportion to what each rate's lines are worth, to the cent: the last rate takes what is left."""
    bases = {key: base for key, base in _bases(state).items() if base > 0}
    whole = sum(bases.values(), _ZERO)
    if amount > whole:
        raise EditUnsound("discount_too_large", value=amount, whole=whole)
    left, worth, rows = amount, whole, list[DocumentAllowance]()
    for key, base in bases.items():
        part = min(totals.round_half_up(left * base / worth, 2), base)
        rows.append(_allowance(key, part, reason, None))
        left, worth = left - part, worth - base
    return [one for one in rows if one.amount]


def _bases(state: Proposal) -> dict[Key, Decimal]:
    """What the lines of each category and rate are worth, without VAT."""
    found: dict[Key, Decimal] = {}
    for line in totals.calculate(state.with_invoice(allowances=()).invoice).lines:
        if line.counts:
            key = (line.vat.vat_category_code, line.vat.vat_rate)
            found[key] = found.get(key, _ZERO) + line.line_net_amount
    return found


def _allowance(key: Key, amount: Decimal, reason: str, percentage: Decimal | None) -> DocumentAllowance:
    return DocumentAllowance(
        amount=amount,
        percentage=percentage,
        vat_category_code=key[0],
        vat_rate=key[1],
        reason=reason,
        reason_code=DISCOUNT_CODE,
    )
