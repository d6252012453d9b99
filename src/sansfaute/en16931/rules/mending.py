"""Proposals that fit the document: the sum expected, the nearest code of a list, the right prefix.

Worked out only for what is wrong, so that a right document costs nothing.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.values import decimal_text, is_figure

Mend = Callable[[Any, Facts], dict[str, str] | None]
"""The proposal that fits one item (with the sum expected, the nearest code), or None: then the general one."""

Read = Callable[[Any], Any]
Expected = Callable[[Any, Facts], Decimal | None]


def replacing(read: Read, expected: Expected) -> Mend:
    """Replace the figure that is there by the one expected; give it, when there is none."""

    def mend(item: Any, facts: Facts) -> dict[str, str] | None:
        wanted, found = expected(item, facts), read(item)
        if wanted is None or not is_figure(wanted) or wanted == found:
            return None
        figure = in_cents(wanted)
        if found is None or not is_figure(found):
            return {"fr": f"Donner {figure}.", "en": f"Give {figure}."}
        shown = decimal_text(found)
        return {"fr": f"Remplacer {shown} par {figure}.", "en": f"Replace {shown} by {figure}."}

    return mend


def nearest(read: Read, accepted: Iterable[str | None]) -> Mend:
    """Replace a code by the one of the list that looks most like it, if one does."""
    known = sorted({one for one in accepted if one})

    def mend(item: Any, _: Facts) -> dict[str, str] | None:
        found = read(item)
        if not isinstance(found, str) or not found:
            return None
        close = get_close_matches(found.strip().upper(), known, n=1)
        return exchanged(found, close[0]) if close else None

    return mend


def exchanged(found: str, wanted: str) -> dict[str, str]:
    """Replace one text by another; a long one is cut."""
    return {
        "fr": f"Remplacer « {found[:40]} » par « {wanted} », si c'est ce que vous vouliez dire.",
        "en": f"Replace '{found[:40]}' by '{wanted}', if that is what you meant.",
    }


def in_cents(value: Decimal) -> str:
    """A figure as an amount is written: at least two decimals."""
    text = decimal_text(value)
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals.rstrip('0').ljust(2, '0')}"
