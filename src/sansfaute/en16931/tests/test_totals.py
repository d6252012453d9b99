"""One arithmetic, held against an independent one in exact fractions."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sansfaute.en16931.model import (
    DocumentAllowance,
    DocumentCharge,
    Invoice,
    Line,
    LineAllowance,
    LineCharge,
    Price,
    VatBreakdown,
)
from sansfaute.en16931.tests.exact import differences, expected, inconsistencies
from sansfaute.en16931.tests.random_invoices import Chance, random_invoice
from sansfaute.en16931.tests.samples import line, ordinary, uncalculated
from sansfaute.en16931.totals import (
    UNCALCULATED,
    ExchangeRate,
    calculate,
    line_net_amount,
    minor_unit,
    round_half_up,
)

AMOUNTS = st.decimals(min_value=-(10**6), max_value=10**6, places=2)
POSITIVE = st.decimals(min_value="0.01", max_value=10**6, places=2)
RATES = st.sampled_from([Decimal(rate) for rate in ("20", "20.00", "10", "5.5", "2.1", "8.5", "0")])


@st.composite
def lines(draw: st.DrawFn) -> Line:
    quantity = st.decimals(min_value=-(10**4), max_value=10**4, places=4)
    price = Price(
        item_net_price=draw(st.decimals(min_value=0, max_value=10**5, places=6)),
        base_quantity=draw(st.none() | st.decimals(min_value="0.0001", max_value=1000, places=4)),
    )
    return replace(
        line(1, rate=str(draw(RATES))),
        invoiced_quantity=draw(quantity),
        price=price,
        allowances=tuple(LineAllowance(amount=one) for one in draw(st.lists(POSITIVE, max_size=2))),
        charges=tuple(LineCharge(amount=one) for one in draw(st.lists(POSITIVE, max_size=2))),
    )


@st.composite
def invoices(draw: st.DrawFn) -> Invoice:
    changes = st.tuples(POSITIVE, RATES)
    invoice = uncalculated(*draw(st.lists(lines(), min_size=1, max_size=5)))
    allowances, charges = draw(st.lists(changes, max_size=2)), draw(st.lists(changes, max_size=2))
    totals = replace(UNCALCULATED, paid_amount=draw(st.none() | AMOUNTS), rounding_amount=draw(st.none() | AMOUNTS))
    return replace(
        invoice,
        currency_code=draw(st.sampled_from(["EUR", "JPY", "TND", "KWD", "USD"])),
        allowances=tuple(DocumentAllowance(amount=a, vat_category_code="S", vat_rate=r) for a, r in allowances),
        charges=tuple(DocumentCharge(amount=a, vat_category_code="S", vat_rate=r) for a, r in charges),
        totals=totals,
    )


@given(invoices())
@settings(deadline=None)
def test_not_a_cent_of_drift_from_exact_fractions(invoice: Invoice) -> None:
    assert differences(calculate(invoice), expected(invoice)) == []


@given(st.integers(min_value=0))
@settings(deadline=None)
def test_nor_with_nasty_figures_sub_lines_and_percentages(seed: int) -> None:
    invoice = random_invoice(Chance(seed))
    rate = ExchangeRate(accounting_amount=Decimal(1), invoice_amount=Decimal("1.0835"))
    found = calculate(invoice, exchange_rate=rate)
    assert differences(found, expected(invoice, rate=Fraction(10000, 10835))) == []
    assert inconsistencies(found) == []


@given(invoices())
@settings(deadline=None)
def test_calculating_again_changes_nothing(invoice: Invoice) -> None:
    once = calculate(invoice)
    assert repr(calculate(once)) == repr(once)


@given(invoices())
@settings(deadline=None)
def test_amounts_carry_the_decimals_of_their_currency(invoice: Invoice) -> None:
    done = calculate(invoice)
    amounts = [one.line_net_amount for one in done.lines]
    amounts += [amount for row in done.vat_breakdown for amount in (row.taxable_amount, row.tax_amount)]
    amounts += [done.totals.total_without_vat, done.totals.total_with_vat, done.totals.amount_due]
    assert {-amount.as_tuple().exponent for amount in amounts} == {minor_unit(invoice.currency_code)}
    assert not any(amount.is_zero() and amount.is_signed() for amount in amounts)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("0.005", 2, "0.01"),
        ("-0.005", 2, "-0.01"),
        ("2.675", 2, "2.68"),
        ("0.0049999999999999999999999999999999999999999", 2, "0.00"),
        ("-0.001", 2, "0.00"),
        ("0.5", 0, "1"),
        ("1.2345", 3, "1.235"),
        ("1.23455", 4, "1.2346"),
        ("0.000005", 5, "0.00001"),
        ("99999999999999999999999999999999999.995", 2, "100000000000000000000000000000000000.00"),
    ],
)
def test_half_goes_away_from_zero(value: str, places: int, text: str) -> None:
    assert str(round_half_up(Decimal(value), places)) == text


def test_vat_is_computed_on_the_summed_base_never_per_line() -> None:
    # 3 x 0.33 at 20 %: 0.198 in all, while 0.066 a line would make 3 x 0.07.
    done = calculate(uncalculated(*(line(n, quantity="1", price="0.33") for n in range(3))))
    assert str(done.totals.total_vat) == "0.20"


def test_a_repeating_quotient_is_not_taken_for_a_tie() -> None:
    assert line_net_amount(quantity=Decimal(1), item_net_price=Decimal(1), base_quantity=Decimal(3)) == Decimal("0.33")
    near_tie = Decimal("0.0149" + "9" * 80)
    assert line_net_amount(quantity=Decimal(1), item_net_price=near_tie) == Decimal("0.01")


def test_a_line_is_rounded_once_after_its_allowances() -> None:
    # 0.5 yen less one yen is -0.5, which goes away from zero; rounding first would make nothing.
    amount = line_net_amount(
        quantity=Decimal(1),
        item_net_price=Decimal("0.5"),
        allowances=[LineAllowance(amount=Decimal(1))],
        currency_code="JPY",
    )
    assert amount == -1


def test_reasons_of_exemption_follow_their_category_and_rate() -> None:
    rows = (
        VatBreakdown(
            taxable_amount=Decimal(0), tax_amount=Decimal(0), vat_category_code="E", vat_rate=Decimal("0.00"),
            exemption_reason="Formation", exemption_reason_code="VATEX-FR-CGI261-4",
        ),
        VatBreakdown(
            taxable_amount=Decimal(0), tax_amount=Decimal(0), vat_category_code="E", vat_rate=Decimal(0),
            exemption_reason="Une autre", exemption_reason_code=None,
        ),
    )  # fmt: skip
    invoice = replace(uncalculated(line(1), line(2, category="E", rate="0")), vat_breakdown=rows)
    taxed, exempt = calculate(invoice).vat_breakdown
    assert (taxed.exemption_reason, taxed.exemption_reason_code) == (None, None)
    assert (exempt.exemption_reason, exempt.exemption_reason_code) == ("Formation", "VATEX-FR-CGI261-4")


def test_out_of_scope_keeps_no_rate() -> None:
    one = line(1, category="O")
    done = calculate(uncalculated(replace(one, vat=replace(one.vat, vat_rate=None))))
    assert done.vat_breakdown[0].vat_rate is None
    assert done.totals.total_vat == 0


def test_totals_given_as_input_are_kept() -> None:
    given_totals = replace(
        UNCALCULATED, paid_amount=Decimal(10), rounding_amount=Decimal("0.01"),
        total_vat_in_accounting_currency=Decimal("7.00"),
    )  # fmt: skip
    totals = calculate(replace(uncalculated(line(1, price="10")), totals=given_totals)).totals
    assert totals.amount_due == Decimal("26.01")
    assert totals.total_vat_in_accounting_currency == 7
    assert (totals.sum_of_allowances, totals.sum_of_charges) == (None, None)


@pytest.mark.parametrize("quantity", ["NaN", "Infinity", "1E+500"])
def test_numbers_that_are_not_amounts_are_refused(quantity: str) -> None:
    with pytest.raises(ArithmeticError):
        calculate(uncalculated(line(1, quantity=quantity)))


def test_a_base_quantity_of_zero_is_refused() -> None:
    with pytest.raises(ArithmeticError):
        line_net_amount(quantity=Decimal(1), item_net_price=Decimal(1), base_quantity=Decimal(0))


def test_ten_thousand_lines_add_up() -> None:
    assert ordinary(10_000).totals.sum_of_line_net_amounts == Decimal("37.04") * 10_000
