"""The lines of a reported invoice: due from 1 September 2027 (target profile), never for purchases."""
# ruff: noqa: RUF009 - element() returns a dataclass field, as dataclasses.field() does.

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sansfaute.en16931.mapped import QuantityIn, element


@dataclass(frozen=True, slots=True, kw_only=True)
class LineNote:
    """TG-61 Note of a line."""

    subject_code: str | None = element("TT-61-0", "0..1", "code", "Code", "Subject", "Sujet")
    text: str | None = element("TT-61-1", "0..1", "text", "Comment", "Note", "Note")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePrevious:
    """TG-40 Previous invoice of a line."""

    invoice_number: str | None = element("TT-300", "0..1", "text", "ID", "Previous invoice", "Facture antérieure")
    issue_date: date | None = element("TT-301", "0..1", "date", "IssueDate", "Its date", "Sa date")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDelivery:
    """TG-41 Where a line was delivered."""

    name: str | None = element("TT-302", "0..1", "text", "Name", "Place", "Lieu")
    line_1: str | None = element("TT-303", "0..1", "text", "Location/LineOne", "Address line 1", "Adresse, ligne 1")
    city: str | None = element("TT-304", "0..1", "text", "Location/CityName", "City", "Localité")
    post_code: str | None = element("TT-305", "0..1", "text", "Location/PostalZone", "Post code", "Code postal")
    subdivision: str | None = element(
        "TT-306", "0..1", "text", "Location/CountrySubentity", "Country subdivision", "Subdivision du pays"
    )
    country_code: str | None = element("TT-307", "0..1", "code", "Location/CountryId", "Country", "Pays")


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePeriod:
    """TG-25 Period of a line."""

    start_date: date | None = element("TT-65", "0..1", "date", "StartDate", "First day", "Premier jour")
    end_date: date | None = element("TT-66", "0..1", "date", "EndDate", "Last day", "Dernier jour")


@dataclass(frozen=True, slots=True, kw_only=True)
class LineAllowance:
    """TG-26 Allowance of a line, or TG-27 its charge (then the amount is TT-68)."""

    is_charge: bool = element("", "1..1", "attribute", "ChargeIndicator", "Whether it is a charge", "Frais ou remise")
    amount: Decimal = element("TT-67", "1..1", "decimal", "Amount", "Amount", "Montant")


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """TG-28 Price of one item, without VAT."""

    net_price: Decimal | None = element("TT-69", "0..1", "decimal", "PriceAmount", "Net price", "Prix net")
    discount: Decimal | None = element("TT-70", "0..1", "decimal", "AllowanceChargeAmount", "Discount", "Rabais")
    gross_price: Decimal | None = element(
        "TT-71", "0..1", "decimal", "AllowanceChargeBaseAmount", "Gross price", "Prix brut"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """TG-24 Line."""

    notes: tuple[LineNote, ...] = element("TG-61", "0..n", "group", "Note", "Notes", "Notes")
    quantity: QuantityIn | None = element(
        "TT-62", "0..1", "quantity", "BilledQuantity", "Quantity", "Quantité", attribute="UnitCode"
    )
    previous: LinePrevious | None = element(
        "TG-40", "0..1", "group", "ReferencedDocument", "Previous invoice", "Facture antérieure"
    )
    delivery: LineDelivery | None = element("TG-41", "0..1", "group", "Delivery", "Delivery", "Livraison")
    period: LinePeriod | None = element("TG-25", "0..1", "group", "InvoicePeriod", "Period", "Période")
    allowances: tuple[LineAllowance, ...] = element(
        "TG-26", "0..n", "group", "AllowanceCharge", "Allowances and charges", "Remises et frais"
    )
    price: Price | None = element("TG-28", "0..1", "group", "Price", "Price", "Prix")
    item_name: str | None = element("TT-76", "0..1", "text", "Product/Name", "Item", "Article")
