"""Exact decimals, and the one rounding: half away from zero, to the minor unit of the currency.

Source: EN 16931-1:2017+A1:2019, section 6.5 (rounding on the final result); ISO 4217 for the
decimals of a currency. Every operation names its context: neither the precision, the rounding nor
the traps that a caller has set in his thread can change a result. The contexts here are only read.
"""

from collections.abc import Iterable
from decimal import (
    ROUND_05UP,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DecimalException,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)
from fractions import Fraction
from functools import cache

from sansfaute.en16931.codelists import MINOR_UNITS

ZERO = Decimal(0)
HUNDRED = Decimal(100)

_DIGITS = 120
_REFUSED: list[type[DecimalException]] = [InvalidOperation, DivisionByZero, Overflow]

# Every field is given, since one left out would be taken from the process's default context.
EXACT = Context(
    prec=_DIGITS,
    rounding=ROUND_HALF_EVEN,
    Emin=-9999,
    Emax=9999,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[*_REFUSED, Inexact],
)
"""Sums, differences, products: exact, or decimal.Inexact (an ArithmeticError) beyond 120 digits."""

QUOTIENT = Context(
    prec=_DIGITS, rounding=ROUND_05UP, Emin=-9999, Emax=9999, capitals=1, clamp=0, flags=[], traps=_REFUSED
)
"""Division: cut with ROUND_05UP, which never makes a false tie, so rounding the quotient again is exact."""

add = EXACT.add
subtract = EXACT.subtract
multiply = EXACT.multiply
divide = QUOTIENT.divide


def minor_unit(currency_code: str) -> int:
    """How many decimals amounts of this currency carry; 2 for a code we do not know."""
    return MINOR_UNITS.get(currency_code, 2)


def places_of(currency_code: str, decimals: int | None = None) -> int:
    """The decimals to round to: the minor unit of the currency, and never more than `decimals`."""
    unit = minor_unit(currency_code)
    return unit if decimals is None else min(unit, decimals)


@cache
def smallest(places: int) -> Decimal:
    """One minor unit: 0.01 when amounts have two decimals."""
    return Decimal(1).scaleb(-places, EXACT)


def round_half_up(value: Decimal, places: int) -> Decimal:
    """`value` with exactly `places` decimals, half away from zero, and never a negative zero.

    Raises decimal.InvalidOperation for a number that is not finite or has more than 120 digits.
    """
    if not value.is_finite():
        raise InvalidOperation(f"{value} is not an amount")
    rounded = value.quantize(smallest(places), ROUND_HALF_UP, QUOTIENT)
    return rounded if rounded else rounded.copy_abs()


def total(amounts: Iterable[Decimal]) -> Decimal:
    """The exact sum."""
    result = ZERO
    for amount in amounts:
        result = add(result, amount)
    return result


def percentage_of(base: Decimal, percentage: Decimal, places: int) -> Decimal:
    """`percentage` percent of `base`, rounded once."""
    return round_half_up(divide(multiply(base, percentage), HUNDRED), places)


def minor_units(amount: Decimal, places: int) -> int:
    """How many minor units an amount is; rounded half up should it have more decimals."""
    return int(round_half_up(amount, places).scaleb(places, EXACT))


def amount_of(units: int, places: int) -> Decimal:
    """So many minor units, as an amount with `places` decimals."""
    return Decimal(units).scaleb(-places, EXACT)


def nearest_unit(value: Fraction) -> int:
    """The nearest whole number, half away from zero."""
    nearest = (2 * abs(value.numerator) + value.denominator) // (2 * value.denominator)
    return nearest if value >= 0 else -nearest
