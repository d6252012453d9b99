"""Allowances, charges, VAT breakdown and totals of the document: BG-20 to BG-23."""

from decimal import Decimal

from lxml.etree import SubElement, _Element

from sansfaute.en16931.model import (
    DocumentAllowance,
    DocumentCharge,
    Invoice,
    LineAllowance,
    LineCharge,
    VatBreakdown,
)
from sansfaute.en16931.syntaxes.ubl.names import CBC
from sansfaute.en16931.syntaxes.ubl.writing.elements import amount, block, rate, tax_scheme, text, texts


def allowance_or_charge(
    parent: _Element,
    one: LineAllowance | LineCharge | DocumentAllowance | DocumentCharge,
    currency: str,
    *,
    charge: bool,
) -> _Element:
    """What BG-20, 21, 27 and 28 share; gives the element back for what follows at document level."""
    element = block(parent, "AllowanceCharge")
    text(element, "ChargeIndicator", "true" if charge else "false")
    if one.reason_code:
        listed = one.reason_code_list if isinstance(one, DocumentCharge | LineCharge) else None
        code = SubElement(element, CBC + "AllowanceChargeReasonCode", {"listID": listed} if listed else None)
        code.text = one.reason_code
    texts(element, (("AllowanceChargeReason", one.reason),))
    rate(element, "MultiplierFactorNumeric", one.percentage)
    amount(element, "Amount", one.amount, currency)
    amount(element, "BaseAmount", one.base_amount, currency)
    return element


def tax_category(
    parent: _Element, name: str, code: str, percentage: Decimal | None, reasons: tuple[str | None, str | None]
) -> None:
    """A VAT category, its rate, and why there is none: the code and the text of the reason."""
    element = block(parent, name)
    texts(element, (("ID", code),))
    rate(element, "Percent", percentage)
    texts(element, zip(("TaxExemptionReasonCode", "TaxExemptionReason"), reasons, strict=True))
    tax_scheme(element)


def tax_totals(root: _Element, invoice: Invoice) -> None:
    """BT-110 with BG-23, then BT-111; the schema wants a total: the sum of the rows (BR-CO-14) where none is given."""
    totals, rows = invoice.totals, invoice.vat_breakdown
    total = totals.total_vat
    if total is None and rows:
        total = sum((row.tax_amount for row in rows), Decimal(0))
    if total is not None:
        element = block(root, "TaxTotal")
        amount(element, "TaxAmount", total, invoice.currency_code)
        for row in rows:
            _vat(block(element, "TaxSubtotal"), row, invoice.currency_code)
    if totals.total_vat_in_accounting_currency is not None:
        currency = invoice.vat_accounting_currency_code or ""
        amount(block(root, "TaxTotal"), "TaxAmount", totals.total_vat_in_accounting_currency, currency)


def _vat(element: _Element, row: VatBreakdown, currency: str) -> None:
    """BG-23."""
    amount(element, "TaxableAmount", row.taxable_amount, currency)
    amount(element, "TaxAmount", row.tax_amount, currency)
    reasons = row.exemption_reason_code, row.exemption_reason
    tax_category(element, "TaxCategory", row.vat_category_code, row.vat_rate, reasons)


def totals(root: _Element, invoice: Invoice) -> None:
    """BG-22."""
    given, currency = invoice.totals, invoice.currency_code
    element = block(root, "LegalMonetaryTotal")
    amount(element, "LineExtensionAmount", given.sum_of_line_net_amounts, currency)
    amount(element, "TaxExclusiveAmount", given.total_without_vat, currency)
    amount(element, "TaxInclusiveAmount", given.total_with_vat, currency)
    amount(element, "AllowanceTotalAmount", given.sum_of_allowances, currency)
    amount(element, "ChargeTotalAmount", given.sum_of_charges, currency)
    amount(element, "PrepaidAmount", given.paid_amount, currency)
    amount(element, "PayableRoundingAmount", given.rounding_amount, currency)
    amount(element, "PayableAmount", given.amount_due, currency)
