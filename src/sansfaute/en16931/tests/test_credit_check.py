"""Credit notes as documents: what they keep of their invoice, and whether any credit note stays within it."""

from dataclasses import replace
from decimal import ROUND_UP, Context, Decimal, Inexact, localcontext
from typing import Any

import pytest

from sansfaute.en16931.model import (
    DocumentAllowance,
    Invoice,
    Line,
    LineAllowance,
    LineCharge,
    LinePrecedingInvoice,
)
from sansfaute.en16931.tests import exact_credits
from sansfaute.en16931.tests.exact import inconsistencies
from sansfaute.en16931.tests.random_invoices import Chance
from sansfaute.en16931.tests.samples import line, uncalculated
from sansfaute.en16931.tests.sub_lines import child, group
from sansfaute.en16931.tests.test_credits import S20, amounts, invoiced, made, quantities
from sansfaute.en16931.totals import (
    UNCALCULATED,
    ExchangeRate,
    calculate,
    calculate_vat_included,
    credit_amount,
    credit_findings,
    credit_quantities,
    credit_remaining,
    credit_rest,
)


def found(invoice: Invoice, credits: list[Invoice], credit: Invoice) -> list[tuple[str, str, str, str]]:
    findings = credit_findings(invoice, credits, credit)
    assert all({*one.message} == {*one.fix} == {"fr", "en"} and one.level == "error" for one in findings)
    return [(one.rule, one.term, one.path, one.value) for one in findings]


def credit_note(invoice: Invoice, *lines: Line, **changes: Any) -> Invoice:
    """A credit note that somebody else made."""
    return replace(calculate(replace(made(credit_rest(invoice, [])), lines=lines)), **changes)


def test_a_credit_note_within_its_invoice_is_in_order() -> None:
    invoice = invoiced(line(1), line(2))
    assert found(invoice, [], made(credit_rest(invoice, []))) == []
    assert found(invoice, [], credit_note(invoice, line(9, quantity="1", price="74.08"))) == []


def test_more_than_the_base_left_is_refused() -> None:
    invoice = invoiced(line(1), line(2))
    first = made(credit_quantities(invoice, [], quantities(_1="3")))
    second = credit_note(invoice, line(9, quantity="1", price="37.05"))
    findings = credit_findings(invoice, [first], second)
    assert found(invoice, [first], second) == [("totals.credit_category", "BT-116", "vat_breakdown", "37.05")]
    assert findings[0].message == {
        "fr": "L'avoir dépasse la base HT restante au régime de TVA S 20 % : il reste 37.04.",
        "en": "The credit exceeds the taxable amount left in VAT category S 20 %: 37.04 is left.",
    }


def test_more_than_the_vat_left_is_refused() -> None:
    invoice = invoiced(line(1))
    whole = made(credit_rest(invoice, []))
    row = replace(whole.vat_breakdown[0], tax_amount=Decimal("7.42"))
    assert found(invoice, [], replace(whole, vat_breakdown=(row,))) == [
        ("totals.credit_tax", "BT-117", "vat_breakdown", "7.42")
    ]


def test_a_category_that_the_invoice_has_not_is_refused() -> None:
    invoice = invoiced(line(1))
    assert found(invoice, [], credit_note(invoice, line(9, quantity="1", price="10", rate="5.5"))) == [
        ("totals.credit_category", "BT-116", "vat_breakdown", "10.00"),
        ("totals.credit_tax", "BT-117", "vat_breakdown", "0.55"),
    ]


def test_more_of_a_line_than_is_left_is_refused() -> None:
    invoice = invoiced(line(1), line(2))
    too_many = credit_note(invoice, line(1, quantity="4", price="1"))
    assert found(invoice, [], too_many) == [("totals.credit_quantity", "BT-129", "lines", "")]
    assert credit_findings(invoice, [], too_many)[0].message["en"].endswith("left of line 1: 3 is left.")
    half = invoiced(line(1, quantity="0.5", price="9"), line(2))
    back = credit_note(half, line(1, quantity="-0.2", price="0"), line(2))
    assert found(half, [], back) == [("totals.credit_quantity", "BT-129", "lines", "")]
    too_dear = credit_note(invoice, line(1, quantity="1", price="37.05"))
    assert found(invoice, [], too_dear) == [("totals.credit_line", "BT-131", "lines", "")]
    assert credit_findings(invoice, [], too_dear)[0].message["en"].endswith("of line 1: 37.04 is left.")
    negative = credit_note(invoice, line(1, quantity="-1", price="1"), line(2, quantity="2"))
    assert {one[0] for one in found(invoice, [], negative)} == {"totals.credit_line", "totals.credit_quantity"}


def test_what_was_out_of_order_before_is_not_said_again() -> None:
    invoice = invoiced(line(1), line(2))
    too_dear = credit_note(invoice, line(1, quantity="4", price="10"))
    assert found(invoice, [too_dear], made(credit_quantities(invoice, [], quantities(_2="1")))) == []


def test_a_line_named_in_the_credit_note_counts_for_that_line() -> None:
    invoice = invoiced(line(1), line(2))
    named = LinePrecedingInvoice(invoice_number="F2026-00001", line_reference="2")
    other = replace(named, invoice_number="F2026-00009")
    vague = LinePrecedingInvoice(invoice_number="F2026-00001")
    for references, left in (((named,), ["3", "2"]), ((other, vague), ["2", "3"]), ((other, named), ["3", "2"])):
        credit = credit_note(invoice, replace(line(1, quantity="1"), preceding_invoices=references))
        assert [str(one.quantity) for one in credit_remaining(invoice, [credit]).lines] == left


def test_a_line_of_another_rate_or_mere_information_credits_no_line() -> None:
    invoice = invoiced(line(1), line(2, rate="10"))
    crossed = credit_note(invoice, line(2, quantity="1"), replace(line(1), subtype_code="INFORMATION"))
    assert [str(one.quantity) for one in credit_remaining(invoice, [crossed]).lines] == ["3", "3"]


@pytest.mark.parametrize("code", ["381", "261", "262", "396", "502", "503"])
def test_only_a_credit_note_credits(code: str) -> None:
    invoice = invoiced(line(1))
    whole = made(credit_rest(invoice, []))
    assert found(invoice, [], replace(whole, type_code=code)) == []
    assert found(invoice, [], replace(whole, type_code="380")) == [("totals.credit_type", "BT-3", "type_code", "380")]


def test_a_credit_note_names_its_invoice_in_its_header_or_at_a_line() -> None:
    invoice = invoiced(line(1))
    whole = made(credit_rest(invoice, []))
    nameless = replace(whole, preceding_invoices=())
    assert found(invoice, [], nameless) == [("totals.credit_reference", "BG-3", "preceding_invoices", "")]
    assert "F2026-00001" in credit_findings(invoice, [], nameless)[0].message["fr"]
    reference = LinePrecedingInvoice(invoice_number="F2026-00001")
    assert (
        found(invoice, [], replace(nameless, lines=(replace(whole.lines[0], preceding_invoices=(reference,)),))) == []
    )


def test_a_credit_note_in_another_currency_is_not_compared() -> None:
    invoice = invoiced(line(1))
    dollars = replace(made(credit_rest(invoice, [])), currency_code="USD", type_code="380")
    assert found(invoice, [], dollars) == [("totals.credit_currency", "BT-5", "currency_code", "USD")]
    assert "EUR" in credit_findings(invoice, [], dollars)[0].message["en"]


@pytest.mark.parametrize(
    ("invoice", "credit"),
    [("380", "381"), ("386", "503"), ("389", "261"), ("500", "261"), ("471", "261"), ("393", "396"), ("472", "396"),
     ("501", "502"), ("473", "502"), ("384", "381")],
)  # fmt: skip
def test_the_type_code_follows_that_of_the_invoice(invoice: str, credit: str) -> None:
    assert made(credit_rest(invoiced(line(1), type_code=invoice), [])).type_code == credit


@pytest.mark.parametrize(
    ("process", "kept"), [("B2", "B1"), ("S2", "S1"), ("M2", "M1"), ("S1", "S1"), ("B7", "B7"), (None, None)]
)
def test_the_credit_note_of_a_paid_invoice_is_an_ordinary_one(process: str | None, kept: str | None) -> None:
    paid = replace(uncalculated().process_control, business_process_type=process)
    assert made(credit_rest(invoiced(line(1), process_control=paid), [])).process_control == replace(
        paid, business_process_type=kept
    )


def test_what_was_paid_is_still_to_credit_and_rounding_goes_with_the_last() -> None:
    given = replace(UNCALCULATED, paid_amount=Decimal(10), rounding_amount=Decimal("-0.01"))
    invoice = invoiced(line(1, quantity="2", price="10"), line(2, rate="10"), totals=given)
    first = made(credit_quantities(invoice, [], quantities(_1="2")))
    assert (first.totals.rounding_amount, first.totals.paid_amount, first.totals.amount_due) == (None, None, 24)
    assert str(credit_remaining(invoice, [first]).rounding_amount) == "-0.01"
    last = made(credit_quantities(invoice, [first], quantities(_2="3")))
    assert (last.totals.rounding_amount, last.totals.amount_due) == (Decimal("-0.01"), Decimal("40.73"))
    remaining = credit_remaining(invoice, [first, last])
    assert (remaining.rounding_amount, remaining.total_with_vat) == (0, 0)


def test_a_price_with_vat_that_has_no_base_is_credited_to_the_cent() -> None:
    invoice = calculate_vat_included(uncalculated(line(1, quantity="1", price="0.03")))
    assert str(made(credit_rest(invoice, [])).totals.amount_due) == "0.03"


def test_vat_in_accounting_currency_is_credited_in_proportion_to_the_last_unit() -> None:
    dollars = replace(
        uncalculated(line(1, quantity="3", price="10")), currency_code="USD", vat_accounting_currency_code="EUR"
    )
    invoice = calculate(dollars, exchange_rate=ExchangeRate(accounting_amount=Decimal("0.9217")))
    assert str(invoice.totals.total_vat_in_accounting_currency) == "5.53"
    credits: list[Invoice] = []
    for _ in range(3):
        credits.append(made(credit_quantities(invoice, credits, quantities(_1="1"))))
    assert [str(one.totals.total_vat_in_accounting_currency) for one in credits] == ["1.84", "1.85", "1.84"]
    none = replace(invoice, totals=replace(invoice.totals, total_vat_in_accounting_currency=None))
    assert made(credit_rest(none, [])).totals.total_vat_in_accounting_currency is None


def test_vat_in_accounting_currency_of_an_invoice_without_vat_is_given_back_at_once() -> None:
    given = replace(UNCALCULATED, total_vat_in_accounting_currency=Decimal(0))
    invoice = invoiced(line(1, rate="0"), vat_accounting_currency_code="JPY", totals=given)
    credit = made(credit_quantities(invoice, [], quantities(_1="1")))
    assert str(credit.totals.total_vat_in_accounting_currency) == "0"


def test_groups_and_information_are_left_out() -> None:
    invoice = invoiced(group("A"), child(1, "A"), child(2, "A", "INFORMATION"), child(4, None))
    assert [one.identifier for one in credit_remaining(invoice, []).lines] == ["1", "4"]
    credit = made(credit_rest(invoice, []))
    assert [(one.identifier, one.subtype_code, one.parent_line_identifier) for one in credit.lines] == [
        ("1", None, None), ("4", None, None),
    ]  # fmt: skip
    assert credit_quantities(invoice, [], quantities(A="1")).findings[0].rule == "totals.credit_line_unknown"
    gesture = made(credit_amount(invoice, [], Decimal(1), item_name="Geste"))
    assert (gesture.lines[0].subtype_code, gesture.lines[0].parent_line_identifier) == (None, None)


def test_of_two_lines_with_one_identifier_the_first_is_meant() -> None:
    invoice = invoiced(line(1, quantity="1", price="1"), line(1, quantity="2", price="2"))
    assert amounts(made(credit_quantities(invoice, [], quantities(_1="1"))))[0] == ["1.00"]


def test_a_line_of_zero_with_charges_is_credited_whole() -> None:
    free = replace(line(1, quantity="0"), charges=(LineCharge(amount=Decimal(5), base_amount=Decimal(50)),))
    invoice = invoiced(free, line(2))
    assert made(credit_rest(invoice, [])).lines == invoice.lines
    off = replace(line(1, quantity="0"), allowances=(LineAllowance(amount=Decimal(5)),))
    invoice = invoiced(off, line(2))
    gesture = made(credit_amount(invoice, [], Decimal("12.00"), item_name="Geste"))
    rest = made(credit_rest(invoice, [gesture]))
    assert inconsistencies(rest) == []
    assert credit_remaining(invoice, [gesture, rest]).total_with_vat == 0


def test_decimals_are_those_that_the_invoice_was_calculated_with() -> None:
    dinars = calculate(replace(uncalculated(line(1, quantity="3", price="1.1111")), currency_code="TND"), decimals=2)
    first = made(credit_quantities(dinars, [], quantities(_1="1"), decimals=2))
    second = made(credit_amount(dinars, [first], Decimal("1.20"), item_name="Geste", decimals=2))
    rest = made(credit_rest(dinars, [first, second], decimals=2))
    assert [amounts(one)[1] for one in (first, second, rest)] == ["1.11", "1.00", "1.22"]
    assert [amounts(one)[0] for one in (first, second, rest)] == [["1.11"], ["1.00"], ["1.22"]]
    remaining = credit_remaining(dinars, [first, second, rest], decimals=2)
    assert (str(remaining.total_without_vat), str(remaining.total_vat)) == ("0.00", "0.00")
    assert credit_findings(dinars, [first, second], rest, decimals=2) == []
    assert ": 1.22 is left" in credit_findings(dinars, [first, second], dinars, decimals=2)[2].message["en"]
    thousandths = calculate(replace(uncalculated(line(1, quantity="3", price="1.1111")), currency_code="TND"))
    assert amounts(made(credit_quantities(thousandths, [], quantities(_1="1"))))[1] == "1.111"


def test_sub_invoices_are_credited_apart() -> None:
    def own(number: int, mark: str) -> Line:
        return replace(line(number), vat=replace(line(number).vat, exemption_reason=mark))

    several = replace(uncalculated().process_control, business_process_type="S8")
    invoice = invoiced(own(1, "#F1#"), own(2, "#F2#"), process_control=several)
    credit = made(credit_quantities(invoice, [], quantities(_2="1")))
    assert [row.exemption_reason for row in credit.vat_breakdown] == ["#F2#"]
    left = credit_remaining(invoice, [credit]).categories
    assert [str(one.taxable_amount) for one in left] == ["37.04", "24.69"]
    rest = made(credit_rest(invoice, [credit]))
    assert [(row.exemption_reason, str(row.taxable_amount)) for row in rest.vat_breakdown] == [
        ("#F1#", "37.04"), ("#F2#", "24.69"),
    ]  # fmt: skip
    gesture = made(credit_amount(invoice, [], Decimal(12), item_name="Geste", category=("S", Decimal(20), "#F2#")))
    assert (gesture.lines[0].identifier, gesture.lines[0].vat.exemption_reason) == ("S-20#F2#", "#F2#")


def test_an_invoice_whose_vat_is_off_by_more_than_a_cent_keeps_its_deviation_to_the_end() -> None:
    invoice = invoiced(line(1, quantity="4", price="25"))
    rows = tuple(replace(row, tax_amount=Decimal("20.50")) for row in invoice.vat_breakdown)
    odd = replace(invoice, vat_breakdown=rows)
    credits: list[Invoice] = []
    for _ in range(4):
        credits.append(made(credit_quantities(odd, credits, quantities(_1="1"))))
    assert [str(one.totals.total_vat) for one in credits] == ["5.00", "5.00", "5.00", "5.50"]


def test_two_rows_of_one_category_are_one() -> None:
    invoice = invoiced(line(1))
    half = replace(invoice.vat_breakdown[0], taxable_amount=Decimal("18.52"), tax_amount=Decimal("3.70"))
    other = replace(half, tax_amount=Decimal("3.71"))
    rest = made(credit_rest(replace(invoice, vat_breakdown=(half, other)), []))
    assert [(str(row.taxable_amount), str(row.tax_amount)) for row in rest.vat_breakdown] == [("37.04", "7.41")]


def test_an_allowance_that_was_credited_apart_is_not_credited_again() -> None:
    off = DocumentAllowance(amount=Decimal(10), reason="Remise", reason_code="95", **S20)
    invoice = invoiced(line(1, quantity="2", price="50"), allowances=(off,))
    early = credit_note(invoice, line(9, quantity="1", price="30"))
    early = calculate(replace(early, allowances=(replace(off, amount=Decimal(8)),)))
    first = made(credit_quantities(invoice, [early], quantities(_1="1")))
    assert first.allowances == ()  # half of 10 is 5, and 8 went before
    second = made(credit_quantities(invoice, [first], quantities(_1="1")))
    assert [str(one.amount) for one in second.allowances] == ["10"]
    other = calculate(replace(early, allowances=(replace(off, amount=Decimal(8), reason_code="64"),)))
    credit = made(credit_quantities(invoice, [other], quantities(_1="1")))
    assert [str(one.amount) for one in credit.allowances] == ["5.00"]


def test_the_callers_context_changes_nothing() -> None:
    invoices = [exact_credits.invoice_to_credit(Chance(seed)) for seed in range(20)]

    def credits_of(invoice: Invoice) -> list[str]:
        identifiers = [one.identifier for one in credit_remaining(invoice, []).lines][:1]
        first = credit_quantities(invoice, [], {one: Decimal(1) for one in identifiers})
        credits = [] if first.credit_note is None else [first.credit_note]
        second = credit_amount(invoice, credits, Decimal("0.02"), item_name="Geste")
        return [repr(one) for one in (first, second, credit_rest(invoice, credits), credit_remaining(invoice, credits))]

    usual = [credits_of(one) for one in invoices]
    with localcontext(Context(prec=5, rounding=ROUND_UP, traps=[Inexact])):
        assert [credits_of(one) for one in invoices] == usual


def test_a_line_credited_whole_keeps_the_base_of_its_allowance_as_written() -> None:
    less = LineAllowance(amount=Decimal("1.00"), base_amount=Decimal("20.005"), percentage=Decimal(5))
    invoice = invoiced(replace(line(1), allowances=(less,)))
    assert made(credit_rest(invoice, [])).lines == invoice.lines


def test_allowances_follow_the_lines_of_their_own_sub_invoice() -> None:
    def own(number: int, mark: str) -> Line:
        return replace(line(number), vat=replace(line(number).vat, exemption_reason=mark))

    several = replace(uncalculated().process_control, business_process_type="S8")
    off = DocumentAllowance(amount=Decimal("3.00"), exemption_reason="#F2#", reason="Remise", **S20)
    invoice = invoiced(own(1, "#F1#"), own(2, "#F2#"), allowances=(off,), process_control=several)
    assert made(credit_quantities(invoice, [], quantities(_1="3"))).allowances == ()
    half = made(credit_quantities(invoice, [], quantities(_2="1.5")))
    assert [str(one.amount) for one in half.allowances] == ["1.50"]
    assert [str(row.taxable_amount) for row in made(credit_rest(invoice, [half])).vat_breakdown] == ["37.04", "17.02"]


@pytest.mark.parametrize(
    ("lines", "off", "asked", "share"),
    [
        ((line(1, quantity="5", price="0.01"),), "0.04", "3", "0.02"),
        ((line(1, quantity="3", price="0.01"), line(2, quantity="4", price="0.01")), "0.05", "3", "0.02"),
    ],
)
def test_an_allowance_follows_in_exact_proportion(lines: tuple[Line, ...], off: str, asked: str, share: str) -> None:
    allowance = DocumentAllowance(amount=Decimal(off), reason="Remise", **S20)
    credit = made(credit_quantities(invoiced(*lines, allowances=(allowance,)), [], quantities(_1=asked)))
    assert [str(one.amount) for one in credit.allowances] == [share]


def test_a_quantity_worth_less_than_a_cent_is_credited_at_nothing() -> None:
    invoice = invoiced(line(1, quantity="1000", price="0.01"))
    assert amounts(made(credit_quantities(invoice, [], quantities(_1="0.1"))))[0] == ["0.00"]


def test_a_negative_line_never_turns_positive() -> None:
    invoice = invoiced(line(1, quantity="1", price="100"), line(2, quantity="-2", price="5"))
    dear = credit_note(invoice, line(1, quantity="0.5", price="100"), line(2, quantity="-1", price="9"))
    credit = made(credit_quantities(invoice, [dear], quantities(_2="-0.5", _1="0.1")))
    assert amounts(credit)[0] == ["10.00", "0.00"]


def test_sub_invoices_with_lines_alike_are_credited_whole_with_the_rounding() -> None:
    def own(mark: str) -> Line:
        return replace(line(1), vat=replace(line(1).vat, exemption_reason=mark))

    several = replace(uncalculated().process_control, business_process_type="S8")
    given = replace(UNCALCULATED, rounding_amount=Decimal("0.01"))
    invoice = invoiced(own("#F1#"), own("#F2#"), process_control=several, totals=given)
    rest = made(credit_rest(invoice, []))
    assert rest.totals.rounding_amount == Decimal("0.01")
    assert [one.quantity for one in credit_remaining(invoice, [rest]).lines] == [0, 0]
