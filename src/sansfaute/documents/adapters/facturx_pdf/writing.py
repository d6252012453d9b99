"""The whole Factur-X of one invoice."""

from sansfaute.documents.adapters.facturx_pdf.metadata import MetadataError, declare
from sansfaute.documents.adapters.typst_pdf import RenderingError, render
from sansfaute.documents.rules import epc_payload, page_of, unlike
from sansfaute.en16931.model import Invoice


def write(invoice: Invoice, cii: bytes) -> bytes:
    """A PDF/A-3a of the invoice that carries `cii`; the same invoice gives the same bytes.

    Raises RenderingError; also when a figure about to be printed is not the
    invoice's own, because a figure that differs from the seal must never reach paper.
    """
    page = page_of(invoice)
    differing = unlike(page, invoice)
    if differing:
        raise RenderingError(f"the page does not say what the invoice says: {', '.join(differing)}")
    try:
        return declare(render(page, cii=cii, payload=epc_payload(invoice)))
    except MetadataError as failure:
        raise RenderingError(str(failure)) from failure
