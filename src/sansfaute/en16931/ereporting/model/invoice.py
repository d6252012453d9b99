"""A cross-border invoice as it is reported (10.1): the same data as an e-invoice, fewer of them."""
# ruff: noqa: RUF009 - element() returns a dataclass field, as dataclasses.field() does.

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sansfaute.en16931.ereporting.model.lines import Line
from sansfaute.en16931.ereporting.model.parties import Buyer, Representative, Seller
from sansfaute.en16931.mapped import AmountIn, element


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """TG-9 Note."""

    subject_code: str | None = element("TT-26", "0..1", "code", "Subject", "Subject", "Sujet")
    text: str | None = element("TT-27", "0..1", "text", "Content", "Note", "Note")


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    """TG-10 Process control."""

    process: str = element("TT-28", "1..1", "code", "ID", "Business process (BT-23)", "Cadre de facturation (BT-23)")
    profile: str = element("TT-29", "1..1", "code", "TypeID", "Profile", "Profil")


@dataclass(frozen=True, slots=True, kw_only=True)
class Previous:
    """TG-11 Previous invoice."""

    invoice_number: str = element("TT-30", "1..1", "text", "ID", "Previous invoice", "Facture antérieure")
    issue_date: date | None = element("TT-31", "0..1", "date", "IssueDate", "Its date", "Sa date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """TG-17 Delivery: its day, and from 1 September 2027 its place."""

    day: date | None = element("TT-41", "0..1", "date", "Date", "Day of delivery", "Date de livraison")
    line_1: str | None = element("TT-103", "0..1", "text", "Location/LineOne", "Address line 1", "Adresse, ligne 1")
    line_2: str | None = element("TT-104", "0..1", "text", "Location/LineTwo", "Address line 2", "Adresse, ligne 2")
    line_3: str | None = element("TT-105", "0..1", "text", "Location/LineThree", "Address line 3", "Adresse, ligne 3")
    city: str | None = element("TT-106", "0..1", "text", "Location/CityName", "City", "Localité")
    post_code: str | None = element("TT-107", "0..1", "text", "Location/PostalZone", "Post code", "Code postal")
    subdivision: str | None = element(
        "TT-108", "0..1", "text", "Location/CountrySubentity", "Country subdivision", "Subdivision du pays"
    )
    country_code: str | None = element("TT-44", "0..1", "code", "Location/CountryId", "Country", "Pays")


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoicePeriod:
    """TG-18 Invoicing period."""

    start_date: date | None = element("TT-42", "0..1", "date", "StartDate", "First day", "Premier jour")
    end_date: date | None = element("TT-43", "0..1", "date", "EndDate", "Last day", "Dernier jour")


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowance:
    """TG-20 Allowance of the document, or TG-21 its charge (then TT-48 to TT-50)."""

    is_charge: bool = element("", "1..1", "attribute", "ChargeIndicator", "Whether it is a charge", "Frais ou remise")
    amount: Decimal | None = element("TT-45", "0..1", "decimal", "Amount", "Amount", "Montant")
    vat_category_code: str | None = element(
        "TT-46", "0..1", "code", "TaxCategoryCode", "VAT category", "Catégorie de TVA"
    )
    vat_rate: Decimal | None = element("TT-47", "0..1", "percentage", "TaxPercent", "VAT rate", "Taux de TVA")


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceTotals:
    """TG-22 Totals."""

    total_without_vat: Decimal | None = element(
        "TT-51", "0..1", "decimal", "TaxExclusiveAmount", "Total without VAT", "Total HT"
    )
    total_vat: AmountIn = element(
        "TT-52", "1..1", "amount", "TaxAmount", "Total VAT, in euros", "Total TVA, en euros", attribute="CurrencyCode"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class VatRow:
    """TG-23 VAT of one category and rate."""

    taxable_amount: Decimal = element(
        "TT-54", "1..1", "decimal", "TaxableAmount", "Taxable amount", "Base d'imposition"
    )
    tax_amount: Decimal = element("TT-55", "1..1", "decimal", "TaxAmount", "VAT amount", "Montant de TVA")
    vat_category_code: str | None = element(
        "TT-56", "0..1", "code", "TaxCategory/Code", "VAT category", "Catégorie de TVA"
    )
    vat_rate: Decimal = element("TT-57", "1..1", "percentage", "TaxCategory/Percent", "VAT rate", "Taux de TVA")
    exemption_reason: str | None = element(
        "TT-58", "0..1", "text", "TaxCategory/TaxExemptionReason", "Exemption reason", "Motif d'exonération"
    )
    exemption_reason_code: str | None = element(
        "TT-59", "0..1", "code", "TaxCategory/TaxExemptionReasonCode", "Exemption code", "Code d'exonération"
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedInvoice:
    """TG-8 Invoice."""

    invoice_number: str = element("TT-19", "1..1", "text", "ID", "Invoice number (BT-1)", "Numéro de facture (BT-1)")
    issue_date: date = element("TT-20", "1..1", "date", "IssueDate", "Issue date (BT-2)", "Date d'émission (BT-2)")
    type_code: str = element("TT-21", "1..1", "code", "TypeCode", "Type (BT-3)", "Type de facture (BT-3)")
    currency_code: str = element("TT-22", "1..1", "code", "CurrencyCode", "Currency (BT-5)", "Devise (BT-5)")
    payment_due_date: date | None = element("TT-201", "0..1", "date", "DueDate", "Due date (BT-9)", "Échéance (BT-9)")
    vat_due_code: str | None = element(
        "TT-24", "0..1", "code", "TaxDueDateTypeCode", "When VAT is due (BT-8)", "Exigibilité de la TVA (BT-8)"
    )
    notes: tuple[Note, ...] = element("TG-9", "0..n", "group", "IncludedNote", "Notes", "Notes")
    process: Process = element("TG-10", "1..1", "group", "BusinessProcess", "Process control", "Cadre")
    previous_invoices: tuple[Previous, ...] = element(
        "TG-11", "0..n", "group", "ReferencedDocument", "Previous invoices", "Factures antérieures"
    )
    seller: Seller = element("TG-12", "1..1", "group", "Seller", "Seller", "Vendeur")
    buyer: Buyer | None = element("TG-14", "0..1", "group", "Buyer", "Buyer", "Acheteur")
    tax_representative: Representative | None = element(
        "TG-16", "0..1", "group", "SellerTaxRepresentative", "Tax representative", "Représentant fiscal"
    )
    deliveries: tuple[Delivery, ...] = element("TG-17", "0..n", "group", "Delivery", "Deliveries", "Livraisons")
    period: InvoicePeriod | None = element("TG-18", "0..1", "group", "InvoicePeriod", "Invoicing period", "Période")
    allowances: tuple[Allowance, ...] = element(
        "TG-20", "0..n", "group", "AllowanceCharge", "Allowances and charges", "Remises et frais"
    )
    totals: InvoiceTotals = element("TG-22", "1..1", "group", "MonetaryTotal", "Totals", "Totaux")
    vat_breakdown: tuple[VatRow, ...] = element("TG-23", "1..n", "group", "TaxSubTotal", "VAT breakdown", "Ventilation")
    lines: tuple[Line, ...] = element("TG-24", "0..n", "group", "Line", "Lines", "Lignes")
