"""Change records in sets that one act makes and one act takes back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, ProtectedError
from django.utils.translation import gettext as _

from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Refusal
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import rules
from sansfaute.masterdata.actions.bank import hold_bank_changes
from sansfaute.masterdata.actions.settling import end_corrections
from sansfaute.masterdata.actions.standing import end_merges, forget_records, standing_for
from sansfaute.masterdata.actions.writing import RECORD_TYPES, AnyRecord, RecordType, put_state, state_of, write_records
from sansfaute.masterdata.events import ChangesUndone, RecordsChanged, RecordWithdrawn
from sansfaute.masterdata.models import ChangeSet, Finding, RecordChange, Seller

UNDO_CHUNK = 1000


class ChangeRefused(Refusal):
    """Records could not be changed, or a change not taken back; the message is fit for a person."""


@transaction.atomic
def change_records(
    *,
    seller_id: UUID | str,
    record_type: str,
    given: Mapping[str, Mapping[str, str]],
    kind: str,
    about: Mapping[str, Any] | None = None,
    at: datetime,
    actor: journal.Actor | None = None,
) -> ChangeSet | None:
    """Give these records (by code) these values, text by field as a person or a file writes them.

    Fields left out stay as they are. One set holds all that changed; None when nothing did. New bank
    details of a known buyer wait for a second person instead (`bank.hold_bank_changes`). Raises
    ChangeRefused for a code that is not there.
    """
    Seller.objects.select_for_update(no_key=True).get(pk=seller_id)
    type_ = RECORD_TYPES[record_type]
    known = records_by_code(type_, seller_id, given)
    if missing := sorted(set(given) - set(known)):
        raise ChangeRefused(_("There is no record with the code %(code)s.") % {"code": missing[0]})
    wished = {code: {**state_of(known[code]), **values} for code, values in given.items()}
    change_set = new_set(seller_id, kind, about, at, actor)
    return write_set(change_set, type_, [(known[code], state) for code, state in wished.items()], at=at, actor=actor)


def records_by_code(kind: RecordType, seller_id: UUID | str, codes: Iterable[str]) -> dict[str, AnyRecord]:
    """The records with these codes, held until the transaction ends, in one order."""
    found = kind.model._default_manager.filter(seller_id=seller_id, code__in=list(codes)).order_by("pk")
    return {one.code: one for one in found.select_for_update(no_key=True, of=("self",))}


def new_set(
    seller_id: UUID | str, kind: str, about: Mapping[str, Any] | None, at: datetime, actor: journal.Actor | None
) -> ChangeSet:
    """A set, unsaved yet: `write_set` saves it with the first change."""
    by = actor.pk if actor else None
    return ChangeSet(seller_id=UUID(str(seller_id)), kind=kind, about=dict(about or {}), made_at=at, made_by_id=by)


def write_set(
    change_set: ChangeSet,
    kind: RecordType,
    wished: Sequence[tuple[AnyRecord, Mapping[str, str]]],
    *,
    at: datetime,
    actor: journal.Actor | None = None,
    row_ids: Mapping[UUID, UUID] | None = None,
    confirmed: bool = False,
) -> ChangeSet | None:
    """Write the records that come to differ, as part of this set; to be called under the seller's lock.

    `wished` pairs a record (perhaps unsaved: it is then made) with its whole state. `row_ids` gives
    the row of a file behind a record. `confirmed` lets bank details through. Returns the set, or
    None when it changed nothing.
    """
    states = [(one, {k: v for k, v in state.items() if v or k.startswith(rules.IMPORTED)}) for one, state in wished]
    if kind.name == "buyer" and not confirmed:
        states = hold_bank_changes(states, source={"kind": change_set.kind, **change_set.about}, at=at, actor=actor)
    changes, judged = [], []
    for record, state in states:
        difference = rules.changes_between({} if record._state.adding else state_of(record), state)
        fresh = record._state.adding
        if not difference.after and not fresh:
            continue
        changes.append(_change(change_set, kind, record, difference, is_creation=fresh))
        record.source_row_id = (row_ids or {}).get(record.pk, record.source_row_id)
        judged.append((record, put_state(record, kind, state)))
    if changes:
        _keep(change_set, changes, at, actor)
        write_records(kind, judged, at=at, actor=actor)
    return change_set if changes else None


def _change(
    change_set: ChangeSet, kind: RecordType, record: AnyRecord, difference: rules.FieldChanges, *, is_creation: bool
) -> RecordChange:
    return RecordChange(
        id=new_id(),
        seller_id=change_set.seller_id,
        change_set=change_set,
        record_type=kind.name,
        record_id=record.pk,
        code=record.code,
        is_creation=is_creation,
        before=difference.before,
        after=difference.after,
    )


def _keep(change_set: ChangeSet, changes: Sequence[RecordChange], at: datetime, actor: journal.Actor | None) -> None:
    """Save the set if it is new, count its changes, announce them. A set may grow by chunks."""
    if change_set._state.adding:
        change_set.save()
    RecordChange.objects.bulk_create(changes)
    ChangeSet.objects.filter(pk=change_set.pk).update(change_count=F("change_count") + len(changes))
    change_set.change_count += len(changes)
    changed = RecordsChanged(
        seller_id=change_set.seller_id,
        subject_id=change_set.pk,
        kind=change_set.kind,
        change_count=len(changes),
    )
    journal.record([changed], at=at, actor=actor)


@transaction.atomic
def undo_changes(
    *, seller_id: UUID | str, change_set_id: UUID | str, at: datetime, actor: journal.Actor | None = None
) -> ChangeSet:
    """Take back one set, whole, whatever came after it: what later acts said of a field stays said.

    Records that the set had made go away, unless something was built on them: then nothing is undone
    and ChangeRefused names the first. Undoing twice changes nothing.
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
    for changes in _chunks(change_set):
        for kind in RECORD_TYPES.values():
            of_kind = [one for one in changes if one.record_type == kind.name]
            _take_back(kind, [one for one in of_kind if not one.is_creation], at, actor)
            _withdraw(kind, [one for one in of_kind if one.is_creation], at, actor)
    undone = ChangesUndone(seller_id=change_set.seller_id, subject_id=change_set.pk, kind=change_set.kind)
    journal.record([undone], at=at, actor=actor)
    return change_set


def _chunks(change_set: ChangeSet) -> Iterator[list[RecordChange]]:
    """The changes of a set in order, a thousand at a time: an import may have made a hundred thousand records."""
    changes = change_set.changes.order_by("id").iterator(chunk_size=UNDO_CHUNK)
    while chunk := list(islice(changes, UNDO_CHUNK)):
        yield chunk


def _take_back(kind: RecordType, changes: Sequence[RecordChange], at: datetime, actor: journal.Actor | None) -> None:
    ids = [one.record_id for one in changes]
    held = kind.model._default_manager.filter(pk__in=ids).order_by("pk").select_for_update(no_key=True, of=("self",))
    records: dict[UUID, AnyRecord] = {one.pk: one for one in held}
    history = _history(ids)
    moved = [one for one in changes if rules.MERGED_INTO in one.after]
    standing = standing_for(moved[0].seller_id, [one.record_id for one in moved]) if moved else {}
    judged = []
    for change in changes:
        if record := records.get(change.record_id):
            undone = rules.FieldChanges(change.before, change.after)
            state = rules.without(state_of(record), undone, history[change.record_id])
            if record.pk in standing:
                state[rules.MERGED_INTO] = standing[record.pk]
            judged.append((record, put_state(record, kind, state)))
    write_records(kind, judged, at=at, actor=actor)


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

    Raises ChangeRefused when something was built on one.
    """
    ids = [one.record_id for one in changes]
    if not ids:
        return
    later = RecordChange.objects.filter(record_id__in=ids, change_set__undone_at=None, is_creation=False)
    if built := later.order_by("id").first():
        raise ChangeRefused(
            _("%(code)s was changed since. Undo those changes first; nothing is undone now.") % {"code": built.code}
        )
    Finding.objects.filter(record_id__in=ids).delete()
    end_corrections(ids, at=at, actor=actor)
    forget_records(ids)
    try:
        kind.model._default_manager.filter(pk__in=ids).delete()
    except ProtectedError as failure:
        code = next((one.code for one in changes if one.record_id in _protected(failure)), changes[0].code)
        raise ChangeRefused(
            _("Contracts, orders or invoices were built on %(code)s or others; nothing is undone.") % {"code": code}
        ) from failure
    gone = [
        RecordWithdrawn(seller_id=one.seller_id, subject_id=one.record_id, record_type=one.record_type, code=one.code)
        for one in changes
    ]
    journal.record(gone, at=at, actor=actor)


def _protected(failure: ProtectedError) -> set[UUID]:
    """The records that something stands on."""
    owners = (getattr(one, name, None) for one in failure.protected_objects for name in ("buyer_id", "item_id"))
    return {one for one in owners if one}
