"""Change records in sets that one act makes and one act takes back."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from sansfaute.journal import actions as journal
from sansfaute.lib.bulk import copy_in
from sansfaute.lib.errors import Refusal
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import rules
from sansfaute.masterdata.actions.bank import hold_bank_changes
from sansfaute.masterdata.actions.writing import RECORD_TYPES, AnyRecord, RecordType, put_state, state_of, write_records
from sansfaute.masterdata.events import RecordsChanged
from sansfaute.masterdata.models import ChangeSet, RecordChange, Seller


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
        source = {"kind": change_set.kind, "change_set_id": str(change_set.pk), **change_set.about}
        states = hold_bank_changes(states, source=source, at=at, actor=actor)
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
    copy_in(changes)
    ChangeSet.objects.filter(pk=change_set.pk).update(change_count=F("change_count") + len(changes))
    change_set.change_count += len(changes)
    changed = RecordsChanged(
        seller_id=change_set.seller_id,
        subject_id=change_set.pk,
        kind=change_set.kind,
        change_count=len(changes),
    )
    journal.record([changed], at=at, actor=actor)
