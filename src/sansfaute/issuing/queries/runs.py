"""What became of a bill run: the report that a person reads when it is over, or on its way."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from sansfaute.contracts import queries as contracts_queries
from sansfaute.drafts import queries as drafts_queries
from sansfaute.issuing.models import Invoice
from sansfaute.journal import queries as journal
from sansfaute.review import queries as review_queries
from sansfaute.review.queries import missing as simulated

if TYPE_CHECKING:
    from sansfaute.contracts.models import BillRun
    from sansfaute.review.models import DraftException

MOST_FAILED_JOBS = 200


@dataclass(frozen=True, slots=True)
class Part:
    """So many, worth so much without VAT (in the currencies of the documents, added up as they stand)."""

    count: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Numbers:
    """The invoices of one series: how many, the first and the last number."""

    prefix: str
    count: int
    first: str
    last: str
    total_with_vat: Decimal


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened to the run: the name of the fact, when, by whom, why."""

    kind: str
    at: datetime
    by: str
    why: str


@dataclass(frozen=True, slots=True)
class FailedJob:
    """A job of this run that waits for a person."""

    job_id: int
    task: str
    reason: str


@dataclass(frozen=True, slots=True)
class RunReport:
    """Everything a run gave. Documents: drafted = issued + approved + held + set aside + unjudged."""

    run: BillRun
    billable: Part  # lines of work found, as they stand now
    undrafted: Part  # of them, on no document yet
    drafted: Part
    issued: Part
    approved: Part  # and not issued yet
    held: Part
    set_aside: Part
    unjudged: Part
    held_by_rule: dict[str, int]
    series: Sequence[Numbers]
    moments: Sequence[Moment]
    first_issued_at: datetime | None
    last_issued_at: datetime | None
    failed_jobs: Sequence[FailedJob]
    changed_count: int  # held because the simulation showed something else
    changed: Sequence[DraftException]  # the first fifty of them
    missing_count: int  # simulated, and did not come
    missing: Sequence[simulated.Missing]  # the fifty largest of them

    @property
    def is_over(self) -> bool:
        """Is nothing left to do, for the machine or for a person?"""
        waiting = self.undrafted.count + self.approved.count + self.held.count + self.unjudged.count
        return self.run.state in ("found", "cancelled") and not waiting and not self.failed_jobs


def run_report(run_id: UUID | str) -> RunReport:
    """The report of one run as things stand now. About twenty queries at any size. Raises BillRun.DoesNotExist."""
    run = contracts_queries.bill_run(run_id)
    items = contracts_queries.billable_items(run.seller_id, run.pk)
    issued_at = _invoices(run).aggregate(first=Min("issued_at"), last=Max("issued_at"))
    return RunReport(
        run=run,
        billable=_worth(items, "net_amount"),
        undrafted=_worth(items.filter(draft_line=None), "net_amount"),
        **_documents(run),
        held_by_rule=_rules(run),
        series=_series(run),
        moments=[Moment(fact.kind, fact.happened_at, fact.actor_name, fact.why) for fact in journal.timeline([run.pk])],
        first_issued_at=issued_at["first"],
        last_issued_at=issued_at["last"],
        failed_jobs=_failed_jobs(run),
        changed_count=simulated.changed_in(run.pk).count(),
        changed=list(simulated.changed_in(run.pk)[:50]),
        missing_count=simulated.count_missing(run),
        missing=simulated.missing(run),
    )


def _documents(run: BillRun) -> dict[str, Part]:
    aside, issued = Q(discard__isnull=False), Q(invoice__isnull=False)
    approved = Q(approval__isnull=False) & ~issued & ~aside
    judged = Q(verdict__isnull=False, approval=None) & ~issued & ~aside
    # What a cancelled run took back is discarded without lines; what a person set aside keeps them.
    parts = {
        "drafted": Q(),
        "issued": issued,
        "approved": approved,
        "held": judged,
        "set_aside": aside & ~issued,
        "unjudged": Q(verdict=None, approval=None) & ~issued & ~aside,
    }
    found = drafts_queries.drafts_of_run(run.pk)
    return {name: _worth(found.filter(part), "total_without_vat") for name, part in parts.items()}


def _worth(rows: QuerySet[Any], amount: str) -> Part:
    facts = rows.order_by().aggregate(count=Count("pk"), amount=Sum(amount))
    return Part(facts["count"], facts["amount"] or Decimal("0.00"))


def _rules(run: BillRun) -> dict[str, int]:
    """Rules whose exception nobody has decided, and how many documents each holds; most first."""
    found = review_queries.open_exceptions(run.seller_id).filter(draft__run_id=run.pk, draft__invoice=None)
    rows = found.order_by().values_list("rule").annotate(times=Count("draft_id", distinct=True))
    return dict(rows.order_by("-times", "rule"))


def _invoices(run: BillRun) -> QuerySet[Invoice]:
    return Invoice.objects.filter(draft__run_id=run.pk).order_by()


def _series(run: BillRun) -> list[Numbers]:
    rows: Any = (
        _invoices(run)
        .values("series_id", "series__prefix")
        .annotate(
            count=Count("pk"), first=Min("sequence_number"), last=Max("sequence_number"), total=Sum("total_with_vat")
        )
    )
    return [_numbers(run, row) for row in rows.order_by("series__prefix")]


def _numbers(run: BillRun, row: dict[str, Any]) -> Numbers:
    ends = _invoices(run).filter(series_id=row["series_id"], sequence_number__in=(row["first"], row["last"]))
    named = dict(ends.values_list("sequence_number", "invoice_number"))
    return Numbers(row["series__prefix"], row["count"], named[row["first"]], named[row["last"]], row["total"])


def _failed_jobs(run: BillRun) -> list[FailedJob]:
    """Failed jobs that name the run or one of its drafts or buyers' work."""
    failed = list(journal.failed_jobs().filter(args__seller_id=str(run.seller_id))[:MOST_FAILED_JOBS])
    subjects = {fact["subject_id"] for job in failed for fact in job.args.get("facts", ())}
    ours = drafts_queries.drafts(subjects).filter(run_id=run.pk).values_list("pk", flat=True)
    named = {str(run.pk), *map(str, ours)}
    mine = [job for job in failed if _is_about(job.args.get("facts", ()), named)]
    reasons = journal.failures_of(job.id for job in mine)
    return [FailedJob(job.id, job.task_name, reasons[job.id].reason if job.id in reasons else "") for job in mine]


def _is_about(facts: Sequence[dict[str, Any]], named: set[str]) -> bool:
    return any(
        fact.get("run_id") in named or fact["subject_id"] in named or fact.get("draft_id") in named for fact in facts
    )
