"""Which price applies on a day, looked up one day at a time."""

import json
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sansfaute.contracts.rules.price_lists import (
    PriceVersion,
    check_versions,
    choose_price,
    read_price_version,
    versions_over,
)
from sansfaute.contracts.rules.prices import Price
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.contracts.tests.price_strategies import CODES, DAYS, prices

ITEM: dict[str, Any] = {"item_code": "SEAT", "currency_code": "EUR"}


def version(since: date, until: date | None = None, amount: int = 10, **values: Any) -> PriceVersion:
    price = Price("per_unit", Decimal(amount))
    given: dict[str, Any] = {"price_list": "GENERAL", "item_code": "SEAT", "currency_code": "EUR", **values}
    return PriceVersion(since=since, until=until, price=price, **given)


@st.composite
def random_version(draw: st.DrawFn) -> PriceVersion:
    since, until = draw(DAYS), draw(st.none() | DAYS)
    buyer = draw(CODES)
    return version(
        since,
        None if until is None else max(since, until),
        draw(st.integers(1, 3)),
        buyer_code=buyer,
        segment="" if buyer else draw(CODES),
        item_code=draw(st.sampled_from(["SEAT", "CALL"])),
        currency_code=draw(st.sampled_from(["EUR", "USD"])),
        version_id=draw(st.sampled_from(["1", "2", "3"])),
    )


VERSIONS = st.lists(random_version(), max_size=8)


class TestChoosing:
    @settings(max_examples=150, deadline=None)
    @given(versions=VERSIONS, buyer=CODES, segment=CODES, day=DAYS, data=st.data())
    def test_the_order_of_versions_changes_nothing(
        self, versions: list[PriceVersion], buyer: str, segment: str, day: date, data: st.DataObject
    ) -> None:
        shuffled = data.draw(st.permutations(versions))
        asked: dict[str, Any] = {"buyer_code": buyer, "segment": segment, "day": day, **ITEM}
        found = choose_price(versions, **asked)
        assert found == choose_price(shuffled, **asked)
        levels = [
            [one for one in versions if one.buyer_code == buyer and buyer],
            [one for one in versions if one.segment == segment and segment and not one.buyer_code],
            [one for one in versions if not one.buyer_code and not one.segment],
        ]
        for level in levels:
            fitting = [one for one in level if (one.item_code, one.currency_code) == ("SEAT", "EUR")]
            valid = [one for one in fitting if one.since <= day <= (one.until or day)]
            if valid:
                assert found in valid
                assert found is not None
                assert found.since == max(one.since for one in valid)
                return
        assert found is None

    def test_the_customers_list_comes_before_the_segments_before_the_general_one(self) -> None:
        start = date(2026, 1, 1)
        general, school = version(start, amount=10), version(start, amount=8, segment="SCHOOL")
        theirs = version(date(2026, 3, 1), date(2026, 3, 31), amount=7, buyer_code="C1")
        every = [general, school, theirs]
        asked: dict[str, Any] = {**ITEM, "buyer_code": "C1", "segment": "SCHOOL"}
        assert choose_price(every, **asked, day=date(2026, 3, 31)) == theirs
        assert choose_price(every, **asked, day=date(2026, 4, 1)) == school
        assert choose_price(every, **ITEM, buyer_code="C2", segment="", day=date(2026, 3, 1)) == general
        assert choose_price(every, **asked, day=date(2025, 12, 31)) is None

    def test_two_versions_alike_but_for_their_price_are_chosen_from_the_same_way(self) -> None:
        one, other = version(date(2026, 1, 1), amount=9), version(date(2026, 1, 1), amount=10)
        asked: dict[str, Any] = {**ITEM, "buyer_code": "", "segment": "", "day": date(2026, 2, 1)}
        assert choose_price([one, other], **asked) == choose_price([other, one], **asked)

    def test_a_price_in_another_currency_is_no_price(self) -> None:
        dollars = version(date(2026, 1, 1), currency_code="USD")
        assert choose_price([dollars], **ITEM, buyer_code="", segment="", day=date(2026, 2, 1)) is None


class TestPeriods:
    @settings(max_examples=100, deadline=None)
    @given(versions=VERSIONS, start=DAYS, length=st.integers(0, 200), buyer=CODES, segment=CODES)
    def test_each_day_has_the_version_of_that_day(
        self, versions: list[PriceVersion], start: date, length: int, buyer: str, segment: str
    ) -> None:
        end = start + timedelta(days=length)
        asked: dict[str, Any] = {"buyer_code": buyer, "segment": segment, **ITEM}
        pieces = versions_over(versions, **asked, start=start, end=end)
        assert (pieces[0][0], pieces[-1][1]) == (start, end)
        assert all(following[0] == one[1] + timedelta(days=1) for one, following in pairwise(pieces))
        assert all(following[2] != one[2] for one, following in pairwise(pieces))
        for first, last, chosen in pieces:
            for day in (first + timedelta(days=count) for count in range((last - first).days + 1)):
                assert choose_price(versions, **asked, day=day) == chosen

    def test_a_month_across_a_price_change_is_cut_at_its_date(self) -> None:
        old = version(date(2026, 1, 1), date(2026, 5, 14), amount=10)
        new = version(date(2026, 5, 15), None, amount=11)
        asked: dict[str, Any] = {**ITEM, "buyer_code": "", "segment": ""}
        assert versions_over([new, old], **asked, start=date(2026, 5, 1), end=date(2026, 5, 31)) == [
            (date(2026, 5, 1), date(2026, 5, 14), old),
            (date(2026, 5, 15), date(2026, 5, 31), new),
        ]

    def test_days_without_a_price_are_told(self) -> None:
        late = version(date(2026, 5, 20), date(2026, 5, 25))
        asked: dict[str, Any] = {**ITEM, "buyer_code": "", "segment": ""}
        pieces = versions_over([late], **asked, start=date(2026, 5, 1), end=date(2026, 5, 31))
        assert [chosen for _, _, chosen in pieces] == [None, late, None]


class TestChecking:
    @settings(max_examples=120, deadline=None)
    @given(versions=VERSIONS)
    def test_overlaps_are_found_exactly_when_some_day_has_two_prices(self, versions: list[PriceVersion]) -> None:
        found = {fault.code for fault in check_versions(versions)} - {"versions_gap"}
        clashes = [
            (one, other)
            for position, one in enumerate(versions)
            for other in versions[position + 1 :]
            if (one.item_code, one.currency_code, one.buyer_code, one.segment)
            == (other.item_code, other.currency_code, other.buyer_code, other.segment)
            and one.since <= (other.until or date.max)
            and other.since <= (one.until or date.max)
        ]
        assert bool(found) == bool(clashes)

    def test_an_overlap_a_gap_and_a_double_start_are_told(self) -> None:
        first = version(date(2026, 1, 1))
        second = version(date(2026, 3, 1), date(2026, 3, 31), buyer_code="")
        (overlap,) = check_versions([second, first])
        assert overlap.code == "versions_overlap"
        assert overlap.fr == (
            "Article SEAT (tarif général, EUR) : la version du 2026-01-01 et celle du 2026-03-01 valent toutes deux à "
            "partir du 2026-03-01. Terminez la première au 2026-02-28 ou changez la date de la seconde."
        )
        third = version(date(2026, 4, 2), segment="SCHOOL")
        (gap,) = check_versions([third, version(date(2026, 3, 1), date(2026, 3, 31), segment="SCHOOL")])
        assert (gap.code, gap.details["start"], gap.details["end"]) == ("versions_gap", "2026-04-01", "2026-04-01")
        assert "segment SCHOOL" in gap.en
        (double,) = check_versions([version(date(2026, 1, 1), amount=1), version(date(2026, 1, 1), amount=2)])
        assert double.code == "versions_start_together"

    def test_versions_that_follow_each_other_are_right(self) -> None:
        old, new = version(date(2026, 1, 1), date(2026, 2, 28)), version(date(2026, 3, 1))
        other = version(date(2026, 2, 1), buyer_code="C1")
        assert check_versions([new, other, old]) == []


class TestReading:
    @settings(max_examples=150, deadline=None)
    @given(one=random_version(), price=prices())
    def test_what_is_written_reads_back(self, one: PriceVersion, price: Price) -> None:
        stored = json.loads(json.dumps(one.to_dict() | {"price": price.to_dict()}))
        read = PriceVersion.from_dict(stored)
        assert read.to_dict() == stored
        assert read_price_version(stored) == read
        assert read.price == price

    @pytest.mark.parametrize(
        ("code", "changed"),
        [
            ("value_missing", {"since": ""}),
            ("unreadable_day", {"since": "hier"}),
            ("until_before_since", {"until": "2025-12-31"}),
            ("two_owners", {"buyer_code": "C1", "segment": "SCHOOL"}),
            ("unreadable_currency", {"currency_code": "€UR"}),
            ("unreadable_price", {"price": "12"}),
            ("value_too_long", {"price_list": "x" * 61}),
            ("negative_number", {"price": {"structure": "flat", "unit_price": "-1"}}),
        ],
    )
    def test_refused_with_a_sentence(self, code: str, changed: dict[str, Any]) -> None:
        with pytest.raises(TermsRefused) as refused:
            read_price_version(version(date(2026, 1, 1)).to_dict() | changed)
        assert refused.value.code == code
        assert "{" not in refused.value.fr + refused.value.en
