"""A failing document for each rule that `rule_cases` does not meet: EXTENDED, absent terms, what no pack codes."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.en16931.model import ItemAttribute, LinePeriod, LineSeller
from sansfaute.en16931.rules import Given
from sansfaute.en16931.tests.rule_cases import CASES, VALID
from sansfaute.en16931.tests.wide_documents import wide_documents
from sansfaute.en16931.values import ABSENT, NO_DATE, Identifier

Change = list[tuple[str, Any]]
WIDE = wide_documents()
VALID.update(WIDE)
D = Decimal
OLD = date(1999, 12, 31)
ADDRESS = {f"line_{number}": None for number in (1, 2, 3)} | {"city": None, "post_code": None, "country_code": ""}
PARTIES = (
    ("seller", "BT-29", "BT-34"), ("buyer", "BT-46", "BT-49"), ("payee", "BT-60", "EXT-FR-FE-29"),
    ("buyer_agent", "EXT-FR-FE-06", "EXT-FR-FE-12"), ("payer", "EXT-FR-FE-46", "EXT-FR-FE-52"),
    ("seller_agent", "EXT-FR-FE-69", "EXT-FR-FE-75"), ("invoicee", "EXT-FR-FE-92", "EXT-FR-FE-98"),
    ("invoicer", "EXT-FR-FE-115", "EXT-FR-FE-121"),
)  # fmt: skip
FURTHER = {"buyer": "further_identifiers", "payee": "further_identifiers"}
LINE = "lines.4."
ATTRIBUTE = f"{LINE}item.attributes"


def _empty(address: Any) -> Any:
    return replace(address, **ADDRESS)


ABSENCES: list[tuple[str, str, Change]] = [
    ("BR-03", "plain", [("issue_date", NO_DATE)]),
    ("BR-08", "plain", [("seller.postal_address", _empty(VALID["plain"].seller.postal_address))]),
    ("BR-10", "plain", [("buyer.postal_address", _empty(VALID["plain"].buyer.postal_address))]),
    ("BR-19", "full", [("tax_representative.postal_address.country_code", "")]),
    ("BR-12", "plain", [("totals.sum_of_line_net_amounts", ABSENT)]),
    ("BR-13", "plain", [("totals.total_without_vat", ABSENT)]),
    ("BR-14", "plain", [("totals.total_with_vat", ABSENT)]),
    ("BR-15", "plain", [("totals.amount_due", ABSENT)]),
    ("BR-22", "plain", [("lines.0.invoiced_quantity", ABSENT)]),
    ("BR-24", "plain", [("lines.0.line_net_amount", ABSENT)]),
    ("BR-26", "plain", [("lines.0.price.item_net_price", ABSENT)]),
    ("BR-31", "full", [("allowances.0.amount", ABSENT)]),
    ("BR-32", "full", [("allowances.0.vat_category_code", "")]),
    ("BR-36", "full", [("charges.0.amount", ABSENT)]),
    ("BR-37", "full", [("charges.0.vat_category_code", "")]),
    ("BR-41", "full", [("lines.0.allowances.0.amount", ABSENT)]),
    ("BR-43", "full", [("lines.0.charges.0.amount", ABSENT)]),
    ("BR-45", "plain", [("vat_breakdown.0.taxable_amount", ABSENT)]),
    ("BR-46", "plain", [("vat_breakdown.0.tax_amount", ABSENT)]),
    ("BR-47", "plain", [("vat_breakdown.0.vat_category_code", "")]),
    ("BR-49", "plain", [("payment_instructions.means_type_code", "")]),
    ("BR-54", "full", [("lines.0.item.attributes.0.value", "")]),
    ("BR-CO-04", "plain", [("lines.0.vat.vat_category_code", "")]),
    ("BR-CO-19", "global discount", [("delivery.invoicing_period.start_date", None),
                                     ("delivery.invoicing_period.end_date", None)]),
    ("BR-CO-20", "full", [("lines.0.period", LinePeriod())]),
    ("BR-AF-08", "plain", [("vat_breakdown.0.vat_category_code", "L"), ("vat_breakdown.0.taxable_amount", D(9))]),
    ("BR-AG-08", "plain", [("vat_breakdown.0.vat_category_code", "M"), ("vat_breakdown.0.taxable_amount", D(9))]),
    ("BR-AF-09", "plain", [("vat_breakdown.0.vat_category_code", "L"), ("vat_breakdown.0.tax_amount", D(99))]),
    ("BR-AG-09", "plain", [("vat_breakdown.0.vat_category_code", "M"), ("vat_breakdown.0.tax_amount", D(99))]),
]  # fmt: skip
UNCODED: list[tuple[str, str, Change]] = [
    ("fr.profile", "plain", [("process_control.specification_identifier", "urn:factur-x.eu:1p0:minimum")]),
    ("fr.profile", "plain", [("process_control.specification_identifier", "urn:factur-x.eu:1p0:basicwl"),
                             ("issue_date", date(2027, 9, 1))]),
    ("BR-FR-07", "vat group", [("notes.4.text", "Membre d'un groupe")]),
    ("BR-FR-14", "plain", [("issue_date", date(2027, 9, 1)), ("process_control.business_process_type", "B1")]),
    ("BR-FR-19", "plain", []),
    ("BR-FR-CO-01", "plain", []),
    ("BR-FR-CO-02", "plain", []),
    ("BR-FR-CO-06", "deposit", [("payment_due_date", None)]),
    ("BR-FR-CO-11", "plain", [("seller.identifiers", (Identifier("FR12345678901", "0223"),))]),
    ("BR-FR-CO-16", "exempt", [("vat_breakdown.0.exemption_reason_code", "VATEX-FR-FRANCHISE"),
                               ("seller.vat_identifier", None)]),
    ("BR-FR-CO-17", "plain", [("process_control.business_process_type", "B1")]),
    ("BR-FR-30", "several sellers", [("lines.0.further_object_identifiers", (Identifier("X", "AFL"),))]),
]  # fmt: skip
GIVEN = {
    "BR-FR-19": Given(size=100_000_001),
    "BR-FR-CO-01": Given(today=date(2026, 10, 30)),
    "BR-FR-CO-02": Given(known_numbers=frozenset(("F2026-00001",))),
}
"""What the caller says, for the rules that need it."""

PLACES: list[tuple[str, str, Change]] = [
    *((f"BR-FR-09_{term}", "wide", [(f"{party}.identifiers", (Identifier("1", "0009"),))])
      for party, term, _ in PARTIES[3:]),
    *((f"BR-FR-23_{address}", "wide", [(f"{party}.electronic_address", Identifier("a/b", "0225"))])
      for party, _, address in PARTIES[2:]),
    *((f"BR-FR-25_{address}", "wide", [(f"{party}.electronic_address", Identifier("1" * 126, "EM"))])
      for party, _, address in PARTIES[2:]),
    *((f"BR-FR-CO-10_{term}-2", "wide", [(f"{party}.{FURTHER.get(party, 'identifiers')}",
                                          (Identifier("1", "0088"), Identifier("2", "0088")))])
      for party, term, _ in PARTIES),
    *((f"BR-FR-CO-10_{term}-1", "wide", [(f"{party}.{FURTHER.get(party, 'identifiers')}", (Identifier("1"),))])
      for party, term, _ in PARTIES),
    ("BR-FR-CO-10_BT-71-1", "wide", [("delivery.further_location_identifiers", (Identifier("1"),))]),
    ("BR-FR-CO-10_BT-71-2", "wide", [("delivery.further_location_identifiers", (Identifier("1", "0009"),))]),
    ("BR-FR-CO-10_EXT-FR-FE-146-1", "wide", [(f"{LINE}delivery.identifiers", (Identifier("1"),))]),
    ("BR-FR-CO-10_EXT-FR-FE-146-2", "wide", [(f"{LINE}delivery.identifiers",
                                              (Identifier("1", "0088"), Identifier("2", "0088")))]),
    ("BR-FR-09_EXT-FR-FE-146", "wide", [(f"{LINE}delivery.identifiers", (Identifier("1", "0009"),))]),
    ("BR-FR-01_EXT-FR-FE-136", "wide", [(f"{LINE}preceding_invoices.0.invoice_number", "x" * 36)]),
    ("BR-FR-02_EXT-FR-FE-136", "wide", [(f"{LINE}preceding_invoices.0.invoice_number", "a b")]),
    ("BR-FR-03_EXT-FR-FE-138", "wide", [(f"{LINE}preceding_invoices.0.issue_date", OLD)]),
    ("BR-FR-03_EXT-FR-FE-158", "wide", [(f"{LINE}delivery.actual_delivery_date", OLD)]),
    ("BR-FR-04_EXT-FR-FE-02", "wide", [("preceding_invoices.0.type_code", "325")]),
    ("BR-FR-04_EXT-FR-FE-137", "wide", [(f"{LINE}preceding_invoices.0.type_code", "325")]),
    ("BR-FR-27_BG-32", "wide", [(ATTRIBUTE, (ItemAttribute(name="", value="x"),))]),
    ("BR-FR-27_EXT-FR-FE-159", "wide", [(f"{ATTRIBUTE}.1.code", " ")]),
    ("BR-FR-28-Value", "wide", [(f"{ATTRIBUTE}.0.measure", D(1))]),
    ("BR-FR-28-Value", "wide", [(f"{ATTRIBUTE}.0.value", ""), (f"{ATTRIBUTE}.0.measure", D(1))]),
    ("BR-FR-32-GLOBALID", "plain", [("seller.identifiers", (Identifier("1", "0231"),))]),
    ("BR-FR-30_AFL", "wide", [(f"{LINE}object_identifier", Identifier(" ", "AFL"))]),
    ("BR-FR-30_AVV", "wide", [(f"{LINE}object_identifier", Identifier(" ", "AVV"))]),
]  # fmt: skip
SELLERS: list[tuple[str, str, Change]] = [
    ("BR-FR-MV-01_EXT-FR-FE-163", "several sellers", [("lines.1.subtype_code", "")]),
    ("BR-FR-MV-03_EXT-FR-FE-164", "several sellers", [("lines.0.seller.name", None)]),
    ("BR-FR-MV-03_EXT-FR-FE-167", "two-way", [("lines.0.seller.legal_registration", None)]),
    ("BR-FR-MV-03_EXT-FR-FE-177", "several sellers", [("lines.0.seller.postal_address", None)]),
    ("BR-FR-MV-03_EXT-FR-FE-181", "several sellers", [("lines.0.vat_amount", None)]),
    ("BR-FR-MV-03_EXT-FR-FE-182", "several sellers", [("vat_accounting_currency_code", "USD")]),
    ("BR-FR-MV-03_BT-128_AFL", "several sellers", [("lines.0.object_identifier", Identifier("", "AFL"))]),
    ("BR-FR-MV-03_BT-128_AVV", "several sellers", [("lines.0.further_object_identifiers.0.value", "M8")]),
    ("BR-FR-MV-05_EXT-FR-FE-BG-12", "several sellers", [("lines.0.line_net_amount", D("200.02"))]),
    ("BR-FR-MV-06_EXT-FR-FE-167", "several sellers", [("lines.1.seller", LineSeller())]),
    ("BR-FR-MV-06_EXT-FR-FE-167", "several sellers", [("lines.1.parent_line_identifier", "3")]),
    ("BR-FR-MV-07_BT-128", "two-way", [("lines.1.object_identifier", Identifier("F2", "AFL"))]),
    ("BR-FR-MV-08_BT-128", "several sellers", [("lines.1.vat.exemption_reason", "F2026-00001")]),
    ("BR-FR-MV-09_EXT-FR-FE-181", "several sellers", [("lines.0.vat_amount", D("40.02"))]),
    ("BR-FR-MV-10_EXT-FR-FE-184", "several sellers", [("lines.0.amount_with_vat", D("240.02"))]),
    ("BR-FR-MV-11_BT-128", "several sellers", [("invoice_number", "F2026-00009")]),
    ("BR-FR-MV-12_BT-128", "several sellers", [("lines.2.object_identifier", Identifier("F2026-00001", "AFL"))]),
    ("BR-FR-MV-14-EXT-FR-FE-136", "several sellers, credit", [("lines.0.preceding_invoices", ())]),
    ("BR-FR-MV-14-EXT-FR-FE-138", "several sellers, credit", [("lines.0.preceding_invoices.0.issue_date", None)]),
    ("BR-FR-BD-14-EXT-FR-FE-136", "two-way, credit", [("lines.2.preceding_invoices", ())]),
    ("BR-FR-BD-14-EXT-FR-FE-138", "two-way, credit", [("lines.2.preceding_invoices.0.issue_date", None)]),
]  # fmt: skip
EXTENSIONS: list[tuple[str, str, Change]] = [
    ("BR-FREXT-04", "wide", [(f"{ATTRIBUTE}.1.code", "?")]),
    ("BR-FREXT-05", "grouped", [("lines.1.subtype_code", "SUM")]),
    ("BR-FREXT-06", "grouped", [("lines.1.subtype_code", None)]),
    ("BR-FREXT-08", "grouped", [("lines.0.line_net_amount", D("200.01"))]),
    ("BR-FREXT-11", "grouped", [("lines.1.parent_line_identifier", "9")]),
    ("BR-FREXT-12", "grouped", [("lines.1.subtype_code", "GROUP"), ("lines.1.line_net_amount", ABSENT)]),
    ("BR-FREXT-54-1", "wide", [(ATTRIBUTE, (ItemAttribute(name="", value="x"),))]),
    ("BR-FREXT-54-2", "wide", [(f"{ATTRIBUTE}.0.measure", D(1))]),
    ("BR-FREXT-BR-22", "grouped", [("lines.1.invoiced_quantity", ABSENT)]),
    ("BR-FREXT-BR-23", "grouped", [("lines.4.unit_code", "")]),
    ("BR-FREXT-BR-24", "grouped", [("lines.4.line_net_amount", ABSENT)]),
    ("BR-FREXT-BR-26", "grouped", [("lines.4.price.item_net_price", ABSENT)]),
    ("BR-FREXT-CO-04", "grouped", [("lines.1.vat.vat_category_code", "")]),
    *(("BR-FREXT-CL-10", "wide", [(f"{party}.identifiers.0.scheme", "ZZZZ")]) for party, _, _ in PARTIES[3:]),
    *(("BR-CL-11", "wide", [(f"{party}.legal_registration.scheme", "ZZZZ")]) for party, _, _ in PARTIES[3:]),
    *(("BR-CL-14", "wide", [(f"{party}.postal_address.country_code", "ZZ")]) for party, _, _ in PARTIES[2:]),
    *(("BR-CL-25", "wide", [(f"{party}.electronic_address.scheme", "ZZZZ")]) for party, _, _ in PARTIES[2:]),
    *(("BR-CO-09", "wide", [(f"{party}.vat_identifier", "12345678901")]) for party, _, _ in PARTIES[2:]),
    ("BR-CL-10", "wide", [("buyer.further_identifiers.0.scheme", "ZZZZ")]),
    ("BR-CL-14", "wide", [(f"{LINE}delivery.postal_address.country_code", "ZZ")]),
    ("BR-CL-14", "wide", [(f"{LINE}seller.postal_address.country_code", "ZZ")]),
    ("BR-FREXT-CL-19-GP", "wide", [(f"{LINE}price.discount_reason_code", "ZZ")]),
    ("BR-FREXT-CL-20", "wide", [(f"{LINE}charges.0.reason_code", "?")]),
    ("BR-FREXT-CL-20-TAX", "wide", [(f"{LINE}charges.0.reason_code", "FC"),
                                    (f"{LINE}charges.0.reason_code_list", "5153")]),
    ("BR-FREXT-CL-20-LISTID", "wide", [(f"{LINE}charges.0.reason_code_list", "1")]),
    ("BR-FREXT-CL-27", "wide", [("delivery_terms.code", "EXQ")]),
    ("BR-FREXT-CL-27", "wide", [(f"{LINE}delivery_terms_code", "EXQ")]),
    ("BR-EXT-CL-07", "wide", [("contract_type_code", "?")]),
    ("BR-17", "wide", [("payee.name", "Ondine Services"), ("seller.trading_name", "Ondine Services")]),
    ("BR-FREXT-CO-10", "grouped", [("totals.sum_of_line_net_amounts", D("300.06"))]),
    ("BR-FREXT-CO-11", "grouped", [("totals.sum_of_allowances", D("0.01"))]),
    ("BR-FREXT-CO-11", "grouped", [("allowances", VALID["full"].allowances)]),
    ("BR-FREXT-CO-12", "grouped", [("totals.sum_of_charges", D("0.01"))]),
    ("BR-FREXT-CO-12", "carriage", [("totals.sum_of_charges", D("10.02"))]),
    ("BR-FREXT-CO-13", "grouped", [("totals.total_without_vat", D("300.04"))]),
    ("BR-FREXT-CO-15", "grouped", [("totals.total_with_vat", D("360.04"))]),
    ("BR-FXEXT-CO-16", "carriage", [("totals.amount_due", D("1.00"))]),
    ("BR-FXEXT-01", "carriage", [("notes.0.text", "")]),
    ("BR-FXEXT-02", "carriage", [("lines.4.note_subject_code", "AAI")]),
    *((f"BR-FREXT-{prefix}-01", "grouped", [("lines.4.vat.vat_category_code", code)])
      for prefix, code in (("Z", "Z"), ("E", "E"), ("AE", "AE"), ("IC", "K"), ("G", "G"), ("O", "O"), ("AF", "L"),
                           ("AG", "M"))),
    ("BR-FREXT-S-01", "grouped", [("vat_breakdown", ())]),
    *((f"BR-FXEXT-{prefix}-08", "grouped", [("vat_breakdown.0.vat_category_code", code)])
      for prefix, code in (("Z", "Z"), ("E", "E"), ("AE", "AE"), ("IC", "K"), ("G", "G"), ("O", "O"), ("AF", "L"),
                           ("AG", "M"))),
    ("BR-FXEXT-S-08", "grouped", [("vat_breakdown.0.taxable_amount", D("300.04"))]),
    ("BR-FXEXT-S-09", "grouped", [("vat_breakdown.0.tax_amount", D("60.04"))]),
]  # fmt: skip

AS_WRITTEN: list[tuple[str, str, dict[str, str]]] = [
    *((f"BR-FR-CO-10_{term}-1", "wide", {f"{party}.{'further_' * (party == 'payee')}identifiers": "1"})
      for party, term, _ in PARTIES),
    ("BR-FR-CO-10_BT-71-1", "wide", {"delivery.further_location_identifiers": "1"}),
    ("BR-FR-CO-10_EXT-FR-FE-146-1", "wide", {"lines[4].delivery.identifiers": "1"}),
    ("BR-FR-29_BT-18", "wide", {"other_objects": "AFL|AWV|AFL"}),
    ("BR-FR-MV-03_BT-128_AFL", "several sellers", {"lines[0].other_objects": "AFL"}),
    ("BR-FR-15_BT-95_BT-151_LM", "plain", {"lines[0].vat.further": "L\x1f20"}),
    ("BR-FR-06_BT-21_PMD", "plain", {"notes[0].further_subject_codes": "PMD"}),
    ("BR-FR-CO-07_BT-9", "plain", {"issue_date": "21000101"}),
    ("BR-FR-CO-12_BT-5", "dollars", {"totals.vat_totals": "USD 11.11|ABF 10.00"}),
]  # fmt: skip
"""What only the XML of CII shows: (rule, name of a valid document, what the reader notes beside the model)."""

EVERY_CASE = [*CASES, *ABSENCES, *UNCODED, *PLACES, *SELLERS, *EXTENSIONS]
"""Those of `rule_cases`, and these: every rule is here."""
