"""Pause, resume or cancel a bill run; take back the work of one that was cancelled."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sansfaute.contracts.actions.bill_run import BillRunRefused
from sansfaute.contracts.actions.clause_items import untie_clauses
from sansfaute.contracts.events import BillRunCancelled, BillRunPaused, BillRunResumed
from sansfaute.contracts.models import BillableItem, BillRun, OrderLine, UsageEvent
from sansfaute.journal import actions as journal


@transaction.atomic
def pause_run(*, run_id: UUID | str, actor: journal.Actor | None, at: datetime) -> BillRun:
    """Stop a run before its next chunk of buyers and before its next number; raises BillRunRefused."""
    run = _held(run_id, ("working", "found"), _("This run is %(state)s: it cannot be paused."))
    run.state = "paused"
    run.save(update_fields=["state"])
    journal.record([BillRunPaused(seller_id=run.seller_id, subject_id=run.pk)], at=at, actor=actor)
    return run


@transaction.atomic
def resume_run(*, run_id: UUID | str, actor: journal.Actor | None, at: datetime) -> BillRun:
    """Let a paused run go on from where it stopped; raises BillRunRefused."""
    run = _held(run_id, ("paused",), _("This run is %(state)s: there is nothing to resume."))
    run.state = "working"
    run.save(update_fields=["state"])
    journal.record([BillRunResumed(seller_id=run.seller_id, subject_id=run.pk)], at=at, actor=actor)
    return run


@transaction.atomic
def cancel_run(*, run_id: UUID | str, why: str, actor: journal.Actor | None, at: datetime) -> BillRun:
    """Give up what a run has not numbered yet; what it issued stays issued. Raises BillRunRefused.

    Its drafts and billable items are taken back next, by who hears BillRunCancelled; the sources are
    then billable again.
    """
    if not why.strip():
        raise BillRunRefused(_("Cancelling a run needs a reason."))
    run = _held(run_id, ("working", "found", "paused"), _("This run is %(state)s already."))
    run.state = "cancelled"
    run.save(update_fields=["state"])
    journal.record([BillRunCancelled(seller_id=run.seller_id, subject_id=run.pk)], at=at, actor=actor, why=why.strip())
    return run


def _held(run_id: UUID | str, states: tuple[str, ...], refusal: str) -> BillRun:
    """The run, held against issuers and finders; raises BillRunRefused unless it is in one of these states."""
    run = BillRun.objects.select_for_update().get(pk=run_id)
    if run.state not in states:
        raise BillRunRefused(refusal % {"state": _STATES.get(run.state, run.state)})
    return run


_STATES = {
    "working": gettext_lazy("under way"),
    "found": gettext_lazy("under way"),
    "paused": gettext_lazy("paused"),
    "cancelled": gettext_lazy("cancelled"),
}


@transaction.atomic
def withdraw_work(*, item_ids: Iterable[UUID], at: datetime) -> int:
    """Forget billable items that no draft carries any more: their sources can be billed again; how many.

    Only for those not invoiced: who calls has made sure, and the database refuses the others.
    """
    chosen = list(item_ids)
    untie_clauses(chosen)
    UsageEvent.objects.filter(billable_id__in=chosen).update(billable=None)
    OrderLine.objects.filter(billable_id__in=chosen).update(billable=None)
    return int(BillableItem.objects.filter(pk__in=chosen, invoiced=None).delete()[0])
