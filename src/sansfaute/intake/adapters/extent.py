"""How far the used cells of a sheet reach, told from its XML as it goes by, before anyone holds it whole."""

import re

from sansfaute.intake.rules.reasons import Unreadable
from sansfaute.intake.rules.tables import both

MOST_CELLS = 20_000_000
"""Cells of the rectangle from the first to the last used cell: the reader holds it whole."""

_XLSX_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"')
_XLSX_ROW = re.compile(rb'<(?:\w+:)?row\s[^>]*?\br="(\d{1,7})"')
_XLSX_ROW_START = re.compile(rb"<(?:\w+:)?row\b")
_XLSX_ANY_CELL = re.compile(rb"<(?:\w+:)?c[\s/>]")
_ODS_TAG = re.compile(rb"<table:(table-row|table-cell|covered-table-cell|table)\b([^>]*)>")
_REPEATED = re.compile(rb'number-(?:columns|rows)-repeated="(\d{1,9})"')


def _refuse(cells: int) -> None:
    if cells > MOST_CELLS:
        raise Unreadable("workbook_too_large", limit=both(f"{MOST_CELLS} cellules", f"{MOST_CELLS} cells"))


class XlsxExtent:
    """Cells of .xlsx bear their place: the rectangle grows with each reference."""

    def __init__(self) -> None:
        self.rows: list[int] = []
        self.columns: list[int] = []
        self.fullest = 1

    def see(self, piece: bytes) -> None:
        """Take in a piece of XML. Raises Unreadable once the rectangle is too large."""
        found = _XLSX_CELL.findall(piece)
        numbers = self.rows + [int(row) for _, row in found] + [int(row) for row in _XLSX_ROW.findall(piece)]
        # Cells may leave their place out and follow the one before: then a row is as wide as they are many.
        self.fullest = max(self.fullest, *(len(_XLSX_ANY_CELL.findall(row)) for row in _XLSX_ROW_START.split(piece)))
        letters = self.columns + [_column(column) for column in {column for column, _ in found}] or [1]
        if not numbers:
            return
        self.rows, self.columns = [min(numbers), max(numbers)], [min(letters), max(letters)]
        width = max(self.columns[1] - self.columns[0] + 1, self.fullest)
        _refuse((self.rows[1] - self.rows[0] + 1) * width)


class OdsExtent:
    """Cells of .ods follow one another, each perhaps repeated; only those with a value count."""

    def __init__(self) -> None:
        self._start_sheet()

    def _start_sheet(self) -> None:
        self.row = self.repeated = self.last = self.column = self.widest = 0

    def see(self, piece: bytes) -> None:
        """Take in a piece of XML. Raises Unreadable once the rectangle is too large."""
        for name, attributes in _ODS_TAG.findall(piece):
            found = _REPEATED.search(attributes)
            times = int(found[1]) if found else 1
            if name == b"table":
                self._start_sheet()
            elif name == b"table-row":
                self.row, self.repeated, self.column = self.row + self.repeated, times, 0
            else:
                self._see_cell(times, b"value-type=" in attributes)

    def _see_cell(self, times: int, used: bool) -> None:
        self.column += times
        if used:
            self.widest = max(self.widest, self.column)
            self.last = self.row + self.repeated
            _refuse(self.last * self.widest)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
