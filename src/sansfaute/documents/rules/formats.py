"""French typography of what the invoice already holds. Nothing here computes an amount."""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

NARROW = "\u202f"
"""Narrow no-break space, between thousands (Lexique des règles typographiques en usage)."""
NO_BREAK = "\u00a0"
MINUS = "\u2212"
BREAK_HERE = "\u200b"
"""Zero-width space: where a long word may be cut without showing a hyphen."""
LONGEST_WORD = 30

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
SYMBOLS = {"EUR": "€"}


def number(value: Decimal, places: int = 0) -> str:
    """The decimal as given, with at least `places` decimals: zeros may be added, never taken off."""
    sign, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int), "an amount is a finite decimal"
    figures = "".join(map(str, digits)) + "0" * max(exponent, 0)
    decimals = max(-exponent, 0)
    figures = figures.rjust(decimals + 1, "0")
    whole, fraction = figures[: len(figures) - decimals], figures[len(figures) - decimals :]
    fraction = fraction.ljust(places, "0")
    text = NARROW.join(_thousands(whole.lstrip("0") or "0")) + (f",{fraction}" if fraction else "")
    return MINUS + text if sign and value else text


def _thousands(whole: str) -> Iterator[str]:
    first = len(whole) % 3
    if first:
        yield whole[:first]
    for start in range(first, len(whole), 3):
        yield whole[start : start + 3]


def shortest(value: Decimal, places: int = 0) -> str:
    """The same value without the zeros that say nothing beyond `places` decimals: 1,500 is 1,5."""
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int), "a quantity is a finite decimal"
    sign, digits, _ = value.as_tuple()
    while exponent < -places and len(digits) > 1 and digits[-1] == 0:
        digits, exponent = digits[:-1], exponent + 1
    return number(Decimal((sign, digits, exponent)) if value else Decimal(0), places)


def amount(value: Decimal, currency_code: str, places: int = 2) -> str:
    """Money with its currency: 1 234,50 € or 1 234,50 USD."""
    return number(value, places) + NO_BREAK + SYMBOLS.get(currency_code, currency_code)


def percentage(value: Decimal) -> str:
    """5,5 % with the no-break space French asks for."""
    return shortest(value) + NARROW + "%"


def long_date(day: date) -> str:
    """1er octobre 2026, as people write it."""
    return f"{'1er' if day.day == 1 else day.day}{NO_BREAK}{MONTHS[day.month - 1]}{NO_BREAK}{day.year}"


def short_date(day: date) -> str:
    """01/10/2026."""
    return f"{day.day:02}/{day.month:02}/{day.year:04}"


def period(start: date | None, end: date | None, write: object = short_date) -> str:
    """Du 01/10/2026 au 31/10/2026; one end may be open."""
    spell = long_date if write is long_date else short_date
    if start and end:
        return f"Du {spell(start)} au {spell(end)}"
    if start:
        return f"À partir du {spell(start)}"
    return f"Jusqu'au {spell(end)}" if end else ""


def grouped(identifier: str, size: int = 4) -> str:
    """An IBAN by fours, a SIREN by threes; separators typed by people are dropped first."""
    plain = "".join(clean(identifier).split())
    return NO_BREAK.join(plain[start : start + size] for start in range(0, len(plain), size))


def siret(identifier: str) -> str:
    """732 829 320 00074."""
    plain = "".join(identifier.split())
    return f"{grouped(plain[:9], 3)}{NO_BREAK}{plain[9:]}"


def clean(text: str) -> str:
    """Text without control characters and without marks that turn the direction of what follows.

    An override such as U+202E would print the rest of the line backwards, amounts included.
    """
    if text.isprintable() and _DIRECTIONS.isdisjoint(text):
        return text
    return "".join(map(_printable_character, text.replace("\r\n", "\n")))


def printable(text: str, longest: int = LONGEST_WORD) -> str:
    """Clean text in which words of more than `longest` characters, wider than any line, can be cut."""
    kept = clean(text)
    if len(kept) <= longest:
        return kept
    return re.sub(rf"\S{{{longest + 1},}}", lambda found: _breakable(found[0], longest // 2), kept)


def _printable_character(one: str) -> str:
    if one == "\n" or (one.isprintable() and one not in _DIRECTIONS):
        return one
    category = unicodedata.category(one)
    if category in ("Zs", "Zl", "Zp"):
        return one if category == "Zs" else "\n"
    return " " if category == "Cc" else ""


_DIRECTIONS = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def _breakable(word: str, every: int) -> str:
    """The word with a place to break at least every few characters, never before a combining mark."""
    out: list[str] = []
    since = 0
    for one in word:
        if since >= every and not unicodedata.combining(one):
            out.append(BREAK_HERE)
            since = 0
        out.append(one)
        since += 1
    return "".join(out)
