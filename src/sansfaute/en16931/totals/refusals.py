"""Why an invoice cannot be calculated: the figures at fault, by term and path."""

from collections.abc import Iterator
from dataclasses import fields
from decimal import Decimal
from typing import Any

from sansfaute.en16931.model import (
    DocumentAllowance,
    DocumentCharge,
    Invoice,
    Line,
    LineAllowance,
    LineCharge,
    LogisticsCharge,
)
from sansfaute.en16931.totals.subtypes import GROUP, GroupInCircle, ancestors, groups_of, is_priced
from sansfaute.en16931.values import Finding, is_absent, is_figure

Change = LineAllowance | LineCharge | DocumentAllowance | DocumentCharge


class CalculationRefused(ArithmeticError):
    """The invoice cannot be calculated; `findings` name each figure at fault, in French and English."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__("; ".join(f"{one.path}: {one.message['en']}" for one in findings))
        self.findings = findings


def finding(name: str, term: str, path: str, value: object, sentences: tuple[str, str, str, str]) -> Finding:
    """A finding of the arithmetic; `sentences`: message and fix in French, then in English."""
    fr, fix_fr, en, fix_en = sentences
    return Finding(
        rule=f"totals.{name}",
        level="error",
        term=term,
        value="" if is_absent(value) else str(value),
        message={"fr": fr, "en": en},
        fix={"fr": fix_fr, "en": fix_en},
        path=path,
    )


_FIGURE = (
    "Ce montant ne peut être calculé : le chiffre manque ou n'est pas un nombre.",
    "Donner un nombre, de 100 chiffres au plus.",
    "This amount cannot be calculated: the figure is missing or is not a number.",
    "Give a number, of 100 digits at most.",
)
_BASE_OF_ZERO = (
    "La quantité de base du prix est nulle.",
    "Donner une quantité de base positive, ou n'en pas donner.",
    "The base quantity of the price is zero.",
    "Give a positive base quantity, or none.",
)
_RATE = (
    "Le taux de TVA est négatif : un prix TTC n'a pas de prix HT.",
    "Donner un taux nul ou positif.",
    "The VAT rate is negative: a price with VAT has no price without.",
    "Give a rate of zero or more.",
)
_CIRCLE = (
    "Cette ligne de groupe est contenue dans elle-même.",
    "Corriger le numéro de la ligne parente.",
    "This group line is contained in itself.",
    "Correct the identifier of the parent line.",
)
_PROPORTION = (
    "Les nombres de la facture sont hors de toute proportion : leur somme exacte a plus de 120 chiffres.",
    "Vérifier les quantités et les prix.",
    "The numbers of the invoice are out of all proportion: their exact sum has more than 120 digits.",
    "Check the quantities and prices.",
)


def _is_in_itself(line: Line, groups: dict[str, Line]) -> bool:
    """Whether a group is its own ancestor."""
    try:
        return any(group.identifier == line.identifier for group in ancestors(line, groups))
    except GroupInCircle:
        return False


def refusal(invoice: Invoice) -> CalculationRefused:
    """The refusal of an invoice whose calculation failed."""
    found = tuple(_faults(invoice))
    return CalculationRefused(found or (finding("proportion", "BG-22", "", "", _PROPORTION),))


def negative_rates(invoice: Invoice) -> None:
    """Raises CalculationRefused for a VAT rate below zero, from which no net price can be worked out."""
    rates = [(f"lines[{number}].vat.vat_rate", "BT-152", one.vat.vat_rate) for number, one in enumerate(invoice.lines)]
    rates += [(f"{path}.vat_rate", _term(part, "vat_rate"), part.vat_rate) for path, part in _parts(invoice)]
    found = [
        finding("rate", term, path, rate, _RATE)
        for path, term, rate in rates
        if rate is not None and is_figure(rate) and rate < 0
    ]
    if found:
        raise CalculationRefused(tuple(found))


def _faults(invoice: Invoice) -> Iterator[Finding]:
    """Every figure that the arithmetic needs and cannot use."""
    groups = groups_of(invoice.lines)
    for number, line in enumerate(invoice.lines):
        yield from _of_line(line, f"lines[{number}]")
        if line.subtype_code == GROUP and _is_in_itself(line, groups):
            yield finding("group", "EXT-FR-FE-162", f"lines[{number}].parent_line_identifier", line.identifier, _CIRCLE)
    for path, part in _parts(invoice):
        if isinstance(part, LogisticsCharge):
            yield from _unusable("BT-X-272", f"{path}.amount", part.amount)
        else:
            yield from _of_change(part, path)
        yield from _unusable(_term(part, "vat_rate"), f"{path}.vat_rate", part.vat_rate)
    for name in ("paid_amount", "rounding_amount"):
        yield from _unusable(_term(invoice.totals, name), f"totals.{name}", getattr(invoice.totals, name))


def _parts(invoice: Invoice) -> Iterator[tuple[str, DocumentAllowance | DocumentCharge | LogisticsCharge]]:
    """Allowances and charges of the document, each with its path."""
    yield from ((f"logistics_charges[{number}]", one) for number, one in enumerate(invoice.logistics_charges))
    yield from ((f"allowances[{number}]", one) for number, one in enumerate(invoice.allowances))
    yield from ((f"charges[{number}]", one) for number, one in enumerate(invoice.charges))


def _of_line(line: Line, path: str) -> Iterator[Finding]:
    """The figures of a line; one whose amount is not computed needs none."""
    if not is_priced(line):
        return
    price = line.price
    yield from _unusable("BT-129", f"{path}.invoiced_quantity", line.invoiced_quantity)
    yield from _unusable("BT-146", f"{path}.price.item_net_price", price.item_net_price)
    yield from _unusable("BT-149", f"{path}.price.base_quantity", price.base_quantity)
    if price.base_quantity is not None and price.base_quantity.is_zero():
        yield finding("base_quantity", "BT-149", f"{path}.price.base_quantity", price.base_quantity, _BASE_OF_ZERO)
    yield from _unusable("BT-152", f"{path}.vat.vat_rate", line.vat.vat_rate)
    for number, allowance in enumerate(line.allowances):
        yield from _of_change(allowance, f"{path}.allowances[{number}]")
    for number, charge in enumerate(line.charges):
        yield from _of_change(charge, f"{path}.charges[{number}]")


def _of_change(change: Change, path: str) -> Iterator[Finding]:
    """An allowance or charge needs an amount, or else a percentage."""
    if change.percentage is None or not change.amount.is_nan():
        yield from _unusable(_term(change, "amount"), f"{path}.amount", change.amount)
    else:
        yield from _unusable(_term(change, "percentage"), f"{path}.percentage", change.percentage)
        yield from _unusable(_term(change, "base_amount"), f"{path}.base_amount", change.base_amount)


def _unusable(term: str, path: str, value: Decimal | None) -> Iterator[Finding]:
    if value is not None and not is_figure(value):
        yield finding("figure", term, path, value, _FIGURE)


def _term(group: Any, name: str) -> str:
    return next(str(one.metadata["term"]) for one in fields(group) if one.name == name)
