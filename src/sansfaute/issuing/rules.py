"""What a number looks like, which date an invoice may bear, and what a seal covers. Pure."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

# Type codes of UNTDID 1001, as France uses them (france.md 3.4).
CREDIT_NOTES = frozenset({"261", "262", "381", "396", "502", "503"})
SELF_BILLED = frozenset({"389", "501", "500", "471", "473", "261", "502"})
KINDS = ("invoice", "credit_note", "deposit", "self_billed")

_CENT = Decimal("0.01")

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


DUPLICATE = "DUPLICATA"
"""What a second copy bears on every page: it is no second invoice, and gives no second right to deduct (CGI 289 V)."""


def unpaid_mention(without_vat: Decimal, vat: Decimal, currency_code: str = "EUR") -> str:
    """The sentence on the duplicate of an invoice that stays unpaid, in French, as the law words it (CGI 272, 1)."""
    net, tax = (f"{amount:.2f}".replace(".", ",") for amount in (without_vat, vat))
    unit = "€" if currency_code == "EUR" else currency_code
    return (
        f"Facture demeurée impayée pour la somme de {net} {unit} (prix net) et pour la somme de {tax} {unit} "
        "(taxe sur la valeur ajoutée correspondante) qui ne peut faire l'objet d'une déduction (CGI, art. 272)."
    )


@dataclass(frozen=True, slots=True)
class Unpaid:
    """What stays unpaid of an invoice, split as the sentence of the law asks."""

    without_vat: Decimal
    vat: Decimal


def unpaid_share(with_vat: Decimal, vat: Decimal, unpaid: Decimal) -> Unpaid:
    """The price and the VAT in an unpaid amount, in the proportion of what is left of the invoice.

    `with_vat` (positive) and `vat` are what credit notes left; `unpaid`, VAT included, is that or less.
    """
    if unpaid == with_vat:
        return Unpaid(with_vat - vat, vat)
    tax = (unpaid * vat / with_vat).quantize(_CENT, ROUND_HALF_UP)
    return Unpaid(unpaid - tax, tax)


@dataclass(frozen=True, slots=True)
class Law:
    """What the law says of numbers, in both languages, since the day of the text that we hold it from."""

    fr: str
    en: str
    since: date
    source: str


SERIES_LAW = (
    Law(
        "Chaque facture porte un numéro unique, d'une suite chronologique et continue, donné à l'émission et jamais "
        "repris.",
        "Each invoice bears a unique number of a chronological, unbroken sequence, given when it is issued and never "
        "used again.",
        date(2025, 1, 1),
        "CGI annexe II, art. 242 nonies A, I 7°",
    ),
    Law(
        "Plusieurs séries sont admises quand l'activité les justifie (site, canal, particuliers et entreprises, "
        "autofacturation par fournisseur, mandat) : chacune a un préfixe distinct et un motif tenu à disposition. Une "
        "destination différente n'est pas un motif.",
        "Several series are allowed where the business calls for them (site, channel, consumers and companies, "
        "self-billing by supplier, mandate): each has a prefix of its own and a reason kept at hand. A different "
        "destination is no reason.",
        date(2026, 7, 1),
        "BOI-TVA-DECLA-30-20-20-10 § 70-110 ; guide de la DGFiP de juillet 2026, q. 12",
    ),
    Law(
        "Deux factures d'une année n'ont jamais le même numéro : l'année est dans le numéro, et la série repart à 1.",
        "No two invoices of a year share a number: the year is in the number, and the series begins again at 1.",
        date(2026, 7, 1),
        "BOI-TVA-DECLA-30-20-20-10 § 70-110",
    ),
)
"""Read second-hand (france.md 12.2): shown to people, and each held by `counted_in`, the counter and its lock."""


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
