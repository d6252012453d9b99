"""Instalment plans and yearly settlements: every sum exact to the cent, in all and at each rate."""

import json
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sansfaute.contracts.rules.instalments import (
    Instalment,
    InstalmentPlan,
    PlanPart,
    SettledInstalment,
    Settlement,
    as_invoices,
    derivation,
    instalments,
    monthly,
    read_plan,
    settlement,
    settlement_derivation,
)
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.contracts.rules.vat_shares import RateAmount, by_rate, crossed, shared, total_with_vat

TWO_RATES = (
    RateAmount.taxed("S", Decimal(20), Decimal("1000.00")),
    RateAmount.taxed("S", Decimal(10), Decimal("55.55")),
)


def plan(method: str, *values: str | None) -> InstalmentPlan:
    parts = (PlanPart(date(2026, place + 1, 15), value and Decimal(value)) for place, value in enumerate(values))
    return InstalmentPlan(method, tuple(parts))  # type: ignore[arg-type] # the word is one of the three


def test_a_total_in_three_equal_parts_loses_no_cent() -> None:
    found = instalments(monthly(3, date(2026, 1, 31)), (RateAmount.taxed("S", Decimal(20), Decimal(100)),))
    assert [one.total_with_vat for one in found] == [Decimal("40.00")] * 3
    assert [one.taxable_amount for one in found] == [Decimal("33.33"), Decimal("33.34"), Decimal("33.33")]
    assert sum(one.tax_amount for one in found) == Decimal("20.00")
    assert [one.due_on for one in found] == [date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 31)]


def test_percentages_and_amounts_with_a_rest() -> None:
    found = instalments(plan("percentages", "30", "40", "30"), TWO_RATES)
    assert [one.total_with_vat for one in found] == [Decimal("378.33"), Decimal("504.45"), Decimal("378.33")]
    found = instalments(plan("amounts", "500", "500.01", None), TWO_RATES)
    assert [one.total_with_vat for one in found] == [Decimal(500), Decimal("500.01"), Decimal("261.10")]
    assert by_rate(row for one in found for row in one.rates) == by_rate(TWO_RATES)


def test_parts_as_documents_have_the_vat_of_their_own_base_and_the_cents_moved_are_told() -> None:
    parts = instalments(monthly(12, date(2026, 1, 1)), (RateAmount.taxed("S", Decimal("5.5"), Decimal("100.00")),))
    documents, moved = as_invoices(parts)
    assert {one.tax_amount for one in documents} == {Decimal("0.46")}
    assert sum(one.taxable_amount for one in documents) == Decimal("100.00")
    assert [row.tax_amount for row in moved] == [Decimal("0.02")]  # 12 x 0.46 for 5.50


@pytest.mark.parametrize(
    ("given", "code"),
    [
        (plan("percentages"), "no_parts"),
        (plan("percentages", "50", None), "part_without_value"),
        (plan("amounts", None, "5"), "part_without_value"),
        (plan("equal", "50"), "part_with_value"),
        (plan("percentages", "150", "-50"), "part_not_above_zero"),
        (plan("percentages", "100", "0"), "part_not_above_zero"),
        (plan("percentages", "50", "49.99"), "percentages_not_hundred"),
        (InstalmentPlan("equal", plan("equal", None, None).parts[::-1]), "parts_out_of_order"),
        (plan("amounts", "1000", "261.12"), "parts_not_total"),
        (plan("amounts", "1000", "261.10"), "parts_not_total"),
        (plan("amounts", "1261.11", None), "parts_not_total"),
        (plan("amounts", "0.005", None), "amount_not_whole"),
    ],
)
def test_a_plan_that_does_not_add_up_is_refused(given: InstalmentPlan, code: str) -> None:
    with pytest.raises(TermsRefused) as refused:
        instalments(given, TWO_RATES)
    assert refused.value.code == code
    assert "{" not in refused.value.fr + refused.value.en


def test_nothing_or_less_is_not_shared() -> None:
    below = RateAmount("S", Decimal(20), Decimal(-5), Decimal(-1))
    for totals in ((), (below,), (RateAmount("S", Decimal(10), Decimal(50), Decimal(5)), below)):
        with pytest.raises(TermsRefused) as refused:
            instalments(monthly(2, date(2026, 1, 1)), totals)
        assert refused.value.code == "nothing_to_share"


def test_a_form_is_read() -> None:
    rows = [{"due_on": "15/01/2026", "value": "30,5"}, {"due_on": "2026-02-15", "value": "69.5"}]
    form = {"method": "percentages", "parts": rows}
    assert read_plan(form) == plan("percentages", "30.5", "69.5")


PAID = tuple(
    SettledInstalment(f"F-{month}", date(2026, month, 1), (RateAmount.taxed("S", Decimal(20), Decimal("83.33")),))
    for month in range(1, 13)
)


def test_the_yearly_settlement_asks_for_the_rest_or_pays_back() -> None:
    more = settlement(PAID, (RateAmount("S", Decimal(20), Decimal("1200.00")),))
    assert (more.total_with_vat, more.prepaid_amount, more.amount_due, more.refund) == (
        Decimal("1440.00"), Decimal("1200.00"), Decimal("240.00"), 0,
    )  # fmt: skip
    less = settlement(PAID, (RateAmount("S", Decimal(20), Decimal("900.00")),))
    assert (less.amount_due, less.refund) == (Decimal("-120.00"), Decimal("120.00"))
    assert less.differences == (RateAmount("S", Decimal(20), Decimal("-99.96"), Decimal("-20.04")),)
    assert less.references[0] == ("F-1", date(2026, 1, 1))
    with pytest.raises(TermsRefused, match="twice"):
        settlement((PAID[0], PAID[0]), ())
    assert Settlement.from_dict(json.loads(json.dumps(less.to_dict()))) == less


def test_the_derivations_tell_every_part() -> None:
    told = derivation(monthly(3, date(2026, 1, 31)), TWO_RATES)
    assert (told.value, len(told.parts), len(told.parts[0].parts)) == ("1261.11", 3, 2)
    refund = settlement_derivation(PAID, (RateAmount("S", Decimal(20), Decimal("900.00")),))
    assert "rembourser : 120,00" in refund.fr
    assert len(refund.parts) == 13


rates = some.sampled_from([Decimal(20), Decimal(10), Decimal("5.5"), Decimal("2.1"), Decimal(0)])
bases = some.decimals("0", "99999.99", places=2)


@some.composite
def totals_and_plans(draw: some.DrawFn) -> tuple[tuple[RateAmount, ...], InstalmentPlan]:
    sold = draw(some.dictionaries(rates, bases, min_size=1, max_size=4))
    totals = tuple(RateAmount.taxed("S", rate, base) for rate, base in sold.items())
    if not total_with_vat(totals):
        totals = (RateAmount.taxed("S", Decimal(20), Decimal("0.07")),)
    count = draw(some.integers(1, 36))
    if draw(some.booleans()):
        return totals, monthly(count, draw(some.dates(date(2024, 1, 1), date(2026, 12, 31))))
    cuts = sorted(draw(some.sets(some.integers(1, 9999), max_size=12)))
    shares = [after - before for before, after in zip([0, *cuts], [*cuts, 10000], strict=True)]
    parts = tuple(PlanPart(date(2026, 1, 1), Decimal(share) / 100) for share in shares)
    return totals, InstalmentPlan("percentages", parts)


@given(totals_and_plans())
def test_any_plan_adds_up_in_all_and_at_each_rate_and_each_part_is_within_a_cent(
    given: tuple[tuple[RateAmount, ...], InstalmentPlan],
) -> None:
    totals, chosen = given
    found = instalments(chosen, totals)
    assert sum(one.total_with_vat for one in found) == total_with_vat(totals)
    for rate in totals:
        for name in ("taxable_amount", "tax_amount"):
            cells = [getattr(row, name) for one in found for row in one.rates if row.key == rate.key]
            assert sum(cells) == getattr(rate, name)
            assert min(cells) >= 0
    for part, one in zip(chosen.parts, found, strict=True):
        share = Fraction(part.value) / 100 if part.value else Fraction(1, len(chosen.parts))
        assert abs(Fraction(one.total_with_vat) - Fraction(total_with_vat(totals)) * share) < Fraction(1, 100)
        assert Instalment.from_dict(json.loads(json.dumps(one.to_dict()))) == one
    documents, moved = as_invoices(found)
    assert sum(one.taxable_amount for one in documents) == sum(row.taxable_amount for row in totals)
    assert all(abs(row.tax_amount) <= Decimal("0.005") * (len(found) + 1) for row in moved)
    assert InstalmentPlan.from_dict(json.loads(json.dumps(chosen.to_dict()))) == chosen


@given(some.decimals("-999999", "999999", places=2), some.lists(some.integers(1, 500), min_size=1, max_size=30))
def test_shares_add_up_and_are_the_nearest_cents(whole: Decimal, weights: list[int]) -> None:
    parts = shared(whole, [Fraction(one, 7) for one in weights])
    assert sum(parts) == whole
    for part, weight in zip(parts, weights, strict=True):
        assert abs(Fraction(part) - Fraction(whole) * weight / sum(weights)) < Fraction(1, 100)


@given(some.lists(some.integers(0, 500), min_size=1, max_size=8), some.data())
def test_a_crossed_table_adds_up_both_ways(columns: list[int], data: some.DataObject) -> None:
    cuts = sorted(data.draw(some.lists(some.integers(0, sum(columns)), max_size=8)))
    rows = [after - before for before, after in zip([0, *cuts], [*cuts, sum(columns)], strict=True)]
    cells = crossed(rows, columns)
    assert [sum(row) for row in cells] == rows
    assert [sum(column) for column in zip(*cells, strict=True)] == columns
    assert all(cell >= 0 for row in cells for cell in row)
