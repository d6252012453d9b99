"""Which row holds the headers, what kind of file they announce, and which column is which field."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from sansfaute.intake.rules import rejects
from sansfaute.intake.rules.choices import Choices
from sansfaute.intake.rules.kinds import KINDS, Field
from sansfaute.intake.rules.reasons import Unreadable
from sansfaute.intake.rules.tables import MOST_COLUMNS, Cell, NumberedRow, both, cell_text, is_blank
from sansfaute.lib.text import fold

SEARCHED_ROWS = 30
"""Headers stand in the first rows, below at most a title, an address and a date of export."""

_SOFT = frozenset(("name", "telephone", "email", "legal_identifier", "comment", "contact_name"))
"""Two columns of different names may well give these: a company and a person, two telephones, SIRET and SIREN."""
_VAGUE = frozenset(
    (
        "reference interne",
        "reference externe",
        "reference",
        "ref",
        "numero compte",
        "numero de compte",
        "n compte",
        "compte",
    )
)
_OF_SOMEBODY = frozenset(("line_1", "post_code", "city", "email", "telephone", "legal_identifier", "vat_identifier"))
_SOMEBODY = frozenset(("client", "customer", "buyer", "acheteur", "tiers"))
_KNOWN = {header for fields in KINDS.values() for field in fields for header in field.headers}


@dataclass(frozen=True, slots=True)
class Header:
    """Row number of the headers (0: there are none), the kind, column index by field, all headers as written.

    `key` stands for the code where no column gives one.
    """

    row_number: int
    kind: str
    columns: dict[str, int]
    names: tuple[str, ...]
    rivals: tuple[tuple[str, int, int], ...] = ()  # field, first and second column that both claim it
    key: str = ""
    fallbacks: tuple[tuple[str, int], ...] = ()  # field, and a further column that speaks where the first is empty

    def unused(self) -> list[str]:
        """Headers that no field uses; their cells are kept with the row."""
        used = {*self.columns.values(), *(index for _, index in self.fallbacks)}
        names = [name for index, name in enumerate(self.names) if index not in used and name.strip()]
        return [name for name in names if fold(name) not in rejects.OURS]


def header_strength(cells: Sequence[Cell]) -> int:
    """How many cells are headers we know, of whatever kind."""
    return len({fold(one) for one in cells[:MOST_COLUMNS] if isinstance(one, str)} & _KNOWN)


def recognise_header(first_rows: Sequence[NumberedRow], kind: str | None = None) -> Header:
    """The headers among the first rows of a table, of this kind or of the kind they announce.

    Raises Unreadable when no row will do, or when two kinds fit as well.
    """
    found = [
        header
        for number, cells in first_rows[:SEARCHED_ROWS]
        for one in ([kind] if kind else KINDS)
        if (header := _as_kind(number, cells, one))
    ]
    if not found:
        raise _unknown(first_rows, kind)
    best = max(map(_worth, found))
    fitting = [header for header in found if _worth(header) == best]
    kinds = sorted({header.kind for header in fitting})
    if len(kinds) > 1:
        raise Unreadable("kind_ambiguous", kinds=kinds)
    return fitting[0]


def _worth(header: Header) -> tuple[int, int]:
    """More columns put to use is better, then the highest row."""
    return len(header.columns), -header.row_number


def chosen_header(first_rows: Sequence[NumberedRow], choices: Choices) -> Header:
    """The headers as a person chose them: a row, a kind, columns, a key; what was not chosen is recognised.

    Raises Unreadable when the row is not there, or when what was chosen leaves a needed column out.
    """
    row = choices.header_row
    rows = first_rows if row is None else [one for one in first_rows if one[0] == row]
    if row == 0:
        rows = [(0, [f"#{index}" for index in range(1, max((len(cells) for _, cells in first_rows), default=0) + 1)])]
    if not rows:
        raise Unreadable("no_such_row", row=row)
    if choices.columns:
        return _as_chosen(rows, choices)
    if choices.key:
        return replace(_without_code(rows, choices.kind), key=choices.key)
    return recognise_header(rows, choices.kind or None)


def _as_chosen(rows: Sequence[NumberedRow], choices: Choices) -> Header:
    fullest = max(rows, key=lambda one: (header_strength(one[1]), -one[0]))
    names = tuple(cell_text(cell).strip() for cell in fullest[1])
    _refuse_many(len(names))
    columns = {name: index for name, index in choices.columns.items() if index < len(names)}
    missing = [field.name for field in KINDS[choices.kind] if field.required and field.name not in columns]
    if choices.key:
        missing = [name for name in missing if name != "code"]
    if missing:
        raise Unreadable("columns_missing", fields=missing)
    return Header(fullest[0], choices.kind, columns, names, key="" if "code" in columns else choices.key)


def _without_code(rows: Sequence[NumberedRow], kind: str) -> Header:
    """Headers of buyers or items that have no code."""
    kinds = [kind] if kind else ["buyers", "items"]
    found = [header for number, cells in rows for one in kinds if (header := _as_kind(number, cells, one, coded=False))]
    if not found:
        raise _unknown(rows, kind or None)
    return max(found, key=_worth)


def _as_kind(number: int, cells: Sequence[Cell], kind: str, *, coded: bool = True) -> Header | None:
    """This row as the headers of this kind, or None when a column we need is not there."""
    names = tuple(cell_text(cell).strip() for cell in cells)
    _refuse_many(len(names))
    places: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        places.setdefault(fold(name), []).append(index)
    claims = {field.name: _claims(field, places) for field in KINDS[kind]}
    if kind == "buyers":
        _name_beside_code(names, claims)
    needed = [field.name for field in _needed(kind) if coded or field.name != "code"]
    if any(not claims[name] for name in needed):
        return None
    columns = {name: indexes[0] for name, indexes in claims.items() if indexes}
    if kind == "buyers" and _is_too_vague(names, columns):
        return None
    twice = [(name, indexes[0], other) for name, indexes in claims.items() for other in indexes[1:]]
    soft = [one for one in twice if one[0] in _SOFT and fold(names[one[1]]) != fold(names[one[2]])]
    rivals = tuple(one for one in twice if one not in soft)
    return Header(number, kind, columns, names, rivals, fallbacks=tuple((name, other) for name, _, other in soft))


def _name_beside_code(names: Sequence[str], claims: dict[str, list[int]]) -> None:
    """ "Compte;Client": where another column is the code and none is the name, the word for a customer heads names."""
    called = [index for index in claims["code"] if fold(names[index]) in _SOMEBODY]
    if called and not claims["name"] and len(claims["code"]) > len(called):
        claims["name"] = called
        claims["code"] = [index for index in claims["code"] if index not in called]


def _is_too_vague(names: Sequence[str], columns: dict[str, int]) -> bool:
    """Whether only a name stands beside a reference that may be anything's: too little to say who it is about."""
    coded = "code" in columns and fold(names[columns["code"]]) in _VAGUE
    return coded and len(_OF_SOMEBODY & set(columns)) < 2


def _refuse_many(count: int) -> None:
    if count > MOST_COLUMNS:
        raise Unreadable("too_many_columns", found=count, limit=MOST_COLUMNS)


def _claims(field: Field, places: dict[str, list[int]]) -> list[int]:
    """Columns whose header is one of the field's, the most usual header first."""
    return [index for header in field.headers for index in places.get(header, ())]


def _unknown(first_rows: Sequence[NumberedRow], kind: str | None) -> Unreadable:
    rows = [cells for _, cells in first_rows[:SEARCHED_ROWS] if not is_blank(cells)]
    fullest = max(rows, key=header_strength, default=[])
    folded = {fold(cell_text(cell)) for cell in fullest}
    nearest = kind or max(KINDS, key=lambda one: _share(one, folded))
    missing = [_heading(field) for field in _needed(nearest) if not folded & set(field.headers)]
    seen = ", ".join(cell_text(cell) for cell in fullest[:12])[:150]
    example = ";".join(_heading(field) for field in _needed(nearest))
    return Unreadable("kind_unknown", seen=seen or "—", missing=missing, example=example)


def _needed(kind: str) -> list[Field]:
    return [field for field in KINDS[kind] if field.required or field.wanted]


def _share(kind: str, folded: set[str]) -> float:
    needed = _needed(kind)
    return sum(bool(folded & set(field.headers)) for field in needed) / len(needed)


def _heading(field: Field) -> str:
    return field.headers[0]


def signature(names: Sequence[str]) -> str:
    """What these headers are remembered by: the same words in the same order, however they are dressed.

    The columns that we add at the end of rejects say nothing: corrected rejects are read as their file was.
    """
    folded = [fold(name) for name in names]
    while folded and (not folded[-1] or folded[-1] in rejects.OURS):
        folded.pop()
    return sha256("\x1f".join(folded).strip("\x1f").encode()).hexdigest()


def header_evidence(header: Header) -> dict[str, Any]:
    """What was recognised of the headers, for the file's record."""
    used = {name: header.names[index] for name, index in sorted(header.columns.items(), key=lambda item: item[1])}
    count = len(used)
    return {
        "kind": {
            "value": header.kind,
            "evidence": both(
                f"{count} des {len(header.names)} colonnes portent un titre attendu pour ce genre",
                f"{count} of {len(header.names)} columns bear a header expected for this kind",
            ),
        },
        "header_row": header.row_number,
        "headers": list(header.names),
        "columns": used,
        "fallbacks": {name: header.names[index] for name, index in header.fallbacks},
        "unused_columns": header.unused(),
    }
