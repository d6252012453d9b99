"""Settlement: payment, VAT breakdown, document level allowances and charges, totals."""

from decimal import Decimal
from itertools import zip_longest

from sansfaute.en16931.model import (
    CreditTransfer,
    DocumentAllowance,
    DocumentCharge,
    Invoice,
    LogisticsCharge,
    Payee,
    PaymentInstructions,
    PrecedingInvoice,
    VatBreakdown,
)
from sansfaute.en16931.syntaxes.cii.names import UDT
from sansfaute.en16931.syntaxes.cii.writing.elements import (
    amount,
    block,
    compact,
    day,
    formatted_day,
    number,
    rate,
    text,
    texts,
)
from sansfaute.en16931.syntaxes.cii.writing.lines import allowance_or_charge, period
from sansfaute.en16931.syntaxes.cii.writing.nodes import Node, leaf
from sansfaute.en16931.syntaxes.cii.writing.parties import extension_party, payee


def settlement(parent: Node, invoice: Invoice) -> None:
    """ApplicableHeaderTradeSettlement, in the schema's order."""
    element = block(parent, "ApplicableHeaderTradeSettlement")
    _references(element, invoice)
    extension_party(element, "InvoicerTradeParty", invoice.invoicer)
    extension_party(element, "InvoiceeTradeParty", invoice.invoicee)
    if invoice.payee is not None:
        payee(element, invoice.payee)
    extension_party(element, "PayerTradeParty", invoice.payer)
    if invoice.payment_instructions is not None and invoice.payment_instructions.says_means:
        _payment_means(element, invoice.payment_instructions)
    for row in invoice.vat_breakdown:
        _vat(element, row, invoice)
    if invoice.delivery is not None:
        period(element, invoice.delivery.invoicing_period)
    for allowance in invoice.allowances:
        _taxed(allowance_or_charge(element, allowance, charge=False), allowance)
    for charge in invoice.charges:
        _taxed(allowance_or_charge(element, charge, charge=True), charge)
    for logistics in invoice.logistics_charges:
        _logistics(element, logistics)
    _payment_terms(element, invoice)
    _totals(element, invoice)
    for preceding in invoice.preceding_invoices:
        _preceding(element, preceding)
    if invoice.buyer_accounting_reference:
        account = block(element, "ReceivableSpecifiedTradeAccountingAccount")
        text(account, "ID", invoice.buyer_accounting_reference)


def _references(element: Node, invoice: Invoice) -> None:
    """BT-90, BT-83, BT-6 and BT-5."""
    payment = invoice.payment_instructions
    if payment is not None:
        if payment.direct_debit is not None:
            texts(element, (("CreditorReferenceID", payment.direct_debit.creditor_identifier),))
        texts(element, (("PaymentReference", payment.remittance_information),))
    texts(element, (("TaxCurrencyCode", invoice.vat_accounting_currency_code),))
    text(element, "InvoiceCurrencyCode", invoice.currency_code)


def _payment_means(parent: Node, payment: PaymentInstructions) -> None:
    """BG-16: one element for each account to pay into; card and debited account go with the first."""
    transfers: tuple[CreditTransfer | None, ...] = payment.credit_transfers or (None,)
    first = (payment,)
    for transfer, details in zip_longest(transfers, first):
        element = block(parent, "SpecifiedTradeSettlementPaymentMeans")
        text(element, "TypeCode", payment.means_type_code)
        texts(element, (("Information", payment.means_text),))
        if details is not None:
            _payer(element, details)
        if transfer is not None:
            _account(element, transfer)


def _payer(element: Node, payment: PaymentInstructions) -> None:
    """BG-18 and BT-91."""
    if payment.payment_card is not None:
        card = block(element, "ApplicableTradeSettlementFinancialCard")
        text(card, "ID", payment.payment_card.primary_account_number)
        texts(card, (("CardholderName", payment.payment_card.holder_name),))
    if payment.direct_debit is not None and payment.direct_debit.debited_account_identifier:
        account = block(element, "PayerPartyDebtorFinancialAccount")
        text(account, "IBANID", payment.direct_debit.debited_account_identifier)


def _account(element: Node, transfer: CreditTransfer) -> None:
    """BG-17; the schema wants another element for an account that is not an IBAN."""
    account = block(element, "PayeePartyCreditorFinancialAccount")
    number_given = transfer.payment_account_identifier
    iban = number_given[:2].isalpha() and number_given[2:4].isdigit()
    texts(account, (("IBANID", number_given if iban else None),))
    texts(account, (("AccountName", transfer.payment_account_name),))
    texts(account, (("ProprietaryID", transfer.proprietary_identifier if iban else number_given),))
    if transfer.payment_service_provider_identifier:
        institution = block(element, "PayeeSpecifiedCreditorFinancialInstitution")
        text(institution, "BICID", transfer.payment_service_provider_identifier)


def _vat(parent: Node, row: VatBreakdown, invoice: Invoice) -> None:
    """BG-23; CII repeats BT-7 and BT-8 in every row."""
    element = block(parent, "ApplicableTradeTax")
    number(element, "CalculatedAmount", row.tax_amount)
    text(element, "TypeCode", "VAT")
    texts(element, (("ExemptionReason", row.exemption_reason),))
    number(element, "BasisAmount", row.taxable_amount)
    text(element, "CategoryCode", row.vat_category_code)
    texts(element, (("ExemptionReasonCode", row.exemption_reason_code),))
    if invoice.vat_point_date is not None:
        outer = block(element, "TaxPointDate")
        leaf(outer, UDT, "DateString", compact(invoice.vat_point_date), {"format": "102"})
    texts(element, (("DueDateTypeCode", invoice.vat_point_date_code),))
    rate(element, "RateApplicablePercent", row.vat_rate)


def _taxed(element: Node, one: DocumentAllowance | DocumentCharge) -> None:
    _tax(block(element, "CategoryTradeTax"), one)


def _tax(tax: Node, one: DocumentAllowance | DocumentCharge | LogisticsCharge) -> None:
    text(tax, "TypeCode", "VAT")
    texts(tax, (("ExemptionReason", one.exemption_reason),))
    text(tax, "CategoryCode", one.vat_category_code)
    texts(tax, (("ExemptionReasonCode", one.exemption_reason_code),))
    rate(tax, "RateApplicablePercent", one.vat_rate)


def _logistics(parent: Node, one: LogisticsCharge) -> None:
    """BG-X-42."""
    element = block(parent, "SpecifiedLogisticsServiceCharge")
    text(element, "Description", one.description)
    number(element, "AppliedAmount", one.amount)
    _tax(block(element, "AppliedTradeTax"), one)


def _payment_terms(parent: Node, invoice: Invoice) -> None:
    """BT-20, BT-9 and BT-89."""
    payment = invoice.payment_instructions
    mandate = payment.direct_debit.mandate_reference if payment and payment.direct_debit else None
    partial = invoice.partial_payment_amount, invoice.partial_payment_payee
    first = invoice.payment_terms or invoice.payment_due_date or mandate or partial != (None, None)
    if first or invoice.further_payment_terms:
        element = block(parent, "SpecifiedTradePaymentTerms")
        texts(element, (("Description", invoice.payment_terms),))
        day(element, "DueDateDateTime", invoice.payment_due_date)
        texts(element, (("DirectDebitMandateID", mandate),))
        _partial(element, *partial)
    for further in invoice.further_payment_terms:
        element = block(parent, "SpecifiedTradePaymentTerms")
        texts(element, (("Description", further.description),))
        day(element, "DueDateDateTime", further.due_date)
        _partial(element, further.partial_amount, further.payee)


def _partial(element: Node, due: Decimal | None, to: Payee | None) -> None:
    """BT-X-275 and BG-X-77."""
    number(element, "PartialPaymentAmount", due)
    if to is not None:
        payee(element, to)


def _totals(parent: Node, invoice: Invoice) -> None:
    """BG-22."""
    totals = invoice.totals
    element = block(parent, "SpecifiedTradeSettlementHeaderMonetarySummation")
    number(element, "LineTotalAmount", totals.sum_of_line_net_amounts)
    number(element, "ChargeTotalAmount", totals.sum_of_charges)
    number(element, "AllowanceTotalAmount", totals.sum_of_allowances)
    number(element, "TaxBasisTotalAmount", totals.total_without_vat)
    amount(element, "TaxTotalAmount", totals.total_vat, invoice.currency_code)
    accounting = invoice.vat_accounting_currency_code
    amount(element, "TaxTotalAmount", totals.total_vat_in_accounting_currency, accounting)
    number(element, "RoundingAmount", totals.rounding_amount)
    number(element, "GrandTotalAmount", totals.total_with_vat)
    number(element, "TotalPrepaidAmount", totals.paid_amount)
    number(element, "DuePayableAmount", totals.amount_due)


def _preceding(parent: Node, preceding: PrecedingInvoice) -> None:
    """BG-3."""
    element = block(parent, "InvoiceReferencedDocument")
    text(element, "IssuerAssignedID", preceding.invoice_number)
    texts(element, (("TypeCode", preceding.type_code),))
    formatted_day(element, preceding.issue_date)
