"""One arithmetic, case by case: percentages, sub-lines, currencies, who else is calculating."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from decimal import ROUND_UP, Context, Decimal, Inexact, localcontext
from fractions import Fraction

import pytest

from sansfaute.en16931.codelists import MINOR_UNITS
from sansfaute.en16931.model import (
    DocumentAllowance,
    DocumentCharge,
    Invoice,
    Line,
    LineAllowance,
    LineCharge,
    LogisticsCharge,
    Price,
    VatBreakdown,
)
from sansfaute.en16931.tests.random_invoices import Chance, random_invoice
from sansfaute.en16931.tests.samples import line, uncalculated
from sansfaute.en16931.tests.sub_lines import child, group
from sansfaute.en16931.totals import (
    UNCALCULATED,
    ExchangeRate,
    calculate,
    calculate_vat_included,
    line_net_amount,
    minor_unit,
)
from sansfaute.en16931.totals.arithmetic import EXACT, QUOTIENT, amount_of, minor_units, nearest_unit, percentage_of
from sansfaute.en16931.values import ABSENT, Identifier


def amounts(invoice: Invoice) -> list[str]:
    """Net amounts of lines, as they are written."""
    return [str(one.line_net_amount) for one in invoice.lines]


# Percentages.


def test_a_line_allowance_in_percent_is_that_of_the_price_for_the_quantity_rounded() -> None:
    half = LineAllowance(amount=ABSENT, percentage=Decimal("33.333333"))
    more = LineCharge(amount=ABSENT, percentage=Decimal(10))
    one = calculate(uncalculated(replace(line(1, price="12.345"), allowances=(half,), charges=(more,)))).lines[0]
    assert (str(one.allowances[0].amount), str(one.allowances[0].base_amount)) == ("12.35", "37.04")
    assert (str(one.charges[0].amount), str(one.charges[0].base_amount)) == ("3.70", "37.04")
    assert str(one.line_net_amount) == "28.39"  # 37.035 - 12.35 + 3.70: rounded once, from the unrounded price


def test_a_percentage_of_a_given_base_leaves_the_base_alone() -> None:
    one = LineAllowance(amount=ABSENT, percentage=Decimal(5), base_amount=Decimal("20.1"))
    done = calculate(uncalculated(replace(line(1), allowances=(one,)))).lines[0].allowances[0]
    assert (str(done.amount), str(done.base_amount)) == ("1.01", "20.1")


def test_an_amount_given_stays_whatever_its_percentage_says() -> None:
    one = LineAllowance(amount=Decimal("1.00"), percentage=Decimal(5), base_amount=Decimal(50))
    other = DocumentAllowance(
        amount=Decimal("2.00"), percentage=Decimal(5), vat_category_code="S", vat_rate=Decimal(20)
    )
    done = calculate(replace(uncalculated(replace(line(1), allowances=(one,))), allowances=(other,)))
    assert (done.lines[0].allowances, done.allowances) == ((one,), (other,))


def test_a_document_allowance_in_percent_is_that_of_the_lines_of_its_category_and_rate() -> None:
    ten = DocumentAllowance(amount=ABSENT, percentage=Decimal(10), vat_category_code="S", vat_rate=Decimal("20.00"))
    two = DocumentCharge(amount=ABSENT, percentage=Decimal(2), vat_category_code="S", vat_rate=Decimal("5.5"))
    none = DocumentCharge(amount=ABSENT, percentage=Decimal(2), vat_category_code="Z", vat_rate=Decimal(0))
    lines = (line(1, price="100"), line(2, price="10"), line(3, price="7", rate="5.5"))
    done = calculate(replace(uncalculated(*lines), allowances=(ten,), charges=(two, none)))
    assert (str(done.allowances[0].amount), str(done.allowances[0].base_amount)) == ("33.00", "330.00")
    assert (str(done.charges[0].amount), str(done.charges[0].base_amount)) == ("0.42", "21.00")
    assert (str(done.charges[1].amount), str(done.charges[1].base_amount)) == ("0.00", "0")
    assert (str(done.totals.sum_of_allowances), str(done.totals.sum_of_charges)) == ("33.00", "0.42")


def test_a_charge_alone_in_percent_is_worked_out_too() -> None:
    two = DocumentCharge(amount=ABSENT, percentage=Decimal(2), vat_category_code="S", vat_rate=Decimal(20))
    given = DocumentAllowance(amount=Decimal(1), vat_category_code="S", vat_rate=Decimal(20))
    done = calculate(replace(uncalculated(line(1, price="100")), allowances=(given,), charges=(two,)))
    assert (done.charges[0].amount, done.allowances) == (Decimal(6), (given,))


def test_a_carriage_charge_is_a_charge() -> None:
    port = LogisticsCharge(description="Port", amount=Decimal("4.90"), vat_category_code="S", vat_rate=Decimal(20))
    charge = DocumentCharge(amount=Decimal("0.10"), vat_category_code="S", vat_rate=Decimal(20))
    done = calculate(replace(uncalculated(line(1, price="10")), charges=(charge,), logistics_charges=(port,)))
    assert (str(done.totals.sum_of_charges), str(done.totals.total_without_vat)) == ("5.00", "35.00")
    assert [str(row.taxable_amount) for row in done.vat_breakdown] == ["35.00"]


# Currencies.


@pytest.mark.parametrize(
    ("code", "places"),
    [("EUR", 2), ("JPY", 0), ("KRW", 0), ("XPF", 0), ("TND", 3), ("KWD", 3), ("CLF", 4), ("???", 2), ("", 2)],
)
def test_a_currency_has_its_decimals(code: str, places: int) -> None:
    assert minor_unit(code) == places
    assert str(line_net_amount(quantity=Decimal(1), item_net_price=Decimal(1), currency_code=code)) == f"{1:.{places}f}"


def test_only_currencies_that_do_not_have_two_decimals_are_listed() -> None:
    assert set(MINOR_UNITS.values()) == {0, 3, 4}
    assert all(len(code) == 3 and code.isupper() for code in MINOR_UNITS)


@pytest.mark.parametrize(("decimals", "written"), [(None, "1.235"), (2, "1.23"), (3, "1.235"), (4, "1.235"), (0, "1")])
def test_a_dinar_keeps_its_three_decimals_unless_fewer_are_asked_for(decimals: int | None, written: str) -> None:
    dinars = replace(uncalculated(line(1, quantity="1", price="1.2346")), currency_code="TND")
    done = calculate(dinars, decimals=decimals)
    assert amounts(done) == [written]
    assert {-one.as_tuple().exponent for one in (done.totals.amount_due, done.vat_breakdown[0].tax_amount)} == {
        len(written.partition(".")[2])
    }
    price = {"quantity": Decimal(1), "item_net_price": Decimal("1.2346")}
    assert str(line_net_amount(**price, currency_code="TND", decimals=decimals)) == written


def test_yen_get_no_decimals_by_asking_for_some() -> None:
    assert amounts(calculate(replace(uncalculated(line(1)), currency_code="JPY"), decimals=2)) == ["37"]


def test_vat_in_accounting_currency_is_the_total_vat_at_the_rate_as_quoted() -> None:
    dollars = replace(uncalculated(line(1, price="100")), currency_code="USD", vat_accounting_currency_code="EUR")
    bank = ExchangeRate(accounting_amount=Decimal(1), invoice_amount=Decimal("1.0835"))
    assert str(calculate(dollars, exchange_rate=bank).totals.total_vat_in_accounting_currency) == "55.38"  # 60 / 1.0835
    plain = ExchangeRate(accounting_amount=Decimal("0.9229349333"))
    assert str(calculate(dollars, exchange_rate=plain).totals.total_vat_in_accounting_currency) == "55.38"
    yen = replace(dollars, vat_accounting_currency_code="JPY")
    assert str(calculate(yen, exchange_rate=bank).totals.total_vat_in_accounting_currency) == "55"
    dinars = replace(dollars, vat_accounting_currency_code="TND")
    assert str(calculate(dinars, exchange_rate=bank).totals.total_vat_in_accounting_currency) == "55.376"
    assert str(calculate(dinars, exchange_rate=bank, decimals=2).totals.total_vat_in_accounting_currency) == "55.38"


def test_a_rate_means_nothing_without_an_accounting_currency_and_none_keeps_what_is_given() -> None:
    rate = ExchangeRate(accounting_amount=Decimal(2))
    assert calculate(uncalculated(line(1)), exchange_rate=rate).totals.total_vat_in_accounting_currency is None
    given = replace(UNCALCULATED, total_vat_in_accounting_currency=Decimal("7.00"))
    dollars = replace(uncalculated(line(1)), vat_accounting_currency_code="EUR", totals=given)
    assert calculate(dollars).totals.total_vat_in_accounting_currency == 7


# Sub-lines.


def test_groups_are_the_sum_of_their_children_and_do_not_count() -> None:
    lines = (group("A"), child(1, "A"), group("B", "A"), child(2, "B"), child(4, "A", "INFORMATION"), child(8, None))
    done = calculate(uncalculated(*lines, line(16, quantity="1", price="16")))
    assert amounts(done) == ["3.00", "1.00", "2.00", "2.00", "4.00", "8.00", "16.00"]
    assert str(done.totals.sum_of_line_net_amounts) == "27.00"
    assert [str(row.taxable_amount) for row in done.vat_breakdown] == ["27.00"]
    assert repr(calculate(done)) == repr(done)


def test_a_group_without_detail_is_worth_nothing_and_children_of_other_lines_are_not_its_own() -> None:
    lines = (group("A"), child(1, "X"), child(2, "1"), child(4, "I"), child(8, "A", "INFORMATION"))
    done = calculate(uncalculated(*lines, child(3, "A", "INFORMATION", identifier="I")))
    assert amounts(done)[0] == "0.00"


def test_information_keeps_the_amount_it_says_unless_it_has_a_price() -> None:
    said = child(5, None, "INFORMATION", invoiced_quantity=ABSENT, line_net_amount=Decimal("9.99"))
    unpriced = child(6, None, "INFORMATION", price=Price(item_net_price=ABSENT), line_net_amount=ABSENT)
    done = calculate(uncalculated(line(1), said, unpriced, child(7, None, "INFORMATION")))
    assert amounts(done)[1:] == ["9.99", "NaN", "7.00"]


def test_a_group_with_a_price_is_the_sum_of_its_children_all_the_same() -> None:
    priced = replace(child(9, None, "GROUP"), identifier="A")
    assert amounts(calculate(uncalculated(priced, child(1, "A"), child(2, "A"))))[0] == "3.00"


def several_sellers(process: str) -> Invoice:
    def own(number: int, parent: str, mark: str, rate: str) -> Line:
        one = child(number, parent)
        return replace(one, vat=replace(one.vat, vat_rate=Decimal(rate), exemption_reason=mark))

    top = {"object_identifier": Identifier("S1", "AVV"), "further_object_identifiers": (Identifier("F1", "AFL"),)}
    lines = (
        group("A", **top), own(10, "A", "#F1#", "20"), own(30, "A", "#F1# déjà", "10"),
        group("B", object_identifier=Identifier("F2", "AFL")), own(50, "B", "#F2#", "20"), group("C", "B"),
        group("D"),
    )  # fmt: skip
    invoice = uncalculated(*lines)
    return replace(
        invoice,
        process_control=replace(invoice.process_control, business_process_type=process),
        vat_accounting_currency_code="USD",
    )


@pytest.mark.parametrize("process", ["B8", "S8", "M8", "B9", "S9", "M9"])
def test_sub_invoices_have_their_own_vat(process: str) -> None:
    done = calculate(several_sellers(process), exchange_rate=ExchangeRate(accounting_amount=Decimal("1.1")))
    rows = [(row.exemption_reason, str(row.taxable_amount), str(row.tax_amount)) for row in done.vat_breakdown]
    assert rows == [("#F1#", "10.00", "2.00"), ("#F1# déjà", "30.00", "3.00"), ("#F2#", "50.00", "10.00")]
    first, second, inner, bare = (one for one in done.lines if one.subtype_code == "GROUP")
    assert (first.vat_amount, first.amount_with_vat) == (Decimal("5.00"), Decimal("45.00"))
    assert (second.vat_amount, second.amount_with_vat) == (Decimal("10.00"), Decimal("60.00"))
    assert (str(first.vat_amount), str(first.vat_amount_in_accounting_currency)) == ("5.00", "5.50")
    assert (inner.vat_amount, bare.vat_amount) == (None, None)


def test_sub_invoices_keep_their_vat_in_accounting_currency_when_there_is_no_rate() -> None:
    invoice = several_sellers("S8")
    first = replace(invoice.lines[0], vat_amount_in_accounting_currency=Decimal("5.60"))
    done = calculate(replace(invoice, lines=(first, *invoice.lines[1:])))
    assert done.lines[0].vat_amount_in_accounting_currency == Decimal("5.60")


def test_a_mark_is_only_a_mark_among_several_sellers() -> None:
    done = calculate(several_sellers("S1"))
    assert [(row.vat_rate, str(row.taxable_amount)) for row in done.vat_breakdown] == [(20, "60.00"), (10, "30.00")]
    assert done.lines[0].vat_amount is None


@pytest.mark.parametrize("reason", ["F1#", "#F1", "F#1#", "exonéré", ""])
def test_a_reason_that_is_no_mark_does_not_break_the_vat_down(reason: str) -> None:
    marked = [replace(one, vat=replace(one.vat, exemption_reason=reason)) for one in (line(1), line(2))]
    other = replace(line(3), vat=replace(line(3).vat, exemption_reason="autre"))
    invoice = several_sellers("S8")
    assert len(calculate(replace(invoice, lines=(*marked, other))).vat_breakdown) == 1


def test_a_reason_said_at_a_line_is_that_of_its_row_unless_the_row_has_one() -> None:
    exempt = line(2, category="E", rate="0")
    by_text = replace(exempt, vat=replace(exempt.vat, exemption_reason="Formation"))
    by_code = replace(exempt, vat=replace(exempt.vat, exemption_reason_code="VATEX-EU-132"))
    row = calculate(uncalculated(line(1), exempt, by_text, by_code)).vat_breakdown[1]
    assert (row.exemption_reason, row.exemption_reason_code) == ("Formation", None)
    row = calculate(uncalculated(by_code, by_text)).vat_breakdown[0]
    assert (row.exemption_reason, row.exemption_reason_code) == (None, "VATEX-EU-132")
    given = VatBreakdown(
        taxable_amount=Decimal(0), tax_amount=Decimal(0), vat_category_code="E", exemption_reason_code="VATEX-FR-AE"
    )
    row = calculate(replace(uncalculated(by_text), vat_breakdown=(given,))).vat_breakdown[0]
    assert (row.exemption_reason, row.exemption_reason_code) == (None, "VATEX-FR-AE")


# Who else is calculating.


def nasty() -> list[Invoice]:
    return [random_invoice(Chance(seed)) for seed in range(40)]


def test_the_callers_context_changes_nothing() -> None:
    invoices, rate = nasty(), ExchangeRate(accounting_amount=Decimal(1), invoice_amount=Decimal(7))
    usual = [repr(calculate(one, exchange_rate=rate)) for one in invoices]
    with localcontext(Context(prec=5, rounding=ROUND_UP, Emin=-3, Emax=3, traps=[Inexact])):
        odd = [repr(calculate(one, exchange_rate=rate)) for one in invoices]
    assert odd == usual


def test_threads_do_not_disturb_each_other() -> None:
    invoices = nasty()
    usual = [repr(calculate(one)) for one in invoices]

    def again(precision: int) -> list[str]:
        with localcontext(Context(prec=precision)):
            return [repr(calculate(one)) for one in invoices]

    with ThreadPoolExecutor(8) as threads:
        assert all(found == usual for found in threads.map(again, range(3, 11)))


def test_the_contexts_are_complete_and_stay_as_they_are() -> None:
    calculate(uncalculated(line(1, quantity="1", price="1")))
    for one in (EXACT, QUOTIENT):
        assert (one.prec, one.Emin, one.Emax, one.clamp, one.capitals) == (120, -9999, 9999, 0, 1)


# Small things.


@pytest.mark.parametrize(
    ("base", "percentage", "written"), [("10.05", "50", "5.03"), ("-10.05", "50", "-5.03"), ("1", "0.5", "0.01")]
)
def test_a_percentage_is_rounded_once(base: str, percentage: str, written: str) -> None:
    assert str(percentage_of(Decimal(base), Decimal(percentage), 2)) == written


@pytest.mark.parametrize(("numerator", "unit"), [(5, 1), (-5, -1), (4, 0), (-4, 0), (15, 2), (24, 2), (0, 0)])
def test_the_nearest_unit_is_away_from_zero_at_a_half(numerator: int, unit: int) -> None:
    assert nearest_unit(Fraction(numerator, 10)) == unit


def test_amounts_are_so_many_units() -> None:
    assert (str(amount_of(100, 2)), str(amount_of(-5, 3)), str(amount_of(7, 0))) == ("1.00", "-0.005", "7")
    assert (minor_units(Decimal("1.005"), 2), minor_units(Decimal("-3"), 3), minor_units(Decimal(7), 0)) == (
        101,
        -3000,
        7,
    )


def test_what_follows_the_mark_of_a_sub_invoice_does_not_divide_it() -> None:
    def marked(number: int, mark: str) -> Line:
        one = line(number, quantity="1", price="10")
        return replace(one, vat=replace(one.vat, exemption_reason=mark))

    lines = (marked(1, "#F1#"), marked(2, "#F1#a"), marked(3, "#F1# b #c#"), marked(4, "##x"), marked(5, "#F2#"))
    tenth = DocumentAllowance(
        amount=ABSENT, percentage=Decimal(10), exemption_reason="#F1#", vat_category_code="S", vat_rate=Decimal(20)
    )
    fifth = DocumentCharge(
        amount=ABSENT, percentage=Decimal(20), exemption_reason="#F2#", vat_category_code="S", vat_rate=Decimal(20)
    )
    said = VatBreakdown(
        taxable_amount=Decimal(0), tax_amount=Decimal(0), vat_category_code="S", vat_rate=Decimal(20),
        exemption_reason="#F2#", exemption_reason_code="VATEX-FR-AE",
    )  # fmt: skip
    invoice = replace(several_sellers("S8"), lines=lines, allowances=(tenth,), charges=(fifth,), vat_breakdown=(said,))
    done = calculate(invoice)
    rows = [(row.exemption_reason, row.exemption_reason_code, str(row.taxable_amount)) for row in done.vat_breakdown]
    assert rows == [
        ("#F1#", None, "27.00"), ("##x", None, "10.00"), ("#F2#", "VATEX-FR-AE", "12.00"),
    ]  # fmt: skip
    shop = calculate_vat_included(
        replace(invoice, lines=tuple(replace(one, price=Price(item_net_price=Decimal(12))) for one in lines))
    )
    assert [str(row.taxable_amount) for row in shop.vat_breakdown] == ["27.00", "10.00", "12.00"]


def test_only_groups_without_parent_carry_the_vat_of_a_sub_invoice() -> None:
    number = Identifier("F1", "AFL")
    marked = child(10, "A", object_identifier=number)
    marked = replace(marked, vat=replace(marked.vat, exemption_reason="#F1#"))
    loose = replace(marked, identifier="11", parent_line_identifier=None)
    plain = replace(child(5, None), vat=replace(child(5, None).vat, vat_rate=Decimal(10)))
    lines = (group("A", object_identifier=number), marked, group("B", "A", object_identifier=number), loose, plain)
    done = calculate(replace(several_sellers("S8"), lines=lines))
    assert [one.vat_amount for one in done.lines] == [Decimal("4.00"), None, None, None, None]


def test_prices_with_vat_are_taken_apart_for_each_sub_invoice() -> None:
    def own(number: int, mark: str) -> Line:
        one = line(number, quantity="1", price="1.00")
        return replace(one, vat=replace(one.vat, exemption_reason=mark))

    done = calculate_vat_included(replace(several_sellers("S8"), lines=(own(1, "#F1#"), own(2, "#F2#"))))
    assert (amounts(done), str(done.totals.total_with_vat)) == (["0.83", "0.83"], "2.00")
