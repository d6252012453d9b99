"""The seller's regime by day, and the franchise: what exceeds it, and from which day VAT is owed."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfaute.drafts import rules
from sansfaute.drafts.rules.regimes import (
    FranchiseWatch,
    RegimePeriod,
    regime_on,
    regimes_after,
    threshold_on,
    watch_franchise,
)
from sansfaute.drafts.tests.factories import BuyerGiven, ItemGiven

DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
AMOUNTS = st.integers(1, 2_000_000).map(lambda cents: Decimal(cents) / 100)


def watched(*sales: tuple[date, str], activity: str = "services") -> FranchiseWatch:
    found = watch_franchise(activity, [(day, Decimal(amount)) for day, amount in sales], 2026)
    assert found
    return found


def test_nothing_recorded_is_the_normal_regime_and_a_hole_is_unknown() -> None:
    assert regime_on([], date(2026, 1, 1)) == "normal"
    assert regime_on([RegimePeriod(regime="franchise", since=date(2026, 2, 1))], date(2026, 1, 1)) == "unknown"


def test_vat_is_owed_from_the_very_day_the_upper_threshold_is_exceeded() -> None:
    watch = watched((date(2026, 3, 2), "41250"), (date(2026, 6, 9), "0.01"), (date(2026, 7, 1), "100"))
    assert watch.exceeded_on == watch.ends_on == date(2026, 6, 9)
    periods = regimes_after(watch, date(2025, 1, 1))
    sold = {day: regime_on(periods, day) for day in (date(2026, 6, 8), date(2026, 6, 9))}
    assert list(sold.values()) == ["franchise", "normal"]
    answers = [
        rules.decide(rules.situation(BuyerGiven(), ItemGiven(), date(2026, 6, 30), seller_regime=regime))
        for regime in sold.values()
    ]
    assert [(one.category, one.mention) for one in answers] == [
        ("E", "TVA non applicable, art. 293 B du CGI"),
        ("S", ""),
    ]


def test_sales_of_the_day_count_together() -> None:
    day = date(2026, 6, 9)
    assert watched((day, "21000"), (day, "21000")).exceeded_on == day


def test_the_base_threshold_ends_it_with_the_year() -> None:
    watch = watched((date(2026, 3, 2), "37500.01"))
    assert (watch.exceeded_on, watch.ends_on) == (None, date(2027, 1, 1))
    assert watched((date(2026, 3, 2), "37500")).ends_on is None
    assert regimes_after(watched((date(2026, 3, 2), "37500")), date(2025, 1, 1)) == (
        RegimePeriod(regime="franchise", since=date(2025, 1, 1)),
    )


@pytest.mark.parametrize(("turnover", "near"), [("33749.99", False), ("33750", True)])
def test_a_threshold_is_announced_at_nine_tenths(turnover: str, near: bool) -> None:
    assert watched((date(2026, 3, 2), turnover)).near is near


def test_what_is_not_known_has_no_threshold() -> None:
    assert threshold_on("goods", date(2024, 12, 31)) is None
    assert watch_franchise("fishing", [], 2026) is None


@given(st.lists(st.tuples(DAYS, AMOUNTS), max_size=30), st.sampled_from(["goods", "services", "lawyers", "authors"]))
def test_the_day_is_that_of_a_count_day_by_day(sales: list[tuple[date, Decimal]], activity: str) -> None:
    found = watch_franchise(activity, sales, 2026)
    assert found
    day, total, exceeded = date(2026, 1, 1), Decimal(0), None
    while day.year == 2026:
        total += sum((amount for sold_on, amount in sales if sold_on == day), start=Decimal(0))
        if exceeded is None and total > found.threshold.upper:
            exceeded = day
        day += timedelta(days=1)
    assert (found.turnover, found.exceeded_on) == (total, exceeded)


@given(
    st.lists(
        st.builds(
            RegimePeriod,
            regime=st.sampled_from(["normal", "franchise", "exempt"]),
            since=DAYS,
            until=st.none() | DAYS,
            reason=st.text(max_size=10),
        )
    ),
    DAYS,
)
def test_periods_survive_their_json_and_the_latest_one_that_holds_decides(
    periods: list[RegimePeriod], day: date
) -> None:
    again = [RegimePeriod.from_dict(one.to_dict()) for one in periods]
    assert again == periods
    found = regime_on(again, day)
    held = [one for one in periods if one.since <= day <= (one.until or date.max)]
    latest = max((one.since for one in held), default=None)
    assert found == ("normal" if not periods else "unknown" if not held else found)
    assert not held or found in {one.regime for one in held if one.since == latest}
