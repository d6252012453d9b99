"""Receive files and keep them byte for byte, with what was recognised of each."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language, gettext

from sansfaute.intake import rules
from sansfaute.intake.actions.acceptance import locked_file
from sansfaute.intake.actions.readings import choose_reading, reading_of
from sansfaute.intake.adapters.files import MOST_BYTES, open_tables, refuse_size
from sansfaute.intake.events import FileReceived, FileTurnedAway, ReadingAsked
from sansfaute.intake.models import RefusedFile, SourceFile
from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Trouble
from sansfaute.lib.files import FileStore

CHOOSABLE = frozenset(
    {
        "kind_unknown", "kind_ambiguous", "column_twice", "dates_ambiguous", "numbers_ambiguous", "several_sheets",
        "encoding_unknown", "mixed_encodings", "no_rows", "no_such_row", "no_such_sheet", "columns_missing",
        "ledger_incomplete",
    }
)  # fmt: skip
"""Why a file cannot be read, where a person can say how: such a file is kept when it comes from a page."""


class FileRefused(Trouble):
    """A file that cannot be read; says why and how to mend it, in the language of the moment."""

    def __init__(self, name: str, code: str, details: Mapping[str, Any]) -> None:
        what, remedy = rules.reason_parts(code, details, get_language() or "en")
        super().__init__(gettext("%(name)s: %(what)s") % {"name": name, "what": what}, remedy)
        self.name = name
        self.code = code
        self.details = details


def recognise_file(*, name: str, content: bytes | Path, kind: str | None = None) -> rules.Reading:
    """How this file would be read; writes nothing. Raises FileRefused."""
    _refuse_unknown_kind(kind)
    try:
        return rules.recognise(open_tables(content), kind)
    except rules.Unreadable as refusal:
        raise FileRefused(name, refusal.code, refusal.details) from refusal


def receive_file(
    *,
    seller_id: UUID | str,
    name: str,
    content: bytes | Path,
    kind: str | None = None,
    choices: Mapping[str, Any] | None = None,
    stage: bool = False,
    at: datetime,
    actor: journal.Actor | None = None,
) -> SourceFile:
    """Keep a file, and what was recognised of it; its rows are read by `parse_rows`.

    The same bytes twice are the same file: the known one is returned (taken up again if it had been
    dropped) and nothing else changes. A file that cannot be read is kept too, as a refused file, then
    FileRefused is raised; one too large to keep is refused before it is read.

    `choices` say how to read it (see `rules.Choices`), `kind` alone what it holds. Raises rules.ChoiceUnknown.
    With `stage` somebody is there to ask: a file whose reading is in doubt is received all the same,
    with its trouble in `recognised`, and one that reads well is handed to a worker (ReadingAsked).
    """
    _refuse_unknown_kind(kind)
    size = _fitting_size(name, content)
    digest = _kept(content)
    said = rules.read_choices({**(choices or {}), **({"kind": kind} if kind else {})}).data()
    if known := SourceFile.objects.filter(seller_id=seller_id, sha256=digest).first():
        return _taken_up(known if stage else _without_doubt(known, said, at, actor), stage, at, actor)
    about: dict[str, Any] = {"seller_id": UUID(str(seller_id)), "name": name[-255:], "sha256": digest, "size": size}
    try:
        reading, chosen = reading_of(about["seller_id"], digest, said)
    except rules.Unreadable as refusal:
        if stage and refusal.code in CHOOSABLE:
            return _keep(about, "", _in_doubt(refusal), said, at, actor, stage=False)
        _turn_away(about, refusal, at, actor)
        raise FileRefused(name, refusal.code, refusal.details) from refusal
    return _keep(about, reading.kind, reading.recognised, chosen, at, actor, stage=stage)


def turn_away(
    *,
    seller_id: UUID | str,
    name: str,
    content: bytes | Path,
    refusal: rules.Unreadable,
    at: datetime,
    actor: journal.Actor | None = None,
) -> FileRefused:
    """Keep an archive that cannot be unfolded as a refused file; why, to be told or raised."""
    try:
        size = _fitting_size(name, content)
    except FileRefused as too_large:
        return too_large
    about = {"seller_id": UUID(str(seller_id)), "name": name[-255:], "sha256": _kept(content), "size": size}
    _turn_away(about, refusal, at, actor)
    return FileRefused(name, refusal.code, refusal.details)


def _refuse_unknown_kind(kind: str | None) -> None:
    if kind is not None and kind not in rules.KINDS:
        raise ValueError(f"no kind of file is called {kind!r}; there are {', '.join(rules.KINDS)}")


def _fitting_size(name: str, content: bytes | Path) -> int:
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    try:
        refuse_size(size, MOST_BYTES)
    except rules.Unreadable as refusal:
        raise FileRefused(name, refusal.code, refusal.details) from refusal
    return size


def _kept(content: bytes | Path) -> str:
    store = FileStore(settings.FILE_STORE)
    return store.put(content) if isinstance(content, bytes) else store.put_file(content)


def _in_doubt(refusal: rules.Unreadable) -> dict[str, Any]:
    return {"trouble": {"code": refusal.code, "details": refusal.details}}


@transaction.atomic
def _keep(
    about: dict[str, Any],
    kind: str,
    recognised: Mapping[str, Any],
    choices: Mapping[str, Any],
    at: datetime,
    actor: journal.Actor | None,
    *,
    stage: bool,
) -> SourceFile:
    defaults = {
        **about,
        "kind": kind,
        "recognised": recognised,
        "choices": choices,
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
        journal.record([received, *_asked(source_file, stage)], at=at, actor=actor)
    return source_file


def _asked(source_file: SourceFile, stage: bool) -> list[journal.Event]:
    return [ReadingAsked(seller_id=source_file.seller_id, subject_id=source_file.pk)] if stage else []


def _without_doubt(known: SourceFile, said: Mapping[str, Any], at: datetime, actor: journal.Actor | None) -> SourceFile:
    """A file that waits to be explained, read as is said now. Raises FileRefused while it is in doubt."""
    if "trouble" in known.recognised and said:
        known = choose_reading(seller_id=known.seller_id, source_file_id=known.pk, choices=said, at=at, actor=actor)
    if trouble := known.recognised.get("trouble"):
        raise FileRefused(known.name, trouble["code"], trouble["details"])
    return known


@transaction.atomic
def _taken_up(known: SourceFile, stage: bool, at: datetime, actor: journal.Actor | None) -> SourceFile:
    """A file given again: one that was let go is wanted after all."""
    source_file = locked_file(known.pk)
    if source_file.dropped_at is not None:
        source_file.dropped_at = None
        source_file.save(update_fields=["dropped_at"])
        received = FileReceived(seller_id=source_file.seller_id, subject_id=source_file.pk, name=source_file.name)
        unread = stage and bool(source_file.kind) and source_file.parsed_at is None
        journal.record([received, *_asked(source_file, unread)], at=at, actor=actor)
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
