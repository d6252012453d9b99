"""Take a change set back, whole: at once, or, when it is large, by a job that goes on where it was killed."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import transaction
from django.db.models import F, ProtectedError, Q
from django.utils.translation import gettext as _

from sansfaute.intake import queries as intake
from sansfaute.journal import actions as journal
from sansfaute.masterdata import rules
from sansfaute.masterdata.actions.bank import end_bank_changes
from sansfaute.masterdata.actions.built_upon import (
    BuiltUpon,
    as_built_upon,
    refuse_built_upon,
    refuse_what_is_built_upon,
)
from sansfaute.masterdata.actions.changes import ChangeRefused
from sansfaute.masterdata.actions.settling import end_corrections
from sansfaute.masterdata.actions.standing import end_merges, forget_records, standing_for
from sansfaute.masterdata.actions.writing import (
    OF_KIND,
    RECORD_TYPES,
    AnyRecord,
    RecordType,
    put_state,
    state_of,
    write_records,
)
from sansfaute.masterdata.events import ChangesUndone, RecordWithdrawn, UndoAsked
from sansfaute.masterdata.models import ChangeSet, Finding, Progress, RecordChange, Seller

CHUNK = 1000
AT_ONCE = 2000
"""Up to so many changes are taken back while the person waits; above, a job does it, with its progress."""
TASK = "undo"


@transaction.atomic
def undo_changes(
    *, seller_id: UUID | str, change_set_id: UUID | str, at: datetime, actor: journal.Actor | None = None
) -> ChangeSet:
    """Take back one set, whole, whatever came after it: what later acts said of a field stays said.

    Records that the set had made go away, unless something was built on them: then nothing is undone
    and ChangeRefused names the first. The set counts no longer at once; of a large one (over AT_ONCE) a
    job takes the records back (`carry_out_undo`), and its `Progress` counts. Bank details that the set had
    asked for wait no longer. Undoing twice changes nothing.
    """
    Seller.objects.select_for_update(no_key=True).get(pk=seller_id)
    change_set = ChangeSet.objects.select_for_update(of=("self",)).get(pk=change_set_id, seller_id=seller_id)
    if change_set.undone_at is not None:
        return change_set
    if change_set.kind == "bank":
        raise ChangeRefused(_("Bank details are not taken back alone: ask for a new change, for a second person."))
    change_set.undone_at, change_set.undone_by_id = at, actor.pk if actor else None
    change_set.save(update_fields=["undone_at", "undone_by"])
    end_merges(change_set, at)
    end_bank_changes(Q(source__change_set_id=str(change_set.pk)), seller_id=seller_id, at=at, actor=actor)
    if change_set.change_count > AT_ONCE:
        _ask(change_set, at, actor)
        return change_set
    for changes in _chunks(change_set):
        _take_all_back(change_set, changes, at, actor)
    _tell(change_set, at, actor)
    return change_set


def _ask(change_set: ChangeSet, at: datetime, actor: journal.Actor | None) -> None:
    """Leave it to a job, once nothing speaks against it."""
    refuse_what_is_built_upon(change_set)
    Progress.objects.create(
        seller_id=change_set.seller_id,
        task=TASK,
        subject_id=change_set.pk,
        total=change_set.changes.count(),
        started_at=at,
    )
    journal.record([UndoAsked(seller_id=change_set.seller_id, subject_id=change_set.pk)], at=at, actor=actor)


@dataclass(frozen=True, slots=True)
class _Place:
    """How far a run has come: so many changes of the set, the last of them with this identifier."""

    done: int
    last_id: UUID


def carry_out_undo(*, change_set_id: UUID | str, at: datetime) -> None:
    """Take back the records of a set whose undo was asked for, a thousand at a time, each a transaction of its own.

    Run again after a kill it goes on from there; twice at once, both share the work. A record that
    something was built on since the undo was asked for stays as it is: what the set said of it goes
    into a set of its own, which counts and can be undone later.
    """
    place: _Place | None = None
    while place := _undo_chunk(change_set_id, place, at):
        pass


def finish_undos(*, seller_id: UUID | str, at: datetime) -> None:
    """Carry out every undo of this seller that is still under way: what comes next counts on it."""
    waiting = Progress.objects.filter(seller_id=seller_id, task=TASK, ended_at=None).order_by("id")
    for change_set_id in list(waiting.values_list("subject_id", flat=True)):
        carry_out_undo(change_set_id=change_set_id, at=at)


@transaction.atomic
def _undo_chunk(change_set_id: UUID | str, place: _Place | None, at: datetime) -> _Place | None:
    """The next changes; None once all are taken back. How far it is, is kept in the same transaction."""
    change_set = ChangeSet.objects.select_related("undone_by").get(pk=change_set_id)
    Seller.objects.select_for_update(no_key=True).get(pk=change_set.seller_id)
    progress = Progress.objects.filter(task=TASK, subject_id=change_set.pk, ended_at=None).first()
    if progress is None:
        return None
    rows = change_set.changes.order_by("id")
    if place is not None and place.done == progress.done:
        chunk = list(rows.filter(pk__gt=place.last_id)[:CHUNK])
    else:  # the first of this run, or another worker came further meanwhile
        chunk = list(rows[progress.done : progress.done + CHUNK])
    if not chunk:
        Progress.objects.filter(pk=progress.pk).update(ended_at=at)
        _tell(change_set, at, change_set.undone_by)
        return None
    kept = _take_back_what_can_be(change_set, chunk, at)
    done = progress.done + len(chunk) - kept
    Progress.objects.filter(pk=progress.pk).update(done=done, total=F("total") - kept)
    return _Place(done, chunk[-1].pk)


def _take_back_what_can_be(change_set: ChangeSet, changes: Sequence[RecordChange], at: datetime) -> int:
    """Take these back but for records that something was built on meanwhile. Returns how many of them stay."""
    left, kept = list(changes), list[RecordChange]()
    while left:
        try:
            with transaction.atomic():
                _take_all_back(change_set, left, at, change_set.undone_by)
            break
        except BuiltUpon as refusal:
            made = {one.record_id for one in left if one.is_creation}
            stay = (refusal.record_ids & made) or made
            kept += [one for one in left if one.record_id in stay]
            left = [one for one in left if one.record_id not in stay]
    if kept:
        _keep(change_set, kept)
    return len(kept)


def _keep(change_set: ChangeSet, kept: Sequence[RecordChange]) -> None:
    """What the set said of these records counts still: it moves into another set of the same act."""
    same = {"seller_id": change_set.seller_id, "kind": change_set.kind, "about": change_set.about}
    remainder = ChangeSet.objects.filter(**same, undone_at=None).first() or ChangeSet.objects.create(
        **same, made_at=change_set.made_at, made_by_id=change_set.made_by_id
    )
    RecordChange.objects.filter(pk__in=[one.pk for one in kept]).update(change_set=remainder)
    for pk, count in ((remainder.pk, len(kept)), (change_set.pk, -len(kept))):
        ChangeSet.objects.filter(pk=pk).update(change_count=F("change_count") + count)


def _tell(change_set: ChangeSet, at: datetime, actor: journal.Actor | None) -> None:
    undone = ChangesUndone(seller_id=change_set.seller_id, subject_id=change_set.pk, kind=change_set.kind)
    journal.record([undone], at=at, actor=actor)


def _chunks(change_set: ChangeSet) -> Iterator[list[RecordChange]]:
    """The changes of a set in order, so many at a time."""
    changes = change_set.changes.order_by("id").iterator(chunk_size=CHUNK)
    while chunk := list(islice(changes, CHUNK)):
        yield chunk


def _take_all_back(
    change_set: ChangeSet, changes: Sequence[RecordChange], at: datetime, actor: journal.Actor | None
) -> None:
    """Give changed records what is left of their changes, remove those made. Raises BuiltUpon."""
    for kind in RECORD_TYPES.values():
        of_kind = [one for one in changes if one.record_type == kind.name]
        changed = [one for one in of_kind if not one.is_creation]
        _take_back(kind, changed, at, actor, forget_row=change_set.kind == "import")
        _withdraw(kind, [one for one in of_kind if one.is_creation], at, actor)


def _take_back(
    kind: RecordType, changes: Sequence[RecordChange], at: datetime, actor: journal.Actor | None, *, forget_row: bool
) -> None:
    """Fold these records anew. `forget_row`: their row counts no more, so its file does if accepted again."""
    if not (ids := [one.record_id for one in changes]):
        return
    held = kind.model._default_manager.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True, of=("self",))
    records: dict[UUID, AnyRecord] = {one.pk: one for one in held}
    history = _history(ids)
    moved = [one for one in changes if rules.MERGED_INTO in one.after]
    standing = standing_for(moved[0].seller_id, [one.record_id for one in moved]) if moved else {}
    rows = _rows_behind(kind, ids) if forget_row else {}
    judged = []
    for change in changes:
        if record := records.get(change.record_id):
            undone = rules.FieldChanges(change.before, change.after)
            state = rules.without(state_of(record), undone, history[change.record_id])
            if record.pk in standing:
                state[rules.MERGED_INTO] = standing[record.pk]
            record.source_row_id = rows.get(record.pk) if forget_row else record.source_row_id
            judged.append((record, put_state(record, kind, state)))
    write_records(kind, judged, at=at, actor=actor)


def _rows_behind(kind: RecordType, record_ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """For each record, the row of the last import that counts: an older file says nothing against it."""
    counting = RecordChange.objects.filter(
        record_id__in=record_ids, change_set__kind="import", change_set__undone_at=None
    ).order_by("id")
    last = {one[0]: one[1:] for one in counting.values_list("record_id", "change_set__about__source_file_id", "code")}
    by_file: dict[str, dict[str, UUID]] = defaultdict(dict)
    for record_id, (source_file_id, code) in last.items():
        by_file[source_file_id][code] = record_id
    rows_kind = next(name for name, one in OF_KIND.items() if one is kind)
    return {
        by_code[code]: row_id
        for source_file_id, by_code in by_file.items()
        for code, row_id in intake.rows_by_code(source_file_id, rows_kind, by_code).items()
    }


def _history(record_ids: Sequence[UUID]) -> dict[UUID, list[tuple[bool, rules.FieldChanges]]]:
    """Every change of these records in order, each with whether its set still counts."""
    history: dict[UUID, list[tuple[bool, rules.FieldChanges]]] = {one: [] for one in record_ids}
    rows = RecordChange.objects.filter(record_id__in=list(record_ids)).order_by("id")
    for record_id, before, after, undone_at in rows.values_list(
        "record_id", "before", "after", "change_set__undone_at"
    ):
        history[record_id].append((undone_at is None, rules.FieldChanges(before, after)))
    return history


def _withdraw(kind: RecordType, changes: Sequence[RecordChange], at: datetime, actor: journal.Actor | None) -> None:
    """Remove the records that a set had made, with what was only found or proposed about them.

    Raises BuiltUpon when something was built on one.
    """
    ids = [one.record_id for one in changes]
    if not ids:
        return
    refuse_built_upon(kind, ids)
    Finding.objects.filter(record_id__in=ids).delete()
    end_corrections(ids, at=at, actor=actor)
    end_bank_changes(Q(party_id__in=ids), seller_id=changes[0].seller_id, at=at, actor=actor)
    forget_records(ids)
    try:
        kind.model._default_manager.filter(pk__in=ids).delete()
    except ProtectedError as failure:
        raise as_built_upon(kind, ids, failure) from failure
    gone = [
        RecordWithdrawn(seller_id=one.seller_id, subject_id=one.record_id, record_type=one.record_type, code=one.code)
        for one in changes
    ]
    journal.record(gone, at=at, actor=actor)
