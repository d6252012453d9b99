"""Prices entered with VAT: what the customer pays never moves, and the document keeps every rule of EN 16931."""

from dataclasses import replace
from decimal import ROUND_UP, Context, Decimal, Inexact, localcontext
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
    LogisticsCharge,
    Price,
)
from sansfaute.en16931.rules import check
from sansfaute.en16931.tests.exact import PLACES, displayed, has_base, inconsistencies
from sansfaute.en16931.tests.random_invoices import Chance, priced_with_vat
from sansfaute.en16931.tests.samples import line, uncalculated
from sansfaute.en16931.tests.sub_lines import child, group
from sansfaute.en16931.totals import UNCALCULATED, CalculationRefused, ExchangeRate, calculate, calculate_vat_included
from sansfaute.en16931.values import ABSENT


def sold(*prices: str, rate: str = "20", quantity: str = "1") -> tuple[Line, ...]:
    return tuple(line(n, quantity=quantity, price=price, rate=rate) for n, price in enumerate(prices, 1))


def shop(*lines: Line) -> Invoice:
    return calculate_vat_included(uncalculated(*lines))


def told(invoice: Invoice) -> tuple[str, str, str, str | None, str]:
    """BT-109, BT-110, BT-112, BT-114, BT-115."""
    totals = invoice.totals
    rounding = None if totals.rounding_amount is None else str(totals.rounding_amount)
    return (
        str(totals.total_without_vat), str(totals.total_vat), str(totals.total_with_vat), rounding,
        str(totals.amount_due),
    )  # fmt: skip


@given(st.integers(min_value=0))
@settings(deadline=None)
def test_what_is_due_is_what_was_displayed(seed: int) -> None:
    invoice = priced_with_vat(Chance(seed))
    found = calculate_vat_included(invoice)
    assert inconsistencies(found) == []
    rounding = Fraction(found.totals.rounding_amount or 0)
    unit = Fraction(1, 10 ** PLACES.get(invoice.currency_code, 2))
    assert Fraction(found.totals.total_with_vat) + rounding == displayed(invoice)
    assert abs(rounding) in (0, unit)
    assert repr(calculate(found)) == repr(found)
    assert all(
        one.price.item_net_price >= 0 and one.price.item_net_price.as_tuple().exponent >= -6 for one in found.lines
    )


@given(st.integers(min_value=0))
@settings(deadline=None)
def test_a_rounding_amount_is_used_only_where_a_rate_alone_has_no_base(seed: int) -> None:
    invoice = priced_with_vat(Chance(seed))
    found = calculate_vat_included(invoice)
    rows = [row for row in found.vat_breakdown if row.vat_rate]
    if len(rows) == 1:
        places = PLACES.get(invoice.currency_code, 2)
        free = sum((Fraction(row.taxable_amount) for row in found.vat_breakdown if not row.vat_rate), Fraction(0))
        possible = has_base(displayed(invoice) - free, Fraction(rows[0].vat_rate or 0), places)
        assert possible is (found.totals.rounding_amount is None)


@given(st.integers(min_value=0))
@settings(deadline=None)
def test_what_is_sold_without_vat_does_not_move(seed: int) -> None:
    invoice = priced_with_vat(Chance(seed))
    before, after = calculate(invoice), calculate_vat_included(invoice)
    for one, other in zip(before.lines, after.lines, strict=True):
        if not one.vat.vat_rate:
            assert repr(one) == repr(other)


def test_a_round_price_gives_a_round_net_price() -> None:
    done = shop(*sold("12.00", "9.99", quantity="3"))
    assert [str(one.price.item_net_price) for one in done.lines] == ["10.00", "8.325"]
    assert [str(one.line_net_amount) for one in done.lines] == ["30.00", "24.98"]
    assert told(done) == ("54.98", "11.00", "65.98", "-0.01", "65.97")


def test_a_price_without_base_is_reached_by_the_rounding_amount() -> None:
    assert told(shop(*sold("0.03"))) == ("0.03", "0.01", "0.04", "-0.01", "0.03")
    assert told(shop(*sold("0.03", quantity="-1"))) == ("-0.03", "-0.01", "-0.04", "0.01", "-0.03")


def test_two_rates_without_base_make_up_for_each_other() -> None:
    done = shop(*sold("0.03"), *sold("0.03", rate="20.0"), *sold("0.06", rate="10"))
    assert told(shop(*sold("0.03"), *sold("0.16", rate="10")))[2:] == ("0.19", None, "0.19")
    assert done.totals.total_with_vat + (done.totals.rounding_amount or 0) == Decimal("0.12")


def test_one_rate_without_base_moves_another_that_has_one_by_a_unit() -> None:
    done = shop(*sold("0.03"), *sold("10.00", rate="5.5"))
    assert told(done)[2:] == ("10.03", None, "10.03")
    assert [str(row.taxable_amount) for row in done.vat_breakdown] in (["0.03", "9.47"], ["0.02", "9.49"])


def test_what_has_no_vat_is_never_moved_to_help_another_rate() -> None:
    done = shop(
        *sold("0.03"), *(replace(one, vat=replace(one.vat, vat_category_code="E")) for one in sold("5", rate="0"))
    )
    assert told(done) == ("5.03", "0.01", "5.04", "-0.01", "5.03")


def test_the_cents_go_to_the_largest_remainders() -> None:
    # 3 x 1.00 at 20 %: base 2.50, and each third is 0.8333…: two lines of 0.83, the first of 0.84.
    done = shop(*sold("1.00", "1.00", "1.00"))
    assert [str(one.line_net_amount) for one in done.lines] == ["0.84", "0.83", "0.83"]
    assert [str(one.price.item_net_price) for one in done.lines] == ["0.84", "0.833333", "0.833333"]
    assert told(done) == ("2.50", "0.50", "3.00", None, "3.00")


def test_a_free_line_gets_no_cent() -> None:
    done = shop(*sold("0.00", "1.00", "1.00", "1.00"))
    assert [str(one.line_net_amount) for one in done.lines] == ["0.00", "0.84", "0.83", "0.83"]


def test_large_quantities_are_priced_by_the_hundred() -> None:
    done = shop(*sold("0.001", quantity="1000000.0001"), *sold("0.01", "0.01"))
    assert told(done)[4] == "1000.02"
    first = done.lines[0]
    assert first.price.base_quantity in (None, Decimal(10), Decimal(100))
    assert inconsistencies(done) == []


def test_the_price_of_a_thousand_stays_that_of_a_thousand_or_more() -> None:
    thousand = replace(
        line(1, quantity="123456789"), price=Price(item_net_price=Decimal("1"), base_quantity=Decimal(1000))
    )
    done = shop(thousand, *sold("0.01", "0.01", "0.05"))
    base = done.lines[0].price.base_quantity
    assert base is not None
    assert base % 1000 == 0
    assert inconsistencies(done) == []


def test_discount_and_gross_price_lose_their_vat_too() -> None:
    price = Price(item_net_price=Decimal(12), item_price_discount=Decimal("1.20"), item_gross_price=Decimal("13.20"))
    done = shop(replace(line(1), price=price)).lines[0].price
    written = (str(done.item_net_price), str(done.item_price_discount), str(done.item_gross_price))
    assert written == ("10.00", "1.00", "11.00")
    alone = shop(replace(line(1), price=replace(price, item_gross_price=None))).lines[0].price
    assert (str(alone.item_price_discount), alone.item_gross_price) == ("1.00", None)
    bare = shop(replace(line(1), price=replace(price, item_price_discount=None))).lines[0].price
    assert (bare.item_price_discount, str(bare.item_gross_price)) == (None, "11.00")


def test_a_gross_price_keeps_its_distance_when_the_cent_moves_the_price() -> None:
    price = Price(item_net_price=Decimal(1), item_price_discount=Decimal("0.12"), item_gross_price=Decimal("1.12"))
    first = shop(*(replace(one, price=price) for one in sold("1", "1", "1"))).lines[0].price
    assert (str(first.item_net_price), str(first.item_price_discount)) == ("0.84", "0.10")
    assert first.item_gross_price == Decimal("0.94")


def test_a_price_of_more_units_takes_its_discount_with_it() -> None:
    price = Price(item_net_price=Decimal("0.01"), item_price_discount=Decimal("0.12"), item_gross_price=Decimal("0.13"))
    many = replace(line(1, quantity="7000003"), price=price)
    first = shop(many, *sold("0.01", "0.04")).lines[0].price
    assert first.base_quantity is not None
    assert first.item_price_discount == Decimal("0.1") * first.base_quantity
    assert first.item_gross_price == first.item_net_price + first.item_price_discount


def test_allowances_and_charges_lose_their_vat() -> None:
    less = LineAllowance(amount=Decimal("1.20"), base_amount=Decimal("12.00"), percentage=Decimal(10))
    more = LineCharge(amount=Decimal("2.40"))
    done = shop(replace(line(1, quantity="1", price="12"), allowances=(less,), charges=(more,)))
    one = done.lines[0]
    assert one.allowances == (replace(less, amount=Decimal(1), base_amount=Decimal(10)),)
    assert one.charges == (replace(more, amount=Decimal(2)),)
    assert told(done) == ("11.00", "2.20", "13.20", None, "13.20")


def test_percentages_are_those_of_prices_with_vat() -> None:
    tenth = LineAllowance(amount=ABSENT, percentage=Decimal(10))
    off = DocumentAllowance(amount=ABSENT, percentage=Decimal(50), vat_category_code="S", vat_rate=Decimal(20))
    shopped = uncalculated(replace(line(1, quantity="1", price="12"), allowances=(tenth,)))
    done = calculate_vat_included(replace(shopped, allowances=(off,)))
    assert told(done) == ("4.50", "0.90", "5.40", None, "5.40")
    assert (str(done.allowances[0].amount), str(done.allowances[0].base_amount)) == ("4.50", "9.00")


def test_allowances_and_charges_of_the_document_take_their_share() -> None:
    s20 = {"vat_category_code": "S", "vat_rate": Decimal(20)}
    shopped = replace(
        uncalculated(*sold("1.00", "1.00")),
        charges=(DocumentCharge(amount=Decimal("1.00"), **s20),),
        logistics_charges=(LogisticsCharge(description="Port", amount=Decimal("1.00"), **s20),),
        allowances=(
            DocumentAllowance(amount=Decimal("1.00"), **s20),
            DocumentAllowance(amount=Decimal(3), vat_category_code="E"),
        ),
    )
    done = calculate_vat_included(shopped)
    assert told(done)[2:] == ("0.00", None, "0.00")
    # 0.83 + 0.83 + 0.83 + 0.84 - 0.83 = 2.50: an allowance of 0.8333 is -0.8333, whose remainder is the largest.
    nets = [str(one.line_net_amount) for one in done.lines]
    nets += [str(one.amount) for one in (*done.charges, *done.logistics_charges, *done.allowances)]
    assert nets == ["0.84", "0.83", "0.83", "0.83", "0.83", "3.00"]


def test_a_quantity_of_zero_leaves_the_cent_to_a_charge_or_allowance() -> None:
    nothing = replace(
        line(1, quantity="0"), charges=(LineCharge(amount=Decimal("1.00")), LineCharge(amount=Decimal(1)))
    )
    done = shop(nothing, *sold("1.00"))
    assert [str(one.amount) for one in done.lines[0].charges] == ["0.83", "0.84"]
    assert inconsistencies(done) == []
    off = replace(
        line(1, quantity="0"), allowances=(LineAllowance(amount=Decimal(1)), LineAllowance(amount=Decimal(1)))
    )
    done = shop(off, *sold("9.00"))
    assert [str(one.amount) for one in done.lines[0].allowances] in (["0.83", "0.83"], ["0.83", "0.84"])
    assert inconsistencies(done) == []


def test_no_price_becomes_negative_for_a_cent() -> None:
    tiny = replace(
        line(1, quantity="1", price="0.01"), allowances=tuple(LineAllowance(amount=Decimal("0.03")) for _ in "abc")
    )
    for others in range(12):
        done = shop(tiny, *sold(*["0.05"] * others))
        assert all(one.price.item_net_price >= 0 for one in done.lines)
        assert inconsistencies(done) == []


def test_sub_lines_that_do_not_count_follow() -> None:
    lines = (
        group("A"),
        child(12, "A"),
        child(6, "A", "INFORMATION"),
        replace(child(3, "A", "INFORMATION"), invoiced_quantity=ABSENT),
    )
    done = shop(*lines)
    assert [str(one.line_net_amount) for one in done.lines[:3]] == ["10.00", "10.00", "5.00"]
    assert done.lines[3] == lines[3]
    assert told(done)[2] == "12.00"


def test_a_rounding_amount_that_is_given_stays_due() -> None:
    given = replace(UNCALCULATED, rounding_amount=Decimal("0.02"), paid_amount=Decimal("0.01"))
    assert told(calculate_vat_included(replace(uncalculated(*sold("0.03")), totals=given))) == (
        "0.03", "0.01", "0.04", "0.01", "0.04",
    )  # fmt: skip
    assert told(calculate_vat_included(replace(uncalculated(*sold("0.06")), totals=given)))[3:] == ("0.02", "0.07")


def test_other_currencies_and_decimals() -> None:
    yen = replace(uncalculated(*sold("100", "100", "100", rate="10")), currency_code="JPY")
    assert told(calculate_vat_included(yen)) == ("273", "27", "300", None, "300")
    dinars = replace(uncalculated(*sold("1.0005")), currency_code="TND")
    assert told(calculate_vat_included(dinars))[4] == "1.001"
    assert told(calculate_vat_included(dinars, decimals=2))[4] == "1.00"
    thirds = replace(uncalculated(*sold("1.0049", "1.0049")), currency_code="TND")
    assert told(calculate_vat_included(thirds, decimals=2)) == ("1.67", "0.33", "2.00", None, "2.00")
    dollars = replace(uncalculated(*sold("12")), currency_code="USD", vat_accounting_currency_code="EUR")
    rate = ExchangeRate(accounting_amount=Decimal(1), invoice_amount=Decimal(2))
    done = calculate_vat_included(dollars, exchange_rate=rate)
    assert str(done.totals.total_vat_in_accounting_currency) == "1.00"


def test_a_credit_note_mirrors_its_invoice() -> None:
    for cents in range(1, 200):
        price = f"{cents / Decimal(100):.2f}"
        one, other = shop(*sold(price, "0.07")), shop(*sold(price, "0.07", quantity="-1"))
        assert one.totals.total_with_vat == -other.totals.total_with_vat
        assert one.totals.amount_due == -other.totals.amount_due


@pytest.mark.parametrize("rate", ["-1", "-100", "-0.5"])
def test_a_negative_rate_is_refused(rate: str) -> None:
    s = {"vat_category_code": "S", "vat_rate": Decimal(rate)}
    port = LogisticsCharge(description="Port", amount=Decimal(1), **s)
    shopped = replace(
        uncalculated(*sold("1"), *sold("1", rate=rate)),
        allowances=(DocumentAllowance(amount=Decimal(1), **s),),
        charges=(DocumentCharge(amount=Decimal(1), vat_category_code="O"),),
        logistics_charges=(port,),
    )
    with pytest.raises(CalculationRefused) as caught:
        calculate_vat_included(shopped)
    assert [(one.rule, one.term, one.path, one.value) for one in caught.value.findings] == [
        ("totals.rate", "BT-152", "lines[1].vat.vat_rate", rate),
        ("totals.rate", "BT-X-274", "logistics_charges[0].vat_rate", rate),
        ("totals.rate", "BT-96", "allowances[0].vat_rate", rate),
    ]


def test_a_figure_at_fault_is_named_as_calculate_names_it() -> None:
    with pytest.raises(CalculationRefused) as caught:
        calculate_vat_included(uncalculated(replace(line(1), vat=replace(line(1).vat, vat_rate=Decimal("NaN")))))
    assert [one.path for one in caught.value.findings] == ["lines[0].vat.vat_rate"]


def test_the_official_rules_have_nothing_to_say() -> None:
    done = shop(*sold("0.03", "19.99", "5.49"), *sold("3.33", "1.05", rate="5.5"), *sold("7.77", rate="10"))
    assert [one.rule for one in check(done) if one.level == "error"] == []


def test_the_callers_context_changes_nothing() -> None:
    invoices = [priced_with_vat(Chance(seed)) for seed in range(30)]
    usual = [repr(calculate_vat_included(one)) for one in invoices]
    with localcontext(Context(prec=5, rounding=ROUND_UP, Emin=-3, Emax=3, traps=[Inexact])):
        assert [repr(calculate_vat_included(one)) for one in invoices] == usual


def test_charges_of_the_document_are_shared_like_lines_at_their_own_rate() -> None:
    s20 = {"vat_category_code": "S", "vat_rate": Decimal(20)}
    less = DocumentCharge(amount=Decimal(1), base_amount=Decimal(12), percentage=Decimal(8), **s20)
    exempt = DocumentCharge(amount=Decimal(1), base_amount=Decimal(12), vat_category_code="O")
    off = DocumentAllowance(amount=Decimal(1), base_amount=Decimal(12), **s20)
    free = replace(off, vat_category_code="E", vat_rate=None)
    shopped = replace(uncalculated(*sold("1", "7")), charges=(less, exempt), allowances=(off, free))
    done = calculate_vat_included(shopped)
    assert [str(one.base_amount) for one in (*done.charges, *done.allowances)] == ["10.00", "12.00", "10.00", "12.00"]
    cents = replace(uncalculated(*sold("1.00")), charges=(replace(less, amount=Decimal("1.01")),) * 2)
    assert [str(one.amount) for one in calculate_vat_included(cents).charges] == ["0.84", "0.84"]
    thirds = replace(uncalculated(*sold("0.00")), charges=(replace(less, amount=Decimal(1)),) * 3)
    assert [str(one.amount) for one in calculate_vat_included(thirds).charges] == ["0.84", "0.83", "0.83"]
