"""Edits of lines: quantity, price, discount, words, VAT; a line more, a line less."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.drafts.rules.edits import AddLine, EditLine, EditUnsound, EditVat, Proposal, RemoveLine
from sansfaute.drafts.rules.lines import tidy
from sansfaute.drafts.rules.written import figure, words
from sansfaute.en16931.model import Item, Line, LineAllowance, LineVat, Price, VatBreakdown
from sansfaute.en16931.values import ABSENT

DISCOUNT = "Remise"
DISCOUNT_CODE = "95"  # UNTDID 5189
QUANTITY_PLACES, PRICE_PLACES, PERCENTAGE_PLACES, AMOUNT_PLACES = 4, 6, 4, 2
TAXED, OUT_OF_SCOPE = "S", "O"
CATEGORIES = frozenset({"S", "Z", "E", "AE", "K", "G", "O"})
_WITH_MENTION = CATEGORIES - {"S", "Z"}
_ZERO = Decimal(0)


def line_named(state: Proposal, identifier: str) -> Line:
    """The line of this identifier. Raises EditUnsound."""
    found = next((one for one in state.invoice.lines if one.identifier == identifier), None)
    if found is None:
        raise EditUnsound("line_unknown", line=identifier)
    return found


def edit_line(state: Proposal, edit: EditLine) -> Proposal:
    """The line with its new values; discounts in percent follow quantity and price, the parts of a kit its quantity."""
    line = line_named(state, edit.line)
    if any(one is not None for one in (edit.quantity, edit.unit_price, edit.discount_percentage, edit.discount_amount)):
        _refuse_of_kit(line)
    if edit.quantity is not None:
        line = replace(line, invoiced_quantity=_quantity(edit.quantity))
    if edit.unit_price is not None:
        price = replace(
            line.price, item_net_price=_price(edit.unit_price), item_gross_price=None, item_price_discount=None
        )
        line = replace(line, price=price)
    if edit.name is not None:
        line = replace(line, item=replace(line.item, name=_name(edit.name)))
    if edit.note is not None:
        line = replace(line, note=words(edit.note) or None)
    if edit.quantity is not None:
        state = _with_parts_of(state, line_named(state, edit.line), line.invoiced_quantity)
    return _with_line(state, replace(line, allowances=_allowances(line, edit)))


def _refuse_of_kit(line: Line) -> None:
    """The parts of a kit come to its price, each at its own rate: none is changed alone (use case 38)."""
    if line.subtype_code is not None:
        raise EditUnsound("kit_line", line=line.identifier)


def _with_parts_of(state: Proposal, kit: Line, quantity: Decimal) -> Proposal:
    """What stands under a kit, in proportion to its new quantity."""
    lines = tuple(
        replace(one, invoiced_quantity=tidy(one.invoiced_quantity * quantity / kit.invoiced_quantity))
        if one.parent_line_identifier == kit.identifier
        else one
        for one in state.invoice.lines
    )
    return state.with_invoice(lines=lines)


def _allowances(line: Line, edit: EditLine) -> tuple[LineAllowance, ...]:
    if edit.discount_percentage is not None and edit.discount_amount is not None:
        raise EditUnsound("two_discounts")
    reason = words(edit.discount_reason) or DISCOUNT
    if edit.discount_percentage is not None:
        return _in_percent(edit.discount_percentage, reason)
    if edit.discount_amount is not None:
        amount = figure("discount", edit.discount_amount, AMOUNT_PLACES, least=_ZERO)
        return (LineAllowance(amount=tidy(amount, 2), reason=reason, reason_code=DISCOUNT_CODE),) if amount else ()
    changed = edit.quantity is not None or edit.unit_price is not None
    return tuple(_again(one) for one in line.allowances) if changed else line.allowances


def _in_percent(percentage: Decimal, reason: str) -> tuple[LineAllowance, ...]:
    share = figure("percentage", percentage, PERCENTAGE_PLACES, least=_ZERO, most=Decimal(100))
    if not share:
        return ()
    return (LineAllowance(amount=ABSENT, percentage=tidy(share), reason=reason, reason_code=DISCOUNT_CODE),)


def _again(allowance: LineAllowance) -> LineAllowance:
    """A discount in percent is worked out again from the new gross amount; an amount stays."""
    return allowance if allowance.percentage is None else replace(allowance, amount=ABSENT, base_amount=None)


def edit_vat(state: Proposal, edit: EditVat) -> Proposal:
    """The line under another category and rate, with its mention in the breakdown and its reason in `treatments`."""
    line, mention = line_named(state, edit.line), words(edit.exemption_reason)
    _refuse_of_kit(line)
    if not edit.reason.strip():
        raise EditUnsound("vat_without_reason", line=edit.line)
    rate = _rate(edit)
    if edit.category in _WITH_MENTION and not mention:
        raise EditUnsound("vat_without_mention", line=edit.line)
    state = _with_line(state, replace(line, vat=LineVat(vat_category_code=edit.category, vat_rate=rate)))
    treatment = _by_hand(edit, rate, mention)
    others = [one for one in state.treatments if one["line"] != edit.line]
    return replace(_with_mention(state, edit, rate, mention), treatments=_in_order(state, [*others, treatment]))


def _rate(edit: EditVat) -> Decimal | None:
    if edit.category not in CATEGORIES:
        raise EditUnsound("vat_category_unknown", category=edit.category)
    if edit.category == OUT_OF_SCOPE:
        return None
    rate = figure("rate", edit.rate if edit.rate is not None else _ZERO, 2, least=_ZERO, most=Decimal(100))
    if (edit.category == TAXED) != bool(rate):
        raise EditUnsound("vat_rate_wrong", category=edit.category)
    return tidy(rate, 2)


def _with_mention(state: Proposal, edit: EditVat, rate: Decimal | None, mention: str) -> Proposal:
    if not mention:
        return state
    row = VatBreakdown(
        taxable_amount=_ZERO,
        tax_amount=_ZERO,
        vat_category_code=edit.category,
        vat_rate=rate,
        exemption_reason=mention,
        exemption_reason_code=words(edit.exemption_reason_code) or None,
    )
    return state.with_invoice(vat_breakdown=(row, *state.invoice.vat_breakdown))


def _by_hand(edit: EditVat, rate: Decimal | None, mention: str) -> dict[str, Any]:
    why = words(edit.reason)
    return {
        "line": edit.line,
        "row": "by_hand",
        "category": edit.category,
        "rate": str(rate or _ZERO),
        "exemption_reason_code": words(edit.exemption_reason_code),
        "mention": mention,
        "known": True,
        "why": {"fr": why, "en": why},
        "evidence": [],
        "since": date.min.isoformat(),
        "source": "",
        "reporting": "",
    }


def add_line(state: Proposal, edit: AddLine, first_free: int) -> Proposal:
    """A line more at the end, under the first number that no line of this draft ever had."""
    model = line_named(state, edit.like)
    numbers = [int(one.identifier) for one in state.invoice.lines if one.identifier.isdecimal()]
    line = Line(
        identifier=str(max([first_free - 1, *numbers]) + 1),
        note=words(edit.note) or None,
        invoiced_quantity=_quantity(edit.quantity),
        unit_code=words(edit.unit_code) or "C62",
        line_net_amount=_ZERO,
        allowances=_in_percent(edit.discount_percentage or _ZERO, words(edit.discount_reason) or DISCOUNT),
        price=Price(item_net_price=_price(edit.unit_price)),
        vat=model.vat,
        item=Item(name=_name(edit.name), seller_identifier=words(edit.item_code) or None),
    )
    like: list[Mapping[str, Any]] = [one for one in state.treatments if one["line"] == edit.like]
    same = [{**one, "line": line.identifier} for one in like]
    return replace(state.with_invoice(lines=(*state.invoice.lines, line)), treatments=(*state.treatments, *same))


def remove_line(state: Proposal, edit: RemoveLine) -> Proposal:
    """A line less, with what stands under it; the last one stays, since an invoice has at least one."""
    line = line_named(state, edit.line)
    if line.parent_line_identifier is not None:
        _refuse_of_kit(line)
    rest = tuple(
        one for one in state.invoice.lines if one is not line and one.parent_line_identifier != line.identifier
    )
    if not rest:
        raise EditUnsound("last_line")
    kept = tuple(one for one in state.treatments if one["line"] != edit.line)
    return replace(state.with_invoice(lines=rest), treatments=kept)


def _with_line(state: Proposal, line: Line) -> Proposal:
    lines = tuple(line if one.identifier == line.identifier else one for one in state.invoice.lines)
    return state.with_invoice(lines=lines)


def _in_order(state: Proposal, treatments: list[Mapping[str, Any]]) -> tuple[Mapping[str, Any], ...]:
    places = {line.identifier: place for place, line in enumerate(state.invoice.lines)}
    return tuple(sorted(treatments, key=lambda one: places.get(one["line"], len(places))))


def _quantity(value: Decimal) -> Decimal:
    quantity = figure("quantity", value, QUANTITY_PLACES)
    if not quantity:
        raise EditUnsound("quantity_zero")
    return tidy(quantity)


def _price(value: Decimal) -> Decimal:
    return tidy(figure("price", value, PRICE_PLACES, least=_ZERO), 2)


def _name(text: str) -> str:
    name = words(text)
    if not name:
        raise EditUnsound("name_missing")
    return name
