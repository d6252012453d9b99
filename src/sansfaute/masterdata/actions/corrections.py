"""What people do with corrections: apply the fix, to one or all alike; write another value; accept; give; postpone."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.lib.ids import new_id
from sansfaute.masterdata.actions.changes import change_records
from sansfaute.masterdata.actions.settling import Settled, write_settled
from sansfaute.masterdata.events import CorrectionAssigned, CorrectionPostponed, FindingAccepted
from sansfaute.masterdata.models import AcceptedFinding, ChangeSet, Correction, Seller

if TYPE_CHECKING:
    from sansfaute.people.models import Person

WHY_LENGTH = 2000


class CorrectionRefused(Refusal):
    """A correction could not be handled as asked; the message is fit for a person."""


@transaction.atomic
def fix_corrections(
    *, seller_id: UUID | str, correction_ids: Iterable[UUID | str], at: datetime, actor: journal.Actor | None
) -> ChangeSet | None:
    """Give the records the values that these corrections propose, as one change set that can be undone.

    All must be of one type of record. Those closed meanwhile, or without a proposal, are passed over;
    None when nothing was left to change. Raises CorrectionRefused for corrections of several types.
    """
    _lock(seller_id)
    rows = [one for one in _open(seller_id, correction_ids) if one.fix]
    if len({one.record_type for one in rows}) > 1:
        raise CorrectionRefused(_("Buyers and items are corrected apart: choose one rule at a time."))
    if not rows:
        return None
    given: dict[str, dict[str, str]] = {}
    for one in rows:
        given.setdefault(one.code, {})[one.field] = one.fix
    about = {"rules": sorted({one.rule for one in rows}), "fields": sorted({one.field for one in rows})}
    return change_records(
        seller_id=seller_id, record_type=rows[0].record_type, given=given, kind="fix", about=about, at=at, actor=actor
    )


@transaction.atomic
def mend_correction(
    *, seller_id: UUID | str, correction_id: UUID | str, value: str, at: datetime, actor: journal.Actor | None
) -> Correction:
    """Give the field another value; the correction closes if the rules are content with it.

    Returns the correction as it stands then. Raises CorrectionRefused when it is closed, or about no
    field of the record.
    """
    _lock(seller_id)
    correction = _one_open(seller_id, correction_id)
    if not correction.field:
        raise CorrectionRefused(_("This is about no field of the record: close it with a reason once it is settled."))
    change_records(
        seller_id=seller_id,
        record_type=correction.record_type,
        given={correction.code: {correction.field: value}},
        kind="edit",
        about={"correction_id": str(correction.pk), "rule": correction.rule},
        at=at,
        actor=actor,
    )
    correction.refresh_from_db()
    return correction


@transaction.atomic
def accept_corrections(
    *, seller_id: UUID | str, correction_ids: Iterable[UUID | str], why: str, at: datetime, actor: journal.Actor | None
) -> int:
    """Take these values as they are, with a written reason; how many corrections closed.

    While a value stays the same, its rule opens nothing any more. What the norm or the law refuses
    still holds the invoices of the record (`rules.may_be_lifted`). Raises CorrectionRefused without a reason.
    """
    reason = why.strip()[:WHY_LENGTH]
    if not reason:
        raise CorrectionRefused(_("Say why: the reason is kept with the decision, under your name."))
    _lock(seller_id)
    rows = _open(seller_id, correction_ids)
    _accept([one for one in rows if one.source == "audit"], reason, at, actor)
    for one in rows:
        one.outcome, one.why = "accepted", reason
    settled = Settled(ended=rows)
    write_settled(settled, at, actor, why=reason)
    return len(rows)


def _accept(rows: Sequence[Correction], why: str, at: datetime, actor: journal.Actor | None) -> None:
    accepted = [
        AcceptedFinding(
            id=new_id(),
            seller_id=one.seller_id,
            record_type=one.record_type,
            record_id=one.record_id,
            code=one.code,
            field=one.field,
            rule=one.rule,
            value=one.value,
            why=why,
            accepted_at=at,
            accepted_by_id=actor.pk if actor else None,
        )
        for one in rows
    ]
    AcceptedFinding.objects.bulk_create(accepted, ignore_conflicts=True)
    facts = [
        FindingAccepted(one.seller_id, one.record_id, code=one.code, field=one.field, rule=one.rule) for one in accepted
    ]
    journal.record(facts, at=at, actor=actor, why=why)


@transaction.atomic
def assign_corrections(
    *,
    seller_id: UUID | str,
    correction_ids: Iterable[UUID | str],
    owner: Person | None,
    at: datetime,
    actor: journal.Actor | None,
) -> int:
    """Give these corrections to a person, or to nobody; how many changed hands."""
    _lock(seller_id)
    owner_id = owner.pk if owner else None
    rows = [one for one in _open(seller_id, correction_ids) if one.owner_id != owner_id]
    Correction.objects.filter(pk__in=[one.pk for one in rows]).update(owner=owner)
    name = owner.get_username() if owner else ""
    facts = [CorrectionAssigned(one.seller_id, one.pk, owner_name=name) for one in rows]
    journal.record(facts, at=at, actor=actor)
    return len(rows)


@transaction.atomic
def postpone_corrections(
    *,
    seller_id: UUID | str,
    correction_ids: Iterable[UUID | str],
    due_date: date,
    at: datetime,
    actor: journal.Actor | None,
    why: str = "",
) -> int:
    """Give these corrections another due date; how many changed. Raises CorrectionRefused for a day that is past."""
    if due_date < clock.day_of(at):
        raise CorrectionRefused(_("Choose today or a day to come."))
    _lock(seller_id)
    rows = [one for one in _open(seller_id, correction_ids) if one.due_date != due_date]
    Correction.objects.filter(pk__in=[one.pk for one in rows]).update(due_date=due_date)
    facts = [CorrectionPostponed(one.seller_id, one.pk, due_date=due_date.isoformat()) for one in rows]
    journal.record(facts, at=at, actor=actor, why=why.strip()[:WHY_LENGTH])
    return len(rows)


def _lock(seller_id: UUID | str) -> None:
    Seller.objects.select_for_update(no_key=True).get(pk=seller_id)


def _open(seller_id: UUID | str, correction_ids: Iterable[UUID | str]) -> list[Correction]:
    rows = Correction.objects.filter(seller_id=seller_id, pk__in=list(correction_ids), closed_at=None)
    return list(rows.order_by("id"))


def _one_open(seller_id: UUID | str, correction_id: UUID | str) -> Correction:
    rows = _open(seller_id, [correction_id])
    if not rows:
        raise CorrectionRefused(_("This correction is closed already."))
    return rows[0]
