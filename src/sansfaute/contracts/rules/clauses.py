"""What a contract's free text asks: clauses we understand, and the rest, kept for a person.

Nothing is guessed: a clause is read only when a whole phrase is recognised; two different values
for one clause are both left unread; so is whatever remains of the text.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.lib.text import parse_date, parse_decimal
from sansfaute.masterdata.rules import parse_payment_terms

_MONTHS = {"mois": 1, "mensuel": 1, "trimestre": 3, "trimestriel": 3, "semestre": 6, "semestriel": 6}
_MONTHS |= {"an": 12, "annee": 12, "annuel": 12}
_DATE = r"(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{1,2}(?:er)? [a-z]+ \d{4})"
_TERMS = r"(?:comptant|(?:a )?reception(?: de(?: la)? facture)?|\d{1,3} ?j(?:ours?|\b)[^;,\n+|]*)"


def fold(text: str) -> str:
    """Lower case without accents, one character for one, so that positions still match the original."""
    return "".join(_plain(character) for character in text)


def _plain(character: str) -> str:
    if character in "’‘`´":
        return "'"
    if character in "\u00a0\u202f\t":
        return " "
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character


def _payment(found: re.Match[str]) -> dict[str, Any] | None:
    terms = parse_payment_terms(found["terms"].strip(" ."))
    return None if terms is None else {"payment_terms": terms.to_dict()}


def _discount(found: re.Match[str]) -> dict[str, Any] | None:
    percentage = parse_decimal(found["percentage"])
    until = parse_date(found["until"]) if found["until"] else None
    if percentage is None or not 0 < percentage <= 100 or bool(found["until"]) != (until is not None):
        return None
    read = {"discount_percentage": str(percentage)}
    return read | ({"discount_until": until.isoformat()} if until else {})


def _rhythm(found: re.Match[str]) -> dict[str, Any] | None:
    return {"bill_every_months": _MONTHS[found["rhythm"]]}


def _purchase_order(found: re.Match[str]) -> dict[str, Any] | None:
    return {"purchase_order_required": True}


@dataclass(frozen=True, slots=True)
class _Phrase:
    """One recognised turn of phrase (on folded text) and what it says."""

    pattern: re.Pattern[str]
    reading: Callable[[re.Match[str]], dict[str, Any] | None]


_PHRASES = (
    _Phrase(
        re.compile(
            r"(?:ne )?(?:pas|jamais) (?:facturer|de facture) sans (?:le |un |son )?"
            r"(?:(?:numero|n°|no) de )?(?:bon(?: de commande)?|commande|bc)\b"
            r"|(?:bon de commande|bc|numero de commande|n° de commande) (?:est )?(?:obligatoire|exige|requis)e?"
        ),
        _purchase_order,
    ),
    _Phrase(
        re.compile(
            r"(?:a )?factur(?:er|ation|e|ee)? (?:(?:a|au|par|le|la|chaque|tous les|une fois par) )?"
            r"(?P<rhythm>trimestriel|trimestre|semestriel|semestre|mensuel|mois|annuel|annee|an)(?:le|lement)?\b"
        ),
        _rhythm,
    ),
    _Phrase(
        re.compile(
            r"remise (?:(?:exceptionnelle|commerciale|speciale|consentie) )?(?:de |: ?)?"
            r"(?P<percentage>\d{1,3}(?:[.,]\d{1,4})?) ?(?:%|pour ?cent)"
            rf"(?: (?:valable |accordee )?jusqu'?(?:au|a|en)?(?: le)? (?P<until>{_DATE}))?"
        ),
        _discount,
    ),
    _Phrase(
        re.compile(
            r"(?:delai (?:de )?)?(?:reglement|paiement|payable|delai) ?:? ?(?:sous |dans les )?" rf"(?P<terms>{_TERMS})"
        ),
        _payment,
    ),
)
_SEPARATORS = re.compile(r"[;\n|+]|,(?!\d)|(?<=\s)[-–/&](?=\s)|\.(?=\s|$)")
_EMPTY = re.compile(r"^[\s.,:&/–-]*(?:(?:et|puis|ainsi que)[\s.,:]*)*$", re.IGNORECASE)


def read_conditions(text: str) -> dict[str, Any]:
    """Clauses of a contract's conditions, as JSON holds them.

    Keys, each present only when read: `payment_terms` (PaymentTerms as a dictionary),
    `discount_percentage` (text of a decimal), `discount_until` (ISO date, included),
    `bill_every_months`, `purchase_order_required`, `unread` (list of the phrases not understood).
    """
    text = unicodedata.normalize("NFC", text)
    found = list(_readings(fold(text)))
    contradicted = {key for _, reading in found for key, value in reading.items() if _differs(found, key, value)}
    kept = [(span, reading) for span, reading in found if not contradicted & reading.keys()]
    clauses: dict[str, Any] = {key: value for _, reading in kept for key, value in reading.items()}
    unread = list(_remainder(text, sorted(span for span, _ in kept)))
    return clauses | ({"unread": unread} if unread else {})


def _readings(folded: str) -> Iterator[tuple[tuple[int, int], dict[str, Any]]]:
    for phrase in _PHRASES:
        for match in phrase.pattern.finditer(folded):
            reading = phrase.reading(match)
            if reading is not None:
                yield match.span(), reading


def _differs(found: list[tuple[tuple[int, int], dict[str, Any]]], key: str, value: object) -> bool:
    return any(key in other and other[key] != value for _, other in found)


def _remainder(text: str, spans: list[tuple[int, int]]) -> Iterator[str]:
    """Pieces of the text outside the spans that say something."""
    start = 0
    for first, last in [*spans, (len(text), len(text))]:
        for piece in _SEPARATORS.split(text[start:first]):
            if not _EMPTY.match(fold(piece)):
                yield piece.strip(" .,:")
        start = max(start, last)


def clause_discount(clauses: dict[str, Any], issue_date: date) -> Decimal | None:
    """The discount of a contract in percent for an invoice of that date; None when absent or past."""
    until = clauses.get("discount_until")
    if "discount_percentage" not in clauses or (until and issue_date > date.fromisoformat(until)):
        return None
    return Decimal(clauses["discount_percentage"])
