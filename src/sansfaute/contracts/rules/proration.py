"""Proration: what share of a period's price a part of the period costs, by a stated method.

* `days_of_month`: the months of the period, counted from its first day, weigh the same; within a
  month each day weighs the same ("7/31", "16/30 + 2"). For civil periods it is `periods.months_counted`.
* `days_of_period`: days over the days of the whole period ("40/90").
* `thirty_360`: every month has 30 days (the French bank convention, 30E/360 closed at both ends): the
  31st weighs nothing, the last day of February weighs what is missing to 30; days over the days of
  the period so counted ("46/90").
* `whole`: a begun period costs all. `none_if_partial`: a cut period is free.

The first three are additive: the shares of the parts of a period add up to exactly 1.
"""

from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import Literal, get_args

from sansfaute.contracts.rules.months import is_last_of_month, month_count, on_day
from sansfaute.contracts.rules.periods import DAY
from sansfaute.contracts.rules.term_words import refusal

Method = Literal["days_of_month", "days_of_period", "thirty_360", "whole", "none_if_partial"]
METHODS: tuple[Method, ...] = get_args(Method)
ADDITIVE: frozenset[Method] = frozenset({"days_of_month", "days_of_period", "thirty_360"})


def share_of(
    method: Method, part_start: date, part_end: date, period_start: date, period_end: date, period_months: int
) -> tuple[Fraction, str]:
    """The share of a part of a whole period, and its words; all days are included.

    The words of the whole period, and of what costs all, are empty. `period_months` is 0 when the
    rhythm is not in months. Raises TermsRefused: method_needs_months.
    """
    assert period_start <= part_start <= part_end <= period_end, "a part lies within its period"
    if (part_start, part_end) == (period_start, period_end) or method == "whole":
        return Fraction(1), ""
    if method == "none_if_partial":
        return Fraction(0), "0"
    if method == "days_of_period":
        return _of_days(_days(part_start, part_end), _days(period_start, period_end))
    if not period_months:
        raise refusal("method_needs_months", method=method)
    if method == "thirty_360":
        return _of_days(days_30_360(part_start, part_end), days_30_360(period_start, period_end))
    parts = list(_month_parts(part_start, part_end, period_start, period_end, period_months))
    months = sum((Fraction(taken, length) for taken, length in parts), Fraction())
    return months / period_months, _months_in_words(parts)


def _days(start: date, end: date) -> int:
    return (end - start).days + 1


def _of_days(taken: int, length: int) -> tuple[Fraction, str]:
    return Fraction(taken, length), f"{taken}/{length}"


def days_30_360(start: date, end: date) -> int:
    """Days from `start` to `end`, both included, in months of 30 days; 0 for a 31st alone."""
    return _elapsed_30_360(end) - _elapsed_30_360(start - DAY)


def _elapsed_30_360(day: date) -> int:
    """Days gone by at the end of a day, every month having 30."""
    return month_count(day) * 30 + (30 if is_last_of_month(day) else day.day)


def period_month_bounds(period_start: date, period_end: date, period_months: int) -> list[date]:
    """First days of the months of a whole period, and the day after its last.

    A period that begins on 28 February and is followed by one of the 31st belongs to the 31st: the
    later of the two numbers is the day of the months between them.
    """
    after = period_end + DAY
    first = month_count(period_start)
    assert month_count(after) - first == period_months, "a whole period has its months"
    number = max(period_start.day, after.day)
    return [period_start, *(on_day(first + turn, number) for turn in range(1, period_months)), after]


def _month_parts(
    part_start: date, part_end: date, period_start: date, period_end: date, period_months: int
) -> Iterator[tuple[int, int]]:
    """(days taken, days of the month) for each month of the period that the part touches."""
    for first, after in pairwise(period_month_bounds(period_start, period_end, period_months)):
        taken = (min(after, part_end + DAY) - max(first, part_start)).days
        if taken > 0:
            yield taken, (after - first).days


def _months_in_words(parts: list[tuple[int, int]]) -> str:
    """As a person writes it: "7/31", "16/30 + 2", "3/31 + 1 + 9/30"."""
    words: list[str] = []
    whole = 0
    for taken, length in [*parts, (0, 1)]:
        if taken == length:
            whole += 1
            continue
        words += [str(whole)] if whole else []
        words += [f"{taken}/{length}"] if taken else []
        whole = 0
    return " + ".join(words)
