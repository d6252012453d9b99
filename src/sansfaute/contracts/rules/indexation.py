"""Indexation clauses: P = P0 x (a + b x S/S0 + c x T/T0), dated index values, floor and cap.

The price is revised on each revision day, one after the other, each from the base price: the
coefficient is worked out exactly, rounded half-up once, then held within the bounds of the clause
(rounded inwards, so that no rounding passes them). No value is ever guessed: one that is missing, or
too old to be the last published, is asked for in words.

Source: C. mon. fin. L112-1 and L112-2 for what a clause may use (`index_series`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Literal

from sansfaute.contracts.rules.clause_records import Bounds, Count, Filled, Places, Record, refusal
from sansfaute.contracts.rules.exact import rounded
from sansfaute.contracts.rules.index_series import IndexPeriod, index_period, period_holding
from sansfaute.contracts.rules.months import add_months, month_count

Lag = Literal["last_published", "months_before"]
Limit = Literal["", "floor", "cap", "floor_overall", "cap_overall", "never_down"]

Change = Annotated[Decimal, Bounds(4, Decimal(-100), Decimal(1000))]
"""A change in percent: -2 is two percent less."""
Weight = Annotated[Decimal, Bounds(6, Decimal(0), Decimal(1))]
_FRESH_MONTHS = {1: 5, 3: 7, 12: 19}
"""How old the last published period may be on a revision day, in months after its end, by its length."""


@dataclass(frozen=True, slots=True)
class IndexValue(Record):
    """One published value of a series for a month ("2026-05"), a quarter ("2026-Q2") or a year.

    A provisional value and the definitive one that replaces it are two values of one period.
    """

    series: Filled
    period: Filled
    value: Annotated[Decimal, Bounds(6, Decimal("0.000001"))]
    published_on: date
    source: Filled
    provisional: bool = False


@dataclass(frozen=True, slots=True)
class IndexationClause(Record):
    """When and how a price follows indices.

    `weights` are shares of 1 (weight, series), `base_periods` what each series is compared with
    (series, period); weights and `fixed_share` add up to 1. The price is revised every
    `every_months`, first on `revision_from` itself or, with `on_anniversary`, that many months later.
    `lag` tells which period is used: the last one published on the revision day (at most
    `fresh_months` old) or the one that lies `lag_months` before that day. `floor` and `cap` bound the
    change of one revision against the coefficient before it, `floor_overall` and `cap_overall` that
    against the base price, all in percent.
    """

    weights: tuple[tuple[Weight, Filled], ...]
    fixed_share: Weight
    base_periods: tuple[tuple[Filled, Filled], ...]
    revision_from: date
    every_months: Count = 12
    on_anniversary: bool = True
    lag: Lag = "last_published"
    lag_months: Count = 12
    fresh_months: Count | None = None
    floor: Change | None = None
    cap: Change | None = None
    floor_overall: Change | None = None
    cap_overall: Change | None = None
    coefficient_decimals: Places = 4
    price_decimals: Places = 2
    never_down: bool = False

    def base_period(self, series: str) -> IndexPeriod:
        """What the series is compared with."""
        return index_period(dict(self.base_periods)[series])

    def revision_days(self, day: date) -> Iterator[date]:
        """Every revision day until `day`, included; a day that a month has not is its last one."""
        count = 1 if self.on_anniversary else 0
        while (at := add_months(self.revision_from, count * self.every_months)) <= day:
            yield at
            count += 1


@dataclass(frozen=True, slots=True)
class UsedValue(Record):
    """The two values that a term of the formula compares, and its weight."""

    weight: Decimal
    base: IndexValue
    current: IndexValue

    @property
    def share(self) -> Fraction:
        """weight x S / S0, exact."""
        return Fraction(self.weight) * Fraction(self.current.value) / Fraction(self.base.value)


@dataclass(frozen=True, slots=True)
class Revision(Record):
    """The price from `since` on (None: not revised yet) and how it came about.

    `computed` is the coefficient of the formula before bounds; `provisional` when a value used was
    provisional, in this revision or, where a bound made the step depend on it, in one before.
    """

    price: Decimal
    coefficient: Decimal
    since: date | None
    used: tuple[UsedValue, ...]
    provisional: bool
    limited_by: Limit
    computed: Decimal = Decimal(1)
    previous_coefficient: Decimal = Decimal(1)


def revised_price(
    clause: IndexationClause,
    base_price: Decimal,
    day: date,
    values: Sequence[IndexValue],
    known_on: date | None = None,
) -> Revision:
    """The price in force on `day` as known on `known_on` (that day by default).

    The period used is settled on the revision day; its value is the one known last, so that a
    definitive value takes the place of a provisional one. Raises TermsRefused: index_value_missing,
    index_value_stale, index_value_ambiguous.
    """
    return revisions(clause, base_price, day, values, known_on)[-1]


def revisions(
    clause: IndexationClause,
    base_price: Decimal,
    day: date,
    values: Sequence[IndexValue],
    known_on: date | None = None,
) -> tuple[Revision, ...]:
    """The base price, then each revision until `day`, in order. Raises as `revised_price`."""
    known = tuple(value for value in values if value.published_on <= max(day, known_on or day))
    last = Revision(base_price, Decimal(1), None, (), provisional=False, limited_by="")
    found = [last]
    for at in clause.revision_days(day):
        last = _revised(clause, base_price, at, known, last)
        found.append(last)
    return tuple(found)


def provisional_difference(
    clause: IndexationClause, base_price: Decimal, day: date, values: Sequence[IndexValue], known_on: date
) -> tuple[Revision, Revision] | None:
    """The revision in force on `day` as known that day and as known on `known_on`, if its price moved.

    What is owed besides is the difference of their prices for each unit invoiced meanwhile.
    """
    before, after = (revised_price(clause, base_price, day, values, moment) for moment in (day, known_on))
    return (before, after) if before.price != after.price else None


def _revised(
    clause: IndexationClause, base_price: Decimal, at: date, known: Sequence[IndexValue], last: Revision
) -> Revision:
    used = tuple(_used(clause, weight, series, at, known) for weight, series in clause.weights)
    exact = Fraction(clause.fixed_share) + sum((one.share for one in used), Fraction())
    computed = rounded(exact, clause.coefficient_decimals)
    coefficient, limited_by = _bounded(clause, computed, last.coefficient)
    return Revision(
        price=rounded(Fraction(base_price) * Fraction(coefficient), clause.price_decimals),
        coefficient=coefficient,
        since=at,
        used=used,
        provisional=_is_provisional(used) or (last.provisional and _depends_on_last(clause)),
        limited_by=limited_by,
        computed=computed,
        previous_coefficient=last.coefficient,
    )


def _is_provisional(used: Sequence[UsedValue]) -> bool:
    return any(value.provisional for one in used for value in (one.base, one.current))


def _depends_on_last(clause: IndexationClause) -> bool:
    return clause.never_down or clause.floor is not None or clause.cap is not None


def _used(clause: IndexationClause, weight: Decimal, series: str, at: date, known: Sequence[IndexValue]) -> UsedValue:
    base = clause.base_period(series)
    if clause.lag == "months_before":
        period = period_holding(add_months(at, -clause.lag_months), base.months)
    else:
        period = _last_published(clause, series, base, at, known)
    return UsedValue(weight, _value_of(series, base, at, known), _value_of(series, period, at, known))


def _last_published(
    clause: IndexationClause, series: str, base: IndexPeriod, at: date, known: Sequence[IndexValue]
) -> IndexPeriod:
    """The last period with a value on `at`; one too old means that values were not entered."""
    published = [index_period(one.period) for one in known if one.series == series and one.published_on <= at]
    last = max((one for one in published if one.months == base.months), default=None)
    if last is None or last < base:
        raise refusal("index_value_missing", series=series, period=base, day=at)
    age = month_count(at) - last.end_month
    if age >= (clause.fresh_months or _FRESH_MONTHS[base.months]):
        raise refusal("index_value_stale", series=series, period=last, day=at)
    return last


def _value_of(series: str, period: IndexPeriod, at: date, known: Sequence[IndexValue]) -> IndexValue:
    """The value known last for a period; a definitive one before a provisional one."""
    text = str(period)
    found = [one for one in known if one.series == series and one.period == text]
    if not found:
        raise refusal("index_value_missing", series=series, period=text, day=at)
    best = max((not one.provisional, one.published_on) for one in found)
    last = [one for one in found if (not one.provisional, one.published_on) == best]
    if len({one.value for one in last}) > 1:
        raise refusal("index_value_ambiguous", series=series, period=text, published=best[1])
    return last[0]


def _bounded(clause: IndexationClause, computed: Decimal, last: Decimal) -> tuple[Decimal, Limit]:
    """The coefficient within the bounds of the clause, and which of them moved it; an upper bound wins."""
    low, low_name = max(_lower_bounds(clause, last), default=(computed, ""))
    high, high_name = min(_upper_bounds(clause, last), default=(max(computed, low), ""))
    if max(computed, low) > high:
        return high, _limit(high_name)
    return (low, _limit(low_name)) if computed < low else (computed, "")


def _limit(name: str) -> Limit:
    known: tuple[Limit, ...] = ("floor", "cap", "floor_overall", "cap_overall", "never_down")
    return next(one for one in known if one == name)


def _lower_bounds(clause: IndexationClause, last: Decimal) -> Iterator[tuple[Decimal, str]]:
    if clause.floor is not None:
        yield _bound(last, clause.floor, clause.coefficient_decimals, upwards=True), "floor"
    if clause.floor_overall is not None:
        yield _bound(Decimal(1), clause.floor_overall, clause.coefficient_decimals, upwards=True), "floor_overall"
    if clause.never_down:
        yield last, "never_down"


def _upper_bounds(clause: IndexationClause, last: Decimal) -> Iterator[tuple[Decimal, str]]:
    if clause.cap is not None:
        yield _bound(last, clause.cap, clause.coefficient_decimals, upwards=False), "cap"
    if clause.cap_overall is not None:
        yield _bound(Decimal(1), clause.cap_overall, clause.coefficient_decimals, upwards=False), "cap_overall"


def _bound(last: Decimal, change: Decimal, places: int, *, upwards: bool) -> Decimal:
    """last x (1 + change %), rounded inwards."""
    exact = Fraction(last) * (1 + Fraction(change) / 100) * 10**places
    units = -(-exact // 1) if upwards else exact // 1
    return rounded(Fraction(units, 10**places), places)
