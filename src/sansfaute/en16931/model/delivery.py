"""Where and when: BG-13."""
# ruff: noqa: RUF009 - term() returns a dataclass field, as dataclasses.field() does.

from dataclasses import dataclass
from datetime import date

from sansfaute.en16931.model.term import term
from sansfaute.en16931.values import Identifier


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicingPeriod:
    """BG-14 Invoicing period; both days belong to the period."""

    start_date: date | None = term(
        "BT-73", "0..1", "date", "Invoicing period start date", "Début de la période facturée"
    )
    end_date: date | None = term("BT-74", "0..1", "date", "Invoicing period end date", "Fin de la période facturée")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliverToAddress:
    """BG-15 Deliver to address."""

    line_1: str | None = term("BT-75", "0..1", "text", "Deliver to address line 1", "Adresse de livraison, ligne 1")
    line_2: str | None = term("BT-76", "0..1", "text", "Deliver to address line 2", "Adresse de livraison, ligne 2")
    line_3: str | None = term("BT-165", "0..1", "text", "Deliver to address line 3", "Adresse de livraison, ligne 3")
    city: str | None = term("BT-77", "0..1", "text", "Deliver to city", "Ville de livraison")
    post_code: str | None = term("BT-78", "0..1", "text", "Deliver to post code", "Code postal de livraison")
    country_subdivision: str | None = term(
        "BT-79", "0..1", "text", "Deliver to country subdivision", "Région de livraison"
    )
    country_code: str = term("BT-80", "1..1", "code", "Deliver to country code", "Pays de livraison")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryInformation:
    """BG-13 Delivery information."""

    party_name: str | None = term("BT-70", "0..1", "text", "Deliver to party name", "Destinataire de la livraison")
    location_identifier: Identifier | None = term(
        "BT-71", "0..1", "identifier", "Deliver to location identifier", "Identifiant du lieu de livraison"
    )
    actual_delivery_date: date | None = term("BT-72", "0..1", "date", "Actual delivery date", "Date de livraison")
    invoicing_period: InvoicingPeriod | None = term("BG-14", "0..1", "group", "Invoicing period", "Période facturée")
    deliver_to_address: DeliverToAddress | None = term(
        "BG-15", "0..1", "group", "Deliver to address", "Adresse de livraison"
    )
    further_location_identifiers: tuple[Identifier, ...] = term(
        "BT-71",
        "0..n",
        "identifier",
        "Further deliver to location identifier",
        "Autre identifiant du lieu de livraison",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryTerms:
    """EXT-FR-FE-BG-14 Delivery terms: the incoterm and its place."""

    code: str | None = term("EXT-FR-FE-185", "0..1", "code", "Delivery terms code", "Incoterm")
    location: str | None = term("EXT-FR-FE-186", "0..1", "text", "Delivery terms location", "Lieu de l'incoterm")
