"""Simulated years: the sum billed is the sum owed by an independent count of days, to the cent of each line."""

import os
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils.translation import override

from sansfaute.contracts.models import BillableItem, ContractChange, Repair
from sansfaute.contracts.tests import years
from sansfaute.journal.actions import inline_steps

SEEDS = range(300) if os.environ.get("SANSFAUTE_SOAK") else range(6)
CENT = Decimal("0.01")


@pytest.fixture(autouse=True)
def _no_workers() -> Any:
    with inline_steps(), override("en"):
        yield


@pytest.mark.django_db
@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_billed_is_what_days_cost(seed: int) -> None:
    lived = years.lived_years(seed)
    until = lived.start + (years.LENGTH + 500) * timedelta(days=1)
    assert not Repair.objects.filter(decided="").exists()
    for line in years.lines_of(lived.seller):
        owed = years.owed_day_by_day(line, until)
        items = years.standing(line)
        assert_each_day_once(items, owed)
        within = CENT * max(BillableItem.objects.filter(contract_line=line).count(), 1)
        billed = years.billed_amount(line)
        assert abs(billed - Decimal(owed.amount.numerator) / Decimal(owed.amount.denominator)) <= within, line


def assert_each_day_once(items: list[BillableItem], owed: years.Owed) -> None:
    """No day is billed twice, no owed day is forgotten, no free day is billed."""
    counted: dict[date, int] = {}
    for item in items:
        assert item.period_start is not None
        assert item.period_end is not None
        day = item.period_start
        while day <= item.period_end:
            counted[day] = counted.get(day, 0) + 1
            day += timedelta(days=1)
    assert {day: count for day, count in counted.items() if count > 1} == {}
    assert sorted(owed.days - counted.keys()) == []
    assert sorted(counted.keys() - owed.days) == []


@pytest.mark.django_db
def test_a_forgotten_or_doubled_day_would_be_found() -> None:
    lived = years.lived_years(1)
    until = lived.start + (years.LENGTH + 500) * timedelta(days=1)
    line = next(one for one in years.lines_of(lived.seller) if years.standing(one))
    owed, items = years.owed_day_by_day(line, until), years.standing(line)
    for wrong in (items[1:], [*items, items[0]]):
        with pytest.raises(AssertionError):
            assert_each_day_once(wrong, owed)


@pytest.mark.django_db
def test_years_are_eventful() -> None:
    for seed in (1, 2):
        years.lived_years(seed)
    kinds = set(BillableItem.objects.values_list("kind", flat=True))
    assert kinds == {"subscription", "credit", "rebill"}
    assert Repair.objects.filter(decided="accepted").exists()
    changed = ContractChange.objects.values_list("kind", flat=True)
    assert len(set(changed)) >= 6
