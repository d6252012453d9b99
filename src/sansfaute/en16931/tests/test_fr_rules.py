"""The French rules at their limits: what just passes, what just fails, in both syntaxes."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.en16931.model import Invoice, ItemAttribute, Note, PaymentTerms
from sansfaute.en16931.rules import Given, check
from sansfaute.en16931.tests.rule_cases import VALID, put, spoilt
from sansfaute.en16931.tests.wide_cases import EVERY_CASE, GIVEN, WIDE
from sansfaute.en16931.values import ABSENT, NO_DATE, BinaryObject, Identifier

D = Decimal
STEP = re.compile(r"(\w+)(?:\[(\d+)\])?")
CREDITED = WIDE["wide"].lines[4].preceding_invoices
FRENCH = [case for case in EVERY_CASE if case[0].startswith("BR-FR-")]
Change = tuple[str, Any]


def found(invoice: Invoice, syntax: str = "cii", **options: Any) -> set[str]:
    return {one.rule for one in check(invoice, syntax=syntax, **options) if one.rule.startswith("BR-FR-")}


def errors(invoice: Invoice, syntax: str = "cii") -> set[str]:
    return {one.rule for one in check(invoice, syntax=syntax) if one.level == "error"}


def test_each_valid_document_passes_every_french_rule() -> None:
    for name, invoice in VALID.items():
        for syntax in ("cii", "ubl"):
            assert not {one for one in errors(invoice, syntax) if one.startswith("BR-FR-")}, (name, syntax)


def test_each_french_rule_names_itself_with_its_term_and_place() -> None:
    """In CII under its own name where the pack has it, else in UBL; the place is one of the document."""
    for rule, base, changes in FRENCH:
        told, spoiled = GIVEN.get(rule, Given()), spoilt(base, *changes)
        said = [one for syntax in ("cii", "ubl") for one in check(spoiled, syntax=syntax, given=told)]
        own = [one for one in said if one.rule == rule]
        assert own, rule
        assert all(one.term and one.message["fr"] != one.message["en"] for one in own)
        assert all(stands(spoiled, one.path) for one in own), rule


def stands(item: Any, path: str) -> bool:
    """Whether each step of the path is a field of what the step before holds."""
    for name, place in STEP.findall(path):
        if item is None:
            return True
        if not hasattr(item, name):
            return False
        item = getattr(item, name)
        item = item[int(place)] if place else item
    return True


# Rule, document, what is changed to pass, what is changed to fail.
LIMITS: list[tuple[str, str, list[Change], list[Change]]] = [
    ("BR-FR-01_BT-1", "plain", [("invoice_number", "x" * 35)], [("invoice_number", "x" * 36)]),
    ("BR-FR-02_BT-1", "plain", [("invoice_number", "aZ09+-_/")], [("invoice_number", "a.b")]),
    ("BR-FR-03_BT-2", "plain", [("issue_date", date(2000, 1, 1))], [("issue_date", date(1999, 12, 31))]),
    ("BR-FR-03_BT-2", "plain", [("issue_date", date(2099, 12, 31))], [("issue_date", date(2100, 1, 1))]),
    ("BR-FR-03_BT-2", "plain", [("issue_date", NO_DATE)], [("issue_date", date(1, 1, 2))]),
    ("BR-FR-03_BT-7", "plain", [("vat_point_date", date(2000, 1, 1))], [("vat_point_date", date(1999, 12, 31))]),
    ("BR-FR-03_BT-7", "plain", [("vat_point_date", date(2099, 12, 31))], [("vat_point_date", date(2100, 1, 1))]),
    ("BR-FR-03_BT-9", "plain", [("further_payment_terms", (PaymentTerms(due_date=date(2026, 12, 1)),))],
     [("further_payment_terms", (PaymentTerms(due_date=date(2100, 12, 1)),))]),
    ("BR-FR-04_BT-3", "plain", [("type_code", "393")], [("type_code", "383")]),
    ("BR-FR-09_BT-29", "plain", [("seller.identifiers", (Identifier("1", "0088"),))],
     [("seller.identifiers", (Identifier("1000000090001", "0009"),))]),
    ("BR-FR-09_BT-29", "plain", [("seller.identifiers", (Identifier("10000000900017", "0009"),))],
     [("seller.legal_registration", Identifier("100000009", "0223"))]),
    ("BR-FR-09_BT-60", "full", [("payee.legal_registration", None)],
     [("payee.legal_registration", Identifier("300000006", "0002"))]),
    ("BR-FR-09_BT-71", "full", [("delivery.location_identifier", Identifier("99999999900019", "0009"))],
     [("delivery.location_identifier", Identifier("999999999000190", "0009"))]),
    ("BR-FR-10_BT-30", "plain", [("seller.legal_registration", Identifier("100000009", "0002"))],
     [("seller.legal_registration", Identifier("1000000090", "0002"))]),
    ("BR-FR-11_BT-47", "plain", [("buyer.legal_registration", None), ("notes.3.text", "B2C")],
     [("buyer.legal_registration", Identifier("20000000", "0002"))]),
    ("BR-FR-12_BT-49", "plain", [("buyer.electronic_address", Identifier("x", "EM"))],
     [("buyer.electronic_address", Identifier(" ", "EM"))]),
    ("BR-FR-13_BT-34", "plain", [("seller.electronic_address", Identifier("x", "EM"))],
     [("seller.electronic_address", Identifier("", "EM"))]),
    ("BR-FR-15_BT-95_BT-102", "full", [("allowances.0.vat_category_code", "O")],
     [("allowances.0.vat_category_code", "B")]),
    ("BR-FR-15_BT-95_BT-102", "full", [("allowances.0.vat_category_code", ""), ("allowances.0.vat_rate", None)],
     [("allowances.0.vat_category_code", "")]),
    ("BR-FR-15_BT-95_BT-118", "plain", [("vat_breakdown.0.vat_category_code", "AE")],
     [("vat_breakdown.0.vat_category_code", ""), ("vat_breakdown.0.vat_rate", None)]),
    ("BR-FR-15_BT-95_BT-151", "plain", [("lines.0.vat.vat_category_code", ""), ("lines.0.vat.vat_rate", None)],
     [("lines.0.vat.vat_category_code", "")]),
    ("BR-FR-15_BT-95_BT-151", "grouped", [("lines.0.vat.vat_rate", D(20))],
     [("lines.4.vat.vat_category_code", "")]),
    ("BR-FR-15_BT-95_BT-151", "plain", [("lines.0.vat.vat_category_code", "K")],
     [("lines.0.vat.vat_category_code", ""), ("lines.0.vat.vat_rate", None), ("lines.0.vat.exemption_reason", "x")]),
    ("BR-FR-15_BT-95_BT-151", "plain", [("lines.0.vat.vat_category_code", "G")],
     [("lines.0.vat.vat_category_code", ""), ("lines.0.vat.vat_rate", None),
      ("lines.0.vat.exemption_reason_code", "x")]),
    ("BR-FR-15_BT-95_BT-151_LM", "plain", [("lines.0.vat.vat_category_code", "B")],
     [("lines.0.vat.vat_category_code", "L")]),
    ("BR-FR-16_BT-152", "plain", [("lines.0.vat.vat_rate", D("0.9"))], [("lines.0.vat.vat_rate", D("20.01"))]),
    ("BR-FR-16_BT-152", "plain", [("lines.0.vat.vat_rate", ABSENT)], [("lines.0.vat.vat_rate", D(19))]),
    ("BR-FR-17_BT-123", "full", [("supporting_documents.0.description", " ")],
     [("supporting_documents.0.description", "lisible")]),
    ("BR-FR-17_BT-123", "full", [("supporting_documents.0.description", None)],
     [("supporting_documents.0.description", "RIB PJA")]),
    ("BR-FR-23_BT-49", "plain", [("buyer.electronic_address", Identifier("200000008_A.b+c-1", "0225"))],
     [("buyer.electronic_address", Identifier("200000008/1", "0225"))]),
    ("BR-FR-23_BT-49", "plain", [("buyer.electronic_address", Identifier("a@b", "EM"))],
     [("buyer.electronic_address", Identifier("", "0225"))]),
    ("BR-FR-24_BT-46", "plain", [("buyer.identifier", Identifier("a b", "0088"))],
     [("buyer.identifier", Identifier("a b", "0224"))]),
    ("BR-FR-25_BT-34", "plain", [("seller.electronic_address", Identifier("1" * 125, "EM"))],
     [("seller.electronic_address", Identifier("1" * 126, "EM"))]),
    ("BR-FR-26_BT-46", "plain", [("buyer.identifier", Identifier("a" * 100, "0224"))],
     [("buyer.identifier", Identifier("a" * 101, "0224"))]),
    ("BR-FR-26_BT-46", "plain", [("buyer.identifier", Identifier("a" * 101, "0088"))],
     [("buyer.further_identifiers", (Identifier("a" * 101, "0224"),))]),
    ("BR-FR-27_BG-32", "wide", [("lines.4.item.attributes", (ItemAttribute(name="", code="", value="x"),))],
     [("lines.4.item.attributes", (ItemAttribute(name="", value="x"),))]),
    ("BR-FR-27_BT-160", "wide", [("lines.4.item.attributes.0.name", "")], [("lines.4.item.attributes.0.name", " ")]),
    ("BR-FR-28-Value", "wide",
     [("lines.4.item.attributes", (ItemAttribute(name="a", value="", measure=D(1), measure_unit_code="KGM"),))],
     [("lines.4.item.attributes", (ItemAttribute(name="a", value="", measure=D(1), measure_unit_code=""),))]),
    ("BR-FR-28-Value", "wide", [("lines.4.item.attributes.0.value", "x")], [("lines.4.item.attributes.0.value", "")]),
    ("BR-FR-29_AFL", "full", [("invoiced_object_identifier", Identifier(" ", "AVV"))],
     [("invoiced_object_identifier", Identifier(" ", "AFL"))]),
    ("BR-FR-32-LEGALID", "plain", [("buyer.legal_registration", Identifier("1", "0223"))],
     [("buyer.legal_registration", Identifier("2000000080", "0002"))]),
    ("BR-FR-32-LEGALID", "wide", [("lines.4.seller.legal_registration", Identifier("1", "0088"))],
     [("lines.4.seller.legal_registration", Identifier("1", "0002"))]),
    ("BR-FR-32-GLOBALID", "wide", [("payer.identifiers", (Identifier("1", "0088"),))],
     [("payer.identifiers", (Identifier("1", "0231"),))]),
    ("BR-FR-32-GLOBALID", "wide", [("lines.4.delivery.identifiers", (Identifier("1", "0088"),))],
     [("lines.4.delivery.identifiers", (Identifier("1", "0002"),))]),
    ("BR-FR-32-GLOBALID", "full", [("delivery.location_identifier", Identifier("1", "0088"))],
     [("delivery.location_identifier", Identifier("1", "0002"))]),
    ("BR-FR-32-GLOBALID", "wide", [("lines.4.seller.identifiers", (Identifier("1", "0088"),))],
     [("lines.4.seller.identifiers", (Identifier("1", "0002"),))]),
    ("BR-FR-32-GLOBALID", "full", [("payee.identifier", Identifier("1", "0088"))],
     [("payee.identifier", Identifier("1", "0002"))]),
    ("BR-FR-CO-03_BT-3", "global discount", [("contract_reference", "x")],
     [("delivery.invoicing_period.start_date", None)]),
    ("BR-FR-CO-03_BT-3", "plain", [("contract_reference", None)], [("type_code", "262")]),
    ("BR-FR-CO-03_BT-3", "global discount", [("contract_reference", "y")],
     [("delivery.invoicing_period.end_date", None)]),
    ("BR-FR-CO-03_BT-3", "global discount", [("contract_reference", "z")], [("delivery.invoicing_period", None)]),
    ("BR-FR-CO-04_BT-4", "corrective", [("preceding_invoices.0.issue_date", None)],
     [("preceding_invoices", VALID["corrective"].preceding_invoices * 2)]),
    *(("BR-FR-CO-04_BT-4", "corrective", [("type_code", "380")], [("type_code", code), ("preceding_invoices", ())])
      for code in ("471", "472", "473")),
    *(("BR-FR-CO-05_BT-3", "credit note", [("type_code", code)], [("type_code", code), ("preceding_invoices", ())])
      for code in ("261", "381", "396", "502", "503")),
    ("BR-FR-CO-05_BT-3", "wide",
     [("type_code", "381"), ("preceding_invoices", ()), ("lines.1.preceding_invoices", CREDITED),
      ("lines.2.preceding_invoices", CREDITED)],
     [("type_code", "381"), ("preceding_invoices", ())]),
    ("BR-FR-CO-07_BT-9", "plain", [("payment_due_date", date(2026, 10, 31))],
     [("payment_due_date", date(2026, 10, 30))]),
    *(("BR-FR-CO-07_BT-9", "plain", [("payment_due_date", date(2026, 10, 30)), change],
       [("payment_due_date", date(2026, 10, 30))])
      for change in (("type_code", "386"), ("type_code", "500"), ("type_code", "503"),
                     ("process_control.business_process_type", "B2"), ("process_control.business_process_type", "S2"),
                     ("process_control.business_process_type", "M2"))),
    ("BR-FR-CO-07_BT-9", "plain", [("further_payment_terms", (PaymentTerms(due_date=date(2026, 10, 31)),))],
     [("further_payment_terms", (PaymentTerms(due_date=date(2026, 10, 30)),))]),
    *(("BR-FR-CO-08_BT-23", "deposit", [("type_code", "380"), ("process_control.business_process_type", process)],
       [("type_code", code), ("process_control.business_process_type", process)])
      for process, code in (("B4", "386"), ("S4", "500"), ("M4", "503"))),
    *((f"BR-FR-CO-09_BT-23-{number}", "plain", [], [("process_control.business_process_type", process)])
      for number in (1, 2) for process in ("B2", "S2", "M2")),
    ("BR-FR-CO-12_BT-5", "dollars", [("currency_code", "EUR")], [("totals.total_vat_in_accounting_currency", None)]),
    ("BR-FR-CO-12_BT-5", "dollars", [("currency_code", "CHF")], [("vat_accounting_currency_code", "CHF")]),
    ("BR-FR-CO-14_BT-29-1", "vat group", [("seller.identifiers", ())], [("notes.4.text", "MEMBRE")]),
    ("BR-FR-CO-14_BT-29-1", "vat group", [("seller.identifiers", ())], [("notes.4.subject_code", "AAI")]),
    ("BR-FR-CO-15_BT-29-1", "vat group", [("seller.identifiers", ())], [("tax_representative.vat_identifier", "")]),
    ("BR-FR-DEC-01_BT-115", "plain", [("totals.amount_due", D("-9999999999999999.99"))],
     [("totals.amount_due", D("-99999999999999999.99"))]),
    ("BR-FR-DEC-01_BT-115", "plain", [("totals.amount_due", D("1.23"))], [("totals.amount_due", D("1.234"))]),
    ("BR-FR-DEC-02_BT-129", "plain", [("lines.0.invoiced_quantity", D("-1.2345"))],
     [("lines.0.invoiced_quantity", D("1.23456"))]),
    ("BR-FR-DEC-03_BT-146", "plain", [("lines.0.price.item_net_price", D("1.234567"))],
     [("lines.0.price.item_net_price", D("1.2345678"))]),
    ("BR-FR-DEC-03_BT-146", "two-way", [("lines.1.price.item_net_price", D("-1.5"))],
     [("lines.1.price.item_net_price", D("-1.2345678"))]),
    ("BR-FR-DEC-03_BT-146", "plain", [("lines.0.price.item_net_price", D("9999999999999999999"))],
     [("lines.0.price.item_net_price", D("99999999999999999990"))]),
    ("BR-FR-DEC-04_BT-152", "plain", [("lines.0.vat.vat_rate", D("99.99"))], [("lines.0.vat.vat_rate", D("100.55"))]),
    ("BR-FR-DEC-04_BT-152", "plain", [("lines.0.vat.vat_rate", D(9999))], [("lines.0.vat.vat_rate", D(-1))]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "base", "passes", "fails"), LIMITS, ids=[f"{n}-{one[0]}" for n, one in enumerate(LIMITS)]
)
def test_a_rule_passes_and_fails_at_its_limit(rule: str, base: str, passes: list[Change], fails: list[Change]) -> None:
    assert rule not in found(spoilt(base, *passes))
    assert rule in found(spoilt(base, *fails))


# The same in UBL, whose stylesheet words some rules otherwise.
IN_UBL: list[tuple[str, str, list[Change], list[Change]]] = [
    ("BR-FR-03_BT-7", "plain", [], [("vat_point_date", date(1999, 1, 1)), ("vat_breakdown", ())]),
    ("BR-FR-05_BT-22-1", "plain", [("notes.0", Note(subject_code=None, text="#PMT#40 €"))],
     [("notes.0.subject_code", "PMD")]),
    ("BR-FR-06_BT-21-2", "plain", [], [("notes.0.text", "x #PMD# y")]),
    ("BR-FR-20_BT-21", "plain", [("notes.3.text", "ARCHIVEONLY")], [("notes.3.text", "B2G")]),
    ("BR-FR-20_BT-21", "plain", [("notes.3.text", "")], [("notes.3.text", "B2B ")]),
    ("BR-FR-30_BT-21", "plain", [], [("notes.1", Note(subject_code="BAR", text="B2C"))]),
    ("BR-FR-21_BT-49", "plain", [("buyer.legal_registration", Identifier("9", "0223"))],
     [("buyer.electronic_address", Identifier("300000007", "0225"))]),
    ("BR-FR-CO-14_BT-29-1", "vat group",
     [("notes.4", Note(subject_code="AAI", text="#TXD#MEMBRE_ASSUJETTI_UNIQUE"))], [("notes.4.text", "X")]),
    ("BR-FR-30_BT-21", "plain", [], [("notes.0.text", "#BAR#B2C")]),
    ("BR-FR-CO-10_BT-60-1", "wide", [], [("payee.identifier", Identifier("1"))]),
    ("BR-FR-DEC-01_BT-110", "wide", [("lines.4.vat_amount", D("1.23"))], [("lines.4.vat_amount", D("1.234"))]),
    ("BR-FR-DEC-01_BT-110", "wide", [], [("lines.4.vat_amount_in_accounting_currency", D("1.234"))]),
    ("BR-FR-15_BT-151-1", "plain", [("lines.0.vat.vat_category_code", "")], [("lines.0.vat.vat_category_code", "B")]),
    ("BR-FR-MV-01_EXT-FR-FE-163", "several sellers", [], [("lines.1.subtype_code", None)]),
    ("BR-FR-MV-03_BT-128_AVV", "several sellers", [], [("lines.0.further_object_identifiers", ())]),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "base", "passes", "fails"), IN_UBL, ids=[f"{n}-{one[0]}" for n, one in enumerate(IN_UBL)]
)
def test_a_rule_passes_and_fails_at_its_limit_in_ubl(
    rule: str, base: str, passes: list[Change], fails: list[Change]
) -> None:
    assert rule not in found(spoilt(base, *passes), "ubl")
    assert rule in found(spoilt(base, *fails), "ubl")


def test_in_cii_no_invoiced_object_of_a_line_is_looked_at() -> None:
    spoiled = spoilt("wide", ("lines.4.object_identifier", Identifier(" ", "AFL")))
    assert not {"BR-FR-30_AFL", "BR-FR-30_AVV"} & found(spoiled)


def test_in_cii_a_bar_note_must_be_just_a_code() -> None:
    assert "BR-FR-20_BT-21" in found(spoilt("plain", ("notes.3.text", "")))
    assert "BR-FR-31_BT-21" in found(spoilt("plain", ("notes.1", Note(subject_code="BAR", text=" B2C "))))
    assert "BR-FR-31_BT-21" not in found(spoilt("plain", ("notes.1", Note(subject_code="BAR", text="autre"))))


def test_in_cii_an_absent_issue_date_is_before_no_due_date() -> None:
    spoiled = spoilt("plain", ("issue_date", NO_DATE))
    assert "BR-FR-CO-07_BT-9" in found(spoiled)
    assert "BR-FR-CO-07_BT-9" not in found(spoiled, "ubl")


def test_in_cii_a_line_of_several_sellers_may_lack_its_subtype_or_process() -> None:
    assert "BR-FR-MV-01_EXT-FR-FE-163" not in found(spoilt("several sellers", ("lines.1.subtype_code", None)))
    lacking = spoilt("several sellers", ("lines.0.further_object_identifiers", ()))
    assert "BR-FR-MV-03_BT-128_AVV" not in found(lacking)


@pytest.mark.parametrize("process", ["B8", "S8", "M8", "B9", "S9", "M9"])
def test_processes_of_several_sellers_need_groups(process: str) -> None:
    plain = spoilt("plain", ("process_control.business_process_type", process))
    two_way = process[1] == "9"
    assert ("BR-FR-MV-02_EXT-FR-FE-163" in found(plain)) != two_way
    assert {"BR-FR-BD-02_EXT-FR-FE-163", "BR-FR-BD-02_BT-31", "BR-FR-BD-02_BT-47"} <= found(plain) or not two_way
    assert ("BR-FR-BD-13_BT-3" in found(plain)) == two_way
    assert {"BR-FR-MV-06_EXT-FR-FE-167", "BR-FR-MV-07_BT-128"} <= found(plain)
    assert ("BR-FR-MV-13_BT-3" in found(put(plain, "type_code", ""))) != two_way


def test_a_sub_invoice_may_be_a_cent_off_for_each_line() -> None:
    base = WIDE["several sellers"]
    for place, amount, rule in (
        ("line_net_amount", "200.01", "BR-FR-MV-05_EXT-FR-FE-BG-12"),
        ("vat_amount", "40.01", "BR-FR-MV-09_EXT-FR-FE-181"),
        ("amount_with_vat", "240.01", "BR-FR-MV-10_EXT-FR-FE-184"),
    ):
        more = str(D(amount) + D("0.01"))
        assert rule not in found(put(base, f"lines.0.{place}", D(amount)))
        assert rule in found(put(base, f"lines.0.{place}", D(more)))
        less = D(amount) - D("0.02")
        assert rule not in found(put(base, f"lines.0.{place}", less))
    assert "BR-FR-MV-10_EXT-FR-FE-184" not in found(put(base, "lines.0.amount_with_vat", None))


def test_the_parent_of_a_line_must_be_there_and_of_the_same_seller() -> None:
    base = WIDE["several sellers"]
    orphan = found(put(base, "lines.1.parent_line_identifier", "9"))
    assert {"BR-FR-MV-06_EXT-FR-FE-167", "BR-FR-MV-07_BT-128"} <= orphan
    assert not {one for one in found(base) if "MV" in one}


def test_the_main_seller_has_one_sub_invoice_of_the_number_of_the_invoice() -> None:
    base = WIDE["several sellers"]
    other = put(base, "lines.0.seller.legal_registration.value", "300000007")
    assert "BR-FR-MV-11_BT-128" not in found(put(other, "invoice_number", "F2026-00009"))
    double = put(base, "lines.2.seller.legal_registration.value", "100000009")
    same = put(double, "lines.2.object_identifier.value", "F2026-00001")
    assert "BR-FR-MV-11_BT-128" in found(same)
    assert "BR-FR-MV-11_BT-128" not in found(double)
    assert "BR-FR-MV-11_BT-128" not in found(put(base, "seller.legal_registration", None))


def test_the_number_of_a_group_stands_in_no_line_before_it() -> None:
    base = WIDE["several sellers"]
    reference = put(base, "lines.1.purchase_order_reference", "F2026-00002")
    assert "BR-FR-MV-12_BT-128" in found(reference)
    assert "BR-FR-MV-12_BT-128" not in found(reference, "ubl")
    process = put(base, "lines.1.further_object_identifiers", (Identifier("F2026-00002", "AVV"),))
    assert "BR-FR-MV-12_BT-128" in found(process)
    assert "BR-FR-MV-12_BT-128" not in found(process, "ubl")
    detail = put(base, "lines.1.object_identifier.value", "F2026-00002")
    assert "BR-FR-MV-12_BT-128" in found(detail)
    assert "BR-FR-MV-12_BT-128" in found(detail, "ubl")


@pytest.mark.parametrize("code", ["384", "472", "381", "396", "503"])
def test_a_correction_names_what_it_corrects_in_each_sub_invoice(code: str) -> None:
    bare = put(put(WIDE["several sellers"], "type_code", code), "lines.0.preceding_invoices", ())
    assert {"BR-FR-MV-14-EXT-FR-FE-136", "BR-FR-MV-14-EXT-FR-FE-138"} <= found(bare)
    assert not {one for one in found(put(bare, "type_code", "380")) if "-14-" in one}


@pytest.mark.parametrize("code", ["261", "471", "473", "502"])
def test_a_two_way_correction_too(code: str) -> None:
    bare = put(put(WIDE["two-way"], "type_code", code), "lines.0.preceding_invoices", ())
    assert {"BR-FR-BD-14-EXT-FR-FE-136", "BR-FR-BD-14-EXT-FR-FE-138"} <= found(bare)
    assert not {one for one in found(put(bare, "type_code", "389")) if "-14-" in one}


@pytest.mark.parametrize("code", ["389", "501", "500", "471", "473", "261", "502"])
def test_self_billing_reverses_who_is_addressed(code: str) -> None:
    invoice = put(VALID["plain"], "type_code", code)
    elsewhere = put(invoice, "buyer.electronic_address", Identifier("9", "0225"))
    assert "BR-FR-21_BT-49" not in found(elsewhere)
    assert "BR-FR-22_BT-34" in found(put(invoice, "seller.electronic_address", Identifier("9", "0225")))
    assert "BR-FR-22_BT-34" in found(put(invoice, "seller.electronic_address", Identifier("100000009", "EM")))
    assert "BR-FR-22_BT-34" not in found(put(elsewhere, "notes.3.text", "B2C"))


def test_in_ubl_a_siren_is_compared_with_its_blanks() -> None:
    raw = {"buyer.legal_registration": " 200000008 "}
    assert "BR-FR-21_BT-49" in found(VALID["plain"], "ubl", raw=raw)
    assert "BR-FR-21_BT-49" not in found(VALID["plain"], raw=raw)
    assert "BR-FR-22_BT-34" in found(VALID["self-billed"], "ubl", raw={"seller.legal_registration": " 100000009 "})


def test_two_readable_attachments_are_one_too_many() -> None:
    one = replace(
        VALID["full"].supporting_documents[0], description="LISIBLE", attachment=BinaryObject(b"a", "text/csv", "a")
    )
    invoice = replace(VALID["full"], supporting_documents=(one, replace(one, description="RIB")))
    assert "BR-FR-18_BT-123" not in found(invoice)
    assert "BR-FR-18_BT-123" in found(replace(invoice, supporting_documents=(one, one)))
