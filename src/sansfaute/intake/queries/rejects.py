"""The rows set aside of one file, as a table to correct and drop again."""

from collections.abc import Iterator
from uuid import UUID

from sansfaute.intake import rules
from sansfaute.intake.models import SourceFile, SourceRow
from sansfaute.lib.spreadsheets import meant_cell


def reject_rows(source_file_id: UUID | str, language: str) -> Iterator[list[str]]:
    """The file's own headers and cells, then the row's number, why it was set aside, and a mark; header first.

    Nothing but the file's columns is read when it comes back; a row that was not corrected is passed over.
    `lib.spreadsheets.csv_lines` writes it.
    """
    source_file = SourceFile.objects.get(pk=source_file_id)
    asides = SourceRow.objects.filter(source_file=source_file, set_aside__isnull=False).order_by("row_number")
    headers = [str(name) for name in source_file.recognised.get("headers", ())]
    width = len(headers)
    own = rules.own_columns(headers)
    kept = [index for index in range(width) if index not in own.values()]
    yield [*(headers[index] for index in kept), *rules.reject_headers(language)]
    for row in asides.select_related("set_aside").iterator(chunk_size=2000):
        cells = [meant_cell(str(row.original[index])) if index < len(row.original) else "" for index in kept]
        beyond = [str(cell) for cell in row.original[width:]]
        why = rules.reason_sentence(row.set_aside.reason_code, row.set_aside.details, language)
        yield [*cells, str(row.row_number), why, rules.mark_of(cells), *beyond]
