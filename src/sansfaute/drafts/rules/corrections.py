"""Documents that correct an issued invoice: credit notes, corrective invoices, copies to bill again.

What may be credited is computed by `en16931.totals`; here a correction gets its words. Sources: CGI 289 I-5 and
272, 1; BOI-TVA-DECLA-30-20-20-20; XP Z12-012 for type codes; XP Z12-014, cases 2.2, 2.5 to 2.7 and 22.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from sansfaute.drafts.rules.cash_discounts import restated, without_discount
from sansfaute.drafts.rules.correction_words import correction_finding
from sansfaute.drafts.rules.document import NO_NUMBER
from sansfaute.drafts.rules.net_credits import net_credit, net_credited, with_net_taken_back, without_net_parts
from sansfaute.en16931 import totals
from sansfaute.en16931.model import Invoice, Note, PaymentInstructions, PrecedingInvoice
from sansfaute.en16931.totals import Credit
from sansfaute.en16931.values import Finding

CREDIT_NOTES = frozenset({"261", "262", "381", "396", "502", "503"})
CORRECTIVE_CODES: Mapping[str, str] = {
    "380": "384",
    "384": "384",
    "389": "471",
    "471": "471",
    "393": "472",
    "472": "472",
    "501": "473",
    "473": "473",
}
"""BT-3 of the corrective invoice, by that of the invoice it replaces; a deposit has none (france.md 3.4)."""

PROCESSING, TEXT = "BAR", "AAI"
ARCHIVE_ONLY = "ARCHIVEONLY"
_CLEARING = PaymentInstructions(means_type_code="97", means_text="Compensation ou remboursement")
_REPLACES, _REBILLS = "Facture rectificative : annule et remplace la facture", "Remplace la facture"
_CREDIT_TERMS = "À déduire de ce qui reste dû sur la facture, ou remboursé si elle est déjà payée."


@dataclass(frozen=True, slots=True, kw_only=True)
class LineCredit:
    """How much of a line is credited: a quantity at its price, or an amount without VAT and no quantity."""

    quantity: Decimal | None = None
    net_amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditAsked:
    """What a person asks to credit. `how`: "full" (all that is left), "lines" or "amount" (with VAT).

    `without_vat`: both parties agree to leave the VAT as it was, and the amount is one without VAT.
    `internal`: for the books only, never sent (an invoice rejected or refused).
    """

    how: str
    lines: Mapping[str, LineCredit] = field(default_factory=dict)
    amount: Decimal | None = None
    without_vat: bool = False
    internal: bool = False
    why: str = ""


def credit_note_of(invoice: Invoice, earlier: Sequence[Invoice], asked: CreditAsked) -> Credit:
    """The credit note asked for, after the `earlier` ones that stand; or what stands against it."""
    found = _CREDITS["net" if asked.without_vat else asked.how](invoice, earlier, asked)
    if found.credit_note is None:
        return found
    if against := _beyond(invoice, earlier, found.credit_note):
        return Credit(credit_note=None, findings=(against,))
    return replace(found, credit_note=_dressed(found.credit_note, invoice, asked))


def _beyond(invoice: Invoice, earlier: Sequence[Invoice], credit_note: Invoice) -> Finding | None:
    """What no category sees alone: a credit of more than the whole invoice has left, or of less than nothing."""
    if credit_note.totals.total_with_vat <= 0:
        return correction_finding("credit_negative", credit_note.totals.total_with_vat)
    standing = [*earlier, credit_note]
    left, net = amounts_left(invoice, standing), net_credited(standing)
    if left.with_vat < 0 or left.without_vat < 0 < net or (not left.with_vat and _is_uneven(invoice, standing)):
        before = amounts_left(invoice, earlier).with_vat
        return correction_finding("credit_beyond", credit_note.totals.total_with_vat, before)
    return None


def _rest(invoice: Invoice, earlier: Sequence[Invoice], asked: CreditAsked) -> Credit:
    """All that is left; what was credited without VAT is taken back, so that base and VAT end at nothing."""
    found = totals.credit_rest(invoice, [*without_net_parts(earlier)])
    net = net_credited(earlier)
    return with_net_taken_back(found, net) if net else found


def _of_lines(invoice: Invoice, earlier: Sequence[Invoice], asked: CreditAsked) -> Credit:
    quantities = {number: one.quantity for number, one in asked.lines.items() if one.quantity is not None}
    amounts = {number: one.net_amount for number, one in asked.lines.items() if one.net_amount is not None}
    return totals.credit_quantities(invoice, [*without_net_parts(earlier)], quantities, net_amounts=amounts)


def _of_amount(invoice: Invoice, earlier: Sequence[Invoice], asked: CreditAsked) -> Credit:
    words = f"Avoir sur la facture {invoice.invoice_number}"
    return totals.credit_amount(invoice, [*without_net_parts(earlier)], asked.amount or Decimal(0), item_name=words)


def _net(invoice: Invoice, earlier: Sequence[Invoice], asked: CreditAsked) -> Credit:
    return net_credit(invoice, earlier, asked.amount or Decimal(0))


_CREDITS: Mapping[str, Callable[[Invoice, Sequence[Invoice], CreditAsked], Credit]] = {
    "full": _rest,
    "lines": _of_lines,
    "amount": _of_amount,
    "net": _net,
}
HOWS = frozenset(_CREDITS) - {"net"}


def _is_uneven(invoice: Invoice, standing: Sequence[Invoice]) -> bool:
    """Whether rates are left that only cancel each other out: no credit note could take them any more."""
    left = totals.credit_remaining(invoice, [*without_net_parts(standing)])
    return any(one.taxable_amount or one.tax_amount for one in left.categories)


@dataclass(frozen=True, slots=True)
class AmountsLeft:
    """What is left to credit of an invoice in all; negative when too much was credited."""

    without_vat: Decimal
    vat: Decimal
    with_vat: Decimal


def amounts_left(invoice: Invoice, standing: Sequence[Invoice]) -> AmountsLeft:
    """What these credit notes leave of the invoice, those without VAT counted too."""
    left, net = totals.credit_remaining(invoice, [*without_net_parts(standing)]), net_credited(standing)
    return AmountsLeft(left.total_without_vat - net, left.total_vat, left.total_with_vat - net)


def excess(invoice: Invoice, others: Sequence[Invoice], credit_note: Invoice) -> bool:
    """Whether this credit note, however it was edited, takes more than `others` leave of the invoice."""
    taxed = [*without_net_parts([credit_note])]
    if taxed and totals.credit_findings(invoice, [*without_net_parts(others)], taxed[0]):
        return True
    return _beyond(invoice, others, credit_note) is not None


def _dressed(credit_note: Invoice, invoice: Invoice, asked: CreditAsked) -> Invoice:
    """Its words: which invoice, why; nothing to transfer to the seller, and no attachment of the invoice."""
    said = f"Avoir sur la facture {named(invoice)}.{_reason(asked.why)}"
    notes = [one for one in without_discount(invoice).notes if one.subject_code != TEXT]
    if asked.internal:
        notes = [one for one in notes if one.subject_code != PROCESSING]
        notes.append(Note(subject_code=PROCESSING, text=ARCHIVE_ONLY))
    return replace(
        credit_note,
        notes=(*notes, Note(subject_code=TEXT, text=said)),
        vat_point_date=None,
        payment_terms=_CREDIT_TERMS,
        payment_instructions=_CLEARING,
        further_payment_terms=(),
        partial_payment_amount=None,
        partial_payment_payee=None,
        supporting_documents=(),
    )


def corrective_of(invoice: Invoice, edited: Invoice | None, why: str) -> Invoice:
    """The invoice that cancels and replaces another, and says so: exactly one preceding invoice (BR-FR-CO-04).

    `edited` is what it should have said; None copies the invoice, to be edited. The type code must be
    in CORRECTIVE_CODES.
    """
    said = f"{_REPLACES} {named(invoice)}.{_reason(why)}"
    return _anew(
        edited or invoice,
        said,
        type_code=CORRECTIVE_CODES[invoice.type_code],
        preceding=(PrecedingInvoice(invoice_number=invoice.invoice_number, issue_date=invoice.issue_date),),
    )


def rebilled(invoice: Invoice, edited: Invoice | None, why: str) -> Invoice:
    """A new invoice in the place of one that a credit note cancels; it keeps what the invoice referred to."""
    said = f"{_REBILLS} {named(invoice)}, annulée par un avoir.{_reason(why)}"
    document = edited or invoice
    return _anew(document, said, type_code=document.type_code, preceding=document.preceding_invoices)


def _anew(document: Invoice, said: str, *, type_code: str, preceding: tuple[PrecedingInvoice, ...]) -> Invoice:
    payment = document.payment_instructions
    kept = [one for one in document.notes if not one.text.startswith((_REPLACES, _REBILLS))]
    anew = totals.calculate(
        replace(
            document,
            invoice_number=NO_NUMBER,
            type_code=type_code,
            preceding_invoices=preceding,
            notes=(*kept, Note(subject_code=TEXT, text=said)),
            payment_instructions=payment and replace(payment, remittance_information=None),
        )
    )
    return restated(anew)


def named(invoice: Invoice) -> str:
    """ "F2026-000001 du 31/10/2026": number and date, as the law asks (BOI-TVA-DECLA-30-20-20-20)."""
    return f"{invoice.invoice_number} du {_day(invoice.issue_date)}"


def _day(day: date) -> str:
    return f"{day:%d/%m/%Y}"


def _reason(why: str) -> str:
    text = why.strip().rstrip(".")
    return f" Motif : {text}." if text else ""
