"""What one term asks of another, where the source says more than the model: blanks, days and sums nobody can read."""

import pytest

from sansfaute.en16931.model import Invoice, PrecedingInvoice
from sansfaute.en16931.rules import check
from sansfaute.en16931.tests.mutations import DAY
from sansfaute.en16931.tests.rule_cases import VALID, put, spoilt

IN_EUROS = "BR-FR-CO-12_BT-5"
DUE = "BR-FR-CO-07_BT-9"
DISCOUNT = "BR-FR-CO-03_BT-3"
CREDITED = "BR-FR-CO-05_BT-3"
GROUP = "BR-FR-CO-15_BT-29-1"
DOLLARS = VALID["dollars"]


def found(invoice: Invoice, syntax: str = "cii", **raw: str) -> set[str]:
    return {one.rule for one in check(invoice, syntax=syntax, raw=raw) if one.rule.startswith("BR-FR-")}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("contract_reference", " "),
        ("delivery.invoicing_period.start_date", "20261301"),
        ("delivery.invoicing_period.end_date", "bientôt"),
    ],
)
def test_what_cannot_be_read_of_a_global_discount_is_there_all_the_same(path: str, text: str) -> None:
    lacking = spoilt("global discount", (path, None))
    assert DISCOUNT in found(lacking)
    assert DISCOUNT not in found(lacking, **{path: text})


def test_a_credit_note_names_a_number_which_in_ubl_its_schema_asks_already() -> None:
    unnumbered = spoilt("credit note", ("preceding_invoices", (PrecedingInvoice(invoice_number="", issue_date=DAY),)))
    assert CREDITED in found(unnumbered)
    assert CREDITED not in found(unnumbered, "ubl")
    assert CREDITED not in found(unnumbered, **{"preceding_invoices[0].invoice_number": " "})


@pytest.mark.parametrize(("syntax", "day"), [("cii", "20261031"), ("ubl", "2026-10-31")])
def test_days_are_compared_as_each_syntax_writes_them(syntax: str, day: str) -> None:
    assert DUE not in found(VALID["plain"], syntax, payment_due_date=f"{day} ")
    assert DUE in found(VALID["plain"], syntax, payment_due_date=f" {day}")


def test_a_document_that_says_no_currency_is_not_asked_for_euros() -> None:
    silent = put(VALID["plain"], "currency_code", "")
    assert IN_EUROS in found(silent)
    assert IN_EUROS not in found(silent, **{"currency_code.absent": ""})
    assert IN_EUROS not in found(silent, "ubl")
    assert IN_EUROS in found(silent, "ubl", currency_code="")
    assert IN_EUROS in found(put(VALID["plain"], "currency_code", "USD"), "ubl")


def test_in_ubl_a_currency_is_compared_with_its_blanks() -> None:
    for invoice, path in ((VALID["plain"], "currency_code"), (DOLLARS, "vat_accounting_currency_code")):
        assert IN_EUROS in found(invoice, "ubl", **{path: " EUR "})
        assert IN_EUROS not in found(invoice, **{path: " EUR "})


@pytest.mark.parametrize(
    ("totals", "holds"), [("USD 11.11|EUR 10.00", True), ("EUR 10.00|USD 11.11", True), ("USD 11.11|EUR ", False)]
)
def test_a_vat_total_in_euros_may_stand_among_several(totals: str, holds: bool) -> None:
    assert (IN_EUROS not in found(DOLLARS, **{"totals.vat_totals": totals})) is holds


def test_a_vat_total_in_euros_that_cannot_be_read_is_there_all_the_same() -> None:
    at = "totals.total_vat_in_accounting_currency"
    assert IN_EUROS in found(put(DOLLARS, at, None))
    assert IN_EUROS not in found(put(DOLLARS, at, None), **{at: "dix"})


def test_in_ubl_a_number_of_another_tax_names_the_vat_group() -> None:
    unnamed = spoilt("vat group", ("tax_representative.vat_identifier", ""))
    raw = {"tax_representative.vat_identifier": "FR1"}
    assert GROUP in found(unnamed, "ubl")
    assert GROUP not in found(unnamed, "ubl", **raw)
    assert GROUP in found(unnamed, "cii", **raw)
