"""A bill run: everything billable until a date, worked out buyer by buyer, once."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext as _

from sansfaute.contracts import queries, rules
from sansfaute.contracts.actions.clause_items import tie_clauses
from sansfaute.contracts.actions.work import Work, work_items
from sansfaute.contracts.events import BillRunStarted, WorkBecameBillable
from sansfaute.contracts.models import BillableItem, BillRun, OrderLine
from sansfaute.journal import actions as journal
from sansfaute.lib.bulk import copy_in
from sansfaute.lib.errors import Refusal

CHUNK = 200
"""Buyers worked out in one transaction."""

Progress = Callable[[int, int], None]
"""Called with (buyers done, buyers to look at)."""


class BillRunRefused(Refusal):
    """A bill run cannot start, go on or end as asked; the message is fit for a person."""


@transaction.atomic
def start_bill_run(
    *,
    seller_id: UUID,
    until: date,
    issue_date: date,
    at: datetime,
    actor: journal.Actor | None = None,
    since: date | None = None,
    scope: Mapping[str, Any] | None = None,
    simulation_id: UUID | None = None,
) -> BillRun:
    """Open a run for everything billable until a day (included), to be issued on a date.

    `since`: subscription periods that ended before this day were invoiced elsewhere, by the system
    before this one; None bills every period from each contract's start. Usage and orders are not
    concerned: what was imported is to be invoiced. `scope` narrows what is billed (rules.Scope);
    `simulation_id` names the simulation that this run must agree with. Raises BillRunRefused.
    """
    _refuse_impossible(until, issue_date, since)
    run = BillRun.objects.create(
        seller_id=seller_id,
        until=until,
        issue_date=issue_date,
        since=since,
        scope=_scope(scope),
        simulation_id=simulation_id,
        started_at=at,
        started_by_id=actor.pk if actor else None,
    )
    started = BillRunStarted(
        seller_id=run.seller_id, subject_id=run.pk, until=until.isoformat(), issue_date=issue_date.isoformat()
    )
    journal.record([started], at=at, actor=actor)
    return run


def _scope(given: Mapping[str, Any] | None) -> dict[str, list[str]]:
    try:
        return rules.read_scope(given).to_dict()
    except rules.ScopeUnknown as unknown:
        raise BillRunRefused(_("The scope of the run names what does not exist: %s.") % unknown) from unknown


def _refuse_impossible(until: date, issue_date: date, since: date | None) -> None:
    for day in (until, issue_date):
        if day.year not in rules.INVOICE_YEARS:
            raise BillRunRefused(_("%(day)s is not a date that an invoice can carry.") % {"day": day.isoformat()})
    if since is not None and since > until:
        raise BillRunRefused(_("The run would start on %(since)s, after its end.") % {"since": since.isoformat()})


def find_billable_work(*, run_id: UUID, at: datetime, progress: Progress | None = None) -> None:
    """Work out what is billable, 200 buyers at a time, each chunk in its own transaction.

    Stopped anywhere and run again, or run twice at once, it gives the same items, each once: every
    source has one key, and the buyers of a chunk are held while it is worked out. Paused, it stops
    before the next chunk and goes on from there when asked again. Announces WorkBecameBillable for
    each buyer with something new. A bounded number of queries per chunk.
    """
    run, last = _begin(run_id)
    while last is not None and (buyer_ids := queries.buyers_with_work(run, last, CHUNK)):
        last = _work_out_chunk(run_id, buyer_ids, at)
        if progress:
            progress(*queries.run_progress(run_id))
    if last is not None:
        BillRun.objects.filter(pk=run_id, state="working").update(state="found")


@transaction.atomic
def _begin(run_id: UUID) -> tuple[BillRun, UUID | None]:
    """Where to go on from: the beginning, unless the run was stopped in the middle; None when it may not go on.

    A run that has found everything is looked through again from the beginning; what it did stays counted.
    """
    run = BillRun.objects.select_for_update(no_key=True).get(pk=run_id)
    if run.state not in ("working", "found"):
        return run, None
    if run.state == "found":
        return run, UUID(int=0)
    if run.last_buyer_id is None:
        run.buyers_to_do = queries.count_buyers_with_work(run)
        run.save(update_fields=["buyers_to_do"])
    return run, run.last_buyer_id or UUID(int=0)


@transaction.atomic
def _work_out_chunk(run_id: UUID, buyer_ids: Sequence[UUID], at: datetime) -> UUID | None:
    """One chunk and its place in the run, together; None when the run was paused or cancelled meanwhile."""
    run = BillRun.objects.select_for_update(no_key=True).get(pk=run_id)
    if run.state not in ("working", "found"):
        return None
    work_out(run=run, buyer_ids=buyer_ids, at=at)
    if new := [one for one in buyer_ids if run.last_buyer_id is None or one > run.last_buyer_id]:
        run.last_buyer_id = buyer_ids[-1]  # another process may have done this chunk too, or a part of it
        run.buyers_done += len(new)
        run.buyers_to_do = max(run.buyers_to_do, run.buyers_done)
        run.save(update_fields=["last_buyer_id", "buyers_done", "buyers_to_do"])
    return buyer_ids[-1]


@transaction.atomic
def work_out(*, run: BillRun, buyer_ids: Sequence[UUID], at: datetime) -> list[UUID]:
    """The new billable items of a chunk of buyers, their sources marked, one fact for each buyer; who they are.

    What merged buyers owe is worked out together, whichever of them comes first.
    """
    buyers = queries.locked_families(run.seller_id, buyer_ids)
    work = Work(run, buyers, at)
    items = list(work_items(work))
    journal.record(work.held_back, at=at)
    asked = [item.source_key for item in items if item.source_key not in work.unbilled_keys]
    known = queries.known_sources(run.seller_id, asked)
    new = [item for item in items if item.source_key not in known]
    if not new:
        return []
    copy_in(new)  # the buyers are held: nobody else can add one of these keys meanwhile
    tie_clauses(new)
    _mark_usage(run, list(buyers), [item.pk for item in new if item.kind == "usage"])
    # An order line and its billable item share one id: one statement ties them all.
    ordered = [item.pk for item in new if item.kind == "order"]
    OrderLine.objects.filter(pk__in=ordered).update(billable_id=F("pk"))
    served = sorted({item.buyer_id for item in new})
    facts = [WorkBecameBillable(seller_id=run.seller_id, subject_id=buyer_id, run_id=run.pk) for buyer_id in served]
    journal.record(facts, at=at)
    return served


def _mark_usage(run: BillRun, buyer_ids: Sequence[UUID], item_ids: Sequence[UUID]) -> None:
    """Tie each event to the new item of its contract, article and month; one statement."""
    if not item_ids:
        return
    holder = BillableItem.objects.filter(
        pk__in=item_ids,
        contract_id=OuterRef("contract_id"),
        item_id=OuterRef("item_id"),
        period_start__lte=OuterRef("used_on"),
        period_end__gte=OuterRef("used_on"),
    )
    queries.unbilled_usage(run, buyer_ids).update(billable_id=Subquery(holder.values("pk")[:1]))
