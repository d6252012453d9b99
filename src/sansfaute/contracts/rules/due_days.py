"""The days on which a schedule starts its runs, and until which day each of them bills."""

from collections.abc import Mapping
from datetime import date, timedelta

from sansfaute.contracts.rules.months import add_months
from sansfaute.contracts.rules.periods import DAY
from sansfaute.contracts.rules.rhythms import Rhythm, whole_period

UNTIL: Mapping[str, str] = {
    "day_before": "the day before",
    "same_day": "the same day",
    "end_of_month": "the end of that month",
    "end_of_last_month": "the end of the month before",
}
"""Until when a run bills that starts on a due day."""


def first_due(rhythm: Rhythm, day: date) -> date | None:
    """The first day from this one, included, on which the rhythm begins a period; None when its calendar has ended.

    A rhythm counted from an anchor needs one (`rhythms.anchored`); it is not due before its anchor.
    In a calendar every date is due, the last one too.
    """
    if rhythm.unit == "calendar":
        return next((one for one in rhythm.dates if one >= day), None)
    if rhythm.anchor is not None and day <= rhythm.anchor:
        return _from_anchor(rhythm, rhythm.anchor)
    period = whole_period(rhythm, day, day)
    return day if period.start == day else period.end + DAY


def _from_anchor(rhythm: Rhythm, anchor: date) -> date:
    period = whole_period(rhythm, anchor, anchor)  # civil weeks begin on a Monday, whatever the anchor
    return anchor if period.start == anchor else period.end + DAY


def last_due(rhythm: Rhythm, due: date, today: date) -> date:
    """The last due day until today, from one that is due: days missed are caught up once, by this one."""
    following = first_due(rhythm, due + DAY)
    while following is not None and following <= today:
        due, following = following, first_due(rhythm, following + DAY)
    return due


def until_of(word: str, due: date) -> date:
    """The last day that a run bills (one of `UNTIL`) when it falls due on this day."""
    if word == "day_before":
        return due - DAY
    if word == "same_day":
        return due
    first = due.replace(day=1)
    return (first if word == "end_of_last_month" else add_months(first, 1)) - timedelta(days=1)
