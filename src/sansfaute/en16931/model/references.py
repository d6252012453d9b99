"""Notes, process and other documents: BG-1, BG-2, BG-3, BG-24."""
# ruff: noqa: RUF009 - term() returns a dataclass field, as dataclasses.field() does.

from dataclasses import dataclass
from datetime import date

from sansfaute.en16931.model.term import term
from sansfaute.en16931.values import BinaryObject


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """BG-1 Invoice note."""

    subject_code: str | None = term("BT-21", "0..1", "code", "Invoice note subject code", "Code sujet de la note")
    text: str = term("BT-22", "1..1", "text", "Invoice note", "Note")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcessControl:
    """BG-2 Process control."""

    business_process_type: str | None = term("BT-23", "0..1", "text", "Business process type", "Cadre de facturation")
    specification_identifier: str = term("BT-24", "1..1", "identifier", "Specification identifier", "Profil du message")


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecedingInvoice:
    """BG-3 Preceding invoice reference."""

    invoice_number: str = term(
        "BT-25", "1..1", "document reference", "Preceding invoice number", "Numéro de la facture antérieure"
    )
    issue_date: date | None = term(
        "BT-26", "0..1", "date", "Preceding invoice issue date", "Date de la facture antérieure"
    )
    type_code: str | None = term(
        "EXT-FR-FE-02", "0..1", "code", "Preceding invoice type code", "Nature de la facture antérieure"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportingDocument:
    """BG-24 Additional supporting documents."""

    reference: str = term(
        "BT-122", "1..1", "document reference", "Supporting document reference", "Référence de la pièce jointe"
    )
    description: str | None = term(
        "BT-123", "0..1", "text", "Supporting document description", "Nature de la pièce jointe"
    )
    external_location: str | None = term(
        "BT-124", "0..1", "text", "External document location", "Adresse de la pièce jointe"
    )
    attachment: BinaryObject | None = term("BT-125", "0..1", "binary object", "Attached document", "Pièce jointe")
