"""Figures given with VAT, without it: step 6 of `vat_included`."""

from dataclasses import replace
from decimal import Decimal
from typing import TypeVar

from sansfaute.en16931.model import DocumentAllowance, DocumentCharge, Line, LineAllowance, LineCharge, Price
from sansfaute.en16931.totals.arithmetic import HUNDRED, ZERO, add, divide, multiply, round_half_up, subtract
from sansfaute.en16931.totals.lines import calculated_line
from sansfaute.en16931.totals.pricing import PRICE_DECIMALS, fewest_decimals, priced_at
from sansfaute.en16931.values import Amount, Percentage

Change = TypeVar("Change", LineAllowance, LineCharge, DocumentAllowance, DocumentCharge)


def without_vat(figure: Decimal, rate: Percentage, places: int) -> Decimal:
    """A figure with VAT, without it: rounded once."""
    return round_half_up(divide(multiply(figure, HUNDRED), add(HUNDRED, rate)), places)


def net_change(change: Change, rate: Percentage, places: int, amount: Amount | None = None) -> Change:
    """An allowance or charge without VAT; its amount is worked out unless it is given."""
    base = None if change.base_amount is None else without_vat(change.base_amount, rate, places)
    net = without_vat(change.amount, rate, places) if amount is None else amount
    return replace(change, amount=net, base_amount=base)


def net_line(line: Line, rate: Percentage, places: int, amount: Amount | None) -> Line:
    """The line without VAT, calculated; of exactly this net amount unless it is None."""
    net = replace(
        line,
        allowances=tuple(net_change(one, rate, places) for one in line.allowances),
        charges=tuple(net_change(one, rate, places) for one in line.charges),
        price=_net_price(line.price, rate, fewest_decimals(places)),
    )
    return calculated_line(net, places) if amount is None else priced_at(net, amount, places)


def _net_price(price: Price, rate: Percentage, fewest: int) -> Price:
    """The price without VAT, of six decimals at most and no needless zeros; discount and gross price follow."""
    gross, discount = price.item_gross_price, price.item_price_discount
    off = subtract(gross, price.item_net_price) if gross is not None else discount or ZERO
    net, net_off = (_shortest(without_vat(one, rate, PRICE_DECIMALS), fewest) for one in (price.item_net_price, off))
    return replace(
        price,
        item_net_price=net,
        item_price_discount=None if discount is None else net_off,
        item_gross_price=None if gross is None else add(net, net_off),
    )


def _shortest(price: Decimal, fewest: int) -> Decimal:
    """The price without needless zeros, with so many decimals at least."""
    shorter = (round_half_up(price, decimals) for decimals in range(fewest, PRICE_DECIMALS))
    return next((one for one in shorter if one == price), price)
