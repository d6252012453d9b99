"""Working days in France: Monday to Friday, but for the public holidays of article L3133-1 of the labour code."""

from datetime import date, timedelta
from functools import cache

_DAY = timedelta(days=1)
_FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
_AFTER_EASTER = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday


@cache
def public_holidays(year: int) -> frozenset[date]:
    """The eleven public holidays of a year in metropolitan France (Alsace and Moselle have two more)."""
    easter = _easter(year)
    moving = {easter + days * _DAY for days in _AFTER_EASTER}
    return frozenset(moving | {date(year, month, day) for month, day in _FIXED})


def is_working_day(day: date) -> bool:
    """Whether people work that day: neither at the week-end nor on a public holiday."""
    return day.weekday() < 5 and day not in public_holidays(day.year)


def due_date(start: date, working_days: int) -> date:
    """The day after so many working days; with 0, the first working day from `start` on."""
    day = start
    for _ in range(working_days):
        day = _next(day + _DAY)
    return _next(day)


def _next(day: date) -> date:
    while not is_working_day(day):
        day += _DAY
    return day


def _easter(year: int) -> date:
    """Sunday of Easter in the Gregorian calendar (Meeus, Jones and Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = b // 4, b % 4
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    m = (a + 11 * h) // 319
    r = (2 * e + 2 * (c // 4) - c % 4 - h + m + 32) % 7
    n = (h - m + r + 90) // 25
    return date(year, n, (h - m + r + n + 19) % 32)
