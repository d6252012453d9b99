"""How amounts, quantities and dates are written in French and in English. Nothing is computed here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise

from babel.dates import format_date, format_datetime
from babel.numbers import format_currency, format_decimal, format_percent

LOCALES = {"fr": "fr_FR", "en": "en_GB"}
NARROW_SPACE = "\u202f"
NO_BREAK_SPACE = "\u00a0"


def locale_of(language: str) -> str:
    """The locale whose habits a language follows here; French when it is unknown."""
    return LOCALES.get(language[:2], LOCALES["fr"])


def write_amount(value: Decimal, currency_code: str, language: str) -> str:
    """An amount at its currency's minor unit: `1 234,56 €` or `€1,234.56`, with no-break spaces."""
    return str(format_currency(value, currency_code, locale=locale_of(language)))


def write_price(value: Decimal, currency_code: str, language: str) -> str:
    """A unit price, which may be finer than the minor unit: two to six decimals, currency after or before."""
    pattern = "¤#,##0.00####" if language.startswith("en") else "#,##0.00####\u00a0¤"
    return str(format_currency(value, currency_code, pattern, locale_of(language), currency_digits=False))


def write_quantity(value: Decimal, language: str) -> str:
    """A quantity without useless zeros: `1 234,5`."""
    return str(format_decimal(value, "#,##0.######", locale_of(language)))


def write_percentage(value: Decimal, language: str) -> str:
    """A rate given as a number of hundredths (20 for 20 %): `20 %`, `5,5 %`."""
    return str(
        format_percent(
            value / 100, "#,##0.##\u202f%" if language.startswith("fr") else "#,##0.##%", locale=locale_of(language)
        )
    )


def write_day(value: date, language: str, length: str = "medium") -> str:
    """A civil day as people write it: `1er oct. 2026` or `1 Oct 2026`; `long` spells the month."""
    pattern = "d MMMM y" if length == "long" else "d MMM y"
    written = str(format_date(value, pattern, locale=locale_of(language)))
    if value.day == 1 and language.startswith("fr"):
        written = written.replace("1", "1er", 1)
    return written.replace(" ", NO_BREAK_SPACE)


def write_moment(value: datetime, language: str) -> str:
    """An instant, already in the reader's time zone: `31 oct. 2026 à 14 h 05` or `31 Oct 2026, 14:05`."""
    day = write_day(value.date(), language)
    if language.startswith("fr"):
        return f"{day} à {value:%-H}{NO_BREAK_SPACE}h{NO_BREAK_SPACE}{value:%M}"
    return f"{day}, {format_datetime(value, 'HH:mm', locale=locale_of(language))}"


@dataclass(frozen=True, slots=True)
class Dot:
    """A value of a line, at its place in the drawing; `shown` and `day` are written already."""

    x: int
    y: int
    day: str
    shown: str


@dataclass(frozen=True, slots=True)
class LineChart:
    """A line over time, ready to be drawn (640 × 180 units): a value holds until the next."""

    points: str
    dots: tuple[Dot, ...]
    rules: tuple[tuple[int, str], ...]  # height of a horizontal rule, and what it stands for
    first_day: str
    last_day: str


_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 628, 12, 150


def line_chart(values: Sequence[tuple[date, Decimal]], last_day: date, language: str) -> LineChart | None:
    """The drawing of marks from 0 to 100 by day, up to `last_day`; None without any value.

    The scale goes from the ten below the lowest mark to 100: a point lost is seen, and the rules say so.
    """
    if not values:
        return None
    start, low = values[0][0], int(min(value for _, value in values)) // 10 * 10
    low = min(low, 90)
    span = max((last_day - start).days, 1)
    places = [(_across((day - start).days, span), _height(value, low)) for day, value in values]
    corners = [f"{places[0][0]},{places[0][1]}"]
    for (_, before), (x, y) in pairwise(places):
        corners += [f"{x},{before}", f"{x},{y}"]
    corners.append(f"{_RIGHT},{places[-1][1]}")
    return LineChart(
        points=" ".join(corners),
        dots=tuple(
            Dot(x, y, write_day(day, language), write_quantity(value, language))
            for (x, y), (day, value) in zip(places, values, strict=True)
        ),
        rules=tuple((_height(Decimal(mark), low), str(mark)) for mark in (low, (low + 100) // 2, 100)),
        first_day=write_day(start, language),
        last_day=write_day(last_day, language),
    )


def _across(days: int, span: int) -> int:
    return _LEFT + min(days, span) * (_RIGHT - _LEFT) // span


def _height(value: Decimal, low: int) -> int:
    return _BOTTOM - int((value - low) * (_BOTTOM - _TOP) / (100 - low))
