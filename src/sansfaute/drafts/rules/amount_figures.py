"""Figures beside lines, VAT and totals: charges, rounding, and what a line is made of when no engine made it."""

from collections.abc import Iterator
from decimal import Decimal

from sansfaute.contracts.rules import written_amount, written_number
from sansfaute.en16931.model import Invoice, Line, LineAllowance, LineCharge
from sansfaute.en16931.totals import minor_unit
from sansfaute.en16931.totals.arithmetic import round_half_up
from sansfaute.en16931.values import is_absent
from sansfaute.lib.derivations import Derivation


def further_figures(invoice: Invoice) -> Iterator[str]:
    """The names of the figures that are told here: "BT-99:1", "BT-X-272:1", "BT-114", "BT-136:2:1", "BT-146:2"…"""
    yield from (f"BT-99:{number}" for number, _ in enumerate(invoice.charges, 1))
    yield from (f"BT-X-272:{number}" for number, _ in enumerate(invoice.logistics_charges, 1))
    if invoice.totals.rounding_amount is not None:
        yield "BT-114"
    for line in invoice.lines:
        if not is_absent(line.price.item_net_price):
            yield f"BT-146:{line.identifier}"
        yield from (f"BT-136:{line.identifier}:{number}" for number, _ in enumerate(line.allowances, 1))
        yield from (f"BT-141:{line.identifier}:{number}" for number, _ in enumerate(line.charges, 1))


def further_figure(invoice: Invoice, figure: str) -> Derivation | None:
    """The derivation of such a figure; None when the document has none of this name."""
    if figure not in set(further_figures(invoice)):
        return None
    term, _, rest = figure.partition(":")
    if term == "BT-114":
        return rounding(invoice)
    if term in ("BT-99", "BT-X-272"):
        return next(one for one in charges_of(invoice) if one.name == figure)
    if term == "BT-146":
        line = _line(invoice, rest)
        return _price(invoice, line)
    identifier, _, number = rest.rpartition(":")
    parts = _changes(invoice, _line(invoice, identifier))
    return next(one for one in parts if one.name == f"{term}:{identifier}:{number}")


def _line(invoice: Invoice, identifier: str) -> Line:
    return next(one for one in invoice.lines if one.identifier == identifier)


def charges_of(invoice: Invoice, vat_key: tuple[str, Decimal | None] | None = None) -> Iterator[Derivation]:
    """The charges of the document (BG-21) and of its transport, all, or those of one category and rate."""
    for number, one in enumerate(invoice.charges, 1):
        if vat_key in (None, (one.vat_category_code, one.vat_rate)):
            words = one.reason or ""
            yield _told(invoice, f"BT-99:{number}", one.amount, f"Frais {words}", f"Charge {words}")
    for number, carried in enumerate(invoice.logistics_charges, 1):
        if vat_key in (None, (carried.vat_category_code, carried.vat_rate)):
            words = carried.description or ""
            yield _told(invoice, f"BT-X-272:{number}", carried.amount, f"Transport {words}", f"Carriage {words}")


def rounding(invoice: Invoice) -> Derivation:
    """BT-114: what makes the amount to pay a round one; nobody computes it."""
    value = invoice.totals.rounding_amount or Decimal(0)
    return _told(invoice, "BT-114", value, "Arrondi du montant à payer", "Rounding of the amount to pay")


def written_parts(invoice: Invoice, line: Line) -> Iterator[Derivation]:
    """What makes the amount of a line that no engine made: quantity, price, discounts and charges."""
    if line.subtype_code == "GROUP":
        yield from _held(invoice, line)
        return
    yield _number("quantity", line.invoiced_quantity, "Quantité", "Quantity")
    yield _price(invoice, line)
    yield from _changes(invoice, line)


def _held(invoice: Invoice, group: Line) -> Iterator[Derivation]:
    """A group is the sum of the lines in it (EXT-FR-FE-163)."""
    for one in invoice.lines:
        if one.parent_line_identifier == group.identifier and one.subtype_code in ("DETAIL", "GROUP"):
            fr, en = f"Ligne {one.identifier}, {one.item.name}", f"Line {one.identifier}, {one.item.name}"
            yield _told(invoice, f"BT-131:{one.identifier}", one.line_net_amount, fr, en)


def _price(invoice: Invoice, line: Line) -> Derivation:
    """BT-146, for so many units (BT-149), and the gross price (BT-148) less its discount (BT-147)."""
    price = line.price
    parts = []
    if price.base_quantity is not None:
        parts.append(_number("base_quantity", price.base_quantity, "Pour une quantité de", "For a quantity of"))
    if price.item_gross_price is not None:
        parts.append(_number("BT-148", price.item_gross_price, "Prix brut", "Gross price"))
    if price.item_price_discount is not None:
        parts.append(_number("BT-147", price.item_price_discount, "Remise sur le prix", "Discount on the price"))
    name = f"BT-146:{line.identifier}"
    told = _number(name, price.item_net_price, "Prix unitaire hors TVA", "Unit price without VAT")
    return Derivation(name=told.name, value=told.value, fr=told.fr, en=told.en, parts=tuple(parts))


def _changes(invoice: Invoice, line: Line) -> Iterator[Derivation]:
    """Discounts (BG-27, taken off) and charges (BG-28) of a line."""
    for number, one in enumerate(line.allowances, 1):
        name = f"BT-136:{line.identifier}:{number}"
        yield _change(invoice, name, one, f"Remise {one.reason or ''}", f"Discount {one.reason or ''}")
    for number, added in enumerate(line.charges, 1):
        name = f"BT-141:{line.identifier}:{number}"
        yield _change(invoice, name, added, f"Frais {added.reason or ''}", f"Charge {added.reason or ''}")


def _change(invoice: Invoice, name: str, one: LineAllowance | LineCharge, fr: str, en: str) -> Derivation:
    told = _told(invoice, name, one.amount, fr, en)
    if one.percentage is None:
        return told
    base = _number("base", one.base_amount, "Assiette", "Base") if one.base_amount is not None else None
    rate = _number("percentage", one.percentage, "Taux, en %", "Rate, in %")
    parts = (base, rate) if base else (rate,)
    return Derivation(name=told.name, value=told.value, fr=told.fr, en=told.en, parts=parts)


def vat_is_product(invoice: Invoice, base: Decimal, rate: Decimal | None, tax: Decimal) -> bool:
    """Whether a VAT amount is its base times its rate; that of a credit note may be what an invoice has left."""
    return round_half_up(base * (rate or Decimal(0)) / 100, minor_unit(invoice.currency_code)) == tax


def _number(name: str, value: Decimal, fr: str, en: str) -> Derivation:
    told = f"{fr} : {written_number(value, 'fr')}."
    return Derivation(name=name, value=str(value), fr=told, en=f"{en}: {written_number(value, 'en')}.")


def _told(invoice: Invoice, name: str, value: Decimal, fr: str, en: str) -> Derivation:
    money = invoice.currency_code
    return Derivation(
        name=name,
        value=str(value),
        fr=f"{fr.strip()} : {written_amount(value, 'fr')} {money}.",
        en=f"{en.strip()}: {written_amount(value, 'en')} {money}.",
    )
