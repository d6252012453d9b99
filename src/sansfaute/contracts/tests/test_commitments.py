"""Commitments: what is missing is owed once, part periods by the stated method, against a sum in fractions."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sansfaute.contracts.rules.commitments import (
    Billed,
    Commitment,
    TrueUp,
    commitment_periods,
    committed,
    correction,
    derivation,
    read_commitment,
    true_up,
)
from sansfaute.contracts.rules.periods import Period
from sansfaute.contracts.rules.reasons import TermsRefused

YEARLY = Commitment("CT-1/1", "amount", Decimal("12000.00"), date(2026, 1, 31), date(2027, 4, 30))
FIRST = Period(date(2026, 1, 31), date(2027, 1, 30), whole=True)
CUT = Period(date(2027, 1, 31), date(2027, 4, 30), whole=False)
QUARTERS = (
    Billed("q1", date(2026, 1, 31), date(2026, 4, 29), Decimal("2500.10")),
    Billed("q2", date(2026, 4, 30), date(2026, 7, 30), Decimal("3000.00")),
    Billed("q3", date(2026, 7, 31), date(2026, 10, 30), Decimal("-10.05")),
)
UNITS = replace(YEARLY, kind="quantity", minimum=Decimal(1000), unit_price=Decimal("0.5"))


def used(quantity: int) -> tuple[Billed, ...]:
    return (Billed("u", date(2026, 2, 1), date(2026, 2, 28), Decimal(0), Decimal(quantity)),)


def test_periods_follow_the_day_of_the_start() -> None:
    assert list(commitment_periods(YEARLY)) == [FIRST, CUT]
    assert len(list(islice(commitment_periods(replace(YEARLY, end=None)), 5))) == 5


def test_what_is_missing_is_owed_when_the_period_is_over_and_not_before() -> None:
    assert true_up(YEARLY, QUARTERS, FIRST, date(2027, 1, 30)) is None
    found = true_up(YEARLY, QUARTERS, FIRST, date(2027, 1, 31))
    assert found is not None
    assert (found.committed, found.reached, found.amount) == (Decimal(12000), Decimal("5490.05"), Decimal("6509.95"))
    assert (found.quantity, found.unit_price) == (1, Decimal("6509.95"))
    assert found.key_parts == ("CT-1/1", "2026-01-31", "2027-01-30")


@pytest.mark.parametrize(
    ("method", "minimum", "words"),
    [
        ("days_of_month", "3032.26", "3 + 1/31"),  # the fourth month runs from 30 April to 30 May
        ("days_of_period", "2958.90", "90/365"),
        ("whole", "12000.00", ""),
        ("none_if_partial", "0.00", "0"),
    ],
)
def test_a_part_year_owes_its_share_by_the_stated_method(method: str, minimum: str, words: str) -> None:
    assert committed(replace(YEARLY, method=method), CUT) == (Decimal(minimum), words)


def test_a_quantity_is_owed_at_its_price_and_an_overrun_at_its_own() -> None:
    missing = true_up(UNITS, used(900), FIRST, date(2027, 2, 1))
    assert missing is not None
    assert (missing.quantity, missing.unit_price, missing.amount) == (100, Decimal("0.5"), Decimal("50.00"))
    assert true_up(UNITS, used(1200), FIRST, date(2027, 2, 1)) is None
    dearer = true_up(replace(UNITS, overrun_price=Decimal("0.8")), used(1200), FIRST, date(2027, 2, 1))
    cheaper = true_up(replace(UNITS, overrun_price=Decimal("0.4")), used(1200), FIRST, date(2027, 2, 1))
    assert dearer is not None
    assert cheaper is not None
    assert (dearer.quantity, dearer.unit_price, dearer.amount) == (200, Decimal("0.3"), Decimal(60))
    assert (cheaper.quantity, cheaper.unit_price, cheaper.amount) == (-200, Decimal("0.1"), Decimal(-20))


def test_late_usage_corrects_a_true_up_under_the_same_key() -> None:
    before = true_up(UNITS, used(900), FIRST, date(2027, 2, 1))
    after = true_up(UNITS, used(950), FIRST, date(2027, 3, 1))
    assert before is not None
    assert after is not None
    assert before.key_parts == after.key_parts
    assert correction(before, after) == Decimal("-25.00")
    assert correction(before, true_up(UNITS, used(1000), FIRST, date(2027, 3, 1))) == Decimal("-50.00")


@pytest.mark.parametrize(
    ("billed", "period", "code"),
    [
        (QUARTERS, Period(date(2026, 1, 1), date(2026, 12, 31), whole=True), "not_a_commitment_period"),
        ((replace(QUARTERS[0], start=date(2026, 1, 1)),), FIRST, "billed_across_periods"),
        ((QUARTERS[0], QUARTERS[0]), FIRST, "billed_twice"),
    ],
)
def test_what_would_count_wrongly_is_refused(billed: Sequence[Billed], period: Period, code: str) -> None:
    with pytest.raises(TermsRefused) as refused:
        true_up(YEARLY, billed, period, date(2028, 1, 1))
    assert refused.value.code == code
    assert "{" not in refused.value.fr + refused.value.en


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"end": "2025-01-01"}, "end_before_start"),
        ({"kind": "quantity"}, "commitment_without_price"),
        ({"unit_price": "1"}, "commitment_price_unused"),
        ({"minimum": "-5"}, "number_too_small"),
        ({"reference": ""}, "value_missing"),
        ({"method": "by_luck"}, "unknown_word"),
    ],
)
def test_a_commitment_that_cannot_be_used_is_refused(change: dict[str, str], code: str) -> None:
    assert read_commitment(YEARLY.to_dict()) == YEARLY
    assert read_commitment(YEARLY.to_dict() | {"end": "2026-01-31"}).end == YEARLY.start
    with pytest.raises(TermsRefused) as refused:
        read_commitment(YEARLY.to_dict() | change)
    assert refused.value.code == code


def test_the_derivation_names_what_was_billed() -> None:
    told = derivation(YEARLY, QUARTERS, FIRST, date(2027, 1, 31))
    assert told.value == "6509.95"
    assert [one.source for one in told.parts] == ["", "q1", "q2", "q3"]
    assert "31 janvier 2026" in told.fr
    assert [one.value for one in told.parts] == ["12000.00", "2500.10", "3000.00", "-10.05"]
    assert derivation(UNITS, used(900), FIRST, date(2027, 2, 1)).parts[1].value == "900"
    assert derivation(YEARLY, QUARTERS, FIRST, date(2026, 12, 1)).value == "0.00"


@given(
    some.dates(date(2020, 1, 1), date(2024, 12, 31)),
    some.integers(1, 24),
    some.integers(0, 900),
    some.decimals("0", "99999", places=2),
    some.lists(some.decimals("-500", "9000", places=2), max_size=40),
)
def test_billed_plus_true_up_is_never_below_the_minimum_worked_out_day_by_day(
    start: date, months: int, days: int, minimum: Decimal, amounts: list[Decimal]
) -> None:
    commitment = Commitment(
        "c", "amount", minimum, start, start + timedelta(days=days), months, method="days_of_period"
    )
    billed = [
        Billed(str(place), start + timedelta(days=place * 20), start + timedelta(days=place * 20), amount)
        for place, amount in enumerate(amounts)
        if place * 20 <= days
    ]
    counted = Decimal(0)
    for period in commitment_periods(commitment):
        own = [one.amount for one in billed if period.start <= one.start <= period.end]
        found = true_up(commitment, billed, period, period.end + timedelta(days=1))
        whole = next(one for one in commitment_periods(replace(commitment, end=None)) if one.start == period.start)
        owed = Fraction(minimum) * ((period.end - period.start).days + 1) / ((whole.end - whole.start).days + 1)
        reached = sum(own, Decimal(0)) + (found.amount if found else 0)
        assert Fraction(reached) >= owed - Fraction(1, 200)
        if found:
            assert abs(Fraction(reached) - owed) <= Fraction(1, 200)
            assert TrueUp.from_dict(json.loads(json.dumps(found.to_dict()))) == found
        counted += sum(own, Decimal(0))
    assert counted == sum((one.amount for one in billed), Decimal(0))
    assert Commitment.from_dict(json.loads(json.dumps(commitment.to_dict()))) == commitment
