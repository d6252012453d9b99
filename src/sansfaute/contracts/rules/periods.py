"""Periods of a subscription: civil months, quarters, half-years and years, cut to the contract.

Method `civil periods, prorata temporis by days of each civil month`:

* a period is a civil month, quarter, half-year or year, cut to the contract's first and last day
  (both included), so that no day belongs to two periods and none is forgotten;
* a part period counts its months: each whole civil month counts 1, each part month the number of
  its days over the number of days of that month (29/29 or 28/28 in a whole February);
* `bill_every_months` moves when periods may be invoiced, never what they cost: monthly periods
  with a quarterly clause become billable together, when the civil quarter opens (in advance) or
  closes (in arrears).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import takewhile

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """One period to invoice: both days included; `whole` when no day of the civil period is cut."""

    start: date
    end: date
    whole: bool


@dataclass(frozen=True, slots=True)
class Cycle:
    """How a contract repeats. `end` is its last day, included; None while it runs on."""

    start: date
    end: date | None
    period_months: int
    in_advance: bool
    bill_every_months: int | None = None

    @property
    def piece_months(self) -> int:
        """Months of one invoice line: a shorter billing rhythm cuts a longer period."""
        return min(self.period_months, self.bill_every_months or self.period_months)

    @property
    def block_months(self) -> int:
        """Months that become billable together."""
        return self.bill_every_months or self.period_months


def civil_block(day: date, months: int) -> tuple[date, date]:
    """First and last day of the civil block of `months` (a divisor of 12) that holds `day`."""
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    return first, _month_after(first, months) - DAY


def _month_after(first: date, months: int) -> date:
    count = first.year * 12 + first.month - 1 + months
    return date(count // 12, count % 12 + 1, 1)


def periods(cycle: Cycle) -> Iterator[Period]:
    """Every period of the cycle, in order; endless while the contract runs on."""
    day = cycle.start
    while cycle.end is None or day <= cycle.end:
        first, last = civil_block(day, cycle.piece_months)
        end = last if cycle.end is None else min(last, cycle.end)
        yield Period(day, end, whole=(day, end) == (first, last))
        day = end + DAY


def billable_from(cycle: Cycle, period: Period) -> date:
    """The day from which a period may be invoiced: its block's first or last day, cut to the contract."""
    first, last = civil_block(period.start, cycle.block_months)
    if cycle.in_advance:
        return max(first, cycle.start)
    return last if cycle.end is None else min(last, cycle.end)


@lru_cache(maxsize=256)  # a run asks the same of all lines that begin and repeat alike
def billable_periods(cycle: Cycle, until: date, since: date | None = None) -> tuple[Period, ...]:
    """Periods that may be invoiced on `until`; those that ended before `since` were invoiced elsewhere."""
    due = takewhile(lambda period: billable_from(cycle, period) <= until, periods(cycle))
    return tuple(period for period in due if since is None or period.end >= since)


def month_parts(start: date, end: date) -> Iterator[tuple[int, int]]:
    """(days taken, days of the month) for each civil month between two days, both included."""
    while start <= end:
        first, last = civil_block(start, 1)
        stop = min(last, end)
        yield (stop - start).days + 1, (last - first).days + 1
        start = last + DAY


def months_counted(start: date, end: date) -> Fraction:
    """Months between two days, both included, a part month being the share of its days."""
    return sum((Fraction(taken, length) for taken, length in month_parts(start, end)), Fraction())


def describe_months(start: date, end: date) -> str:
    """The same as a person writes it: "7/31", "16/30 + 2", "3/31 + 1 + 9/30"."""
    words: list[str] = []
    whole = 0
    for taken, length in month_parts(start, end):
        if taken == length:
            whole += 1
            continue
        words += [str(whole)] if whole else []
        words.append(f"{taken}/{length}")
        whole = 0
    return " + ".join(words + ([str(whole)] if whole else []))
