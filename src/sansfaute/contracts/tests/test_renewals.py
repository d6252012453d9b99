"""Terms, renewal, notice, and the reminder of consumer law."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sansfaute.contracts.rules.months import add_months
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.contracts.rules.renewals import (
    NoticeWindow,
    Renewal,
    end_for_notice,
    last_notice_day,
    notice_window,
    read_renewal,
    term_end,
)
from sansfaute.contracts.tests.lives import DAY, days, json_round_trip

YEARLY = Renewal(12, notice_months=3)
renewals = st.builds(
    Renewal,
    st.sampled_from([1, 3, 12, 24]),
    st.integers(0, 6),
    st.just(0),
    st.booleans(),
    st.one_of(st.none(), st.integers(0, 4)),
) | st.builds(Renewal, st.sampled_from([1, 3, 12]), st.just(0), st.integers(0, 120), st.just(True))


class TestTerms:
    @pytest.mark.parametrize(
        ("start", "months", "day", "end"),
        [
            (date(2026, 1, 1), 12, date(2026, 1, 1), date(2026, 12, 31)),
            (date(2026, 1, 1), 12, date(2026, 12, 31), date(2026, 12, 31)),
            (date(2026, 1, 1), 12, date(2027, 1, 1), date(2027, 12, 31)),
            (date(2026, 1, 1), 36, date(2029, 6, 1), date(2029, 12, 31)),
            (date(2096, 2, 29), 12, date(2096, 3, 1), date(2097, 2, 27)),
            (date(2096, 2, 29), 12, date(2103, 6, 1), date(2104, 2, 28)),
        ],
    )
    def test_end(self, start: date, months: int, day: date, end: date) -> None:
        assert term_end(start, months, YEARLY, day) == end

    def test_the_day_31_comes_back(self) -> None:
        monthly = Renewal(1)
        ends = [term_end(date(2027, 1, 31), 1, monthly, date(2027, month, 20)) for month in (2, 3, 4)]
        assert ends == [date(2027, 2, 27), date(2027, 3, 30), date(2027, 4, 29)]

    def test_not_renewed_or_not_again(self) -> None:
        start, much_later = date(2026, 1, 1), date(2040, 1, 1)
        assert term_end(start, 12, Renewal(12, tacit=False), much_later) == date(2026, 12, 31)
        assert term_end(start, 12, Renewal(12, max_times=2), much_later) == date(2028, 12, 31)

    @given(days, st.sampled_from([1, 6, 12, 36]), renewals, st.integers(0, 3000))
    @settings(max_examples=300)
    def test_as_a_walk_from_term_to_term_finds_it(
        self, start: date, months: int, renewal: Renewal, offset: int
    ) -> None:
        day, times = start + offset * DAY, 0
        most = renewal.max_times if renewal.tacit else 0
        while add_months(start, months + times * renewal.months) <= day and (most is None or times < most):
            times += 1
        assert term_end(start, months, renewal, day) == add_months(start, months + times * renewal.months) - DAY


class TestNotice:
    @pytest.mark.parametrize(
        ("end", "months", "last"),
        [
            (date(2026, 12, 31), 3, date(2026, 9, 30)),
            (date(2027, 4, 30), 1, date(2027, 3, 31)),
            (date(2027, 5, 31), 1, date(2027, 4, 30)),
            (date(2027, 2, 28), 1, date(2027, 1, 31)),
            (date(2028, 2, 28), 1, date(2028, 1, 28)),
            (date(2028, 2, 29), 1, date(2028, 1, 31)),
            (date(2027, 5, 30), 3, date(2027, 2, 28)),
            (date(2027, 5, 14), 2, date(2027, 3, 14)),
        ],
    )
    def test_in_months(self, end: date, months: int, last: date) -> None:
        assert last_notice_day(end, Renewal(12, notice_months=months)) == last

    def test_in_days(self) -> None:
        assert last_notice_day(date(2027, 3, 31), Renewal(12, notice_days=30)) == date(2027, 3, 1)
        assert last_notice_day(date(2027, 3, 31), Renewal(12)) == date(2027, 3, 31)

    @given(days, st.integers(1, 24))
    @settings(max_examples=300)
    def test_the_day_after_would_be_too_late(self, end: date, months: int) -> None:
        last = last_notice_day(end, Renewal(12, notice_months=months))
        assert add_months(last, months) <= end < add_months(last + DAY, months)

    def test_in_time_and_a_day_late(self) -> None:
        start = date(2026, 1, 1)
        ends = [
            end_for_notice(day, start=start, initial_months=12, renewal=YEARLY)
            for day in (date(2026, 9, 30), date(2026, 10, 1))
        ]
        assert ends == [date(2026, 12, 31), date(2027, 12, 31)]

    def test_a_notice_longer_than_the_term(self) -> None:
        monthly = Renewal(1, notice_months=3)
        end = end_for_notice(date(2027, 1, 10), start=date(2026, 1, 1), initial_months=1, renewal=monthly)
        assert end == date(2027, 4, 30)

    @given(days, st.sampled_from([1, 6, 12]), renewals, st.integers(0, 1500))
    @settings(max_examples=300)
    def test_the_first_end_that_the_notice_allows(
        self, start: date, months: int, renewal: Renewal, offset: int
    ) -> None:
        given_on = start + offset * DAY
        most = renewal.max_times if renewal.tacit else 0
        times = 0
        while most is None or times < most:
            end = add_months(start, months + times * renewal.months) - DAY
            if end >= given_on and last_notice_day(end, renewal) >= given_on:
                break
            times += 1
        expected = add_months(start, months + times * renewal.months) - DAY
        assert end_for_notice(given_on, start=start, initial_months=months, renewal=renewal) == expected


class TestReminder:
    def test_for_consumers(self) -> None:
        window = notice_window(date(2026, 11, 30))
        assert window is not None
        assert (window.first, window.last) == (date(2026, 8, 30), date(2026, 10, 30))
        assert "L215-1" in window.source
        assert window.fr.startswith("Informez le consommateur par écrit entre le 30 août 2026 et le 30 octobre 2026")
        assert "until 30 November 2026" in window.en

    def test_on_the_safe_side_of_short_months(self) -> None:
        window = notice_window(date(2027, 5, 31))
        assert window is not None
        assert (window.first, window.last) == (date(2027, 3, 1), date(2027, 4, 30))

    def test_the_law_has_a_date_and_persons(self) -> None:
        assert notice_window(date(2005, 7, 27)) is None
        old = notice_window(date(2016, 6, 30))
        assert old is not None
        assert "L136-1" in old.source
        assert notice_window(date(2016, 6, 30), buyer_kind="non_professional") is None
        assert notice_window(date(2026, 6, 30), buyer_kind="non_professional") is not None
        assert notice_window(date(2026, 6, 30), buyer_kind="professional") is None

    @given(days.filter(lambda day: day.year >= 2006))
    def test_the_window_is_two_months_and_round_trips(self, last: date) -> None:
        window = notice_window(last)
        assert window is not None
        assert window.first < window.last < last
        assert add_months(window.first, 3) >= last > add_months(window.last, 1) - DAY
        assert NoticeWindow.from_dict(json_round_trip(window.to_dict())) == window


class TestReading:
    @given(renewals)
    def test_round_trip(self, renewal: Renewal) -> None:
        assert Renewal.from_dict(json_round_trip(renewal.to_dict())) == renewal

    @pytest.mark.parametrize(
        ("values", "code"),
        [
            ({"months": "0"}, "unreadable_whole_number"),
            ({"notice_months": "3", "notice_days": "90"}, "two_notices"),
            ({"tacit": "perhaps"}, "unreadable_truth"),
        ],
    )
    def test_refused_in_words(self, values: dict[str, str], code: str) -> None:
        with pytest.raises(TermsRefused) as refused:
            read_renewal(values)
        assert refused.value.code == code
        assert "{" not in refused.value.fr + refused.value.en
