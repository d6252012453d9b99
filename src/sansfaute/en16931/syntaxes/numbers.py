"""Decimals as text: plain notation, never a float, never an exponent."""

from decimal import Decimal


def decimal_text(value: Decimal) -> str:
    """`value` in plain notation with its own decimals; raises ValueError if it is not finite."""
    if not value.is_finite():
        raise ValueError(f"{value} is not a number")
    return format(value, "f")


def rate_text(value: Decimal) -> str:
    """A percentage without needless zeros (`20`, `8.5`): the form every rate list accepts."""
    text = decimal_text(value)
    return text.rstrip("0").rstrip(".") if "." in text else text
