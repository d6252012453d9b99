"""A group of billable items as a complete EN 16931 invoice, but for its number."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from sansfaute.drafts.rules.brought import Settled, Support, with_dues, with_words
from sansfaute.drafts.rules.headings import (
    EXTENDED_CTC_FR,
    NOBODY,
    Beside,
    is_paid,
    kind_of_document,
    with_heading,
    with_settlement,
)
from sansfaute.drafts.rules.kits import with_kits
from sansfaute.drafts.rules.lines import TreatedWork, line_of
from sansfaute.drafts.rules.natures import process_of
from sansfaute.drafts.rules.notes import notes
from sansfaute.drafts.rules.parties import EMAIL, buyer_party, deliver_to, seller_party
from sansfaute.drafts.rules.payment import LEGAL_TERMS, due_date, payment_instructions, terms_text
from sansfaute.drafts.rules.records import BuyerRecord, SellerRecord
from sansfaute.drafts.rules.territories import EUROPEAN_UNION, territory_of
from sansfaute.drafts.rules.valuing import rate_note, valued
from sansfaute.drafts.rules.vat_due import ON_DEBITS, point_code
from sansfaute.drafts.rules.vat_group import VatGroup, as_member, group_of, group_party
from sansfaute.drafts.rules.vat_options import VatOptions
from sansfaute.en16931 import totals
from sansfaute.en16931.model import (
    Buyer,
    DeliverToAddress,
    DeliveryInformation,
    DocumentAllowance,
    Invoice,
    InvoicingPeriod,
    Line,
    LineVat,
    ProcessControl,
    Seller,
    VatBreakdown,
)
from sansfaute.en16931.values import Identifier
from sansfaute.masterdata.rules import PaymentTerms
from sansfaute.masterdata.rules.exchange_rates import KnownRate

NO_NUMBER = ""
"""BT-1 of a draft: a number is given at issue, never before."""

EN16931 = "urn:cen.eu:en16931:2017"
OUT_OF_SCOPE = "O"
EU_VAT_NUMBER, COUNTRY_AND_NAME = "0223", "0227"  # ISO 6523 schemes of parties that are not French
_WITHOUT_VAT = ("franchise", "exempt")


def document_of(
    seller: SellerRecord,
    buyer: BuyerRecord,
    work: Sequence[TreatedWork],
    *,
    issue_date: date,
    terms: PaymentTerms | None,
    delivered_to: DeliverToAddress | None = None,
    vat_group: VatGroup | None = None,
    allowances: Sequence[DocumentAllowance] = (),
    supports: Sequence[Support] = (),
    settled: Sequence[Settled] = (),
    beside: Beside = NOBODY,
    tell_due: bool = False,
    with_vat: bool = False,
    exchange_rate: KnownRate | None = None,
) -> Invoice:
    """The invoice of these items in their order, totals calculated; all share one heading (`headings`).

    `terms` None means that nothing was agreed: the legal term applies. `delivered_to` is where goods
    went when not to the buyer's own address. `vat_group` is the group the seller belongs to, when not
    the one of his options. `allowances` are discounts of the whole document (BG-20), `supports` the
    copies that support its lines, `settled` the deposits deducted in BT-113, `beside` the third parties
    it may name. `tell_due` writes BT-8 also where the law does not ask it, when all taxed lines share it.
    `with_vat`: prices and allowances include VAT. `exchange_rate` is that of a document in another
    currency than the euro.
    """
    first = work[0].work
    deposit = kind_of_document(first) == "deposit"
    point = _vat_point(seller, work, issue_date, deposit=deposit, told_only=not tell_due)
    group = (
        (vat_group or group_of(VatOptions(seller.vat_options).vat_group, issue_date)) if _shows_numbers(work) else None
    )
    invoice = _unheaded(seller, buyer, work, group, issue_date=issue_date, terms=terms, point=point)
    invoice = replace(
        invoice,
        delivery=_delivery(buyer, work, issue_date, delivered_to),
        allowances=tuple(allowances),
    )
    headed = with_words(with_heading(invoice, [one.work for one in work], beside), work, supports, settled)
    if exchange_rate is not None:
        headed = replace(headed, notes=(*headed.notes, rate_note(exchange_rate)))
    headed = with_kits(headed, work)
    calculated = with_dues(valued(headed, with_vat=with_vat, rate=exchange_rate), work, seller, settled)
    return with_settlement(calculated, [one.work for one in work], beside)


def _unheaded(
    seller: SellerRecord,
    buyer: BuyerRecord,
    work: Sequence[TreatedWork],
    group: VatGroup | None,
    *,
    issue_date: date,
    terms: PaymentTerms | None,
    point: str | None,
) -> Invoice:
    """The parties, the lines, their references and notes, of an ordinary invoice in euros."""
    return Invoice(
        invoice_number=NO_NUMBER,
        issue_date=issue_date,
        type_code="380",
        currency_code="EUR",
        vat_point_date_code=point,
        payment_due_date=due_date(issue_date, terms),
        buyer_reference=_only(one.work.buyer_reference for one in work),
        contract_reference=_only(one.work.contract.contract_number for one in work if one.work.contract),
        purchase_order_reference=_only(one.work.purchase_order_reference for one in work),
        sales_order_reference=_only(one.work.order_reference for one in work),
        payment_terms=terms_text(terms or LEGAL_TERMS),
        notes=notes(
            seller, buyer, on_debits=point == ON_DEBITS, processing=_processing(work), in_vat_group=group is not None
        ),
        process_control=ProcessControl(
            business_process_type=process_of(work, VatOptions(seller.vat_options).ancillary_items),
            specification_identifier=_profile(work),
        ),
        seller=_seller(seller, work, group),
        buyer=_buyer(buyer, seller, work),
        tax_representative=group_party(group) if group else None,
        payment_instructions=payment_instructions(seller, buyer),
        totals=totals.UNCALCULATED,
        vat_breakdown=_reasons(work),
        lines=tuple(_line(str(number), one) for number, one in enumerate(work, 1)),
    )


def finalise(invoice: Invoice, *, invoice_number: str, issue_date: date, terms: PaymentTerms | None) -> Invoice:
    """The same invoice with its number (BT-1, repeated in BT-83), its date and its due date; nothing else changes."""
    dated = redate(invoice, issue_date, terms)
    payment = dated.payment_instructions
    if payment is not None:
        payment = replace(payment, remittance_information=invoice_number)
    return replace(dated, invoice_number=invoice_number, payment_instructions=payment)


def redate(invoice: Invoice, issue_date: date, terms: PaymentTerms | None) -> Invoice:
    """The same invoice issued on another date: BT-2 and BT-9; without terms the legal term applies.

    BT-9 of an invoice already paid stays the day of its payment.
    """
    if is_paid(invoice):
        return replace(invoice, issue_date=issue_date)
    return replace(invoice, issue_date=issue_date, payment_due_date=due_date(issue_date, terms))


def _vat_point(
    seller: SellerRecord, work: Iterable[TreatedWork], issue_date: date, *, deposit: bool, told_only: bool
) -> str | None:
    """BT-8, which speaks of taxed lines only."""
    natures = [one.work.item.nature for one in work if one.treatment.category == "S"]
    return point_code(natures, on_debits=seller.vat_on_debits, deposit=deposit, day=issue_date, told_only=told_only)


def _profile(work: Sequence[TreatedWork]) -> str:
    """EN 16931, but for out of scope beside another category, or with the numbers that foreign VAT asks (BR-O-*)."""
    categories = {one.treatment.category for one in work}
    needed = OUT_OF_SCOPE in categories and _shows_numbers(work)
    return EXTENDED_CTC_FR if needed else EN16931


def _shows_numbers(work: Sequence[TreatedWork]) -> bool:
    """Do VAT numbers stand on the invoice? Not when all is out of scope (BR-O-02), unless foreign VAT is charged."""
    return any(one.treatment.category != OUT_OF_SCOPE or one.treatment.foreign_rate is not None for one in work)


def _processing(work: Sequence[TreatedWork]) -> str:
    """BAR of operations outside e-invoicing, when there are no others; "" leaves it to the buyer."""
    named = {one.treatment.row.processing for one in work}
    return named.pop() if len(named) == 1 else ""


def _seller(seller: SellerRecord, work: Sequence[TreatedWork], group: VatGroup | None) -> Seller:
    """BG-4: without a VAT number under franchise or exemption, the SIREN in BT-32 (BR-FR-CO-16)."""
    party = seller_party(seller) if seller.siren else _foreign(seller_party(seller), seller)
    if not _shows_numbers(work):
        return replace(party, vat_identifier=None)
    if not party.vat_identifier and any(one.treatment.seller_regime in _WITHOUT_VAT for one in work):
        party = replace(party, tax_registration=seller.siren)
    return as_member(party, group) if group else party


def _foreign(party: Seller, seller: SellerRecord) -> Seller:
    """A seller without SIREN: known by its VAT number (0223), else by country and name (0227), reached by e-mail."""
    in_union = territory_of(seller.country_code, seller.post_code) == EUROPEAN_UNION and seller.vat_identifier
    identifier = (
        Identifier(seller.vat_identifier, EU_VAT_NUMBER)
        if in_union
        else Identifier(f"{seller.country_code}{seller.name[:16]}", COUNTRY_AND_NAME)
    )
    address = party.electronic_address if seller.electronic_address else Identifier(seller.contact_email, EMAIL)
    return replace(
        party,
        identifiers=(),
        legal_registration=identifier,
        additional_legal_information=None,
        electronic_address=address if address and address.value else None,
    )


def _buyer(buyer: BuyerRecord, seller: SellerRecord, work: Sequence[TreatedWork]) -> Buyer:
    party = buyer_party(buyer, seller)
    return party if _shows_numbers(work) else replace(party, vat_identifier=None)


def _line(identifier: str, treated: TreatedWork) -> Line:
    """Out of scope has no rate at all (BR-O-05)."""
    line = line_of(identifier, treated)
    if treated.treatment.category != OUT_OF_SCOPE:
        return line
    return replace(line, vat=LineVat(vat_category_code=OUT_OF_SCOPE))


def _only(values: Iterable[str]) -> str | None:
    """The one value that all share or leave empty; None when there are several or none."""
    found = {value for value in values if value}
    return found.pop() if len(found) == 1 else None


def _delivery(
    buyer: BuyerRecord, work: Sequence[TreatedWork], issue_date: date, delivered_to: DeliverToAddress | None
) -> DeliveryInformation | None:
    """BG-13: the last delivery, the period of what is billed by time, where goods went.

    A service whose period is over was completed on its last day, and that is the date of delivery
    (CGI ann. II 242 nonies A, 10°); one billed in advance has none yet.
    """
    has_goods = any(one.work.item.nature == "goods" for one in work)
    delivered = [one.work.delivery_date for one in work if one.work.delivery_date]
    period = _period(work)
    if not delivered and period and period.end_date and period.end_date <= issue_date:
        delivered = [period.end_date]
    if not (has_goods or delivered or period or delivered_to):
        return None
    return DeliveryInformation(
        actual_delivery_date=max(delivered) if delivered else None,
        invoicing_period=period,
        deliver_to_address=delivered_to or (deliver_to(buyer) if has_goods else None),
    )


def _period(work: Sequence[TreatedWork]) -> InvoicingPeriod | None:
    starts = [one.work.period_start for one in work if one.work.period_start]
    ends = [one.work.period_end for one in work if one.work.period_end]
    return InvoicingPeriod(start_date=min(starts), end_date=max(ends)) if starts and ends else None


def _reasons(work: Sequence[TreatedWork]) -> tuple[VatBreakdown, ...]:
    """Exemption reasons by category and rate, for `totals.calculate`; several mentions of one category are joined."""
    found: dict[tuple[str, object], list[TreatedWork]] = {}
    for one in work:
        if one.treatment.exemption_reason_code or one.treatment.mention:
            found.setdefault((one.treatment.category, one.treatment.rate), []).append(one)
    return tuple(_reason([one.treatment.mention for one in group], group[0]) for group in found.values())


def _reason(mentions: list[str], first: TreatedWork) -> VatBreakdown:
    return VatBreakdown(
        taxable_amount=totals.UNCALCULATED.total_without_vat,
        tax_amount=totals.UNCALCULATED.total_without_vat,
        vat_category_code=first.treatment.category,
        vat_rate=None if first.treatment.category == OUT_OF_SCOPE else first.treatment.rate,
        exemption_reason=" ; ".join(dict.fromkeys(mentions)),
        exemption_reason_code=first.treatment.exemption_reason_code or None,
    )
