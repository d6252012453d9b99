"""Say in the PDF's XMP that it is a Factur-X: properties, and the description PDF/A asks for them.

Typst writes plain files: a classical cross-reference table and one metadata stream that is not
compressed. So the text is put in place and the offsets after it are moved, which takes a tenth of a
millisecond where opening and rewriting the whole file takes several. A file that is not of that
shape is refused, never guessed at.
"""

import re

NAMESPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
FILENAME = "factur-x.xml"
_PROPERTIES = {
    "DocumentType": ("INVOICE", "The type of the hybrid document in capital letters, e.g. INVOICE or ORDER"),
    "DocumentFileName": (FILENAME, "The name of the embedded XML document"),
    "Version": ("1.0", "The actual version of the standard applying to the embedded XML document"),
    "ConformanceLevel": ("EN 16931", "The conformance level of the embedded XML document"),
}
_STREAM = b"/Type/Metadata/Subtype/XML>>\nstream\n"
_HEAD = re.compile(rb"\d+ 0 obj\n<</Length (\d+)$")
_LONGEST_HEAD = 60
_TABLE = re.compile(rb"xref\s+0 (\d+)\s")
_ENTRY = 20
_SCHEMAS_END = b"</rdf:Bag></pdfaExtension:schemas>"
_RDF_END = b"</rdf:RDF>"


class MetadataFailed(Exception):
    """The PDF is not of the shape Typst writes; it must not be issued as a Factur-X."""


def declare(pdf: bytes) -> bytes:
    """The same PDF, declared to carry an EN 16931 invoice as factur-x.xml. Raises MetadataFailed."""
    if pdf.count(_STREAM) != 1:
        raise MetadataFailed("the PDF has not exactly one metadata stream")
    at = pdf.find(_STREAM)
    length = _HEAD.search(pdf, at - _LONGEST_HEAD, at)
    if length is None:
        raise MetadataFailed("the metadata stream has no plain length")
    start = at + len(_STREAM)
    end = start + int(length[1])
    packet = _declared(pdf[start:end])
    size = str(len(packet)).encode()
    grown = len(packet) - (end - start) + len(size) - len(length[1])
    head = pdf[: length.start(1)] + size + pdf[length.end(1) : start] + packet
    table = pdf.rfind(b"\nxref", end) + 1
    return head + pdf[end:table] + _moved(pdf, table, start, grown)


def _declared(packet: bytes) -> bytes:
    if packet.count(_SCHEMAS_END) != 1 or packet.count(_RDF_END) != 1:
        raise MetadataFailed("the XMP packet has no place for the Factur-X description")
    packet = packet.replace(_SCHEMAS_END, _SCHEMA + _SCHEMAS_END)
    return packet.replace(_RDF_END, _DESCRIPTION + _RDF_END)


def _moved(pdf: bytes, table: int, start: int, grown: int) -> bytes:
    """The cross-reference table and trailer, with every offset behind the packet moved."""
    opening = _TABLE.match(pdf, table)
    if table == 0 or opening is None:
        raise MetadataFailed("the PDF has no classical cross-reference table")
    first, count = opening.end(), int(opening[1])
    entries = (pdf[first + _ENTRY * at : first + _ENTRY * (at + 1)] for at in range(count))
    rows = [_entry(entry, start, grown) for entry in entries]
    trailer, found, tail = pdf[first + _ENTRY * count :].partition(b"startxref\n")
    if not found or tail.split()[:1] != [str(table).encode()]:
        raise MetadataFailed("the PDF's trailer does not name its cross-reference table")
    return opening[0] + b"".join(rows) + trailer + b"startxref\n%d\n%%%%EOF" % (table + grown)


def _entry(entry: bytes, start: int, grown: int) -> bytes:
    if len(entry) != _ENTRY or entry[17:18] not in (b"n", b"f"):
        raise MetadataFailed("the PDF's cross-reference table is not whole")
    offset = int(entry[:10])
    return b"%010d" % (offset + grown) + entry[10:] if offset > start else entry


def _property(name: str, description: str) -> str:
    return (
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
        "<pdfaProperty:valueType>Text</pdfaProperty:valueType>"
        "<pdfaProperty:category>external</pdfaProperty:category>"
        f"<pdfaProperty:description>{description}</pdfaProperty:description></rdf:li>"
    )


_SCHEMA = (
    '<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>'
    f"<pdfaSchema:namespaceURI>{NAMESPACE}</pdfaSchema:namespaceURI><pdfaSchema:prefix>fx</pdfaSchema:prefix>"
    "<pdfaSchema:property><rdf:Seq>"
    + "".join(_property(name, description) for name, (_, description) in _PROPERTIES.items())
    + "</rdf:Seq></pdfaSchema:property></rdf:li>"
).encode()
_DESCRIPTION = (
    f'<rdf:Description rdf:about="" xmlns:fx="{NAMESPACE}">'
    + "".join(f"<fx:{name}>{value}</fx:{name}>" for name, (value, _) in _PROPERTIES.items())
    + "</rdf:Description>"
).encode()
