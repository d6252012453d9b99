"""A failing document for each rule: the valid one it starts from, and what is changed in it."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.tests.mutations import valid_documents
from sansfaute.en16931.values import BinaryObject, Identifier

VALID = valid_documents()
OLD = date(1999, 12, 31)
LONG = "9" * 20


def put(group: Any, path: str, value: Any) -> Any:
    """The group with the value at `path` (`lines.0.item.name`) replaced; `*` is every item of a list."""
    name, _, rest = path.partition(".")
    if isinstance(group, tuple):
        places = range(len(group)) if name == "*" else (int(name),)
        return tuple(put(one, rest, value) if rest and n in places else value if n in places else one
                     for n, one in enumerate(group))  # fmt: skip
    return replace(group, **{name: put(getattr(group, name), rest, value) if rest else value})


def spoilt(base: str, *changes: tuple[str, Any]) -> Invoice:
    invoice: Invoice = VALID[base]
    for path, value in changes:
        invoice = put(invoice, path, value)
    return invoice


D = Decimal
DOUBLE_NOTES = tuple(note for note in VALID["vat group"].notes for _ in range(2))
SINGLE: list[tuple[str, str, list[tuple[str, Any]]]] = [
    ("BR-01", "plain", [("process_control.specification_identifier", "")]),
    ("BR-02", "plain", [("invoice_number", "")]),
    ("BR-04", "plain", [("type_code", "")]),
    ("BR-05", "plain", [("currency_code", "")]),
    ("BR-06", "plain", [("seller.name", "")]),
    ("BR-07", "plain", [("buyer.name", "")]),
    ("BR-09", "plain", [("seller.postal_address.country_code", "")]),
    ("BR-11", "plain", [("buyer.postal_address.country_code", "")]),
    ("BR-16", "plain", [("lines", ())]),
    ("BR-17", "full", [("payee.name", "")]),
    ("BR-18", "full", [("tax_representative.name", "")]),
    ("BR-20", "full", [("tax_representative.postal_address.country_code", "")]),
    ("BR-21", "plain", [("lines.0.identifier", "")]),
    ("BR-23", "plain", [("lines.1.unit_code", "")]),
    ("BR-25", "plain", [("lines.0.item.name", "")]),
    ("BR-27", "plain", [("lines.0.price.item_net_price", D(-1))]),
    ("BR-28", "full", [("lines.0.price.item_gross_price", D(-1))]),
    ("BR-28", "plain", [("lines.0.price.item_price_discount", D(-99))]),
    ("BR-29", "full", [("delivery.invoicing_period.end_date", date(2026, 9, 1))]),
    ("BR-30", "full", [("lines.0.period.end_date", date(2026, 9, 1))]),
    ("BR-33", "full", [("allowances.0.reason", None), ("allowances.0.reason_code", "")]),
    ("BR-CO-21", "full", [("allowances.0.reason", None), ("allowances.0.reason_code", None)]),
    ("BR-38", "full", [("charges.0.reason", ""), ("charges.0.reason_code", None)]),
    ("BR-CO-22", "full", [("charges.0.reason", None), ("charges.0.reason_code", None)]),
    ("BR-42", "full", [("lines.0.allowances.0.reason", None), ("lines.0.allowances.0.reason_code", None)]),
    ("BR-CO-23", "full", [("lines.0.allowances.0.reason", None), ("lines.0.allowances.0.reason_code", None)]),
    ("BR-44", "full", [("lines.0.charges.0.reason", None), ("lines.0.charges.0.reason_code", None)]),
    ("BR-CO-24", "full", [("lines.0.charges.0.reason", None), ("lines.0.charges.0.reason_code", None)]),
    ("BR-48", "plain", [("vat_breakdown.0.vat_rate", None)]),
    ("BR-50", "plain", [("payment_instructions.credit_transfers.0.payment_account_identifier", "")]),
    ("BR-61", "plain", [("payment_instructions.credit_transfers.0.payment_account_identifier", "")]),
    ("CII-SR-470", "plain", [("payment_instructions.credit_transfers", ())]),
    ("BR-51", "full", [("payment_instructions.payment_card.primary_account_number", "4970 1234 5678 9012")]),
    ("BR-52", "full", [("supporting_documents.0.reference", "")]),
    ("BR-52", "full", [("invoiced_object_identifier", Identifier("", "AWV"))]),
    ("BR-52", "full", [("lines.0.object_identifier", Identifier(""))]),
    ("BR-53", "plain", [("vat_accounting_currency_code", "USD")]),
    ("BR-53", "dollars", [("vat_accounting_currency_code", "USD")]),
    ("BR-55", "full", [("preceding_invoices.0.invoice_number", "")]),
    ("BR-56", "full", [("tax_representative.vat_identifier", "")]),
    ("BR-57", "full", [("delivery.deliver_to_address.country_code", "")]),
    ("BR-62", "plain", [("seller.electronic_address", Identifier("a@b"))]),
    ("BR-63", "plain", [("buyer.electronic_address", Identifier("a@b"))]),
    ("BR-64", "full", [("lines.0.item.standard_identifier", Identifier("1"))]),
    ("BR-65", "full", [("lines.0.item.classifications", (Identifier("1"),))]),
    ("BR-CO-03", "full", [("vat_point_date", date(2026, 10, 31))]),
    ("BR-CO-09", "plain", [("seller.vat_identifier", "1234567")]),
    ("BR-CO-09", "plain", [("buyer.vat_identifier", "F")]),
    ("BR-CO-09", "full", [("tax_representative.vat_identifier", "QQ1")]),
    ("BR-CO-10", "plain", [("totals.sum_of_line_net_amounts", D("0.01"))]),
    ("BR-CO-11", "full", [("totals.sum_of_allowances", None)]),
    ("BR-CO-11", "plain", [("totals.sum_of_allowances", D("0.01"))]),
    ("BR-CO-12", "full", [("totals.sum_of_charges", None)]),
    ("BR-CO-12", "plain", [("totals.sum_of_charges", D("0.01"))]),
    ("BR-CO-13", "full", [("totals.sum_of_charges", None)]),
    ("BR-CO-14", "plain", [("totals.total_vat", D(0))]),
    ("BR-CO-15", "plain", [("totals.total_with_vat", D(1))]),
    ("BR-CO-15", "plain", [("totals.total_vat", None)]),
    ("BR-CO-16", "plain", [("totals.amount_due", D(1))]),
    ("BR-CO-17", "plain", [("vat_breakdown.0.tax_amount", D(100))]),
    ("BR-CO-17", "exempt", [("vat_breakdown.0.tax_amount", D(1))]),
    ("BR-CO-18", "plain", [("vat_breakdown", ())]),
    ("BR-CO-25", "plain", [("payment_due_date", None)]),
    ("BR-CO-26", "plain", [("seller.identifiers", ()), ("seller.legal_registration", None),
                           ("seller.vat_identifier", None)]),
    ("BR-DEC-13", "plain", [("totals.total_vat", D("1.001"))]),
    ("BR-DEC-15", "dollars", [("totals.total_vat_in_accounting_currency", D("1.001"))]),
    ("PEPPOL-EN16931-R008", "plain", []),
    ("PEPPOL-EN16931-R008", "full", [("payment_instructions.credit_transfers.0.payment_account_identifier", ""),
                                     ("payment_instructions.credit_transfers.0.payment_account_name", None)]),
    ("PEPPOL-EN16931-R008", "full", [("notes.0.text", "  ")]),
    ("PEPPOL-EN16931-R008", "full", [("supporting_documents.0.attachment", BinaryObject(b"", "text/csv", "a.csv"))]),
    ("CII-SR-475", "full", [("supporting_documents", VALID["full"].supporting_documents * 2)]),
    ("CII-SR-476", "full", [("supporting_documents", VALID["full"].supporting_documents * 2)]),
    ("vat.accounting_currency", "dollars", [("vat_accounting_currency_code", None)]),
    ("BR-CL-03", "dollars", [("vat_accounting_currency_code", "ZZZ")]),
    ("BR-B-01", "plain", [("lines.0.vat.vat_category_code", "B")]),
    ("BR-B-02", "plain", [("vat_breakdown.0.vat_category_code", "B")]),
    ("BR-CO-14", "dollars", [("vat_accounting_currency_code", "USD")]),
    ("BR-CO-15", "dollars", [("vat_accounting_currency_code", "USD")]),
    ("BR-IC-11", "intra-community", [("delivery.actual_delivery_date", None)]),
    ("BR-IC-12", "intra-community", [("delivery.deliver_to_address", None)]),
    ("BR-O-11", "out of scope", [("vat_breakdown", VALID["out of scope"].vat_breakdown + VALID["zero"].vat_breakdown)]),
    ("BR-O-12", "out of scope", [("lines", VALID["out of scope"].lines + VALID["zero"].lines)]),
    ("BR-O-13", "out of scope", [("allowances", VALID["full"].allowances)]),
    ("BR-O-14", "out of scope", [("charges", VALID["full"].charges)]),
    ("BR-FR-01_BT-1", "plain", [("invoice_number", "x" * 36)]),
    ("BR-FR-01_BT-25", "full", [("preceding_invoices.0.invoice_number", "x" * 36)]),
    ("BR-FR-02_BT-1", "plain", [("invoice_number", "a b")]),
    ("BR-FR-02_BT-25", "full", [("preceding_invoices.0.invoice_number", "é")]),
    ("BR-FR-03_BT-2", "plain", [("issue_date", OLD)]),
    ("BR-FR-03_BT-7", "plain", [("vat_point_date", OLD)]),
    ("BR-FR-03_BT-9", "plain", [("payment_due_date", date(2100, 1, 1))]),
    ("BR-FR-03_BT-26", "full", [("preceding_invoices.0.issue_date", OLD)]),
    ("BR-FR-03_BT-72", "full", [("delivery.actual_delivery_date", OLD)]),
    ("BR-FR-03_BT-73", "full", [("delivery.invoicing_period.start_date", OLD)]),
    ("BR-FR-03_BT-74", "full", [("delivery.invoicing_period.end_date", date(2100, 1, 1))]),
    ("BR-FR-03_EXT-FR-FE-134", "full", [("lines.0.period.start_date", OLD)]),
    ("BR-FR-03_EXT-FR-FE-135", "full", [("lines.0.period.end_date", date(2100, 1, 1))]),
    ("BR-FR-04_BT-3", "plain", [("type_code", "325")]),
    ("BR-FR-08_BT-23", "plain", [("process_control.business_process_type", None)]),
    ("BR-FR-09_BT-29", "plain", [("seller.identifiers", (Identifier("20000000800019", "0009"),))]),
    ("BR-FR-09_BT-46", "full", [("buyer.legal_registration", None)]),
    ("BR-FR-09_BT-60", "full", [("payee.identifier", Identifier("1", "0009"))]),
    ("BR-FR-09_BT-71", "full", [("delivery.location_identifier", Identifier("2000000080001A", "0009"))]),
    ("BR-FR-10_BT-30", "plain", [("seller.legal_registration", Identifier("100000009"))]),
    ("BR-FR-11_BT-47", "plain", [("buyer.legal_registration", None)]),
    ("BR-FR-12_BT-49", "plain", [("buyer.electronic_address", None)]),
    ("BR-FR-13_BT-34", "plain", [("seller.electronic_address", None)]),
    ("BR-FR-17_BT-123", "full", [("supporting_documents.0.description", "Photo")]),
    ("BR-FR-18_BT-123", "full", [("supporting_documents", VALID["full"].supporting_documents * 2),
                                 ("supporting_documents.*.description", "LISIBLE")]),
    ("BR-FR-20_BT-21", "plain", [("notes.3.text", "B2G")]),
    ("BR-FR-21_BT-49", "plain", [("buyer.electronic_address", Identifier("a@b.example", "EM"))]),
    ("BR-FR-22_BT-34", "self-billed", [("seller.electronic_address", Identifier("200000008", "0225"))]),
    ("BR-FR-23_BT-34", "plain", [("seller.electronic_address", Identifier("1/2", "0225"))]),
    ("BR-FR-23_BT-49", "plain", [("buyer.electronic_address", Identifier("200000008 X", "0225"))]),
    ("BR-FR-24_BT-29", "plain", [("seller.identifiers", (Identifier("a b", "0224"),))]),
    ("BR-FR-24_BT-46", "plain", [("buyer.identifier", Identifier("é", "0224"))]),
    ("BR-FR-25_BT-34", "plain", [("seller.electronic_address", Identifier("1" * 126, "EM"))]),
    ("BR-FR-25_BT-49", "plain", [("buyer.electronic_address", Identifier("1" * 126, "EM"))]),
    ("BR-FR-26_BT-29", "plain", [("seller.identifiers", (Identifier("a" * 101, "0224"),))]),
    ("BR-FR-26_BT-46", "plain", [("buyer.identifier", Identifier("a" * 101, "0224"))]),
    ("BR-FR-27_BT-160", "full", [("lines.0.item.attributes.0.name", " ")]),
    ("BR-FR-29_AFL", "full", [("invoiced_object_identifier", Identifier("", "AFL"))]),
    ("BR-FR-29_AVV", "full", [("invoiced_object_identifier", Identifier("", "AVV"))]),
    ("BR-FR-31_BT-21", "plain", [("notes", DOUBLE_NOTES)]),
    ("BR-FR-32-LEGALID", "full", [("payee.legal_registration", Identifier("1", "0002"))]),
    ("BR-FR-32-GLOBALID", "full", [("lines.0.item.standard_identifier", Identifier("1", "0002"))]),
    ("BR-FR-CO-03_BT-3", "global discount", [("contract_reference", None)]),
    ("BR-FR-CO-03_BT-3", "global discount", [("delivery", None)]),
    ("BR-FR-CO-04_BT-4", "corrective", [("preceding_invoices", ())]),
    ("BR-FR-CO-05_BT-3", "credit note", [("preceding_invoices.0.issue_date", None)]),
    ("BR-FR-CO-07_BT-9", "plain", [("payment_due_date", date(2026, 10, 30))]),
    ("BR-FR-CO-08_BT-23", "deposit", [("process_control.business_process_type", "S4")]),
    ("BR-FR-CO-09_BT-23-1", "paid", [("totals.paid_amount", None)]),
    ("BR-FR-CO-09_BT-23-2", "paid", [("totals.amount_due", D(1))]),
    ("BR-FR-CO-09_BT-23-3", "paid", [("payment_due_date", None)]),
    ("BR-FR-CO-10_BT-29-2", "plain", [("seller.identifiers", (Identifier("1", "0088"), Identifier("2", "0088")))]),
    ("BR-FR-CO-12_BT-5", "plain", [("currency_code", "USD")]),
    ("BR-FR-CO-14_BT-29-1", "vat group", [("notes", VALID["plain"].notes)]),
    ("BR-FR-CO-15_BT-29-1", "vat group", [("tax_representative", None)]),
    ("BR-FR-DEC-02_BT-129", "plain", [("lines.0.invoiced_quantity", D("1.23456"))]),
    ("BR-FR-DEC-02_BT-149", "full", [("lines.0.price.base_quantity", D("1.23456"))]),
    ("BR-FR-DEC-03_BT-146", "plain", [("lines.0.price.item_net_price", D("1.2345678"))]),
    ("BR-FR-DEC-03_BT-147", "full", [("lines.0.price.item_price_discount", D(-1))]),
    ("BR-FR-DEC-03_BT-148", "plain", [("lines.0.price.item_price_discount", D("1.2345678"))]),
    ("BR-FR-MV-02_EXT-FR-FE-163", "plain", [("process_control.business_process_type", "S8")]),
    ("BR-FR-BD-02_EXT-FR-FE-163", "plain", [("process_control.business_process_type", "S9")]),
    ("BR-FR-BD-02_BT-31", "plain", [("process_control.business_process_type", "B9")]),
    ("BR-FR-BD-02_BT-47", "plain", [("process_control.business_process_type", "M9")]),
    ("BR-FR-MV-06_EXT-FR-FE-167", "plain", [("process_control.business_process_type", "M8")]),
    ("BR-FR-MV-07_BT-128", "plain", [("process_control.business_process_type", "M8")]),
    ("BR-FR-MV-13_BT-3", "self-billed", [("process_control.business_process_type", "M8")]),
    ("BR-FR-BD-13_BT-3", "plain", [("process_control.business_process_type", "M9")]),
]  # fmt: skip
SINGLE += [
    (
        f"BR-FR-05_BT-22_{subject}",
        "plain",
        [("notes", tuple(n for n in VALID["plain"].notes if n.subject_code != subject))],
    )
    for subject in ("PMT", "PMD", "AAB")
]
SINGLE += [
    (f"BR-FR-06_BT-21_{subject}", "vat group", [("notes", DOUBLE_NOTES)]) for subject in ("PMT", "PMD", "AAB", "TXD")
]

# Where an amount of each rule stands in the full document.
AMOUNTS = {
    "BR-DEC-01": "allowances.0.amount", "BR-DEC-02": "allowances.0.base_amount",
    "BR-DEC-05": "charges.0.amount", "BR-DEC-06": "charges.0.base_amount",
    "BR-DEC-09": "totals.sum_of_line_net_amounts", "BR-DEC-10": "totals.sum_of_allowances",
    "BR-DEC-11": "totals.sum_of_charges", "BR-DEC-12": "totals.total_without_vat", "BR-DEC-14": "totals.total_with_vat",
    "BR-DEC-16": "totals.paid_amount", "BR-DEC-17": "totals.rounding_amount", "BR-DEC-18": "totals.amount_due",
    "BR-DEC-19": "vat_breakdown.0.taxable_amount", "BR-DEC-20": "vat_breakdown.0.tax_amount",
    "BR-DEC-23": "lines.0.line_net_amount", "BR-DEC-24": "lines.0.allowances.0.amount",
    "BR-DEC-25": "lines.0.allowances.0.base_amount", "BR-DEC-27": "lines.0.charges.0.amount",
    "BR-DEC-28": "lines.0.charges.0.base_amount",
}  # fmt: skip
FRENCH_AMOUNTS = {
    "BT-92_BT-99": ("allowances.0.amount", "charges.0.amount"),
    "BT-93_BT-100": ("allowances.0.base_amount", "charges.0.base_amount"),
    "BT-106": ("totals.sum_of_line_net_amounts",), "BT-107": ("totals.sum_of_allowances",),
    "BT-108": ("totals.sum_of_charges",), "BT-109": ("totals.total_without_vat",),
    "BT-110": ("totals.total_vat", "totals.total_vat_in_accounting_currency"), "BT-112": ("totals.total_with_vat",),
    "BT-113": ("totals.paid_amount",), "BT-114": ("totals.rounding_amount",), "BT-115": ("totals.amount_due",),
    "BT-116": ("vat_breakdown.0.taxable_amount",), "BT-117": ("vat_breakdown.0.tax_amount",),
    "BT-131": ("lines.0.line_net_amount",),
    "BT-136_BT-141": ("lines.0.allowances.0.amount", "lines.0.charges.0.amount"),
    "BT-137_BT-142": ("lines.0.allowances.0.base_amount", "lines.0.charges.0.base_amount"),
}  # fmt: skip
CODES = {
    "BR-CL-01": ("type_code",), "BR-CL-03": ("currency_code",), "BR-CL-04": ("currency_code",),
    "BR-CL-05": ("vat_accounting_currency_code",), "BR-CL-06": ("vat_point_date_code",),
    "BR-CL-07": ("invoiced_object_identifier.scheme", "lines.0.object_identifier.scheme"),
    "BR-CL-08": ("notes.0.subject_code",),
    "BR-CL-10": ("seller.identifiers.0.scheme", "buyer.identifier.scheme", "payee.identifier.scheme"),
    "BR-CL-11": ("seller.legal_registration.scheme", "buyer.legal_registration.scheme",
                 "payee.legal_registration.scheme"),
    "BR-CL-13": ("lines.0.item.classifications.0.scheme",),
    "BR-CL-14": ("seller.postal_address.country_code", "buyer.postal_address.country_code",
                 "tax_representative.postal_address.country_code", "delivery.deliver_to_address.country_code"),
    "BR-CL-15": ("lines.0.item.country_of_origin",), "BR-CL-16": ("payment_instructions.means_type_code",),
    "BR-CL-17": ("vat_breakdown.0.vat_category_code",),
    "BR-CL-18": ("lines.0.vat.vat_category_code", "allowances.0.vat_category_code", "charges.0.vat_category_code"),
    "BR-CL-19": ("allowances.0.reason_code", "lines.0.allowances.0.reason_code"),
    "BR-CL-20": ("charges.0.reason_code", "lines.0.charges.0.reason_code"),
    "BR-CL-21": ("lines.0.item.standard_identifier.scheme",), "BR-CL-22": ("vat_breakdown.0.exemption_reason_code",),
    "BR-CL-23": ("lines.0.unit_code", "lines.0.price.base_quantity_unit_code"),
    "BR-CL-24": ("supporting_documents.0.attachment.mime_code",),
    "BR-CL-25": ("seller.electronic_address.scheme", "buyer.electronic_address.scheme"),
    "BR-CL-26": ("delivery.location_identifier.scheme",),
}  # fmt: skip
PREFIXES = {"S": "S", "Z": "Z", "E": "E", "AE": "AE", "K": "IC", "G": "G", "O": "O", "L": "AF", "M": "AG"}
SCOPES = {"lines": ("02", "05", "vat."), "allowances": ("03", "06", ""), "charges": ("04", "07", "")}


def of_category(code: str) -> Iterator[tuple[str, str, list[tuple[str, Any]]]]:
    """A failing document for each rule of one VAT category."""
    prefix, bad_rate = PREFIXES[code], D(-1) if code in "SLM" else D(3)
    nobody = [("seller.vat_identifier", None), ("seller.tax_registration", None), ("tax_representative", None)]
    for scope, (number, rate_number, under) in SCOPES.items():
        moved = [(f"{scope}.0.{under}vat_category_code", code)]
        yield f"BR-{prefix}-{number}", "full", moved + ([] if code == "O" else nobody)
        yield f"BR-{prefix}-{rate_number}", "full", [*moved, (f"{scope}.0.{under}vat_rate", bad_rate)]
    row = [("vat_breakdown.0.vat_category_code", code)]
    alone = [("lines.0.vat.vat_category_code", code), ("vat_breakdown", ())]
    yield (f"BR-{prefix}-01", "plain", row) if code == "O" else (f"BR-{prefix}-01", "exempt", alone)
    reason = code in ("E", "AE", "K", "G", "O")
    yield f"BR-{prefix}-10", "plain", [*row, ("vat_breakdown.0.exemption_reason", None if reason else "Motif")]
    if code not in "LM":
        yield f"BR-{prefix}-08", "plain", [*row, ("vat_breakdown.0.taxable_amount", D(1000))]
        yield f"BR-{prefix}-09", "plain", [*row, ("vat_breakdown.0.tax_amount", D(100))]


CASES = [
    *SINGLE,
    *((rule, "full", [(path, D("1.234"))]) for rule, path in AMOUNTS.items()),
    *((f"BR-FR-DEC-01_{end}", "full", [(path, D(LONG))]) for end, paths in FRENCH_AMOUNTS.items() for path in paths),
    *((rule, "full", [("seller.identifiers", (Identifier("1", "0088"),)), (path, "ZZZZ")])
      for rule, paths in CODES.items() for path in paths),
    *(case for code in PREFIXES for case in of_category(code)),
    *((f"BR-FR-15_BT-95_{end}", "full", [(path, "B")]) for end, path in (
        ("BT-102", "allowances.0.vat_category_code"), ("BT-102", "charges.0.vat_category_code"),
        ("BT-118", "vat_breakdown.0.vat_category_code"), ("BT-151", "lines.0.vat.vat_category_code"))),
    *((f"BR-FR-15_BT-95_{end}_LM", "full", [(path, "M")]) for end, path in (
        ("BT-102", "allowances.0.vat_category_code"), ("BT-102", "charges.0.vat_category_code"),
        ("BT-118", "vat_breakdown.0.vat_category_code"), ("BT-151", "lines.0.vat.vat_category_code"))),
    *((f"BR-FR-{rule}_{end}", "full", [(path, D("100.55"))]) for rule in ("16", "DEC-04") for end, path in (
        ("BT-96_BT-103", "allowances.0.vat_rate"), ("BT-96_BT-103", "charges.0.vat_rate"),
        ("BT-119", "vat_breakdown.0.vat_rate"), ("BT-152", "lines.0.vat.vat_rate"))),
]  # fmt: skip
