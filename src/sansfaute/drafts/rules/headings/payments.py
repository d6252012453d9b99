"""What is paid when the document is made, and what part of it somebody else pays: BT-113, BT-115, BG-18.

Source: XP Z12-014, cases 2 (already paid), 4 and 41 (a third, or barter, pays a part), 7 (purchasing card),
17a (collected by a marketplace), 35 (withheld by the buyer); BR-FR-CO-09 for processes B2, S2 and M2.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.drafts.rules.headings.third_parties import Beside
from sansfaute.drafts.rules.payment import means_text
from sansfaute.drafts.rules.records import WorkRecord
from sansfaute.en16931 import totals
from sansfaute.en16931.model import Invoice, Note, PaymentCard, PaymentInstructions

PAID = {"B1": "B2", "S1": "S2", "M1": "M2"}
"""BT-23 of an invoice that is paid in full when it is issued, by the one it would have."""
_TRANSFERS = ("30", "58")
_CARD, _NETTING = "48", "97"
_HUNDRED = Decimal(100)


def is_paid(invoice: Invoice) -> bool:
    """Whether it was paid in full before it was issued: its BT-9 is the day of that payment."""
    return invoice.process_control.business_process_type in PAID.values()


def still_paid(invoice: Invoice) -> Invoice:
    """The same, paid in full: of an invoice already paid that somebody edits, whatever it comes to now."""
    return _settled(invoice, invoice.totals.total_with_vat) if is_paid(invoice) else invoice


def with_payment(invoice: Invoice, lines: Sequence[WorkRecord], details: Mapping[str, Any], beside: Beside) -> Invoice:
    """The calculated document, with what is paid already and what a third pays; its other totals stay."""
    if "paid_on" in details:
        return _paid(invoice, details)
    return _shared(invoice, lines, details, beside)


def _paid(invoice: Invoice, details: Mapping[str, Any]) -> Invoice:
    day = date.fromisoformat(str(details["paid_on"]))
    given = invoice.process_control
    process = PAID.get(given.business_process_type or "")
    return _settled(
        replace(
            invoice,
            process_control=replace(given, business_process_type=process or given.business_process_type),
            # BR-FR-CO-07: only an invoice of these processes may fall due before it is issued.
            payment_due_date=day if process else max(day, invoice.issue_date),
            payment_terms=f"Facture acquittée le {day:%d/%m/%Y}.",
            payment_instructions=_used(invoice.payment_instructions, details),
        ),
        invoice.totals.total_with_vat,
    )


def _settled(invoice: Invoice, paid: Decimal) -> Invoice:
    """BT-113 and BT-115 (BR-CO-16); every other total stands as it was calculated."""
    sums = invoice.totals
    due = sums.total_with_vat - paid + (sums.rounding_amount or Decimal(0))
    return replace(invoice, totals=replace(sums, paid_amount=paid, amount_due=due))


def _used(known: PaymentInstructions | None, details: Mapping[str, Any]) -> PaymentInstructions | None:
    """BG-16 of a payment made: the means used; an account only for a transfer, which needs one (BR-61)."""
    card = str(details.get("card") or "")
    usual = _CARD if card else _NETTING if "collected_by" in details else known.means_type_code if known else ""
    means = str(details.get("paid_with") or usual)
    if not means or (means in _TRANSFERS and not (known and known.credit_transfers)):
        return None
    transfers = known.credit_transfers if known and means in _TRANSFERS else ()
    holder = str(details.get("card_holder") or "") or None
    return PaymentInstructions(
        means_type_code=means,
        means_text=means_text(means),
        credit_transfers=transfers,
        payment_card=PaymentCard(primary_account_number=card, holder_name=holder) if card else None,
    )


def _shared(invoice: Invoice, lines: Sequence[WorkRecord], details: Mapping[str, Any], beside: Beside) -> Invoice:
    """BT-113 is the part that is not asked of the buyer; a note tells who takes it (PAI)."""
    terms = _part_terms(details, beside)
    amount = _part(invoice, lines, terms) if terms else Decimal(0)
    if amount <= 0:
        return invoice
    before = invoice.totals.paid_amount or Decimal(0)
    text = _said(terms, amount, invoice.totals.total_with_vat - before - amount)
    told = replace(invoice, notes=(*invoice.notes, Note(subject_code="PAI", text=text)))
    return _settled(told, before + amount)


def _part_terms(details: Mapping[str, Any], beside: Beside) -> dict[str, str]:
    """kind, percentage, party and text of the part: of the order, else of the customer's payer."""
    if kind := str(details.get("part_kind") or ""):
        party = beside.named.get(str(details.get("part_party") or ""))
        share, text = str(details.get("part_percentage") or ""), str(details.get("part_text") or "")
        return {"kind": kind, "percentage": share, "party": party.name if party else "", "text": text}
    role = beside.roles.get("payer")
    if role is None or not role.details.get("percentage") or Decimal(str(role.details["percentage"])) == _HUNDRED:
        return {}
    kind = str(role.details.get("kind") or "third")
    given = {name: str(role.details.get(name) or "") for name in ("percentage", "text")}
    return {"kind": kind, "party": role.party.name, **given}


def _part(invoice: Invoice, lines: Sequence[WorkRecord], terms: Mapping[str, str]) -> Decimal:
    """The part in the document's currency, VAT included; never more than what is left of the document.

    A percentage is of the total with VAT, but of the total without VAT where it is withheld: contributions are
    reckoned on the price.
    """
    sums = invoice.totals
    if terms["percentage"]:
        whole = sums.total_without_vat if terms["kind"] == "withheld" else sums.total_with_vat
        share = whole * Decimal(terms["percentage"]) / _HUNDRED
        asked = totals.round_half_up(share, totals.minor_unit(invoice.currency_code))
    else:
        asked = sum((Decimal(one.basis["details"].get("part_amount", "0")) for one in lines), Decimal(0))
    return min(asked, sums.total_with_vat - (sums.paid_amount or Decimal(0)))


def _said(terms: Mapping[str, str], amount: Decimal, due: Decimal) -> str:
    paid, left = (f"{one:.2f}".replace(".", ",") + " €" for one in (amount, due))
    words = {
        "third": f"{terms['party']} prend en charge {paid} TTC",
        "barter": f"Réglé par échange avec {terms['party']} à hauteur de {paid} TTC",
        "withheld": f"Retenu par le client et versé pour le compte du vendeur : {paid}",
    }
    prefix = f"{terms['text'].rstrip('.')}. " if terms["text"] else ""
    return f"{prefix}{words[terms['kind']]} ; reste à payer par le client : {left}."
