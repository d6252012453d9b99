"""The VAT of a credit: of every possible one, the nearest to its rate that leaves a rest in order."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from sansfaute.en16931.model import DocumentAllowance
from sansfaute.en16931.tests.exact import rounded
from sansfaute.en16931.tests.samples import line, uncalculated
from sansfaute.en16931.totals import calculate, credit_quantities, credit_remaining
from sansfaute.en16931.totals.credit_assembly import credited_line, once
from sansfaute.en16931.totals.credit_notes import _split
from sansfaute.en16931.totals.credits import CategoryAccount


def accounts(rate: str, sign: int) -> Iterator[CategoryAccount]:
    """Every small invoice at this rate, in every state that credits can leave it in."""
    share = Fraction(rate) / 100
    for base in range(14):
        tax = int(rounded(base * share, 0))
        for left_base in range(1, base + 1):
            for left_tax in range(tax + 1):
                if abs(left_tax - left_base * share) <= 1:
                    units = (base, tax, left_base, left_tax)
                    yield CategoryAccount(Decimal(rate), *(sign * one for one in units))


def in_order(account: CategoryAccount, base: int, tax: int) -> bool:
    """Between nothing and what is left, and a rest whose VAT is at most one unit off; all in positive units."""
    left_base, left_tax = abs(account.left_base) - base, abs(account.left_tax) - tax
    if left_base == 0 and left_tax != 0:
        return False
    off = abs(left_tax - left_base * Fraction(account.vat_rate or 0) / 100)
    return base >= 0 <= left_base and tax >= 0 <= left_tax and off <= 1


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("rate", ["20", "5.5", "33.3", "100", "0"])
def test_of_all_splits_of_an_amount_the_nearest_in_order_is_taken(rate: str, sign: int) -> None:
    share = Fraction(rate) / 100
    for account in accounts(rate, sign):
        for amount in range(1, abs(account.left())):
            possible = [(b, amount - b) for b in range(amount + 1) if in_order(account, b, amount - b)]
            best = min(possible, key=lambda one: (abs(one[1] - one[0] * share), -one[0]))
            assert _split(account, sign * amount) == (sign * best[0], sign * best[1]), (account, amount)
        assert _split(account, account.left()) == (account.left_base, account.left_tax)


@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("rate", ["20", "5.5", "33.3", "100", "0"])
def test_of_all_taxes_of_a_base_the_nearest_in_order_is_taken(rate: str, sign: int) -> None:
    share = Fraction(rate) / 100
    for account in accounts(rate, sign):
        for base in range(1, abs(account.left_base)):
            possible = [tax for tax in range(abs(account.left_tax) + 1) if in_order(account, base, tax)]
            best = min(possible, key=lambda tax: (abs(tax - base * share), -tax))
            assert account.tax_of(sign * base) == sign * best, (account, base)
        assert account.tax_of(account.left_base) == account.left_tax


@pytest.mark.parametrize(
    ("base", "left", "asked", "holds"),
    [(10, 10, 10, True), (10, 10, 11, False), (10, 10, -1, False), (10, 4, -6, True), (10, 4, -7, False),
     (-10, -10, -10, True), (-10, -10, 1, False), (-10, -10, -11, False), (0, 0, 0, True), (0, 0, 1, False)],
)  # fmt: skip
def test_a_base_can_be_credited_if_what_is_left_lies_between_nothing_and_the_invoice(
    base: int, left: int, asked: int, holds: bool
) -> None:
    assert CategoryAccount(Decimal(20), base=base, left_base=left).holds(asked) is holds


@pytest.mark.parametrize(
    ("base", "left", "exceeded"),
    [(10, 0, False), (10, -1, True), (10, 10, False), (10, 11, True), (-10, -11, True), (-10, 1, True), (0, 1, True),
     (0, 0, False), (0, -1, True)],
)  # fmt: skip
def test_more_was_credited_than_there_was_when_the_rest_changes_sign_or_grows(
    base: int, left: int, exceeded: bool
) -> None:
    assert CategoryAccount(Decimal(20), base=base, left_base=left).is_exceeded() is exceeded


def test_a_deviation_of_the_invoice_is_the_most_that_a_rest_may_have() -> None:
    # 20.50 of VAT on 100.00: 50 units too many, so that a rest may be 50 units off, and no more.
    account = CategoryAccount(Decimal(20), 10000, 2050, 5000, 1050)
    assert account.tax_of(2500) == 500
    assert account.leaves_order(2500, 500)
    assert not account.leaves_order(2500, 499)
    assert not account.leaves_order(5001, 1001)
    assert not account.leaves_order(5000, 1051)
    further = CategoryAccount(Decimal(20), 10000, 2050, 5000, 1051)
    assert (further.tax_of(2500), further.tax_of(2501)) == (501, 502)


def test_of_an_invoice_without_vat_no_vat_is_credited_nor_given() -> None:
    # 0.02 at 20 % has no VAT: a credit of a cent leaves a rest in order only if it has none either.
    account = CategoryAccount(Decimal(20), 2, 0, 2, 0)
    assert account.leaves_order(1, 0)
    assert not account.leaves_order(1, 1)
    assert not account.leaves_order(1, -1)


def test_of_a_negative_allowance_credited_too_far_nothing_more_follows_the_lines() -> None:
    added = DocumentAllowance(amount=Decimal(-11), reason="Frais", vat_category_code="S", vat_rate=Decimal(20))
    invoice = calculate(replace(uncalculated(line(1, quantity="10", price="10")), allowances=(added,)))
    alone = calculate(replace(invoice, lines=(), allowances=(replace(added, amount=Decimal(-9)),)))
    credit = credit_quantities(invoice, [alone], {"1": Decimal(1)})
    assert credit.credit_note is not None
    assert (credit.credit_note.allowances, str(credit.credit_note.totals.total_without_vat)) == ((), "10.00")


def test_what_was_credited_of_a_category_that_the_invoice_has_not_is_shown_with_its_rate() -> None:
    foreign = calculate(uncalculated(line(1, quantity="1", price="5", rate="10")))
    *_, shown = credit_remaining(calculate(uncalculated(line(1))), [foreign]).categories
    assert (shown.vat_category_code, shown.vat_rate) == ("S", Decimal(10))
    assert (str(shown.taxable_amount), str(shown.tax_amount)) == ("-5.00", "-0.50")


@pytest.mark.parametrize(("units", "quantity"), [(5, 1), (0, 1), (-5, -1)])
def test_an_amount_alone_is_once_or_minus_once(units: int, quantity: int) -> None:
    assert once(units) == quantity


def test_a_line_whose_price_cannot_carry_an_amount_is_credited_at_that_amount() -> None:
    free = credited_line(replace(line(1, price="0"), unit_code="HUR"), Decimal(2), 250, 2)
    assert (free.invoiced_quantity, free.unit_code, str(free.price.item_net_price)) == (1, "C62", "2.50")
    back = credited_line(line(1, price="3"), Decimal(2), -250, 2)
    assert (back.invoiced_quantity, str(back.price.item_net_price)) == (-1, "2.50")
    assert str(credited_line(line(1, price="0"), Decimal(2), 0, 2).price.item_net_price) == "0"
    cents = credited_line(replace(line(1, price="0.05"), unit_code="HUR"), Decimal(1), 5, 2)
    assert (str(cents.price.item_net_price), cents.unit_code) == ("0.05", "HUR")


def test_two_rows_add_up_in_one_account() -> None:
    account = CategoryAccount(Decimal(20))
    account.add(100, 20)
    account.add(50, 11)
    assert (account.base, account.tax, account.left_base, account.left_tax) == (150, 31, 150, 31)
