"""From the tables of a file to what will be read, with everything recognised about it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from sansfaute.intake.rules.choices import NOTHING_CHOSEN, Choices
from sansfaute.intake.rules.columns import Styles, recognise_styles
from sansfaute.intake.rules.contents import SAMPLE, recognise_contents
from sansfaute.intake.rules.headers import (
    SEARCHED_ROWS,
    Header,
    chosen_header,
    header_evidence,
    recognise_header,
    signature,
)
from sansfaute.intake.rules.keys import FIRST
from sansfaute.intake.rules.reasons import Unreadable
from sansfaute.intake.rules.rows import Reason, RowReader
from sansfaute.intake.rules.tables import Cell, NumberedRow, Table, both, cell_text, is_blank

INVOICES = "invoices"
"""The kind of a file whose rows are of several kinds."""


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One row: its kind, its number, its cells as written, its values by field, why it cannot be used."""

    kind: str
    number: int
    cells: list[Cell]
    values: dict[str, str]
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Reading:
    """Tables ready to be read row by row, and what was recognised of them, for the file's record.

    Most files have one table; an invoice has two, its buyer and its items.
    """

    kind: str
    parts: tuple[tuple[Table, RowReader], ...]
    recognised: dict[str, Any]

    @property
    def table(self) -> Table:
        """The table; the first of several."""
        return self.parts[0][0]

    @property
    def reader(self) -> RowReader:
        """How its rows are read."""
        return self.parts[0][1]

    @property
    def header(self) -> Header:
        """Its headers."""
        return self.reader.header

    def rows(self) -> Iterator[NumberedRow]:
        """Data rows of the table: below the headers, blank ones left out."""
        return data_rows(self.table, self.header)

    def read(self) -> Iterator[ReadRow]:
        """Every data row of every table, read."""
        for table, reader in self.parts:
            for number, cells in data_rows(table, reader.header):
                values, reason = reader.read(cells)
                if table.fields:  # such a format leaves out what it does not know: it empties nothing
                    values = {name: text for name, text in values.items() if text}
                yield ReadRow(reader.header.kind, number, cells, values, reason)


def recognise(tables: Sequence[Table], kind: str | None = None, choices: Choices = NOTHING_CHOSEN) -> Reading:
    """The reading of a file that has these tables (sheets): of this kind, as chosen, or as the file shows.

    Raises Unreadable, with the way to mend it.
    """
    if tables and tables[0].fields:
        return _known(tables)
    choices = replace(choices, kind=kind) if kind else choices
    table, header = choose_table(tables, choices)
    contents: dict[str, Any] = {}
    if not choices.columns:
        header, contents = recognise_contents(header, list(islice(data_rows(table, header), SAMPLE)))
        _refuse_rivals(table, header)
    styles, count = recognise_styles(header, data_rows(table, header), choices)
    if not count:
        raise Unreadable("no_rows")
    recognised = {
        **table.recognised,
        **header_evidence(header),
        **styles.recognised,
        **_said_of_choices(header, choices),
        "by_contents": contents,
        "row_count": count,
    }
    return Reading(header.kind, ((table, RowReader(header, styles)),), recognised)


def _known(tables: Sequence[Table]) -> Reading:
    """Tables of a format that says what it holds."""
    parts = []
    for table in tables:
        key = "" if "code" in table.fields else FIRST
        header = Header(0, table.kind, {name: index for index, name in enumerate(table.fields)}, table.fields, key=key)
        parts.append((table, RowReader(header, Styles({}, {}, {}))))
    counts = {table.kind: sum(1 for _ in table.rows()) for table in tables}
    if not any(counts.values()):
        raise Unreadable("no_rows")
    kind = tables[0].kind if len(tables) == 1 else INVOICES
    recognised = {**tables[0].recognised, "row_count": sum(counts.values()), "counts": counts}
    return Reading(kind, tuple(parts), recognised)


def data_rows(table: Table, header: Header) -> Iterator[NumberedRow]:
    """Rows below the headers, blank ones left out."""
    return (row for row in table.rows() if row[0] > header.row_number and not is_blank(row[1]))


def first_rows(table: Table) -> list[NumberedRow]:
    """The rows among which headers are looked for."""
    return list(islice(table.rows(), SEARCHED_ROWS))


def signatures(tables: Sequence[Table]) -> list[tuple[str, str, int]]:
    """What the first rows of each table would be remembered by, were they headers: signature, sheet, row."""
    return [
        (signature([cell_text(cell) for cell in cells]), table.sheet, number)
        for table in tables
        for number, cells in first_rows(table)
        if not is_blank(cells)
    ]


def choose_table(tables: Sequence[Table], choices: Choices) -> tuple[Table, Header]:
    """The only table whose headers are recognised, or the one chosen; the first refusal when there is none."""
    wanted = [table for table in tables if table.sheet == choices.sheet] if choices.sheet else tables
    if choices.sheet and not wanted:
        raise Unreadable("no_such_sheet", sheet=choices.sheet, sheets=[table.sheet for table in tables])
    found: list[tuple[Table, Header]] = []
    refusals: list[Unreadable] = []
    for table in wanted:
        try:
            found.append((table, _header(first_rows(table), choices)))
        except Unreadable as refusal:
            refusals.append(refusal)
    if len(found) > 1:
        raise Unreadable("several_sheets", sheets=[table.sheet for table, _ in found])
    if not found:
        raise refusals[0] if refusals else Unreadable("empty_file")
    return found[0]


def _header(rows: Sequence[NumberedRow], choices: Choices) -> Header:
    if choices.header_row is None and not choices.columns and not choices.key:
        return recognise_header(rows, choices.kind or None)
    return chosen_header(rows, choices)


def _said_of_choices(header: Header, choices: Choices) -> Mapping[str, Any]:
    """That a person had a say, and what stands for the code."""
    said: dict[str, Any] = {"key": header.key} if header.key else {}
    if choices.remembered:
        why = both(
            f"mêmes titres que le fichier expliqué le {choices.remembered}",
            f"same headers as the file explained on {choices.remembered}",
        )
        said["remembered"] = {"value": choices.remembered, "evidence": why}
    return said


def _refuse_rivals(table: Table, header: Header) -> None:
    """Two columns for one field are harmless only when they say the same."""
    for field, first, second in header.rivals:
        for _, cells in data_rows(table, header):
            texts = [cell_text(cells[index]).strip() if index < len(cells) else "" for index in (first, second)]
            if texts[0] != texts[1]:
                raise Unreadable("column_twice", field=field, first=header.names[first], second=header.names[second])
