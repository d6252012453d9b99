"""What an order or a clause brings to its document beyond lines: its receipt, what was paid of it before, its terms.

Before the totals: references, notes, process. After them: what is already paid (BT-113), and the amounts of the
discount for early payment. Source: XP Z12-014, cases 14, 16, 21, 22, 24, 25, 28, 30, 32 and 42.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.drafts.rules.cash_discounts import CashDiscount, read_cash_discount, with_cash_discount
from sansfaute.drafts.rules.lines import TreatedWork, price_text
from sansfaute.drafts.rules.natures import co_contracting, details_of, process_words
from sansfaute.drafts.rules.records import SellerRecord
from sansfaute.drafts.rules.vat_options import VatOptions
from sansfaute.en16931 import totals
from sansfaute.en16931.model import Invoice, Note, PrecedingInvoice, SupportingDocument
from sansfaute.en16931.values import BinaryObject, Identifier

EXPORT_FORM = "APT"
"""UNTDID 1153 for BT-18: the form of tax-free shopping (XP Z12-014, case 42)."""
SUPPORT = "DOCUMENT_ANNEXE"
"""BT-123 of the copy that supports a disbursement (BR-FR-17)."""
_FINAL = {"B1": "B4", "S1": "S4", "M1": "M4"}
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Settled:
    """A deposit invoice deducted in BT-113: number, day, what of it is deducted, with VAT."""

    invoice_number: str
    issue_date: date | None
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Support:
    """The copy that supports a line: a reference, and the file."""

    reference: str
    filename: str
    mime_code: str
    content: bytes


def with_words(
    invoice: Invoice, work: Sequence[TreatedWork], supports: Iterable[Support] = (), settled: Sequence[Settled] = ()
) -> Invoice:
    """The invoice, not calculated yet, with the notes and references that its lines bring."""
    if lot := next((lot for one in work if (lot := co_contracting(one))), ""):
        invoice = replace(invoice, tender_reference=lot)
    if number := str(details_of(work[0]).get("receipt_number") or ""):
        invoice = _of_receipt(invoice, number, details_of(work[0]))
    if settled:
        invoice = _after_deposits(invoice, settled)
    notes = tuple(Note(subject_code="PAI", text=text) for text, _ in prepayments_of(work))
    return replace(invoice, notes=(*invoice.notes, *notes), supporting_documents=tuple(_attached(supports)))


def with_dues(
    invoice: Invoice, work: Sequence[TreatedWork], seller: SellerRecord, settled: Sequence[Settled] = ()
) -> Invoice:
    """The calculated invoice with what was paid of it before, and its discount for early payment."""
    paid = sum((one.amount for one in settled), _ZERO)
    paid += sum((amount for _, amount in prepayments_of(work)), _ZERO)
    if paid:
        invoice = _paid(invoice, (invoice.totals.paid_amount or _ZERO) + paid, None)
    if receipt := str(details_of(work[0]).get("receipt_total") or ""):
        rounding = Decimal(receipt) - invoice.totals.total_with_vat
        invoice = _paid(invoice, Decimal(receipt), rounding or None)
    return with_cash_discount(invoice, cash_discount_of(seller, work))


def clauses_brought(seller: SellerRecord, work: Sequence[TreatedWork], invoice: Invoice) -> dict[str, Any]:
    """What review and people look at beside the document, where there is something to say.

    `process`: why BT-23 is what it is; `confidential`: lines whose name must stay general; `disbursements`:
    lines of disbursements with what is missing of their proof; `overpaid`: what was paid beyond the total.
    """
    process = invoice.process_control.business_process_type or ""
    told = {
        "process": process_words(work, process, VatOptions(seller.vat_options).ancillary_items),
        "confidential": [str(rank) for rank, one in enumerate(work, 1) if one.work.item.confidential_name],
        "disbursements": [_disbursement(rank, one) for rank, one in enumerate(work, 1) if _is_disbursed(one)],
        "overpaid": str(-invoice.totals.amount_due) if invoice.totals.amount_due < 0 < invoice.totals.total_with_vat
        else "",
    }  # fmt: skip
    return {name: value for name, value in told.items() if value}


def _is_disbursed(one: TreatedWork) -> bool:
    return one.work.item.operation == "disbursement" and one.work.kind != "credit"


def _disbursement(rank: int, one: TreatedWork) -> dict[str, str]:
    """A disbursement is booked in an account 467 and supported by the copy in the customer's name (CGI 267 II-2°)."""
    account, support = one.work.item.account, str(details_of(one).get("support") or "")
    return {"line": str(rank), "account": account, "support": support}


def _paid(invoice: Invoice, paid: Decimal, rounding: Decimal | None) -> Invoice:
    given = replace(invoice.totals, paid_amount=paid, rounding_amount=rounding)
    return totals.calculate(replace(invoice, totals=given))


def _of_receipt(invoice: Invoice, number: str, details: Mapping[str, Any]) -> Invoice:
    """BT-18 and a note tie the invoice to its receipt, whose VAT is already reported (case 30)."""
    day = date.fromisoformat(str(details["receipt_date"]))
    told = (
        f"Facture établie à la demande du client pour le ticket n° {number} du {day:%d/%m/%Y}, déjà payé ; "
        "la TVA a été déclarée avec les ventes de ce jour."
    )
    form = str(details.get("export_form") or "")
    named = Identifier(form, EXPORT_FORM) if form else Identifier(number)
    return replace(
        invoice,
        invoiced_object_identifier=named,
        notes=(*invoice.notes, Note(subject_code="AAI", text=told)),
        payment_terms=f"Payé le {day:%d/%m/%Y}",
    )


def _after_deposits(invoice: Invoice, settled: Sequence[Settled]) -> Invoice:
    """BG-3 and process x4 of a final invoice whose deposits are deducted in BT-113 (case 21)."""
    given = invoice.process_control
    process = given.business_process_type or ""
    named = dict.fromkeys((one.invoice_number, one.issue_date) for one in settled)
    return replace(
        invoice,
        process_control=replace(given, business_process_type=_FINAL.get(process, process)),
        preceding_invoices=(
            *invoice.preceding_invoices,
            *(PrecedingInvoice(invoice_number=number, issue_date=day) for number, day in named),
        ),
    )


def deposits_with_vat(rows: Iterable[Mapping[str, Any]], origins: Mapping[str, tuple[Invoice, str]]) -> list[Settled]:
    """What work deducts of deposits, without VAT, as BT-113 takes it: with the VAT of their own invoices.

    `origins`: by the key of the work that a deposit billed, its invoice and the line there. All that an
    invoice has at one category and rate takes all of its VAT there.
    """
    nets: dict[tuple[str, str | None], dict[tuple[str, Decimal | None], Decimal]] = {}
    documents: dict[tuple[str, str | None], Invoice] = {}
    for row in rows:
        document, identifier = origins[row["advance"]]
        vat = next(line.vat for line in document.lines if line.identifier == identifier)
        key = (str(row["invoice_number"]), row.get("invoice_date"))
        documents[key] = document
        of = nets.setdefault(key, {})
        of[vat.vat_category_code, vat.vat_rate] = of.get((vat.vat_category_code, vat.vat_rate), _ZERO) + Decimal(
            row["amount"]
        )
    return [
        Settled(number, date.fromisoformat(day) if day else None, _with_vat(documents[number, day], of))
        for (number, day), of in nets.items()
    ]


def _with_vat(document: Invoice, nets: Mapping[tuple[str, Decimal | None], Decimal]) -> Decimal:
    """Net amounts of a deposit invoice by category and rate, with their share of its VAT."""
    whole = {(one.vat_category_code, one.vat_rate): one for one in document.vat_breakdown}
    places = totals.minor_unit(document.currency_code)
    return sum(
        (net + totals.round_half_up(whole[key].tax_amount * net / whole[key].taxable_amount, places)
         for key, net in nets.items()),
        _ZERO,
    )  # fmt: skip


def prepayments_of(work: Iterable[TreatedWork]) -> list[tuple[str, Decimal]]:
    """What is paid elsewhere, told in words: *arrhes* that now count (24), vouchers (25), direct payments (13)."""
    found = list[tuple[str, Decimal]]()
    for treated in work:
        details = details_of(treated)
        if amount := details.get("arrhes_amount"):
            day = date.fromisoformat(str(details["arrhes_on"]))
            found.append((f"Arrhes reçues le {day:%d/%m/%Y} : {price_text(Decimal(amount))}", Decimal(amount)))
        if amount := details.get("voucher_amount"):
            number = details["voucher_number"]
            found.append((f"Payé par le bon n° {number} : {price_text(Decimal(amount))}", Decimal(amount)))
        if direct := treated.work.basis.get("direct_payment"):
            paid = Decimal(direct["amount"])
            found.append((f"Payé directement par le client à {direct['to']} : {price_text(paid)} hors TVA", paid))
    return found


def cash_discount_of(seller: SellerRecord, work: Sequence[TreatedWork]) -> CashDiscount | None:
    """The discount for early payment that the order, the contract or the seller's own texts agree to, in that order."""
    first = work[0]
    if first.work.kind == "credit":
        return None
    details, contract = details_of(first), first.work.contract
    if details.get("cash_discount_percentage"):
        return read_cash_discount(
            {name.removeprefix("cash_discount_"): value for name, value in details.items() if "cash_discount" in name}
        )
    agreed = contract.clauses.get("cash_discount") if contract else None
    return read_cash_discount(agreed or seller.texts.get("cash_discount") or {})


def _attached(supports: Iterable[Support]) -> Iterable[SupportingDocument]:
    """BG-24: each copy once."""
    for one in dict.fromkeys(supports):
        attachment = BinaryObject(content=one.content, mime_code=one.mime_code, filename=one.filename)
        yield SupportingDocument(reference=one.reference, description=SUPPORT, attachment=attachment)
