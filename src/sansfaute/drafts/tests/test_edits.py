"""Edits by hand as pure functions: the totals are always those of the norm, and a revert gives the proposal back."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sansfaute.drafts import rules
from sansfaute.drafts.rules.edits import refuse_amounts_of_corrections
from sansfaute.drafts.tests.factories import BuyerGiven, ItemGiven, SellerGiven, WorkGiven
from sansfaute.en16931 import rules as norm
from sansfaute.en16931 import totals
from sansfaute.en16931.syntaxes import json as json_form
from sansfaute.masterdata.rules import PaymentTerms

TODAY = date(2026, 10, 31)
GOODS = ItemGiven(code="BOOK", name="Livre", unit_code="C62", vat_rate=Decimal("5.50"), nature="goods")


def proposal(*work: WorkGiven) -> rules.Proposal:
    """Three lines at two rates, one with a discount."""
    sold = work or (
        WorkGiven(),
        WorkGiven(item=GOODS, quantity=Decimal(3), unit_price=Decimal("12.50")),
        WorkGiven(discount_percentage=Decimal(5), discount_origin="buyer", discount_reason="Fidélité"),
    )
    treatments = [rules.decide(rules.situation(BuyerGiven(), one.item, TODAY)) for one in sold]
    treated = [rules.TreatedWork(one, treatment) for one, treatment in zip(sold, treatments, strict=True)]
    terms = PaymentTerms(30)
    invoice = rules.document_of(SellerGiven(), BuyerGiven(), treated, issue_date=TODAY, terms=terms)
    key = rules.group_key(sold[0])
    return rules.Proposal(
        invoice=invoice,
        treatments=tuple(one.as_dict(str(number)) for number, one in enumerate(treatments, 1)),
        clauses=rules.clauses_of(BuyerGiven(), key, treated, terms),
        payment_terms=terms.to_dict(),
        purchase_order_reference="",
    )


def edit(*edits: rules.Edit, state: rules.Proposal | None = None) -> rules.Proposal:
    before = proposal()
    return rules.edited(state or before, before, edits, TODAY, 4)


def refused(*edits: rules.Edit) -> str:
    with pytest.raises(rules.EditUnsound) as unsound:
        edit(*edits)
    return unsound.value.code


class TestLines:
    def test_a_quantity_moves_amount_discount_and_totals(self) -> None:
        after = edit(rules.EditLine(line="3", quantity=Decimal(10))).invoice
        line = after.lines[2]
        assert (line.line_net_amount, line.allowances[0].amount) == (Decimal("874.00"), Decimal("46.00"))
        assert after.totals.total_without_vat == Decimal("1095.50")

    def test_a_line_more_takes_the_vat_of_another_and_a_number_never_used(self) -> None:
        after = edit(rules.AddLine(name="Frais de port", quantity=Decimal(1), unit_price=Decimal("9.90"), like="1"))
        assert (after.invoice.lines[3].identifier, after.invoice.lines[3].vat) == ("4", after.invoice.lines[0].vat)
        assert after.treatments[3]["line"] == "4"

    def test_a_line_less_takes_its_rate_out_of_the_breakdown(self) -> None:
        after = edit(rules.RemoveLine(line="2"))
        assert [one.vat_rate for one in after.invoice.vat_breakdown] == [Decimal("20.00")]
        assert [one["line"] for one in after.treatments] == ["1", "3"]

    def test_a_discount_by_hand_is_what_review_reads(self) -> None:
        after = edit(rules.EditLine(line="1", discount_percentage=Decimal("12.5"), discount_reason="Geste"))
        told = {one["line"]: one for one in after.clauses["discounts"]}
        assert (told["1"]["percentage"], told["1"]["origin"], told["3"]["origin"]) == ("12.5", "hand", "buyer")

    def test_a_lowered_price_is_a_discount_too(self) -> None:
        after = edit(rules.EditLine(line="1", unit_price=Decimal(46)))
        assert {one["line"]: one["percentage"] for one in after.clauses["discounts"]}["1"] == "50"

    def test_an_exemption_brings_its_mention_and_passes_the_norm(self) -> None:
        vat = rules.EditVat(
            line="2", category="E", rate=None, reason="formation agréée",
            exemption_reason="Exonération, article 261-4-4° du CGI",
        )  # fmt: skip
        after = edit(vat)
        exempt = next(one for one in after.invoice.vat_breakdown if one.vat_category_code == "E")
        assert (exempt.tax_amount, exempt.exemption_reason) == (Decimal("0.00"), vat.exemption_reason)
        assert next(one for one in after.treatments if one["line"] == "2")["why"]["fr"] == "formation agréée"
        found = norm.check(rules.finalise(after.invoice, invoice_number="F1", issue_date=TODAY, terms=after.terms))
        assert [one.rule for one in found if one.level == "error"] == []


class TestDocument:
    def test_a_discount_in_percent_is_shared_over_the_rates_and_follows_the_lines(self) -> None:
        after = edit(rules.EditDiscount(percentage=Decimal(10), reason="Remise exceptionnelle"))
        assert [(one.base_amount, one.amount) for one in after.invoice.allowances] == [
            (Decimal("358.80"), Decimal("35.88")), (Decimal("37.50"), Decimal("3.75")),
        ]  # fmt: skip
        assert after.clauses["discounts"][-1]["percentage"] == "10"
        less = edit(rules.RemoveLine(line="2"), state=after)
        assert [one.amount for one in less.invoice.allowances] == [Decimal("35.88")]

    def test_an_amount_is_shared_to_the_cent(self) -> None:
        after = edit(rules.EditDiscount(amount=Decimal("100.01")))
        assert sum(one.amount for one in after.invoice.allowances) == Decimal("100.01")
        assert after.invoice.totals.total_without_vat == Decimal("296.29")

    def test_other_terms_move_the_due_date(self) -> None:
        after = edit(rules.EditTerms(terms=PaymentTerms(45, end_of_month=True)))
        assert after.invoice.payment_due_date == date(2026, 12, 31)
        assert (after.clauses["terms_origin"], after.payment_terms["days"]) == ("hand", 45)

    def test_a_later_date_of_issue_moves_the_due_date(self) -> None:
        after = edit(rules.EditDates(issue_date=date(2026, 11, 15)))
        assert (after.invoice.issue_date, after.invoice.payment_due_date) == (date(2026, 11, 15), date(2026, 12, 15))

    def test_texts_are_added_changed_and_taken_away(self) -> None:
        after = edit(rules.EditText(subject_code="", text="Merci"), rules.EditText(subject_code="PMT", text="40 €"))
        texts = {one.subject_code: one.text for one in after.invoice.notes}
        assert (texts[None], texts["PMT"]) == ("Merci", "40 €")
        gone = edit(rules.EditText(subject_code="", text=" "), state=after)
        assert None not in {one.subject_code for one in gone.invoice.notes}

    def test_every_change_is_told_term_by_term(self) -> None:
        before = proposal()
        after = edit(
            rules.EditLine(line="1", quantity=Decimal(4)), rules.EditReferences(purchase_order_reference="BC9")
        )
        told = {
            (one["term"], one["line"]): (one["before"], one["after"])
            for one in rules.changes(before.invoice, after.invoice)
        }
        assert told["BT-129", "1"] == ("2", "4")
        assert told["BT-13", ""] == ("", "BC9")
        assert ("BT-129", "3") not in told


@pytest.mark.parametrize(
    ("edits", "code"),
    [
        ([rules.EditLine(line="9", quantity=Decimal(1))], "line_unknown"),
        ([rules.EditLine(line="1", quantity=Decimal(0))], "quantity_zero"),
        ([rules.EditLine(line="1", quantity=Decimal("NaN"))], "figure_impossible"),
        ([rules.EditLine(line="1", quantity=Decimal("1E+30"))], "figure_impossible"),
        ([rules.EditLine(line="1", quantity=Decimal("0.00001"))], "figure_too_fine"),
        ([rules.EditLine(line="1", unit_price=Decimal(-1))], "figure_out_of_bounds"),
        ([rules.EditLine(line="1", discount_percentage=Decimal(101))], "figure_out_of_bounds"),
        ([rules.EditLine(line="1", discount_percentage=Decimal(1), discount_amount=Decimal(1))], "two_discounts"),
        ([rules.EditLine(line="1", name="  ")], "name_missing"),
        ([rules.EditLine(line="1", name="a\x00b")], "text_unprintable"),
        ([rules.RemoveLine(line=one) for one in "123"], "last_line"),
        ([rules.EditVat(line="1", category="S", rate=Decimal(10), reason=" ")], "vat_without_reason"),
        ([rules.EditVat(line="1", category="E", rate=None, reason="x")], "vat_without_mention"),
        ([rules.EditVat(line="1", category="X", rate=None, reason="x")], "vat_category_unknown"),
        ([rules.EditVat(line="1", category="S", rate=None, reason="x")], "vat_rate_wrong"),
        ([rules.EditText(subject_code="PMD", text="")], "note_compulsory"),
        ([rules.EditText(subject_code="BAR", text="B2C")], "note_protected"),
        ([rules.EditDates(issue_date=date(2026, 10, 30))], "date_past"),
        ([rules.EditDates(issue_date=date(2028, 1, 1))], "date_far"),
        ([rules.EditDiscount(amount=Decimal(10000))], "discount_too_large"),
        ([rules.EditDiscount(amount=Decimal(10)), rules.RemoveLine(line="2")], "discount_without_lines"),
    ],
)
def test_what_cannot_be_is_refused_by_name(edits: list[rules.Edit], code: str) -> None:
    assert refused(*edits) == code


def test_the_amounts_of_a_correction_are_not_edited() -> None:
    refuse_amounts_of_corrections([rules.EditText(subject_code="", text="x")])
    with pytest.raises(rules.EditUnsound):
        refuse_amounts_of_corrections([rules.EditLine(line="1", quantity=Decimal(1))])


LINES = st.sampled_from("1234")
QUANTITIES = st.decimals("-50", "500", places=3).filter(bool)
PRICES = st.decimals("0", "9999", places=4)
SHARES = st.none() | st.decimals("0", "100", places=2)
NUMBERS = {"quantity": QUANTITIES, "unit_price": PRICES, "discount_percentage": SHARES}
MAYBE = {**NUMBERS, "quantity": st.none() | QUANTITIES, "unit_price": st.none() | PRICES}
RATES = st.sampled_from([Decimal(10), Decimal("5.5")])
EDITS: st.SearchStrategy[Any] = st.one_of(
    st.builds(rules.EditLine, line=LINES, **MAYBE),
    st.builds(rules.EditLine, line=LINES, discount_amount=st.decimals("0", "50", places=2)),
    st.builds(rules.AddLine, name=st.just("Port"), like=LINES, **NUMBERS),
    st.builds(rules.RemoveLine, line=LINES),
    st.builds(rules.EditDiscount, percentage=SHARES),
    st.builds(rules.EditDiscount, amount=st.decimals("0", "300", places=2)),
    st.builds(rules.EditTerms, terms=st.builds(PaymentTerms, days=st.integers(0, 90))),
    st.builds(rules.EditReferences, purchase_order_reference=st.sampled_from(["", "BC1"])),
    st.builds(rules.EditVat, line=LINES, category=st.just("S"), rate=RATES, reason=st.just("taux")),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.lists(EDITS, min_size=1, max_size=3), min_size=1, max_size=4))
def test_totals_are_always_those_of_the_norm_and_a_revert_gives_the_proposal_back(rounds: list[list[Any]]) -> None:
    before = proposal()
    state = before
    for edits in rounds:
        try:
            state = rules.edited(state, before, edits, TODAY, 4)
        except rules.EditUnsound:
            continue
        assert totals.calculate(state.invoice) == state.invoice
        assert json_form.from_dict(json_form.to_dict(state.invoice)) == state.invoice
        shown = sum((one.line_net_amount for one in state.invoice.lines), Decimal(0))
        less = sum((one.amount for one in state.invoice.allowances), Decimal(0))
        assert state.invoice.totals.total_without_vat == shown - less
        identifiers = [one.identifier for one in state.invoice.lines]
        assert len(set(identifiers)) == len(identifiers)
        assert {one["line"] for one in state.treatments} == set(identifiers)
    back = rules.edited(state, before, [rules.Revert()], TODAY, 4)
    assert back == before
    assert json_form.to_dict(back.invoice) == json_form.to_dict(before.invoice)
    assert replace(back) == back
