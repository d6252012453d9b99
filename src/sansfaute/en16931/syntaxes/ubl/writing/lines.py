"""Lines: product, price, quantity, VAT, allowances and charges."""

from decimal import Decimal

from lxml.etree import SubElement, _Element

from sansfaute.en16931.model import Item, ItemAttribute, Line, LinePeriod, LineSeller, LineVat, Note, Price
from sansfaute.en16931.syntaxes.ubl import notes
from sansfaute.en16931.syntaxes.ubl.names import CBC, INVOICED_OBJECT, VAT_POINT_IN_UBL
from sansfaute.en16931.syntaxes.ubl.writing.amounts import allowance_or_charge, tax_category
from sansfaute.en16931.syntaxes.ubl.writing.elements import (
    amount,
    block,
    day,
    delivery_terms,
    identifier,
    inside,
    quantity,
    text,
    texts,
)
from sansfaute.en16931.syntaxes.ubl.writing.line_references import About, delivery, line_vat, references
from sansfaute.en16931.syntaxes.ubl.writing.parties import line_seller
from sansfaute.en16931.values import Identifier


def line(root: _Element, one: Line, about: About) -> None:
    """BG-25, in the schema's order."""
    credit, currency = about.is_credit_note, about.currency
    element = block(root, "CreditNoteLine" if credit else "InvoiceLine")
    text(element, "ID", one.identifier)
    _notes(element, one)
    quantity(element, "CreditedQuantity" if credit else "InvoicedQuantity", one.invoiced_quantity, one.unit_code)
    amount(element, "LineExtensionAmount", one.line_net_amount, currency)
    texts(element, (("AccountingCost", one.buyer_accounting_reference),))
    _period(element, one.period, one.vat.vat_point_date_code)
    references(element, one, about)
    for given in one.object_identifiers:
        _object(element, given)
    if one.delivery is not None:
        delivery(element, one.delivery)
    if credit:
        line_vat(element, one, about)
    for allowance in one.allowances:
        allowance_or_charge(element, allowance, currency, charge=False)
    for charge in one.charges:
        allowance_or_charge(element, charge, currency, charge=True)
    if not credit:
        line_vat(element, one, about)
    _item(block(element, "Item"), one.item, one.vat, one.seller)
    _price(element, one.price, currency)
    delivery_terms(element, one.delivery_terms_code, one.delivery_terms_location)


def _notes(element: _Element, one: Line) -> None:
    """BT-127, its subject code (EXT-FR-FE-183) in front."""
    if one.note or one.note_subject_code:
        text(element, "Note", notes.text_of(Note(text=one.note or "", subject_code=one.note_subject_code), "note"))
    for further in one.further_notes:
        text(element, "Note", notes.text_of(Note(text=further.text, subject_code=further.subject_code), "note"))


def _period(element: _Element, given: LinePeriod | None, point: str | None) -> None:
    """BG-26 and EXT-FR-FE-180."""
    if given is not None or point:
        period = block(element, "InvoicePeriod")
        if given is not None:
            day(period, "StartDate", given.start_date)
            day(period, "EndDate", given.end_date)
        texts(period, (("DescriptionCode", VAT_POINT_IN_UBL.get(point, point) if point else None),))


def _object(element: _Element, given: Identifier) -> None:
    """BT-128."""
    if given.value:
        reference = block(element, "DocumentReference")
        identifier(reference, "ID", given)
        text(reference, "DocumentTypeCode", INVOICED_OBJECT)


def _item(element: _Element, item: Item, vat: LineVat, seller: LineSeller | None) -> None:
    """BG-31, BG-32, BG-30 and EXT-FR-FE-BG-12."""
    texts(element, (("Description", item.description), ("Name", item.name)))
    inside(element, "BuyersItemIdentification", "ID", item.buyer_identifier)
    inside(element, "SellersItemIdentification", "ID", item.seller_identifier)
    if item.standard_identifier is not None and item.standard_identifier.value:
        identifier(block(element, "StandardItemIdentification"), "ID", item.standard_identifier)
    inside(element, "OriginCountry", "IdentificationCode", item.country_of_origin)
    for classification in item.classifications:
        _classification(block(element, "CommodityClassification"), classification)
    reasons = vat.exemption_reason_code, vat.exemption_reason
    if vat.vat_category_code or vat.vat_rate is not None or any(reasons):
        tax_category(element, "ClassifiedTaxCategory", vat.vat_category_code, vat.vat_rate, reasons)
    for attribute in item.attributes:
        _attribute(block(element, "AdditionalItemProperty"), attribute)
    if seller is not None:
        line_seller(element, seller)


def _attribute(element: _Element, attribute: ItemAttribute) -> None:
    """BG-32: a text, or a measure with its unit."""
    text(element, "Name", attribute.name)
    texts(element, (("NameCode", attribute.code), ("Value", attribute.value)))
    quantity(element, "ValueQuantity", attribute.measure, attribute.measure_unit_code)


def _classification(element: _Element, code: Identifier) -> None:
    pairs = (("listID", code.scheme), ("listVersionID", code.version))
    attributes = {name: value for name, value in pairs if value}
    SubElement(element, CBC + "ItemClassificationCode", attributes).text = code.value


def _price(parent: _Element, price: Price, currency: str) -> None:
    """BG-29; the schema asks a discount beside a gross price: a bare `0` where there is none."""
    if price == Price(item_net_price=price.item_net_price) and price.item_net_price.is_nan():
        return
    element = block(parent, "Price")
    amount(element, "PriceAmount", price.item_net_price, currency)
    quantity(element, "BaseQuantity", price.base_quantity, price.base_quantity_unit_code)
    if price.item_gross_price is not None or price.item_price_discount is not None:
        gross = block(element, "AllowanceCharge")
        text(gross, "ChargeIndicator", "false")
        reasons = price.discount_reason_code, price.discount_reason
        texts(gross, zip(("AllowanceChargeReasonCode", "AllowanceChargeReason"), reasons, strict=True))
        amount(gross, "Amount", _discount(price), currency)
        amount(gross, "BaseAmount", price.item_gross_price, currency)


def _discount(price: Price) -> Decimal:
    given = price.item_price_discount
    if given is None:
        return Decimal(0)
    return Decimal("0.00") if given == 0 else given
