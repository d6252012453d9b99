"""Receive a file, keep it byte for byte, and read its rows."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from hashlib import sha256
from itertools import islice
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language

from sansfaute.intake import rules
from sansfaute.intake.actions.rows import set_aside_contradicted
from sansfaute.intake.adapters.files import open_tables
from sansfaute.intake.events import FileReceived, FileTurnedAway, RowSetAside, RowsParsed
from sansfaute.intake.models import RefusedFile, SetAside, SourceFile, SourceRow
from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Trouble
from sansfaute.lib.files import FileStore
from sansfaute.lib.ids import new_id

CHUNK = 2000


class FileRefused(Trouble):
    """A file that cannot be read; says why and how to mend it, in the language of the moment."""

    def __init__(self, name: str, code: str, details: Mapping[str, Any]) -> None:
        what, remedy = rules.reason_parts(code, details, get_language() or "en")
        super().__init__(f"{name}: {what}", remedy)
        self.code = code
        self.details = details


def recognise_file(*, name: str, content: bytes, kind: str | None = None) -> rules.Reading:
    """How this file would be read; writes nothing. Raises FileRefused."""
    try:
        return _reading(content, kind)
    except rules.Unreadable as refusal:
        raise FileRefused(name, refusal.code, refusal.details) from refusal


def receive_file(
    *,
    seller_id: UUID | str,
    name: str,
    content: bytes,
    kind: str | None = None,
    at: datetime,
    actor: journal.Actor | None = None,
) -> SourceFile:
    """Keep a file, and what was recognised of it; its rows are read by `parse_rows`.

    The same bytes twice are the same file: the known one is returned and nothing changes. A file
    that cannot be read is kept too, as a refused file, then FileRefused is raised.
    """
    digest = sha256(content).hexdigest()
    if known := SourceFile.objects.filter(seller_id=seller_id, sha256=digest).first():
        return known
    FileStore(settings.FILE_STORE).put(content)
    about = {"seller_id": UUID(str(seller_id)), "name": name[-255:], "sha256": digest, "size": len(content)}
    try:
        reading = _reading(content, kind)
    except rules.Unreadable as refusal:
        _turn_away(about, refusal, at, actor)
        raise FileRefused(name, refusal.code, refusal.details) from refusal
    return _keep(about, reading, at, actor)


def _reading(content: bytes, kind: str | None) -> rules.Reading:
    if kind is not None and kind not in rules.KINDS:
        raise ValueError(f"no kind of file is called {kind!r}; there are {', '.join(rules.KINDS)}")
    return rules.recognise(open_tables(content), kind)


@transaction.atomic
def _keep(about: dict[str, Any], reading: rules.Reading, at: datetime, actor: journal.Actor | None) -> SourceFile:
    defaults = {
        **about,
        "kind": reading.header.kind,
        "recognised": reading.recognised,
        "received_at": at,
        "received_by_id": actor.pk if actor else None,
    }
    source_file, fresh = SourceFile.objects.get_or_create(
        seller_id=about["seller_id"], sha256=about["sha256"], defaults=defaults
    )
    if fresh:
        # Bytes once refused and now readable (a better reader, a kind given) are refused no more.
        RefusedFile.objects.filter(seller_id=about["seller_id"], sha256=about["sha256"]).delete()
        received = FileReceived(seller_id=source_file.seller_id, subject_id=source_file.pk, name=source_file.name)
        journal.record([received], at=at, actor=actor)
    return source_file


@transaction.atomic
def _turn_away(
    about: dict[str, Any], refusal: rules.Unreadable, at: datetime, actor: journal.Actor | None
) -> RefusedFile:
    why = {"reason_code": refusal.code, "details": refusal.details, "refused_at": at}
    refused, fresh = RefusedFile.objects.get_or_create(
        seller_id=about["seller_id"], sha256=about["sha256"], defaults={**about, **why}
    )
    if fresh:
        event = FileTurnedAway(
            seller_id=refused.seller_id, subject_id=refused.pk, name=refused.name, reason_code=refusal.code
        )
        journal.record([event], at=at, actor=actor, why=str(refusal))
    return refused


@transaction.atomic
def parse_rows(*, source_file_id: UUID | str, at: datetime) -> SourceFile:
    """Read every row of a file, once: each is recorded, usable or set aside with its reason.

    One transaction: killed in the middle, it leaves nothing. Announces RowsParsed. Raises Trouble
    when the kept bytes are gone or damaged.
    """
    source_file = SourceFile.objects.select_for_update(of=("self",)).get(pk=source_file_id)
    if source_file.parsed_at is not None:
        return source_file
    content = FileStore(settings.FILE_STORE).get(source_file.sha256)
    reading = _reading(content, source_file.kind)
    repeats, events, count = rules.Repeats(source_file.kind), list[journal.Event](), 0
    for chunk in _chunks(reading.rows()):
        rows, asides = _read_chunk(source_file, reading, repeats, chunk, at)
        SourceRow.objects.bulk_create(rows)
        SetAside.objects.bulk_create(asides)
        events += [_set_aside_event(aside) for aside in asides]
        count += len(rows)
    events += set_aside_contradicted(source_file, repeats.contradictions, at)
    source_file.row_count, source_file.parsed_at = count, at
    source_file.save(update_fields=["row_count", "parsed_at"])
    parsed = RowsParsed(
        seller_id=source_file.seller_id, subject_id=source_file.pk, kind=source_file.kind, row_count=count
    )
    journal.record([*events, parsed], at=at)
    return source_file


def _chunks(rows: Iterator[tuple[int, list[rules.Cell]]]) -> Iterator[list[tuple[int, list[rules.Cell]]]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk


def _read_chunk(
    source_file: SourceFile,
    reading: rules.Reading,
    repeats: rules.Repeats,
    chunk: list[tuple[int, list[rules.Cell]]],
    at: datetime,
) -> tuple[list[SourceRow], list[SetAside]]:
    rows, asides = [], []
    for number, cells in chunk:
        values, reason = reading.reader.read(cells)
        row = SourceRow(
            id=new_id(),
            seller_id=source_file.seller_id,
            source_file=source_file,
            row_number=number,
            kind=source_file.kind,
            original=[rules.storable(rules.cell_text(cell)) for cell in cells],
            values=values,
        )
        rows.append(row)
        reason = reason or repeats.see(row.id, number, values)
        if reason:
            asides.append(_aside(row, reason[0], reason[1], at))
    return rows, asides


def _aside(row: SourceRow, code: str, details: dict[str, Any], at: datetime) -> SetAside:
    return SetAside(id=new_id(), seller_id=row.seller_id, row=row, reason_code=code, details=details, set_aside_at=at)


def _set_aside_event(aside: SetAside) -> RowSetAside:
    return RowSetAside(seller_id=aside.seller_id, subject_id=aside.row_id, reason_code=aside.reason_code)
