"""Random rhythms, contracts and changes, and their naive reading day by day, independent of the rules."""

import json
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from sansfaute.contracts.rules.changes import Change, Terms
from sansfaute.contracts.rules.rhythms import Rhythm

DAY = timedelta(days=1)
EDGES = (
    date(2000, 2, 29), date(2099, 12, 31), date(2100, 2, 28), date(2096, 2, 29), date(2027, 1, 31), date(2028, 2, 29),
    date(2027, 12, 30), date(2028, 1, 29), date(2026, 3, 29), date(2026, 10, 25), date(2027, 5, 31),
)  # fmt: skip
"""Ends of months, leap days, century years, and the days on which clocks change."""

days = st.one_of(
    st.sampled_from(EDGES),
    st.builds(lambda day, shift: day + shift * DAY, st.sampled_from(EDGES), st.integers(-400, 400)),
    st.dates(date(1990, 1, 1), date(2150, 12, 31)),
)
civil_months = st.builds(Rhythm, st.just("month"), st.sampled_from([1, 2, 3, 4, 6, 12]))
anniversaries = st.builds(
    Rhythm, st.just("month"), st.sampled_from([1, 1, 2, 3, 6, 12, 5, 24]), st.just("anniversary"), days
)
weeks = st.builds(Rhythm, st.just("week"), st.integers(1, 9), st.sampled_from(["civil", "anniversary"]), days)
some_days = st.builds(Rhythm, st.just("day"), st.integers(1, 100), st.just("anniversary"), days)
month_rhythms = st.one_of(civil_months, anniversaries)
endless = st.one_of(civil_months, anniversaries, weeks, some_days)


@st.composite
def calendars(draw: st.DrawFn) -> Rhythm:
    """From 1 January 1990 on, uneven periods."""
    steps = draw(st.lists(st.integers(1, 120), min_size=2, max_size=30))
    dates = [date(1990, 1, 1)]
    for step in steps:
        dates.append(dates[-1] + step * DAY)
    return Rhythm("calendar", 1, "anniversary", None, tuple(dates))


def starts_a_period(rhythm: Rhythm, start: date, day: date) -> bool:
    """Whether a whole period begins on a day, by looking at that day alone."""
    anchor = rhythm.anchor or start
    if rhythm.unit == "calendar":
        return day in rhythm.dates
    if rhythm.unit == "month":
        civil = rhythm.alignment == "civil"
        number = 1 if civil else min(anchor.day, monthrange(day.year, day.month)[1])
        months = (day.year - anchor.year) * 12 + day.month - (1 if civil else anchor.month)
        return day.day == number and months % rhythm.count == 0
    if rhythm.unit == "week" and rhythm.alignment == "civil":
        anchor = next(anchor - back * DAY for back in range(7) if (anchor - back * DAY).isoweekday() == 1)
    return (day - anchor).days % (rhythm.count * (7 if rhythm.unit == "week" else 1)) == 0


def naive_whole(rhythm: Rhythm, start: date, day: date) -> tuple[date, date]:
    """The whole period of a day, found by walking from it in both directions."""
    first, last = day, day
    while not starts_a_period(rhythm, start, first):
        first -= DAY
    while not starts_a_period(rhythm, start, last + DAY):
        last += DAY
    return first, last


QUANTITIES = ("1", "2", "3", "7", "0.5", "12.25", "999.9999", "40")
PRICES = ("0", "0.01", "9.99", "10", "100", "33.333333", "1234.56", "79.9")


@dataclass(frozen=True)
class Life:
    """A contract with its changes, in the order in which they were recorded."""

    initial: Terms
    start: date
    end: date | None
    changes: tuple[Change, ...]


@st.composite
def changes_within(draw: st.DrawFn, start: date, length: int, rhythm: bool = False) -> tuple[Change, ...]:
    """Changes of every kind over the days of a contract, some on the same day, recorded in random order."""
    kinds = ["quantity", "price", "item", "pause", "resume", "trial", "end", "reopen"] + (["rhythm"] if rhythm else [])
    drawn = draw(st.lists(st.tuples(st.integers(0, length), st.sampled_from(kinds)), max_size=9))
    found = []
    for rank, (offset, kind) in enumerate(drawn):
        effective = start + offset * DAY
        values = draw(_values(kind, effective))
        moment = f"2026-01-{rank // 3 + 1:02d}T09:00:0{draw(st.integers(0, 9))}Z"
        found.append(Change(f"c{rank}", effective, kind, values, moment))  # type: ignore[arg-type]  # one of KINDS
    return tuple(found)


@st.composite
def _values(draw: st.DrawFn, kind: str, effective: date) -> dict[str, str]:
    if kind == "quantity":
        return {"quantity": draw(st.sampled_from(QUANTITIES))}
    if kind == "price":
        return {"unit_price": draw(st.sampled_from(PRICES))}
    if kind == "item":
        price = {"unit_price": draw(st.sampled_from(PRICES))} if draw(st.booleans()) else {}
        return {"item_code": draw(st.sampled_from(["A", "B", "C"])), **price}
    if kind == "trial":
        length = draw(st.integers(-1, 60))
        return {"until": "" if length < 0 else (effective + length * DAY).isoformat()}
    return draw(month_rhythms).to_dict() if kind == "rhythm" else {}


@st.composite
def lives(draw: st.DrawFn, rhythms: st.SearchStrategy[Rhythm] = month_rhythms, rhythm_changes: bool = False) -> Life:
    """A contract of up to three years on a rhythm."""
    start, length = draw(days), draw(st.integers(0, 1100))
    price, quantity = Decimal(draw(st.sampled_from(PRICES))), Decimal(draw(st.sampled_from(QUANTITIES)))
    initial = Terms(quantity, price, "A", True, draw(rhythms))
    end = start + length * DAY if draw(st.booleans()) else None
    return Life(initial, start, end, draw(changes_within(start, min(length, 800) + 30, rhythm_changes)))


@dataclass(frozen=True)
class DayLived:
    """What a naive reader finds for one day."""

    day: date
    alive: bool
    state: str
    quantity: Decimal
    unit_price: Decimal | None
    item_code: str
    rhythm: Rhythm | None


def lived(life: Life, until: date, known_at: str | None = None) -> Iterator[DayLived]:
    """Every day from the start, each read afresh from all changes."""
    day = life.start
    while day <= until:
        yield day_lived(life, day, known_at)
        day += DAY


def day_lived(life: Life, day: date, known_at: str | None = None) -> DayLived:
    """One day: for each matter, of the changes that took hold by then the latest, then the last recorded."""
    known = [one for one in life.changes if known_at is None or one.recorded_at <= known_at]

    def last(*kinds: str) -> Change | None:
        held = [one for one in known if one.kind in kinds and _holds_from(one) <= day]
        return max(held, key=lambda one: (_holds_from(one), one.recorded_at, one.change_id), default=None)

    standing = [one for one in known if not _is_superseded(one, known)]
    priced = [
        one
        for one in standing
        if _holds_from(one) <= day and (one.kind == "price" or (one.kind == "item" and "unit_price" in one.values))
    ]
    price = max(priced, key=lambda one: (_holds_from(one), one.recorded_at, one.change_id), default=None)
    quantity, item, rhythm = last("quantity"), last("item"), last("rhythm")
    life_change, pause, trial = last("end", "reopen"), last("pause", "resume"), last("trial")
    over = life.end is not None and day > life.end
    if life_change is not None and (not over or _holds_from(life_change) > life.end):  # type: ignore[operator]  # over: it has an end
        over = life_change.kind == "end"
    on_trial = trial is not None and trial.values["until"] != "" and day <= date.fromisoformat(trial.values["until"])
    return DayLived(
        day=day,
        alive=not over,
        state="paused" if pause is not None and pause.kind == "pause" else "trial" if on_trial else "active",
        quantity=Decimal(quantity.values["quantity"]) if quantity else life.initial.quantity,
        unit_price=Decimal(price.values["unit_price"]) if price else life.initial.unit_price,
        item_code=item.values["item_code"] if item else life.initial.item_code,
        rhythm=_rhythm_of(life, rhythm),
    )


def _rhythm_of(life: Life, change: Change | None) -> Rhythm | None:
    return life.initial.rhythm if change is None else Rhythm.from_dict(change.values)


def _holds_from(change: Change) -> date:
    return change.effective + DAY if change.kind == "end" else change.effective


def _is_superseded(change: Change, known: Sequence[Change]) -> bool:
    later = (change.recorded_at, change.change_id)
    same = (change.kind, change.effective)
    return any((one.kind, one.effective) == same and (one.recorded_at, one.change_id) > later for one in known)


def month_parts(start: date, end: date, period_start: date, months: int) -> Fraction:
    """Months of a period between two days, each day counted alone; for whole periods that begin on a
    day that every month has."""
    total = Fraction()
    day = start
    while day <= end:
        first = next(day - back * DAY for back in range(31) if (day - back * DAY).day == period_start.day)
        after = next(day + on * DAY for on in range(1, 32) if (day + on * DAY).day == period_start.day)
        total += Fraction(1, (after - first).days)
        day += DAY
    return total / months


def json_round_trip(value: Any) -> Any:
    """As JSON gives it back."""
    return json.loads(json.dumps(value))
