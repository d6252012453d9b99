"""A file that has been read and looked at: accept its rows, or let it go."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language, gettext

from sansfaute.intake import rules
from sansfaute.intake.actions.rows import set_aside_rows
from sansfaute.intake.events import ImportAccepted, ImportDropped
from sansfaute.intake.models import SourceFile, SourceRow
from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Trouble


class ImportRefused(Trouble):
    """An import that cannot go on as things stand; says why and what to do, in the language of the moment."""

    @classmethod
    def accepted(cls, name: str) -> "ImportRefused":
        """It is too late: the import has been accepted."""
        return cls(gettext("“%(name)s” has been accepted.") % {"name": name}, gettext("Undo its import instead."))

    @classmethod
    def in_doubt(cls, name: str, code: str, details: Mapping[str, Any]) -> "ImportRefused":
        """Nobody has said yet how to read the file."""
        what, remedy = rules.reason_parts(code, details, get_language() or "en")
        return cls(gettext("%(name)s: %(what)s") % {"name": name, "what": what}, remedy)


@transaction.atomic
def accept_import(
    *,
    seller_id: UUID | str,
    source_file_id: UUID | str,
    leave_out: Iterable[UUID | str] | None = None,
    at: datetime,
    actor: journal.Actor | None = None,
) -> SourceFile:
    """Let the usable rows of a file become records; rows of `leave_out` are set aside with the reason `left_out`.

    Accepted already, it stays accepted and nothing is announced. One that was undone may be accepted
    again. Raises ImportRefused when it is not read yet or was dropped, SourceFile.DoesNotExist when it
    is not this seller's.
    """
    source_file = locked_file(source_file_id, seller_id)
    if source_file.accepted_at is not None and source_file.undone_at is None:
        return source_file
    _refuse_unready(source_file)
    _leave_out(source_file, list(leave_out or ()), at)
    return accept(source_file, at, actor)


def accept(source_file: SourceFile, at: datetime, actor: journal.Actor | None) -> SourceFile:
    """Write and announce the acceptance of a file that the caller has locked."""
    source_file.accepted_at, source_file.undone_at, source_file.dropped_at = at, None, None
    source_file.accepted_by_id = actor.pk if actor else None
    source_file.save(update_fields=["accepted_at", "accepted_by", "undone_at", "dropped_at"])
    accepted = ImportAccepted(seller_id=source_file.seller_id, subject_id=source_file.pk, kind=source_file.kind)
    journal.record([accepted], at=at, actor=actor)
    return source_file


@transaction.atomic
def drop_import(
    *, seller_id: UUID | str, source_file_id: UUID | str, at: datetime, actor: journal.Actor | None = None
) -> SourceFile:
    """Let a file go before it is accepted: its bytes and rows stay, and nothing comes of them.

    Raises ImportRefused once it is accepted, SourceFile.DoesNotExist when it is not this seller's.
    """
    source_file = locked_file(source_file_id, seller_id)
    if source_file.dropped_at is not None:
        return source_file
    if source_file.accepted_at is not None and source_file.undone_at is None:
        raise ImportRefused.accepted(source_file.name)
    source_file.dropped_at = at
    source_file.save(update_fields=["dropped_at"])
    dropped = ImportDropped(seller_id=source_file.seller_id, subject_id=source_file.pk)
    journal.record([dropped], at=at, actor=actor)
    return source_file


@transaction.atomic
def mark_import_undone(*, seller_id: UUID | str, source_file_id: UUID | str, at: datetime) -> SourceFile:
    """Remember that what this import had changed was taken back; who does so announces it."""
    source_file = locked_file(source_file_id, seller_id)
    if source_file.undone_at is None:
        source_file.undone_at = at
        source_file.save(update_fields=["undone_at"])
    return source_file


def locked_file(source_file_id: UUID | str, seller_id: UUID | str | None = None) -> SourceFile:
    """The file, locked until the transaction ends. Raises SourceFile.DoesNotExist."""
    files = SourceFile.objects.select_for_update(of=("self",))
    return files.get(pk=source_file_id) if seller_id is None else files.get(pk=source_file_id, seller_id=seller_id)


def undecided_file(source_file_id: UUID | str, seller_id: UUID | str) -> SourceFile:
    """A file that nobody has accepted yet, and that nobody can accept until the caller's transaction ends.

    Raises ImportRefused once it is accepted, SourceFile.DoesNotExist when it is not this seller's.
    """
    source_file = locked_file(source_file_id, seller_id)
    if source_file.accepted_at is not None and source_file.undone_at is None:
        raise ImportRefused.accepted(source_file.name)
    return source_file


def _refuse_unready(source_file: SourceFile) -> None:
    named = {"name": source_file.name}
    if source_file.dropped_at is not None:
        raise ImportRefused(
            gettext("“%(name)s” was let go.") % named, gettext("Drop the file again to take it up again.")
        )
    if source_file.parsed_at is None:
        raise ImportRefused(
            gettext("“%(name)s” has not been read to its end yet.") % named,
            gettext("Say how to read it if it asks, or wait until its rows are read."),
        )


def _leave_out(source_file: SourceFile, row_ids: list[UUID | str], at: datetime) -> None:
    """Set aside those of these rows that are usable and of this file."""
    usable = SourceRow.objects.filter(source_file=source_file, set_aside=None, pk__in=row_ids)
    reasons: list[tuple[UUID | str, str, dict[str, Any]]] = [
        (row_id, "left_out", {}) for row_id in usable.order_by("pk").values_list("pk", flat=True)
    ]
    set_aside_rows(seller_id=source_file.seller_id, reasons=reasons, at=at)
