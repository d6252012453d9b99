"""The buyer: BG-7."""
# ruff: noqa: RUF009 - term() returns a dataclass field, as dataclasses.field() does.

from dataclasses import dataclass

from sansfaute.en16931.model.term import term
from sansfaute.en16931.values import Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerAddress:
    """BG-8 Buyer postal address."""

    line_1: str | None = term("BT-50", "0..1", "text", "Buyer address line 1", "Adresse de l'acheteur, ligne 1")
    line_2: str | None = term("BT-51", "0..1", "text", "Buyer address line 2", "Adresse de l'acheteur, ligne 2")
    line_3: str | None = term("BT-163", "0..1", "text", "Buyer address line 3", "Adresse de l'acheteur, ligne 3")
    city: str | None = term("BT-52", "0..1", "text", "Buyer city", "Ville de l'acheteur")
    post_code: str | None = term("BT-53", "0..1", "text", "Buyer post code", "Code postal de l'acheteur")
    country_subdivision: str | None = term("BT-54", "0..1", "text", "Buyer country subdivision", "Région de l'acheteur")
    country_code: str = term("BT-55", "1..1", "code", "Buyer country code", "Pays de l'acheteur")


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerContact:
    """BG-9 Buyer contact."""

    point: str | None = term("BT-56", "0..1", "text", "Buyer contact point", "Contact de l'acheteur")
    telephone: str | None = term("BT-57", "0..1", "text", "Buyer contact telephone number", "Téléphone de l'acheteur")
    email: str | None = term("BT-58", "0..1", "text", "Buyer contact email address", "Courriel de l'acheteur")
    department: str | None = term("BT-56-0", "0..1", "text", "Buyer contact department", "Service de l'acheteur")


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """BG-7 Buyer. EN 16931 allows one BT-46, EXTENDED any number (SIRET and routing code)."""

    name: str = term("BT-44", "1..1", "text", "Buyer name", "Nom de l'acheteur")
    trading_name: str | None = term("BT-45", "0..1", "text", "Buyer trading name", "Nom commercial de l'acheteur")
    identifier: Identifier | None = term("BT-46", "0..1", "identifier", "Buyer identifier", "Identifiant de l'acheteur")
    legal_registration: Identifier | None = term(
        "BT-47", "0..1", "identifier", "Buyer legal registration identifier", "SIREN de l'acheteur"
    )
    vat_identifier: str | None = term("BT-48", "0..1", "identifier", "Buyer VAT identifier", "N° de TVA de l'acheteur")
    electronic_address: Identifier | None = term(
        "BT-49", "0..1", "identifier", "Buyer electronic address", "Adresse électronique de l'acheteur"
    )
    postal_address: BuyerAddress = term("BG-8", "1..1", "group", "Buyer postal address", "Adresse de l'acheteur")
    contact: BuyerContact | None = term("BG-9", "0..1", "group", "Buyer contact", "Contact de l'acheteur")
    further_identifiers: tuple[Identifier, ...] = term(
        "BT-46", "0..n", "identifier", "Further buyer identifier", "Autre identifiant de l'acheteur"
    )

    @property
    def identifiers(self) -> tuple[Identifier, ...]:
        """BT-46, all of them."""
        return (*(() if self.identifier is None else (self.identifier,)), *self.further_identifiers)
