"""The seller and who stands for him: BG-4, BG-10, BG-11."""
# ruff: noqa: RUF009 - term() returns a dataclass field, as dataclasses.field() does.

from dataclasses import dataclass

from sansfaute.en16931.model.party import PayeeAddress, PayeeContact
from sansfaute.en16931.model.term import term
from sansfaute.en16931.values import Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerAddress:
    """BG-5 Seller postal address."""

    line_1: str | None = term("BT-35", "0..1", "text", "Seller address line 1", "Adresse du vendeur, ligne 1")
    line_2: str | None = term("BT-36", "0..1", "text", "Seller address line 2", "Adresse du vendeur, ligne 2")
    line_3: str | None = term("BT-162", "0..1", "text", "Seller address line 3", "Adresse du vendeur, ligne 3")
    city: str | None = term("BT-37", "0..1", "text", "Seller city", "Ville du vendeur")
    post_code: str | None = term("BT-38", "0..1", "text", "Seller post code", "Code postal du vendeur")
    country_subdivision: str | None = term("BT-39", "0..1", "text", "Seller country subdivision", "Région du vendeur")
    country_code: str = term("BT-40", "1..1", "code", "Seller country code", "Pays du vendeur")


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerContact:
    """BG-6 Seller contact."""

    point: str | None = term("BT-41", "0..1", "text", "Seller contact point", "Contact du vendeur")
    telephone: str | None = term("BT-42", "0..1", "text", "Seller contact telephone number", "Téléphone du vendeur")
    email: str | None = term("BT-43", "0..1", "text", "Seller contact email address", "Courriel du vendeur")
    department: str | None = term("BT-41-0", "0..1", "text", "Seller contact department", "Service du vendeur")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """BG-4 Seller."""

    name: str = term("BT-27", "1..1", "text", "Seller name", "Raison sociale du vendeur")
    trading_name: str | None = term("BT-28", "0..1", "text", "Seller trading name", "Nom commercial du vendeur")
    identifiers: tuple[Identifier, ...] = term(
        "BT-29", "0..n", "identifier", "Seller identifier", "Identifiant du vendeur"
    )
    legal_registration: Identifier | None = term(
        "BT-30", "0..1", "identifier", "Seller legal registration identifier", "SIREN du vendeur"
    )
    vat_identifier: str | None = term("BT-31", "0..1", "identifier", "Seller VAT identifier", "N° de TVA du vendeur")
    tax_registration: str | None = term(
        "BT-32", "0..1", "identifier", "Seller tax registration identifier", "Identifiant fiscal du vendeur"
    )
    additional_legal_information: str | None = term(
        "BT-33", "0..1", "text", "Seller additional legal information", "Mentions légales du vendeur"
    )
    electronic_address: Identifier | None = term(
        "BT-34", "0..1", "identifier", "Seller electronic address", "Adresse électronique du vendeur"
    )
    postal_address: SellerAddress = term("BG-5", "1..1", "group", "Seller postal address", "Adresse du vendeur")
    contact: SellerContact | None = term("BG-6", "0..1", "group", "Seller contact", "Contact du vendeur")


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee:
    """BG-10 Payee."""

    name: str = term("BT-59", "1..1", "text", "Payee name", "Bénéficiaire")
    identifier: Identifier | None = term(
        "BT-60", "0..1", "identifier", "Payee identifier", "Identifiant du bénéficiaire"
    )
    legal_registration: Identifier | None = term(
        "BT-61", "0..1", "identifier", "Payee legal registration identifier", "SIREN du bénéficiaire"
    )
    further_identifiers: tuple[Identifier, ...] = term(
        "BT-60", "0..n", "identifier", "Further payee identifier", "Autre identifiant du bénéficiaire"
    )
    role_code: str | None = term("EXT-FR-FE-26", "0..1", "code", "Payee role code", "Rôle du bénéficiaire")
    vat_identifier: str | None = term(
        "EXT-FR-FE-27", "0..1", "identifier", "Payee VAT identifier", "N° de TVA du bénéficiaire"
    )
    electronic_address: Identifier | None = term(
        "EXT-FR-FE-29",
        "0..1",
        "identifier",
        "Payee electronic address",
        "Adresse électronique du bénéficiaire",
        scheme="EXT-FR-FE-30",
    )
    postal_address: PayeeAddress | None = term(
        "EXT-FR-FE-31", "0..1", "group", "Payee postal address", "Adresse du bénéficiaire"
    )
    contact: PayeeContact | None = term("EXT-FR-FE-39", "0..1", "group", "Payee contact", "Contact du bénéficiaire")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRepresentativeAddress:
    """BG-12 Seller tax representative postal address."""

    line_1: str | None = term(
        "BT-64", "0..1", "text", "Tax representative address line 1", "Adresse du représentant fiscal, ligne 1"
    )
    line_2: str | None = term(
        "BT-65", "0..1", "text", "Tax representative address line 2", "Adresse du représentant fiscal, ligne 2"
    )
    line_3: str | None = term(
        "BT-164", "0..1", "text", "Tax representative address line 3", "Adresse du représentant fiscal, ligne 3"
    )
    city: str | None = term("BT-66", "0..1", "text", "Tax representative city", "Ville du représentant fiscal")
    post_code: str | None = term(
        "BT-67", "0..1", "text", "Tax representative post code", "Code postal du représentant fiscal"
    )
    country_subdivision: str | None = term(
        "BT-68", "0..1", "text", "Tax representative country subdivision", "Région du représentant fiscal"
    )
    country_code: str = term("BT-69", "1..1", "code", "Tax representative country code", "Pays du représentant fiscal")


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRepresentative:
    """BG-11 Seller tax representative party."""

    name: str = term("BT-62", "1..1", "text", "Seller tax representative name", "Représentant fiscal")
    vat_identifier: str = term(
        "BT-63", "1..1", "identifier", "Seller tax representative VAT identifier", "N° de TVA du représentant fiscal"
    )
    postal_address: TaxRepresentativeAddress = term(
        "BG-12", "1..1", "group", "Seller tax representative postal address", "Adresse du représentant fiscal"
    )
