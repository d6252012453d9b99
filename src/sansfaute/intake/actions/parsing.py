"""Read the rows of a kept file, chunk by chunk: whoever is killed in between goes on from there."""

from collections.abc import Callable, Iterator
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction

from sansfaute.intake import rules
from sansfaute.intake.actions import acceptance
from sansfaute.intake.actions.acceptance import ImportRefused, locked_file
from sansfaute.intake.actions.readings import reading_as_chosen
from sansfaute.intake.actions.rows import set_aside_contradicted
from sansfaute.intake.adapters.source import source_of
from sansfaute.intake.events import RowSetAside, RowsParsed
from sansfaute.intake.models import SetAside, SourceFile, SourceRow
from sansfaute.journal import actions as journal
from sansfaute.lib.bulk import copy_in
from sansfaute.lib.files import FileStore
from sansfaute.lib.ids import new_id

CHUNK = 2000


def parse_rows(
    *, source_file_id: UUID | str, accept: bool = False, at: datetime, tell: Callable[[int], None] | None = None
) -> SourceFile:
    """Read every row of a file, once: each is recorded, usable or set aside with its reason.

    Each chunk is a transaction of its own and `rows_done` shows how far it is; killed in between, or run
    twice at once, it ends with the same rows. `tell` is called with the number of rows done. Announces
    RowsParsed, and with `accept` ImportAccepted too: nobody looks at it first. Raises Trouble when the kept
    bytes are gone or damaged, ImportRefused while nobody has said how to read the file.
    """
    source_file = SourceFile.objects.get(pk=source_file_id)
    if source_file.parsed_at is None:
        _refuse_doubtful(source_file)
        _refuse_damaged(source_file)
        reading = reading_as_chosen(source_file.sha256, source_file.choices)
        repeats, done = rules.Repeats(), 0
        for chunk in _chunks(reading.read()):
            reasons = [row.reason or repeats.see(row.kind, row.number, row.values) for row in chunk]
            if not _write_chunk(source_file, chunk, reasons, done, at):
                return SourceFile.objects.get(pk=source_file_id)  # somebody chose another reading meanwhile
            done += len(chunk)
            if tell:
                tell(done)
        _finish(source_file, repeats.contradictions, done, accept, at)
    return _accept_once(source_file_id, at) if accept else SourceFile.objects.get(pk=source_file_id)


def _refuse_doubtful(source_file: SourceFile) -> None:
    if trouble := source_file.recognised.get("trouble"):
        raise ImportRefused.in_doubt(source_file.name, trouble["code"], trouble["details"])


def _refuse_damaged(source_file: SourceFile) -> None:
    """The bytes are read as they were received, or not at all."""
    store, digest = FileStore(settings.FILE_STORE), sha256()
    path = store.path(source_file.sha256)
    if not path.is_file():
        store.get(source_file.sha256)
    for piece in source_of(path).pieces():
        digest.update(piece)
    if digest.hexdigest() != source_file.sha256:
        store.get(source_file.sha256)


def _chunks(rows: Iterator[rules.ReadRow]) -> Iterator[list[rules.ReadRow]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


@transaction.atomic
def _write_chunk(
    source_file: SourceFile, chunk: list[rules.ReadRow], reasons: list[Any], done: int, at: datetime
) -> bool:
    """Write the rows after the first `done` unless they are written already; False when the reading changed."""
    now = locked_file(source_file.pk)
    if now.choices != source_file.choices or now.sha256 != source_file.sha256:
        return False
    if now.parsed_at is not None or now.rows_done >= done + len(chunk):
        return True
    assert now.rows_done == done, "rows are written in the chunks in which they are counted"
    rows = [_row(source_file, one) for one in chunk]
    asides = [_aside(row, reason[0], reason[1], at) for row, reason in zip(rows, reasons, strict=True) if reason]
    copy_in(rows)
    copy_in(asides)
    SourceFile.objects.filter(pk=source_file.pk).update(rows_done=done + len(chunk))
    journal.record([_set_aside_event(aside) for aside in asides], at=at)
    return True


@transaction.atomic
def _finish(
    source_file: SourceFile, contradictions: list[tuple[int, int]], count: int, accept: bool, at: datetime
) -> None:
    """Complete what only the whole file shows, and announce it, once."""
    now = locked_file(source_file.pk)
    if now.parsed_at is not None or now.choices != source_file.choices:
        return
    events: list[journal.Event] = [*set_aside_contradicted(now, contradictions, at)]
    now.row_count, now.rows_done, now.parsed_at = count, count, at
    now.save(update_fields=["row_count", "rows_done", "parsed_at"])
    if accept:
        _accept_once(now.pk, at)  # before RowsParsed: who hears that one finds the file accepted
    parsed = RowsParsed(seller_id=now.seller_id, subject_id=now.pk, kind=now.kind, row_count=count)
    journal.record([*events, parsed], at=at)


@transaction.atomic
def _accept_once(source_file_id: UUID | str, at: datetime) -> SourceFile:
    """Accept a file that nobody needs to look at; accepted already, it stays as it is."""
    source_file = locked_file(source_file_id)
    if source_file.parsed_at is None or (source_file.accepted_at is not None and source_file.undone_at is None):
        return source_file
    return acceptance.accept(source_file, at, None)


def _row(source_file: SourceFile, row: rules.ReadRow) -> SourceRow:
    return SourceRow(
        id=new_id(),
        seller_id=source_file.seller_id,
        source_file=source_file,
        row_number=row.number,
        kind=row.kind,
        original=[rules.storable(rules.cell_text(cell)) for cell in row.cells],
        values=row.values,
    )


def _aside(row: SourceRow, code: str, details: dict[str, Any], at: datetime) -> SetAside:
    return SetAside(id=new_id(), seller_id=row.seller_id, row=row, reason_code=code, details=details, set_aside_at=at)


def _set_aside_event(aside: SetAside) -> RowSetAside:
    return RowSetAside(seller_id=aside.seller_id, subject_id=aside.row_id, reason_code=aside.reason_code)
