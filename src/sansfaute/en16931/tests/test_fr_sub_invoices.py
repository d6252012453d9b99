"""Sub-invoices of several sellers: what each says, and which lines enter its sum in UBL."""

import pytest

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.rules import check
from sansfaute.en16931.tests.rule_cases import put
from sansfaute.en16931.tests.wide_cases import WIDE
from sansfaute.en16931.values import Finding, Identifier

SEVERAL = WIDE["several sellers"]
NET = "BR-FR-MV-05_EXT-FR-FE-BG-12"


def found(invoice: Invoice, syntax: str = "cii", **raw: str) -> dict[str, Finding]:
    return {one.rule: one for one in check(invoice, syntax=syntax, raw=raw) if one.rule.startswith("BR-FR-")}


@pytest.mark.parametrize("process", ["B8", "S8", "M8"])
def test_a_sub_invoice_is_not_itself_of_several_sellers(process: str) -> None:
    named = put(SEVERAL, "lines.0.further_object_identifiers", (Identifier(process, "AVV"),))
    assert "BR-FR-MV-03_BT-128_AVV" in found(named)
    assert "BR-FR-MV-03_BT-128_AVV" not in found(SEVERAL)


def test_a_number_in_a_document_of_another_kind_is_not_one_that_the_line_gives() -> None:
    others = {"lines[0].other_objects": "AVV|AFL"}
    assert {"BR-FR-MV-03_BT-128_AFL", "BR-FR-MV-03_BT-128_AVV"} <= {*found(SEVERAL, **others)}
    assert "BR-FR-MV-03_BT-128_AFL" not in found(SEVERAL, **{"lines[0].other_objects": "AVV"})


def test_in_ubl_a_line_whose_subtype_is_there_but_empty_enters_the_sum() -> None:
    blank = put(SEVERAL, "lines.1.subtype_code", "")
    assert NET not in found(blank, "ubl", **{"lines[1].subtype_code": ""})
    assert NET in found(blank, "ubl", **{"lines[3].subtype_code": ""})
    assert NET not in found(blank)


@pytest.mark.parametrize(
    ("amounts", "holds"), [("150|50.02", True), ("150|50.03", False), ("200|?", True), ("1", False)]
)
def test_each_amount_that_a_line_wrongly_gives_enters_the_sum(amounts: str, holds: bool) -> None:
    assert (NET not in found(SEVERAL, **{"lines[1].line_net_amounts": amounts})) is holds


@pytest.mark.parametrize(("amounts", "holds"), [("30|10.01", True), ("30|10.02", False), ("40|?", True), ("1", False)])
def test_each_vat_amount_that_a_row_wrongly_gives_enters_the_vat(amounts: str, holds: bool) -> None:
    said = found(SEVERAL, **{"vat_breakdown[0].tax_amounts": amounts})
    assert ("BR-FR-MV-09_EXT-FR-FE-181" not in said) is holds


def test_a_correction_is_asked_for_the_number_and_for_the_date_of_what_it_corrects() -> None:
    said = found(put(WIDE["several sellers, credit"], "lines.0.preceding_invoices", ()))
    number, day = said["BR-FR-MV-14-EXT-FR-FE-136"], said["BR-FR-MV-14-EXT-FR-FE-138"]
    assert number.fix == {
        "fr": "Donner le numéro de la facture antérieure de la ligne.",
        "en": "Give the number of the preceding invoice of the line.",
    }
    assert day.fix == {
        "fr": "Donner la date de la facture antérieure de la ligne.",
        "en": "Give the date of the preceding invoice of the line.",
    }


def test_the_main_seller_is_told_the_number_of_the_invoice() -> None:
    (said,) = (one for name, one in found(put(SEVERAL, "invoice_number", "F9")).items() if "MV-11" in name)
    assert said.fix["en"] == "Give his sub-invoice the number F9 (BT-128, scheme AFL)."
