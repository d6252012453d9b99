"""Say in the PDF what it is: a Factur-X, and accessible; with the descriptions PDF/A asks for.

Typst writes plain files: a classical cross-reference table, a catalog and one metadata stream that
are not compressed. So the text is put in place and the offsets behind it are moved, which takes a
tenth of a millisecond where opening and rewriting the whole file takes five or more. A file that is
not of that shape is refused, never guessed at.
"""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

NAMESPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
ACCESSIBLE = "http://www.aiim.org/pdfua/ns/id/"
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
_PREFERENCES = b"/ViewerPreferences<<"
_SHOW_TITLE = b"/DisplayDocTitle true"
_TABLE = re.compile(rb"xref\n0 (\d+)\n")
_ENTRY = 20
_SCHEMAS_END = b"</rdf:Bag></pdfaExtension:schemas>"
_RDF_END = b"</rdf:RDF>"


class MetadataError(Exception):
    """The PDF is not of the shape Typst writes; it must not be issued as a Factur-X."""


class _Edit(NamedTuple):
    """Bytes from `start` to `end` become `new`."""

    start: int
    end: int
    new: bytes


def declare(pdf: bytes, level: str = "EN 16931") -> bytes:
    """The same PDF, declared a Factur-X (of this conformance level) and PDF/UA-1. Raises MetadataError.

    What PDF/UA-1 asks of tags, titles and alternative texts is in the template; a test judges it.
    """
    edits = sorted((*_packet_edits(pdf, level), _catalog_edit(pdf)))
    table = pdf.rfind(b"\nxref\n") + 1
    if edits[-1].end > table:
        raise MetadataError("the PDF's cross-reference table is not at its end")
    kept, at = [], 0
    for edit in edits:
        kept += [pdf[at : edit.start], edit.new]
        at = edit.end
    return b"".join(kept) + pdf[at:table] + _moved(pdf, table, edits)


def _packet_edits(pdf: bytes, level: str) -> tuple[_Edit, _Edit]:
    """The XMP packet with our descriptions, and its new length."""
    at = _only(pdf, _STREAM)
    length = _HEAD.search(pdf, at - _LONGEST_HEAD, at)
    if length is None:
        raise MetadataError("the metadata stream has no plain length")
    start = at + len(_STREAM)
    end = start + int(length[1])
    packet = pdf[start:end]
    schemas, rdf = _only(packet, _SCHEMAS_END), _only(packet, _RDF_END)
    new = packet[:schemas] + _SCHEMAS + packet[schemas:rdf] + _description(level) + packet[rdf:]
    return _Edit(length.start(1), length.end(1), str(len(new)).encode()), _Edit(start, end, new)


def _catalog_edit(pdf: bytes) -> _Edit:
    """Readers show the document's title, not the file's name (ISO 14289-1, 7.1)."""
    at = _only(pdf, _PREFERENCES) + len(_PREFERENCES)
    return _Edit(at, at, _SHOW_TITLE)


def _moved(pdf: bytes, table: int, edits: Sequence[_Edit]) -> bytes:
    """The cross-reference table and trailer, with every offset behind an edit moved."""
    opening = _TABLE.match(pdf, table)
    if opening is None:
        raise MetadataError("the PDF has no classical cross-reference table")
    first, count = opening.end(), int(opening[1])
    last = first + _ENTRY * count
    rows = [_entry(pdf[at : at + _ENTRY], edits) for at in range(first, last, _ENTRY)]
    trailer, found, tail = pdf[last:].partition(b"startxref\n")
    if not found or tail.split()[:1] != [str(table).encode()]:
        raise MetadataError("the PDF's trailer does not name its cross-reference table")
    return opening[0] + b"".join(rows) + trailer + b"startxref\n%d\n%%%%EOF" % _offset(table, edits)


def _entry(entry: bytes, edits: Sequence[_Edit]) -> bytes:
    if len(entry) != _ENTRY or entry[17:18] not in (b"n", b"f"):
        raise MetadataError("the PDF's cross-reference table is not whole")
    return b"%010d" % _offset(int(entry[:10]), edits) + entry[10:]


def _offset(old: int, edits: Sequence[_Edit]) -> int:
    return old + sum(len(edit.new) - edit.end + edit.start for edit in edits if edit.end <= old)


def _only(text: bytes, part: bytes) -> int:
    if text.count(part) != 1:
        raise MetadataError(f"{part.decode()!r} stands {text.count(part)} times in the PDF, not once")
    return text.find(part)


def _property(name: str, kind: str, category: str, description: str) -> str:
    return (
        f'<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>'
        f"<pdfaProperty:valueType>{kind}</pdfaProperty:valueType>"
        f"<pdfaProperty:category>{category}</pdfaProperty:category>"
        f"<pdfaProperty:description>{description}</pdfaProperty:description></rdf:li>"
    )


def _schema(title: str, namespace: str, prefix: str, properties: str) -> str:
    return (
        f'<rdf:li rdf:parseType="Resource"><pdfaSchema:schema>{title}</pdfaSchema:schema>'
        f"<pdfaSchema:namespaceURI>{namespace}</pdfaSchema:namespaceURI><pdfaSchema:prefix>{prefix}</pdfaSchema:prefix>"
        f"<pdfaSchema:property><rdf:Seq>{properties}</rdf:Seq></pdfaSchema:property></rdf:li>"
    )


_SCHEMAS = (
    _schema(
        "Factur-X PDFA Extension Schema",
        NAMESPACE,
        "fx",
        "".join(_property(name, "Text", "external", description) for name, (_, description) in _PROPERTIES.items()),
    )
    + _schema(
        "PDF/UA Universal Accessibility Schema",
        ACCESSIBLE,
        "pdfuaid",
        _property("part", "Integer", "internal", "Indicates, which part of ISO 14289 standard is followed"),
    )
).encode()


@cache
def _description(level: str) -> bytes:
    """What the file is, said in the words declared above."""
    values = {name: value for name, (value, _) in _PROPERTIES.items()} | {"ConformanceLevel": level}
    return (
        f'<rdf:Description rdf:about="" xmlns:fx="{NAMESPACE}">'
        + "".join(f"<fx:{name}>{value}</fx:{name}>" for name, value in values.items())
        + f'</rdf:Description><rdf:Description rdf:about="" xmlns:pdfuaid="{ACCESSIBLE}">'
        + "<pdfuaid:part>1</pdfuaid:part></rdf:Description>"
    ).encode()
