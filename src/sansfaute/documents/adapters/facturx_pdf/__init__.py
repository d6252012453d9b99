"""Factur-X: an EN 16931 invoice inside a tagged PDF/A-3 (Factur-X 1.0 in XMP, France and Germany)."""

from sansfaute.documents.adapters.facturx_pdf.extract import PdfRefused, extract_cii, opened
from sansfaute.documents.adapters.facturx_pdf.metadata import MetadataError, declare
from sansfaute.documents.adapters.facturx_pdf.writing import write

__all__ = ["MetadataError", "PdfRefused", "declare", "extract_cii", "opened", "write"]
