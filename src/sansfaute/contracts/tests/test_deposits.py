"""Deposits: deducted once, at their own rate, by lines or in BT-113, with VAT that adds up at each rate."""

import json
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as some

from sansfaute.contracts.rules.deposits import (
    Deduction,
    Deposit,
    after_credit,
    credit_note_on,
    deductions,
    derivation,
    read_deposit,
)
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.contracts.rules.vat_shares import RateAmount, by_rate, total_with_vat

TWENTY, TEN = Decimal(20), Decimal(10)


def base(rate: Decimal, amount: str) -> RateAmount:
    return RateAmount("S", rate, Decimal(amount))


def deposit(number: str, *rows: tuple[Decimal, str], day: int = 1) -> Deposit:
    taxed = tuple(RateAmount.taxed("S", rate, Decimal(amount)) for rate, amount in rows)
    return Deposit(number, date(2026, 1, day), taxed, paid_on=date(2026, 2, 1))


FIRST, SECOND = deposit("A-1", (TWENTY, "300.00")), deposit("A-2", (TWENTY, "200.00"), (TEN, "50.00"), day=2)
FINAL = (base(TWENTY, "1000.00"), base(TEN, "80.00"))


def test_by_lines_the_final_invoice_is_taxed_on_what_remains() -> None:
    found = deductions((SECOND, FIRST), FINAL, "lines")
    assert [(one.number, one.rate.vat_rate, one.rate.taxable_amount) for one in found.deducted] == [
        ("A-1", 20, 300), ("A-2", 20, 200), ("A-2", 10, 50),
    ]  # fmt: skip
    assert found.final_rates == (
        RateAmount("S", TWENTY, Decimal(500), Decimal(100)), RateAmount("S", TEN, Decimal(30), Decimal(3)),
    )  # fmt: skip
    assert (found.prepaid_amount, found.amount_due, found.tax_differences) == (0, Decimal(633), ())


def test_in_bt_113_the_final_invoice_is_taxed_on_the_whole() -> None:
    found = deductions((FIRST, SECOND), FINAL, "prepaid")
    assert total_with_vat(found.final_rates) == Decimal(1288)
    assert (found.prepaid_amount, found.amount_due) == (Decimal(655), Decimal(633))
    assert all(not row.with_vat for one in found.left for row in one.balance())


def test_bt_113_holds_only_what_was_paid() -> None:
    unpaid = replace(FIRST, paid_on=None)
    with pytest.raises(TermsRefused) as refused:
        deductions((unpaid,), FINAL, "prepaid")
    assert refused.value.code == "deposit_unpaid"
    assert deductions((unpaid,), FINAL, "lines").amount_due == Decimal(928)


def test_a_deposit_larger_than_the_final_invoice_is_refused_kept_or_credited() -> None:
    final = (base(TWENTY, "250.00"),)
    with pytest.raises(TermsRefused) as refused:
        deductions((FIRST,), final, "lines")
    assert refused.value.code == "deposit_above_final"
    assert "50,00" in refused.value.fr
    kept = deductions((FIRST,), final, "lines", excess="keep")
    assert kept.amount_due == 0
    (left,) = kept.left
    assert left.balance() == (RateAmount("S", TWENTY, Decimal(50), Decimal(10)),)
    again = deductions((left,), (base(TWENTY, "60.00"),), "prepaid")
    assert (again.prepaid_amount, again.amount_due) == (Decimal(60), Decimal(12))
    (credit,) = deductions((FIRST,), final, "lines", excess="credit").credits
    assert (credit.type_code, credit.preceding_number, credit.total_with_vat) == ("503", "A-1", Decimal(60))


def test_a_deposit_at_a_rate_that_the_final_invoice_has_not_is_refused_or_credited() -> None:
    with pytest.raises(TermsRefused) as refused:
        deductions((FIRST,), (base(TEN, "1000.00"),), "prepaid")
    assert refused.value.code == "deposit_at_other_rate"
    found = deductions((FIRST,), (base(TEN, "1000.00"),), "prepaid", excess="credit")
    assert (found.deducted, found.prepaid_amount, found.amount_due) == ((), 0, Decimal(1100))
    assert found.credits[0].total_with_vat == Decimal(360)
    assert found.left[0].balance()[0].with_vat == 0


def test_a_credit_note_on_a_deposit_never_exceeds_what_is_left() -> None:
    part = credit_note_on(FIRST, (RateAmount("S", TWENTY, Decimal(100), Decimal(20)),))
    left = after_credit(FIRST, part)
    assert credit_note_on(left).total_with_vat == Decimal(240)
    assert credit_note_on(replace(FIRST, type_code="500")).type_code == "261"
    for rates, code in (
        ((RateAmount("S", TWENTY, Decimal("200.01"), Decimal(40)),), "credit_above_deposit"),
        ((RateAmount("S", TEN, Decimal(1), Decimal("0.10")),), "credit_above_deposit"),
        ((RateAmount("S", TWENTY, Decimal(100), Decimal("40.01")),), "credit_above_deposit"),
        ((RateAmount("S", TWENTY, Decimal(-1), Decimal(20)),), "credit_above_deposit"),
        ((RateAmount("S", TWENTY, Decimal(100), Decimal(-1)),), "credit_above_deposit"),
        ((), "nothing_to_credit"),
    ):
        with pytest.raises(TermsRefused) as refused:
            credit_note_on(left, rates)
        assert refused.value.code == code
        assert "{" not in refused.value.fr + refused.value.en
    with pytest.raises(TermsRefused, match="Nothing is left"):
        credit_note_on(after_credit(left, credit_note_on(left)))


def test_the_cents_that_documents_taxed_apart_cannot_avoid_are_told() -> None:
    small = [deposit(f"A-{place}", (TWENTY, "0.03"), day=place) for place in (1, 2, 3)]  # each with 0.01 of VAT
    found = deductions(small, (base(TWENTY, "0.09"),), "lines")
    assert found.tax_differences == (RateAmount("S", TWENTY, Decimal(0), Decimal("0.01")),)  # 0.03 for 0.02
    whole = deductions(small, (base(TWENTY, "0.09"),), "prepaid")
    assert (whole.tax_differences, whole.amount_due) == ((), Decimal("-0.01"))


@pytest.mark.parametrize(
    ("given", "final", "code"),
    [
        ((FIRST, FIRST), FINAL, "deposit_named_twice"),
        ((FIRST,), (base(TWENTY, "-1"),), "negative_final"),
        ((FIRST,), (base(TWENTY, "1.005"),), "amount_not_whole"),
    ],
)
def test_what_would_deduct_wrongly_is_refused(
    given: tuple[Deposit, ...], final: tuple[RateAmount, ...], code: str
) -> None:
    with pytest.raises(TermsRefused) as refused:
        deductions(given, final, "lines")
    assert refused.value.code == code


def test_a_deposit_is_read_or_refused() -> None:
    assert read_deposit(json.loads(json.dumps(SECOND.to_dict()))) == SECOND
    for change, code in (
        ({"rates": []}, "nothing_in_deposit"),
        ({"rates": [{**SECOND.rates[0].to_dict(), "tax_amount": "-1"}]}, "nothing_in_deposit"),
        ({"rates": [base(TWENTY, "0").to_dict()]}, "nothing_in_deposit"),
        ({"used": [RateAmount("S", TWENTY, Decimal(201), Decimal(0)).to_dict()]}, "deposit_overused"),
        ({"type_code": "380"}, "unknown_word"),
        ({"rates": [{**SECOND.rates[0].to_dict(), "tax_amount": "0.001"}]}, "amount_not_whole"),
        ({"rates": ["20"]}, "unreadable_rows"),
    ):
        with pytest.raises(TermsRefused) as refused:
            read_deposit(SECOND.to_dict() | change)
        assert refused.value.code == code


def test_the_derivation_names_deposits() -> None:
    told = derivation((FIRST, SECOND), FINAL, "prepaid")
    assert told.value == "633.00"
    assert [one.source for one in told.parts if one.name == "deducted_deposit"] == ["A-1", "A-2", "A-2"]
    assert "BT-113" in told.fr


rates = some.sampled_from([TWENTY, TEN, Decimal("5.5"), Decimal("2.1")])
amounts = some.decimals("0.01", "5000", places=2)


@some.composite
def chains(draw: some.DrawFn) -> tuple[list[Deposit], list[tuple[RateAmount, ...]]]:
    """Deposits of one or more rates, and final invoices one after the other."""
    deposits = []
    for place in range(draw(some.integers(1, 4))):
        rows = [(rate, str(draw(amounts))) for rate in sorted(draw(some.sets(rates, min_size=1)))]
        deposits.append(deposit(f"A-{place}", *rows, day=place + 1))
    finals = [
        tuple(RateAmount("S", rate, draw(amounts)) for rate in draw(some.sets(rates, min_size=1)))
        for _ in range(draw(some.integers(1, 4)))
    ]
    return deposits, finals


def cents(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"), ROUND_HALF_UP)


@given(chains(), some.sampled_from(["lines", "prepaid"]))
def test_over_any_chain_of_invoices_each_deposit_is_deducted_once_and_vat_adds_up_at_each_rate(
    chain: tuple[list[Deposit], list[tuple[RateAmount, ...]]], method: str
) -> None:
    deposits, finals = chain
    left = tuple(deposits)
    seen: list[RateAmount] = []
    for final in finals:
        found = deductions(left, final, method, excess="keep")  # type: ignore[arg-type] # one of the two words
        taken = by_rate(one.rate for one in found.deducted)
        seen += [one.rate for one in found.deducted]
        for row in final:
            own = next((one for one in taken if one.key == row.key), RateAmount(*row.key, Decimal(0)))
            out = next(one for one in found.final_rates if one.key == row.key)
            whole_tax = cents(row.taxable_amount * row.vat_rate / 100)
            moved = sum(one.tax_amount for one in found.tax_differences if one.key == row.key)
            assert 0 <= own.taxable_amount <= row.taxable_amount
            assert out.tax_amount == cents(out.taxable_amount * row.vat_rate / 100)  # BR-CO-17
            if method == "lines":
                assert out.taxable_amount + own.taxable_amount == row.taxable_amount
                assert out.tax_amount + own.tax_amount == whole_tax + moved
                assert abs(moved) <= Decimal("0.01") * (len(deposits) * (len(finals) + 1))
            else:
                assert (out.taxable_amount, out.tax_amount, moved) == (row.taxable_amount, whole_tax, 0)
        whole = total_with_vat(found.final_rates)
        assert found.amount_due == whole - (total_with_vat(taken) if method == "prepaid" else 0)
        left = found.left
        assert Deduction.from_dict(json.loads(json.dumps(found.to_dict()))) == found
    for rate in by_rate(row for one in deposits for row in one.rates):
        rest = by_rate(row for one in left for row in one.balance())
        used = by_rate(seen)
        parts = [one for rows in (rest, used) for one in rows if one.key == rate.key]
        assert sum(one.taxable_amount for one in parts) == rate.taxable_amount
        assert sum(one.tax_amount for one in parts) == rate.tax_amount
        assert all(one.taxable_amount >= 0 and one.tax_amount >= 0 for one in parts)
