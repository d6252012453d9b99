"""Credits: they never exceed their invoice, and a series of them reaches it to the cent."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

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
from sansfaute.en16931.tests import exact_credits
from sansfaute.en16931.tests.exact import inconsistencies
from sansfaute.en16931.tests.random_invoices import Chance
from sansfaute.en16931.tests.samples import line, uncalculated
from sansfaute.en16931.tests.sub_lines import child, group
from sansfaute.en16931.totals import (
    Credit,
    calculate,
    credit_amount,
    credit_quantities,
    credit_remaining,
    credit_rest,
)
from sansfaute.en16931.values import NO_DATE

S20 = {"vat_category_code": "S", "vat_rate": Decimal(20)}


def invoiced(*lines: Line, **changes: Any) -> Invoice:
    return calculate(replace(uncalculated(*lines), **changes))


def made(credit: Credit) -> Invoice:
    assert credit.findings == ()
    assert credit.credit_note is not None
    return credit.credit_note


def refused(credit: Credit) -> list[tuple[str, str, str, str]]:
    """Rule, term, path and value of each finding."""
    assert credit.credit_note is None
    assert all({*one.message} == {*one.fix} == {"fr", "en"} and one.level == "error" for one in credit.findings)
    return [(one.rule, one.term, one.path, one.value) for one in credit.findings]


def quantities(**of_lines: str) -> Mapping[str, Decimal]:
    """Quantities by line: `_1="2"` is two of line 1."""
    return {name.removeprefix("_"): Decimal(quantity) for name, quantity in of_lines.items()}


def amounts(invoice: Invoice) -> tuple[list[str], str, str, str]:
    """Lines, then BT-109, BT-110, BT-112."""
    totals = invoice.totals
    lines = [str(one.line_net_amount) for one in invoice.lines]
    return lines, str(totals.total_without_vat), str(totals.total_vat), str(totals.total_with_vat)


@given(st.integers(min_value=0))
@settings(deadline=None)
def test_no_series_exceeds_its_invoice_and_every_one_reaches_it(seed: int) -> None:
    exact_credits.series(Chance(seed))


def test_an_amount_of_a_line_leaves_its_quantity_and_lowers_its_price() -> None:
    invoice = invoiced(replace(line(1, price="92"), invoiced_quantity=Decimal(10)), line(2, rate="5.5"))
    cut = made(credit_quantities(invoice, [], {}, net_amounts={"1": Decimal(50)}))
    (one,) = cut.lines
    assert (one.identifier, one.invoiced_quantity, one.unit_code, str(one.line_net_amount)) == ("1+", 1, "C62", "50.00")
    half = made(credit_quantities(invoice, [cut], quantities(_1="5")))
    assert [str(one.line_net_amount) for one in half.lines] == ["435.00"]
    rest = made(credit_rest(invoice, [cut, half]))
    assert (rest.lines[0].invoiced_quantity, str(rest.lines[0].line_net_amount)) == (5, "435.00")
    assert refused(credit_quantities(invoice, [cut, half, rest], {}, net_amounts={"1": Decimal("0.01")})) == [
        ("totals.credit_line", "BT-131", "lines[0].line_net_amount", "0.01")
    ]
    unknown = refused(credit_quantities(invoice, [], {}, net_amounts={"9": Decimal(1)}))
    assert unknown == [("totals.credit_line_unknown", "BT-126", "lines", "9")]


def test_the_whole_invoice_is_credited_as_it_stands() -> None:
    invoice = invoiced(line(1), line(2, rate="5.5"))
    credit = made(credit_rest(invoice, []))
    assert (credit.lines, credit.vat_breakdown, credit.totals) == (invoice.lines, invoice.vat_breakdown, invoice.totals)
    assert (credit.type_code, credit.invoice_number, credit.issue_date) == ("381", "", NO_DATE)
    assert [(one.invoice_number, one.issue_date) for one in credit.preceding_invoices] == [
        ("F2026-00001", date(2026, 10, 31))
    ]
    assert (credit.payment_due_date, credit.currency_code, credit.buyer) == (None, "EUR", invoice.buyer)
    assert calculate(credit) == credit


def test_a_credit_note_that_is_numbered_passes_every_rule() -> None:
    invoice = invoiced(*(line(n, quantity="1", price="0.33") for n in range(1, 4)))
    credits: list[Invoice] = []
    for number in ("1", "2", "3"):
        credits.append(made(credit_quantities(invoice, credits, {number: Decimal(1)})))
        numbered = replace(
            credits[-1], invoice_number=f"A{number}", issue_date=(day := date(2026, 11, 2)), payment_due_date=day
        )
        assert [one.rule for one in check(numbered) if one.level == "error"] == []


def test_the_last_credit_takes_the_last_cent_of_vat() -> None:
    # 3 x 0.33 at 20 %: 0.198 in all, 0.066 each: 0.07, 0.07 and what is left.
    invoice = invoiced(*(line(n, quantity="1", price="0.33") for n in range(1, 4)))
    credits: list[Invoice] = []
    for number in ("1", "2", "3"):
        credits.append(made(credit_quantities(invoice, credits, {number: Decimal(1)})))
    assert [str(one.totals.total_vat) for one in credits] == ["0.07", "0.07", "0.06"]
    assert [inconsistencies(one) for one in credits] == [[], [], ["BR-CO-17"]]
    assert made(credit_rest(invoice, credits[:2])).totals == credits[2].totals


@pytest.mark.parametrize(("price", "first", "last"), [("0.03", "0.01", "0.00"), ("0.02", "0.00", "0.01")])
def test_many_small_credits_never_drift_by_more_than_a_cent(price: str, first: str, last: str) -> None:
    # Each alone rounds 0.006 to 0.01, or 0.004 to nothing: a hundred of them would be 0.40 off.
    invoice = invoiced(line(1, quantity="100", price=price))
    credits: list[Invoice] = []
    for number in range(1, 101):
        credits.append(made(credit_quantities(invoice, credits, quantities(_1="1"))))
        credited = sum(one.totals.total_vat or 0 for one in credits)
        assert abs(credited - number * Decimal(price) / 5) <= Decimal("0.01")
    assert credited == invoice.totals.total_vat
    assert str(credits[0].totals.total_vat) == first
    assert {str(one.totals.total_vat) for one in credits} == {"0.00", "0.01"}
    assert abs(Decimal(last) - (credits[-1].totals.total_vat or 0)) <= Decimal("0.01")


def test_a_line_is_credited_piece_by_piece_to_the_last_cent() -> None:
    # 3 for 10.00: 3.33, 3.34 and 3.33, at a price that gives each.
    invoice = invoiced(
        replace(line(1, quantity="3", price="10"), price=Price(item_net_price=Decimal(10), base_quantity=Decimal(3)))
    )
    credits: list[Invoice] = []
    for _ in range(3):
        credits.append(made(credit_quantities(invoice, credits, quantities(_1="1"))))
    assert [amounts(one)[0] for one in credits] == [["3.33"], ["3.34"], ["3.33"]]
    assert [str(one.lines[0].price.item_net_price) for one in credits] == ["10", "10.02", "10"]
    assert credit_remaining(invoice, credits).total_with_vat == 0


def test_allowances_and_charges_of_a_line_are_credited_in_proportion() -> None:
    less = LineAllowance(amount=Decimal("1.01"), base_amount=Decimal("20.00"), percentage=Decimal("5.05"))
    invoice = invoiced(
        replace(line(1, quantity="2", price="10"), allowances=(less,), charges=(LineCharge(amount=Decimal("0.99")),))
    )
    half = made(credit_quantities(invoice, [], quantities(_1="1"))).lines[0]
    assert (str(half.allowances[0].amount), str(half.allowances[0].base_amount)) == ("0.51", "10.00")
    assert (str(half.charges[0].amount), str(half.line_net_amount), str(half.price.item_net_price)) == (
        "0.50",
        "9.99",
        "10",
    )
    assert made(credit_quantities(invoice, [], quantities(_1="2"))).lines == invoice.lines


def test_allowances_of_the_document_follow_the_lines_of_their_category() -> None:
    off = DocumentAllowance(
        amount=Decimal("1.00"), reason="Remise", base_amount=Decimal(60), percentage=Decimal(1), **S20
    )
    other = DocumentAllowance(amount=Decimal("2.00"), vat_category_code="S", vat_rate=Decimal(10), reason="Remise")
    port = DocumentCharge(amount=Decimal("4.90"), reason="Port", **S20)
    lines = (line(1, price="10", quantity="3"), line(2, price="30", quantity="1"), line(3, price="8", rate="10"))
    invoice = invoiced(*lines, allowances=(off, other), charges=(port,))
    first = made(credit_quantities(invoice, [], quantities(_1="1")))
    assert amounts(first) == (["10.00"], "9.83", "1.97", "11.80")
    assert [(str(one.amount), one.base_amount, one.percentage) for one in first.allowances] == [("0.17", None, None)]
    second = made(credit_quantities(invoice, [first], quantities(_1="2", _2="1")))
    assert amounts(second) == (["20.00", "30.00"], "49.17", "9.83", "59.00")
    rest = made(credit_rest(invoice, [first, second]))
    assert amounts(rest) == (["24.00"], "26.90", "3.18", "30.08")
    assert (rest.charges, [str(one.amount) for one in rest.allowances]) == ((port,), ["2.00"])
    assert credit_rest(invoice, [first, second, rest]).credit_note is None
    assert made(credit_rest(invoice, [])).allowances == (off, other)


def test_charges_alike_are_credited_together() -> None:
    twice = (
        DocumentCharge(amount=Decimal(3), reason="Port", **S20),
        DocumentCharge(amount=Decimal(1), reason="Port", **S20),
    )
    port = (LogisticsCharge(description="Port", amount=Decimal(2), **S20),)
    invoice = invoiced(line(1, quantity="1", price="10"), charges=twice, logistics_charges=port)
    whole = made(credit_rest(invoice, []))
    assert (whole.charges, whole.logistics_charges) == (twice, port)
    gesture = made(credit_amount(invoice, [], Decimal("9.60"), item_name="Geste"))
    assert amounts(gesture) == (["8.00"], "8.00", "1.60", "9.60")
    rest = made(credit_rest(invoice, [gesture]))
    assert amounts(rest) == (["5.00"], "8.00", "1.60", "9.60")
    assert [str(one.amount) for one in (*rest.charges, *rest.logistics_charges)] == ["2.00", "1.00"]
    assert rest.lines[0].invoiced_quantity == 1


def test_an_amount_is_shared_over_the_categories_in_proportion() -> None:
    invoice = invoiced(line(1, quantity="1", price="100"), line(2, quantity="1", price="100", rate="5.5"))
    credit = made(credit_amount(invoice, [], Decimal("22.55"), item_name="Geste commercial"))
    assert amounts(credit) == (["10.00", "10.00"], "20.00", "2.55", "22.55")
    assert [(one.identifier, one.item.name, one.unit_code, one.invoiced_quantity) for one in credit.lines] == [
        ("S-20", "Geste commercial", "C62", 1), ("S-5.5", "Geste commercial", "C62", 1),
    ]  # fmt: skip
    assert [one.vat for one in credit.lines] == [one.vat for one in invoice.lines]
    remaining = credit_remaining(invoice, [credit])
    assert [(one.vat_category_code, one.vat_rate) for one in remaining.categories] == [("S", 20), ("S", Decimal("5.5"))]
    assert [str(one.taxable_amount) for one in remaining.categories] == ["90.00", "90.00"]
    assert [str(one.tax_amount) for one in remaining.categories] == ["18.00", "4.95"]
    assert [str(one.net_amount) for one in remaining.lines] == ["100.00", "100.00"]


def test_an_amount_can_be_taken_from_one_category_alone() -> None:
    invoice = invoiced(line(1, quantity="1", price="100"), line(2, quantity="1", price="100", rate="5.5"))
    key = ("S", Decimal("5.5"), "")
    credit = made(credit_amount(invoice, [], Decimal("105.50"), item_name="Geste", category=key))
    assert amounts(credit) == (["100.00"], "100.00", "5.50", "105.50")
    findings = refused(credit_amount(invoice, [credit], Decimal("0.01"), item_name="Geste", category=key))
    assert findings == [("totals.credit_amount", "BT-112", "totals.total_with_vat", "0.01")]


@pytest.mark.parametrize(
    ("amount", "base", "tax"),
    [
        ("0.01", "0.01", "0.00"),
        ("0.03", "0.03", "0.00"),
        ("0.09", "0.08", "0.01"),
        ("1.20", "1.00", "0.20"),
        ("12.00", "10.00", "2.00"),
    ],
)
def test_an_amount_that_has_no_base_is_reached_all_the_same(amount: str, base: str, tax: str) -> None:
    invoice = invoiced(line(1, quantity="1", price="10"))
    credit = made(credit_amount(invoice, [], Decimal(amount), item_name="Geste"))
    assert amounts(credit)[1:] == (base, tax, amount)


def test_amounts_credited_one_cent_at_a_time_stay_in_order() -> None:
    invoice = invoiced(line(1, quantity="1", price="0.30"), line(2, quantity="1", price="0.20", rate="5.5"))
    credits: list[Invoice] = []
    while credit_remaining(invoice, credits).total_with_vat:
        credits.append(made(credit_amount(invoice, credits, Decimal("0.01"), item_name="Geste")))
        exact_credits.follow(invoice, credits)
        assert len(credits[-1].lines) == 1
    assert len(credits) == 57


def test_after_an_amount_the_rest_is_shared_over_what_is_left_of_the_lines() -> None:
    invoice = invoiced(line(1, quantity="1", price="100"), line(2, quantity="2", price="100"))
    gesture = made(credit_amount(invoice, [], Decimal("36.00"), item_name="Geste"))
    findings = refused(credit_quantities(invoice, [gesture], quantities(_1="1", _2="2")))
    assert findings == [("totals.credit_category", "BT-116", "vat_breakdown", "300.00")]
    first = made(credit_quantities(invoice, [gesture], quantities(_2="1")))
    rest = made(credit_rest(invoice, [gesture, first]))
    assert amounts(rest) == (["85.00", "85.00"], "170.00", "34.00", "204.00")
    assert [one.invoiced_quantity for one in rest.lines] == [1, 1]
    assert credit_remaining(invoice, [gesture, first, rest]).total_with_vat == 0


def test_a_rest_that_no_line_can_carry_has_a_line_of_its_own() -> None:
    invoice = invoiced(line(1, quantity="1", price="100"))
    foreign = replace(made(credit_rest(invoice, [])), type_code="381")
    lines = (replace(foreign.lines[0], line_net_amount=Decimal("100.00")),)
    rows = (replace(foreign.vat_breakdown[0], taxable_amount=Decimal("60.00"), tax_amount=Decimal("12.00")),)
    partial = replace(foreign, lines=lines, vat_breakdown=rows)
    rest = made(credit_rest(invoice, [partial]))
    assert amounts(rest) == (["40.00"], "40.00", "8.00", "48.00")
    more = invoiced(line(1, quantity="1", price="100"), line(2, quantity="1", price="5", rate="10"))
    assert amounts(made(credit_rest(more, [partial]))) == (["5.00", "40.00"], "45.00", "8.50", "53.50")
    assert (rest.lines[0].identifier, rest.lines[0].item.name) == ("S-20", "S-20")


def test_a_line_of_its_own_never_takes_the_identifier_of_a_line() -> None:
    invoice = invoiced(replace(line(1), identifier="S-20"), replace(line(2), identifier="S-20-"))
    assert made(credit_amount(invoice, [], Decimal(1), item_name="Geste")).lines[0].identifier == "S-20--"


def test_a_category_of_charges_alone_can_be_credited_by_amount() -> None:
    port = DocumentCharge(amount=Decimal(5), reason="Port", vat_category_code="S", vat_rate=Decimal(10))
    invoice = invoiced(line(1, quantity="1", price="10"), charges=(port,))
    key = ("S", Decimal(10), "")
    credit = made(credit_amount(invoice, [], Decimal("1.10"), item_name="Geste", category=key))
    assert (credit.lines[0].vat.vat_category_code, credit.lines[0].vat.vat_rate) == ("S", 10)
    assert amounts(made(credit_rest(invoice, [credit]))) == (["10.00"], "14.00", "2.40", "16.40")


def test_a_negative_line_is_credited_by_a_negative_quantity() -> None:
    invoice = invoiced(line(1, quantity="1", price="100"), line(2, quantity="-2", price="45"))
    assert refused(credit_quantities(invoice, [], quantities(_1="1"))) == [
        ("totals.credit_category", "BT-116", "vat_breakdown", "100.00")
    ]
    assert refused(credit_quantities(invoice, [], quantities(_2="1"))) == [
        ("totals.credit_quantity", "BT-129", "lines[1].invoiced_quantity", "1")
    ]
    both = made(credit_quantities(invoice, [], quantities(_1="1", _2="-2")))
    assert amounts(both) == (["100.00", "-90.00"], "10.00", "2.00", "12.00")


def test_a_negative_category_is_credited_by_a_negative_part() -> None:
    invoice = invoiced(line(1, quantity="1", price="100"), line(2, quantity="-1", price="10", rate="10"))
    gesture = made(credit_amount(invoice, [], Decimal("10.90"), item_name="Geste"))
    assert amounts(gesture) == (["10.00", "-1.00"], "9.00", "1.90", "10.90")
    assert [(one.invoiced_quantity, one.price.item_net_price) for one in gesture.lines] == [(1, 10), (-1, 1)]
    assert amounts(made(credit_rest(invoice, [gesture]))) == (["90.00", "-9.00"], "81.00", "17.10", "98.10")


def test_lines_that_amount_to_nothing_are_credited_together() -> None:
    invoice = invoiced(line(1, quantity="1", price="7"), line(2, quantity="-1", price="7"), line(3, rate="10"))
    rest = made(credit_rest(invoice, [made(credit_quantities(invoice, [], quantities(_3="3")))]))
    assert amounts(rest) == (["7.00", "-7.00"], "0.00", "0.00", "0.00")


def test_what_is_asked_too_much_is_said_for_each_line() -> None:
    invoice = invoiced(line(1), line(2))
    first = made(credit_quantities(invoice, [], quantities(_1="2")))
    credit = credit_quantities(invoice, [first], quantities(_1="1.5", _2="-1", _9="1"))
    assert refused(credit) == [
        ("totals.credit_quantity", "BT-129", "lines[0].invoiced_quantity", "1.5"),
        ("totals.credit_quantity", "BT-129", "lines[1].invoiced_quantity", "-1"),
        ("totals.credit_line_unknown", "BT-126", "lines", "9"),
    ]
    assert credit.findings[0].message == {
        "fr": "L'avoir porte sur plus que la quantité restante de la ligne 1 : il en reste 1.",
        "en": "The credit is for more than the quantity left of line 1: 1 is left.",
    }
    assert credit.findings[2].message["en"] == "The invoice has no line 9 that can be credited."


@pytest.mark.parametrize("amount", ["0", "-1", "133.34", "0.001"])
def test_an_amount_must_be_positive_and_within_what_is_left(amount: str) -> None:
    invoice = invoiced(line(1, quantity="1", price="111.11"))
    credit = credit_amount(invoice, [], Decimal(amount), item_name="Geste")
    assert refused(credit) == [("totals.credit_amount", "BT-112", "totals.total_with_vat", amount)]
    assert credit.findings[0].fix["en"] == "Credit a positive amount, of 133.33 at most."
    assert made(credit_amount(invoice, [], Decimal("133.33"), item_name="Geste")).totals.total_with_vat == Decimal(
        "133.33"
    )


def test_an_invoice_that_is_owed_to_the_buyer_has_nothing_to_credit_by_amount() -> None:
    invoice = invoiced(line(1, quantity="-1", price="10"))
    credit = credit_amount(invoice, [], Decimal(1), item_name="Geste")
    assert credit.findings[0].message["en"].endswith("0.00 with VAT is left.")


@pytest.mark.parametrize("asked", [{}, {"1": Decimal(0)}])
def test_a_credit_of_nothing_is_refused(asked: dict[str, Decimal]) -> None:
    assert refused(credit_quantities(invoiced(line(1)), [], asked)) == [
        ("totals.credit_nothing", "BT-129", "lines", "")
    ]


def test_there_is_no_rest_of_what_is_credited_whole() -> None:
    invoice = invoiced(line(1))
    credits = [made(credit_rest(invoice, []))]
    assert refused(credit_rest(invoice, credits)) == [("totals.credit_nothing", "BT-112", "totals.total_with_vat", "")]


def test_there_is_no_rest_of_an_invoice_that_is_credited_too_much() -> None:
    invoice = invoiced(line(1, quantity="1", price="10"))
    whole = made(credit_rest(invoice, []))
    credit = credit_rest(invoice, [whole, whole])
    assert refused(credit) == [("totals.credit_category", "BT-116", "vat_breakdown", "10.00")]
    assert (
        credit.findings[0].message["en"]
        == "The credit exceeds the taxable amount left in VAT category S 20 %: -10.00 is left."
    )
    foreign = calculate(replace(whole, lines=(line(9, quantity="1", price="5", rate="10"),)))
    assert refused(credit_rest(invoice, [foreign])) == [("totals.credit_category", "BT-116", "vat_breakdown", "0.00")]


def test_vat_left_without_base_cannot_be_credited_by_amount() -> None:
    invoice = invoiced(line(1, quantity="1", price="10"), line(2, quantity="1", price="5", rate="10"))
    whole = made(credit_rest(invoice, []))
    less = replace(whole, vat_breakdown=(replace(whole.vat_breakdown[0], tax_amount=Decimal("1.98")),))
    credit = credit_amount(invoice, [less], Decimal("0.01"), item_name="Geste", category=("S", Decimal(20), ""))
    assert refused(credit) == [("totals.credit_category", "BT-116", "vat_breakdown", "0.01")]
    assert credit.findings[0].message["en"].endswith("category S 20 %: 0.00 is left.")


def test_a_quantity_credited_for_less_leaves_an_amount_without_quantity() -> None:
    invoice = invoiced(group("A"), child(30, "A"))
    whole = made(credit_rest(invoice, []))
    cheap = calculate(replace(whole, lines=(replace(whole.lines[0], price=Price(item_net_price=Decimal(20))),)))
    rest = made(credit_rest(invoice, [cheap])).lines[0]
    assert (str(rest.line_net_amount), rest.invoiced_quantity, rest.unit_code) == ("10.00", 1, "C62")
    assert (rest.subtype_code, rest.parent_line_identifier) == (None, None)
