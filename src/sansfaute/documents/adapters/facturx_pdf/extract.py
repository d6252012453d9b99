"""Take the CII out of a Factur-X or ZUGFeRD PDF that anybody may have sent."""

import io
import zlib
from collections.abc import Iterator
from itertools import islice

import pikepdf

LARGEST_PDF = 100 * 1024 * 1024
"""Largest file accepted, in bytes: what platforms accept (BR-FR-19)."""
LARGEST_XML = 64 * 1024 * 1024
"""Largest XML, in bytes once unpacked: a few kilobytes of PDF may unpack to gigabytes."""
NAMES = ("factur-x.xml", "zugferd-invoice.xml", "xrechnung.xml")
"""Names the formats give the XML, in the order of preference: Factur-X 1.0, ZUGFeRD 1.0, XRechnung."""
_ROOT = b"CrossIndustryInvoice", b"CrossIndustryDocument"
_HEAD = 4096
_MOST_FILES = 200


class PdfRefused(Exception):
    """The file cannot be opened safely; `reason` is broken, locked or too_large."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


def extract_cii(pdf: bytes) -> bytes | None:
    """The XML invoice inside the PDF, or None when there is none.

    A file with a known name is preferred; failing that, an attached XML that is a CII invoice
    whatever its name. Raises PdfRefused for a file that is broken, locked by a password, or too large.
    """
    if len(pdf) > LARGEST_PDF:
        raise PdfRefused("too_large", f"the PDF is larger than {LARGEST_PDF // 1024 // 1024} MB")
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            return _best(document)
    except pikepdf.PasswordError as failure:
        raise PdfRefused("locked", "the PDF is locked by a password") from failure
    except (pikepdf.PdfError, pikepdf.DependencyError, RecursionError, ValueError, TypeError, KeyError) as failure:
        raise PdfRefused("broken", f"the PDF is broken ({type(failure).__name__})") from failure


def _best(document: pikepdf.Pdf) -> bytes | None:
    files = sorted(islice(_attached(document), _MOST_FILES), key=lambda one: _rank(one[0]))
    for name, stream in files:
        content = _content(stream) if _rank(name) < len(NAMES) or name.lower().endswith(".xml") else None
        if content is not None and any(root in content[:_HEAD] for root in _ROOT):
            return content
    return None


def _rank(name: str) -> int:
    return NAMES.index(name.lower()) if name.lower() in NAMES else len(NAMES)


def _attached(document: pikepdf.Pdf) -> Iterator[tuple[str, pikepdf.Object]]:
    """Name and stream of each embedded file: those the catalog associates, then those it names."""
    associated = document.Root.get("/AF")
    specifications = list(associated.as_list()) if isinstance(associated, pikepdf.Array) else []
    names = document.Root.get("/Names")
    embedded = names.get("/EmbeddedFiles") if isinstance(names, pikepdf.Dictionary) else None
    if isinstance(embedded, pikepdf.Dictionary):
        specifications += (value for _, value in pikepdf.NameTree(embedded).items())
    for one in specifications:
        if isinstance(one, pikepdf.Dictionary) and isinstance(one.get("/EF"), pikepdf.Dictionary):
            stream = one.EF.get("/UF", one.EF.get("/F"))
            if isinstance(stream, pikepdf.Stream):
                yield str(one.get("/UF", one.get("/F", ""))).strip(), stream


def _content(stream: pikepdf.Object) -> bytes | None:
    """The unpacked bytes, never more than LARGEST_XML; None for a packing that is not plain or Flate."""
    packing = stream.get("/Filter")
    packings = [str(one) for one in packing.as_list()] if isinstance(packing, pikepdf.Array) else [str(packing or "")]
    raw = stream.read_raw_bytes()
    if packings in ([], [""]):
        return raw if len(raw) <= LARGEST_XML else _too_large()
    return _inflated(raw) if packings == ["/FlateDecode"] and "/DecodeParms" not in stream else None


def _inflated(raw: bytes) -> bytes:
    unpacker = zlib.decompressobj()
    try:
        content = unpacker.decompress(raw, LARGEST_XML)
    except zlib.error as failure:
        raise PdfRefused("broken", "the attached XML cannot be unpacked") from failure
    return content if not unpacker.unconsumed_tail else _too_large()


def _too_large() -> bytes:
    raise PdfRefused("too_large", f"the attached XML is larger than {LARGEST_XML // 1024 // 1024} MB")
