"""How often a company reports, by its VAT regime, and by which day. Source: DSE table 13, BOI-TVA-DECLA-20-30-50-30.

Where those sources differ (30th or last day, 25th or end of month), the earliest day is kept.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from sansfaute.en16931.ereporting.facts.lists import START

Regime = Literal["real monthly", "real quarterly", "simplified", "franchise", "exempt"]
"""VAT regime, as the company declares it to its platform."""

Kind = Literal["operations", "payments"]
"""What is reported: operations (10.1, 10.3) or payments (10.2, 10.4)."""

_DECADES = ((1, 10, 20, 0), (11, 20, 30, 0), (21, 31, 10, 1))
_MONTH_BY_10TH = ((1, 31, 10, 1),)
_MONTH_BY_25TH = ((1, 31, 25, 1),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """The periods of one regime and kind: `months` civil months, cut into `parts`.

    A part is (first day, last day, day of deadline, months after the period's last one). Days
    beyond the end of a month mean its last day. `until` is the last day of the regime.
    """

    regime: Regime
    kind: Kind
    months: int
    parts: tuple[tuple[int, int, int, int], ...]
    since: date = START["large"]
    until: date | None = None
    source: str = "DSE table 13; BOI-TVA-DECLA-20-30-50-30 § 90-100"
    confirmed: bool = True


REGIMES = (
    Timetable(regime="real monthly", kind="operations", months=1, parts=_DECADES),
    Timetable(regime="real monthly", kind="payments", months=1, parts=_MONTH_BY_10TH),
    Timetable(regime="real quarterly", kind="operations", months=1, parts=_MONTH_BY_10TH),
    Timetable(regime="real quarterly", kind="payments", months=1, parts=_MONTH_BY_10TH),
    Timetable(regime="simplified", kind="operations", months=1, parts=_MONTH_BY_25TH, until=date(2026, 12, 31)),
    Timetable(regime="simplified", kind="payments", months=1, parts=_MONTH_BY_25TH, until=date(2026, 12, 31)),
    Timetable(regime="franchise", kind="operations", months=2, parts=_MONTH_BY_25TH),
    Timetable(regime="franchise", kind="payments", months=2, parts=_MONTH_BY_25TH),
    # No text gives the rhythm of a wholly exempt company that buys abroad: a month is proposed, by the earliest day.
    Timetable(regime="exempt", kind="operations", months=1, parts=_MONTH_BY_10TH, confirmed=False),
    Timetable(regime="exempt", kind="payments", months=1, parts=_MONTH_BY_10TH, confirmed=False),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """One period, both days included, and the last day on which it may be given to the platform."""

    start: date
    end: date
    due: date
    confirmed: bool = True


def regime_on(regime: Regime, kind: Kind, day: date) -> Timetable:
    """The timetable in force on that day; raises LookupError when the regime has none then."""
    for one in REGIMES:
        if (one.regime, one.kind) == (regime, kind) and one.since <= day and (one.until is None or day <= one.until):
            return one
    raise LookupError(f"no timetable of {kind} for {regime} on {day.isoformat()}")


def span_of(day: date, regime: Regime, kind: Kind) -> Span:
    """The period in which an operation, or a receipt, of that day is reported; raises LookupError."""
    timetable = regime_on(regime, kind, day)
    first_month = day.month - (day.month - 1) % timetable.months
    first = date(day.year, first_month, 1)
    return next(span for span in _cut(first, timetable) if span.start <= day <= span.end)


def spans(regime: Regime, kind: Kind, since: date, until: date) -> tuple[Span, ...]:
    """Every period that touches those days, in order; raises LookupError beyond the regime's own days."""
    found: list[Span] = []
    day = since
    while day <= until:
        found.append(span_of(day, regime, kind))
        day = found[-1].end + timedelta(days=1)
    return tuple(found)


def _cut(first: date, timetable: Timetable) -> list[Span]:
    last = _month_after(first, timetable.months - 1)
    found = []
    for start, end, due, after in timetable.parts:
        # Several months are one part; one month may be several.
        month_of_start = first if timetable.months > 1 else last
        deadline = _day(_month_after(last, after), due)
        found.append(
            Span(start=_day(month_of_start, start), end=_day(last, end), due=deadline, confirmed=timetable.confirmed)
        )
    return found


def _month_after(day: date, months: int) -> date:
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, 1)


def _day(month: date, day: int) -> date:
    return month.replace(day=min(day, monthrange(month.year, month.month)[1]))
