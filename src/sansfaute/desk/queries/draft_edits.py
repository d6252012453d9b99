"""The form of a draft as it stands, and the edits that a filled form asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sansfaute.drafts import rules
from sansfaute.en16931.model import Invoice, Line
from sansfaute.lib.errors import Refusal
from sansfaute.lib.text import parse_date, parse_decimal, plain
from sansfaute.masterdata.rules import PaymentTerms, parse_payment_terms

NEW_LINES = 2
"""Empty rows for lines to add."""
Filled = Mapping[str, str]


class FormUnreadable(Refusal):
    """A field of the form cannot be read; the message names it and shows what was typed."""


@dataclass(frozen=True, slots=True)
class LineFields:
    """One line as its fields show it."""

    identifier: str
    name: str
    quantity: str
    unit_price: str
    discount: str
    is_priced: bool  # a percentage of one discount, which can be edited; others are told


def filled_from(state: rules.Proposal) -> dict[str, str]:
    """Every field's text as the draft stands."""
    invoice = state.invoice
    fields = {
        "issue_date": invoice.issue_date.isoformat(),
        "purchase_order": invoice.purchase_order_reference or "",
        "buyer_reference": invoice.buyer_reference or "",
        "terms": _terms_text(state.terms),
        "discount": _document_discount(invoice),
        "discount_reason": invoice.allowances[0].reason or "" if invoice.allowances else "",
    }
    for line in invoice.lines:
        shown = line_fields(line)
        fields |= {f"{name}-{line.identifier}": getattr(shown, name) for name in _LINE}
    return fields


def line_fields(line: Line) -> LineFields:
    """A line as its fields show it."""
    percentages = [one.percentage for one in line.allowances]
    plain_discount = len(percentages) == 1 and percentages[0] is not None
    return LineFields(
        identifier=line.identifier,
        name=line.item.name,
        quantity=_figure(line.invoiced_quantity),
        unit_price=_figure(line.price.item_net_price),
        discount=_figure(percentages[0]) if plain_discount and percentages[0] is not None else "",
        is_priced=plain_discount or not percentages,
    )


def _terms_text(terms: PaymentTerms | None) -> str:
    if terms is None:
        return ""
    words = f"{terms.days} j" if not terms.month_end_first else f"fin de mois {terms.days} j"
    words += " fin de mois" if terms.end_of_month else ""
    return words + (f" le {terms.day_of_month}" if terms.day_of_month else "")


def _document_discount(invoice: Invoice) -> str:
    found = {one.percentage for one in invoice.allowances}
    only = found.pop() if len(found) == 1 else None
    return _figure(only) if only is not None else ""


def _figure(value: Decimal) -> str:
    """A number as it is typed in the language of the page: no thousands, a decimal comma in French."""
    text = plain(value)
    return text.replace(".", ",") if (get_language() or "fr").startswith("fr") else text


def edits_of(given: Filled, state: rules.Proposal) -> list[rules.Edit]:
    """What a filled form changes of a draft; raises FormUnreadable."""
    if given.get("act") == "revert":
        return [rules.Revert()]
    standing = filled_from(state)
    changed = {name: text.strip() for name, text in given.items() if text.strip() != standing.get(name, "")}
    return [*_lines(changed, given, state.invoice), *_document(changed), *_added(given, state.invoice)]


def _lines(changed: Filled, given: Filled, invoice: Invoice) -> Iterator[rules.Edit]:
    for line in invoice.lines:
        number = line.identifier
        if given.get(f"remove-{number}"):
            yield rules.RemoveLine(line=number, later=given[f"remove-{number}"] == "later")
            continue
        named = {name: changed[f"{name}-{number}"] for name in _LINE if f"{name}-{number}" in changed}
        if named:
            yield rules.EditLine(
                line=number,
                name=named.get("name"),
                quantity=_number(named, "quantity"),
                unit_price=_number(named, "unit_price"),
                discount_percentage=_number(named, "discount", empty=Decimal(0)),
                discount_reason=_("Discount") if named.get("discount") else "",
            )


_LINE = ("name", "quantity", "unit_price", "discount")


def _document(changed: Filled) -> Iterator[rules.Edit]:
    if "issue_date" in changed:
        yield rules.EditDates(issue_date=_day(changed["issue_date"]))
    if "terms" in changed:
        yield rules.EditTerms(terms=_terms(changed["terms"]))
    if "purchase_order" in changed or "buyer_reference" in changed:
        yield rules.EditReferences(
            purchase_order_reference=changed.get("purchase_order"), buyer_reference=changed.get("buyer_reference")
        )
    if "discount" in changed:
        percentage = _number(changed, "discount")
        yield rules.EditDiscount(percentage=percentage, reason=changed.get("discount_reason", "") or _("Discount"))


def _added(given: Filled, invoice: Invoice) -> Iterator[rules.Edit]:
    for place in range(1, NEW_LINES + 1):
        name = given.get(f"new-name-{place}", "").strip()
        quantity, price = (given.get(f"new-{one}-{place}", "").strip() for one in ("quantity", "unit_price"))
        if not (name or quantity or price):
            continue
        values = {"quantity": quantity or "1", "unit_price": price}
        yield rules.AddLine(
            name=name,
            quantity=_number(values, "quantity") or Decimal(1),
            unit_price=_needed(values, "unit_price"),
            like=given.get(f"new-like-{place}", "") or invoice.lines[0].identifier,
        )


def _number(values: Filled, name: str, empty: Decimal | None = None) -> Decimal | None:
    if name not in values:
        return None
    if not values[name]:
        return empty
    return _needed(values, name)


def _needed(values: Filled, name: str) -> Decimal:
    read = parse_decimal(values[name]) if values[name] else None
    if read is None:
        raise FormUnreadable(_("“%(text)s” is not a number; write it as 120.50.") % {"text": values[name]})
    return read


def _day(text: str) -> date:
    read = parse_date(text)
    if read is None:
        raise FormUnreadable(_("“%(text)s” is not a date; write it as 31/10/2026.") % {"text": text})
    return read


def _terms(text: str) -> PaymentTerms:
    read = parse_payment_terms(text)
    if read is None:
        raise FormUnreadable(
            _("“%(text)s” is not a payment term; write for example 30 days, or 45 days end of month.") % {"text": text}
        )
    return read
