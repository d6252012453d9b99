"""Exact figures, rounded as the official stylesheets round them (XPath: a half goes up)."""

from collections.abc import Iterable
from decimal import ROUND_FLOOR, Context, Decimal

EXACT = Context(prec=200, rounding=ROUND_FLOOR)
ZERO = Decimal(0)
CENT = Decimal("0.01")
_HALF = Decimal("0.5")


def cents(value: Decimal) -> Decimal:
    """`value` to two decimals, a half going up (as XPath rounds, -0.005 is 0.00)."""
    scaled = EXACT.add(EXACT.multiply(value, Decimal(100)), _HALF)
    return EXACT.divide(scaled.to_integral_value(ROUND_FLOOR), Decimal(100))


def units(value: Decimal) -> Decimal:
    """`value` to the unit, a half going up, as XPath rounds."""
    return EXACT.add(value, _HALF).to_integral_value(ROUND_FLOOR)


def total(amounts: Iterable[Decimal | None]) -> Decimal:
    """The exact sum of the amounts that are given."""
    result = ZERO
    for amount in amounts:
        if amount is not None:
            result = EXACT.add(result, amount)
    return result


def added(amounts: Iterable[Decimal | None]) -> Decimal:
    """The exact sum of the amounts that are given: one that is absent (ABSENT) adds nothing."""
    return total(amount for amount in amounts if amount is not None and not amount.is_nan())


def product(*factors: Decimal) -> Decimal:
    """The exact product."""
    result = Decimal(1)
    for factor in factors:
        result = EXACT.multiply(result, factor)
    return result
