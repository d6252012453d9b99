"""What a line of EXTENDED-CTC-FR refers to: other documents, its deliveries, its own seller."""
# ruff: noqa: RUF009 - term() returns a dataclass field, as dataclasses.field() does.

from dataclasses import dataclass
from datetime import date

from sansfaute.en16931.model.party import PartyAddress
from sansfaute.en16931.model.term import numbered, term
from sansfaute.en16931.values import Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class LineNote:
    """A further note of the line: EN 16931 allows one, EXTENDED any number, each with a subject."""

    text: str = term("BT-127", "1..1", "text", "Invoice line note", "Note de ligne")
    subject_code: str | None = term(
        "EXT-FR-FE-183", "0..1", "code", "Invoice line note subject code", "Code sujet de la note de ligne"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePrecedingInvoice:
    """EXT-FR-FE-BG-06 Preceding invoice of the line: a deposit taken back, an invoice corrected in part."""

    invoice_number: str = term(
        "EXT-FR-FE-136",
        "1..1",
        "document reference",
        "Preceding invoice number at line level",
        "Numéro de la facture antérieure de la ligne",
    )
    type_code: str | None = term(
        "EXT-FR-FE-137",
        "0..1",
        "code",
        "Preceding invoice type code at line level",
        "Nature de la facture antérieure de la ligne",
    )
    issue_date: date | None = term(
        "EXT-FR-FE-138",
        "0..1",
        "date",
        "Preceding invoice issue date at line level",
        "Date de la facture antérieure de la ligne",
    )
    line_reference: str | None = term(
        "EXT-FR-FE-139",
        "0..1",
        "document reference",
        "Preceding invoice line reference",
        "Ligne de la facture antérieure",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LineReceivingAdvice:
    """EXT-FR-FE-BG-07 Receiving advice of the line."""

    reference: str | None = term(
        "EXT-FR-FE-140",
        "0..1",
        "document reference",
        "Receiving advice reference at line level",
        "Avis de réception de la ligne",
    )
    line_reference: str | None = term(
        "EXT-FR-FE-141", "0..1", "document reference", "Receiving advice line reference", "Ligne de l'avis de réception"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDespatchAdvice:
    """EXT-FR-FE-BG-08 Despatch advice of the line."""

    reference: str | None = term(
        "EXT-FR-FE-142",
        "0..1",
        "document reference",
        "Despatch advice reference at line level",
        "Avis d'expédition de la ligne",
    )
    line_reference: str | None = term(
        "EXT-FR-FE-143", "0..1", "document reference", "Despatch advice line reference", "Ligne de l'avis d'expédition"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSalesOrder:
    """EXT-FR-FE-BG-09 Sales order of the line."""

    reference: str | None = term(
        "EXT-FR-FE-144",
        "0..1",
        "document reference",
        "Sales order reference at line level",
        "Commande (vendeur) de la ligne",
    )
    line_reference: str | None = term(
        "EXT-FR-FE-145",
        "0..1",
        "document reference",
        "Sales order line reference",
        "Ligne de la commande (vendeur)",
    )


@numbered(151, "Line deliver to", "de livraison de la ligne", meant="the place where the line was delivered")
class LineDeliveryAddress(PartyAddress):
    """EXT-FR-FE-150 Deliver to address of the line."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDelivery:
    """EXT-FR-FE-BG-10 and BG-11 Delivery of the line: to whom, where, and on which day."""

    identifiers: tuple[Identifier, ...] = term(
        "EXT-FR-FE-146",
        "0..n",
        "identifier",
        "Line deliver to location identifier",
        "Identifiant du lieu de livraison de la ligne",
        scheme="EXT-FR-FE-148",
    )
    party_name: str | None = term(
        "EXT-FR-FE-149", "0..1", "text", "Line deliver to party name", "Destinataire de la livraison de la ligne"
    )
    postal_address: LineDeliveryAddress | None = term(
        "EXT-FR-FE-150", "0..1", "group", "Line deliver to address", "Adresse de livraison de la ligne"
    )
    actual_delivery_date: date | None = term(
        "EXT-FR-FE-158", "0..1", "date", "Line actual delivery date", "Date de livraison de la ligne"
    )


@numbered(171, "Line seller", "du vendeur de la ligne", meant="the seller of the line")
class LineSellerAddress(PartyAddress):
    """EXT-FR-FE-170 Postal address of the seller of the line."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LineSeller:
    """EXT-FR-FE-BG-12 Seller of the line, in an invoice of several sellers (processes x8 and x9)."""

    name: str | None = term(
        "EXT-FR-FE-164", "0..1", "text", "Line seller name", "Raison sociale du vendeur de la ligne"
    )
    trading_name: str | None = term(
        "EXT-FR-FE-165", "0..1", "text", "Line seller trading name", "Nom commercial du vendeur de la ligne"
    )
    identifiers: tuple[Identifier, ...] = term(
        "EXT-FR-FE-166", "0..n", "identifier", "Line seller identifier", "Identifiant du vendeur de la ligne"
    )
    legal_registration: Identifier | None = term(
        "EXT-FR-FE-167",
        "0..1",
        "identifier",
        "Line seller legal registration identifier",
        "SIREN du vendeur de la ligne",
    )
    vat_identifier: str | None = term(
        "EXT-FR-FE-168", "0..1", "identifier", "Line seller VAT identifier", "N° de TVA du vendeur de la ligne"
    )
    electronic_address: Identifier | None = term(
        "EXT-FR-FE-169",
        "0..1",
        "identifier",
        "Line seller electronic address",
        "Adresse électronique du vendeur de la ligne",
    )
    postal_address: LineSellerAddress | None = term(
        "EXT-FR-FE-170", "0..1", "group", "Line seller postal address", "Adresse du vendeur de la ligne"
    )
