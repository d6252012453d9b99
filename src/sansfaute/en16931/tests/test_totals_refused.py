"""What the arithmetic refuses: every figure that it cannot use, by term and path."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.en16931.model import (
    DocumentAllowance,
    DocumentCharge,
    Invoice,
    LineAllowance,
    LineCharge,
    LogisticsCharge,
    Price,
)
from sansfaute.en16931.tests.samples import line, uncalculated
from sansfaute.en16931.tests.sub_lines import child, group
from sansfaute.en16931.totals import (
    UNCALCULATED,
    CalculationRefused,
    calculate,
    line_net_amount,
    round_half_up,
)
from sansfaute.en16931.totals.subtypes import GroupInCircle, ancestors
from sansfaute.en16931.values import ABSENT, Finding


def refused(invoice: Invoice) -> tuple[Finding, ...]:
    with pytest.raises(CalculationRefused) as caught:
        calculate(invoice)
    assert all({*one.message} == {*one.fix} == {"fr", "en"} for one in caught.value.findings)
    return caught.value.findings


def with_line(**changes: Any) -> Callable[[], Invoice]:
    return lambda: uncalculated(line(1), replace(line(2), **changes))


def with_document(**changes: Any) -> Callable[[], Invoice]:
    return lambda: replace(uncalculated(line(1)), **changes)


NAN, ENDLESS, HUGE = Decimal("NaN"), Decimal("Infinity"), Decimal("1E+500")
S20 = {"vat_category_code": "S", "vat_rate": Decimal(20)}


@pytest.mark.parametrize(
    ("invoice", "rule", "term", "path"),
    [
        (with_line(invoiced_quantity=ABSENT), "figure", "BT-129", "lines[1].invoiced_quantity"),
        (with_line(invoiced_quantity=HUGE), "figure", "BT-129", "lines[1].invoiced_quantity"),
        (with_line(price=Price(item_net_price=ABSENT)), "figure", "BT-146", "lines[1].price.item_net_price"),
        (
            with_line(price=Price(item_net_price=Decimal(1), base_quantity=NAN)),
            "figure", "BT-149", "lines[1].price.base_quantity",
        ),
        (
            with_line(price=Price(item_net_price=Decimal(1), base_quantity=Decimal(0))),
            "base_quantity", "BT-149", "lines[1].price.base_quantity",
        ),
        (with_line(vat=replace(line(1).vat, vat_rate=ENDLESS)), "figure", "BT-152", "lines[1].vat.vat_rate"),
        (with_line(allowances=(LineAllowance(amount=ABSENT),)), "figure", "BT-136", "lines[1].allowances[0].amount"),
        (with_line(charges=(LineCharge(amount=ABSENT),)), "figure", "BT-141", "lines[1].charges[0].amount"),
        (
            with_line(charges=(LineCharge(amount=ABSENT, percentage=ENDLESS),)),
            "figure", "BT-143", "lines[1].charges[0].percentage",
        ),
        (
            with_line(allowances=(LineAllowance(amount=ABSENT, percentage=Decimal(1), base_amount=ENDLESS),)),
            "figure", "BT-137", "lines[1].allowances[0].base_amount",
        ),
        (
            with_document(allowances=(DocumentAllowance(amount=ABSENT, **S20),)),
            "figure", "BT-92", "allowances[0].amount",
        ),
        (with_document(charges=(DocumentCharge(amount=ENDLESS, **S20),)), "figure", "BT-99", "charges[0].amount"),
        (
            with_document(charges=(DocumentCharge(amount=Decimal(1), vat_category_code="S", vat_rate=ENDLESS),)),
            "figure", "BT-103", "charges[0].vat_rate",
        ),
        (
            with_document(logistics_charges=(LogisticsCharge(description="Port", amount=ABSENT, **S20),)),
            "figure", "BT-X-272", "logistics_charges[0].amount",
        ),
        (with_document(totals=replace(UNCALCULATED, paid_amount=NAN)), "figure", "BT-113", "totals.paid_amount"),
        (
            with_document(totals=replace(UNCALCULATED, rounding_amount=HUGE)),
            "figure", "BT-114", "totals.rounding_amount",
        ),
    ],
)  # fmt: skip
def test_a_figure_that_cannot_be_used_is_named(invoice: Callable[[], Invoice], rule: str, term: str, path: str) -> None:
    findings = refused(invoice())
    assert [(one.rule, one.level, one.term, one.path) for one in findings] == [(f"totals.{rule}", "error", term, path)]


def test_every_figure_at_fault_is_named_at_once_with_what_was_found() -> None:
    bad = replace(line(1), invoiced_quantity=ABSENT, price=Price(item_net_price=ENDLESS))
    findings = refused(uncalculated(bad, line(2), bad))
    assert [one.path for one in findings] == [
        "lines[0].invoiced_quantity", "lines[0].price.item_net_price",
        "lines[2].invoiced_quantity", "lines[2].price.item_net_price",
    ]  # fmt: skip
    assert [one.value for one in findings[:2]] == ["", "Infinity"]
    with pytest.raises(CalculationRefused, match=r"lines\[0\].invoiced_quantity: This amount .*; lines\[0\].price"):
        calculate(uncalculated(bad))


def test_numbers_out_of_all_proportion_are_refused_even_if_each_could_be_written() -> None:
    far = replace(line(1), invoiced_quantity=Decimal("1E+90"), price=Price(item_net_price=Decimal("1." + "1" * 40)))
    near = replace(far, allowances=(LineAllowance(amount=Decimal("1E-60")),))
    findings = refused(uncalculated(near))
    assert [(one.rule, one.term, one.path, one.value) for one in findings] == [("totals.proportion", "BG-22", "", "")]


def test_a_line_of_a_hundred_digits_is_still_exact() -> None:
    amount = line_net_amount(quantity=Decimal("1" * 50), item_net_price=Decimal("9" * 50))
    assert int(amount) == int("1" * 50) * int("9" * 50)


def test_a_price_is_exact_whatever_the_other_figures() -> None:
    one = LineAllowance(amount=Decimal("0.01"))
    third = line_net_amount(
        quantity=Decimal("1E+15"), item_net_price=Decimal("0.000001"), base_quantity=Decimal(3), allowances=[one]
    )
    assert str(third) == "333333333.32"


@pytest.mark.parametrize("parents", [("A", None, "A"), ("B", "A", "A"), ("B", "A", "B")])
def test_groups_in_a_circle_are_refused(parents: tuple[str | None, ...]) -> None:
    first, second, of_child = parents
    findings = refused(uncalculated(group("A", first), group("B", second), child(1, of_child)))
    assert {(one.rule, one.term) for one in findings} == {("totals.group", "EXT-FR-FE-162")}
    assert (findings[0].path, findings[0].value) == ("lines[0].parent_line_identifier", "A")


def test_what_is_no_number_is_said_when_rounded() -> None:
    with pytest.raises(ArithmeticError, match="NaN is not an amount"):
        round_half_up(NAN, 2)


def test_only_the_groups_in_the_circle_are_named() -> None:
    lines = (group("A", "B"), group("B", "A"), group("C", "A"), group("D"), child(1, "C"))
    assert [one.value for one in refused(uncalculated(*lines))] == ["A", "B"]


def test_a_group_in_a_circle_is_named() -> None:
    groups = {"A": group("A", "A")}
    with pytest.raises(GroupInCircle, match="A"):
        list(ancestors(child(1, "A"), groups))


def test_a_base_quantity_of_zero_is_shown() -> None:
    zero = replace(line(1), price=Price(item_net_price=Decimal(1), base_quantity=Decimal("0.0")))
    assert [one.value for one in refused(uncalculated(zero))] == ["0.0"]
