"""Lines: product, price, quantity, VAT, allowances and charges."""

from lxml.etree import SubElement, _Element

from sansfaute.en16931.model import (
    DocumentAllowance,
    DocumentCharge,
    InvoicingPeriod,
    Item,
    Line,
    LineAllowance,
    LineCharge,
    LinePeriod,
    Price,
)
from sansfaute.en16931.syntaxes.cii.names import INVOICED_OBJECT, RAM
from sansfaute.en16931.syntaxes.cii.writing.elements import (
    block,
    day,
    identifier,
    indicator,
    number,
    quantity,
    rate,
    text,
    texts,
)
from sansfaute.en16931.values import Identifier


def line(parent: _Element, one: Line) -> None:
    """BG-25."""
    element = block(parent, "IncludedSupplyChainTradeLineItem")
    document = block(element, "AssociatedDocumentLineDocument")
    text(document, "LineID", one.identifier)
    if one.note:
        text(block(document, "IncludedNote"), "Content", one.note)
    _item(block(element, "SpecifiedTradeProduct"), one.item)
    _agreement(block(element, "SpecifiedLineTradeAgreement"), one)
    delivery = block(element, "SpecifiedLineTradeDelivery")
    quantity(delivery, "BilledQuantity", one.invoiced_quantity, one.unit_code)
    _settlement(block(element, "SpecifiedLineTradeSettlement"), one)


def _item(element: _Element, item: Item) -> None:
    """BG-31 and BG-32."""
    if item.standard_identifier is not None:
        identifier(element, "GlobalID", item.standard_identifier)
    texts(element, (("SellerAssignedID", item.seller_identifier), ("BuyerAssignedID", item.buyer_identifier)))
    text(element, "Name", item.name)
    texts(element, (("Description", item.description),))
    for attribute in item.attributes:
        outer = block(element, "ApplicableProductCharacteristic")
        text(outer, "Description", attribute.name)
        text(outer, "Value", attribute.value)
    for classification in item.classifications:
        _classification(block(element, "DesignatedProductClassification"), classification)
    if item.country_of_origin:
        text(block(element, "OriginTradeCountry"), "ID", item.country_of_origin)


def _classification(element: _Element, code: Identifier) -> None:
    pairs = (("listID", code.scheme), ("listVersionID", code.version))
    SubElement(element, RAM + "ClassCode", {name: value for name, value in pairs if value}).text = code.value


def _agreement(element: _Element, one: Line) -> None:
    """BT-132 and BG-29."""
    if one.purchase_order_line_reference:
        text(block(element, "BuyerOrderReferencedDocument"), "LineID", one.purchase_order_line_reference)
    price = one.price
    if price.item_gross_price is not None or price.item_price_discount is not None:
        _gross_price(block(element, "GrossPriceProductTradePrice"), price)
    net = block(element, "NetPriceProductTradePrice")
    number(net, "ChargeAmount", price.item_net_price)
    _base_quantity(net, price)


def _gross_price(element: _Element, price: Price) -> None:
    """BT-148 and BT-147; a discount given alone implies the gross price that the schema asks."""
    gross = price.item_gross_price
    if gross is None:
        gross = price.item_net_price + (price.item_price_discount or 0)
    number(element, "ChargeAmount", gross)
    _base_quantity(element, price)
    if price.item_price_discount is not None:
        discount = block(element, "AppliedTradeAllowanceCharge")
        indicator(discount, False)
        number(discount, "ActualAmount", price.item_price_discount)


def _base_quantity(element: _Element, price: Price) -> None:
    if price.base_quantity is not None:
        quantity(element, "BasisQuantity", price.base_quantity, price.base_quantity_unit_code)


def _settlement(element: _Element, one: Line) -> None:
    tax = block(element, "ApplicableTradeTax")
    text(tax, "TypeCode", "VAT")
    text(tax, "CategoryCode", one.vat.vat_category_code)
    rate(tax, "RateApplicablePercent", one.vat.vat_rate)
    period(element, one.period)
    for allowance in one.allowances:
        allowance_or_charge(element, allowance, charge=False)
    for charge in one.charges:
        allowance_or_charge(element, charge, charge=True)
    summation = block(element, "SpecifiedTradeSettlementLineMonetarySummation")
    number(summation, "LineTotalAmount", one.line_net_amount)
    if one.object_identifier is not None:
        invoiced_object(element, one.object_identifier)
    if one.buyer_accounting_reference:
        account = block(element, "ReceivableSpecifiedTradeAccountingAccount")
        text(account, "ID", one.buyer_accounting_reference)


def invoiced_object(parent: _Element, reference: Identifier) -> None:
    """BT-18 or BT-128."""
    element = block(parent, "AdditionalReferencedDocument")
    text(element, "IssuerAssignedID", reference.value)
    text(element, "TypeCode", INVOICED_OBJECT)
    texts(element, (("ReferenceTypeCode", reference.scheme),))


def period(parent: _Element, given: LinePeriod | InvoicingPeriod | None) -> None:
    """BG-26 or BG-14."""
    if given is not None and (given.start_date or given.end_date):
        element = block(parent, "BillingSpecifiedPeriod")
        day(element, "StartDateTime", given.start_date)
        day(element, "EndDateTime", given.end_date)


def allowance_or_charge(
    parent: _Element, one: LineAllowance | LineCharge | DocumentAllowance | DocumentCharge, *, charge: bool
) -> _Element:
    """What BG-20, 21, 27 and 28 share; gives the element back for what follows at document level."""
    element = block(parent, "SpecifiedTradeAllowanceCharge")
    indicator(element, charge)
    rate(element, "CalculationPercent", one.percentage)
    number(element, "BasisAmount", one.base_amount)
    number(element, "ActualAmount", one.amount)
    texts(element, (("ReasonCode", one.reason_code), ("Reason", one.reason)))
    return element
