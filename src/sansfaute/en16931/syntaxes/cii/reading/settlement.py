"""Settlement: payment, VAT breakdown, document level allowances and charges, totals."""

from typing import Any

from sansfaute.en16931.model import (
    CreditTransfer,
    DirectDebit,
    DocumentAllowance,
    DocumentCharge,
    InvoicingPeriod,
    PaymentCard,
    PaymentInstructions,
    PrecedingInvoice,
    Totals,
    VatBreakdown,
)
from sansfaute.en16931.syntaxes.cii.reading.block import Block
from sansfaute.en16931.syntaxes.cii.reading.lines import is_charge, parts
from sansfaute.en16931.syntaxes.cii.reading.parties import payee


def settlement(element: Block) -> dict[str, Any]:
    """The fields of the invoice that ApplicableHeaderTradeSettlement holds."""
    terms = element.block("SpecifiedTradePaymentTerms")
    rows = element.blocks("ApplicableTradeTax")
    changes = element.blocks("SpecifiedTradeAllowanceCharge")
    return {
        "currency_code": element.code("InvoiceCurrencyCode") or "",
        "vat_accounting_currency_code": element.code("TaxCurrencyCode"),
        "vat_point_date": next((day for day in (one.date("TaxPointDate", "BT-7") for one in rows) if day), None),
        "vat_point_date_code": next((code for code in (one.code("DueDateTypeCode") for one in rows) if code), None),
        "payment_due_date": terms.date("DueDateDateTime", "BT-9"),
        "payment_terms": terms.text("Description"),
        "buyer_accounting_reference": element.block("ReceivableSpecifiedTradeAccountingAccount").code("ID"),
        "payee": payee(element.block("PayeeTradeParty")),
        "payment_instructions": _payment(element, terms),
        "vat_breakdown": tuple(_vat(one) for one in rows),
        "allowances": tuple(_allowance(one) for one in changes if not is_charge(one)),
        "charges": tuple(_charge(one) for one in changes if is_charge(one)),
        "totals": _totals(element),
        "preceding_invoices": tuple(_preceding(one) for one in element.blocks("InvoiceReferencedDocument")),
    }


def invoicing_period(element: Block) -> InvoicingPeriod | None:
    """BG-14."""
    period = element.block("BillingSpecifiedPeriod")
    start, end = period.date("StartDateTime", "BT-73"), period.date("EndDateTime", "BT-74")
    return InvoicingPeriod(start_date=start, end_date=end) if start or end else None


def _payment(element: Block, terms: Block) -> PaymentInstructions | None:
    """BG-16; the means are absent (an empty code) when only a reference is given."""
    means = element.blocks("SpecifiedTradeSettlementPaymentMeans")
    reference = element.text("PaymentReference")
    debit = _direct_debit(element, terms, means)
    if not means and not reference and debit is None:
        return None
    transfers = (_transfer(one) for one in means)
    return PaymentInstructions(
        means_type_code=next((code for code in (one.code("TypeCode") for one in means) if code), ""),
        means_text=next((text for text in (one.text("Information") for one in means) if text), None),
        remittance_information=reference,
        credit_transfers=tuple(one for one in transfers if one is not None),
        payment_card=next((card for card in (_card(one) for one in means) if card), None),
        direct_debit=debit,
    )


def _transfer(means: Block) -> CreditTransfer | None:
    """BG-17."""
    account = means.block("PayeePartyCreditorFinancialAccount")
    if not account:
        return None
    return CreditTransfer(
        payment_account_identifier=account.code("IBANID") or account.code("ProprietaryID") or "",
        payment_account_name=account.text("AccountName"),
        payment_service_provider_identifier=means.block("PayeeSpecifiedCreditorFinancialInstitution").code("BICID"),
    )


def _card(means: Block) -> PaymentCard | None:
    """BG-18."""
    card = means.block("ApplicableTradeSettlementFinancialCard")
    if not card:
        return None
    return PaymentCard(primary_account_number=card.code("ID") or "", holder_name=card.text("CardholderName"))


def _direct_debit(element: Block, terms: Block, means: list[Block]) -> DirectDebit | None:
    """BG-19."""
    accounts = (one.block("PayerPartyDebtorFinancialAccount").code("IBANID") for one in means)
    mandate = terms.code("DirectDebitMandateID")
    creditor = element.code("CreditorReferenceID")
    debited = next((account for account in accounts if account), None)
    if mandate or creditor or debited:
        return DirectDebit(mandate_reference=mandate, creditor_identifier=creditor, debited_account_identifier=debited)
    return None


def _vat(row: Block) -> VatBreakdown:
    """BG-23."""
    return VatBreakdown(
        taxable_amount=row.needed_decimal("BasisAmount", "BT-116"),
        tax_amount=row.needed_decimal("CalculatedAmount", "BT-117"),
        vat_category_code=row.code("CategoryCode") or "",
        vat_rate=row.decimal("RateApplicablePercent", "BT-119"),
        exemption_reason=row.text("ExemptionReason"),
        exemption_reason_code=row.code("ExemptionReasonCode"),
    )


def _allowance(element: Block) -> DocumentAllowance:
    return DocumentAllowance(**parts(element, "BT-92"), **_taxed(element, "BT-96"))


def _charge(element: Block) -> DocumentCharge:
    return DocumentCharge(**parts(element, "BT-99"), **_taxed(element, "BT-103"))


def _taxed(element: Block, term: str) -> dict[str, Any]:
    tax = element.block("CategoryTradeTax")
    return {
        "vat_category_code": tax.code("CategoryCode") or "",
        "vat_rate": tax.decimal("RateApplicablePercent", term),
    }


def _totals(element: Block) -> Totals:
    """BG-22; the VAT total in the currency of the invoice is BT-110, the other one is BT-111."""
    summation = element.block("SpecifiedTradeSettlementHeaderMonetarySummation")
    amounts = summation.decimals("TaxTotalAmount", "BT-110")
    currency = element.code("InvoiceCurrencyCode") or ""
    own = next((n for n, (_, given) in enumerate(amounts) if given == currency), None)
    others = [amount for n, (amount, _) in enumerate(amounts) if n != own]
    return Totals(
        sum_of_line_net_amounts=summation.needed_decimal("LineTotalAmount", "BT-106"),
        sum_of_allowances=summation.decimal("AllowanceTotalAmount", "BT-107"),
        sum_of_charges=summation.decimal("ChargeTotalAmount", "BT-108"),
        total_without_vat=summation.needed_decimal("TaxBasisTotalAmount", "BT-109"),
        total_vat=amounts[own][0] if own is not None else None,
        total_vat_in_accounting_currency=others[0] if others else None,
        total_with_vat=summation.needed_decimal("GrandTotalAmount", "BT-112"),
        paid_amount=summation.decimal("TotalPrepaidAmount", "BT-113"),
        rounding_amount=summation.decimal("RoundingAmount", "BT-114"),
        amount_due=summation.needed_decimal("DuePayableAmount", "BT-115"),
    )


def _preceding(element: Block) -> PrecedingInvoice:
    """BG-3."""
    issued = element.date("FormattedIssueDateTime", "BT-26")
    return PrecedingInvoice(invoice_number=element.code("IssuerAssignedID") or "", issue_date=issued)
