"""A group of billable items as a complete EN 16931 invoice, but for its number."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from sansfaute.drafts.rules.lines import TreatedWork, line_of
from sansfaute.drafts.rules.notes import notes
from sansfaute.drafts.rules.parties import buyer_party, deliver_to, seller_party
from sansfaute.drafts.rules.payment import LEGAL_TERMS, due_date, payment_instructions, terms_text
from sansfaute.drafts.rules.records import BuyerRecord, SellerRecord
from sansfaute.en16931 import totals
from sansfaute.en16931.model import DeliveryInformation, Invoice, InvoicingPeriod, ProcessControl, VatBreakdown
from sansfaute.masterdata.rules import PaymentTerms

NO_NUMBER = ""
"""BT-1 of a draft: a number is given at issue, never before."""

EN16931 = "urn:cen.eu:en16931:2017"
ON_DEBITS = "5"  # BT-8, UNTDID 2475


def document_of(
    seller: SellerRecord,
    buyer: BuyerRecord,
    work: Sequence[TreatedWork],
    *,
    issue_date: date,
    terms: PaymentTerms | None,
) -> Invoice:
    """The invoice of these items in their order, in euros, totals calculated.

    `terms` None means that nothing was agreed: the legal term applies.
    """
    on_debits = _on_debits(seller, work)
    invoice = Invoice(
        invoice_number=NO_NUMBER,
        issue_date=issue_date,
        type_code="380",
        currency_code="EUR",
        vat_point_date_code=ON_DEBITS if on_debits else None,
        payment_due_date=due_date(issue_date, terms),
        buyer_reference=_only(one.work.buyer_reference for one in work),
        contract_reference=_only(one.work.contract.contract_number for one in work if one.work.contract),
        purchase_order_reference=_only(one.work.purchase_order_reference for one in work),
        sales_order_reference=_only(one.work.order_reference for one in work),
        payment_terms=terms_text(terms or LEGAL_TERMS),
        notes=notes(seller, buyer, on_debits=on_debits),
        process_control=ProcessControl(business_process_type=process_of(work), specification_identifier=EN16931),
        seller=seller_party(seller),
        buyer=buyer_party(buyer, seller),
        delivery=_delivery(buyer, work, issue_date),
        payment_instructions=payment_instructions(seller, buyer),
        totals=totals.UNCALCULATED,
        vat_breakdown=_reasons(work),
        lines=tuple(line_of(str(number), one) for number, one in enumerate(work, 1)),
    )
    return totals.calculate(invoice)


def finalise(invoice: Invoice, *, invoice_number: str, issue_date: date, terms: PaymentTerms | None) -> Invoice:
    """The same invoice with its number (BT-1, repeated in BT-83), its date and its due date; nothing else changes."""
    dated = redate(invoice, issue_date, terms)
    payment = dated.payment_instructions
    if payment is not None:
        payment = replace(payment, remittance_information=invoice_number)
    return replace(dated, invoice_number=invoice_number, payment_instructions=payment)


def redate(invoice: Invoice, issue_date: date, terms: PaymentTerms | None) -> Invoice:
    """The same invoice issued on another date: BT-2 and BT-9; without terms the legal term applies."""
    return replace(invoice, issue_date=issue_date, payment_due_date=due_date(issue_date, terms))


def process_of(work: Iterable[TreatedWork]) -> str:
    """BT-23 of an ordinary invoice: B1 goods, S1 services, M1 both."""
    natures = {one.work.item.nature for one in work}
    if natures == {"goods"}:
        return "B1"
    return "M1" if "goods" in natures else "S1"


def _on_debits(seller: SellerRecord, work: Iterable[TreatedWork]) -> bool:
    """BT-8 and its mention are for taxed services of a seller who opted (CGI ann. II 242 nonies A, 11° bis)."""
    return seller.vat_on_debits and any(
        one.work.item.nature == "services" and one.treatment.category == "S" for one in work
    )


def _only(values: Iterable[str]) -> str | None:
    """The one value that all share or leave empty; None when there are several or none."""
    found = {value for value in values if value}
    return found.pop() if len(found) == 1 else None


def _delivery(buyer: BuyerRecord, work: Sequence[TreatedWork], issue_date: date) -> DeliveryInformation | None:
    """BG-13: the last delivery, the period of what is billed by time, where goods went.

    A service whose period is over was completed on its last day, and that is the date of delivery
    (CGI ann. II 242 nonies A, 10°); one billed in advance has none yet.
    """
    has_goods = any(one.work.item.nature == "goods" for one in work)
    delivered = [one.work.delivery_date for one in work if one.work.delivery_date]
    period = _period(work)
    if not delivered and period and period.end_date and period.end_date <= issue_date:
        delivered = [period.end_date]
    if not (has_goods or delivered or period):
        return None
    return DeliveryInformation(
        actual_delivery_date=max(delivered) if delivered else None,
        invoicing_period=period,
        deliver_to_address=deliver_to(buyer) if has_goods else None,
    )


def _period(work: Sequence[TreatedWork]) -> InvoicingPeriod | None:
    starts = [one.work.period_start for one in work if one.work.period_start]
    ends = [one.work.period_end for one in work if one.work.period_end]
    return InvoicingPeriod(start_date=min(starts), end_date=max(ends)) if starts and ends else None


def _reasons(work: Sequence[TreatedWork]) -> tuple[VatBreakdown, ...]:
    """Exemption reasons by category and rate, for `totals.calculate`; several mentions of one category are joined."""
    found: dict[tuple[str, object], list[TreatedWork]] = {}
    for one in work:
        if one.treatment.exemption_reason_code:
            found.setdefault((one.treatment.category, one.treatment.rate), []).append(one)
    return tuple(_reason([one.treatment.mention for one in group], group[0]) for group in found.values())


def _reason(mentions: list[str], first: TreatedWork) -> VatBreakdown:
    return VatBreakdown(
        taxable_amount=totals.UNCALCULATED.total_without_vat,
        tax_amount=totals.UNCALCULATED.total_without_vat,
        vat_category_code=first.treatment.category,
        vat_rate=first.treatment.rate,
        exemption_reason=" ; ".join(dict.fromkeys(mentions)),
        exemption_reason_code=first.treatment.exemption_reason_code,
    )
