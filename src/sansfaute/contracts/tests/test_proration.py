"""Proration: the share of a part, its words, and parts that add up to the whole."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sansfaute.contracts.rules.periods import civil_block, describe_months, months_counted
from sansfaute.contracts.rules.proration import ADDITIVE, METHODS, Method, days_30_360, share_of
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.contracts.rules.rhythms import Rhythm, whole_period
from sansfaute.contracts.tests.lives import DAY, days, endless, month_parts, month_rhythms

JANUARY = (date(2027, 1, 1), date(2027, 1, 31))
QUARTER = (date(2027, 1, 1), date(2027, 3, 31))


class TestDaysOfMonth:
    @pytest.mark.parametrize(
        ("part", "period", "months", "share", "words"),
        [
            ((date(2027, 1, 25), date(2027, 1, 31)), JANUARY, 1, Fraction(7, 31), "7/31"),
            ((date(2027, 1, 25), date(2027, 2, 2)), QUARTER, 3, (Fraction(7, 31) + Fraction(2, 28)) / 3, "7/31 + 2/28"),
            ((date(2027, 1, 31), date(2027, 3, 9)), QUARTER, 3, None, "1/31 + 1 + 9/31"),
            ((date(2027, 2, 1), date(2027, 3, 31)), QUARTER, 3, Fraction(2, 3), "2"),
            (QUARTER, QUARTER, 3, Fraction(1), ""),
            # months from the 15th: 31, 28 and 31 days
            ((date(2027, 2, 1), date(2027, 3, 14)), (date(2027, 1, 15), date(2027, 4, 14)), 3, None, "14/31 + 1"),
            # from the 31st, though the period begins on 28 February
            ((date(2027, 3, 30), date(2027, 4, 1)), (date(2027, 2, 28), date(2027, 5, 30)), 3, None, "1/31 + 2/30"),
        ],
    )  # fmt: skip
    def test_by_hand(self, part, period, months, share, words) -> None:  # type: ignore[no-untyped-def]  # a table
        found = share_of("days_of_month", *part, *period, months)
        assert found[1] == words
        assert share is None or found[0] == share

    @given(st.sampled_from([1, 3, 6, 12]), days, st.integers(0, 400), st.integers(0, 400))
    @settings(max_examples=500)
    def test_civil_parts_are_those_of_always(self, months: int, day: date, first: int, second: int) -> None:
        start, end = civil_block(day, months)
        length = (end - start).days + 1
        low, high = sorted((first % length, second % length))
        part = (start + low * DAY, start + high * DAY)
        share, words = share_of("days_of_month", *part, start, end, months)
        assert share * months == months_counted(*part)
        assert words == ("" if part == (start, end) else describe_months(*part))

    @given(st.integers(1, 28), st.sampled_from([1, 2, 3, 6, 12]), st.integers(1990, 2110), st.data())
    @settings(max_examples=150)
    def test_each_day_counts_alone(self, number: int, months: int, year: int, data: st.DataObject) -> None:
        anchor = date(year, data.draw(st.integers(1, 12)), number)
        whole = whole_period(Rhythm("month", months, "anniversary", anchor), anchor, anchor)
        start, end = sorted(data.draw(st.dates(whole.start, whole.end)) for _ in range(2))
        share, _ = share_of("days_of_month", start, end, whole.start, whole.end, months)
        assert share == month_parts(start, end, whole.start, months)


class TestOtherMethods:
    def test_days_of_period(self) -> None:
        assert share_of("days_of_period", date(2027, 1, 31), date(2027, 3, 11), *QUARTER, 3) == (
            Fraction(40, 90),
            "40/90",
        )

    @pytest.mark.parametrize(
        ("start", "end", "counted"),
        [
            (date(2027, 1, 1), date(2027, 1, 31), 30),
            (date(2027, 2, 1), date(2027, 2, 28), 30),
            (date(2028, 2, 1), date(2028, 2, 28), 28),
            (date(2028, 2, 29), date(2028, 2, 29), 2),
            (date(2027, 1, 31), date(2027, 1, 31), 0),
            (date(2027, 1, 30), date(2027, 2, 1), 2),
            (date(2027, 1, 15), date(2027, 2, 14), 30),
            (date(2027, 1, 1), date(2027, 12, 31), 360),
            (date(2096, 3, 1), date(2100, 2, 28), 4 * 360),
        ],
    )
    def test_months_of_thirty_days(self, start: date, end: date, counted: int) -> None:
        assert days_30_360(start, end) == counted

    def test_thirty_360_in_words(self) -> None:
        assert share_of("thirty_360", date(2027, 1, 15), date(2027, 1, 31), *JANUARY, 1) == (Fraction(16, 30), "16/30")
        assert share_of("thirty_360", date(2027, 2, 15), date(2027, 3, 31), *QUARTER, 3)[1] == "46/90"

    def test_all_or_nothing(self) -> None:
        part = (date(2027, 1, 2), date(2027, 1, 31))
        assert share_of("whole", *part, *JANUARY, 1) == (Fraction(1), "")
        assert share_of("none_if_partial", *part, *JANUARY, 1) == (Fraction(0), "0")
        assert share_of("none_if_partial", *JANUARY, *JANUARY, 1) == (Fraction(1), "")

    @pytest.mark.parametrize("method", ["days_of_month", "thirty_360"])
    def test_what_counts_months_needs_months(self, method: Method) -> None:
        week = (date(2027, 1, 4), date(2027, 1, 10))
        with pytest.raises(TermsRefused) as refused:
            share_of(method, week[0], week[0], *week, 0)
        assert refused.value.code == "method_needs_months"


@given(st.sampled_from(METHODS), endless, days, days, st.lists(st.integers(1, 3700), max_size=12))
@settings(max_examples=600)
def test_the_parts_of_a_period_add_up(method: Method, rhythm: Rhythm, start: date, day: date, cuts: list[int]) -> None:
    if method in ("days_of_month", "thirty_360") and not rhythm.period_months:
        method = "days_of_period"
    whole = whole_period(rhythm, start, day)
    firsts = sorted({whole.start, *(one for cut in cuts if (one := whole.start + cut * DAY) <= whole.end)})
    lasts = [one - DAY for one in firsts[1:]] + [whole.end]
    shares = [
        share_of(method, first, last, whole.start, whole.end, rhythm.period_months)[0]
        for first, last in zip(firsts, lasts, strict=True)
    ]
    if method in ADDITIVE:
        assert sum(shares) == 1
        assert all(share >= 0 for share in shares)
    elif len(shares) > 1:
        assert set(shares) == ({Fraction(1)} if method == "whole" else {Fraction(0)})


@given(month_rhythms, days)
def test_thirty_360_of_a_whole_period_is_about_its_months(rhythm: Rhythm, day: date) -> None:
    whole = whole_period(rhythm, day, day)
    assert abs(days_30_360(whole.start, whole.end) - 30 * rhythm.period_months) <= 3
