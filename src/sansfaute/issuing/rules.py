"""What a number looks like, which date an invoice may bear, and what a seal covers. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

# Type codes of UNTDID 1001, as France uses them (france.md 3.4).
CREDIT_NOTES = frozenset({"261", "262", "381", "396", "502", "503"})
SELF_BILLED = frozenset({"389", "501", "500", "471", "473", "261", "502"})
KINDS = ("invoice", "credit_note", "deposit", "self_billed")

MAX_PREFIX = 6
"""Letters of a prefix: with "A", the year, a dash and a counter of ten million, a number stays within 20 characters."""


def series_kind(type_code: str) -> str:
    """Which kind of series a document belongs to, by its type code (BT-3); see `counted_in`."""
    if type_code in SELF_BILLED:
        return "self_billed"
    if type_code in CREDIT_NOTES:
        return "credit_note"
    return "deposit" if type_code == "386" else "invoice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A series of its own as somebody planned it: from when, under which prefix."""

    kind: str
    channel: str
    prefix: str
    since: date


@dataclass(frozen=True, slots=True)
class SeriesKey:
    """The series that a document is counted in, and its prefix without the year."""

    kind: str
    channel: str
    prefix: str


def counted_in(seller_prefix: str, kind: str, channel: str, day: date, plans: Iterable[Planned]) -> SeriesKey | None:
    """The series of a document of this kind and channel, dated this day; None when one must be planned first.

    Without a plan, invoices and deposits share the ordinary series and credit notes have theirs. Deposits
    and credit notes of a channel follow its invoices. A self-billed document is another company's: it is
    never counted in a series of ours.
    """
    in_force = sorted((one for one in plans if one.since <= day), key=lambda one: one.since)
    planned = {(one.kind, one.channel): one.prefix for one in in_force}
    if prefix := planned.get((kind, channel)):
        return SeriesKey(kind, channel, prefix)
    ordinary = seller_prefix if not channel else planned.get(("invoice", channel), "")
    if kind == "self_billed" or not ordinary:
        return None
    if kind == "credit_note":
        return SeriesKey(kind, channel, f"A{ordinary}")
    return SeriesKey("invoice", channel, planned.get(("invoice", channel), ordinary))


def series_prefix(seller_prefix: str, kind: str, year: int) -> str:
    """ "F2026-" or "AF2026-", where nothing is planned: see `in_year`."""
    return in_year(f"{'A' if kind == 'credit_note' else ''}{seller_prefix}", year)


def in_year(prefix: str, year: int) -> str:
    """ "F2026-": the year is in the number, so two years never share one (BOI-TVA-DECLA-30-20-20-10)."""
    return f"{prefix}{year}-"


def prefixes_taken(seller_prefix: str, plans: Iterable[Planned]) -> dict[str, tuple[str, str]]:
    """Every prefix that a series of this seller bears or may bear, with its kind and channel."""
    taken = {seller_prefix: ("invoice", ""), f"A{seller_prefix}": ("credit_note", "")}
    for one in plans:
        taken[one.prefix] = (one.kind, one.channel)
        if one.kind == "invoice":
            taken.setdefault(f"A{one.prefix}", ("credit_note", one.channel))
    return taken


def invoice_number(prefix: str, sequence_number: int) -> str:
    """BT-1: at most 20 characters, so that public buyers and the State keep it whole (france.md 5)."""
    return f"{prefix}{sequence_number:06d}"


def unpaid_mention(without_vat: Decimal, vat: Decimal) -> str:
    """The sentence on the duplicate of an invoice that stays unpaid, in French, as the law words it (CGI 272, 1)."""
    net, tax = (f"{amount:.2f}".replace(".", ",") for amount in (without_vat, vat))
    return (
        f"Facture demeurée impayée pour la somme de {net} € (prix net) et pour la somme de {tax} € (taxe sur la valeur "
        "ajoutée correspondante) qui ne peut faire l'objet d'une déduction (CGI, art. 272)."
    )


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
