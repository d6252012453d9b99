"""What all lines of one document share: its kind, currency, parties beside the buyer, references.

The profile is raised to EXTENDED-CTC-FR only where a datum asks for it (france.md 3.3).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sansfaute.drafts.rules.parties import DIRECTORY, EMAIL, SIREN
from sansfaute.drafts.rules.records import BuyerRecord, WorkRecord
from sansfaute.drafts.rules.territories import country_of
from sansfaute.drafts.rules.treatments import valid_vat_number
from sansfaute.en16931.model import (
    DeliverToAddress,
    Invoice,
    Invoicee,
    InvoiceeAddress,
    Note,
    Payer,
    PayerAddress,
    PrecedingInvoice,
    ProcessControl,
)
from sansfaute.en16931.values import Identifier

EXTENDED_CTC_FR = "urn:cen.eu:en16931:2017#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr"
TYPE_CODES: Mapping[str, str] = {"credit": "381", "deposit": "386"}
"""UNTDID 1001 of documents whose kind of work is not that of an ordinary invoice (380)."""
_DEPOSIT_CREDIT = "503"  # of a credit note on a deposit invoice (386)
_FINAL = {"B1": "B4", "S1": "S4", "M1": "M4"}  # BT-23 of a final invoice after deposits


@dataclass(frozen=True, slots=True)
class Preceding:
    """An invoice that a document credits or deducts: number, date, type code."""

    invoice_number: str
    issue_date: date | None
    type_code: str


def kind_of_document(work: WorkRecord) -> str:
    """ "credit", "deposit" (also an instalment that a settlement will take back) or "" for an ordinary invoice."""
    if work.kind == "instalment" and work.basis.get("settled_on"):
        return "deposit"
    return work.kind if work.kind in TYPE_CODES else ""


def type_code_of(work: WorkRecord) -> str:
    """BT-3 of the document of a kind of work: 380, 381, 386, or 503 for a credit of a deposit."""
    kind = kind_of_document(work)
    preceding = preceding_of(work) if kind == "credit" else None
    if preceding is not None and preceding.type_code == TYPE_CODES["deposit"]:
        return _DEPOSIT_CREDIT
    return TYPE_CODES.get(kind, "380")


def preceding_of(work: WorkRecord) -> Preceding | None:
    """The invoice that a line credits or deducts, as its basis names it."""
    number = str(work.basis.get("invoice_number") or "")
    if not number:
        return None
    day = work.basis.get("invoice_date")
    type_code = str(work.basis.get("invoice_type_code") or ("386" if work.kind == "deduction" else "380"))
    return Preceding(number, date.fromisoformat(str(day)) if day else None, type_code)


def with_heading(invoice: Invoice, lines: Sequence[WorkRecord]) -> Invoice:
    """The invoice, not calculated yet, with its kind, its references, its other parties and its currency.

    The lines share them: that is what they were grouped by.
    """
    contract, currency_code = lines[0].contract, lines[0].currency_code
    payer, invoicee = (contract.payer, contract.invoicee) if contract else (None, None)
    headed = replace(
        invoice,
        type_code=type_code_of(lines[0]),
        currency_code=currency_code,
        vat_accounting_currency_code="EUR" if currency_code != "EUR" else None,
        buyer_accounting_reference=(contract.cost_centre if contract else "") or None,
        preceding_invoices=tuple(_preceding(lines)),
        payer=payer_party(payer) if payer else None,
        invoicee=invoicee_party(invoicee) if invoicee else None,
        notes=(*invoice.notes, *_retention_notes(lines)),
    )
    return _processed(headed, lines, extended=bool(payer or invoicee))


def _preceding(lines: Iterable[WorkRecord]) -> Iterable[PrecedingInvoice]:
    """BG-3 of a credit note; a deposit deducted is named by its own line instead."""
    for one in dict.fromkeys(preceding_of(line) for line in lines if line.kind == "credit"):
        if one is not None:
            yield PrecedingInvoice(invoice_number=one.invoice_number, issue_date=one.issue_date)


def _processed(invoice: Invoice, lines: Sequence[WorkRecord], *, extended: bool) -> Invoice:
    """BT-23 of a final invoice after deposits, and BT-24 of the profile that is needed."""
    given = invoice.process_control
    deducts = any(one.kind == "deduction" for one in lines)
    process = given.business_process_type or ""
    if deducts:
        process = _FINAL.get(process, process)
    profile = EXTENDED_CTC_FR if extended or deducts else given.specification_identifier
    return replace(
        invoice, process_control=ProcessControl(business_process_type=process, specification_identifier=profile)
    )


def _retention_notes(lines: Iterable[WorkRecord]) -> Iterable[Note]:
    """ABU (use case 26): what is held back as a guarantee, and until when."""
    for one in lines:
        held = one.basis.get("retention")
        if isinstance(held, Mapping):
            yield Note(subject_code="ABU", text=str(held.get("text", "")))


def due_amounts(lines: Iterable[WorkRecord]) -> list[dict[str, str]]:
    """What of an invoice is due later than the rest: kind, amount with VAT, day ("" while it is not known)."""
    held = (one.basis.get("retention") for one in lines)
    return [
        {"kind": "retention", "amount": str(one["amount"]), "due_on": str(one.get("release_on") or "")}
        for one in held
        if isinstance(one, Mapping)
    ]


def payer_party(buyer: BuyerRecord) -> Payer:
    """EXT-FR-FE-BG-02: the third party that will pay (use case 3)."""
    return Payer(postal_address=PayerAddress(**_address(buyer)), **_identity(buyer))


def invoicee_party(buyer: BuyerRecord) -> Invoicee:
    """EXT-FR-FE-BG-04: the party that receives the invoice in the buyer's stead."""
    return Invoicee(postal_address=InvoiceeAddress(**_address(buyer)), **_identity(buyer))


def _identity(buyer: BuyerRecord) -> dict[str, Any]:
    country = "FR" if buyer.vat_identifier.startswith("FR") else buyer.country_code
    numbered = valid_vat_number(buyer.vat_identifier, country)
    by_email = Identifier(buyer.email, EMAIL) if buyer.email else None
    address = Identifier(buyer.siren, DIRECTORY) if buyer.siren else by_email
    return {
        "name": buyer.name,
        "legal_registration": Identifier(buyer.siren, SIREN) if buyer.siren else None,
        "vat_identifier": buyer.vat_identifier if numbered else None,
        "electronic_address": address,
    }


def _address(buyer: BuyerRecord) -> dict[str, Any]:
    return {
        "line_1": buyer.line_1 or None,
        "line_2": buyer.line_2 or None,
        "city": buyer.city or None,
        "post_code": buyer.post_code or None,
        "country_code": country_of(buyer.country_code, buyer.post_code),
    }


def delivered_to(place: Mapping[str, Any]) -> DeliverToAddress | None:
    """BG-15 of a contract that delivers elsewhere than at the buyer's; None when it names no place."""
    if not place.get("country_code"):
        return None
    country = country_of(str(place["country_code"]), str(place.get("post_code") or ""))
    named = {name: str(place.get(name) or "") or None for name in ("line_1", "line_2", "city", "post_code")}
    return DeliverToAddress(country_code=country, **named)
