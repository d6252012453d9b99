"""Documents that say nothing: every pack must refuse them, and proves by that, at its first use, that it judges."""

from lxml import etree

_CII = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
_RAM = "urn:un:unece:uncefact:data:standard:ReusableAggregateBusinessInformationEntity:100"


def hollow(root_tag: str) -> bytes:
    """The root that `root_tag` names (as lxml writes it), and for CII the groups that rules look into."""
    root = etree.Element(root_tag)
    if root_tag == f"{{{_CII}}}CrossIndustryInvoice":
        for name in ("ExchangedDocumentContext", "ExchangedDocument", "SupplyChainTradeTransaction"):
            last = etree.SubElement(root, f"{{{_CII}}}{name}")
        for name in ("Agreement", "Delivery", "Settlement"):
            etree.SubElement(last, f"{{{_RAM}}}ApplicableHeaderTrade{name}")
    return etree.tostring(root)


def misshapen(root_tag: str) -> bytes:
    """A root with an element that no schema knows."""
    root = etree.Element(root_tag)
    etree.SubElement(root, "unknown")
    return etree.tostring(root)
