"""Lines: product, price, quantity, VAT, allowances and charges, and what EXTENDED-CTC-FR adds."""

from typing import Any

from sansfaute.en16931 import further
from sansfaute.en16931.model import Line, LineAllowance, LineCharge, LinePeriod, LineVat, Price
from sansfaute.en16931.syntaxes.cii.names import INVOICED_OBJECT, UDT
from sansfaute.en16931.syntaxes.cii.reading.block import Block
from sansfaute.en16931.syntaxes.cii.reading.items import item
from sansfaute.en16931.syntaxes.cii.reading.line_references import (
    agreed,
    delivered,
    notes,
    preceding,
)
from sansfaute.en16931.syntaxes.cii.reading.parties import line_seller
from sansfaute.en16931.values import Identifier


def line(element: Block, currency: str) -> Line:
    """BG-25; `currency` is BT-5, which tells one VAT amount of the line from the other."""
    document = element.block("AssociatedDocumentLineDocument")
    agreement = element.block("SpecifiedLineTradeAgreement")
    delivery = element.block("SpecifiedLineTradeDelivery")
    settlement = element.block("SpecifiedLineTradeSettlement")
    summation = settlement.block("SpecifiedTradeSettlementLineMonetarySummation")
    allowances, charges = changes(settlement, "BT-136", "BT-141")
    found = invoiced_objects(settlement)
    note_further_taxes(settlement, "ApplicableTradeTax", "vat.")
    _note_amounts(summation)
    return Line(
        identifier=document.needed_code("LineID", "identifier"),
        object_identifier=found[0] if found else None,
        invoiced_quantity=delivery.needed_decimal("BilledQuantity", "BT-129", "invoiced_quantity"),
        unit_code=unit(delivery, "BilledQuantity") or "",
        line_net_amount=summation.needed_decimal("LineTotalAmount", "BT-131", "line_net_amount"),
        buyer_accounting_reference=settlement.block("ReceivableSpecifiedTradeAccountingAccount").code("ID"),
        period=_period(settlement.block("BillingSpecifiedPeriod", "period.")),
        allowances=tuple([LineAllowance(**one) for one in allowances]),
        charges=tuple([LineCharge(**one) for one in charges]),
        price=_price(agreement),
        vat=_vat(settlement.block("ApplicableTradeTax", "vat.")),
        item=item(element.block("SpecifiedTradeProduct", "item.")),
        further_object_identifiers=tuple(found[1:]),
        status_code=document.code("LineStatusCode", "status_code"),
        parent_line_identifier=document.code("ParentLineID", "parent_line_identifier"),
        subtype_code=document.code("LineStatusReasonCode", "subtype_code"),
        preceding_invoices=preceding(settlement),
        seller=line_seller(agreement.block("ItemSellerTradeParty", "seller.")),
        amount_with_vat=summation.decimal("GrandTotalAmount", "EXT-FR-FE-184", "amount_with_vat"),
        **notes(document),
        **agreed(agreement),
        **delivered(delivery),
        **_vat_amounts(summation, currency),
    )


def _vat_amounts(summation: Block, currency: str) -> dict[str, Any]:
    """EXT-FR-FE-181 in the currency of the invoice, EXT-FR-FE-182 in the other one."""
    amounts: dict[str, Any] = {}
    for element, given in summation.decimals("TaxTotalAmount"):
        own = given == currency
        field = "vat_amount" if own else "vat_amount_in_accounting_currency"
        if field not in amounts:
            amounts[field] = summation.decimal_of(element, f"EXT-FR-FE-{181 if own else 182}", field)
    return amounts


def _note_amounts(summation: Block) -> None:
    """Notes the net amounts of a line that wrongly gives several (`1.00|2.00`)."""
    amounts = summation.every("LineTotalAmount")
    if len(amounts) > 1:
        summation.record.raw[summation.at + "line_net_amounts"] = "|".join(one.text or "" for one in amounts)


_OF_A_TAX = ("CategoryCode", "RateApplicablePercent", "ExemptionReasonCode", "ExemptionReason")


def note_further_taxes(element: Block, name: str, under: str = "") -> None:
    """Notes the taxes of what wrongly gives several: rules count it for each."""
    taxes = element.blocks(name)[1:]
    if taxes:
        found = [[one.first(field) for field in _OF_A_TAX] for one in taxes]
        written = [[None if one is None else one.text for one in fields] for fields in found]
        element.record.raw[f"{element.at}{under}further"] = further.noted(written)


def _vat(tax: Block) -> LineVat:
    """BG-30; one that is there, and of which nothing is held, is noted: rules make a difference."""
    found = LineVat(
        vat_category_code=tax.needed_code("CategoryCode", "vat_category_code"),
        vat_rate=tax.decimal("RateApplicablePercent", "BT-152", "vat_rate"),
        exemption_reason=tax.text("ExemptionReason"),
        exemption_reason_code=tax.code("ExemptionReasonCode", "exemption_reason_code"),
        vat_point_date_code=tax.code("DueDateTypeCode", "vat_point_date_code"),
    )
    if tax and found == LineVat(vat_category_code=""):
        tax.record.raw[tax.at.rstrip(".")] = ""
    return found


def _period(period: Block) -> LinePeriod | None:
    start = period.date("StartDateTime", "BT-134", "start_date")
    end = period.date("EndDateTime", "BT-135", "end_date")
    return LinePeriod(start_date=start, end_date=end) if period else None


def _price(agreement: Block) -> Price:
    """BG-29; the base quantity of the net price, else the one of the gross price."""
    gross = agreement.block("GrossPriceProductTradePrice", "price.")
    net = agreement.block("NetPriceProductTradePrice", "price.")
    based = net if net.first("BasisQuantity") is not None else gross
    discount = next((one for one in gross.blocks("AppliedTradeAllowanceCharge") if not is_charge(one)), None)
    price: dict[str, Any] = {}
    if discount is not None:
        price = {
            "item_price_discount": discount.decimal("ActualAmount", "BT-147", "item_price_discount"),
            "discount_reason": discount.text("Reason"),
            "discount_reason_code": discount.code("ReasonCode", "discount_reason_code"),
        }
    return Price(
        item_net_price=net.needed_decimal("ChargeAmount", "BT-146", "item_net_price"),
        item_gross_price=gross.decimal("ChargeAmount", "BT-148", "item_gross_price"),
        base_quantity=based.decimal("BasisQuantity", "BT-149", "base_quantity"),
        base_quantity_unit_code=unit(based, "BasisQuantity"),
        **price,
    )


def unit(element: Block, name: str) -> str | None:
    """The unit of a quantity."""
    quantity = element.first(name)
    return quantity.get("unitCode") or None if quantity is not None else None


def invoiced_objects(parent: Block, most: int | None = None) -> list[Identifier]:
    """BT-18 or BT-128: the referenced documents of type 130.

    The schemes of the other documents that have one are noted, and of those beyond `most`, as rules look at them
    too; so is that of a document whose type has blanks around, which rules take for another.
    """
    found: list[Identifier] = []
    others: list[str] = []
    for one in parent.blocks("AdditionalReferencedDocument"):
        scheme = one.code("ReferenceTypeCode") or None
        kind = one.first("TypeCode")
        is_held = one.code("TypeCode") == INVOICED_OBJECT and len(found) != most
        if is_held:
            found.append(Identifier(one.code("IssuerAssignedID") or "", scheme))
        if scheme is not None and not (is_held and kind is not None and kind.text == INVOICED_OBJECT):
            others.append(scheme)
    if others:
        parent.record.raw[parent.at + "other_objects"] = "|".join(others)
    return found


def is_charge(element: Block) -> bool:
    """Whether the block is a charge; it is an allowance otherwise."""
    indicator = element.block("ChargeIndicator").first("Indicator", UDT)
    return indicator is not None and (indicator.text or "").strip() in ("true", "1")


def changes(
    parent: Block, allowance: str, charge: str, *, taxed: bool = False
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """BG-27 and BG-28, or BG-20 and BG-21 (`taxed`): the fields of the allowances, then of the charges.

    `allowance` and `charge` are the terms of their amounts.
    """
    allowances: list[dict[str, Any]] = []
    charges: list[dict[str, Any]] = []
    for one in parent.blocks("SpecifiedTradeAllowanceCharge"):
        of_charges = is_charge(one)
        found = charges if of_charges else allowances
        one.at += f"{'charges' if of_charges else 'allowances'}[{len(found)}]."
        _note_indicator(one)
        fields = _parts(one, charge if of_charges else allowance)
        if of_charges:
            code = one.first("ReasonCode")
            fields["reason_code_list"] = (code.get("listID") or None) if code is not None else None
        if taxed:
            note_further_taxes(one, "CategoryTradeTax")
            fields |= _taxed(one.block("CategoryTradeTax"), "BT-103" if of_charges else "BT-96")
        found.append(fields)
    return allowances, charges


def _note_indicator(element: Block) -> None:
    """Notes an indicator that is not plainly true or false: some rules compare the word, others its meaning."""
    indicator = element.block("ChargeIndicator").first("Indicator", UDT)
    text = (indicator.text or "") if indicator is not None else ""
    if text not in ("true", "false"):
        element.record.raw[element.at + "indicator"] = text


def _taxed(tax: Block, term: str) -> dict[str, Any]:
    return {
        "vat_category_code": tax.code("CategoryCode", "vat_category_code") or "",
        "vat_rate": tax.decimal("RateApplicablePercent", term, "vat_rate"),
        "exemption_reason": tax.text("ExemptionReason"),
        "exemption_reason_code": tax.code("ExemptionReasonCode", "exemption_reason_code"),
    }


def _parts(element: Block, term: str) -> dict[str, Any]:
    return {
        "amount": element.needed_decimal("ActualAmount", term, "amount"),
        "base_amount": element.decimal("BasisAmount", term, "base_amount"),
        "percentage": element.decimal("CalculationPercent", term, "percentage"),
        "reason": element.text("Reason"),
        "reason_code": element.code("ReasonCode", "reason_code"),
    }
