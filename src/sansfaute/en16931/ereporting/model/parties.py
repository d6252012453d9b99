"""The parties of a reported invoice: identifiers and countries, no name."""
# ruff: noqa: RUF009 - element() returns a dataclass field, as dataclasses.field() does.

from dataclasses import dataclass

from sansfaute.en16931.mapped import element
from sansfaute.en16931.values import Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller:
    """TG-12 Seller."""

    identifier: Identifier = element(
        "TT-33", "1..1", "identifier", "CompanyId", "Seller identifier", "Identifiant du vendeur", attribute="schemeId"
    )
    vat_identifier: Identifier | None = element(
        "TT-34",
        "0..1",
        "identifier",
        "TaxRegistrationId",
        "Seller VAT identifier",
        "Identifiant TVA du vendeur",
        attribute="qualifyingId",
    )
    country_code: str | None = element(
        "TT-35", "0..1", "code", "PostalAddress/CountryId", "Seller country", "Pays du vendeur"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """TG-14 Buyer."""

    identifier: Identifier | None = element(
        "TT-36",
        "0..1",
        "identifier",
        "CompanyId",
        "Buyer identifier",
        "Identifiant de l'acheteur",
        attribute="schemeId",
    )
    vat_identifier: Identifier | None = element(
        "TT-38",
        "0..1",
        "identifier",
        "TaxRegistrationId",
        "Buyer VAT identifier",
        "Identifiant TVA de l'acheteur",
        attribute="qualifyingId",
    )
    country_code: str | None = element(
        "TT-39", "0..1", "code", "PostalAddress/CountryId", "Buyer country", "Pays de l'acheteur"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Representative:
    """TG-16 Seller's tax representative."""

    vat_identifier: Identifier = element(
        "TT-122",
        "1..1",
        "identifier",
        "TaxRegistrationId",
        "VAT identifier of the tax representative",
        "Identifiant TVA du représentant fiscal",
        attribute="schemeId",
    )
