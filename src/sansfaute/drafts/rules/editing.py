"""Edits applied to a proposal, what review must then look at, and what changed term by term."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.drafts.rules import document_edits, line_edits
from sansfaute.drafts.rules.cash_discounts import restated
from sansfaute.drafts.rules.edits import (
    AddLine,
    Edit,
    EditDates,
    EditDiscount,
    EditLine,
    EditReferences,
    EditTerms,
    EditText,
    EditVat,
    Proposal,
    RemoveLine,
    Revert,
    calculated,
)
from sansfaute.en16931 import totals
from sansfaute.en16931.model import Invoice, Line

BY_HAND = "hand"
"""The origin of a discount or of terms that a person gave on the draft itself."""
_HUNDRED, _ZERO = Decimal(100), Decimal(0)


def edited(current: Proposal, proposed: Proposal, edits: Sequence[Edit], today: date, first_free: int) -> Proposal:
    """What these edits make of the current state; `proposed` is what the engine had proposed.

    `first_free` is a line number that no line of the draft has had. Raises EditUnsound.
    """
    state = current
    for edit in edits:
        state = proposed if isinstance(edit, Revert) else _apply(state, edit, today, first_free)
    if state == proposed:
        return proposed
    state = calculated(document_edits.follow_lines(state, current))
    state = replace(state, invoice=restated(state.invoice))
    return replace(state, clauses={**state.clauses, "discounts": discounts(state, proposed)})


def _apply(state: Proposal, edit: Edit, today: date, first_free: int) -> Proposal:
    match edit:
        case EditLine():
            return line_edits.edit_line(state, edit)
        case EditVat():
            return line_edits.edit_vat(state, edit)
        case AddLine():
            return line_edits.add_line(state, edit, first_free)
        case RemoveLine():
            return line_edits.remove_line(state, edit)
        case EditText():
            return document_edits.edit_text(state, edit)
        case EditDates():
            return document_edits.edit_dates(state, edit, today)
        case EditTerms():
            return document_edits.edit_terms(state, edit)
        case EditDiscount():
            return document_edits.edit_discount(state, edit)
        case EditReferences():
            return document_edits.edit_references(state, edit)
        case Revert():
            raise AssertionError("a revert is no change of the current state")


def discounts(state: Proposal, proposed: Proposal) -> list[dict[str, Any]]:
    """What review reads of discounts: the engine's own where a line stands as proposed, the others' real size.

    A price lowered by hand is a discount too: it counts from the price that was proposed.
    """
    before = {one.identifier: one for one in proposed.invoice.lines}
    found = list[dict[str, Any]]()
    for line in state.invoice.lines:
        if before.get(line.identifier) == line:
            found += [dict(one) for one in proposed.clauses.get("discounts", []) if one["line"] == line.identifier]
        elif given := _given(line, before.get(line.identifier)):
            found.append(_discount(line.identifier, given, line.allowances[0].reason if line.allowances else ""))
    return found + list(_of_document(state, proposed))


def _given(line: Line, before: Line | None) -> Decimal:
    """The percentage taken off the line, all in all; 0 when none or when it is no sale."""
    price = max(line.price.item_net_price, before.price.item_net_price) if before else line.price.item_net_price
    full = totals.line_net_amount(
        quantity=line.invoiced_quantity, item_net_price=price, base_quantity=line.price.base_quantity
    )
    return _share(full - line.line_net_amount, full)


def _of_document(state: Proposal, proposed: Proposal) -> Iterator[dict[str, Any]]:
    if state.invoice.allowances == proposed.invoice.allowances:
        yield from (dict(one) for one in proposed.clauses.get("discounts", []) if not one["line"])
        return
    given = sum((one.amount for one in state.invoice.allowances), _ZERO)
    if share := _share(given, state.invoice.totals.sum_of_line_net_amounts):
        yield _discount("", share, state.invoice.allowances[0].reason or "")


def _share(part: Decimal, whole: Decimal) -> Decimal:
    if whole <= 0 or part <= 0:
        return _ZERO
    return totals.round_half_up(part * _HUNDRED / whole, 2)


def _discount(line: str, percentage: Decimal, reason: str | None) -> dict[str, Any]:
    return {
        "line": line, "origin": BY_HAND, "percentage": f"{percentage.normalize():f}", "reason": reason or "",
    }  # fmt: skip


def changes(before: Invoice, after: Invoice) -> list[dict[str, str]]:
    """Term by term what differs, in the order of the terms: its BT number, its line, the values before and after."""
    old, new = dict(_terms(before)), dict(_terms(after))
    keys = [*old, *(key for key in new if key not in old)]
    found = [(key, old.get(key, ""), new.get(key, "")) for key in keys if old.get(key, "") != new.get(key, "")]
    return [{"term": term, "line": line, "before": was, "after": now} for (term, line), was, now in found]


def _terms(invoice: Invoice) -> Iterator[tuple[tuple[str, str], str]]:
    sums = invoice.totals
    yield ("BT-2", ""), invoice.issue_date.isoformat()
    yield ("BT-9", ""), _text(invoice.payment_due_date)
    yield ("BT-10", ""), _text(invoice.buyer_reference)
    yield ("BT-13", ""), _text(invoice.purchase_order_reference)
    yield ("BT-20", ""), _text(invoice.payment_terms)
    yield ("BT-44", ""), invoice.buyer.name
    yield ("BT-72", ""), _text(invoice.delivery.actual_delivery_date if invoice.delivery else None)
    for note in invoice.notes:
        yield ("BT-22", note.subject_code or ""), note.text
    for line in invoice.lines:
        yield from _line_terms(line)
    for one in invoice.allowances:
        yield ("BT-92", f"{one.vat_category_code} {_text(one.vat_rate)}".strip()), str(one.amount)
    yield ("BT-106", ""), str(sums.sum_of_line_net_amounts)
    yield ("BT-109", ""), str(sums.total_without_vat)
    yield ("BT-110", ""), _text(sums.total_vat)
    yield ("BT-112", ""), str(sums.total_with_vat)


def _line_terms(line: Line) -> Iterator[tuple[tuple[str, str], str]]:
    number = line.identifier
    yield ("BT-126", number), number
    yield ("BT-127", number), _text(line.note)
    yield ("BT-129", number), f"{line.invoiced_quantity:f}"
    yield ("BT-130", number), line.unit_code
    yield ("BT-136", number), ", ".join(str(one.amount) for one in line.allowances)
    yield ("BT-138", number), ", ".join(_text(one.percentage) for one in line.allowances)
    yield ("BT-146", number), f"{line.price.item_net_price:f}"
    yield ("BT-151", number), line.vat.vat_category_code
    yield ("BT-152", number), _text(line.vat.vat_rate)
    yield ("BT-153", number), line.item.name
    yield ("BT-131", number), str(line.line_net_amount)


def _text(value: object) -> str:
    return "" if value is None else str(value)
