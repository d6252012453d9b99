"""Lines: product, price, quantity, VAT, allowances and charges."""

from typing import Any

from sansfaute.en16931.model import (
    Item,
    ItemAttribute,
    Line,
    LineAllowance,
    LineCharge,
    LinePeriod,
    LineVat,
    Price,
)
from sansfaute.en16931.syntaxes.cii.names import INVOICED_OBJECT, UDT
from sansfaute.en16931.syntaxes.cii.reading.block import Block
from sansfaute.en16931.values import Identifier


def line(element: Block) -> Line:
    """BG-25."""
    document = element.block("AssociatedDocumentLineDocument")
    agreement = element.block("SpecifiedLineTradeAgreement")
    delivery = element.block("SpecifiedLineTradeDelivery")
    settlement = element.block("SpecifiedLineTradeSettlement")
    allowances = settlement.blocks("SpecifiedTradeAllowanceCharge")
    return Line(
        identifier=document.code("LineID") or "",
        note=document.block("IncludedNote").text("Content"),
        object_identifier=invoiced_object(settlement),
        invoiced_quantity=delivery.needed_decimal("BilledQuantity", "BT-129"),
        unit_code=_unit(delivery, "BilledQuantity") or "",
        line_net_amount=_summation(settlement).needed_decimal("LineTotalAmount", "BT-131"),
        purchase_order_line_reference=agreement.block("BuyerOrderReferencedDocument").code("LineID"),
        buyer_accounting_reference=settlement.block("ReceivableSpecifiedTradeAccountingAccount").code("ID"),
        period=_period(settlement),
        allowances=tuple(LineAllowance(**parts(one, "BT-136")) for one in allowances if not is_charge(one)),
        charges=tuple(LineCharge(**parts(one, "BT-141")) for one in allowances if is_charge(one)),
        price=_price(agreement),
        vat=_vat(settlement.block("ApplicableTradeTax")),
        item=_item(element.block("SpecifiedTradeProduct")),
    )


def _summation(settlement: Block) -> Block:
    return settlement.block("SpecifiedTradeSettlementLineMonetarySummation")


def _vat(tax: Block) -> LineVat:
    """BG-30."""
    rate = tax.decimal("RateApplicablePercent", "BT-152")
    return LineVat(vat_category_code=tax.code("CategoryCode") or "", vat_rate=rate)


def _period(settlement: Block) -> LinePeriod | None:
    period = settlement.block("BillingSpecifiedPeriod")
    start, end = period.date("StartDateTime", "BT-134"), period.date("EndDateTime", "BT-135")
    return LinePeriod(start_date=start, end_date=end) if start or end else None


def _price(agreement: Block) -> Price:
    """BG-29; the base quantity of the net price, else the one of the gross price."""
    gross = agreement.block("GrossPriceProductTradePrice")
    net = agreement.block("NetPriceProductTradePrice")
    based = net if net.first("BasisQuantity") is not None else gross
    return Price(
        item_net_price=net.needed_decimal("ChargeAmount", "BT-146"),
        item_price_discount=_discount(gross),
        item_gross_price=gross.decimal("ChargeAmount", "BT-148"),
        base_quantity=based.decimal("BasisQuantity", "BT-149"),
        base_quantity_unit_code=_unit(based, "BasisQuantity"),
    )


def _discount(gross: Block) -> Any:
    for one in gross.blocks("AppliedTradeAllowanceCharge"):
        if not is_charge(one):
            return one.decimal("ActualAmount", "BT-147")
    return None


def _item(product: Block) -> Item:
    """BG-31 and BG-32."""
    classes = [one.identifier("ClassCode", "listID", "listVersionID") for one in _classes(product)]
    return Item(
        name=product.text("Name") or "",
        description=product.text("Description"),
        seller_identifier=product.code("SellerAssignedID"),
        buyer_identifier=product.code("BuyerAssignedID"),
        standard_identifier=product.identifier("GlobalID"),
        classifications=tuple(one for one in classes if one is not None),
        country_of_origin=product.block("OriginTradeCountry").code("ID"),
        attributes=tuple(_attribute(one) for one in product.blocks("ApplicableProductCharacteristic")),
    )


def _classes(product: Block) -> list[Block]:
    return product.blocks("DesignatedProductClassification")


def _attribute(element: Block) -> ItemAttribute:
    return ItemAttribute(name=element.text("Description") or "", value=element.text("Value") or "")


def _unit(element: Block, name: str) -> str | None:
    quantity = element.first(name)
    return quantity.get("unitCode") or None if quantity is not None else None


def invoiced_object(parent: Block) -> Identifier | None:
    """BT-18 or BT-128: the referenced document of type 130."""
    for one in parent.blocks("AdditionalReferencedDocument"):
        value = one.code("IssuerAssignedID")
        if value and one.code("TypeCode") == INVOICED_OBJECT:
            return Identifier(value, one.code("ReferenceTypeCode"))
    return None


def is_charge(element: Block) -> bool:
    """Whether the block is a charge; it is an allowance otherwise."""
    indicator = element.block("ChargeIndicator").first("Indicator", UDT)
    return indicator is not None and (indicator.text or "").strip() in ("true", "1")


def parts(element: Block, term: str) -> dict[str, Any]:
    """What BG-20, 21, 27 and 28 share; `term` is that of the amount."""
    return {
        "amount": element.needed_decimal("ActualAmount", term),
        "base_amount": element.decimal("BasisAmount", term),
        "percentage": element.decimal("CalculationPercent", term),
        "reason": element.text("Reason"),
        "reason_code": element.code("ReasonCode"),
    }
