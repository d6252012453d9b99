"""Factur-X: an EN 16931 invoice inside a tagged PDF/A-3 (Factur-X 1.0 in XMP, France and Germany)."""

from sansfaute.documents.adapters.facturx_pdf.metadata import MetadataError, declare
from sansfaute.documents.adapters.facturx_pdf.writing import write
from sansfaute.lib import pdf_attachments as extract
from sansfaute.lib.pdf_attachments import PdfRefused, extract_cii, opened

__all__ = ["MetadataError", "PdfRefused", "declare", "extract", "extract_cii", "opened", "write"]
