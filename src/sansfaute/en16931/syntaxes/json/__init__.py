"""Our JSON: the fields of the model as keys, canonical by RFC 8785, so that a seal can cover it.

Decimals are strings in plain notation, dates are ISO 8601, bytes are base64. What is absent is left
out, and read as absent (ABSENT, NO_DATE, no text) where it is compulsory. Keys are ASCII and there
are no numbers, so sorting by code point is RFC 8785's order.
"""

import json
from typing import Any

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.syntaxes.json.codec import UnreadableError, codec
from sansfaute.en16931.syntaxes.refusals import ReadRefused, WriteRefused, finding

_INVOICE = codec(Invoice)
_ENCODE = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False
).encode
_FIX = (
    "Écrire le fichier avec ce logiciel, ou corriger ce champ.",
    "Write the file with this program, or mend this field.",
)


def to_dict(invoice: Invoice) -> dict[str, Any]:
    """The invoice as plain dicts, lists and strings; raises WriteRefused for a number that is not finite."""
    try:
        return _INVOICE.encode(invoice)
    except (ValueError, TypeError, AttributeError) as problem:
        raise WriteRefused([_finding("write.value", "", str(problem))]) from problem


def from_dict(data: Any) -> Invoice:
    """The invoice held by `to_dict`'s result; raises ReadRefused naming the first field at fault."""
    try:
        taken: Invoice = _INVOICE.take(data)
        return taken
    except (TypeError, ValueError, AttributeError, LookupError):
        pass  # something does not fit, which is said below
    try:
        invoice: Invoice = _INVOICE.decode(data, "")
    except UnreadableError as problem:
        raise ReadRefused([_finding("read.json", problem.path, problem.why)]) from problem
    return invoice


def write(invoice: Invoice) -> str:
    """Canonical JSON (RFC 8785) of the invoice; raises WriteRefused for a lone surrogate."""
    text = _ENCODE(to_dict(invoice))
    try:
        text.encode()
    except UnicodeEncodeError as problem:
        raise WriteRefused([_finding("write.text", "", "lone surrogate")]) from problem
    return text


def read(text: str) -> Invoice:
    """The invoice written by `write`; raises ReadRefused on anything else."""
    try:
        data = json.loads(text, object_pairs_hook=_unique)
    except RecursionError as problem:
        raise ReadRefused([_finding("read.json", "", "nested too deep")]) from problem
    except ValueError as problem:
        raise ReadRefused([_finding("read.json", "", str(problem))]) from problem
    return from_dict(data)


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The pairs as a dict; a key given twice would mean two documents under one seal."""
    data = dict(pairs)
    if len(data) != len(pairs):
        raise ValueError("the same key twice")
    return data


def _finding(rule: str, path: str, why: str) -> Any:
    reason = _IN_FRENCH.get(why, f"erreur de JSON ({why})")
    fr, en = f"Le document ne peut pas être lu ou écrit : {reason}.", f"The document cannot be read or written: {why}."
    return finding(rule, path, "", fr, en, *_FIX)


_IN_FRENCH = {
    "nested too deep": "il est imbriqué sur trop de niveaux",
    "the same key twice": "une même clé y est écrite deux fois",
    "lone surrogate": "il contient une moitié de caractère",
    "unknown field": "ce champ est inconnu",
    "missing field": "ce champ manque",
    "an object is expected": "un objet est attendu",
    "a list is expected": "une liste est attendue",
    "a decimal number, as text, is expected": "un nombre décimal, écrit comme un texte, est attendu",
    "text is expected": "un texte est attendu",
    "a character that no invoice format can carry": "un caractère qu'aucun format de facture ne peut porter",
    "a date, YYYY-MM-DD, is expected": "une date, AAAA-MM-JJ, est attendue",
    "no such day": "ce jour n'existe pas",
    "base64 is expected": "du base64 est attendu",
}
"""What the codec says, in French; what the `json` module says stays as it is, in brackets."""
