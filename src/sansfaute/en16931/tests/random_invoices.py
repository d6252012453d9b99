"""Random invoices with nasty figures, the same for the same source of chance. Nothing is calculated here."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from random import Random

from sansfaute.en16931.model import (
    DocumentAllowance,
    DocumentCharge,
    Invoice,
    Line,
    LineAllowance,
    LineCharge,
    LogisticsCharge,
    Price,
)
from sansfaute.en16931.tests.samples import line, uncalculated
from sansfaute.en16931.totals import UNCALCULATED, minor_unit
from sansfaute.en16931.values import ABSENT

CURRENCIES = ("EUR", "EUR", "EUR", "USD", "JPY", "TND", "KWD", "CLF")
RATES = ("20", "20.00", "10", "5.5", "2.1", "8.5", "13", "1.05", "0", "19.6")
TYPES = ("380", "380", "380", "381", "386", "384")


class Chance(Random):
    """A source of chance, which knows how many decimals amounts have."""

    places = 2


def random_invoice(chance: Chance) -> Invoice:
    """Any invoice: 1 to 12 lines, sometimes 30 rates, every kind of allowance, charge and sub-line."""
    currency = chance.choice(CURRENCIES)
    chance.places = minor_unit(currency)
    rates = _rates(chance)
    lines = tuple(_sub_lines(chance, [_line(chance, number, rates) for number in range(1, chance.choice((2, 4, 13)))]))
    totals = replace(
        UNCALCULATED, paid_amount=_optional(chance, _amount(chance)), rounding_amount=_optional(chance, _cents(chance))
    )
    return replace(
        uncalculated(*lines),
        type_code=chance.choice(TYPES),
        currency_code=currency,
        vat_accounting_currency_code=chance.choice((None, "EUR", "JPY", "TND")),
        allowances=tuple(_document_allowance(chance, rates) for _ in range(chance.choice((0, 0, 1, 2)))),
        charges=tuple(_document_charge(chance, rates) for _ in range(chance.choice((0, 0, 1, 2)))),
        logistics_charges=tuple(_logistics_charge(chance, rates) for _ in range(chance.choice((0, 0, 0, 1)))),
        totals=totals,
    )


def priced_with_vat(chance: Chance) -> Invoice:
    """An invoice as a shop enters it: prices with VAT, in the decimals of its currency."""
    currency = chance.choice(("EUR", "EUR", "EUR", "JPY", "TND"))
    chance.places = minor_unit(currency)
    unit = Decimal(1).scaleb(-chance.places)
    rates = [("S", rate) for rate in chance.sample(("20", "10", "5.5", "2.1", "8.5"), chance.choice((1, 1, 2, 3)))]
    rates += chance.choice(([], [], [("E", "0")]))
    many = chance.choice((1, 2, 5, 12))
    lines = [_line_with_vat(chance, number, rates, unit) for number in range(1, many + 1)]
    shop = replace(uncalculated(*lines), currency_code=currency)
    if chance.random() < 0.2:
        shop = replace(shop, allowances=(_document_allowance(chance, rates),))
    if chance.random() < 0.2:
        shop = replace(shop, charges=(_document_charge(chance, rates),))
    if chance.random() < 0.1:
        shop = replace(shop, logistics_charges=(_logistics_charge(chance, rates),))
    return shop


def _rates(chance: Chance) -> list[tuple[str, str]]:
    if chance.random() < 0.05:
        return [("S", str(Decimal(number).scaleb(-1))) for number in range(10, 40)]
    return [("S", chance.choice(RATES)) for _ in range(chance.choice((1, 2, 4)))] + [("E", "0")]


def _line(chance: Chance, number: int, rates: list[tuple[str, str]]) -> Line:
    category, rate = chance.choice(rates)
    return replace(
        line(number, rate=rate, category=category),
        invoiced_quantity=_quantity(chance),
        price=Price(item_net_price=_price(chance), base_quantity=_base_quantity(chance)),
        allowances=tuple(LineAllowance(**_change(chance)) for _ in range(chance.choice((0, 0, 1, 2)))),
        charges=tuple(LineCharge(**_change(chance)) for _ in range(chance.choice((0, 0, 1)))),
    )


def _line_with_vat(chance: Chance, number: int, rates: list[tuple[str, str]], unit: Decimal) -> Line:
    category, rate = chance.choice(rates)
    cents = chance.choice((chance.randint(0, 20), chance.randint(1, 9999), chance.randint(1, 10**7)))
    quantity = chance.choice(("1", "1", "2", "3", "-1", "0.5", "12", "1.333", "0", "100000", "7.25"))
    discount = _optional(chance, Decimal(chance.randint(0, 50)) * unit)
    gross = None if discount is None else cents * unit + discount
    price = Price(
        item_net_price=cents * unit,
        base_quantity=chance.choice((None, None, None, Decimal(10), Decimal(1000))),
        item_price_discount=discount,
        item_gross_price=chance.choice((None, gross)),
    )
    some = chance.random() < 0.2
    return replace(
        line(number, quantity=quantity, rate=rate, category=category),
        price=price,
        allowances=(LineAllowance(**_change(chance)),) if some else (),
        charges=(LineCharge(**_change(chance)),) if some and chance.random() < 0.5 else (),
    )


def _sub_lines(chance: Chance, lines: list[Line]) -> Iterator[Line]:
    """Some of the lines in groups, some mere information; a group has neither quantity nor price."""
    if len(lines) < 4 or chance.random() < 0.7:
        yield from lines
        return
    for identifier, parent in (("G1", None), ("G2", "G1")):
        yield replace(
            line(0),
            identifier=identifier,
            subtype_code="GROUP",
            parent_line_identifier=parent,
            invoiced_quantity=ABSENT,
            price=Price(item_net_price=ABSENT),
        )
    for one in lines:
        parent = chance.choice((None, "G1", "G2"))
        subtype = chance.choice(("DETAIL", "DETAIL", "INFORMATION")) if parent else chance.choice((None, "DETAIL"))
        yield replace(one, subtype_code=subtype, parent_line_identifier=parent)


def _document_allowance(chance: Chance, rates: list[tuple[str, str]]) -> DocumentAllowance:
    category, rate = chance.choice(rates)
    return DocumentAllowance(vat_category_code=category, vat_rate=Decimal(rate), **_change(chance))


def _document_charge(chance: Chance, rates: list[tuple[str, str]]) -> DocumentCharge:
    category, rate = chance.choice(rates)
    return DocumentCharge(vat_category_code=category, vat_rate=Decimal(rate), **_change(chance))


def _logistics_charge(chance: Chance, rates: list[tuple[str, str]]) -> LogisticsCharge:
    category, rate = chance.choice(rates)
    return LogisticsCharge(
        description="Port", amount=_cents(chance), vat_category_code=category, vat_rate=Decimal(rate)
    )


def _change(chance: Chance) -> dict[str, Decimal]:
    """An amount, or a percentage of a base, or of what there is."""
    kind = chance.random()
    if kind < 0.6:
        return {"amount": _cents(chance)}
    percentage = Decimal(chance.choice(("5", "10", "33.333333", "2.5", "0.1234567", "100", "0")))
    if kind < 0.8:
        return {"amount": ABSENT, "percentage": percentage}
    return {"amount": ABSENT, "percentage": percentage, "base_amount": _cents(chance)}


def _quantity(chance: Chance) -> Decimal:
    return chance.choice(
        (
            Decimal(chance.randint(0, 100)),
            -Decimal(chance.randint(1, 100)),
            Decimal(chance.randint(-(10**8), 10**8)).scaleb(-4),
            Decimal(chance.randint(1, 9)).scaleb(chance.choice((-6, 9))),
            Decimal(0),
        )
    )


def _price(chance: Chance) -> Decimal:
    return chance.choice(
        (
            Decimal(chance.randint(0, 10**5)).scaleb(-2),
            Decimal(chance.randint(0, 10**9)).scaleb(-6),
            Decimal(chance.randint(0, 10**11)).scaleb(-10),
            -Decimal(chance.randint(1, 10**5)).scaleb(-2),
            Decimal(10**15 + chance.randint(0, 99)).scaleb(-chance.choice((0, 2))),
        )
    )


def _base_quantity(chance: Chance) -> Decimal | None:
    return chance.choice((None, None, None, Decimal(1), Decimal(1000), Decimal("0.001"), Decimal(3), Decimal("0.7")))


def _amount(chance: Chance) -> Decimal:
    return chance.choice((_cents(chance), Decimal(10**17 + chance.randint(0, 99)).scaleb(-chance.places)))


def _cents(chance: Chance) -> Decimal:
    return Decimal(chance.choice((chance.randint(0, 9), chance.randint(0, 10**4), chance.randint(0, 10**7)))).scaleb(
        -chance.places
    )


def _optional(chance: Chance, value: Decimal) -> Decimal | None:
    return chance.choice((None, value))
