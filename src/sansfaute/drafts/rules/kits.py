"""Kits: what a line is made of, under it (XP Z12-014, case 38; EXT-FR-FE-162 and 163).

A kit whose parts are all taxed as itself counts, and its parts inform. A kit of parts taxed at several rates is a
GROUP: its parts count (DETAIL), each at its own rate, and come to the price of the kit to the cent (CGI 278-0 A: each
part of an offer at its own rate). Readers who do not know EXTENDED-CTC-FR get the parts in words.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from sansfaute.drafts.rules.headings import EXTENDED_CTC_FR, is_at_home
from sansfaute.drafts.rules.lines import KitPart, TreatedWork, tidy
from sansfaute.en16931 import totals
from sansfaute.en16931.model import Invoice, Item, Line, LineVat, Price
from sansfaute.en16931.totals.apportioning import apportion
from sansfaute.en16931.totals.lines import calculated_line
from sansfaute.en16931.totals.pricing import PRICE_DECIMALS, priced_at
from sansfaute.en16931.values import ABSENT

GROUP, DETAIL, INFORMATION = "GROUP", "DETAIL", "INFORMATION"
_TAXED = "S"
_NO_VAT = LineVat(vat_category_code="")


def with_kits(invoice: Invoice, work: Sequence[TreatedWork]) -> Invoice:
    """The document, not calculated yet, with the parts of its kits; the same where it has none."""
    if not any(one.parts for one in work):
        return invoice
    lines = [line for kit, one in zip(invoice.lines, work, strict=True) for line in _shown(kit, one, invoice)]
    if not any(line.subtype_code for line in lines):
        return replace(invoice, lines=tuple(lines))
    control = replace(invoice.process_control, specification_identifier=EXTENDED_CTC_FR)
    return replace(invoice, lines=tuple(lines), process_control=control)


def _shown(kit: Line, one: TreatedWork, invoice: Invoice) -> Iterator[Line]:
    if not one.parts:
        yield kit
    elif is_apart(one):
        yield replace(kit, subtype_code=GROUP, vat=_NO_VAT, allowances=(), price=_net_price(kit, invoice))
        yield from _details(kit, one.parts, invoice)
    elif is_at_home(invoice):
        yield kit
        yield from (_information(kit, number, part) for number, part in enumerate(one.parts, 1))
    else:
        words = ", ".join(f"{tidy(part.quantity):f} × {part.item.name}" for part in one.parts)
        yield replace(kit, item=replace(kit.item, description=f"Comprend : {words}"))


def is_apart(one: TreatedWork) -> bool:
    """Whether the parts are taxed each at its own rate; a price agreed with VAT keeps the kit's own."""
    rates = {(part.treatment.category, part.treatment.rate) for part in one.parts}
    own = (one.treatment.category, one.treatment.rate)
    taxed = {category for category, _ in (*rates, own)} == {_TAXED}
    return rates != {own} and taxed and not one.work.basis.get("with_vat")


def _net_price(kit: Line, invoice: Invoice) -> Price:
    """What one kit comes to, discount taken off: the price of a group is that of its parts."""
    net = calculated_line(kit, totals.minor_unit(invoice.currency_code)).line_net_amount
    return Price(item_net_price=tidy(totals.round_half_up(net / kit.invoiced_quantity, PRICE_DECIMALS), 2))


def _details(kit: Line, parts: Sequence[KitPart], invoice: Invoice) -> Iterator[Line]:
    """The parts, priced so that they come to the net amount of the kit, each in proportion to its list price."""
    places = totals.minor_unit(invoice.currency_code)
    net = calculated_line(kit, places).line_net_amount
    worth = [int(part.worth * 10**PRICE_DECIMALS) for part in parts]
    worth = worth if any(worth) else [1 for _ in parts]
    units = int(net.scaleb(places))
    for number, (part, share) in enumerate(zip(parts, apportion(units, worth, units, sum(worth)), strict=True), 1):
        quantity, amount = tidy(kit.invoiced_quantity * part.quantity), Decimal(share).scaleb(-places)
        price = Price(item_net_price=tidy(totals.round_half_up(amount / quantity, 2), 2))
        vat = LineVat(vat_category_code=part.treatment.category, vat_rate=part.treatment.rate)
        line = _part(kit, number, part, quantity)
        yield priced_at(replace(line, subtype_code=DETAIL, price=price, vat=vat), amount, places)


def _information(kit: Line, number: int, part: KitPart) -> Line:
    return replace(_part(kit, number, part, tidy(kit.invoiced_quantity * part.quantity)), subtype_code=INFORMATION)


def _part(kit: Line, number: int, part: KitPart, quantity: Decimal) -> Line:
    return Line(
        identifier=f"{kit.identifier}.{number}",
        parent_line_identifier=kit.identifier,
        invoiced_quantity=quantity,
        unit_code=part.item.unit_code,
        line_net_amount=Decimal(0),
        price=Price(item_net_price=ABSENT),
        vat=_NO_VAT,
        item=Item(name=part.item.name, seller_identifier=part.item.code),
    )
