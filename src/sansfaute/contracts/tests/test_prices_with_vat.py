"""Prices agreed with VAT, discounts of documents by contract, and what corrections leave of an item: pure rules."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sansfaute.contracts.rules.corrected_work import Given, given_back, is_given_back, standing, why_not_again
from sansfaute.contracts.rules.corrected_work import with_correction as corrected
from sansfaute.contracts.rules.document_discounts import (
    Carried,
    VatKey,
    carried_allowances,
    document_discounts,
    document_terms_of,
)
from sansfaute.contracts.rules.vat_included import price_with_vat, with_rate, without_vat
from sansfaute.contracts.rules.written_rhythms import read_periodicity, written_periodicity
from sansfaute.contracts.tests.price_strategies import decimals
from sansfaute.contracts.tests.test_discounts import START, term

STANDARD: VatKey = ("S", Decimal(20))
REDUCED: VatKey = ("S", Decimal("5.5"))
CELLS = st.dictionaries(
    st.tuples(st.sampled_from(["", "CT-1", "CT-2"]), st.sampled_from([STANDARD, REDUCED])),
    decimals(3000, 2),
    min_size=1,
    max_size=5,
)


def test_an_amount_with_vat_is_told_without_it() -> None:
    basis = with_rate({"with_vat": True}, Decimal("5.5"))
    assert without_vat(Decimal("10.00"), basis) == Decimal("9.48")
    assert without_vat(Decimal("10.00"), {}) == Decimal("10.00")
    assert with_rate({"price_from": "list"}, Decimal(20)) == {"price_from": "list"}
    assert price_with_vat(Decimal(245), Decimal(20)) == Decimal(294)
    assert price_with_vat(Decimal(245), None) == Decimal(245)


def test_a_discount_of_a_contract_is_taken_of_its_lines_alone() -> None:
    worth = {("CT-1", STANDARD): Decimal(100), ("CT-2", STANDARD): Decimal(300), ("CT-2", REDUCED): Decimal(100)}
    found = document_discounts([term("50", scope="document", contract_number="CT-2")], worth)
    assert [(one.allowance.vat_rate, one.allowance.amount, one.base) for one in found] == [
        (Decimal(20), Decimal("150.00"), Decimal("300.00")),
        (Decimal("5.5"), Decimal("50.00"), Decimal("100.00")),
    ]


@settings(max_examples=100, deadline=None)
@given(worth=CELLS, percentages=st.lists(decimals(100, 2).filter(bool), min_size=1, max_size=3))
def test_no_cell_is_ever_discounted_below_nothing_and_shares_add_up(
    worth: dict[tuple[str, VatKey], Decimal], percentages: list[Decimal]
) -> None:
    terms = [
        term(str(one), scope="document", contract_number=("", "CT-1", "CT-2")[rank])
        for rank, one in enumerate(percentages)
    ]
    taken = sum((one.allowance.amount for one in document_discounts(terms, worth)), Decimal(0))
    left = {cell: Fraction(amount) for cell, amount in worth.items()}
    for one in terms:
        for cell in left:
            if one.contract_number in ("", cell[0]):
                left[cell] *= 1 - Fraction(one.percentage or 0) / 100
    assert 0 <= taken <= sum(worth.values())
    assert abs(Fraction(taken) - (Fraction(sum(worth.values())) - sum(left.values()))) <= Fraction(3, 100)


def test_the_terms_of_a_document_are_those_of_its_contracts_in_their_turn() -> None:
    terms = [
        term("1", scope="document", contract_number="CT-9"),
        term("2", scope="document", contract_number="CT-1"),
        term("3", scope="document"),
        term("4"),
    ]
    found = document_terms_of(terms, buyer_code="C1", contract_numbers=["CT-1", ""], day=START)
    assert [one.percentage for one in found] == [Decimal(2), Decimal(3)]


@settings(max_examples=100, deadline=None)
@given(amounts=st.lists(decimals(500, 2).filter(bool), min_size=1, max_size=6), discount=decimals(100, 2))
def test_a_credit_of_all_lines_gives_back_all_the_discount(amounts: list[Decimal], discount: Decimal) -> None:
    whole = sum(amounts, Decimal(0))
    kept = [Carried("Remise", discount, whole)]
    found = carried_allowances((STANDARD, one, kept) for one in amounts)
    assert sum((one.amount for one in found), Decimal(0)) == discount


def test_what_corrections_give_back_is_known_once_in_any_order() -> None:
    part = Given("A", "AV-1", "amount", Decimal("30.00"))
    full = Given("B", "AV-2", "full", Decimal("60.00"))
    basis = corrected(corrected({"share": "1"}, part), part)
    assert standing(Decimal(100), basis) == Decimal(70)
    assert not is_given_back(Decimal(100), basis)
    for both in (corrected(basis, full), corrected(corrected({}, full), part)):
        assert given_back(Decimal(100), both) == Decimal(100)
        assert is_given_back(Decimal(100), both)
    again = corrected(corrected({}, full), Given("C", "F-3", "replacement", Decimal("-100.00")))
    assert standing(Decimal(100), again) == Decimal(100)


@pytest.mark.parametrize(
    ("kind", "basis", "code"),
    [
        ("usage", corrected({}, Given("A", "AV-1", "full", Decimal(10))), ""),
        ("usage", {}, "again_standing"),
        ("usage", corrected({}, Given("A", "AV-1", "lines", Decimal(4))), "again_standing"),
        ("deposit", corrected({}, Given("A", "AV-1", "full", Decimal(10))), "again_of_clause"),
        ("order", corrected({}, Given("A", "AV-1", "full", Decimal(10), is_replaced=True)), "again_replaced"),
        ("order", {"again": {"key": "x"}}, "again_already"),
    ],
)
def test_work_is_billed_again_only_when_nothing_of_it_stands(kind: str, basis: dict[str, object], code: str) -> None:
    assert why_not_again(kind, Decimal(10), basis) == code


@pytest.mark.parametrize(
    ("text", "unit", "count", "alignment"),
    [
        ("Mensuel", "month", 1, "civil"),
        ("toutes les 4 semaines", "week", 4, "anniversary"),
        ("hebdomadaire", "week", 1, "anniversary"),
        ("every 10 days", "day", 10, "anniversary"),
        ("5 mois", "month", 5, "anniversary"),
        ("trimestriel anniversaire", "month", 3, "anniversary"),
        ("tous les 2 mois", "month", 2, "civil"),
        ("2026-01-15, 2026-04-01, 2026-09-30", "calendar", 1, "anniversary"),
    ],
)
def test_a_file_says_how_often_a_line_is_billed(text: str, unit: str, count: int, alignment: str) -> None:
    found = read_periodicity(text)
    assert found is not None
    assert (found.unit, found.count, found.alignment) == (unit, count, alignment)
    assert read_periodicity(written_periodicity(found.to_dict())) == found


@pytest.mark.parametrize("text", ["", "parfois", "0 jours", "2026-04-01, 2026-01-15", "2026-04-01", "400 mois"])
def test_what_says_no_rhythm_is_refused(text: str) -> None:
    assert read_periodicity(text) is None
