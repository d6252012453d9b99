"""How a kept file is to be read: as it shows, as its like were once explained, or as a person chose."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from sansfaute.intake import rules
from sansfaute.intake.actions.acceptance import ImportRefused, locked_file
from sansfaute.intake.adapters.files import open_tables
from sansfaute.intake.events import ReadingAsked
from sansfaute.intake.models import ColumnMapping, SetAside, SourceFile, SourceRow
from sansfaute.journal import actions as journal
from sansfaute.lib.files import FileStore

_REMEMBERED = ("decimal_mark", "date_order", "key")
"""What is remembered of a file's choices beside its kind and columns; the rest belongs to that one file."""


def reading_of(seller_id: UUID, digest: str, data: Mapping[str, Any]) -> tuple[rules.Reading, dict[str, Any]]:
    """The reading of a kept file and the choices that it rests on. Raises Unreadable."""
    choices = rules.read_choices(data)
    tables = open_tables(FileStore(settings.FILE_STORE).path(digest), choices)
    if not choices.columns and not choices.key:
        choices = remembered_choices(seller_id, tables, choices)
    return rules.recognise(tables, choices=choices), choices.data()


def reading_as_chosen(digest: str, data: Mapping[str, Any]) -> rules.Reading:
    """The reading of a file received before: what is remembered meanwhile changes nothing. Raises Unreadable."""
    choices = rules.read_choices(data)
    return rules.recognise(open_tables(FileStore(settings.FILE_STORE).path(digest), choices), choices=choices)


def remembered_choices(seller_id: UUID, tables: list[rules.Table], choices: rules.Choices) -> rules.Choices:
    """What a person once said of a file with these headers, when nothing was said of this one."""
    if tables and tables[0].fields:
        return choices
    found = {signature: (sheet, row) for signature, sheet, row in reversed(rules.signatures(tables))}
    mappings = ColumnMapping.objects.filter(seller_id=seller_id, signature__in=list(found))
    known = [one for one in mappings if choices.kind in ("", one.kind)]
    if len(known) != 1:
        return choices
    sheet, row = found[known[0].signature]
    said = {
        **known[0].choices,
        **choices.data(),
        "kind": known[0].kind,
        "columns": known[0].columns,
        "sheet": sheet,
        "header_row": row,
        "remembered": known[0].remembered_at.date().isoformat(),
    }
    return rules.read_choices(said)


@transaction.atomic
def choose_reading(
    *,
    seller_id: UUID | str,
    source_file_id: UUID | str,
    choices: Mapping[str, Any],
    at: datetime,
    actor: journal.Actor | None = None,
) -> SourceFile:
    """Read a file as a person says: kind, header_row, columns, decimal_mark, date_order, encoding, separator,
    sheet, key (see `rules.Choices`).

    Rows read before are thrown away and a worker reads them anew (ReadingAsked). Columns that were chosen
    are remembered for the next file with the same headers. A reading that is still in doubt is kept with its
    trouble. Raises rules.ChoiceUnknown for a choice that does not exist, ImportRefused once the file is
    accepted, SourceFile.DoesNotExist when it is not this seller's.
    """
    chosen = rules.read_choices(choices)
    source_file = locked_file(source_file_id, seller_id)
    if source_file.accepted_at is not None and source_file.undone_at is None:
        raise ImportRefused.accepted(source_file.name)
    _forget_rows(source_file)
    try:
        tables = open_tables(FileStore(settings.FILE_STORE).path(source_file.sha256), chosen)
        reading = rules.recognise(tables, choices=chosen)
    except rules.Unreadable as refusal:
        trouble = {"trouble": {"code": refusal.code, "details": refusal.details}}
        return _written(source_file, chosen.kind, trouble, chosen, at, actor)
    _remember(source_file, reading, chosen, at, actor)
    return _written(source_file, reading.kind, reading.recognised, chosen, at, actor)


def _written(
    source_file: SourceFile,
    kind: str,
    recognised: Mapping[str, Any],
    chosen: rules.Choices,
    at: datetime,
    actor: journal.Actor | None,
) -> SourceFile:
    source_file.kind, source_file.recognised, source_file.choices = kind, dict(recognised), chosen.data()
    source_file.row_count, source_file.rows_done, source_file.parsed_at = 0, 0, None
    source_file.accepted_at = source_file.undone_at = source_file.dropped_at = None
    source_file.save()
    if "trouble" not in recognised:
        asked = ReadingAsked(seller_id=source_file.seller_id, subject_id=source_file.pk)
        journal.record([asked], at=at, actor=actor)
    return source_file


def _forget_rows(source_file: SourceFile) -> None:
    """Nothing was built on rows that nobody accepted; the file's bytes stay."""
    SetAside.objects.filter(row__source_file=source_file).delete()
    SourceRow.objects.filter(source_file=source_file).delete()


def _remember(
    source_file: SourceFile, reading: rules.Reading, chosen: rules.Choices, at: datetime, actor: journal.Actor | None
) -> None:
    """Keep which column is which for the next file with these headers."""
    header = reading.header
    if not (chosen.columns or chosen.key) or not header.row_number or reading.kind == rules.INVOICES:
        return
    said = chosen.data()
    ColumnMapping.objects.update_or_create(
        seller_id=source_file.seller_id,
        signature=rules.signature(header.names),
        defaults={
            "headers": list(header.names),
            "kind": header.kind,
            "columns": dict(header.columns),
            "choices": {name: said[name] for name in _REMEMBERED if name in said},
            "remembered_at": at,
            "remembered_by_id": actor.pk if actor else None,
        },
    )
