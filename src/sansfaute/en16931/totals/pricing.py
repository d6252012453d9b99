"""A line that must have a given net amount: at its own price, or at the nearest price that gives it.

Source: for France XP Z12-012, BR-FR-DEC-03 (six decimals of a unit price); EN 16931 BR-27 (no negative price).
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from sansfaute.en16931.model import Line, Price
from sansfaute.en16931.totals.arithmetic import (
    ZERO,
    add,
    divide,
    multiply,
    round_half_up,
    subtract,
    total,
)
from sansfaute.en16931.totals.lines import calculated_line
from sansfaute.en16931.values import Amount, UnitPrice

PRICE_DECIMALS = 6
"""How many decimals a unit price may have (BR-FR-DEC-03)."""

_ONE = Decimal(1)


def fewest_decimals(places: int) -> int:
    """How many decimals a price is written with at least."""
    return min(places, 2)


def priced_at(line: Line, amount: Amount, places: int) -> Line:
    """The line, calculated, of exactly this net amount.

    At its own price if that gives the amount; else at the price with the fewest decimals that does;
    else at the price of ten, a hundred… units. Where no price can, the quantity being 0 or the amount
    asking for a negative price, its last charge or allowance makes the difference (it must have one).
    """
    own = calculated_line(line, places)
    if own.line_net_amount == amount:
        return own
    priced = (calculated_line(replace(line, price=price), places) for price in _prices(line, amount, places))
    right = next((one for one in priced if one.line_net_amount == amount), None)
    if right is not None:
        return right
    free = replace(line, price=_at(line.price, round_half_up(ZERO, places)))
    return _adjusted(calculated_line(free, places) if line.invoiced_quantity else own, amount, places)


def _prices(line: Line, amount: Amount, places: int) -> Iterator[Price]:
    """Prices to try, the simplest first."""
    price, quantity = line.price, line.invoiced_quantity
    base = _ONE if price.base_quantity is None else price.base_quantity
    charges = total(one.amount for one in line.charges)
    carried = add(amount, subtract(total(one.amount for one in line.allowances), charges))
    for_base = multiply(carried, base)
    if not quantity or (carried and multiply(multiply(for_base, quantity), price.item_net_price) <= 0):
        return
    for decimals in range(fewest_decimals(places), PRICE_DECIMALS + 1):
        yield _at(price, round_half_up(divide(for_base, quantity), decimals))
    for power in range(1, max(quantity.adjusted() - base.adjusted(), 0) + 3):
        times = Decimal(10**power)
        for_more = divide(multiply(for_base, times), quantity)
        yield _at(price, round_half_up(for_more, PRICE_DECIMALS), times)


def _at(price: Price, net: UnitPrice, times: Decimal | None = None) -> Price:
    """`net` as the price, of so many times the base quantity if need be; the gross price keeps its distance."""
    discount, gross = price.item_price_discount, price.item_gross_price
    off = ZERO if gross is None else subtract(gross, price.item_net_price)
    if times is None:
        return replace(price, item_net_price=net, item_gross_price=None if gross is None else add(net, off))
    return replace(
        price,
        item_net_price=net,
        item_price_discount=None if discount is None else multiply(discount, times),
        item_gross_price=None if gross is None else add(net, multiply(off, times)),
        base_quantity=times if price.base_quantity is None else multiply(price.base_quantity, times),
    )


def _adjusted(line: Line, amount: Amount, places: int) -> Line:
    """The line, whose last charge or allowance makes up for what is missing to its amount."""
    missing = subtract(amount, line.line_net_amount)
    if line.charges:
        *others, last = line.charges
        line = replace(line, charges=(*others, replace(last, amount=add(last.amount, missing))))
    else:
        *rest, end = line.allowances
        line = replace(line, allowances=(*rest, replace(end, amount=subtract(end.amount, missing))))
    return calculated_line(line, places)
