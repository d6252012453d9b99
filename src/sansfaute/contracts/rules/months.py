"""Months counted from a day: 31 January, 28 or 29 February, 31 March; the day is never lost.

As article 641 of the code of civil procedure has it: a month ends on the same number of the next
month, and where there is none, on the last day of that month.
"""

from calendar import monthrange
from datetime import date


def month_length(year: int, month: int) -> int:
    """Days of that month."""
    return monthrange(year, month)[1]


def on_day(month_count: int, day_of_month: int) -> date:
    """That day of a month counted since year 0, or the month's last day where it has none."""
    year, month = month_count // 12, month_count % 12 + 1
    return date(year, month, min(day_of_month, month_length(year, month)))


def month_count(day: date) -> int:
    """Months since year 0 of the month of a day."""
    return day.year * 12 + day.month - 1


def add_months(day: date, months: int) -> date:
    """The same day so many months later (earlier when negative), or the last day of that month."""
    return on_day(month_count(day) + months, day.day)


def is_last_of_month(day: date) -> bool:
    """Whether the next day begins a month."""
    return day.day == month_length(day.year, day.month)
