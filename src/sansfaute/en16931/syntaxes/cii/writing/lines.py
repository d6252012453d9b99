"""Lines: product, price, quantity, VAT, allowances and charges."""

from sansfaute.en16931.model import (
    DocumentAllowance,
    DocumentCharge,
    InvoicingPeriod,
    Item,
    ItemAttribute,
    Line,
    LineAllowance,
    LineCharge,
    LinePeriod,
    LinePrecedingInvoice,
    LineVat,
    Price,
)
from sansfaute.en16931.syntaxes.cii.names import INVOICED_OBJECT, RAM
from sansfaute.en16931.syntaxes.cii.writing.elements import (
    amount,
    block,
    day,
    formatted_day,
    identifier,
    indicator,
    number,
    quantity,
    rate,
    reference,
    text,
    texts,
)
from sansfaute.en16931.syntaxes.cii.writing.nodes import Node, leaf
from sansfaute.en16931.syntaxes.cii.writing.parties import line_seller, line_ship_to
from sansfaute.en16931.values import ABSENT, Identifier

_NO_VAT = LineVat(vat_category_code="")


Currencies = tuple[str, str | None]
"""BT-5 and BT-6, which tell the VAT amounts of a line apart."""


def line(parent: Node, one: Line, currencies: Currencies, *, lean: bool) -> None:
    """BG-25; `lean` leaves out the blocks that hold nothing, as only the schemas of EXTENDED allow."""
    element = block(parent, "IncludedSupplyChainTradeLineItem")
    _document(block(element, "AssociatedDocumentLineDocument"), one)
    _item(block(element, "SpecifiedTradeProduct"), one.item)
    agreement = block(element, "SpecifiedLineTradeAgreement")
    _agreement(agreement, one, lean=lean)
    delivery = block(element, "SpecifiedLineTradeDelivery")
    _delivery(delivery, one)
    if lean:
        for outer in (agreement, delivery):
            if not len(outer):
                element.remove(outer)
    _settlement(block(element, "SpecifiedLineTradeSettlement"), one, currencies, lean=lean)


def _document(element: Node, one: Line) -> None:
    """BT-126 and BT-127, with what EXTENDED-CTC-FR says of the line itself."""
    text(element, "LineID", one.identifier)
    texts(
        element,
        (
            ("ParentLineID", one.parent_line_identifier),
            ("LineStatusCode", one.status_code),
            ("LineStatusReasonCode", one.subtype_code),
        ),
    )
    if one.note or one.note_subject_code:
        _note(element, one.note, one.note_subject_code)
    for further in one.further_notes:
        _note(element, further.text, further.subject_code)


def _note(parent: Node, content: str | None, subject_code: str | None) -> None:
    texts(block(parent, "IncludedNote"), (("Content", content), ("SubjectCode", subject_code)))


def _item(element: Node, item: Item) -> None:
    """BG-31 and BG-32."""
    if item.standard_identifier is not None:
        identifier(element, "GlobalID", item.standard_identifier)
    texts(element, (("SellerAssignedID", item.seller_identifier), ("BuyerAssignedID", item.buyer_identifier)))
    text(element, "Name", item.name)
    texts(element, (("Description", item.description),))
    for attribute in item.attributes:
        outer = block(element, "ApplicableProductCharacteristic")
        _attribute(outer, attribute)
    for classification in item.classifications:
        _classification(block(element, "DesignatedProductClassification"), classification)
    if item.country_of_origin:
        text(block(element, "OriginTradeCountry"), "ID", item.country_of_origin)


def _attribute(element: Node, attribute: ItemAttribute) -> None:
    """BG-32: a name or a code, a value or a measure."""
    texts(element, (("TypeCode", attribute.code),))
    if attribute.name or not attribute.code:
        text(element, "Description", attribute.name)
    if attribute.measure is not None:
        quantity(element, "ValueMeasure", attribute.measure, attribute.measure_unit_code)
    if attribute.value or attribute.measure is None:
        text(element, "Value", attribute.value)


def _classification(element: Node, code: Identifier) -> None:
    pairs = (("listID", code.scheme), ("listVersionID", code.version))
    leaf(element, RAM, "ClassCode", code.value, {name: value for name, value in pairs if value})


def _agreement(element: Node, one: Line, *, lean: bool) -> None:
    """BT-132 and BG-29."""
    if one.delivery_terms_code or one.delivery_terms_location:
        delivery_terms(element, one.delivery_terms_code, one.delivery_terms_location)
    if one.sales_order is not None:
        order = one.sales_order
        reference(element, "SellerOrderReferencedDocument", order.reference, line=order.line_reference)
    reference(
        element,
        "BuyerOrderReferencedDocument",
        one.purchase_order_reference,
        line=one.purchase_order_line_reference,
        issued=one.purchase_order_date,
    )
    reference(element, "ContractReferencedDocument", one.contract_reference, line=one.contract_line_reference)
    price = one.price
    if price.item_gross_price is not None or price.item_price_discount is not None:
        _gross_price(block(element, "GrossPriceProductTradePrice"), price)
    if not lean or price.item_net_price is not ABSENT:
        net = block(element, "NetPriceProductTradePrice")
        number(net, "ChargeAmount", price.item_net_price)
        _base_quantity(net, price)
    if one.seller is not None:
        line_seller(element, one.seller)


def delivery_terms(parent: Node, code: str | None, location: str | None) -> None:
    """EXT-FR-FE-BG-14, or that of a line."""
    element = block(parent, "ApplicableTradeDeliveryTerms")
    texts(element, (("DeliveryTypeCode", code),))
    if location:
        text(block(element, "RelevantTradeLocation"), "Name", location)


def _delivery(element: Node, one: Line) -> None:
    """BT-129, with the deliveries of EXTENDED-CTC-FR."""
    quantity(element, "BilledQuantity", one.invoiced_quantity, one.unit_code)
    if one.delivery is not None:
        line_ship_to(element, one.delivery)
        if one.delivery.actual_delivery_date is not None:
            event = block(element, "ActualDeliverySupplyChainEvent")
            day(event, "OccurrenceDateTime", one.delivery.actual_delivery_date)
    for name, advice in (
        ("DespatchAdviceReferencedDocument", one.despatch_advice),
        ("ReceivingAdviceReferencedDocument", one.receiving_advice),
    ):
        if advice is not None:
            reference(element, name, advice.reference, line=advice.line_reference)
    note, note_line = one.delivery_note_reference, one.delivery_note_line_reference
    reference(element, "DeliveryNoteReferencedDocument", note, line=note_line)


def _gross_price(element: Node, price: Price) -> None:
    """BT-148 and BT-147; a discount given alone implies the gross price that the schema asks."""
    gross = price.item_gross_price
    if gross is None and price.item_net_price is not ABSENT:
        gross = price.item_net_price + (price.item_price_discount or 0)
    number(element, "ChargeAmount", gross)
    _base_quantity(element, price)
    if price.item_price_discount is not None:
        discount = block(element, "AppliedTradeAllowanceCharge")
        indicator(discount, False)
        number(discount, "ActualAmount", price.item_price_discount)
        texts(discount, (("ReasonCode", price.discount_reason_code), ("Reason", price.discount_reason)))


def _base_quantity(element: Node, price: Price) -> None:
    if price.base_quantity is not None:
        quantity(element, "BasisQuantity", price.base_quantity, price.base_quantity_unit_code)


def _settlement(element: Node, one: Line, currencies: Currencies, *, lean: bool) -> None:
    if not lean or one.vat != _NO_VAT:
        _vat(block(element, "ApplicableTradeTax"), one.vat, lean=lean)
    period(element, one.period)
    for allowance in one.allowances:
        allowance_or_charge(element, allowance, charge=False)
    for charge in one.charges:
        allowance_or_charge(element, charge, charge=True)
    _amounts(element, one, currencies, lean=lean)
    for preceding in one.preceding_invoices:
        _preceding(element, preceding)
    for found in one.object_identifiers:
        invoiced_object(element, found)
    if one.buyer_accounting_reference:
        account = block(element, "ReceivableSpecifiedTradeAccountingAccount")
        text(account, "ID", one.buyer_accounting_reference)


def _vat(element: Node, vat: LineVat, *, lean: bool) -> None:
    """BG-30."""
    text(element, "TypeCode", "VAT")
    texts(element, (("ExemptionReason", vat.exemption_reason),))
    if vat.vat_category_code or not lean:
        text(element, "CategoryCode", vat.vat_category_code)
    texts(
        element,
        (("ExemptionReasonCode", vat.exemption_reason_code), ("DueDateTypeCode", vat.vat_point_date_code)),
    )
    rate(element, "RateApplicablePercent", vat.vat_rate)


def _amounts(parent: Node, one: Line, currencies: Currencies, *, lean: bool) -> None:
    """BT-131, with the totals of a group of lines."""
    element = block(parent, "SpecifiedTradeSettlementLineMonetarySummation")
    number(element, "LineTotalAmount", one.line_net_amount)
    amount(element, "TaxTotalAmount", one.vat_amount, currencies[0])
    amount(element, "TaxTotalAmount", one.vat_amount_in_accounting_currency, currencies[1])
    number(element, "GrandTotalAmount", one.amount_with_vat)
    if lean and not len(element):
        parent.remove(element)


def _preceding(parent: Node, preceding: LinePrecedingInvoice) -> None:
    """EXT-FR-FE-BG-06."""
    element = block(parent, "InvoiceReferencedDocument")
    text(element, "IssuerAssignedID", preceding.invoice_number)
    texts(element, (("LineID", preceding.line_reference), ("TypeCode", preceding.type_code)))
    formatted_day(element, preceding.issue_date)


def invoiced_object(parent: Node, found: Identifier) -> None:
    """BT-18 or BT-128."""
    element = block(parent, "AdditionalReferencedDocument")
    text(element, "IssuerAssignedID", found.value)
    text(element, "TypeCode", INVOICED_OBJECT)
    texts(element, (("ReferenceTypeCode", found.scheme),))


def period(parent: Node, given: LinePeriod | InvoicingPeriod | None) -> None:
    """BG-26 or BG-14."""
    if given is not None and (given.start_date or given.end_date):
        element = block(parent, "BillingSpecifiedPeriod")
        day(element, "StartDateTime", given.start_date)
        day(element, "EndDateTime", given.end_date)


def allowance_or_charge(
    parent: Node, one: LineAllowance | LineCharge | DocumentAllowance | DocumentCharge, *, charge: bool
) -> Node:
    """What BG-20, 21, 27 and 28 share; gives the element back for what follows at document level."""
    element = block(parent, "SpecifiedTradeAllowanceCharge")
    indicator(element, charge)
    rate(element, "CalculationPercent", one.percentage)
    number(element, "BasisAmount", one.base_amount)
    number(element, "ActualAmount", one.amount)
    if one.reason_code:
        listed = None if isinstance(one, LineAllowance | DocumentAllowance) else one.reason_code_list
        leaf(element, RAM, "ReasonCode", one.reason_code, {"listID": listed} if listed else None)
    texts(element, (("Reason", one.reason),))
    return element
