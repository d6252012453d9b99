"""Net amounts of lines (BT-131), and the amounts of allowances and charges given as a percentage.

Source: EN 16931-1:2017+A1:2019, BT-131, BT-136, BT-141; rounded once, after the line's allowances and charges.
"""

from collections.abc import Iterable
from dataclasses import replace
from typing import TypeVar

from sansfaute.en16931.model import DocumentAllowance, DocumentCharge, Line, LineAllowance, LineCharge
from sansfaute.en16931.totals.arithmetic import (
    ZERO,
    add,
    divide,
    multiply,
    percentage_of,
    places_of,
    round_half_up,
    subtract,
)
from sansfaute.en16931.totals.subtypes import is_priced
from sansfaute.en16931.values import Amount, Quantity, UnitPrice

Change = TypeVar("Change", LineAllowance, LineCharge, DocumentAllowance, DocumentCharge)


def line_net_amount(
    *,
    quantity: Quantity,
    item_net_price: UnitPrice,
    base_quantity: Quantity | None = None,
    allowances: Iterable[LineAllowance] = (),
    charges: Iterable[LineCharge] = (),
    currency_code: str = "EUR",
    decimals: int | None = None,
) -> Amount:
    """BT-131 in `currency_code`: price for the quantity, less allowances, plus charges, rounded once.

    Raises ArithmeticError as `calculate` does.
    """
    places = places_of(currency_code, decimals)
    return _net_amount(quantity, item_net_price, base_quantity, allowances, charges, places)


def calculated_line(line: Line, places: int) -> Line:
    """The line with its net amount, and the amounts of its allowances and charges in percent.

    A line without price (a group, or an information) is left as it is.
    """
    if not is_priced(line):
        return line
    allowances, charges, price = line.allowances, line.charges, line.price
    if allowances or charges:
        gross = _gross_amount(line, places) if _in_percent((*allowances, *charges)) else ZERO
        allowances = tuple(with_amount(one, gross, places) for one in allowances)
        charges = tuple(with_amount(one, gross, places) for one in charges)
    amount = _net_amount(line.invoiced_quantity, price.item_net_price, price.base_quantity, allowances, charges, places)
    # Calculated before, and the same again: copying a line costs more than calculating it.
    if allowances is line.allowances and charges is line.charges and not amount.compare_total(line.line_net_amount):
        return line
    return replace(line, line_net_amount=amount, allowances=allowances, charges=charges)


def with_amount(change: Change, base: Amount, places: int) -> Change:
    """An allowance or charge with an amount.

    An amount that is given stays. One that is ABSENT is the percentage of the base amount, or of
    `base` where there is none; the base is then written down, as BT-137, BT-142, BT-93 and BT-100 are.
    """
    if change.percentage is None or not change.amount.is_nan():
        return change
    given = base if change.base_amount is None else change.base_amount
    amount = percentage_of(given, change.percentage, places)
    return replace(change, amount=amount, base_amount=given)


def _in_percent(changes: tuple[LineAllowance | LineCharge, ...]) -> bool:
    return any(change.amount.is_nan() for change in changes)


def _gross_amount(line: Line, places: int) -> Amount:
    """The price for the quantity, before allowances and charges."""
    price = line.price
    return _net_amount(line.invoiced_quantity, price.item_net_price, price.base_quantity, (), (), places)


def _net_amount(
    quantity: Quantity,
    item_net_price: UnitPrice,
    base_quantity: Quantity | None,
    allowances: Iterable[LineAllowance],
    charges: Iterable[LineCharge],
    places: int,
) -> Amount:
    """(quantity x price + (charges - allowances) x base) / base: exact up to the one division."""
    changes = ZERO
    for allowance in allowances:
        changes = subtract(changes, allowance.amount)
    for charge in charges:
        changes = add(changes, charge.amount)
    amount = multiply(quantity, item_net_price)
    if base_quantity is None:
        return round_half_up(add(amount, changes), places)
    return round_half_up(divide(add(amount, multiply(changes, base_quantity)), base_quantity), places)
