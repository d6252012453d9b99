"""Why any figure of a document is what it is: its lines, its VAT, its totals, as trees of sentences.

A line is told whole once, under the total of the lines; in a VAT base it is told by its amount.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sansfaute.contracts.rules import written_amount
from sansfaute.drafts.rules.amount_figures import (
    charges_of,
    further_figure,
    further_figures,
    rounding,
    vat_is_product,
    written_parts,
)
from sansfaute.drafts.rules.discount_figures import allowance_derivation, vat_in_euro
from sansfaute.en16931.model import Invoice, Line, VatBreakdown
from sansfaute.lib.derivations import Derivation


class FigureUnknown(LookupError):
    """The document has no such figure; the message names those it has."""


@dataclass(frozen=True, slots=True)
class Explained:
    """A document with what is known of its lines: how each amount came about, and why each VAT."""

    invoice: Invoice
    lines: Mapping[str, Derivation] = field(default_factory=dict)  # line -> derivation of its billable item
    treatments: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # line -> as the draft keeps them
    edits: Sequence[Mapping[str, str]] = ()  # what persons changed: term, line, before, after, why, author
    discounts: Sequence[Mapping[str, Any]] = ()  # of the document, in the order of its allowances
    exchange_rate: Mapping[str, Any] = field(default_factory=dict)  # as the draft keeps it


def figures(invoice: Invoice) -> Iterator[str]:
    """The names of all figures that can be explained: "BT-131:1", "BT-117:S:20", "BT-112"…"""
    yield from (f"BT-131:{line.identifier}" for line in invoice.lines)
    for one in invoice.vat_breakdown:
        yield from (f"{term}:{one.vat_category_code}:{_rate(one)}" for term in ("BT-116", "BT-117"))
    yield from (f"BT-92:{number}" for number, _ in enumerate(invoice.allowances, 1))
    if invoice.vat_accounting_currency_code:
        yield "BT-111"
    yield from further_figures(invoice)
    yield from ("BT-106", "BT-107", "BT-108", "BT-109", "BT-110", "BT-112", "BT-113", "BT-115")


def figure_words(invoice: Invoice, figure: str) -> tuple[str, str]:
    """What a figure is called, in French and English."""
    term, _, rest = figure.partition(":")
    if term == "BT-131":
        name = next((line.item.name for line in invoice.lines if line.identifier == rest), "")
        return f"Ligne {rest}, {name}", f"Line {rest}, {name}"
    if term in ("BT-136", "BT-141", "BT-146"):
        line, _, number = (rest, "", "") if term == "BT-146" else rest.rpartition(":")
        fr, en = (f"{words} {number}".strip() for words in _WORDS[term])
        return f"{fr}, ligne {line}", f"{en}, line {line}"
    label = rest.replace(":", " ")
    words = _WORDS.get(term, (term, term))
    return f"{words[0]} {label}".strip(), f"{words[1]} {label}".strip()


_WORDS: Mapping[str, tuple[str, str]] = {
    "BT-92": ("Remise du document", "Discount of the document"),
    "BT-99": ("Frais du document", "Charge of the document"),
    "BT-X-272": ("Transport", "Carriage"),
    "BT-114": ("Arrondi", "Rounding"),
    "BT-136": ("Remise", "Discount"),
    "BT-141": ("Frais", "Charge"),
    "BT-146": ("Prix unitaire", "Unit price"),
    "BT-111": ("TVA en euros", "VAT in euro"),
    "BT-106": ("Total des lignes", "Sum of the lines"),
    "BT-107": ("Remises du document", "Discounts of the document"),
    "BT-108": ("Frais du document", "Charges of the document"),
    "BT-109": ("Total hors TVA", "Total without VAT"),
    "BT-110": ("Total de la TVA", "Total VAT"),
    "BT-112": ("Total TVA comprise", "Total with VAT"),
    "BT-113": ("Déjà payé", "Already paid"),
    "BT-115": ("Net à payer", "Amount due"),
    "BT-116": ("Base de TVA", "VAT base"),
    "BT-117": ("TVA", "VAT"),
}


def explain(known: Explained, figure: str) -> Derivation:
    """The derivation of one figure of a document; raises FigureUnknown."""
    term, _, rest = figure.partition(":")
    if term == "BT-131":
        return _line(known, _found(known, figure, [one for one in known.invoice.lines if one.identifier == rest]))
    if term in ("BT-116", "BT-117"):
        matching = [one for one in known.invoice.vat_breakdown if f"{one.vat_category_code}:{_rate(one)}" == rest]
        return (_base if term == "BT-116" else _tax)(known, _found(known, figure, matching))
    if term == "BT-92" and rest.isdigit() and 0 < int(rest) <= len(known.invoice.allowances):
        return _allowance(known, int(rest))
    if figure == "BT-111" and known.invoice.vat_accounting_currency_code:
        return vat_in_euro(known.invoice, known.exchange_rate)
    if figure in _TOTALS:
        return _TOTALS[figure](known)
    if further := further_figure(known.invoice, figure):
        return further
    raise _unknown(known, figure)


def _found(known: Explained, figure: str, matching: Sequence[Any]) -> Any:
    if not matching:
        raise _unknown(known, figure)
    return matching[0]


def _unknown(known: Explained, figure: str) -> FigureUnknown:
    return FigureUnknown(f"{figure} ({', '.join(figures(known.invoice))})")


def _rate(one: VatBreakdown) -> str:
    return "" if one.vat_rate is None else f"{one.vat_rate.normalize():f}"


def _said(
    known: Explained, name: str, value: Decimal, fr: str, en: str, *parts: Derivation, source: str = ""
) -> Derivation:
    money = known.invoice.currency_code
    return Derivation(
        name=name,
        value=str(value),
        fr=f"{fr} : {written_amount(value, 'fr')} {money}.",
        en=f"{en}: {written_amount(value, 'en')} {money}.",
        source=source,
        parts=parts,
    )


def _line(known: Explained, line: Line) -> Derivation:
    own = known.lines.get(line.identifier)
    made_of = own.parts if own else written_parts(known.invoice, line)
    parts = [*made_of, *_edits(known, line.identifier), *_treatment(known, line)]
    fr, en = f"Ligne {line.identifier}, {line.item.name}", f"Line {line.identifier}, {line.item.name}"
    return _said(known, "BT-131", line.line_net_amount, fr, en, *parts, source=own.source if own else "")


def _edits(known: Explained, identifier: str) -> Iterator[Derivation]:
    for one in known.edits:
        if one.get("line", "") == identifier:
            before, after, who = one.get("before", ""), one.get("after", ""), one.get("author", "")
            yield Derivation(
                name="edit",
                value=after,
                fr=f"{one['term']} changé par {who} : « {before} » est devenu « {after} » ({one.get('why', '')}).",
                en=f"{one['term']} changed by {who}: “{before}” became “{after}” ({one.get('why', '')}).",
                source=who,
            )


def _treatment(known: Explained, line: Line) -> Iterator[Derivation]:
    """The row of the decision table that decided this line's VAT."""
    decided = known.treatments.get(line.identifier)
    if not decided:
        return
    why, category, rate = decided["why"], decided["category"], decided["rate"]
    yield Derivation(
        name="vat_treatment",
        value=f"{category} {rate}",
        fr=f"TVA : catégorie {category}, {rate} %. {why['fr']}",
        en=f"VAT: category {category}, {rate}%. {why['en']}",
        source=str(decided.get("source", "")),
    )


def _lines_of(known: Explained, one: VatBreakdown) -> Iterator[Derivation]:
    for line in known.invoice.lines:
        own = (line.vat.vat_category_code, line.vat.vat_rate)
        if line.counts and own == (one.vat_category_code, one.vat_rate):
            fr, en = (f"{word} {line.identifier}, {line.item.name}" for word in ("Ligne", "Line"))
            yield _said(known, "BT-131", line.line_net_amount, fr, en)


def _base(known: Explained, one: VatBreakdown) -> Derivation:
    label = f"{one.vat_category_code} {_rate(one)} %".replace("  ", " ")
    parts = [*_lines_of(known, one), *_shared_of(known, one)]
    return _said(known, "BT-116", one.taxable_amount, f"Base de TVA {label}", f"VAT base {label}", *parts)


def _shared_of(known: Explained, one: VatBreakdown) -> Iterator[Derivation]:
    """Discounts and charges of the whole document that enter this base (BG-20, BG-21)."""
    key = (one.vat_category_code, one.vat_rate)
    for number, allowance in enumerate(known.invoice.allowances, 1):
        if (allowance.vat_category_code, allowance.vat_rate) == key:
            yield _allowance(known, number, taken_off=True)
    yield from charges_of(known.invoice, key)


def _allowance(known: Explained, number: int, *, taken_off: bool = False) -> Derivation:
    """What the draft kept of an allowance tells it, unless a person changed the discounts since."""
    kept = known.discounts if len(known.discounts) == len(known.invoice.allowances) else ()
    told = kept[number - 1] if kept and kept[number - 1].get("amount") == str(_amount_of(known, number)) else {}
    return allowance_derivation(known.invoice, number, told, taken_off=taken_off)


def _amount_of(known: Explained, number: int) -> Decimal:
    return known.invoice.allowances[number - 1].amount


def _tax(known: Explained, one: VatBreakdown) -> Derivation:
    """BR-CO-17: base times rate, rounded once; a credit note takes back what its invoice has left."""
    fr = f"TVA : {written_amount(one.taxable_amount, 'fr')} × {_rate(one) or '0'} %, arrondie une fois"
    en = f"VAT: {written_amount(one.taxable_amount, 'en')} × {_rate(one) or '0'}%, rounded once"
    if not vat_is_product(known.invoice, one.taxable_amount, one.vat_rate, one.tax_amount):
        fr += ", ajustée d'un reste d'arrondi pour que base et taxe s'accordent avec le total"
        en += ", adjusted by a rest of rounding so that base and tax agree with the total"
    return _said(known, "BT-117", one.tax_amount, fr, en, _base(known, one), source="EN 16931-1, BR-CO-17")


def _lines_total(known: Explained) -> Derivation:
    parts = [_line(known, line) for line in known.invoice.lines if line.counts]
    value = known.invoice.totals.sum_of_line_net_amounts
    return _said(known, "BT-106", value, "Total des lignes hors TVA", "Sum of lines without VAT", *parts)


def _allowances_total(known: Explained) -> Derivation:
    parts = [_allowance(known, number) for number, _ in enumerate(known.invoice.allowances, 1)]
    value = known.invoice.totals.sum_of_allowances or Decimal(0)
    return _said(known, "BT-107", value, "Remises du document", "Discounts of the document", *parts)


def _charges_total(known: Explained) -> Derivation:
    parts = [*charges_of(known.invoice)]
    value = known.invoice.totals.sum_of_charges or Decimal(0)
    return _said(known, "BT-108", value, "Frais du document", "Charges of the document", *parts)


def _without_vat(known: Explained) -> Derivation:
    parts = [_lines_total(known)]
    parts += [_allowances_total(known)] if known.invoice.allowances else []
    parts += [_charges_total(known)] if known.invoice.charges or known.invoice.logistics_charges else []
    value = known.invoice.totals.total_without_vat
    return _said(known, "BT-109", value, "Total hors TVA", "Total without VAT", *parts, source="EN 16931-1, BR-CO-13")


def _vat(known: Explained) -> Derivation:
    parts = [_tax(known, one) for one in known.invoice.vat_breakdown]
    value = known.invoice.totals.total_vat or Decimal(0)
    return _said(known, "BT-110", value, "Total de la TVA", "Total VAT", *parts, source="EN 16931-1, BR-CO-14")


def _with_vat(known: Explained) -> Derivation:
    parts = (_without_vat(known), _vat(known))
    value = known.invoice.totals.total_with_vat
    return _said(known, "BT-112", value, "Total TVA comprise", "Total with VAT", *parts, source="EN 16931-1, BR-CO-15")


def _paid(known: Explained) -> Derivation:
    value = known.invoice.totals.paid_amount or Decimal(0)
    return _said(known, "BT-113", value, "Déjà payé", "Already paid")


def _due(known: Explained) -> Derivation:
    parts = [_with_vat(known), _paid(known)]
    parts += [rounding(known.invoice)] if known.invoice.totals.rounding_amount is not None else []
    value = known.invoice.totals.amount_due
    return _said(known, "BT-115", value, "Net à payer", "Amount due", *parts, source="EN 16931-1, BR-CO-16")


_TOTALS: Mapping[str, Callable[[Explained], Derivation]] = {
    "BT-106": _lines_total,
    "BT-107": _allowances_total,
    "BT-108": _charges_total,
    "BT-109": _without_vat,
    "BT-110": _vat,
    "BT-112": _with_vat,
    "BT-113": _paid,
    "BT-115": _due,
}
