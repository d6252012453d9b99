"""Workbooks (.xlsx, .ods) through calamine: looked at before they are opened, for they may be traps."""

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Context
from typing import IO, Any

from python_calamine import CalamineError, CalamineWorkbook

from sansfaute.intake.adapters.archive import DAMAGE, ENCRYPTED, opened_archive
from sansfaute.intake.adapters.extent import OdsExtent, XlsxExtent
from sansfaute.intake.adapters.source import Source
from sansfaute.intake.adapters.trial import MOST_MEMORY, opens_within_bounds
from sansfaute.intake.rules.reasons import Unreadable
from sansfaute.intake.rules.tables import Cell, NumberedRow, Table, both

MOST_BYTES = 200_000_000
"""Unfolded size of all parts together; an ordinary book of 100,000 rows has some 60 MB."""
_FIFTEEN_FIGURES = Context(prec=15)
_CHUNK = 1 << 20


def open_workbook(source: Source) -> list[Table]:
    """One table for each sheet that holds something. Raises Unreadable, saying how to mend."""
    _look_inside(source)
    if not opens_within_bounds(source.open):
        memory = MOST_MEMORY // 1_000_000
        raise Unreadable("workbook_too_large", limit=both(f"{memory} Mo en mémoire", f"{memory} MB in memory"))
    try:
        with source.open() as stream:
            book = CalamineWorkbook.from_filelike(stream)
            sheets = {name: book.get_sheet_by_name(name) for name in _worksheets(book)}
    except (CalamineError, zipfile.BadZipFile, ValueError, OSError) as failure:
        raise Unreadable("damaged_workbook", what=str(failure)[:120]) from failure
    return [_table(name, sheet) for name, sheet in sheets.items() if sheet.height]


def _worksheets(book: CalamineWorkbook) -> list[str]:
    """Names of sheets with cells: charts and macro sheets have none."""
    return [sheet.name for sheet in book.sheets_metadata if str(sheet.typ).endswith("WorkSheet")]


def _table(name: str, sheet: Any) -> Table:
    top, left = sheet.start or (0, 0)
    return Table(
        rows=lambda: _rows(sheet, top, left),
        recognised={
            "format": "workbook",
            "sheet": {
                "value": name,
                "evidence": both(f"{sheet.height} lignes utilisées", f"{sheet.height} used rows"),
            },
        },
        sheet=name,
    )


def _rows(sheet: Any, top: int, left: int) -> Iterator[NumberedRow]:
    """Rows numbered as the spreadsheet shows them; empty columns on the left are left out."""
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if number > top:
            yield number, [_cell(cell) for cell in cells[left:]]


def _cell(cell: object) -> Cell:
    """A workbook's number is a float that shows 15 figures; that decimal is what its author saw."""
    if isinstance(cell, bool | str):
        return cell
    if isinstance(cell, int | float):
        return _FIFTEEN_FIGURES.create_decimal(repr(cell))
    if isinstance(cell, datetime):
        return cell.date() if cell.time() == time() else cell
    if isinstance(cell, date | time):
        return cell
    return str(cell) if isinstance(cell, timedelta) else ""


def _look_inside(source: Source) -> None:
    """Refuse archives that lie, unfold beyond measure, or are no workbook. Raises Unreadable."""
    try:
        with opened_archive(source) as archive:
            parts = archive.infolist()
            _refuse_large(sum(part.file_size for part in parts))
            _refuse_locked(archive, parts)  # first: what is locked need not show that it is a workbook
            names = {part.filename for part in parts}
            if not names & {"xl/workbook.xml", "content.xml"}:
                _refuse_other_archive(names)
            for part in parts:
                with archive.open(part) as unfolding:
                    _measure(part.filename, unfolding)
    except DAMAGE as failure:
        raise Unreadable("damaged_workbook", what=str(failure)[:120]) from failure


def _refuse_large(size: int) -> None:
    if size > MOST_BYTES:
        limit = both(f"{MOST_BYTES // 1_000_000} Mo", f"{MOST_BYTES // 1_000_000} MB")
        raise Unreadable("workbook_too_large", limit=limit)


def _refuse_other_archive(names: set[str]) -> None:
    if "xl/workbook.bin" in names:
        raise Unreadable("old_workbook")
    raise Unreadable("binary_file", what=both("une archive zip", "a zip archive"))


def _refuse_locked(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> None:
    """A password shows in the flags of a part, or in the manifest of an OpenDocument."""
    manifest = next((part for part in parts if part.filename == "META-INF/manifest.xml"), None)
    if manifest and not manifest.flag_bits & ENCRYPTED and manifest.file_size < _CHUNK:
        locked = b"encryption-data" in archive.read(manifest)
    else:
        locked = False
    if locked or any(part.flag_bits & ENCRYPTED for part in parts):
        raise Unreadable("password")


def _measure(name: str, unfolding: IO[bytes]) -> None:
    """Read a part to its end (the archive checks size and CRC) and refuse a sheet too wide to hold."""
    extent = XlsxExtent() if name.startswith("xl/worksheets/") else OdsExtent() if name == "content.xml" else None
    tail = b""
    while piece := unfolding.read(_CHUNK):
        if extent:
            whole, sign, tail = (tail + piece).rpartition(b"<")
            extent.see(whole)
            tail = sign + tail if len(tail) < _CHUNK else b""
    if extent:
        extent.see(tail)
