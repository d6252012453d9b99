"""Settlement: parties paid and paying, VAT breakdown, document level allowances and charges, totals."""

from decimal import Decimal
from typing import Any

from sansfaute.en16931.model import (
    DocumentAllowance,
    DocumentCharge,
    Invoicee,
    InvoiceeAddress,
    InvoiceeContact,
    Invoicer,
    InvoicerAddress,
    InvoicerContact,
    InvoicingPeriod,
    LogisticsCharge,
    Payer,
    PayerAddress,
    PayerContact,
    PrecedingInvoice,
    Totals,
    VatBreakdown,
)
from sansfaute.en16931.syntaxes.cii.reading.block import Block
from sansfaute.en16931.syntaxes.cii.reading.lines import changes, note_further_taxes
from sansfaute.en16931.syntaxes.cii.reading.parties import extension_party, payee
from sansfaute.en16931.syntaxes.cii.reading.payment import payment, payment_terms


def settlement(element: Block) -> dict[str, Any]:
    """The fields of the invoice that ApplicableHeaderTradeSettlement holds."""
    rows = element.listed("ApplicableTradeTax", "vat_breakdown")
    points = (Block(one.element, one.record).date("TaxPointDate", "BT-7", "vat_point_date") for one in rows)
    codes = (one.code("DueDateTypeCode") for one in rows)
    charges = element.listed("SpecifiedLogisticsServiceCharge", "logistics_charges")
    referenced = element.listed("InvoiceReferencedDocument", "preceding_invoices")
    account = element.block("ReceivableSpecifiedTradeAccountingAccount")
    return {
        "currency_code": _currency(element),
        "vat_accounting_currency_code": element.code("TaxCurrencyCode", "vat_accounting_currency_code"),
        "vat_point_date": next((day for day in points if day), None),
        "vat_point_date_code": next((code for code in codes if code is not None), None),
        "buyer_accounting_reference": account.code("ID"),
        "payment_instructions": payment(element),
        "vat_breakdown": tuple([_vat(one) for one in rows]),
        "logistics_charges": tuple([_logistics(one) for one in charges]),
        "totals": _totals(element),
        "preceding_invoices": tuple([_preceding(one) for one in referenced]),
        **payment_terms(element),
        **_parties(element),
        **_changes(element),
    }


def _currency(element: Block) -> str:
    """BT-5; where there is no element for it, that is noted: rules make a difference."""
    if element and element.first("InvoiceCurrencyCode") is None:
        element.record.raw["currency_code.absent"] = ""
    return element.code("InvoiceCurrencyCode", "currency_code") or ""


def _parties(element: Block) -> dict[str, Any]:
    """BG-10, and who makes out, receives and pays the invoice."""
    invoicer = element.block("InvoicerTradeParty", "invoicer.")
    invoicee = element.block("InvoiceeTradeParty", "invoicee.")
    payer = element.block("PayerTradeParty", "payer.")
    return {
        "payee": payee(element.block("PayeeTradeParty", "payee.")),
        "invoicer": extension_party(invoicer, Invoicer, InvoicerAddress, InvoicerContact),
        "invoicee": extension_party(invoicee, Invoicee, InvoiceeAddress, InvoiceeContact),
        "payer": extension_party(payer, Payer, PayerAddress, PayerContact),
    }


def invoicing_period(period: Block) -> InvoicingPeriod | None:
    """BG-14."""
    start = period.date("StartDateTime", "BT-73", "start_date")
    end = period.date("EndDateTime", "BT-74", "end_date")
    return InvoicingPeriod(start_date=start, end_date=end) if period else None


def _vat(row: Block) -> VatBreakdown:
    """BG-23; the amounts of VAT of a row that wrongly gives several are noted (`1.00|2.00`)."""
    row.note_kind()
    amounts = row.every("CalculatedAmount")
    if len(amounts) > 1:
        row.record.raw[row.at + "tax_amounts"] = "|".join(one.text or "" for one in amounts)
    return VatBreakdown(
        taxable_amount=row.needed_decimal("BasisAmount", "BT-116", "taxable_amount"),
        tax_amount=row.needed_decimal("CalculatedAmount", "BT-117", "tax_amount"),
        vat_category_code=row.code("CategoryCode", "vat_category_code") or "",
        vat_rate=row.decimal("RateApplicablePercent", "BT-119", "vat_rate"),
        exemption_reason=row.text("ExemptionReason"),
        exemption_reason_code=row.code("ExemptionReasonCode", "exemption_reason_code"),
    )


def _changes(element: Block) -> dict[str, Any]:
    """BG-20 and BG-21."""
    allowances, charges = changes(element, "BT-92", "BT-99", taxed=True)
    return {
        "allowances": tuple([DocumentAllowance(**one) for one in allowances]),
        "charges": tuple([DocumentCharge(**one) for one in charges]),
    }


def _logistics(element: Block) -> LogisticsCharge:
    """BG-X-42."""
    tax = element.block("AppliedTradeTax")
    note_further_taxes(element, "AppliedTradeTax")
    return LogisticsCharge(
        description=element.text("Description") or "",
        amount=element.needed_decimal("AppliedAmount", "BT-X-272", "amount"),
        vat_category_code=tax.code("CategoryCode", "vat_category_code") or "",
        vat_rate=tax.decimal("RateApplicablePercent", "BT-X-274", "vat_rate"),
        exemption_reason=tax.text("ExemptionReason"),
        exemption_reason_code=tax.code("ExemptionReasonCode", "exemption_reason_code"),
    )


def _totals(element: Block) -> Totals:
    """BG-22."""
    summation = element.block("SpecifiedTradeSettlementHeaderMonetarySummation", "totals.")
    return Totals(
        sum_of_line_net_amounts=summation.needed_decimal("LineTotalAmount", "BT-106", "sum_of_line_net_amounts"),
        sum_of_allowances=summation.decimal("AllowanceTotalAmount", "BT-107", "sum_of_allowances"),
        sum_of_charges=summation.decimal("ChargeTotalAmount", "BT-108", "sum_of_charges"),
        total_without_vat=summation.needed_decimal("TaxBasisTotalAmount", "BT-109", "total_without_vat"),
        total_with_vat=summation.needed_decimal("GrandTotalAmount", "BT-112", "total_with_vat"),
        paid_amount=summation.decimal("TotalPrepaidAmount", "BT-113", "paid_amount"),
        rounding_amount=summation.decimal("RoundingAmount", "BT-114", "rounding_amount"),
        amount_due=summation.needed_decimal("DuePayableAmount", "BT-115", "amount_due"),
        **_vat_totals(summation, element.code("InvoiceCurrencyCode") or "", element.code("TaxCurrencyCode")),
    )


def _vat_totals(summation: Block, currency: str, accounting: str | None) -> dict[str, Decimal | None]:
    """The VAT total in the currency of the invoice is BT-110, the other one is BT-111.

    Totals doubled or in yet another currency are noted as they are written: rules count them.
    """
    totals: dict[str, Decimal | None] = {}
    amounts = summation.decimals("TaxTotalAmount")
    currencies = [given for _, given in amounts]
    if len(set(currencies)) < len(currencies) or not {*currencies} <= {currency, accounting}:
        written = [f"{given} {element.text or ''}" for element, given in amounts]
        summation.record.raw["totals.vat_totals"] = "|".join(written)
    for element, given in amounts:
        own = given == currency
        field = "total_vat" if own else "total_vat_in_accounting_currency"
        if field not in totals:
            totals[field] = summation.decimal_of(element, "BT-110" if own else "BT-111", field)
    return totals


def _preceding(element: Block) -> PrecedingInvoice:
    """BG-3."""
    return PrecedingInvoice(
        invoice_number=element.needed_code("IssuerAssignedID", "invoice_number"),
        issue_date=element.date("FormattedIssueDateTime", "BT-26", "issue_date"),
        type_code=element.code("TypeCode", "type_code"),
    )
