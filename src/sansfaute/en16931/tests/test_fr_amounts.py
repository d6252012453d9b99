"""French VAT categories, rates and figures as they are written: in each syntax, readable or not."""

from decimal import Decimal
from typing import Any

import pytest

from sansfaute.en16931.further import noted
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.rules import check
from sansfaute.en16931.tests.rule_cases import VALID, put, spoilt
from sansfaute.en16931.tests.wide_cases import WIDE

D = Decimal
CATEGORY = "lines[0].vat.vat_category_code"
RATE = "lines[0].vat.vat_rate"
OF_A_LINE = "BR-FR-15_BT-95_BT-151"


def found(invoice: Invoice, syntax: str = "cii", **raw: Any) -> list[str]:
    """The French rules that are broken, each as often as it is named."""
    said = check(invoice, syntax=syntax, raw=raw)
    return [one.rule for one in said if one.rule.startswith(("BR-FR-15", "BR-FR-16", "BR-FR-DEC"))]


def without_vat() -> Invoice:
    return spoilt("plain", ("lines.0.vat.vat_category_code", ""), ("lines.0.vat.vat_rate", None))


def test_in_cii_a_line_that_gives_no_vat_at_all_is_not_asked_for_its_category() -> None:
    assert OF_A_LINE not in found(without_vat())
    assert OF_A_LINE in found(without_vat(), **{CATEGORY: ""})
    assert OF_A_LINE in found(without_vat(), **{"lines[0].vat": ""})


def test_a_group_may_lack_a_category_but_has_no_other() -> None:
    group = put(WIDE["grouped"], "lines.0.vat.vat_rate", D(20))
    assert OF_A_LINE not in found(group)
    assert OF_A_LINE in found(put(group, "lines.0.vat.vat_category_code", "B"))
    assert OF_A_LINE in found(group, **{CATEGORY: ""})


def test_in_cii_each_vat_that_a_line_wrongly_gives_beside_its_own_is_looked_at() -> None:
    further = {"lines[0].vat.further": noted([("", "20")])}
    assert OF_A_LINE in found(VALID["plain"], **further)
    assert OF_A_LINE in found(VALID["plain"], **{"lines[0].vat.further": noted([("B", "20")])})
    assert OF_A_LINE not in found(VALID["plain"], **{"lines[0].vat.further": noted([("S", "20")])})
    assert OF_A_LINE not in found(WIDE["grouped"], **further)
    assert f"{OF_A_LINE}_LM" in found(VALID["plain"], **{"lines[0].vat.further": noted([("E", "0"), ("M", "7")])})


def test_in_cii_each_vat_of_an_allowance_or_charge_is_looked_at() -> None:
    for change in ("allowances", "charges"):
        place = f"{change}[0].further"
        assert "BR-FR-15_BT-95_BT-102_LM" in found(VALID["full"], **{place: noted([("L", "20")])})
        assert "BR-FR-15_BT-95_BT-102_LM" not in found(VALID["full"], **{place: noted([("L ", "20")])})


def test_in_cii_a_category_of_the_islands_with_blanks_is_another() -> None:
    assert f"{OF_A_LINE}_LM" not in found(VALID["plain"], **{CATEGORY: " L "})


def test_in_ubl_a_row_may_lack_its_category() -> None:
    assert "BR-FR-15_BT-118-1" not in found(spoilt("plain", ("vat_breakdown.0.vat_category_code", "")), "ubl")
    assert "BR-FR-15_BT-118-1" in found(spoilt("plain", ("vat_breakdown.0.vat_category_code", "B")), "ubl")


@pytest.mark.parametrize("change", ["allowances", "charges"])
def test_in_ubl_the_rate_of_an_allowance_or_charge_is_named_after_the_allowance(change: str) -> None:
    spoiled = spoilt("full", (f"{change}.0.vat_rate", D(19)))
    assert found(spoiled, "ubl") == ["BR-FR-16_BT-96"]
    assert found(spoiled) == ["BR-FR-16_BT-96_BT-103"]


def test_a_rate_that_france_has_not_is_said_once() -> None:
    for syntax in ("cii", "ubl"):
        assert found(spoilt("plain", ("vat_breakdown.0.vat_rate", D(19))), syntax) == ["BR-FR-16_BT-119"]


def test_a_rate_that_cannot_be_read_gets_the_general_proposal() -> None:
    unread = spoilt("plain", ("lines.0.vat.vat_rate", None))
    (fix,) = (one.fix for one in check(unread, raw={RATE: "vingt"}) if one.rule == "BR-FR-16_BT-152")
    assert fix["fr"].startswith("Choisir 20, 10, 5,5, 2,1")


@pytest.mark.parametrize(
    ("rule", "path", "right", "wrong"),
    [
        ("BR-FR-DEC-04_BT-152", RATE, "0020", "100.00"),
        ("BR-FR-DEC-01_BT-115", "totals.amount_due", "00000000000000077.49", "000000000000000077.49"),
        ("BR-FR-DEC-02_BT-129", "lines[1].invoiced_quantity", "000000000000003.0000", "0000000000000003.0000"),
        ("BR-FR-DEC-03_BT-146", "lines[0].price.item_net_price", "0000000000012.345000", "00000000000012.345000"),
    ],
)
def test_zeros_that_say_nothing_are_counted_as_written(rule: str, path: str, right: str, wrong: str) -> None:
    assert rule not in found(VALID["plain"], **{path: right})
    assert rule in found(VALID["plain"], **{path: wrong})


@pytest.mark.parametrize(
    ("rule", "path", "right", "wrong"),
    [
        ("BR-FR-DEC-01_BT-115", "totals.amount_due", "12345678901234567.89", "123456789012345678.90"),
        ("BR-FR-DEC-02_BT-149", "lines.0.price.base_quantity", "123456789012345.6789", "1234567890123456.7891"),
        ("BR-FR-DEC-03_BT-146", "lines.0.price.item_net_price", "1234567890123.456789", "12345678901234.567891"),
    ],
)
def test_a_figure_has_nineteen_digits_at_most_decimals_included(rule: str, path: str, right: str, wrong: str) -> None:
    assert rule not in found(spoilt("plain", (path, D(right))))
    assert rule in found(spoilt("plain", (path, D(wrong))))


def test_in_cii_alone_a_discount_shows_a_gross_price() -> None:
    spoiled = spoilt("plain", ("lines.0.price.item_price_discount", D("1.2345678")))
    assert "BR-FR-DEC-03_BT-148" in found(spoiled)
    assert "BR-FR-DEC-03_BT-148" not in found(spoiled, "ubl")
    assert "BR-FR-DEC-03_BT-148" not in found(spoilt("plain", ("lines.0.price.item_price_discount", D("1.23"))))
