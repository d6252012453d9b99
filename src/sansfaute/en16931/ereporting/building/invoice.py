"""A cross-border invoice of the model as it is reported (10.1), with what a platform would change on the way."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from sansfaute.en16931.ereporting.building.lines import reported_line
from sansfaute.en16931.ereporting.building.numbers import shortened
from sansfaute.en16931.ereporting.building.parties import identified
from sansfaute.en16931.ereporting.facts import LIMITS, PROFILE, Limit, is_detailed
from sansfaute.en16931.ereporting.model import (
    Allowance,
    AmountIn,
    Buyer,
    Delivery,
    InvoicePeriod,
    InvoiceTotals,
    Note,
    Previous,
    Process,
    ReportedInvoice,
    Representative,
    Seller,
    VatRow,
)
from sansfaute.en16931.model import Invoice, VatBreakdown
from sansfaute.en16931.values import ABSENT, Identifier

_LONGEST_TEXT, _LONGEST_LINE, _LONGEST_POST_CODE = 1024, 255, 10
_FRANCHISE = "VATEX-FR-FRANCHISE"
_CANCELLING_CONTRACT, _CREDIT_NOTE = "262", "381"
_DUE = {"29": "5", "35": "3"}  # on delivery is on the invoice's date, for the State
_VAT_GROUP_NOTE = "Membre d'un assujetti unique"


def reported_invoice(
    invoice: Invoice, *, sent_on: date, purchase: bool = False, limits: Iterable[Limit] = LIMITS
) -> ReportedInvoice:
    """The invoice as it is reported on that day; what is missing stays blank, and `check` names it.

    Lines and delivery address are due from 1 September 2027, lines never for a purchase. VAT is in
    euros (BT-111 of an invoice in another currency). Source: Z12-012 MAP-01 to 29; DSE 3.7; A6.
    """
    limits = tuple(limits)
    detailed = is_detailed(sent_on, limits)
    return ReportedInvoice(
        invoice_number=shortened(invoice.invoice_number, sent_on, limits),
        issue_date=invoice.issue_date,
        type_code=_CREDIT_NOTE if invoice.type_code == _CANCELLING_CONTRACT else invoice.type_code,
        currency_code=invoice.currency_code,
        payment_due_date=invoice.payment_due_date,
        vat_due_code=_DUE.get(invoice.vat_point_date_code or "", invoice.vat_point_date_code),
        notes=tuple(_notes(invoice)),
        process=Process(process=invoice.process_control.business_process_type or "", profile=PROFILE),
        previous_invoices=tuple(_previous(invoice, sent_on, limits)),
        seller=_seller(invoice),
        buyer=_buyer(invoice),
        tax_representative=_representative(invoice),
        deliveries=_deliveries(invoice, detailed),
        period=_period(invoice),
        allowances=tuple(_allowances(invoice)),
        totals=InvoiceTotals(
            total_without_vat=invoice.totals.total_without_vat, total_vat=AmountIn(_vat_in_euros(invoice), "EUR")
        ),
        vat_breakdown=tuple(_row(row) for row in invoice.vat_breakdown),
        lines=tuple(reported_line(line, sent_on, limits) for line in invoice.lines if line.counts)
        if detailed and not purchase
        else (),
    )


def _notes(invoice: Invoice) -> Iterable[Note]:
    for note in invoice.notes:
        text = _VAT_GROUP_NOTE if note.subject_code == "TXD" else note.text
        yield Note(subject_code=note.subject_code, text=text[:_LONGEST_TEXT])


def _previous(invoice: Invoice, sent_on: date, limits: Iterable[Limit]) -> Iterable[Previous]:
    for one in invoice.preceding_invoices:
        yield Previous(invoice_number=shortened(one.invoice_number, sent_on, limits), issue_date=one.issue_date)
    if invoice.type_code == _CANCELLING_CONTRACT and not invoice.preceding_invoices and invoice.contract_reference:
        yield Previous(
            invoice_number=shortened(invoice.contract_reference, sent_on, limits), issue_date=invoice.contract_date
        )


def _seller(invoice: Invoice) -> Seller:
    one, country = invoice.seller, invoice.seller.postal_address.country_code
    return Seller(
        identifier=identified(one.name, country, one.legal_registration, one.identifiers, one.vat_identifier),
        vat_identifier=_vat(one.vat_identifier or one.tax_registration),
        country_code=country or None,
    )


def _buyer(invoice: Invoice) -> Buyer:
    one, country = invoice.buyer, invoice.buyer.postal_address.country_code
    return Buyer(
        identifier=identified(one.name, country, one.legal_registration, one.identifiers, one.vat_identifier),
        vat_identifier=_vat(one.vat_identifier),
        country_code=country or None,
    )


def _vat(number: str | None) -> Identifier | None:
    return Identifier(number, "VAT") if number else None


def _representative(invoice: Invoice) -> Representative | None:
    one = invoice.tax_representative
    # TT-40 is taken to be VAT, as for the seller: no source that we hold gives its value.
    return Representative(vat_identifier=Identifier(one.vat_identifier, "VAT")) if one else None


def _deliveries(invoice: Invoice, detailed: bool) -> tuple[Delivery, ...]:
    one = invoice.delivery
    if one is None:
        return ()
    place = one.deliver_to_address if detailed else None
    if place is None:
        return (Delivery(day=one.actual_delivery_date),) if one.actual_delivery_date else ()
    return (
        Delivery(
            day=one.actual_delivery_date,
            line_1=(place.line_1 or "-")[:_LONGEST_LINE],
            line_2=place.line_2[:_LONGEST_LINE] if place.line_2 else None,
            line_3=place.line_3[:_LONGEST_LINE] if place.line_3 else None,
            city=(place.city or "-")[:_LONGEST_LINE],
            post_code=(place.post_code or "-")[:_LONGEST_POST_CODE],
            subdivision=place.country_subdivision,
            country_code=place.country_code or None,
        ),
    )


def _period(invoice: Invoice) -> InvoicePeriod | None:
    one = invoice.delivery.invoicing_period if invoice.delivery else None
    if one is None or (one.start_date is None and one.end_date is None):
        return None
    return InvoicePeriod(start_date=one.start_date, end_date=one.end_date)


def _allowances(invoice: Invoice) -> Iterable[Allowance]:
    for charge, parts in ((False, invoice.allowances), (True, invoice.charges)):
        for one in parts:
            yield Allowance(
                is_charge=charge, amount=one.amount, vat_category_code=one.vat_category_code, vat_rate=one.vat_rate
            )


def _vat_in_euros(invoice: Invoice) -> Decimal:
    """BT-110 of an invoice in euros, BT-111 of another one; ABSENT when it is not given."""
    totals = invoice.totals
    amount = totals.total_vat if invoice.currency_code == "EUR" else totals.total_vat_in_accounting_currency
    return ABSENT if amount is None else amount


def _row(row: VatBreakdown) -> VatRow:
    """A row of the breakdown: franchise becomes Z without reason, a reason gets its code and a code its reason."""
    franchise = row.exemption_reason_code == _FRANCHISE
    reason, code = row.exemption_reason, row.exemption_reason_code
    return VatRow(
        taxable_amount=row.taxable_amount,
        tax_amount=row.tax_amount,
        vat_category_code="Z" if franchise else row.vat_category_code,
        vat_rate=Decimal(0) if row.vat_rate is None else row.vat_rate,
        exemption_reason=None if franchise or not (reason or code) else (reason or code or "")[:_LONGEST_TEXT],
        exemption_reason_code=None if franchise or not (reason or code) else code or "NR",
    )
