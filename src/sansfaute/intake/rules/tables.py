"""A table as an adapter hands it over: numbered rows of cells, and how the bytes were recognised."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sansfaute.lib.text import plain

Cell = str | Decimal | date | datetime | time | bool
"""Text files give only text; workbooks give numbers, days and instants as such."""

NumberedRow = tuple[int, list[Cell]]
"""The row's number as a person counts it, from 1, and its cells."""

MOST_COLUMNS = 500


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet, which can be read several times, and the evidence gathered while opening it.

    A format that says what it holds (an address book, an invoice) gives its `kind` and the field of
    each column; then there is no header to look for.
    """

    rows: Callable[[], Iterator[NumberedRow]]
    recognised: dict[str, Any] = field(default_factory=dict)
    sheet: str = ""
    kind: str = ""
    fields: tuple[str, ...] = ()


def both(french: str, english: str) -> dict[str, str]:
    """A piece of evidence in both languages."""
    return {"fr": french, "en": english}


NESTED = both("une archive dans une archive", "an archive inside an archive")


def cell_text(cell: Cell) -> str:
    """The cell as text, in the canonical spelling when the workbook gave its type."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, Decimal):
        return plain(cell)
    return cell.isoformat()


def is_blank(cells: list[Cell]) -> bool:
    """Whether nothing stands in the row."""
    return not any(cell_text(cell).strip() for cell in cells)
