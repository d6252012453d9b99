"""What a number looks like, which date an invoice may bear, and what a seal covers. Pure."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

CREDIT_NOTES = frozenset({"261", "262", "381", "396", "502", "503"})  # UNTDID 1001, france.md 3.4


def series_kind(type_code: str) -> str:
    """Which series a document belongs to, by its type code (BT-3)."""
    return "credit_note" if type_code in CREDIT_NOTES else "invoice"


def series_prefix(seller_prefix: str, kind: str, year: int) -> str:
    """ "F2026-" or "AF2026-": the year is in the number, so two years never share one (BOI-TVA-DECLA-30-20-20-10)."""
    return f"{'A' if kind == 'credit_note' else ''}{seller_prefix}{year}-"


def invoice_number(prefix: str, sequence_number: int) -> str:
    """BT-1: at most 20 characters, so that public buyers and the State keep it whole (france.md 5)."""
    return f"{prefix}{sequence_number:06d}"


def issue_date_in_series(approved: date, last_issue_date: date | None) -> date:
    """Dates never go backwards along a series: a later date wins (CGI ann. II 242 nonies A, 7°)."""
    return max(approved, last_issue_date) if last_issue_date else approved


@dataclass(frozen=True, slots=True, kw_only=True)
class SealStatement:
    """All that a seal covers: the document, its place in the chain, and the row that holds it."""

    seller_id: str
    chain_position: int
    previous_seal_hash: str
    document_hash: str
    invoice_id: str
    draft_id: str
    buyer_id: str
    series: str
    sequence_number: int
    issued_at: str
    key_id: str

    def message(self) -> bytes:
        """The bytes that are signed: the SHA-256 of the statement in canonical JSON (RFC 8785)."""
        content = {name: getattr(self, name) for name in self.__slots__}
        return hashlib.sha256(canonical(content)).digest()


def canonical(content: Mapping[str, Any]) -> bytes:
    """RFC 8785 for a flat mapping of ASCII names to texts and whole numbers."""
    return json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def sha256(content: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def first_seal_hash(seller_id: str) -> str:
    """Where a seller's chain begins."""
    return sha256(f"sansfaute chain of seals of {seller_id}".encode())
