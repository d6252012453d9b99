"""What is sold, and at what price: BG-29 to BG-32."""
# ruff: noqa: RUF009 - term() returns a dataclass field, as dataclasses.field() does.

from dataclasses import dataclass

from sansfaute.en16931.model.term import term
from sansfaute.en16931.values import Identifier, Percentage, Quantity, UnitPrice


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """BG-29 Price details, without VAT."""

    item_net_price: UnitPrice = term("BT-146", "1..1", "unit price amount", "Item net price", "Prix unitaire net")
    item_price_discount: UnitPrice | None = term(
        "BT-147", "0..1", "unit price amount", "Item price discount", "Rabais sur le prix"
    )
    item_gross_price: UnitPrice | None = term(
        "BT-148", "0..1", "unit price amount", "Item gross price", "Prix unitaire brut"
    )
    base_quantity: Quantity | None = term(
        "BT-149", "0..1", "quantity", "Item price base quantity", "Quantité de base du prix"
    )
    base_quantity_unit_code: str | None = term(
        "BT-150", "0..1", "code", "Item price base quantity unit of measure code", "Unité de la quantité de base"
    )
    discount_reason: str | None = term(
        "EXT-FR-FE-195", "0..1", "text", "Item price discount reason", "Motif du rabais sur le prix"
    )
    discount_reason_code: str | None = term(
        "EXT-FR-FE-196", "0..1", "code", "Item price discount reason code", "Code motif du rabais sur le prix"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LineVat:
    """BG-30 Line VAT information."""

    vat_category_code: str = term("BT-151", "1..1", "code", "Invoiced item VAT category code", "Régime de TVA")
    vat_rate: Percentage | None = term("BT-152", "0..1", "percentage", "Invoiced item VAT rate", "Taux de TVA")
    exemption_reason: str | None = term(
        "EXT-FR-FE-178", "0..1", "text", "Line VAT exemption reason text", "Motif d'exonération de la ligne"
    )
    exemption_reason_code: str | None = term(
        "EXT-FR-FE-179", "0..1", "code", "Line VAT exemption reason code", "Code motif d'exonération de la ligne"
    )
    vat_point_date_code: str | None = term(
        "EXT-FR-FE-180", "0..1", "code", "Line VAT point date code", "Code d'exigibilité de la TVA de la ligne"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemAttribute:
    """BG-32 Item attributes."""

    name: str = term("BT-160", "1..1", "text", "Item attribute name", "Caractéristique")
    value: str = term("BT-161", "1..1", "text", "Item attribute value", "Valeur de la caractéristique")
    code: str | None = term("EXT-FR-FE-159", "0..1", "code", "Item attribute code", "Code de la caractéristique")
    measure: Quantity | None = term(
        "EXT-FR-FE-160", "0..1", "quantity", "Item attribute measured value", "Mesure de la caractéristique"
    )
    measure_unit_code: str | None = term(
        "EXT-FR-FE-161", "0..1", "code", "Item attribute measured value unit code", "Unité de la mesure"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """BG-31 Item information."""

    name: str = term("BT-153", "1..1", "text", "Item name", "Désignation")
    description: str | None = term("BT-154", "0..1", "text", "Item description", "Description")
    seller_identifier: str | None = term(
        "BT-155", "0..1", "identifier", "Item seller's identifier", "Référence du vendeur"
    )
    buyer_identifier: str | None = term(
        "BT-156", "0..1", "identifier", "Item buyer's identifier", "Référence de l'acheteur"
    )
    standard_identifier: Identifier | None = term(
        "BT-157", "0..1", "identifier", "Item standard identifier", "Identifiant normalisé (GTIN)"
    )
    classifications: tuple[Identifier, ...] = term(
        "BT-158", "0..n", "identifier", "Item classification identifier", "Classification de l'article"
    )
    country_of_origin: str | None = term("BT-159", "0..1", "code", "Item country of origin", "Pays d'origine")
    attributes: tuple[ItemAttribute, ...] = term(
        "BG-32", "0..n", "group", "Item attributes", "Caractéristiques de l'article"
    )
