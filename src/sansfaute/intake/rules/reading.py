"""From the tables of a file to the one that will be read, with everything recognised about it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from sansfaute.intake.rules.columns import recognise_styles
from sansfaute.intake.rules.contents import SAMPLE, recognise_contents
from sansfaute.intake.rules.headers import SEARCHED_ROWS, Header, header_evidence, recognise_header
from sansfaute.intake.rules.reasons import Unreadable
from sansfaute.intake.rules.rows import RowReader
from sansfaute.intake.rules.tables import NumberedRow, Table, cell_text, is_blank


@dataclass(frozen=True, slots=True)
class Reading:
    """A table ready to be read row by row, and what was recognised of it, for the file's record."""

    table: Table
    header: Header
    reader: RowReader
    recognised: dict[str, Any]

    def rows(self) -> Iterator[NumberedRow]:
        """Data rows: below the headers, blank ones left out."""
        return _data_rows(self.table, self.header)


def recognise(tables: Sequence[Table], kind: str | None = None) -> Reading:
    """The reading of a file that has these tables (sheets), of this kind or of the kind it shows.

    Raises Unreadable, with the way to mend it.
    """
    table, header = _choose(tables, kind)
    header, contents = recognise_contents(header, list(islice(_data_rows(table, header), SAMPLE)))
    _refuse_rivals(table, header)
    styles, count = recognise_styles(header, _data_rows(table, header))
    below = sum(1 for number, _ in table.rows() if number > header.row_number)
    if not count:
        raise Unreadable("no_rows")
    recognised = {
        **table.recognised,
        **header_evidence(header),
        **styles.recognised,
        "by_contents": contents,
        "blank_rows": below - count,
    }
    return Reading(table, header, RowReader(header, styles), recognised)


def _data_rows(table: Table, header: Header) -> Iterator[NumberedRow]:
    return (row for row in table.rows() if row[0] > header.row_number and not is_blank(row[1]))


def _choose(tables: Sequence[Table], kind: str | None) -> tuple[Table, Header]:
    """The only table whose headers are recognised; the first refusal when there is none."""
    found: list[tuple[Table, Header]] = []
    refusals: list[Unreadable] = []
    for table in tables:
        try:
            found.append((table, recognise_header(list(islice(table.rows(), SEARCHED_ROWS)), kind)))
        except Unreadable as refusal:
            refusals.append(refusal)
    if len(found) > 1:
        raise Unreadable("several_sheets", sheets=[table.sheet for table, _ in found])
    if not found:
        raise refusals[0] if refusals else Unreadable("empty_file")
    return found[0]


def _refuse_rivals(table: Table, header: Header) -> None:
    """Two columns for one field are harmless only when they say the same."""
    for field, first, second in header.rivals:
        for _, cells in _data_rows(table, header):
            texts = [cell_text(cells[index]).strip() if index < len(cells) else "" for index in (first, second)]
            if texts[0] != texts[1]:
                raise Unreadable("column_twice", field=field, first=header.names[first], second=header.names[second])
