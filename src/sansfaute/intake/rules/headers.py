"""Which row holds the headers, what kind of file they announce, and which column is which field."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sansfaute.intake.rules.kinds import KINDS, Field
from sansfaute.intake.rules.reasons import Unreadable
from sansfaute.intake.rules.tables import MOST_COLUMNS, Cell, NumberedRow, both, cell_text, is_blank
from sansfaute.lib.text import fold

SEARCHED_ROWS = 30
"""Headers stand in the first rows, below at most a title, an address and a date of export."""

_KNOWN = {header for fields in KINDS.values() for field in fields for header in field.headers}


@dataclass(frozen=True, slots=True)
class Header:
    """Row number of the headers, the kind, column index by field, and all headers as written."""

    row_number: int
    kind: str
    columns: dict[str, int]
    names: tuple[str, ...]
    rivals: tuple[tuple[str, int, int], ...] = ()  # field, first and second column that both claim it

    def unused(self) -> list[str]:
        """Headers that no field uses; their cells are kept with the row."""
        used = set(self.columns.values())
        return [name for index, name in enumerate(self.names) if index not in used and name.strip()]


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


def _as_kind(number: int, cells: Sequence[Cell], kind: str) -> Header | None:
    """This row as the headers of this kind, or None when a column we need is not there."""
    names = tuple(cell_text(cell).strip() for cell in cells)
    _refuse_many(len(names))
    places: dict[str, list[int]] = {}
    for index, name in enumerate(names):
        places.setdefault(fold(name), []).append(index)
    claims = {field.name: _claims(field, places) for field in KINDS[kind]}
    if any(not claims[field.name] for field in KINDS[kind] if field.required or field.wanted):
        return None
    columns = {name: indexes[0] for name, indexes in claims.items() if indexes}
    rivals = tuple((name, indexes[0], other) for name, indexes in claims.items() for other in indexes[1:])
    return Header(number, kind, columns, names, rivals)


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
        "columns": used,
        "unused_columns": header.unused(),
    }
