"""Tables written as CSV: no cell runs as a formula, and every cell reads back exactly as it was."""

import re
from collections.abc import Iterable, Iterator

HARMLESS = re.compile(r"[+-][\d\s.,()]*\Z")
"""Signed numbers and telephone numbers, which no spreadsheet takes for a formula."""
_FORMULA = re.compile(r"'*[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]")
"""The last four are the full-width signs, which some spreadsheets take for the plain ones."""
_NEEDS_QUOTES = re.compile(r'[;,|"\t\r\n]|\A\s|\s\Z')


def plain_cell(text: str) -> str:
    """A cell that no spreadsheet will run as a formula: a leading = + - @ or line end is disarmed by an apostrophe.

    A text that already looks disarmed takes one apostrophe more, so that `meant_cell` gives back what was meant.
    """
    return f"'{text}" if _FORMULA.match(text) and not HARMLESS.match(text) else text


def meant_cell(text: str) -> str:
    """What a disarmed cell meant: the reverse of `plain_cell`."""
    return text[1:] if text.startswith("'") and _FORMULA.match(text) else text


def csv_lines(rows: Iterable[Iterable[str]]) -> Iterator[str]:
    """Semicolons, quotes where needed, CRLF, and the mark that tells a spreadsheet it is UTF-8."""
    yield "\ufeff"
    for row in rows:
        yield ";".join(_quoted(plain_cell(cell)) for cell in row) + "\r\n"


def _quoted(cell: str) -> str:
    return '"' + cell.replace('"', '""') + '"' if _NEEDS_QUOTES.search(cell) else cell
