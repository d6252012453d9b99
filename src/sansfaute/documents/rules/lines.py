"""One row of the table for each invoice line; amounts as the invoice gives them."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any

from sansfaute.documents.rules import words
from sansfaute.documents.rules.formats import (
    MINUS,
    NO_BREAK,
    amount,
    number,
    percentage,
    period,
    printable,
    shortest,
)
from sansfaute.en16931.model import Invoice, Line, LineAllowance, LineCharge, LineVat
from sansfaute.en16931.values import is_absent

Row = dict[str, Any]

LONGEST_REFERENCE = 12
REFERENCE, PADDING = 22.0, 1.6
FIGURE = 1.66
"""Width of one figure, in millimetres: 0.497 of 9.2 points, rounded up."""
MOST_FOR_FIGURES = 122.0
"""What all columns but the designation may take of the 174 mm, in millimetres."""
_LEAST = {"quantity": 15.6, "unit": 11.0, "price": 19.0, "discount": 14.0, "vat": 11.5, "net": 20.0}


def line_rows(invoice: Invoice, places: int) -> list[Row]:
    """The rows in order: texts of each column, and the small print under the designation."""
    return [_row(line, invoice.currency_code, places) for line in invoice.lines]


def _row(line: Line, currency_code: str, places: int) -> Row:
    return {
        "reference": printable(line.item.seller_identifier or "", LONGEST_REFERENCE),
        "name": printable(line.item.name),
        "details": list(_details(line, currency_code, places)),
        "quantity": _shortest(line.invoiced_quantity),
        "unit": printable(words.unit(line.unit_code, abs(line.invoiced_quantity) >= 2)) if line.unit_code else "",
        "price": _shortest(line.price.item_net_price, places),
        "discount": [_rebate(one, places) for one in _rebates(line)],
        "vat": vat_text(line.vat),
        "net": "" if is_absent(line.line_net_amount) else number(line.line_net_amount, places),
    }


def _shortest(value: Decimal, places: int = 0) -> str:
    """A line that groups others (EXTENDED) may have neither quantity nor price."""
    return "" if is_absent(value) else shortest(value, places)


def columns(rows: Sequence[Row]) -> tuple[list[float | None], float]:
    """Millimetres of each column used (None for the one that takes the rest), and the scale of the text.

    An upper bound: figures are as wide as each other, and nothing in a number is wider than a figure.
    The scale is 1 unless the figures would leave the designation no room.
    """
    widths = list(_widths(rows))
    total = sum(width for width in widths if width)
    scale = min(1.0, MOST_FOR_FIGURES / total)
    return [width and round(width * scale, 2) for width in widths], round(scale, 3)


def _widths(rows: Sequence[Row]) -> Iterator[float | None]:
    if any(row["reference"] for row in rows):
        yield REFERENCE
    yield None
    for name, least in _LEAST.items():
        if name != "discount" or any(row["discount"] for row in rows):
            yield max(least, 2 * PADDING + FIGURE * max((_longest(row[name]) for row in rows), default=0))


def _longest(cell: str | list[str]) -> int:
    return len(cell) if isinstance(cell, str) else max(map(len, cell), default=0)


def vat_text(vat: LineVat) -> str:
    """The rate, or why there is none (242 nonies A, I 8°)."""
    if vat.vat_category_code == "S" and vat.vat_rate is not None:
        return percentage(vat.vat_rate)
    return words.vat_category(vat.vat_category_code)


def _rebates(line: Line) -> tuple[LineAllowance | LineCharge, ...]:
    return (*line.allowances, *line.charges)


def _rebate(one: LineAllowance | LineCharge, places: int) -> str:
    """A discount is shown as taken off, a charge as put on."""
    sign = MINUS if isinstance(one, LineAllowance) else "+"
    if one.percentage is not None:
        return sign + percentage(one.percentage)
    return (sign + number(one.amount, places)).replace(MINUS * 2, "+").replace("+" + MINUS, MINUS)


def _details(line: Line, currency_code: str, places: int) -> Iterator[str]:
    item = line.item
    yield from _rank(line)
    if item.description:
        yield printable(item.description)
    if line.period:
        yield period(line.period.start_date, line.period.end_date)
    if line.note:
        yield printable(line.note)
    for attribute in item.attributes:
        yield f"{printable(attribute.name)}{NO_BREAK}: {printable(attribute.value)}"
    yield from _references(line)
    yield from _price_details(line, currency_code, places)
    for rebate in _rebates(line):
        yield _rebate_words(rebate, currency_code, places)


def _rank(line: Line) -> Iterator[str]:
    """Where the line stands among others (EXTENDED), so that nobody adds it up twice."""
    if line.subtype_code in _SUBTYPES:
        yield _SUBTYPES[line.subtype_code]
    if line.parent_line_identifier:
        yield f"Ligne {printable(line.identifier)}, partie de la ligne {printable(line.parent_line_identifier)}"


_SUBTYPES = {
    "GROUP": "Regroupement : son montant est celui de ses sous-lignes",
    "INFORMATION": "Pour information, sans effet sur les totaux",
}


def _references(line: Line) -> Iterator[str]:
    item = line.item
    pairs = (
        ("Votre référence", item.buyer_identifier),
        ("Code article", item.standard_identifier.value if item.standard_identifier else None),
        ("Ligne de commande", line.purchase_order_line_reference),
        ("Objet", line.object_identifier.value if line.object_identifier else None),
        ("Imputation", line.buyer_accounting_reference),
        ("Origine", words.country(item.country_of_origin) if item.country_of_origin else None),
    )
    texts = [f"{label}{NO_BREAK}: {printable(value)}" for label, value in pairs if value]
    if texts:
        yield " · ".join(texts)


def _price_details(line: Line, currency_code: str, places: int) -> Iterator[str]:
    price = line.price
    if price.item_price_discount and price.item_gross_price is not None:
        gross = amount(price.item_gross_price, currency_code, places)
        off = amount(price.item_price_discount, currency_code, places)
        yield f"Prix brut {gross}, rabais {off}"
    if price.base_quantity is not None and price.base_quantity != 1:
        unit = words.unit(price.base_quantity_unit_code or line.unit_code, abs(price.base_quantity) >= 2)
        yield f"Prix pour {shortest(price.base_quantity)}{NO_BREAK}{printable(unit)}"


def _rebate_words(one: LineAllowance | LineCharge, currency_code: str, places: int) -> str:
    label = printable(one.reason or ("Remise" if isinstance(one, LineAllowance) else "Frais"))
    rate = f" {percentage(one.percentage)}" if one.percentage is not None else ""
    base = f" de {amount(one.base_amount, currency_code, places)}" if one.base_amount is not None else ""
    return f"{label}{rate}{base}{NO_BREAK}: {_signed(one, currency_code, places)}"


def _signed(one: LineAllowance | LineCharge, currency_code: str, places: int) -> str:
    shown = -one.amount if isinstance(one, LineAllowance) else one.amount
    return amount(shown, currency_code, places)
