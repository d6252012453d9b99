"""What an issued invoice looks like, decided without touching anything."""

from sansfaute.documents.rules.names import CII, ENDINGS, FACTURX, MEDIA_TYPES, duplicate_filename, filename, version_of
from sansfaute.documents.rules.page import CopyMark, marked, page_of
from sansfaute.documents.rules.payment import epc_payload
from sansfaute.documents.rules.proof import unlike
from sansfaute.documents.rules.words import kind, payment_means, unit

__all__ = [
    "CII",
    "ENDINGS",
    "FACTURX",
    "MEDIA_TYPES",
    "CopyMark",
    "duplicate_filename",
    "epc_payload",
    "filename",
    "kind",
    "marked",
    "page_of",
    "payment_means",
    "unit",
    "unlike",
    "version_of",
]
