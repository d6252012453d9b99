"""Text tables: separator, quotes and line ends are recognised, then rows are read one by one, from the disk."""

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from sansfaute.intake.adapters.encodings import Encoding, recognise_encoding
from sansfaute.intake.adapters.source import PIECE, Source
from sansfaute.intake.rules.choices import NOTHING_CHOSEN, Choices
from sansfaute.intake.rules.headers import header_strength
from sansfaute.intake.rules.reasons import Unreadable
from sansfaute.intake.rules.tables import MOST_COLUMNS, NumberedRow, Table, both

_SEPARATORS = {";": "point-virgule", ",": "virgule", "\t": "tabulation", "|": "barre"}
_ENGLISH = {";": "semicolon", ",": "comma", "\t": "tab", "|": "bar"}
LONGEST_LINE = 200_000
"""Characters in one line: a longer one is a file without line ends, or a trap."""
LONGEST_CELL = 32_767
_SAMPLE_LINES = 200


@dataclass(slots=True)
class _Survey:
    """What one pass over the text shows."""

    head: str = ""
    quotes: int = 0
    line_ends: str = "CR"


def open_text(source: Source, choices: Choices = NOTHING_CHOSEN) -> Table:
    """The table of a text file. Raises Unreadable when it is none, saying how to mend it."""
    _refuse_long_lines(source)
    encoding = _encoding(source, choices.encoding)
    survey = _survey(encoding, source)
    _refuse_binary(survey.head)
    head, declared = _without_declaration(survey.head)
    separator, evidence = _separator(head, declared, choices.separator)
    first_row = 2 if declared else 1

    def rows(quoting: bool = True) -> Iterator[NumberedRow]:
        return _rows(encoding.text(source), separator, quoting, first_row)

    quoting = not survey.quotes or _recognise_quoting(rows, lambda: encoding.text(source), separator)
    return Table(
        rows=lambda: rows(quoting),
        recognised=_recognised(encoding, separator, evidence, quoting, survey),
    )


def _encoding(source: Source, chosen: str) -> Encoding:
    """The encoding; bytes that are in none may be no text at all, which is said first."""
    try:
        return recognise_encoding(source, chosen)
    except Unreadable:
        _refuse_binary(source.head.decode("latin-1"))
        raise


def _separator(head: str, declared: str, chosen: str) -> tuple[str, dict[str, str]]:
    if chosen:
        return chosen, both("choisi par une personne", "chosen by a person")
    if declared:
        return declared, both("annoncé par la ligne sep=", "announced by the sep= line")
    return _recognise_separator(head)


def _recognised(
    encoding: Encoding, separator: str, evidence: dict[str, str], quoting: bool, survey: _Survey
) -> dict[str, Any]:
    return {
        "format": "text",
        "encoding": {"value": encoding.name, "evidence": encoding.evidence},
        "separator": {
            "value": separator,
            "name": both(_SEPARATORS.get(separator, separator), _ENGLISH.get(separator, separator)),
            "evidence": evidence,
        },
        "quotes": {"value": '"' if quoting else "", "evidence": _quote_evidence(survey.quotes, quoting)},
        "line_ends": survey.line_ends,
    }


def _quote_evidence(count: int, quoting: bool) -> dict[str, str]:
    if not quoting:
        return both(
            "les guillemets font partie des textes : les lignes n’ont le bon nombre de cellules qu’ainsi",
            "quotes belong to the texts: only so do the rows have the right number of cells",
        )
    return both(f"{count} guillemets, tous appariés", f"{count} quotes, all of them paired")


def _survey(encoding: Encoding, source: Source) -> _Survey:
    survey = _Survey()
    with encoding.text(source) as text:
        while piece := text.read(PIECE):
            survey.head = survey.head or piece
            survey.quotes += piece.count('"')
            if survey.line_ends != "CRLF" and "\n" in piece:
                survey.line_ends = "CRLF" if "\r\n" in piece else "LF"
    return survey


def _refuse_binary(head: str) -> None:
    head = head[:100_000]
    strange = sum(1 for one in head if one < " " and one not in "\t\r\n\f")
    if strange > len(head) / 100:
        if head.count("\x00") * 2 > strange:
            raise Unreadable("null_bytes", count=head.count("\x00"))
        raise Unreadable("binary_file", what=both("octets de contrôle", "control bytes"))
    if not head.strip():
        raise Unreadable("empty_file")


def _refuse_long_lines(source: Source) -> None:
    """Looked at piece by piece, as bytes: a line of gigabytes must not be held to be refused."""
    row, length, most = 1, 0, 4 * LONGEST_LINE
    for piece in source.pieces():
        lines = piece.splitlines(keepends=True)
        if length + len(lines[0]) > most or max(map(len, lines)) > most:
            before = next(index for index, line in enumerate(lines) if len(line) + (0 if index else length) > most)
            raise Unreadable("line_too_long", row=row + before, limit=LONGEST_LINE)
        row += len(lines) - 1
        last = lines[-1]
        ended = last.endswith((b"\n", b"\r"))
        length = 0 if ended else len(last) + (length if len(lines) == 1 else 0)
        row += ended


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
    lines = list(io.StringIO(text, newline=""))[:_SAMPLE_LINES]
    try:
        rows = [row for row in csv.reader(lines, delimiter=separator) if any(row)]
    except csv.Error:
        rows = [line.split(separator) for line in lines if line.strip()]
    widths = Counter(map(len, rows))
    width, count = widths.most_common(1)[0] if widths else (0, 0)
    strength = max((header_strength([*row]) for row in rows[:30]), default=0)
    return (strength, count / len(rows) if rows else 0.0, width) if width > 1 else (0, 0.0, width)


def _recognise_quoting(rows: Callable[[], Iterator[NumberedRow]], text: Callable[[], TextIO], separator: str) -> bool:
    """Whether quotes enclose cells. Raises Unreadable when they do but are not balanced."""
    row = 1
    try:
        for number, cells in rows():
            row = number
            if max(map(len, cells), default=0) > LONGEST_CELL:  # type: ignore[arg-type]  # cells of a text are texts
                raise csv.Error("a cell swallowed what follows")
    except csv.Error as failure:
        if _quotes_are_text(text(), separator):
            return False
        raise Unreadable("unbalanced_quotes", row=row) from failure
    return True


def _quotes_are_text(text: TextIO, separator: str) -> bool:
    """Whether, read as ordinary characters, quotes leave every line its cells and enclose none."""
    widths: set[int] = set()
    with text:
        for line in text:
            if line.strip():
                cells = line.rstrip("\r\n").split(separator)
                widths.add(len(cells))
                if len(widths) > 1 or any(len(cell) > 1 and cell[0] == cell[-1] == '"' for cell in cells):
                    return False
    return True


def _rows(text: TextIO, separator: str, quoting: bool, first_row: int) -> Iterator[NumberedRow]:
    """Rows with the number of the line on which each begins."""
    with text:
        for _ in range(1, first_row):
            text.readline()
        if quoting:
            reader = csv.reader(text, delimiter=separator, strict=True)
        else:
            reader = csv.reader(text, delimiter=separator, quoting=csv.QUOTE_NONE)
        line = first_row
        for cells in reader:
            yield line, [*cells]
            line = reader.line_num + first_row


csv.field_size_limit(50 * LONGEST_LINE)
