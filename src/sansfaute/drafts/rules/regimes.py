"""The seller's VAT regime over time, and the franchise of CGI 293 B: thresholds, and the day it ends.

All amounts are turnover in EUR, all dates plain dates of the seller's calendar.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sansfaute.drafts.rules.operations import UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class RegimePeriod:
    """A regime ("normal", "franchise", "exempt") from a day until another, both included; `reason`: why."""

    regime: str
    since: date
    until: date | None = None
    reason: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        until = self.until.isoformat() if self.until else None
        return {"regime": self.regime, "since": self.since.isoformat(), "until": until, "reason": self.reason}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "RegimePeriod":
        """The period of `to_dict`."""
        until = values.get("until")
        return cls(
            regime=str(values["regime"]),
            since=date.fromisoformat(values["since"]),
            until=date.fromisoformat(until) if until else None,
            reason=str(values.get("reason", "")),
        )


def regime_on(periods: Iterable[RegimePeriod], day: date) -> str:
    """The regime of an operation of that day (of delivery or completion, not of the invoice).

    The latest period that holds the day decides; "normal" when none is recorded at all, "unknown"
    when some are and none holds the day.
    """
    recorded = list(periods)
    if not recorded:
        return "normal"
    held = [one for one in recorded if one.since <= day and (one.until is None or day <= one.until)]
    return max(held, key=lambda one: one.since).regime if held else UNKNOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class FranchiseThreshold:
    """Turnover up to which the franchise goes on: `base` over a year, `upper` at any moment (EUR without VAT)."""

    activity: str
    fr: str
    en: str
    base: Decimal
    upper: Decimal
    since: date
    until: date | None = None
    confirmed: bool = True
    source: str = "CGI 293 B, loi 2025-1044"


_2025 = date(2025, 1, 1)

FRANCHISE_THRESHOLDS: Sequence[FranchiseThreshold] = (
    FranchiseThreshold(
        activity="goods",
        fr="Ventes de biens, hébergement",
        en="Sales of goods, lodging",
        base=Decimal("85000"),
        upper=Decimal("93500"),
        since=_2025,
    ),
    FranchiseThreshold(
        activity="services",
        fr="Prestations de services",
        en="Services",
        base=Decimal("37500"),
        upper=Decimal("41250"),
        since=_2025,
    ),
    FranchiseThreshold(
        activity="lawyers",
        fr="Avocats",
        en="Lawyers",
        base=Decimal("50000"),
        upper=Decimal("55000"),
        since=_2025,
        confirmed=False,
    ),
    FranchiseThreshold(
        activity="authors",
        fr="Auteurs et artistes-interprètes",
        en="Authors and performers",
        base=Decimal("35000"),
        upper=Decimal("38500"),
        since=_2025,
        confirmed=False,
    ),
)
"""`confirmed` is False where our sources do not confirm the upper value. To be looked at again for 2027."""


def threshold_on(activity: str, day: date) -> FranchiseThreshold | None:
    """The thresholds of an activity on a day; None for one, or a day, that we know nothing of."""
    for one in FRANCHISE_THRESHOLDS:
        if one.activity == activity and one.since <= day and (one.until is None or day <= one.until):
            return one
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class FranchiseWatch:
    """Where a seller under the franchise stands in a civil year.

    `turnover` so far; `exceeded_on` the day the upper threshold was exceeded, from which VAT is owed
    on operations of that very day; `ends_on` the first day without the franchise (that day, or the
    next 1 January when only the base threshold was exceeded), None while it goes on; `near` when nine
    tenths of the base are reached.
    """

    threshold: FranchiseThreshold
    turnover: Decimal
    exceeded_on: date | None
    ends_on: date | None
    near: bool


def watch_franchise(activity: str, sales: Iterable[tuple[date, Decimal]], year: int) -> FranchiseWatch | None:
    """What the sales of a civil year (day, EUR without VAT) do to the franchise; None without thresholds for it."""
    threshold = threshold_on(activity, date(year, 1, 1))
    if threshold is None:
        return None
    turnover, exceeded_on = Decimal(0), None
    for day, amount in _by_day(sales, year):
        turnover += amount
        if exceeded_on is None and turnover > threshold.upper:
            exceeded_on = day
    next_year = date(year + 1, 1, 1) if turnover > threshold.base else None
    return FranchiseWatch(
        threshold=threshold,
        turnover=turnover,
        exceeded_on=exceeded_on,
        ends_on=exceeded_on or next_year,
        near=turnover * 10 >= threshold.base * 9,
    )


def regimes_after(watch: FranchiseWatch, since: date) -> tuple[RegimePeriod, ...]:
    """The regimes of a seller under the franchise since a day, once it has ended as the watch says."""
    if watch.ends_on is None:
        return (RegimePeriod(regime="franchise", since=since),)
    last = watch.ends_on - timedelta(days=1)
    normal = RegimePeriod(regime="normal", since=watch.ends_on, reason="franchise_threshold_exceeded")
    return (RegimePeriod(regime="franchise", since=since, until=last), normal) if last >= since else (normal,)


def _by_day(sales: Iterable[tuple[date, Decimal]], year: int) -> list[tuple[date, Decimal]]:
    """The turnover of each day of the year, in order: a threshold is exceeded by a whole day."""
    days: dict[date, Decimal] = {}
    for day, amount in sales:
        if day.year == year:
            days[day] = days.get(day, Decimal(0)) + amount
    return sorted(days.items())
