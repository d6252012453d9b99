"""Document level allowances, charges, totals and VAT: BG-20 to BG-23."""
# ruff: noqa: RUF009 - term() returns a dataclass field, as dataclasses.field() does.

from dataclasses import dataclass

from sansfaute.en16931.model.term import term
from sansfaute.en16931.values import Amount, Percentage


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentAllowance:
    """BG-20 Document level allowances."""

    amount: Amount = term("BT-92", "1..1", "amount", "Document level allowance amount", "Montant de la remise")
    base_amount: Amount | None = term(
        "BT-93", "0..1", "amount", "Document level allowance base amount", "Assiette de la remise"
    )
    percentage: Percentage | None = term(
        "BT-94", "0..1", "percentage", "Document level allowance percentage", "Taux de la remise"
    )
    vat_category_code: str = term(
        "BT-95", "1..1", "code", "Document level allowance VAT category code", "Régime de TVA de la remise"
    )
    vat_rate: Percentage | None = term(
        "BT-96", "0..1", "percentage", "Document level allowance VAT rate", "Taux de TVA de la remise"
    )
    reason: str | None = term("BT-97", "0..1", "text", "Document level allowance reason", "Motif de la remise")
    reason_code: str | None = term(
        "BT-98", "0..1", "code", "Document level allowance reason code", "Code motif de la remise"
    )
    exemption_reason: str | None = term(
        "BT-173",
        "0..1",
        "text",
        "Document level allowance VAT exemption reason text",
        "Motif d'exonération de la remise",
    )
    exemption_reason_code: str | None = term(
        "BT-174",
        "0..1",
        "code",
        "Document level allowance VAT exemption reason code",
        "Code motif d'exonération de la remise",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentCharge:
    """BG-21 Document level charges."""

    amount: Amount = term("BT-99", "1..1", "amount", "Document level charge amount", "Montant des frais")
    base_amount: Amount | None = term(
        "BT-100", "0..1", "amount", "Document level charge base amount", "Assiette des frais"
    )
    percentage: Percentage | None = term(
        "BT-101", "0..1", "percentage", "Document level charge percentage", "Taux des frais"
    )
    vat_category_code: str = term(
        "BT-102", "1..1", "code", "Document level charge VAT category code", "Régime de TVA des frais"
    )
    vat_rate: Percentage | None = term(
        "BT-103", "0..1", "percentage", "Document level charge VAT rate", "Taux de TVA des frais"
    )
    reason: str | None = term("BT-104", "0..1", "text", "Document level charge reason", "Motif des frais")
    reason_code: str | None = term(
        "BT-105", "0..1", "code", "Document level charge reason code", "Code motif des frais"
    )
    reason_code_list: str | None = term(
        "BT-105-1", "0..1", "code", "Document level charge reason code list", "Liste du code motif des frais"
    )
    exemption_reason: str | None = term(
        "BT-175", "0..1", "text", "Document level charge VAT exemption reason text", "Motif d'exonération des frais"
    )
    exemption_reason_code: str | None = term(
        "BT-176",
        "0..1",
        "code",
        "Document level charge VAT exemption reason code",
        "Code motif d'exonération des frais",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class LogisticsCharge:
    """BG-X-42 Logistics service charge (EXTENDED of Factur-X): carriage, packing, insurance."""

    description: str = term("BT-X-271", "1..1", "text", "Logistics service charge description", "Nature du transport")
    amount: Amount = term("BT-X-272", "1..1", "amount", "Logistics service charge amount", "Montant du transport")
    vat_category_code: str = term(
        "BT-X-273", "1..1", "code", "Logistics service charge VAT category code", "Régime de TVA du transport"
    )
    vat_rate: Percentage | None = term(
        "BT-X-274", "0..1", "percentage", "Logistics service charge VAT rate", "Taux de TVA du transport"
    )
    exemption_reason: str | None = term(
        "BT-X-591", "0..1", "text", "Logistics service charge VAT exemption reason", "Motif d'exonération du transport"
    )
    exemption_reason_code: str | None = term(
        "BT-X-592",
        "0..1",
        "code",
        "Logistics service charge VAT exemption reason code",
        "Code motif d'exonération du transport",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """BG-22 Document totals. Filled by `totals.calculate`, never by hand."""

    sum_of_line_net_amounts: Amount = term(
        "BT-106", "1..1", "amount", "Sum of invoice line net amount", "Somme des lignes HT"
    )
    sum_of_allowances: Amount | None = term(
        "BT-107", "0..1", "amount", "Sum of allowances on document level", "Somme des remises"
    )
    sum_of_charges: Amount | None = term(
        "BT-108", "0..1", "amount", "Sum of charges on document level", "Somme des frais"
    )
    total_without_vat: Amount = term("BT-109", "1..1", "amount", "Invoice total amount without VAT", "Total HT")
    total_vat: Amount | None = term("BT-110", "0..1", "amount", "Invoice total VAT amount", "Total TVA")
    total_vat_in_accounting_currency: Amount | None = term(
        "BT-111",
        "0..1",
        "amount",
        "Invoice total VAT amount in accounting currency",
        "Total TVA en devise de comptabilisation",
    )
    total_with_vat: Amount = term("BT-112", "1..1", "amount", "Invoice total amount with VAT", "Total TTC")
    paid_amount: Amount | None = term("BT-113", "0..1", "amount", "Paid amount", "Déjà réglé")
    rounding_amount: Amount | None = term("BT-114", "0..1", "amount", "Rounding amount", "Arrondi")
    amount_due: Amount = term("BT-115", "1..1", "amount", "Amount due for payment", "Net à payer")


@dataclass(frozen=True, slots=True, kw_only=True)
class VatBreakdown:
    """BG-23 VAT breakdown: one row for each category and rate."""

    taxable_amount: Amount = term("BT-116", "1..1", "amount", "VAT category taxable amount", "Base HT")
    tax_amount: Amount = term("BT-117", "1..1", "amount", "VAT category tax amount", "Montant de TVA")
    vat_category_code: str = term("BT-118", "1..1", "code", "VAT category code", "Régime de TVA")
    vat_rate: Percentage | None = term("BT-119", "0..1", "percentage", "VAT category rate", "Taux de TVA")
    exemption_reason: str | None = term("BT-120", "0..1", "text", "VAT exemption reason text", "Motif d'exonération")
    exemption_reason_code: str | None = term(
        "BT-121", "0..1", "code", "VAT exemption reason code", "Code motif d'exonération"
    )
