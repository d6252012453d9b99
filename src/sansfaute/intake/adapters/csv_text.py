"""Text tables: separator, quotes and line ends are recognised, then rows are read one by one."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from sansfaute.intake.adapters.encodings import Decoded, decode
from sansfaute.intake.rules.headers import header_strength
from sansfaute.intake.rules.reasons import Unreadable
from sansfaute.intake.rules.tables import MOST_COLUMNS, NumberedRow, Table, both

_SEPARATORS = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre"}
_ENGLISH = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}
LONGEST_LINE = 200_000
"""Characters in one line: a longer one is a file without line ends, or a trap."""
LONGEST_CELL = 32_767
_SAMPLE_LINES = 200


def open_text(content: bytes) -> Table:
    """The table of a text file. Raises Unreadable when it is none, saying how to mend it."""
    decoded = decode(content)
    _refuse_binary(decoded.text)
    _refuse_long_lines(decoded.text)
    text, declared = _without_declaration(decoded.text)
    first_row = 2 if declared else 1
    separator, evidence = (declared, both("annoncé par la ligne sep=", "announced by the sep= line")) if declared else (
        _recognise_separator(text)
    )  # fmt: skip
    quoting = _recognise_quoting(text, separator, first_row)
    return Table(
        rows=lambda: _rows(text, separator, quoting, first_row),
        recognised=_recognised(decoded, separator, evidence, quoting, text),
    )


def _recognised(decoded: Decoded, separator: str, evidence: dict[str, str], quoting: bool, text: str) -> dict[str, Any]:
    return {
        "format": "text",
        "encoding": {"value": decoded.encoding, "evidence": decoded.evidence},
        "separator": {
            "value": separator,
            "name": both(_SEPARATORS.get(separator, separator), _ENGLISH.get(separator, separator)),
            "evidence": evidence,
        },
        "quotes": {"value": '"' if quoting else "", "evidence": _quote_evidence(text, quoting)},
        "line_ends": "CRLF" if "\r\n" in text else "LF" if "\n" in text else "CR",
    }


def _quote_evidence(text: str, quoting: bool) -> dict[str, str]:
    if not quoting:
        return both(
            "les guillemets font partie des textes : les lignes n’ont le bon nombre de cellules qu’ainsi",
            "quotes belong to the texts: only so do the rows have the right number of cells",
        )
    count = text.count('"')
    return both(f"{count} guillemets, tous appariés", f"{count} quotes, all of them paired")


def _refuse_binary(text: str) -> None:
    head = text[:100_000]
    strange = sum(1 for one in head if one < " " and one not in "\t\r\n\f")
    if strange > len(head) / 100:
        raise Unreadable("binary_file", what=both("octets de contrôle", "control bytes"))
    if not head.strip():
        raise Unreadable("empty_file")


def _refuse_long_lines(text: str) -> None:
    """Looked at in place: a line of 200 MB must not be copied to be refused."""
    for found in re.finditer(r"[^\r\n]+", text):
        if found.end() - found.start() > LONGEST_LINE:
            row = text.count("\n", 0, found.start()) + 1
            raise Unreadable("line_too_long", row=row, limit=LONGEST_LINE)


def _without_declaration(text: str) -> tuple[str, str]:
    """Excel's first line "sep=;" names the separator and is no row."""
    found = re.match(r"\s*\"?sep=([;,\t|])\"?[ ;,\t|]*\r?\n", text, re.IGNORECASE)
    return (text[found.end() :], found[1]) if found else (text, "")


def _recognise_separator(text: str) -> tuple[str, dict[str, str]]:
    """The separator under which a header is best recognised and rows agree on their width."""
    scored = {separator: _score(text, separator) for separator in _SEPARATORS}
    best = max(scored, key=lambda separator: scored[separator])
    known, agreeing, width = scored[best]
    if width < 2:
        raise Unreadable("kind_unknown", **_nothing_seen(text))
    if width > MOST_COLUMNS:
        raise Unreadable("too_many_columns", found=width, limit=MOST_COLUMNS)
    share = round(100 * agreeing)
    return best, both(
        f"{width} colonnes dans {share} % des premières lignes, {known} titres reconnus",
        f"{width} columns in {share} % of the first rows, {known} headers recognised",
    )


def _nothing_seen(text: str) -> dict[str, Any]:
    return {
        "seen": text.strip().splitlines()[0][:80],
        "missing": both("plusieurs colonnes", "several columns"),
        "example": "Code client;Raison sociale;Adresse;CP;Ville",
    }


def _score(text: str, separator: str) -> tuple[int, float, int]:
    """Headers recognised, share of rows as wide as most, and that width."""
    end = 0
    for _ in range(_SAMPLE_LINES):
        end = text.find("\n", end) + 1
        if not end:
            break
    lines = text[: end or len(text)][: 50 * LONGEST_LINE]
    try:
        rows = [row for row in csv.reader(io.StringIO(lines, newline=""), delimiter=separator) if any(row)]
    except csv.Error:
        rows = [line.split(separator) for line in lines.splitlines() if line.strip()]
    widths = Counter(map(len, rows))
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    strength = max((header_strength([*row]) for row in rows[:30]), default=0)
    return (strength, count / len(rows) if rows else 0.0, width) if width > 1 else (0, 0.0, width)


def _recognise_quoting(text: str, separator: str, first_row: int) -> bool:
    """Whether quotes enclose cells. Raises Unreadable when they do but are not balanced."""
    if '"' not in text:
        return True
    row = first_row
    try:
        for number, cells in _rows(text, separator, True, first_row):
            row = number
            if any(len(str(cell)) > LONGEST_CELL for cell in cells):
                raise csv.Error("a cell swallowed what follows")
    except csv.Error as failure:
        if _quotes_are_text(text, separator):
            return False
        raise Unreadable("unbalanced_quotes", row=row) from failure
    return True


def _quotes_are_text(text: str, separator: str) -> bool:
    """Whether, read as ordinary characters, quotes leave every line its cells and enclose none."""
    lines = [line.split(separator) for line in text.splitlines() if line.strip()]
    enclosed = any(len(cell) > 1 and cell[0] == cell[-1] == '"' for cells in lines for cell in cells)
    return not enclosed and len(set(map(len, lines))) == 1


def _rows(text: str, separator: str, quoting: bool, first_row: int) -> Iterator[NumberedRow]:
    """Rows with the number of the line on which each begins."""
    lines = io.StringIO(text, newline="")
    if quoting:
        reader = csv.reader(lines, delimiter=separator, strict=True)
    else:
        reader = csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)
    line = first_row
    for cells in reader:
        yield line, [*cells]
        line = reader.line_num + first_row


csv.field_size_limit(50 * LONGEST_LINE)
