"""Prices entered with VAT (sales to consumers): net figures such that what the customer pays does not move.

The displayed price is the sum of the lines with VAT, less the document's allowances, plus its
charges. EN 16931 knows net figures only, and asks for each category and rate that the VAT be the
rounded product of base and rate (BR-CO-17), for the whole that BT-112 be bases plus VAT (BR-CO-15):
no tolerance is used here. The algorithm, in whole minor units:

1. Each line is worked out with its prices as given, rounded once: its amount with VAT.
2. For each category and rate, a base B is looked for with B + round(B x rate) = the sum with VAT.
   Each unit more of B makes one or two units more of that sum, so some sums (one in six at 20 %;
   0.03 is the first) have no base: the two nearest, one unit below and one above, are then candidates.
3. Among the candidates those are chosen that leave the total of all categories unchanged: misses of
   two rates make up for each other; failing that, one taxed category that had an exact base moves
   by one unit. What is sold without VAT never moves.
4. If no choice gives the total (a single rate, mostly), the base is the nearest (a tie away from
   zero), BT-112 is one unit off, and the rounding amount (BT-114) makes the amount due the
   displayed price.
5. The base of a category is shared over its lines, charges and allowances by largest remainders.
6. The net price of a line is its price without VAT with six decimals at most; where that does not
   give the line its share, the price with the fewest decimals that does; where none does (large
   quantities), the price of ten, a hundred… units (BT-149).

Source: EN 16931-1:2017+A1:2019, BR-CO-10 to BR-CO-17; for France XP Z12-012 (six decimals of a price,
BR-FR-DEC-03); the method of largest remainders for the cents.
"""

from collections.abc import Iterator
from dataclasses import replace

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.totals.apportioning import apportion
from sansfaute.en16931.totals.arithmetic import ZERO, add, amount_of, minor_units, places_of, subtract
from sansfaute.en16931.totals.bases import Category, choose_bases
from sansfaute.en16931.totals.currency import ExchangeRate
from sansfaute.en16931.totals.document import calculate
from sansfaute.en16931.totals.net_prices import net_change, net_line
from sansfaute.en16931.totals.refusals import negative_rates
from sansfaute.en16931.totals.subtypes import is_priced
from sansfaute.en16931.totals.vat import VatKey, has_sub_invoices, key_of, taxed
from sansfaute.en16931.values import Amount

_Part = tuple[str, int]
"""A line, charge or allowance: the field of the invoice that holds it, and its index there."""


def calculate_vat_included(
    invoice: Invoice, *, exchange_rate: ExchangeRate | None = None, decimals: int | None = None
) -> Invoice:
    """The calculated invoice, net, of an invoice whose prices, allowances and charges include VAT.

    BT-112, or where no base can give it BT-112 plus the rounding amount, is to the cent the sum of
    what was given; `calculate` of the result is the result. A rounding amount that is given is added
    to. Raises CalculationRefused as `calculate` does, and for a negative VAT rate.
    """
    negative_rates(invoice)
    gross = calculate(invoice, decimals=decimals)
    places = places_of(invoice.currency_code, decimals)
    nets, above = _net_amounts(gross, places)
    net = _net_invoice(gross, nets, places)
    if above:
        rounding = amount_of(-above, places)
        given = net.totals.rounding_amount
        totals = replace(net.totals, rounding_amount=rounding if given is None else add(given, rounding))
        net = replace(net, totals=totals)
    return calculate(net, exchange_rate=exchange_rate, decimals=decimals)


def _net_amounts(gross: Invoice, places: int) -> tuple[dict[_Part, Amount], int]:
    """The net amount of every part that counts, and how many units BT-112 will be above the price."""
    by_sub_invoice = has_sub_invoices(gross)
    parts = taxed(gross.lines, (*gross.charges, *gross.logistics_charges), gross.allowances)
    groups: dict[VatKey, dict[_Part, int]] = {}
    for place, (part, amount) in zip(_places(gross), parts, strict=True):
        groups.setdefault(key_of(part, by_sub_invoice), {})[place] = minor_units(amount, places)
    categories = [Category.of(key[1], sum(group.values())) for key, group in groups.items()]
    bases, above = choose_bases(categories)
    nets: dict[_Part, Amount] = {}
    for category, base, group in zip(categories, bases, groups.values(), strict=True):
        share = 1 / (1 + category.rate)
        units = apportion(base, [*group.values()], share.numerator, share.denominator)
        nets |= {place: amount_of(one, places) for place, one in zip(group, units, strict=True)}
    return nets, above


def _places(gross: Invoice) -> Iterator[_Part]:
    """Where the amounts of `vat.taxed` stand in the invoice, in the same order."""
    yield from (("lines", number) for number, line in enumerate(gross.lines) if line.counts)
    for name in ("charges", "logistics_charges", "allowances"):
        yield from ((name, number) for number in range(len(getattr(gross, name))))


def _net_invoice(gross: Invoice, nets: dict[_Part, Amount], places: int) -> Invoice:
    """The invoice with every line, charge and allowance without VAT."""
    return replace(
        gross,
        lines=tuple(
            net_line(line, rate, places, nets.get(("lines", number)))
            if (rate := line.vat.vat_rate) and is_priced(line)
            else line
            for number, line in enumerate(gross.lines)
        ),
        charges=tuple(
            net_change(one, one.vat_rate or ZERO, places, nets["charges", number])
            for number, one in enumerate(gross.charges)
        ),
        logistics_charges=tuple(
            replace(one, amount=nets["logistics_charges", number]) for number, one in enumerate(gross.logistics_charges)
        ),
        allowances=tuple(
            net_change(one, one.vat_rate or ZERO, places, subtract(ZERO, nets["allowances", number]))
            for number, one in enumerate(gross.allowances)
        ),
    )
