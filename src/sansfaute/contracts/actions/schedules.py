"""Runs that start by themselves, on the days of a rhythm in the seller's calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sansfaute.contracts import queries, rules
from sansfaute.contracts.actions.bill_run import BillRunRefused, start_bill_run
from sansfaute.contracts.events import RunFellDue, RunScheduled, RunScheduleStopped
from sansfaute.contracts.models import RunSchedule
from sansfaute.contracts.rules.due_days import UNTIL, first_due, last_due, until_of
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.contracts.rules.rhythms import Rhythm, anchored, read_rhythm
from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal


class ScheduleRefused(Refusal):
    """A schedule cannot be set or stopped so; the message is fit for a person."""


@transaction.atomic
def set_schedule(
    *,
    seller_id: UUID | str,
    name: str,
    rhythm: Mapping[str, Any],
    until: str,
    at: datetime,
    actor: journal.Actor | None = None,
    scope: Mapping[str, Any] | None = None,
    simulates_only: bool = True,
    begins_on: date | None = None,
    schedule_id: UUID | str | None = None,
) -> RunSchedule:
    """Set a schedule, or change the one of that id, which then runs again if it was stopped.

    `rhythm` is read by rules.read_rhythm; its periods begin on the due days. `until` is a word of
    rules.due_days.UNTIL. The first due day is sought from `begins_on`, by default tomorrow.
    Raises ScheduleRefused.
    """
    begin = max(begins_on or clock.day_of(at) + timedelta(days=1), clock.day_of(at))
    read = _rhythm(rhythm, begin)
    next_on = first_due(read, begin)
    _refuse_unless_sound(name, until, next_on)
    values: dict[str, Any] = {
        "name": name.strip(),
        "rhythm": read.to_dict(),
        "until": until,
        "scope": _scope(scope),
        "simulates_only": simulates_only,
        "next_on": next_on,
        "is_active": True,
        "set_by_id": actor.pk if actor else None,
    }
    schedule = _written(seller_id, schedule_id, values)
    event = RunScheduled(schedule.seller_id, schedule.pk, name=schedule.name, next_on=schedule.next_on.isoformat())
    journal.record([event], at=at, actor=actor)
    return schedule


def _written(seller_id: UUID | str, schedule_id: UUID | str | None, values: Mapping[str, Any]) -> RunSchedule:
    if schedule_id is None:
        return RunSchedule.objects.create(seller_id=seller_id, **values)
    held = RunSchedule.objects.select_for_update().filter(pk=schedule_id, seller_id=seller_id).first()
    if held is None:
        raise ScheduleRefused(_("This schedule does not exist."))
    for field, value in values.items():
        setattr(held, field, value)
    held.save()
    return held


def _rhythm(given: Mapping[str, Any], begin: date) -> Rhythm:
    try:
        return anchored(read_rhythm(given), begin)
    except TermsRefused as refused:
        raise ScheduleRefused(refused.fr if (get_language() or "").startswith("fr") else refused.en) from refused


def _scope(given: Mapping[str, Any] | None) -> dict[str, list[str]]:
    try:
        return rules.read_scope(given).to_dict()
    except rules.ScopeUnknown as unknown:
        raise ScheduleRefused(_("The scope of the run names what does not exist: %s.") % unknown) from unknown


def _refuse_unless_sound(name: str, until: str, next_on: date | None) -> None:
    if not name.strip():
        raise ScheduleRefused(_("Give the schedule a name."))
    if len(name.strip()) > 120:
        raise ScheduleRefused(_("The name of the schedule is too long: 120 characters at most."))
    if until not in UNTIL:
        raise ScheduleRefused(_("A schedule cannot bill until “%s”.") % until)
    if next_on is None:
        raise ScheduleRefused(_("All days of this calendar are past."))


@transaction.atomic
def stop_schedule(*, schedule_id: UUID | str, actor: journal.Actor | None, at: datetime, why: str = "") -> RunSchedule:
    """No run of this schedule starts any more; those started go on. Raises ScheduleRefused when it is stopped."""
    held = RunSchedule.objects.select_for_update().get(pk=schedule_id)
    if not held.is_active:
        raise ScheduleRefused(_("This schedule is stopped already."))
    held.is_active = False
    held.save(update_fields=["is_active"])
    journal.record([RunScheduleStopped(held.seller_id, held.pk)], at=at, actor=actor, why=why.strip())
    return held


def start_due_runs(*, at: datetime) -> int:
    """Start what is due today or was missed since; each schedule once, in its own transaction. How many.

    Twice, at once or after a stop, each due day gives one run. One that cannot start is raised in the
    end, and tried again next time; the others are not kept from starting.
    """
    today, started, refused = clock.day_of(at), 0, None
    for schedule_id in queries.schedules_due(today):
        try:
            started += _start(schedule_id, today, at)
        except BillRunRefused as failure:
            refused = failure
    if refused is not None:
        raise refused
    return started


@transaction.atomic
def _start(schedule_id: UUID, today: date, at: datetime) -> int:
    held = RunSchedule.objects.select_for_update().get(pk=schedule_id)
    if not held.is_active or held.next_on > today:
        return 0  # somebody else was faster
    rhythm = read_rhythm(held.rhythm)
    due = last_due(rhythm, held.next_on, today)
    until = until_of(held.until, due)
    if not held.simulates_only:
        held.last_run = start_bill_run(seller_id=held.seller_id, until=until, issue_date=today, scope=held.scope, at=at)
    following = first_due(rhythm, due + timedelta(days=1))
    held.next_on, held.is_active = following or held.next_on, following is not None
    held.save(update_fields=["last_run", "next_on", "is_active"])
    journal.record([_fell_due(held, due, until, today)], at=at)
    return 1


def _fell_due(held: RunSchedule, due: date, until: date, today: date) -> RunFellDue:
    return RunFellDue(
        held.seller_id,
        held.pk,
        due_on=due.isoformat(),
        until=until.isoformat(),
        issue_date=today.isoformat(),
        simulates_only=held.simulates_only,
    )
