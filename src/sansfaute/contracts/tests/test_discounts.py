"""Discounts: the one that a line gets, and what those of a document take off, to the cent."""

import json
from collections import defaultdict
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sansfaute.contracts.rules.discounts import DiscountTerm, discount_amount, discounts_of, read_discount
from sansfaute.contracts.rules.document_discounts import document_allowances, line_allowance
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.contracts.tests.price_strategies import CODES, DAYS, decimals

START = date(2026, 1, 1)
ASKED: dict[str, Any] = {"buyer_code": "C1", "item_code": "SEAT", "contract_number": "CT-1", "day": date(2026, 6, 1)}
KEYS = st.sampled_from([("S", Decimal(20)), ("S", Decimal("5.5")), ("S", Decimal(10)), ("AE", Decimal(0)), ("O", None)])


def term(percentage: str | None = "10", amount: str | None = None, **values: Any) -> DiscountTerm:
    given: dict[str, Any] = {
        "scope": "line",
        "since": START,
        "until": None,
        "reason": "Remise",
        "author": "Ana",
        **values,
    }
    return DiscountTerm(
        percentage=None if percentage is None else Decimal(percentage),
        amount=None if amount is None else Decimal(amount),
        **given,
    )


@st.composite
def random_term(draw: st.DrawFn, scope: str | None = None) -> DiscountTerm:
    since, until = draw(DAYS), draw(st.none() | DAYS)
    chosen = scope or draw(st.sampled_from(["line", "document"]))
    percent = draw(st.none() | decimals(100, 2).filter(bool))
    return term(
        None if percent is None else str(percent),
        str(draw(decimals(500, 2).filter(bool))) if percent is None else None,
        scope=chosen,
        since=since,
        until=None if until is None else max(since, until),
        buyer_code=draw(CODES),
        item_code="" if chosen == "document" else draw(CODES),
        contract_number=draw(CODES),
        currency_code=draw(st.sampled_from(["EUR", "USD"])),
        term_id=draw(st.sampled_from(["", "1", "2"])),
    )


class TestOfALine:
    def test_the_most_specific_wins_and_nothing_adds_up(self) -> None:
        ranked = [
            term("1", contract_number="CT-1", item_code="SEAT"),
            term("2", contract_number="CT-1"),
            term("3", buyer_code="C1", item_code="SEAT"),
            term("4", item_code="SEAT"),
            term("5", buyer_code="C1"),
            term("6", since=date(2026, 5, 1)),
            term("7"),
        ]
        for position, one in enumerate(ranked):
            assert discounts_of(reversed(ranked[position:]), **ASKED, scope="line") == (one,)

    def test_a_discount_ends_after_its_last_day(self) -> None:
        once = term(until=date(2026, 5, 31), since=date(2026, 5, 31))
        for day, found in ((30, ()), (31, (once,))):
            assert discounts_of([once], **ASKED | {"day": date(2026, 5, day)}, scope="line") == found
        assert discounts_of([once], **ASKED, scope="line") == ()

    def test_another_customer_or_currency_gets_nothing(self) -> None:
        assert discounts_of([term(buyer_code="C2")], **ASKED, scope="line") == ()
        dollars = term(None, "5", currency_code="USD")
        assert discounts_of([dollars], **ASKED, scope="line") == ()
        assert discounts_of([dollars], **ASKED, scope="line", currency_code="USD") == (dollars,)
        assert discounts_of([term(currency_code="USD")], **ASKED, scope="line") != ()

    @settings(max_examples=120, deadline=None)
    @given(terms=st.lists(random_term(), max_size=7), day=DAYS, buyer=CODES, item=CODES, contract=CODES, data=st.data())
    def test_the_order_of_terms_changes_nothing(
        self, terms: list[DiscountTerm], day: date, buyer: str, item: str, contract: str, data: st.DataObject
    ) -> None:
        asked: dict[str, Any] = {"buyer_code": buyer, "item_code": item, "contract_number": contract, "day": day}
        shuffled = data.draw(st.permutations(terms))
        of_line = discounts_of(terms, **asked, scope="line")
        assert len(of_line) <= 1
        assert of_line == discounts_of(shuffled, **asked, scope="line")
        of_document = discounts_of(terms, **asked, scope="document")
        assert of_document == discounts_of(shuffled, **asked, scope="document")
        assert [one.since for one in of_document] == sorted(one.since for one in of_document)

    def test_is_printed_as_an_allowance(self) -> None:
        found = line_allowance(term("12.5"), Decimal("33.33"))
        assert found is not None
        assert (found.amount, found.base_amount, found.percentage) == (
            Decimal("4.17"),
            Decimal("33.33"),
            Decimal("12.5"),
        )
        fixed = line_allowance(term(None, "50"), Decimal("33.33"))
        assert fixed is not None
        assert (fixed.amount, fixed.base_amount, fixed.reason) == (Decimal("33.33"), None, "Remise")
        assert line_allowance(term(None, "50"), Decimal("-10")) is None


class TestOfADocument:
    @settings(max_examples=100, deadline=None)
    @given(
        terms=st.lists(random_term(scope="document"), max_size=5),
        taxable=st.dictionaries(KEYS, decimals(3000, 2) | decimals(300, 2).map(lambda one: -one), max_size=5),
    )
    def test_allowances_add_up_to_what_each_discount_takes_of_the_rest(
        self, terms: list[DiscountTerm], taxable: dict[tuple[str, Decimal | None], Decimal]
    ) -> None:
        allowances = document_allowances(terms, taxable)
        left = sum(taxable.values(), Decimal(0))
        owed = Decimal(0)
        for one in terms:
            taken = discount_amount(one, left)
            left, owed = left - taken, owed + taken
        assert sum((one.amount for one in allowances), Decimal(0)) == owed
        assert owed <= max(sum(taxable.values()), 0)
        by_key: dict[tuple[str, Decimal | None], Decimal] = defaultdict(Decimal)
        for found in allowances:
            assert found.amount > 0
            assert found.amount == round(found.amount, 2)
            by_key[(found.vat_category_code, found.vat_rate)] += found.amount
        assert all(amount <= taxable[key] for key, amount in by_key.items())

    @settings(max_examples=120, deadline=None)
    @given(one=random_term(scope="document"), taxable=st.dictionaries(KEYS, decimals(3000, 2), min_size=1, max_size=5))
    def test_each_share_is_within_a_cent_of_its_proportion(
        self, one: DiscountTerm, taxable: dict[tuple[str, Decimal | None], Decimal]
    ) -> None:
        whole = sum(taxable.values(), Decimal(0))
        taken = discount_amount(one, whole)
        shares = {(found.vat_category_code, found.vat_rate): found for found in document_allowances([one], taxable)}
        for key, amount in taxable.items():
            share = shares[key].amount if key in shares else Decimal(0)
            assert abs(Fraction(share) - Fraction(taken) * Fraction(amount) / Fraction(whole or 1)) < Fraction(1, 100)
            if key in shares and shares[key].percentage is not None:
                assert share == discount_amount(one, shares[key].base_amount or Decimal(0))

    def test_the_cent_left_over_goes_to_the_largest_remainder(self) -> None:
        taxable: dict[tuple[str, Decimal | None], Decimal] = {
            ("S", Decimal(20)): Decimal("33.33"),
            ("S", Decimal("5.5")): Decimal("33.33"),
            ("E", Decimal(0)): Decimal("33.34"),
        }
        found = document_allowances([term(scope="document")], taxable)
        assert [one.amount for one in found] == [Decimal("3.33"), Decimal("3.33"), Decimal("3.34")]
        assert [one.percentage for one in found] == [Decimal(10), Decimal(10), None]

    def test_each_is_taken_of_what_the_one_before_has_left(self) -> None:
        taxable: dict[tuple[str, Decimal | None], Decimal] = {("S", Decimal(20)): Decimal(1000)}
        terms = [term("10", scope="document"), term("10", scope="document"), term(None, "5000", scope="document")]
        amounts = [one.amount for one in document_allowances(terms, taxable)]
        assert amounts == [Decimal("100.00"), Decimal("90.00"), Decimal("810.00")]

    def test_yen_have_no_cents(self) -> None:
        taxable: dict[tuple[str, Decimal | None], Decimal] = {
            ("S", Decimal(20)): Decimal(101),
            ("O", None): Decimal(50),
        }
        found = document_allowances([term("5", scope="document")], taxable, 0)
        assert [str(one.amount) for one in found] == ["5", "3"]


class TestReading:
    @settings(max_examples=100, deadline=None)
    @given(one=random_term())
    def test_what_is_written_reads_back(self, one: DiscountTerm) -> None:
        stored = json.loads(json.dumps(one.to_dict()))
        assert DiscountTerm.from_dict(stored) == one
        assert read_discount(stored) == one

    @pytest.mark.parametrize(
        ("code", "changed"),
        [
            ("unknown_discount_scope", {"scope": "invoice"}),
            ("value_missing", {"reason": " "}),
            ("value_missing", {"author": ""}),
            ("value_missing", {"since": None}),
            ("until_before_since", {"until": "31/12/2025"}),
            ("discount_percentage_or_amount", {"amount": "5"}),
            ("discount_percentage_or_amount", {"percentage": None}),
            ("discount_of_nothing", {"percentage": "0"}),
            ("discount_of_nothing", {"percentage": "", "amount": "0"}),
            ("percentage_too_large", {"percentage": "100,5"}),
            ("negative_number", {"percentage": "-5"}),
            ("discount_item_on_document", {"scope": "document", "item_code": "SEAT"}),
            ("unreadable_currency", {"currency_code": "EURO"}),
        ],
    )
    def test_refused_with_a_sentence(self, code: str, changed: dict[str, Any]) -> None:
        with pytest.raises(TermsRefused) as refused:
            read_discount(term().to_dict() | changed)
        assert refused.value.code == code
        assert "{" not in refused.value.fr + refused.value.en

    def test_is_said_as_a_sentence(self) -> None:
        with pytest.raises(TermsRefused) as refused:
            read_discount(term().to_dict() | {"reason": ""})
        assert refused.value.fr == "Il manque le motif de la remise : indiquez cette valeur."
