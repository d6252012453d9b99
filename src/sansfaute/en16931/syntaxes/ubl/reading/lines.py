"""Lines: product, price, quantity, VAT, allowances and charges."""

from decimal import Decimal
from typing import Any

from sansfaute.en16931.model import (
    Item,
    ItemAttribute,
    Line,
    LineAllowance,
    LineCharge,
    LineNote,
    LinePeriod,
    LineVat,
    Price,
)
from sansfaute.en16931.syntaxes.ubl.names import INVOICED_OBJECT, VAT_POINT_OF_UBL
from sansfaute.en16931.syntaxes.ubl.notes import note_of
from sansfaute.en16931.syntaxes.ubl.reading.amounts import is_charge, note_further_taxes, parts, reason_code_list, vat
from sansfaute.en16931.syntaxes.ubl.reading.block import Block, text_of
from sansfaute.en16931.syntaxes.ubl.reading.line_references import About, extension, line_seller
from sansfaute.en16931.values import ABSENT, Identifier


def line(element: Block, quantity: str, about: About) -> Line:
    """BG-25; `quantity` is the name that the document gives to BT-129."""
    billed = element.first(quantity)
    item = element.block("Item")
    objects = _objects(element)
    note_further_taxes(item.further("ClassifiedTaxCategory"), element.where + "vat.")
    point = element.block("InvoicePeriod").code("DescriptionCode", "vat.vat_point_date_code")
    return Line(
        **_changes(element),
        **_notes(element),
        **extension(element, about),
        seller=line_seller(item.block("ManufacturerParty", element.where + "seller.")),
        identifier=element.code("ID", "identifier") or "",
        object_identifier=objects[0] if objects else None,
        further_object_identifiers=objects[1:],
        invoiced_quantity=element.number(billed, "invoiced_quantity") if billed is not None else ABSENT,
        unit_code=billed.get("unitCode", "") if billed is not None else "",
        line_net_amount=element.needed("LineExtensionAmount", "line_net_amount"),
        buyer_accounting_reference=element.text("AccountingCost"),
        period=_period(element),
        price=_price(element.block("Price", element.where + "price.")),
        vat=_vat(item.block("ClassifiedTaxCategory", element.where + "vat."), point),
        item=_item(item, element.where + "item."),
    )


def _objects(element: Block) -> tuple[Identifier, ...]:
    """BT-128: the referenced documents of type 130."""
    found = []
    for one in element.blocks("DocumentReference"):
        if one.text("DocumentTypeCode") == INVOICED_OBJECT:
            found.append(one.identifier("ID", "object_identifier") or Identifier(""))
    return tuple(found)


def _notes(element: Block) -> dict[str, Any]:
    """BT-127, whose subject code (EXT-FR-FE-183) stands in front of the text."""
    notes = [note_of(text_of(one)) for one in element.every("Note")]
    if not notes:
        return {}
    further = [LineNote(text=one.text, subject_code=one.subject_code) for one in notes[1:]]
    return {"note": notes[0].text, "note_subject_code": notes[0].subject_code, "further_notes": tuple(further)}


def _changes(element: Block) -> dict[str, Any]:
    """BG-27 and BG-28."""
    allowances: list[LineAllowance] = []
    charges: list[LineCharge] = []
    for one in element.blocks("AllowanceCharge"):
        if is_charge(one):
            one.where = f"{element.where}charges[{len(charges)}]."
            charges.append(LineCharge(**parts(one), reason_code_list=reason_code_list(one)))
        else:
            one.where = f"{element.where}allowances[{len(allowances)}]."
            allowances.append(LineAllowance(**parts(one)))
    return {"allowances": tuple(allowances), "charges": tuple(charges)}


def _period(element: Block) -> LinePeriod | None:
    """BG-26; of several, the first whose days are reversed, since that is the one to speak of."""
    found = []
    for one in element.blocks("InvoicePeriod"):
        start, end = one.day("StartDate", "period.start_date"), one.day("EndDate", "period.end_date")
        found.append(LinePeriod(start_date=start, end_date=end) if start or end else None)
        if start and end and end < start:
            return found[-1]
    return found[0] if found else None


def _price(element: Block) -> Price:
    """BG-29."""
    base = element.first("BaseQuantity")
    gross = element.block("AllowanceCharge")
    return Price(
        item_net_price=element.needed("PriceAmount", "item_net_price"),
        item_price_discount=_discount(gross),
        discount_reason=gross.text("AllowanceChargeReason"),
        discount_reason_code=gross.code("AllowanceChargeReasonCode", "discount_reason_code"),
        item_gross_price=gross.decimal("BaseAmount", "item_gross_price"),
        base_quantity=element.figure(base, "base_quantity"),
        base_quantity_unit_code=base.get("unitCode") if base is not None else None,
    )


def _discount(gross: Block) -> Decimal | None:
    """BT-147; a bare `0` beside a gross price only fills the place that the schema keeps for it."""
    amount = gross.first("Amount")
    if amount is None or is_charge(gross):
        return None
    if amount.text == "0" and gross.first("BaseAmount") is not None:
        return None
    return gross.figure(amount, "item_price_discount")


def _vat(category: Block, point: str | None) -> LineVat:
    """BG-30."""
    return LineVat(
        **vat(category),
        exemption_reason=category.text("TaxExemptionReason"),
        exemption_reason_code=category.code("TaxExemptionReasonCode", "exemption_reason_code"),
        vat_point_date_code=VAT_POINT_OF_UBL.get(point, point) if point is not None else None,
    )


def _item(item: Block, where: str) -> Item:
    """BG-31 and BG-32."""
    item.where = where
    codes = [one.first("ItemClassificationCode") for one in item.blocks("CommodityClassification")]
    classes = [item.classification(one, n) for n, one in enumerate(one for one in codes if one is not None)]
    return Item(
        name=item.text("Name") or "",
        description=item.text("Description"),
        seller_identifier=item.block("SellersItemIdentification").code("ID", "seller_identifier"),
        buyer_identifier=item.block("BuyersItemIdentification").code("ID", "buyer_identifier"),
        standard_identifier=item.block("StandardItemIdentification").identifier("ID", "standard_identifier"),
        classifications=tuple(classes),
        country_of_origin=item.block("OriginCountry").code("IdentificationCode", "country_of_origin"),
        attributes=tuple([_attribute(one) for one in item.blocks("AdditionalItemProperty", where + "attributes")]),
    )


def _attribute(element: Block) -> ItemAttribute:
    """BG-32; a value that is there, alone, but blank, is noted."""
    measure, value = element.first("ValueQuantity"), element.text("Value")
    if value == "" and measure is None:
        element.margin.raw[element.where + "value"] = value
    return ItemAttribute(
        name=element.text("Name") or "",
        value=value or "",
        code=element.code("NameCode", "code"),
        measure=element.figure(measure, "measure"),
        measure_unit_code=measure.get("unitCode") if measure is not None else None,
    )
