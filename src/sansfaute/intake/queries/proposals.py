"""How a file may be read: what somebody who corrects the reading is shown."""

from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings

from sansfaute.intake import rules
from sansfaute.intake.adapters.files import open_sample
from sansfaute.intake.models import SourceFile
from sansfaute.lib.files import FileStore

_ROWS = 400
"""Rows looked at to propose columns and keys."""


def propose_mapping(source_file: SourceFile, kind: str = "", sheet: str = "") -> rules.MappingProposal:
    """The kind, the header row and the field of each column, as recognised, chosen or only likely; never raises
    for a fault of the file (then `trouble` says what). `kind` asks what the columns would be in that kind of file,
    `sheet` what those of another sheet would be; of several that would do, the first is shown.
    """
    path = FileStore(settings.FILE_STORE).path(source_file.sha256)
    trouble = source_file.recognised.get("trouble", {})
    said = {**source_file.choices, **({"kind": kind, "columns": {}} if kind else {})}
    suited = trouble.get("details", {}).get("sheets") or [""] if trouble.get("code") == "several_sheets" else [""]
    if (wanted := sheet or suited[0]) and wanted != said.get("sheet"):
        said = {**said, "sheet": wanted, "columns": {}}
        said.pop("header_row", None)
    choices = rules.read_choices(said)
    try:
        proposal = _proposed(path, choices)
    except rules.Unreadable as refusal:
        trouble = trouble or {"code": refusal.code, "details": refusal.details}
        proposal = rules.NOTHING_PROPOSED
    return replace(proposal, trouble=trouble, recognised=source_file.recognised)


def _proposed(path: Path, choices: rules.Choices) -> rules.MappingProposal:
    tables = open_sample(path, choices)
    table = next((one for one in tables if one.sheet == choices.sheet), tables[0])
    header = _known_header(tables, choices)
    if header and not choices.sheet and len(tables) > 1:
        table, header = rules.choose_table(tables, choices)
    rows = list(islice(table.rows(), _ROWS))
    number, names = _headers(rows, table, header, choices)
    below = [row for row in rows if row[0] > number]
    kind, kinds, columns = rules.propose(names, below, header.kind if header else choices.kind)
    if header:
        columns = rules.proposal_of(header, columns)
    return rules.MappingProposal(
        kind=kind,
        kinds=tuple(kinds),
        header_row=number,
        columns=tuple(columns),
        missing=tuple(_missing(kind, columns, header)),
        first_rows=tuple((row, tuple(rules.cell_text(cell) for cell in cells[:50])) for row, cells in rows[:10]),
        sheets=tuple(one.sheet for one in tables if one.sheet),
        sheet=table.sheet,
        keys=tuple(_keys(kind, columns, below)),
    )


def _known_header(tables: list[rules.Table], choices: rules.Choices) -> rules.Header | None:
    try:
        return rules.choose_table(tables, choices)[1]
    except rules.Unreadable:
        return None


def _headers(
    rows: list[Any], table: rules.Table, header: rules.Header | None, choices: rules.Choices
) -> tuple[int, list[str]]:
    """The row of the headers and their texts; made-up names for a table without any."""
    if table.fields:
        return 0, list(table.fields)
    if header:
        return header.row_number, list(header.names)
    if choices.header_row == 0:
        width = max((len(cells) for _, cells in rows), default=0)
        return 0, [f"#{index}" for index in range(1, width + 1)]
    chosen = next((row for row in rows if row[0] == choices.header_row), None)
    number, cells = chosen or rules.header_row_of(rows[:30])
    return number, [rules.cell_text(cell).strip() for cell in cells]


def _missing(kind: str, columns: list[Any], header: rules.Header | None) -> list[str]:
    proposed = {one.field for one in columns if one.field}
    if header and header.key:
        proposed.add("code")
    return [one.name for one in rules.fields_of(kind).values() if one.required and one.name not in proposed]


def _keys(kind: str, columns: list[Any], rows: list[Any]) -> list[rules.KeyPreview]:
    """What each key would give, for files of records that have no code."""
    fields = {one.field: one.index for one in columns if one.field}
    if kind not in ("buyers", "items") or "code" in fields:
        return []
    values = [
        {name: rules.cell_text(cells[index]).strip() for name, index in fields.items() if index < len(cells)}
        for _, cells in rows
    ]
    return rules.preview_keys([one for one in values if any(one.values())])
