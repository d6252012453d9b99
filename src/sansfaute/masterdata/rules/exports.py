"""Records written as a file that our own import reads back exactly: headers it knows, spellings it does not change."""

from collections.abc import Mapping
from functools import cache

from sansfaute.intake.rules.kinds import KINDS, Field
from sansfaute.intake.rules.reasons import field_word
from sansfaute.intake.rules.rows import clean_text
from sansfaute.lib.text import fold, parse_decimal, parse_percentage, plain

EXPORTED = ("items", "buyers", "contracts", "usage", "orders")
"""The kinds that can be exported, in the order in which they can be imported again."""

_TITLES = {
    "buyers": {"code": "Code client", "name": "Raison sociale", "legal_identifier": "SIREN SIRET"},
    "items": {"code": "Code article", "name": "Désignation"},
    "contracts": {"billing": "Terme"},
    "usage": {"event_id": "Identifiant"},
}
"""Headers where the word for the field would say too little, or more than the import knows."""


@cache
def fields_exported(kind: str) -> tuple[str, ...]:
    """The fields of a kind, in the order of the columns."""
    return tuple(field.name for field in KINDS[kind])


@cache
def headers_exported(kind: str) -> tuple[str, ...]:
    """A header for each field, in French, which the import of this kind takes for that field alone."""
    return tuple(_header(kind, field) for field in KINDS[kind])


def _header(kind: str, field: Field) -> str:
    """The word that people know, if it announces the field; else the first header that announces no other."""
    others = {header for other in KINDS[kind] if other.name != field.name for header in other.headers}
    word = _TITLES.get(kind, {}).get(field.name) or field_word(field.name, "fr")
    if fold(word) in field.headers and fold(word) not in others:
        return word[:1].upper() + word[1:]
    return next(header for header in field.headers if header not in others).capitalize()


def row_exported(kind: str, values: Mapping[str, str]) -> list[str]:
    """The cells of one record, in the order of the columns; a value that was found wrong is written as it was given."""
    return [_cell(field, values.get(field.name, "")) for field in KINDS[kind]]


def _cell(field: Field, text: str) -> str:
    """A number with exactly three decimals takes a zero more: 1.234 could be read as a thousand and more."""
    number = parse_decimal(text, ".") if field.type in ("number", "loose") else None
    ambiguous = number is not None and plain(number) == text and len(text.partition(".")[2]) == 3
    return text + "0" if ambiguous else text


def as_read(kind: str, values: Mapping[str, str]) -> dict[str, str]:
    """Values given on a page or by a program, in the spelling that a file would have been read in.

    So that a record does not depend on the way in, and an export of it brings back the same.
    """
    fields = {field.name: field for field in KINDS[kind]}
    return {name: _as_read(fields.get(name), text) for name, text in values.items()}


def _as_read(field: Field | None, text: str) -> str:
    clean = clean_text(text)
    if field is None or field.type not in ("number", "loose"):
        return clean
    parse = parse_percentage if field.name in ("discount", "vat") else parse_decimal
    number = parse(clean)
    return clean if number is None else plain(number)
