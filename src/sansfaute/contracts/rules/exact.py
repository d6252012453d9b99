"""Exact numbers: the one rounding of a fraction, and numbers as people write them."""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

_MARKS = {"fr": ("\u202f", ","), "en": (",", ".")}


def rounded(value: Fraction, places: int) -> Decimal:
    """The fraction with so many decimals, half away from zero; exact whatever its size."""
    units = abs(value) * 10**places
    nearest = (2 * units.numerator + units.denominator) // (2 * units.denominator)
    digits = tuple(int(digit) for digit in str(nearest))
    return Decimal((int(value < 0 and nearest > 0), digits, -places))


def written(value: Decimal, language: str) -> str:
    """A number as people write it in "fr" or "en", without needless zeros: "1 234,5", "1,234.5"."""
    thousands, mark = _MARKS[language]
    whole, _, decimals = format(value, ",f").partition(".")
    decimals = decimals.rstrip("0")
    return whole.replace(",", thousands) + (mark + decimals if decimals else "")


def written_amount(value: Decimal, language: str) -> str:
    """An amount with all of its decimals: "1 234,50", "1,234.50"."""
    thousands, mark = _MARKS[language]
    whole, point, decimals = format(value, ",f").partition(".")
    return whole.replace(",", thousands) + (mark + decimals if point else "")


def exact_sum(values: Iterable[Decimal]) -> Decimal:
    """The sum with the decimals of the most precise; exact whatever the size, unlike `sum`."""
    found = list(values)
    places = max((-int(one.as_tuple().exponent) for one in found), default=0)
    return rounded(sum((Fraction(one) for one in found), Fraction()), max(places, 0))


def negated(value: Decimal) -> Decimal:
    """The opposite, exact whatever the size, and never a negative zero."""
    return value.copy_negate() if value else value
