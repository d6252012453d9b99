"""Allowances, charges, VAT breakdown and totals of the document: BG-20 to BG-23."""

from decimal import Decimal
from typing import Any

from lxml.etree import _Element

from sansfaute.en16931 import further
from sansfaute.en16931.model import DocumentAllowance, DocumentCharge, Totals, VatBreakdown
from sansfaute.en16931.syntaxes.ubl.names import VAT
from sansfaute.en16931.syntaxes.ubl.reading.block import Block


def changes(top: Block) -> dict[str, Any]:
    """BG-20 and BG-21."""
    allowances: list[DocumentAllowance] = []
    charges: list[DocumentCharge] = []
    for one in top.blocks("AllowanceCharge"):
        if is_charge(one):
            one.where = f"charges[{len(charges)}]."
            charges.append(DocumentCharge(**parts(one), **_taxed(one), reason_code_list=reason_code_list(one)))
        else:
            one.where = f"allowances[{len(allowances)}]."
            allowances.append(DocumentAllowance(**parts(one), **_taxed(one)))
    return {"allowances": tuple(allowances), "charges": tuple(charges)}


def is_charge(one: Block) -> bool:
    """Whether the block is a charge; it is an allowance otherwise."""
    return (one.text("ChargeIndicator") or "").strip() in ("true", "1")


def parts(one: Block) -> dict[str, Any]:
    """What BG-20, 21, 27 and 28 share."""
    return {
        "amount": one.needed("Amount", "amount"),
        "base_amount": one.decimal("BaseAmount", "base_amount"),
        "percentage": one.decimal("MultiplierFactorNumeric", "percentage"),
        "reason": one.text("AllowanceChargeReason"),
        "reason_code": one.code("AllowanceChargeReasonCode", "reason_code"),
    }


def _taxed(one: Block) -> dict[str, Any]:
    category = one.block("TaxCategory")
    note_further_taxes(one.further("TaxCategory"), one.where)
    return {
        **vat(category),
        "exemption_reason": category.text("TaxExemptionReason"),
        "exemption_reason_code": category.code("TaxExemptionReasonCode", "exemption_reason_code"),
    }


_OF_A_TAX = ("ID", "Percent", "TaxExemptionReasonCode", "TaxExemptionReason")


def note_further_taxes(taxes: list[Block], where: str) -> None:
    """Notes the taxes of what wrongly gives several: rules count it for each."""
    if taxes:
        written = [[one.text(field) for field in _OF_A_TAX] for one in taxes]
        taxes[0].margin.raw[where + "further"] = further.noted(written)


def vat(category: Block) -> dict[str, Any]:
    """The category and rate; another tax than VAT is noted, under the name that CII gives its code."""
    if category:
        scheme = category.block("TaxScheme").text("ID")
        if scheme != VAT:
            category.margin.raw[category.where + "type_code"] = scheme or ""
    return {
        "vat_category_code": category.needed_code("ID", "vat_category_code"),
        "vat_rate": category.decimal("Percent", "vat_rate"),
    }


def reason_code_list(one: Block) -> str | None:
    """BT-105-1 and BT-145-1: the list that the code of a charge is of."""
    code = one.first("AllowanceChargeReasonCode")
    return code.get("listID") if code is not None else None


def totals(top: Block) -> Totals:
    """BG-22; the VAT total in the currency of the invoice is BT-110, the other one is BT-111."""
    sums = top.block("LegalMonetaryTotal", "totals.")
    own, other = _vat_totals(top, sums)
    return Totals(
        sum_of_line_net_amounts=sums.needed("LineExtensionAmount", "sum_of_line_net_amounts"),
        sum_of_allowances=sums.decimal("AllowanceTotalAmount", "sum_of_allowances"),
        sum_of_charges=sums.decimal("ChargeTotalAmount", "sum_of_charges"),
        total_without_vat=sums.needed("TaxExclusiveAmount", "total_without_vat"),
        total_with_vat=sums.needed("TaxInclusiveAmount", "total_with_vat"),
        paid_amount=sums.decimal("PrepaidAmount", "paid_amount"),
        rounding_amount=sums.decimal("PayableRoundingAmount", "rounding_amount"),
        amount_due=sums.needed("PayableAmount", "amount_due"),
        total_vat=sums.figure(own, "total_vat"),
        total_vat_in_accounting_currency=sums.figure(other, "total_vat_in_accounting_currency"),
    )


def _vat_totals(top: Block, sums: Block) -> tuple[_Element | None, _Element | None]:
    """The elements of BT-110 and BT-111; totals doubled or in yet another currency are noted as they are written."""
    currency, accounting = top.text("DocumentCurrencyCode"), top.text("TaxCurrencyCode")
    found = [one for row in top.blocks("TaxTotal") for one in row.every("TaxAmount")]
    currencies = [one.get("currencyID", "") for one in found]
    if len(set(currencies)) < len(currencies) or not {*currencies} <= {currency, accounting}:
        written = [f"{given} {one.text or ''}" for one, given in zip(found, currencies, strict=True)]
        sums.margin.raw["totals.vat_totals"] = "|".join(written)
    own = next((one for one, given in zip(found, currencies, strict=True) if given == (currency or "").strip()), None)
    detailed = [row for row in top.blocks("TaxTotal") if row.block("TaxSubtotal")]
    if [row.first("TaxAmount") for row in detailed] not in ([own], []):
        sums.margin.raw["totals.vat_sums"] = "|".join(_with_rows(row) for row in detailed)
    return own, next((one for one in found if one is not own), None)


def _with_rows(total: Block) -> str:
    """A VAT total as it is written, and the sum of the rows below it."""
    amounts = [one.needed("TaxAmount", "tax_amount") for one in total.blocks("TaxSubtotal")]
    return f"{total.needed('TaxAmount', 'total_vat')} {sum(amounts, Decimal(0))}"


def vat_breakdown(top: Block) -> tuple[VatBreakdown, ...]:
    """BG-23, from every VAT total that details it."""
    rows = [row for total in top.blocks("TaxTotal") for row in total.blocks("TaxSubtotal")]
    return tuple([_row(row, n) for n, row in enumerate(rows)])


def _row(row: Block, number: int) -> VatBreakdown:
    row.where = f"vat_breakdown[{number}]."
    category = row.block("TaxCategory")
    return VatBreakdown(
        taxable_amount=row.needed("TaxableAmount", "taxable_amount"),
        tax_amount=row.needed("TaxAmount", "tax_amount"),
        **vat(category),
        exemption_reason=category.text("TaxExemptionReason"),
        exemption_reason_code=category.code("TaxExemptionReasonCode", "exemption_reason_code"),
    )
