"""What a contract owes, against a computation day by day in fractions, and against the prices of always."""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from itertools import groupby, islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sansfaute.contracts.rules.changes import Change, Terms
from sansfaute.contracts.rules.exact import rounded
from sansfaute.contracts.rules.owed import OwedLine, owed_lines, owed_periods
from sansfaute.contracts.rules.owed_words import derivation
from sansfaute.contracts.rules.periods import Cycle, Period, periods
from sansfaute.contracts.rules.pricing import UNIT_MONTHS, net_amount, subscription_price
from sansfaute.contracts.rules.proration import Method
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.contracts.rules.rhythms import Rhythm, whole_period
from sansfaute.contracts.rules.timeline import Segment, segments
from sansfaute.contracts.tests.lives import (
    DAY,
    DayLived,
    Life,
    days,
    json_round_trip,
    lived,
    lives,
    month_rhythms,
    some_days,
    starts_a_period,
    weeks,
)

JANUARY = Period(date(2027, 1, 1), date(2027, 1, 31), whole=True)
TERMS = Terms(Decimal(1), Decimal(100), "SEAT")


def change(kind: str, effective: date, **values: str) -> Change:
    return Change(f"{kind}-{effective.day}", effective, kind, values, "2027-01-01T00:00:00Z")  # type: ignore[arg-type]  # one of KINDS


def january(*changes: Change, terms: Terms = TERMS, method: Method = "days_of_month") -> tuple[OwedLine, ...]:
    found = segments(terms, date(2020, 1, 1), None, changes)
    return owed_lines(found, JANUARY, method=method, unit_code="MON", period_months=1)


class TestByHand:
    def test_a_whole_month(self) -> None:
        (line,) = january()
        assert (line.net_amount, line.proration, line.share, line.unit_code) == (Decimal("100.00"), "", 1, "MON")

    def test_an_upgrade_on_the_25th(self) -> None:
        old, new = january(change("item", date(2027, 1, 25), item_code="GOLD", unit_price="150"))
        assert (old.start, old.end, old.proration, old.net_amount) == (
            date(2027, 1, 1), date(2027, 1, 24), "24/31", Decimal("77.42"),
        )  # fmt: skip
        assert (new.item_code, new.proration, new.unit_price, new.full_unit_price, new.net_amount) == (
            "GOLD", "7/31", Decimal("33.870968"), Decimal("150.000000"), Decimal("33.87"),
        )  # fmt: skip
        assert new.change_ids == ("item-25",)

    def test_over_two_months_of_a_quarter(self) -> None:
        found = segments(TERMS, date(2027, 1, 25), date(2027, 2, 2), [])
        whole = Period(date(2027, 1, 1), date(2027, 3, 31), whole=True)
        period = Period(date(2027, 1, 25), date(2027, 2, 2), whole=False)
        (line,) = owed_lines(found, period, method="days_of_month", unit_code="MON", period_months=3, whole=whole)
        assert (line.proration, line.unit_code, line.full_unit_price, line.net_amount) == (
            "7/31 + 2/28", "QAN", Decimal("300.000000"), Decimal("29.72"),
        )  # fmt: skip

    def test_three_thirds_of_a_hundred_are_a_hundred(self) -> None:
        june = Period(date(2027, 6, 1), date(2027, 6, 30), whole=True)
        items = [change("item", date(2027, 6, 11), item_code="B"), change("item", date(2027, 6, 21), item_code="C")]
        found = segments(TERMS, date(2027, 1, 1), None, items)
        lines = owed_lines(found, june, method="days_of_month", unit_code="MON", period_months=1)
        assert [str(line.net_amount) for line in lines] == ["33.33", "33.34", "33.33"]
        assert [str(line.unit_price) for line in lines] == ["33.333333", "33.340000", "33.333333"]
        assert [line.adjustment for line in lines] == [0, Decimal("0.01"), 0]
        assert "porté à 33,34" in derivation(lines[1]).sentence("fr")

    def test_trial_and_pause_are_free(self) -> None:
        lines = january(
            change("trial", date(2027, 1, 1), until="2027-01-10"),
            change("pause", date(2027, 1, 16)),
            change("resume", date(2027, 1, 21)),
        )
        assert [(line.start.day, line.end.day, line.proration) for line in lines] == [
            (11, 15, "5/31"), (21, 31, "11/31"),
        ]  # fmt: skip
        assert january(change("pause", date(2026, 5, 1))) == ()

    def test_a_change_that_changes_nothing_makes_no_line(self) -> None:
        (line,) = january(change("quantity", date(2027, 1, 10), quantity="1"))
        assert (line.proration, line.change_ids) == ("", ("quantity-10",))

    def test_a_begun_month_costs_all_and_a_cut_one_nothing(self) -> None:
        cut = change("end", date(2027, 1, 2))
        (line,) = january(cut, method="whole")
        assert (line.net_amount, line.end, line.proration) == (Decimal("100.00"), date(2027, 1, 2), "")
        assert january(cut, method="none_if_partial") == ()
        more = change("quantity", date(2027, 1, 20), quantity="5")
        for method in ("whole", "none_if_partial"):
            (line,) = january(more, method=method)  # type: ignore[arg-type]  # both are methods
            assert (line.quantity, line.start, line.end) == (1, JANUARY.start, JANUARY.end)

    def test_a_31st_alone_costs_nothing_in_months_of_30_days(self) -> None:
        (line,) = january(change("quantity", date(2027, 1, 31), quantity="5"), method="thirty_360")
        assert (line.end, line.proration, line.net_amount) == (date(2027, 1, 30), "30/30", Decimal("100.00"))

    def test_two_months_have_no_unit_of_their_own(self) -> None:
        pair = Period(date(2027, 1, 1), date(2027, 2, 28), whole=True)
        (line,) = owed_lines(
            segments(TERMS, JANUARY.start, None, []), pair, method="days_of_month", unit_code="MON", period_months=2
        )
        assert (line.unit_code, line.net_amount) == ("E48", Decimal("200.00"))

    def test_a_price_by_the_month_in_a_rhythm_of_weeks(self) -> None:
        week = Period(date(2027, 1, 28), date(2027, 2, 3), whole=True)
        found = segments(TERMS, week.start, None, [])
        (line,) = owed_lines(found, week, method="days_of_month", unit_code="MON", period_months=0)
        assert (line.proration, line.unit_code, line.net_amount) == ("4/31 + 3/28", "MON", Decimal("23.62"))
        with pytest.raises(TermsRefused) as refused:
            owed_lines(found, week, method="days_of_period", unit_code="MON", period_months=0)
        assert refused.value.code == "month_price_needs_days_of_month"

    def test_another_currency_has_its_own_smallest_part(self) -> None:
        lines = owed_lines(
            segments(TERMS, JANUARY.start, date(2027, 1, 10), []), JANUARY,
            method="days_of_month", unit_code="MON", period_months=1, decimals=0,
        )  # fmt: skip
        assert lines[0].net_amount == Decimal(32)

    def test_without_a_price(self) -> None:
        bare = replace(TERMS, unit_price=None)
        with pytest.raises(TermsRefused) as refused:
            january(terms=bare)
        assert refused.value.code == "price_missing"
        (line,) = owed_lines(
            segments(bare, JANUARY.start, None, []), JANUARY,
            method="days_of_month", unit_code="MON", period_months=1, price_of=lambda terms, period: Decimal(3),
        )  # fmt: skip
        assert line.net_amount == Decimal("3.00")

    def test_a_cut_period_without_its_whole_is_a_fault_of_the_caller(self) -> None:
        cut = Period(date(2027, 1, 2), date(2027, 1, 31), whole=False)
        with pytest.raises(AssertionError):
            owed_lines([], cut, method="days_of_month", unit_code="MON", period_months=1)


class TestAsAlways:
    """For civil months and days of month nothing differs from `periods` and `pricing`."""

    @given(
        st.sampled_from([1, 3, 6, 12]),
        st.sampled_from([None, 1, 3, 6, 12]),
        st.sampled_from(["MON", "QAN", "SAN", "ANN", "C62", "DAY", "HUR"]),
        days,
        st.integers(0, 900),
        st.decimals("0.0001", "99999", places=4),
        st.decimals("0", "99999", places=6),
    )
    @settings(max_examples=300, deadline=None)
    def test_periods_shares_words_and_amounts(
        self,
        months: int,
        every: int | None,
        unit: str,
        start: date,
        length: int,
        quantity: Decimal,
        price: Decimal,
    ) -> None:
        end = start + length * DAY
        cycle = Cycle(start, end, months, in_advance=True, bill_every_months=every)
        rhythm = Rhythm("month", cycle.piece_months)
        found = segments(Terms(quantity, price, "A", True, rhythm), start, end, [])
        owed = owed_periods(found, method="days_of_month", unit_code=unit, until=date(2200, 1, 1), price_months=months)
        for always, (period, lines) in zip(periods(cycle), owed, strict=True):
            expected = subscription_price(
                unit_price=price, unit_code=unit, period_months=months, piece_months=cycle.piece_months, period=always
            )
            (line,) = lines
            assert (line.start, line.end, period) == (always.start, always.end, always)
            assert (line.unit_price, line.full_unit_price) == (expected.unit_price, expected.full_unit_price)
            assert (line.unit_code, line.proration) == (expected.unit_code, expected.proration)
            assert line.net_amount == net_amount(
                quantity=quantity, unit_price=expected.unit_price, percentage=Decimal(0)
            )


@dataclass(frozen=True)
class NaivePeriod:
    """Days that one period of a contract has, and its exact price, added up day by day."""

    start: date
    end: date
    owed: Fraction
    lines: int


def weight(method: Method, rhythm: Rhythm, day: date, first: date, last: date) -> Fraction:
    """What a day weighs among those of its whole period."""
    if method == "days_of_period":
        return Fraction(1)
    length = monthrange(day.year, day.month)[1]
    if method == "thirty_360":
        if day.day == length:
            return Fraction(30 - (length - 1)) if length < 31 else Fraction(0)
        return Fraction(1)
    number = max(first.day, (last + DAY).day)
    monthly = Rhythm("month", 1, "anniversary", date(2000, 1, number))
    before, after = day, day + DAY
    while not starts_a_period(monthly, before, before):
        before -= DAY
    while not starts_a_period(monthly, before, after):
        after += DAY
    return Fraction(1, (after - before).days)


def naive_periods(life: Life, until: date, method: Method, unit: str) -> Iterator[NaivePeriod]:
    """The periods of a contract, told from its days alone."""
    blocks: list[list[DayLived]] = []
    before: DayLived | None = None
    for day in lived(life, until):
        rhythm = day.rhythm
        assert rhythm is not None
        if day.alive:
            new = before is None or not before.alive or before.rhythm != rhythm
            if new or starts_a_period(rhythm, life.start, day.day):
                blocks.append([])
            blocks[-1].append(day)
        before = day
    for block in blocks:
        yield naive_period(life, block, method, unit)


def naive_period(life: Life, block: list[DayLived], method: Method, unit: str) -> NaivePeriod:
    rhythm = block[0].rhythm
    assert rhythm is not None
    first, last = block[0].day, block[0].day
    while not starts_a_period(rhythm, life.start, first):
        first -= DAY
    while not starts_a_period(rhythm, life.start, last + DAY):
        last += DAY
    days_of_it = [first + n * DAY for n in range((last - first).days + 1)]
    weights = {day: weight(method, rhythm, day, first, last) for day in days_of_it}
    total = sum(weights.values())
    worth = Fraction(rhythm.count, UNIT_MONTHS[unit]) if unit in UNIT_MONTHS else Fraction(1)
    paid = [day for day in block if day.state == "active"]
    owed = sum(
        (Fraction(day.quantity) * Fraction(day.unit_price or 0) * worth * weights[day.day] / total for day in paid),
        Fraction(),
    )
    runs = groupby(
        enumerate(paid),
        key=lambda one: (one[1].day - one[0] * DAY, one[1].quantity, one[1].unit_price, one[1].item_code),
    )
    return NaivePeriod(block[0].day, block[-1].day, owed, sum(1 for _ in runs))


ADDITIVE: tuple[Method, ...] = ("days_of_month", "days_of_period", "thirty_360")


class TestDayByDay:
    @given(
        st.one_of(lives(month_rhythms, rhythm_changes=True), lives(month_rhythms)),
        st.sampled_from(ADDITIVE),
        st.sampled_from(["MON", "C62"]),
    )
    @settings(max_examples=80, deadline=None)
    def test_months(self, life: Life, method: Method, unit: str) -> None:
        self.same(life, method, unit)

    @given(lives(st.one_of(weeks, some_days)))
    @settings(max_examples=40, deadline=None)
    def test_weeks_and_days(self, life: Life) -> None:
        self.same(life, "days_of_period", "C62")

    def same(self, life: Life, method: Method, unit: str) -> None:
        """No day twice, none forgotten, each period's lines its exact price rounded once."""
        until = life.start + 800 * DAY
        found = segments(life.initial, life.start, life.end, life.changes)
        owed = list(owed_periods(found, method=method, unit_code=unit, until=until))
        if owed and owed[-1][0].end > until:
            owed.pop()  # a naive reader who stops on that day does not know the rest of this one
        naive = [one for one in naive_periods(life, until, method, unit) if one.end < until]
        owed = [one for one in owed if one[0].end < until]
        assert [(one.start, one.end) for one in naive] == [(period.start, period.end) for period, _ in owed]
        for expected, (_, lines) in zip(naive, owed, strict=True):
            exact = sum(
                (Fraction(line.quantity) * Fraction(line.full_unit_price) * line.share for line in lines), Fraction()
            )
            assert exact == expected.owed
            self.to_the_cent(lines, expected)

    def to_the_cent(self, lines: tuple[OwedLine, ...], expected: NaivePeriod) -> None:
        total = sum((line.net_amount for line in lines), Decimal(0))
        if len(lines) > 1:
            assert total == rounded(expected.owed, 2)
        for line in lines:
            assert abs(Fraction(total) - expected.owed) <= Fraction(1, 200) + Fraction(line.quantity) / 10**6
            assert line.net_amount == net_amount(
                quantity=line.quantity, unit_price=line.unit_price, percentage=Decimal(0)
            )
        assert len(lines) <= expected.lines

    @given(month_rhythms, days, days, st.lists(st.integers(1, 750), max_size=8), st.sampled_from(ADDITIVE), st.data())
    @settings(max_examples=300, deadline=None)
    def test_a_period_that_is_split_loses_no_cent(
        self, rhythm: Rhythm, start: date, day: date, cuts: list[int], method: Method, data: st.DataObject
    ) -> None:
        quantity = data.draw(st.decimals("0.0001", "4000", places=4))
        price = data.draw(st.decimals("0", "5000", places=6))
        unit = data.draw(st.sampled_from(["MON", "ANN", "C62"]))
        whole = whole_period(rhythm, start, day)
        firsts = sorted({whole.start, *(one for cut in cuts if (one := whole.start + cut * DAY) <= whole.end)})
        lasts = [one - DAY for one in firsts[1:]] + [whole.end]
        parts = [
            Segment(first, last, Terms(quantity, price, f"I{rank}"), "active")
            for rank, (first, last) in enumerate(zip(firsts, lasts, strict=True))
        ]
        uncut = [Segment(whole.start, None, Terms(quantity, price, "I"), "active")]
        amounts = [
            sum(line.net_amount for line in owed_lines(
                one, whole, method=method, unit_code=unit, period_months=rhythm.period_months
            ))
            for one in (parts, uncut)
        ]  # fmt: skip
        assert amounts[0] == amounts[1]

    @given(lives(rhythm_changes=True), st.sampled_from(ADDITIVE))
    @settings(max_examples=60, deadline=None)
    def test_round_trip_and_sentences(self, life: Life, method: Method) -> None:
        found = segments(life.initial, life.start, life.end, life.changes)
        for _, lines in islice(owed_periods(found, method=method, unit_code="C62", until=date(2155, 1, 1)), 20):
            for line in lines:
                assert OwedLine.from_dict(json_round_trip(line.to_dict())) == line
                told = derivation(line)
                assert told.value == str(line.net_amount)
                assert "{" not in told.sentence("fr") + told.sentence("en")

    @given(lives(rhythm_changes=True), st.integers(0, 700), st.sampled_from(["whole", *ADDITIVE]))
    @settings(max_examples=80, deadline=None)
    def test_since_gives_the_end_of_the_same(self, life: Life, offset: int, method: Method) -> None:
        found = segments(life.initial, life.start, life.end, life.changes)
        since, until = life.start + offset * DAY, life.start + 900 * DAY
        everything = owed_periods(found, method=method, unit_code="MON", until=until)
        some = owed_periods(found, method=method, unit_code="MON", until=until, since=since)
        assert list(some) == [one for one in everything if one[0].end >= since]


class TestDerivation:
    def test_in_french_and_english(self) -> None:
        _, line = january(
            change("quantity", date(2027, 1, 25), quantity="1250.5"), terms=replace(TERMS, unit_price=Decimal(1240))
        )
        told = derivation(line)
        assert told.fr == ("Du 25 janvier 2027 au 31 janvier 2027 : 1\u202f250,5 × 280 = 350\u202f140,00 EUR hors TVA.")
        assert told.en == "From 25 January 2027 to 31 January 2027: 1,250.5 × 280 = 350,140.00 EUR without VAT."
        assert [one.fr for one in told.parts] == [
            "Le prix entier, pour un mois, est 1\u202f240 EUR (article SEAT).",
            "La part due est 7/31 (7/31 du prix), au prorata des jours de chaque mois.",
            "Le changement quantity-25 est pris en compte.",
        ]

    def test_a_change_is_told_with_who_and_why(self) -> None:
        more = replace(change("quantity", date(2027, 1, 25), quantity="3"), author="Ana Roux", why="avenant 2")
        told = derivation(january(more)[1], "USD", [more]).parts[-1]
        assert told.fr == (
            "Changement quantity-25 : nouvelle quantité le 25 janvier 2027, par Ana Roux (motif : avenant 2)."
        )
        assert told.en == "Change quantity-25: new quantity on 25 January 2027, by Ana Roux (reason: avenant 2)."
