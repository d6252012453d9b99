"""Take the XML invoice out of a Factur-X, ZUGFeRD or XRechnung PDF that anybody may have sent.

The file may be hostile: what is unpacked, counted or followed has a limit. The limits of the PDF
library hold for the whole process, so they are set once, when this module is imported.
"""

import binascii
import io
import re
import zlib
from base64 import a85decode
from collections.abc import Iterator
from itertools import chain, islice

import pikepdf
from pikepdf.settings import set_qpdf_limits

LARGEST_PDF = 100 * 1024 * 1024
"""Largest file accepted, in bytes: what platforms accept (BR-FR-19)."""
LARGEST_XML = 64 * 1024 * 1024
"""Largest XML, in bytes once unpacked: a few kilobytes of PDF may unpack to gigabytes."""
NAMES = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")
"""Names the formats give the XML, in any case, in the order of preference: Factur-X and ZUGFeRD 2.1,
ZUGFeRD 1.0 (`ZUGFeRD-invoice.xml`) and 2.0, XRechnung."""
_ROOT = re.compile(rb"<(?:[\w.-]+:)?(?:CrossIndustryInvoice|CrossIndustryDocument|Invoice|CreditNote)[\s/>]")
_HEAD = 64 * 1024
_MOST_FILES = 10_000
_MOST_OTHERS = 20
"""How many attachments of other names are opened, of those that end in .xml."""
_MOST_FILTERS = 4
# The library cannot bound this packing, and PDF/A does not allow it (ISO 19005-3, 6.1.7.2).
_LZW = re.compile(rb"/(?:L|#4[cC])(?:Z|#5[aA])(?:W|#57)(?:Decode)?[\s/\]>]")
_PACKINGS = {"/Fl": "/FlateDecode", "/AHx": "/ASCIIHexDecode", "/A85": "/ASCII85Decode"}

set_qpdf_limits(
    doc_max_warnings=1000,
    max_stream_filters=_MOST_FILTERS,
    flate_max_memory=LARGEST_XML,
    png_max_memory=LARGEST_XML,
    run_length_max_memory=LARGEST_XML,
    tiff_max_memory=LARGEST_XML,
)


class PdfRefused(Exception):
    """The file cannot be opened safely; `reason` is broken, locked or too_large."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def extract_cii(pdf: bytes) -> bytes | None:
    """The XML invoice inside the PDF, or None when there is none.

    A file with a known name is preferred; failing that, an attached XML that is an invoice whatever
    its name. Raises PdfRefused for a file that is broken, locked by a password, or too large.
    """
    if len(pdf) > LARGEST_PDF:
        raise PdfRefused("too_large", f"the PDF is larger than {LARGEST_PDF // 1024 // 1024} MB")
    if _LZW.search(pdf):
        raise PdfRefused("broken", "the PDF is packed with LZW, which PDF/A does not allow")
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            return _best(document)
    except pikepdf.PasswordError as failure:
        raise PdfRefused("locked", "the PDF is locked by a password") from failure
    except (
        pikepdf.PdfError,
        pikepdf.DependencyError,
        RecursionError,
        ValueError,
        TypeError,
        KeyError,
        AttributeError,
        MemoryError,
        RuntimeError,
    ) as failure:
        raise PdfRefused("broken", f"the PDF is broken ({type(failure).__name__})") from failure


def opened(pdf: bytes) -> tuple[bytes, str]:
    """The XML inside, else nothing and why: none, broken, locked or too_large."""
    try:
        content = extract_cii(pdf)
    except PdfRefused as refusal:
        return b"", refusal.reason
    return (content, "") if content else (b"", "none")


def _best(document: pikepdf.Pdf) -> bytes | None:
    """Known names first; then the first few others that end in .xml."""
    files = list(islice(_attached(document), _MOST_FILES))
    known = sorted((one for one in files if _rank(one[0]) < len(NAMES)), key=lambda one: _rank(one[0]))
    others = (one for one in files if _rank(one[0]) == len(NAMES) and one[0].lower().endswith(".xml"))
    for _, stream in chain(known, islice(others, _MOST_OTHERS)):
        content = _content(stream)
        if content is not None and _ROOT.search(content[:_HEAD].replace(b"\x00", b"")):
            return content
    return None


def _rank(name: str) -> int:
    return NAMES.index(name.lower()) if name.lower() in NAMES else len(NAMES)


def _attached(document: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Object]]:
    """Name and stream of each embedded file: those the catalog associates, then those it names."""
    for one in _specifications(document):
        if isinstance(one, pikepdf.Dictionary) and isinstance(one.get("/EF"), pikepdf.Dictionary):
            stream = one.EF.get("/UF", one.EF.get("/F"))
            if isinstance(stream, pikepdf.Stream):
                yield str(one.get("/UF", one.get("/F", ""))).replace("\\", "/").rpartition("/")[2].strip(), stream


def _specifications(document: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    associated = document.Root.get("/AF")
    if isinstance(associated, pikepdf.Array):
        yield from associated.as_list()
    names = document.Root.get("/Names")
    embedded = names.get("/EmbeddedFiles") if isinstance(names, pikepdf.Dictionary) else None
    if isinstance(embedded, pikepdf.Dictionary):
        yield from (value for _, value in pikepdf.NameTree(embedded).items())


def _content(stream: pikepdf.Object) -> bytes | None:
    """The unpacked bytes, never more than LARGEST_XML; None for a packing that no text needs."""
    packing = stream.get("/Filter")
    packings = [str(one) for one in packing.as_list()] if isinstance(packing, pikepdf.Array) else [str(packing or "")]
    if len(packings) > _MOST_FILTERS or "/DecodeParms" in stream:
        return None
    content = stream.read_raw_bytes()
    for name in filter(None, packings):
        unpack = _UNPACK.get(_PACKINGS.get(name, name))
        if unpack is None:
            return None
        content = unpack(content)
    return content if len(content) <= LARGEST_XML else _too_large()


def _inflated(packed: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(packed, LARGEST_XML)
    except zlib.error as failure:
        raise PdfRefused("broken", "the attached XML cannot be unpacked") from failure
    return content if not unpacker.unconsumed_tail else _too_large()


def _from_hexadecimal(packed: bytes) -> bytes:
    digits = b"".join(packed.partition(b">")[0].split())
    return binascii.unhexlify(digits + b"0" * (len(digits) % 2))


def _from_base_85(packed: bytes) -> bytes:
    return a85decode(packed.strip().removeprefix(b"<~").partition(b"~>")[0])


_UNPACK = {"/FlateDecode": _inflated, "/ASCIIHexDecode": _from_hexadecimal, "/ASCII85Decode": _from_base_85}


def _too_large() -> bytes:
    raise PdfRefused("too_large", f"the attached XML is larger than {LARGEST_XML // 1024 // 1024} MB")
