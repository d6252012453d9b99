"""The whole Factur-X of one invoice."""

from sansfaute.documents.adapters.facturx_pdf.metadata import MetadataError, declare
from sansfaute.documents.adapters.typst_pdf import RenderingError, render
from sansfaute.documents.rules import CopyMark, epc_payload, marked, page_of, unlike
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.syntaxes import PROFILES

_LEVELS = {"minimum": "MINIMUM", "basicwl": "BASIC WL", "basic": "BASIC", "extended": "EXTENDED"}


def write(invoice: Invoice, cii: bytes, copy: CopyMark | None = None) -> bytes:
    """A PDF/A-3a of the invoice that carries `cii`; the same invoice gives the same bytes.

    With `copy` it is a duplicate, marked on every page; the XML that it carries is the original's own.

    Raises RenderingError; also when a figure about to be printed is not the
    invoice's own, because a figure that differs from the seal must never reach paper.
    """
    page = page_of(invoice)
    differing = unlike(page, invoice)
    if differing:
        raise RenderingError(f"the page does not say what the invoice says: {', '.join(differing)}")
    page = marked(page, copy) if copy else page
    try:
        return declare(render(page, cii=cii, payload=epc_payload(invoice)), _level(invoice))
    except MetadataError as failure:
        raise RenderingError(str(failure)) from failure


def _level(invoice: Invoice) -> str:
    """The conformance level that the metadata announces: that of the profile (BT-24)."""
    return _LEVELS.get(PROFILES.get(invoice.process_control.specification_identifier, ""), "EN 16931")
