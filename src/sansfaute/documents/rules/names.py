"""Names of files, and the version of everything that shapes a document's bytes."""

import re
from collections.abc import Iterable
from hashlib import sha256

CII = "cii"
FACTURX = "facturx"
ENDINGS = {CII: "xml", FACTURX: "pdf"}
MEDIA_TYPES = {CII: "text/xml", FACTURX: "application/pdf"}

_UNSAFE = re.compile(r"[^A-Za-z0-9+_.-]+")
_LONGEST = 76


def filename(invoice_number: str, kind: str = FACTURX) -> str:
    """`F2026-00012.pdf`: letters, figures and `+ _ . -` only, never hidden, never a path."""
    return f"{_UNSAFE.sub('-', invoice_number).strip('.-')[:_LONGEST] or 'facture'}.{ENDINGS[kind]}"


def duplicate_filename(invoice_number: str) -> str:
    """`F2026-00012-duplicata.pdf`: never taken for the original once saved."""
    name = filename(invoice_number)
    return f"{name.removesuffix('.pdf')[: _LONGEST - len('-duplicata')]}-duplicata.pdf"


def version_of(parts: Iterable[bytes]) -> str:
    """One SHA-256 (hexadecimal) over parts kept apart: moving a byte between two changes it."""
    digest = sha256()
    for part in parts:
        digest.update(sha256(part).digest())
    return digest.hexdigest()
