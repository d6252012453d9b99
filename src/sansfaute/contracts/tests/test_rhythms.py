"""Rhythms: every day of a contract in exactly one period, whatever the calendar."""

from datetime import date
from itertools import islice, pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sansfaute.contracts.rules import rhythms
from sansfaute.contracts.rules.periods import Cycle, Period, periods
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.contracts.rules.rhythms import Rhythm, period_at, read_rhythm, rhythm_periods, whole_period
from sansfaute.contracts.tests.lives import DAY, calendars, civil_months, days, endless, json_round_trip, naive_whole

monthly_from_31 = Rhythm("month", 1, "anniversary", date(2027, 1, 31))


def firsts(rhythm: Rhythm, start: date, count: int, end: date | None = None) -> list[date]:
    return [period.start for period in islice(rhythm_periods(rhythm, start, end), count)]


class TestMonths:
    def test_the_day_31_comes_back(self) -> None:
        assert firsts(monthly_from_31, date(2027, 1, 31), 5) == [
            date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30), date(2027, 5, 31),
        ]  # fmt: skip
        in_a_leap_year = Rhythm("month", 1, "anniversary")
        assert firsts(in_a_leap_year, date(2028, 1, 31), 3) == [date(2028, 1, 31), date(2028, 2, 29), date(2028, 3, 31)]

    @pytest.mark.parametrize("day", [29, 30])
    def test_so_do_29_and_30(self, day: int) -> None:
        rhythm = Rhythm("month", 1, "anniversary", date(2027, 1, day))
        assert firsts(rhythm, date(2027, 1, day), 3) == [date(2027, 1, day), date(2027, 2, 28), date(2027, 3, day)]

    def test_a_year_from_a_leap_day(self) -> None:
        yearly = Rhythm("month", 12, "anniversary")
        found = firsts(yearly, date(2096, 2, 29), 10)
        assert found[:5] == [date(2096 + n, 2, 28 if n else 29) for n in range(5)]  # 2100 has no leap day
        assert found[8] == date(2104, 2, 29)
        assert firsts(yearly, date(1996, 2, 29), 5)[4] == date(2000, 2, 29)  # 2000 has one

    def test_civil_quarters_are_cut_to_the_contract(self) -> None:
        quarters = list(rhythm_periods(Rhythm("month", 3), date(2027, 2, 15), date(2027, 7, 2)))
        assert quarters == [
            Period(date(2027, 2, 15), date(2027, 3, 31), whole=False),
            Period(date(2027, 4, 1), date(2027, 6, 30), whole=True),
            Period(date(2027, 7, 1), date(2027, 7, 2), whole=False),
        ]

    def test_an_anchor_after_the_start_cuts_the_first_period(self) -> None:
        found = next(rhythm_periods(Rhythm("month", 1, "anniversary", date(2027, 3, 15)), date(2027, 1, 20), None))
        assert found == Period(date(2027, 1, 20), date(2027, 2, 14), whole=False)

    @given(civil_months.filter(lambda one: one.count in (1, 3, 6, 12)), days, st.integers(0, 3000), st.booleans())
    @settings(max_examples=300)
    def test_civil_months_are_the_periods_of_always(self, rhythm: Rhythm, start: date, length: int, ends: bool) -> None:
        end = start + length * DAY if ends else None
        always = islice(periods(Cycle(start, end, rhythm.count, in_advance=True)), 60)
        assert list(always) == list(islice(rhythm_periods(rhythm, start, end), 60))


class TestOthers:
    def test_weeks_from_a_monday_or_from_the_first_day(self) -> None:
        thursday = date(2026, 12, 31)
        civil = list(islice(rhythm_periods(Rhythm("week", 2, "civil"), thursday, None), 2))
        assert civil == [
            Period(thursday, date(2027, 1, 10), whole=False),
            Period(date(2027, 1, 11), date(2027, 1, 24), whole=True),
        ]
        assert firsts(Rhythm("week", 2, "anniversary"), thursday, 2) == [thursday, date(2027, 1, 14)]

    def test_days_over_the_change_of_clocks(self) -> None:
        assert firsts(Rhythm("day", 1), date(2026, 10, 24), 3) == [date(2026, 10, day) for day in (24, 25, 26)]

    def test_a_calendar(self) -> None:
        school = Rhythm("calendar", dates=(date(2026, 9, 1), date(2026, 12, 20), date(2027, 4, 3)))
        assert list(rhythm_periods(school, date(2026, 9, 10), date(2027, 4, 2))) == [
            Period(date(2026, 9, 10), date(2026, 12, 19), whole=False),
            Period(date(2026, 12, 20), date(2027, 4, 2), whole=True),
        ]

    def test_beyond_its_last_date_it_says_so(self) -> None:
        school = Rhythm("calendar", dates=(date(2026, 9, 1), date(2026, 12, 20)))
        running = rhythm_periods(school, date(2026, 9, 1), None)
        assert next(running).end == date(2026, 12, 19)
        with pytest.raises(TermsRefused) as refused:
            next(running)
        assert refused.value.code == "calendar_exhausted"
        assert "20 décembre 2026" in refused.value.fr
        assert "20 December 2026" in refused.value.en
        assert len(list(rhythm_periods(school, date(2026, 9, 1), None, until=date(2026, 12, 19)))) == 1
        with pytest.raises(TermsRefused, match="before 1 September 2026"):
            next(rhythm_periods(school, date(2026, 8, 31), None))


class TestEveryDayOnce:
    @given(endless, days, st.integers(0, 1500))
    @settings(max_examples=300)
    @example(monthly_from_31, date(2027, 2, 28), 0)
    @example(Rhythm("month", 12, "anniversary", date(2096, 2, 29)), date(2099, 1, 1), 1500)
    def test_contiguous_and_covering(self, rhythm: Rhythm, start: date, length: int) -> None:
        end = start + length * DAY
        found = list(rhythm_periods(rhythm, start, end))
        assert (found[0].start, found[-1].end) == (start, end)
        assert all(before.end + DAY == after.start for before, after in pairwise(found))
        assert all(period.start <= period.end for period in found)
        assert all(period.whole for period in found[1:-1])

    @given(endless, days, st.integers(0, 1500))
    @settings(max_examples=300)
    def test_any_day_finds_the_period_that_a_walk_finds(self, rhythm: Rhythm, start: date, offset: int) -> None:
        day = start + offset * DAY
        first, last = naive_whole(rhythm, start, day)
        assert whole_period(rhythm, start, day) == Period(first, last, whole=True)
        assert period_at(rhythm, start, None, day) == Period(max(first, start), last, whole=first >= start)
        assert period_at(rhythm, start, day, day).end == day

    @given(calendars(), st.data())
    @settings(max_examples=100)
    def test_a_calendar_too(self, rhythm: Rhythm, data: st.DataObject) -> None:
        inside = st.dates(rhythm.dates[0], rhythm.dates[-1] - DAY)
        start, end = sorted((data.draw(inside), data.draw(inside)))
        found = list(rhythm_periods(rhythm, start, end))
        assert (found[0].start, found[-1].end) == (start, end)
        assert all(before.end + DAY == after.start for before, after in pairwise(found))
        day = data.draw(st.dates(start, end))
        assert naive_whole(rhythm, start, day) == (
            (whole := whole_period(rhythm, start, day)).start,
            whole.end,
        )

    @given(endless, days, st.integers(0, 900), st.integers(0, 900))
    def test_a_part_of_the_walk_is_the_same_walk(self, rhythm: Rhythm, start: date, since: int, length: int) -> None:
        begin, until = start + since * DAY, start + (since + length) * DAY
        whole_walk = [period for period in rhythm_periods(rhythm, start, None, until=until) if period.end >= begin]
        assert list(rhythm_periods(rhythm, start, None, since=begin, until=until)) == whole_walk

    def test_thirty_six_years_are_not_walked(self, monkeypatch: pytest.MonkeyPatch) -> None:
        asked: list[date] = []

        def counted(rhythm: Rhythm, start: date, day: date) -> Period:
            asked.append(day)
            return whole_period(rhythm, start, day)

        monkeypatch.setattr(rhythms, "whole_period", counted)
        daily = Rhythm("day", 1, "anniversary")
        january = rhythm_periods(daily, date(1990, 1, 1), None, since=date(2026, 1, 1), until=date(2026, 1, 31))
        assert len(list(january)) == len(asked) == 31

    def test_a_day_outside_is_refused(self) -> None:
        for day in (date(2027, 1, 30), date(2027, 3, 1)):
            with pytest.raises(TermsRefused) as refused:
                period_at(monthly_from_31, date(2027, 1, 31), date(2027, 2, 28), day)
            assert refused.value.code == "day_outside_contract"


class TestReading:
    @given(st.one_of(endless, calendars()))
    def test_round_trip(self, rhythm: Rhythm) -> None:
        assert Rhythm.from_dict(json_round_trip(rhythm.to_dict())) == rhythm

    def test_what_is_not_said(self) -> None:
        assert read_rhythm({"unit": "month"}) == Rhythm("month", 1, "civil")
        assert read_rhythm({"unit": "week", "count": "2", "anchor": "04/01/2027"}) == Rhythm(
            "week", 2, "anniversary", date(2027, 1, 4)
        )
        dates = (date(2027, 1, 1), date(2027, 3, 1))
        for given_dates in ("2027-01-01; 01/03/2027\n", ["2027-01-01", "2027-03-01"]):
            assert read_rhythm({"unit": "calendar", "dates": given_dates}).dates == dates

    @pytest.mark.parametrize(
        ("values", "code"),
        [
            ({}, "value_missing"),
            ({"unit": "lune"}, "unknown_word"),
            ({"unit": "month", "count": "0"}, "unreadable_whole_number"),
            ({"unit": "month", "count": "1.5"}, "unreadable_whole_number"),
            ({"unit": "month", "count": "²"}, "unreadable_whole_number"),
            ({"unit": "month", "count": "5"}, "civil_months_do_not_divide"),
            ({"unit": "month", "anchor": "2027-01-31"}, "anchor_not_used"),
            ({"unit": "month", "alignment": "anniversary", "anchor": "31/02/2027"}, "unreadable_day"),
            ({"unit": "day", "anchor": "2250-10-14"}, "day_out_of_range"),
            ({"unit": "day", "dates": "2027-01-01"}, "dates_not_used"),
            ({"unit": "calendar"}, "calendar_too_short"),
            ({"unit": "calendar", "dates": "2027-03-01,2027-01-01"}, "calendar_not_in_order"),
        ],
    )
    def test_what_cannot_be_is_refused_in_words(self, values: dict[str, str], code: str) -> None:
        with pytest.raises(TermsRefused) as refused:
            read_rhythm(values)
        assert refused.value.code == code
        assert "{" not in refused.value.fr + refused.value.en
