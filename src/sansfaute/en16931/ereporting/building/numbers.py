"""Invoice numbers as the portal can take them."""

from collections.abc import Iterable
from datetime import date

from sansfaute.en16931.ereporting.facts import LIMITS, Limit, limited

LONGEST = 20
"""Characters of an invoice number that the portal takes until the limit is lifted."""


def shortened(number: str, day: date, limits: Iterable[Limit] = LIMITS) -> str:
    """The number as it is sent on that day: beyond 20 characters, T and its last 19 while the limit lasts.

    Two long numbers with the same end collide then: `check` tells (G1.42). Source: Z12-012 MAP-01.
    """
    if len(number) <= LONGEST or not limited("short-numbers", day, limits):
        return number
    return f"T{number[-(LONGEST - 1) :]}"
