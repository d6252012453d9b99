"""Rhythms: how the periods of a contract repeat, whatever the calendar.

A rhythm cuts all of time into *whole periods*, one after the other; a contract has the parts of them
that lie between its first and its last day, both included. So no day belongs to two periods and none
is forgotten, and any period is found from any of its days without walking from the beginning.

* month, civil: blocks of 1, 2, 3, 4, 6 or 12 months from January, as `periods.civil_block` has them;
* month, anniversary: from the anchor, every `count` months, on the anchor's day or the last day of a
  shorter month (31 January, 28 February, 31 March: the day comes back);
* week, civil: from the Monday of the anchor's week (ISO 8601); anniversary: from the anchor's own day;
* day: every `count` days from the anchor;
* calendar: `dates` are the first days of the periods; the last one only closes the period before it.

Without an anchor the contract's first day is the anchor.
"""

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from typing import Any, Literal, cast, get_args

from sansfaute.contracts.rules.months import add_months, month_count
from sansfaute.contracts.rules.periods import DAY, Period, civil_block
from sansfaute.contracts.rules.term_words import as_day, optional_day, refusal, whole_number, word

Unit = Literal["month", "week", "day", "calendar"]
Alignment = Literal["civil", "anniversary"]
UNITS: tuple[Unit, ...] = get_args(Unit)
ALIGNMENTS: tuple[Alignment, ...] = get_args(Alignment)
MOST: Mapping[str, int] = {"month": 120, "week": 520, "day": 3660, "calendar": 1}


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Every `count` units; `anchor` is where counting begins, `dates` the first days of a calendar."""

    unit: Unit
    count: int = 1
    alignment: Alignment = "civil"
    anchor: date | None = None
    dates: tuple[date, ...] = ()

    @property
    def period_months(self) -> int:
        """Months of one whole period; 0 when the rhythm is not in months."""
        return self.count if self.unit == "month" else 0

    def to_dict(self) -> dict[str, str]:
        """As JSON, a form or the values of a change hold it: texts only."""
        return {
            "unit": self.unit,
            "count": str(self.count),
            "alignment": self.alignment,
            "anchor": "" if self.anchor is None else self.anchor.isoformat(),
            "dates": ",".join(day.isoformat() for day in self.dates),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Rhythm":
        """The rhythm of `to_dict`; raises TermsRefused as `read_rhythm` does."""
        return read_rhythm(values)


def read_rhythm(values: Mapping[str, Any]) -> Rhythm:
    """A rhythm from texts; `dates` is a list, or one text with commas, semicolons or lines.

    Months are civil unless said otherwise, everything else is counted from the anchor. Raises
    TermsRefused: value_missing, unknown_word, unreadable_whole_number, unreadable_day,
    day_out_of_range, civil_months_do_not_divide, anchor_not_used, dates_not_used,
    calendar_too_short, calendar_not_in_order.
    """
    unit = cast(Unit, word(values, "unit", UNITS))
    rhythm = Rhythm(
        unit=unit,
        count=whole_number(values, "count", least=1, most=MOST[unit], default=1),
        alignment=cast(Alignment, word(values, "alignment", ALIGNMENTS, "civil" if unit == "month" else "anniversary")),
        anchor=optional_day(values, "anchor"),
        dates=_dates(values.get("dates")),
    )
    _refuse_contradiction(rhythm)
    return rhythm


def _dates(given: object) -> tuple[date, ...]:
    pieces = given.replace("\n", ",").replace(";", ",").split(",") if isinstance(given, str) else given or ()
    assert isinstance(pieces, list | tuple)
    return tuple(as_day(one, "dates") for one in pieces if str(one).strip())


def _refuse_contradiction(rhythm: Rhythm) -> None:
    if rhythm.unit == "calendar":
        _refuse_calendar(rhythm.dates)
    elif rhythm.dates:
        raise refusal("dates_not_used")
    if _is_civil_months(rhythm):
        if 12 % rhythm.count:
            raise refusal("civil_months_do_not_divide", count=rhythm.count)
        if rhythm.anchor is not None:
            raise refusal("anchor_not_used", anchor=rhythm.anchor)


def _refuse_calendar(dates: tuple[date, ...]) -> None:
    if len(dates) < 2:
        raise refusal("calendar_too_short")
    for first, second in pairwise(dates):
        if second <= first:
            raise refusal("calendar_not_in_order", first=first, second=second)


def _is_civil_months(rhythm: Rhythm) -> bool:
    return rhythm.unit == "month" and rhythm.alignment == "civil"


def anchored(rhythm: Rhythm, day: date) -> Rhythm:
    """The rhythm with its anchor written down: `day`, where it has none and needs one."""
    if rhythm.anchor is not None or rhythm.unit == "calendar" or _is_civil_months(rhythm):
        return rhythm
    return replace(rhythm, anchor=day)


def whole_period(rhythm: Rhythm, start: date, day: date) -> Period:
    """The uncut period that holds a day, for a contract that starts on `start`.

    Raises TermsRefused: calendar_not_begun, calendar_exhausted.
    """
    anchor = rhythm.anchor or start
    if rhythm.unit == "calendar":
        first, following = _calendar_block(rhythm.dates, day)
    elif _is_civil_months(rhythm):
        first, last = civil_block(day, rhythm.count)
        following = last + DAY
    elif rhythm.unit == "month":
        first, following = _months_block(anchor, rhythm.count, day)
    else:
        first, following = _days_block(anchor, rhythm, day)
    return Period(first, following - DAY, whole=True)


def _calendar_block(dates: tuple[date, ...], day: date) -> tuple[date, date]:
    found = bisect_right(dates, day)
    if found == 0:
        raise refusal("calendar_not_begun", first=dates[0], day=day)
    if found == len(dates):
        raise refusal("calendar_exhausted", last=dates[-1], day=day)
    return dates[found - 1], dates[found]


def _months_block(anchor: date, count: int, day: date) -> tuple[date, date]:
    turn = (month_count(day) - month_count(anchor)) // count
    if add_months(anchor, turn * count) > day:
        turn -= 1
    return add_months(anchor, turn * count), add_months(anchor, (turn + 1) * count)


def _days_block(anchor: date, rhythm: Rhythm, day: date) -> tuple[date, date]:
    step = timedelta(days=rhythm.count * (7 if rhythm.unit == "week" else 1))
    if rhythm.unit == "week" and rhythm.alignment == "civil":
        anchor -= timedelta(days=anchor.weekday())
    first = anchor + (day - anchor) // step * step
    return first, first + step


def period_at(rhythm: Rhythm, start: date, end: date | None, day: date) -> Period:
    """The period of a contract (first and last day included) that holds a day, cut to the contract.

    Raises TermsRefused: day_outside_contract, calendar_not_begun, calendar_exhausted.
    """
    if day < start or (end is not None and day > end):
        raise refusal("day_outside_contract", day=day)
    full = whole_period(rhythm, start, day)
    first, last = max(full.start, start), full.end if end is None else min(full.end, end)
    return Period(first, last, whole=(first, last) == (full.start, full.end))


def rhythm_periods(
    rhythm: Rhythm, start: date, end: date | None, *, since: date | None = None, until: date | None = None
) -> Iterator[Period]:
    """Every period of a contract, in order; endless while it runs on and `until` is not given.

    Begins with the period that holds `since`, ends with the last one that begins on `until` or before.
    Raises TermsRefused: calendar_not_begun, calendar_exhausted, when it comes to such a day.
    """
    day = start if since is None else max(start, since)
    last = min((one for one in (end, until) if one is not None), default=date.max)
    while day <= last:
        period = period_at(rhythm, start, end, day)
        yield period
        day = period.end + DAY
