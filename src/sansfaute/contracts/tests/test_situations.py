"""Situations: cumulative less previous, to the cent, retention and deposit, never above the contract."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sansfaute.contracts.rules import final_statements
from sansfaute.contracts.rules.final_statements import (
    FinalStatement,
    due_amounts,
    final_statement,
    reservation_note,
    retention_release,
)
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.contracts.rules.situations import (
    Progress,
    Situation,
    derivation,
    read_progress,
    revision_difference,
    situation,
)
from sansfaute.contracts.rules.vat_shares import RateAmount, by_rate, total_with_vat
from sansfaute.contracts.rules.works import WorkItem, Works, read_works, retention_limit

SIGNED = date(2026, 1, 5)
WALLS = WorkItem("1", "Gros œuvre", Decimal("60000.00"), Decimal(20))
ROOF = WorkItem("2", "Couverture", Decimal("25000.00"), Decimal(20), quantity=Decimal(250), unit_price=Decimal(100))
HEAT = WorkItem("3", "Chauffage", Decimal("15000.01"), Decimal("5.5"))
WORKS = Works(
    "M-1", SIGNED, (WALLS, ROOF, HEAT), Decimal(5), deposit=(RateAmount.taxed("S", Decimal(20), Decimal(10000)),)
)


def at(code: str, percentage: str) -> Progress:
    return Progress(code, percentage=Decimal(percentage))


def story(works: Works, *steps: list[Progress], coefficient: str = "1") -> list[Situation]:
    found: list[Situation] = []
    for month, progress in enumerate(steps, 1):
        day = date(2026, 1, 31) + timedelta(days=30 * month)
        found.append(situation(works, progress, found[-1] if found else None, day, Decimal(coefficient)))
    return found


def test_a_situation_states_what_was_done_less_what_was_stated() -> None:
    first, second = story(WORKS, [at("1", "50")], [at("1", "80"), Progress("2", quantity=Decimal("100.5"))])
    assert (first.works_amount, second.works_amount) == (Decimal(30000), Decimal("28050.00"))
    row = second.rows[0]
    assert (row.before, row.cumulative, row.amount) == (Decimal(30000), Decimal(48000), Decimal(18000))
    assert second.number == 2
    assert second.key_parts == ("M-1", "2")
    # 36 000 with VAT; 5 % held; 30 000 of 100 000.01 done, so 3 600.00 of the deposit of 12 000
    assert (first.total_with_vat, first.retention) == (Decimal(36000), Decimal(1800))
    assert total_with_vat(first.deposit_deducted) == Decimal("3600.00")
    assert first.amount_due == Decimal("30600.00")


def test_at_the_end_everything_is_the_contract_to_the_cent() -> None:
    done = [at("1", "100"), Progress("2", quantity=Decimal(250)), at("3", "100")]
    found = story(WORKS, [at("1", "33.33")], [at("3", "66.67")], done)
    statement = final_statement(WORKS, found, date(2026, 12, 1))
    assert statement.is_complete
    assert (statement.works_amount, statement.not_done, statement.deposit_left) == (Decimal("100000.01"), 0, 0)
    assert statement.deposit_deducted == Decimal(12000)
    assert sum(one.retention for one in found) == statement.retention_held == Decimal("5891.25")
    assert statement.amount_due + statement.retention_held + statement.deposit_deducted == statement.total_with_vat
    assert FinalStatement.from_dict(json.loads(json.dumps(statement.to_dict()))) == statement


def test_nothing_is_stated_above_the_contract_without_an_amendment() -> None:
    over = [at("1", "100"), Progress("2", quantity=Decimal(251)), at("3", "100")]
    with pytest.raises(TermsRefused) as refused:
        story(WORKS, over)
    assert refused.value.code == "above_contract"
    assert "avenant" in refused.value.fr
    more = WorkItem("4", "Tuiles", Decimal(100), Decimal(20), amendment="AV-1", since=date(2026, 2, 1))
    (found,) = story(replace(WORKS, items=(*WORKS.items, more)), over)
    assert [row.above_item for row in found.rows] == [False, True, False, False]
    early = replace(WORKS, items=(*WORKS.items, replace(more, since=date(2026, 6, 1))))
    with pytest.raises(TermsRefused):
        story(early, over)


def test_a_negative_situation_is_allowed_and_flagged() -> None:
    first, second = story(WORKS, [at("1", "50")], [at("1", "40")])
    assert (first.is_negative, second.is_negative) == (False, True)
    assert (second.works_amount, second.retention) == (Decimal(-6000), Decimal(-360))
    assert total_with_vat(second.deposit_deducted) < 0
    still = situation(WORKS, [], second, date(2026, 6, 1))
    assert (still.is_negative, still.amount_due, still.rates) == (False, 0, ())


def test_the_revision_applies_to_the_work_of_the_situation() -> None:
    first, second = story(WORKS, [at("1", "50")], [at("1", "60")], coefficient="1.0213")
    assert (first.revision_amount, second.revision_amount) == (Decimal("639.00"), Decimal("127.80"))
    assert second.rates == (RateAmount.taxed("S", Decimal(20), Decimal("6127.80")),)
    assert revision_difference(second, Decimal("1.02")) == (
        RateAmount("S", Decimal(20), Decimal("-7.80"), Decimal("-1.56")),
    )


def test_a_bank_guarantee_frees_the_retention_and_a_subcontractor_is_paid_directly() -> None:
    free = replace(WORKS, guaranteed=True)
    (held,) = story(WORKS, [at("1", "50")])
    after = situation(free, [at("1", "60")], held, date(2026, 6, 1))
    assert (after.retention, after.retention_so_far) == (Decimal(-1800), 0)
    direct = replace(HEAT, direct_payment=True, subcontractor="Chauffe SARL")
    (found,) = story(replace(WORKS, items=(WALLS, direct), deposit=()), [at("1", "10"), at("3", "50")])
    assert found.paid_directly == Decimal("7500.01")
    assert found.retention == Decimal("380.62")  # 5 % of 15 112.51 - 7 500.01 = 7 612.50, rounded down
    assert found.amount_due == found.total_with_vat - found.retention - found.paid_directly


def test_a_deposit_is_deducted_between_its_bounds() -> None:
    late = replace(WORKS, deposit_from=Decimal(65), deposit_to=Decimal(80))
    first, second, third = story(
        late, [at("1", "100")], [at("2", "48.00004")], [at("1", "100"), at("2", "100"), at("3", "100")]
    )
    assert [total_with_vat(one.deposit_so_far) for one in (first, third)] == [0, Decimal(12000)]
    assert 0 < total_with_vat(second.deposit_so_far) < Decimal(12000)
    at_once = replace(WORKS, deposit_from=Decimal(50), deposit_to=Decimal(50))
    assert [total_with_vat(one.deposit_so_far) for one in story(at_once, [at("1", "80")], [at("1", "90")])] == [
        0,
        12000,
    ]


def test_a_deposit_deducted_at_once_is_so_at_its_very_percentage() -> None:
    half = replace(
        WORKS, items=(WALLS, replace(WALLS, code="2", name="")), deposit_from=Decimal(50), deposit_to=Decimal(50)
    )
    before, at_half = story(half, [at("1", "99.99")], [at("1", "100")])
    assert [total_with_vat(one.deposit_so_far) for one in (before, at_half)] == [0, 12000]


def test_retention_is_a_due_amount_of_its_own_released_a_year_after_acceptance() -> None:
    (found,) = story(WORKS, [at("1", "50")])
    works, retention = due_amounts(found, date(2026, 4, 15))
    assert (works.amount, works.due_on) == (found.amount_due, date(2026, 4, 15))
    assert (retention.amount, retention.due_on) == (Decimal(1800), None)
    assert due_amounts(found, date(2026, 4, 15), date(2028, 2, 29))[1].due_on == date(2029, 2, 28)
    release = retention_release(Decimal(1800), date(2026, 9, 30))
    assert release is not None
    assert (release.release_on, release.amount) == (date(2027, 9, 30), Decimal(1800))
    assert "71-584" in release.source
    assert retention_release(Decimal(1800), date(2026, 9, 30), opposed=True) is None
    assert retention_release(Decimal(0), date(2026, 9, 30)) is None
    code, fr, en = reservation_note(found, Decimal(5))
    assert (code, "1\u202f800,00" in fr, "1,800.00" in en) == ("ABU", True, True)
    (none,) = story(replace(WORKS, retention_rate=Decimal(0)), [at("1", "50")])
    assert (len(due_amounts(none, date(2026, 4, 15))), reservation_note(none, Decimal(0))[1]) == (1, "")


def test_the_limit_of_retention_is_dated() -> None:
    assert retention_limit(date(1971, 7, 17)).percentage == retention_limit(date(2026, 1, 1)).percentage == 5
    with pytest.raises(TermsRefused) as refused:
        read_works(WORKS.to_dict() | {"retention_rate": "5.01"})
    assert refused.value.code == "retention_above_limit"
    assert "71-584" in refused.value.fr


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"items": []}, "works_without_amount"),
        ({"items": [WALLS.to_dict(), WALLS.to_dict()]}, "item_named_twice"),
        ({"items": [ROOF.to_dict() | {"amount": "25000.01"}]}, "item_not_its_quantity"),
        ({"items": [ROOF.to_dict() | {"unit_price": None}]}, "item_not_its_quantity"),
        ({"items": [WALLS.to_dict() | {"amount": "60000.001"}]}, "amount_not_whole"),
        ({"items": [WALLS.to_dict() | {"amendment": "AV-1"}]}, "item_without_amendment"),
        ({"items": [WALLS.to_dict() | {"direct_payment": True}]}, "subcontractor_missing"),
        ({"deposit_from": "80", "deposit_to": "65"}, "deposit_bounds"),
        ({"deposit": [RateAmount.taxed("S", Decimal(20), Decimal(100001)).to_dict()]}, "deposit_above_works"),
    ],
)
def test_works_that_cannot_be_used_are_refused(change: dict[str, object], code: str) -> None:
    assert read_works(json.loads(json.dumps(WORKS.to_dict()))) == WORKS
    with pytest.raises(TermsRefused) as refused:
        read_works(WORKS.to_dict() | change)
    assert refused.value.code == code
    assert "{" not in refused.value.fr + refused.value.en


def test_progress_that_cannot_be_used_is_refused() -> None:
    (found,) = story(WORKS, [at("1", "50")])
    for call, code in (
        (lambda: read_progress([{"code": "1", "percentage": "5"}, {"code": "1", "percentage": "6"}]), "progress_twice"),
        (lambda: read_progress([{"code": "1"}]), "progress_unclear"),
        (lambda: read_progress([{"code": "1", "percentage": "101"}]), "number_too_large"),
        (lambda: story(WORKS, [at("9", "5")]), "unknown_item"),
        (lambda: story(WORKS, [at("1", "101")]), "progress_above_hundred"),
        (lambda: story(WORKS, [Progress("1", quantity=Decimal(1))]), "progress_without_quantity"),
        (lambda: situation(WORKS, [], found, date(2026, 1, 1)), "situation_out_of_order"),
        (lambda: situation(replace(WORKS, reference="M-2"), [], found, date(2027, 1, 1)), "situation_out_of_order"),
        (lambda: situation(replace(WORKS, items=(ROOF,)), [], found, date(2027, 1, 1)), "item_gone"),
        (lambda: situation(WORKS, [], found, date(2027, 1, 1), Decimal(0)), "coefficient_not_above_zero"),
        (lambda: final_statement(WORKS, [], date(2027, 1, 1)), "no_situation"),
        (lambda: final_statement(WORKS, [found, found], date(2027, 1, 1)), "situation_missing"),
    ):
        with pytest.raises(TermsRefused) as refused:
            call()
        assert refused.value.code == code
        assert "{" not in refused.value.fr + refused.value.en


def test_the_derivations_show_cumulative_and_before() -> None:
    (first,) = story(WORKS, [at("1", "50")])
    told = derivation(WORKS, [at("1", "80")], first, date(2026, 6, 1))
    assert "48\u202f000,00 réalisés à ce jour, moins 30\u202f000,00 déjà facturés" in told.sentence("fr")
    assert "Gros œuvre" in told.sentence("fr")
    nameless = replace(WORKS, items=(replace(WALLS, name=""), ROOF, HEAT))
    assert "1: 48,000.00 done" in derivation(nameless, [at("1", "80")], first, date(2026, 6, 1)).sentence("en")
    statement = final_statements.derivation(WORKS, [first], date(2026, 6, 1))
    assert "inachevés" in statement.fr


@some.composite
def sites(draw: some.DrawFn) -> tuple[Works, list[tuple[list[Progress], Decimal]]]:
    """A works contract and its months: progress (up or down) and a revision coefficient."""
    rates = some.sampled_from([Decimal(20), Decimal(10), Decimal("5.5")])
    items = tuple(
        WorkItem(str(place), "", draw(some.decimals("0.01", "90000", places=2)), draw(rates))
        for place in range(draw(some.integers(1, 5)))
    )
    total = sum((one.amount for one in items), Decimal(0))
    deposit = (total * draw(some.sampled_from([Decimal(0), Decimal("0.1"), Decimal("0.3")]))).quantize(Decimal("0.01"))
    low = draw(some.integers(0, 100))
    works = Works(
        "M", SIGNED, items,
        retention_rate=draw(some.sampled_from([Decimal(0), Decimal("2.5"), Decimal(5)])),
        deposit=(RateAmount.taxed("S", items[0].vat_rate, min(deposit, total)),),
        deposit_from=Decimal(low), deposit_to=Decimal(draw(some.integers(low, 100))),
    )  # fmt: skip
    months = []
    for _ in range(draw(some.integers(0, 6))):
        told = [Progress(one.code, draw(some.decimals("0", "100", places=2))) for one in items if draw(some.booleans())]
        months.append((told, draw(some.decimals("0.9", "1.2", places=4))))
    return works, [*months, ([Progress(one.code, Decimal(100)) for one in items], Decimal(1))]


@given(sites())
def test_any_story_telescopes_to_the_contract_and_loses_no_cent(
    site: tuple[Works, list[tuple[list[Progress], Decimal]]],
) -> None:
    works, months = site
    found: list[Situation] = []
    reached = {one.code: Fraction() for one in works.items}
    for month, (progress, coefficient) in enumerate(months):
        day = SIGNED + timedelta(days=30 * (month + 1))
        found.append(situation(works, progress, found[-1] if found else None, day, coefficient))
        one = found[-1]
        for told in progress:
            reached[told.code] = Fraction(told.percentage or 0) / 100
        for item, row in zip(works.items, one.rows, strict=True):
            exact = Fraction(item.amount) * reached[item.code]
            assert abs(Fraction(row.cumulative) - exact) <= Fraction(1, 200)
            assert sum(other.rows[works.items.index(item)].amount for other in found) == row.cumulative
        assert one.amount_due + one.retention + total_with_vat(one.deposit_deducted) == one.total_with_vat
        gross = sum(other.total_with_vat for other in found)
        held = sum(other.retention for other in found)
        assert held == one.retention_so_far
        assert held >= 0
        assert held <= max(gross, 0) * works.retention_rate / 100 < held + Decimal("0.01")
        assert by_rate(row for other in found for row in other.deposit_deducted) == one.deposit_so_far
        assert 0 <= total_with_vat(one.deposit_so_far) <= total_with_vat(works.deposit)
        assert Situation.from_dict(json.loads(json.dumps(one.to_dict()))) == one
    assert sum(one.works_amount for one in found) == works.total_on(SIGNED)
    assert total_with_vat(found[-1].deposit_so_far) == total_with_vat(works.deposit)
    statement = final_statement(works, found, date(2030, 1, 1))
    assert statement.is_complete
    assert statement.works_amount + statement.revision_amount == sum(row.taxable_amount for row in statement.rates)
    assert statement.amount_due + statement.retention_held + statement.deposit_deducted == statement.total_with_vat
    assert Works.from_dict(json.loads(json.dumps(works.to_dict()))) == works


def test_bounds_are_included() -> None:
    more = WorkItem("4", "Tuiles", Decimal(100), Decimal(20), amendment="AV-1", since=date(2026, 3, 2))
    works = replace(WORKS, items=(*WORKS.items, more))
    assert situation(works, [at("4", "100")], None, date(2026, 3, 2)).works_amount == 100
    with pytest.raises(TermsRefused):
        situation(works, [at("4", "100")], None, date(2026, 3, 1))
    whole = RateAmount.taxed("S", Decimal(20), Decimal("100000.01")).to_dict()
    given = WORKS.to_dict() | {"deposit": [whole], "deposit_from": "50", "deposit_to": "50"}
    assert read_works(given).deposit_from == 50
    with pytest.raises(TermsRefused) as refused:
        read_works(WORKS.to_dict() | {"deposit": [whole | {"tax_amount": "-1"}]})
    assert refused.value.code == "nothing_in_deposit"
