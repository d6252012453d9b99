"""A bill run: everything billable until a date, worked out buyer by buyer, once."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, OuterRef, Subquery
from django.utils.translation import gettext as _

from sansfaute.contracts import queries, rules
from sansfaute.contracts.actions.work import Work, order_items, subscription_items, usage_items
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
    """A bill run cannot start as asked; the message is fit for a person."""


@transaction.atomic
def start_bill_run(
    *,
    seller_id: UUID,
    until: date,
    issue_date: date,
    at: datetime,
    actor: journal.Actor | None = None,
    since: date | None = None,
) -> BillRun:
    """Open a run for everything billable until a day (included), to be issued on a date.

    `since`: subscription periods that ended before this day were invoiced elsewhere, by the system
    before this one; None bills every period from each contract's start. Usage and orders are not
    concerned: what was imported is to be invoiced. Raises BillRunRefused.
    """
    _refuse_impossible(until, issue_date, since)
    run = BillRun.objects.create(seller_id=seller_id, until=until, issue_date=issue_date, since=since, started_at=at)
    started = BillRunStarted(
        seller_id=run.seller_id, subject_id=run.pk, until=until.isoformat(), issue_date=issue_date.isoformat()
    )
    journal.record([started], at=at, actor=actor)
    return run


def _refuse_impossible(until: date, issue_date: date, since: date | None) -> None:
    for day in (until, issue_date):
        if day.year not in rules.INVOICE_YEARS:
            raise BillRunRefused(_("%(day)s is not a date that an invoice can carry.") % {"day": day.isoformat()})
    if since is not None and since > until:
        raise BillRunRefused(_("The run would start on %(since)s, after its end.") % {"since": since.isoformat()})


def find_billable_work(*, run_id: UUID, at: datetime, progress: Progress | None = None) -> None:
    """Work out what is billable, 200 buyers at a time, each chunk in its own transaction.

    Stopped anywhere and run again, or run twice at once, it gives the same items, each once: every
    source has one key, and the buyers of a chunk are held while it is worked out. Announces
    WorkBecameBillable for each buyer with something new. A bounded number of queries per chunk.
    """
    run = queries.bill_run(run_id)
    total = queries.count_buyers_with_work(run) if progress else 0
    done, last = 0, UUID(int=0)
    while buyer_ids := queries.buyers_with_work(run, last, CHUNK):
        _work_out(run, buyer_ids, at)
        last, done = buyer_ids[-1], done + len(buyer_ids)
        if progress:
            progress(done, max(done, total))


@transaction.atomic
def _work_out(run: BillRun, buyer_ids: Sequence[UUID], at: datetime) -> None:
    """The new billable items of a chunk of buyers, their sources marked, one fact for each buyer.

    What merged buyers owe is worked out together, whichever of them comes first.
    """
    buyers = queries.locked_families(run.seller_id, buyer_ids)
    work = Work(run, buyers, at)
    items = [*subscription_items(work), *usage_items(work), *order_items(work)]
    known = queries.known_sources(run.seller_id, [item.source_key for item in items])
    new = [item for item in items if item.source_key not in known]
    if not new:
        return
    copy_in(new)  # the buyers are held: nobody else can add one of these keys meanwhile
    _mark_usage(run, list(buyers), [item.pk for item in new if item.kind == "usage"])
    # An order line and its billable item share one id: one statement ties them all.
    ordered = [item.pk for item in new if item.kind == "order"]
    OrderLine.objects.filter(pk__in=ordered).update(billable_id=F("pk"))
    served = sorted({item.buyer_id for item in new})
    facts = [WorkBecameBillable(seller_id=run.seller_id, subject_id=buyer_id, run_id=run.pk) for buyer_id in served]
    journal.record(facts, at=at)


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
