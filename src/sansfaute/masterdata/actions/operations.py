"""Bulk operations of the cleaning studio: applied to all records that match, kept in replayable form, undone whole."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.journal import actions as journal
from sansfaute.masterdata import queries, rules
from sansfaute.masterdata.actions.changes import ChangeRefused, new_set, write_set
from sansfaute.masterdata.actions.writing import RECORD_TYPES, AnyRecord, RecordType, state_of
from sansfaute.masterdata.events import OperationAsked
from sansfaute.masterdata.models import ChangeSet, Progress, RecordChange, Seller

CHUNK = 2000
AT_ONCE = 2000
"""Up to so many records an operation is done while the person waits; above, a job does it, with its progress."""
TASK = "operate"


def apply_operation(
    *, seller_id: UUID | str, operation: rules.Operation, at: datetime, actor: journal.Actor | None = None
) -> ChangeSet | None:
    """Do this operation on all records that it changes; one change set of kind "fix" holds them.

    Few records are changed at once; for many (over AT_ONCE) the set comes back empty, its
    `Progress` counts, and a job fills it. None when nothing is to change, as when it was done before.
    """
    count = queries.operation_reach(seller_id, operation)
    if not count:
        return None
    with transaction.atomic():
        change_set = new_set(seller_id, "fix", {"operation": rules.operation_to_dict(operation)}, at, actor)
        change_set.save()
        if count > AT_ONCE:
            _ask(change_set, count, at, actor)
            return change_set
        for chunk in _chunks(change_set, operation):
            _apply_chunk(change_set, operation, chunk, at, actor)
        if not change_set.change_count:
            change_set.delete()
            return None
    return change_set


def _ask(change_set: ChangeSet, count: int, at: datetime, actor: journal.Actor | None) -> None:
    Progress.objects.create(
        seller_id=change_set.seller_id, task=TASK, subject_id=change_set.pk, total=count, started_at=at
    )
    journal.record([OperationAsked(seller_id=change_set.seller_id, subject_id=change_set.pk)], at=at, actor=actor)


def carry_out_operation(*, change_set_id: UUID | str, at: datetime) -> int:
    """Fill the set of an operation asked for, chunk by chunk. Returns how many records it has changed in all.

    Each chunk is its own transaction. A run killed in between goes on with the records that the set
    has not touched; a set that was undone, or is done, is left alone.
    """
    change_set = ChangeSet.objects.select_related("made_by").get(pk=change_set_id)
    operation = rules.read_operation(change_set.about.get("operation"))
    progress = Progress.objects.filter(task=TASK, subject_id=change_set.pk, ended_at=None).first()
    if operation is None or progress is None:
        return change_set.change_count
    for chunk in _chunks(change_set, operation):
        with transaction.atomic():
            Seller.objects.select_for_update(no_key=True).get(pk=change_set.seller_id)
            change_set = ChangeSet.objects.select_related("made_by").get(pk=change_set_id)
            if change_set.undone_at is not None:
                break
            _apply_chunk(change_set, operation, chunk, at, change_set.made_by)
        Progress.objects.filter(pk=progress.pk).update(done=change_set.change_count)
    Progress.objects.filter(pk=progress.pk).update(ended_at=at, done=change_set.change_count)
    return change_set.change_count


def _chunks(change_set: ChangeSet, operation: rules.Operation) -> Iterator[list[UUID]]:
    """The records that the operation may change, by their ids, so many at a time."""
    after: UUID | None = None
    while ids := queries.operation_records(change_set.seller_id, operation, after, CHUNK):
        yield ids
        after = ids[-1]


def _apply_chunk(
    change_set: ChangeSet, operation: rules.Operation, ids: Sequence[UUID], at: datetime, actor: journal.Actor | None
) -> None:
    """Change those of these records that match still, now that the seller is held; each once in the set."""
    Seller.objects.select_for_update(no_key=True).get(pk=change_set.seller_id)
    kind = RECORD_TYPES[operation.record_type]
    touched = set(
        RecordChange.objects.filter(change_set=change_set, record_id__in=ids).values_list("record_id", flat=True)
    )
    wished = _wished(kind, operation, [one for one in ids if one not in touched], change_set.seller_id)
    write_set(change_set, kind, wished, at=at, actor=actor)


def _wished(
    kind: RecordType, operation: rules.Operation, ids: Sequence[UUID], seller_id: UUID
) -> list[tuple[AnyRecord, Mapping[str, str]]]:
    """Each record with the state that the operation gives it; records that no longer match are left out."""
    matching = set(queries.operation_matches(seller_id, operation).filter(pk__in=ids).values_list("pk", flat=True))
    held = kind.model._default_manager.filter(pk__in=matching).order_by("pk")
    records: list[AnyRecord] = list(held.select_for_update(no_key=True, of=("self",)))
    proposals = queries.proposals_of([one.pk for one in records], operation)
    wished: list[tuple[AnyRecord, Mapping[str, str]]] = []
    for one in records:
        text = rules.text_after(operation, one.values, proposals.get(one.pk, ()))
        if text is not None:
            wished.append((one, {**state_of(one), operation.field: text}))
    return wished


def apply_operations(
    *,
    seller_id: UUID | str,
    operations: Sequence[rules.Operation],
    at: datetime,
    actor: journal.Actor | None = None,
) -> list[ChangeSet]:
    """Replay these operations in their order; those that match nothing are skipped. Returns the sets that were made."""
    made = [apply_operation(seller_id=seller_id, operation=one, at=at, actor=actor) for one in operations]
    return [one for one in made if one is not None]


@transaction.atomic
def create_record(
    *,
    seller_id: UUID | str,
    record_type: str,
    code: str,
    values: Mapping[str, str],
    about: Mapping[str, Any] | None = None,
    at: datetime,
    actor: journal.Actor | None = None,
) -> ChangeSet:
    """Make a buyer or an item under a code of its own, by one change set of kind "edit".

    Raises ChangeRefused when the code is empty, too long, or taken.
    """
    return create_records(
        seller_id=seller_id, record_type=record_type, records=[(code, values)], about=about, at=at, actor=actor
    )


@transaction.atomic
def create_records(
    *,
    seller_id: UUID | str,
    record_type: str,
    records: Sequence[tuple[str, Mapping[str, str]]],
    about: Mapping[str, Any] | None = None,
    at: datetime,
    actor: journal.Actor | None = None,
) -> ChangeSet:
    """Make buyers or items, each under a code of its own with its values, by one change set: all of them or none.

    A bounded number of queries however many they are. Raises ChangeRefused as `create_record` does.
    """
    Seller.objects.select_for_update(no_key=True).get(pk=seller_id)
    kind = RECORD_TYPES[record_type]
    codes = [rules.clean_code(code) for code, _values in records]
    _refuse_codes(kind, seller_id, codes)
    change_set = new_set(seller_id, "edit", about, at, actor)
    wished = [
        (kind.model(seller_id=UUID(str(seller_id)), code=code), {name: text for name, text in values.items() if text})
        for code, (_code, values) in zip(codes, records, strict=True)
    ]
    return write_set(change_set, kind, wished, at=at, actor=actor) or change_set


def _refuse_codes(kind: RecordType, seller_id: UUID | str, codes: Sequence[str]) -> None:
    if not all(codes):
        raise ChangeRefused(_("Give the record a code: at most 60 characters, without line breaks."))
    known = kind.model._default_manager.filter(seller_id=seller_id, code__in=codes).values_list("code", flat=True)
    taken = next(iter(known), None) or next((code for code, times in Counter(codes).items() if times > 1), None)
    if taken is not None:
        raise ChangeRefused(
            _("The code %(code)s is taken. Open that record, or choose another code.") % {"code": taken}
        )
