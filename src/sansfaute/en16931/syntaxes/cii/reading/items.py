"""The item of a line: BG-31 and BG-32."""

from sansfaute.en16931.model import Item, ItemAttribute
from sansfaute.en16931.syntaxes.cii.reading.block import Block


def item(product: Block) -> Item:
    """BG-31."""
    classes = [
        one.identifier("ClassCode", scheme="listID", version="listVersionID")
        for one in product.blocks("DesignatedProductClassification")
    ]
    return Item(
        name=product.text("Name") or "",
        description=product.text("Description"),
        seller_identifier=product.code("SellerAssignedID", "seller_identifier"),
        buyer_identifier=product.code("BuyerAssignedID", "buyer_identifier"),
        standard_identifier=product.identifier("GlobalID", "standard_identifier"),
        classifications=tuple([one for one in classes if one is not None]),
        country_of_origin=product.block("OriginTradeCountry").code("ID", "country_of_origin"),
        attributes=tuple([_attribute(one) for one in product.listed("ApplicableProductCharacteristic", "attributes")]),
    )


def _attribute(element: Block) -> ItemAttribute:
    """BG-32; a value that is there, alone, but blank, is noted."""
    measure, value = element.first("ValueMeasure"), element.text("Value")
    if value is not None and not value.strip() and measure is None:
        element.record.raw[element.at + "value"] = value
    return ItemAttribute(
        name=element.text("Description") or "",
        value=value or "",
        code=element.code("TypeCode", "code"),
        measure=element.decimal("ValueMeasure", "EXT-FR-FE-160", "measure"),
        measure_unit_code=(measure.get("unitCode") or None) if measure is not None else None,
    )
