"""Bill runs and simulations as the pages list them: in which state, about what, worth how much."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Case, Count, DecimalField, F, Q, QuerySet, Sum, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sansfaute.contracts import queries as contracts
from sansfaute.desk.queries.run_words import SCOPE_WORDS, WORK_WORDS
from sansfaute.desk.queries.words import word
from sansfaute.drafts import queries as drafts
from sansfaute.journal import queries as journal
from sansfaute.masterdata import queries as masterdata
from sansfaute.people import queries as people
from sansfaute.people.rules import RUN_BILLING
from sansfaute.review.queries import simulations
from sansfaute.review.rules import comparison

if TYPE_CHECKING:
    from sansfaute.contracts.models import BillRun, RunSchedule
    from sansfaute.desk.queries.books import Books
    from sansfaute.drafts.models import Draft
    from sansfaute.issuing.queries.runs import RunReport
    from sansfaute.people.models import Person
    from sansfaute.review.models import Simulation

LISTED = 30
NAMED = 4
"""Names of a scope that are written out; the others are counted."""
Place = tuple[datetime, UUID]
"""Where a page of the list ended."""


@dataclass(frozen=True, slots=True)
class Amount:
    """Documents of one currency, and what they come to with VAT."""

    currency_code: str
    count: int
    with_vat: Decimal


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list: a simulation or a run."""

    is_run: bool
    row: Any  # Simulation or BillRun: both have until, issue_date, scope, buyers_done, buyers_to_do
    at: datetime
    who: str
    state: str
    scope: str
    amounts: list[Amount] = field(default_factory=list)


def run_for(person: Person, run_id: UUID) -> BillRun | None:
    """A run of a seller for whom this person may run billing."""
    sellers = people.sellers_open_to(person, act=RUN_BILLING)
    found = (contracts.bill_runs(one).filter(pk=run_id).select_related("started_by").first() for one in sellers)
    return next((one for one in found if one is not None), None)


def schedule_for(books: Books, schedule_id: UUID) -> RunSchedule | None:
    """A schedule of these books."""
    return contracts.schedules(books.seller.pk).filter(pk=schedule_id).first()


def run_of(simulation: Simulation) -> BillRun | None:
    """The run that a simulation was committed to, the cancelled ones aside."""
    found = contracts.bill_runs(simulation.seller_id).filter(simulation_id=simulation.pk)
    return found.exclude(state="cancelled").first()


def defaults(today: date) -> dict[str, date]:
    """What the form proposes: until the end of last month, dated today."""
    return {"until": today.replace(day=1) - timedelta(days=1), "issue_date": today}


def listed(books: Books, after: Place | None = None) -> tuple[list[Listed], Place | None]:
    """Simulations and runs of these books, latest first, and where the next page begins."""
    asked = simulations.simulations_for(books.person).filter(seller_id=books.seller.pk)
    started = contracts.bill_runs(books.seller.pk).select_related("started_by")
    rows = [
        *((one.asked_at, one.pk, False, one) for one in _next(asked, "asked_at", after)),
        *((one.started_at, one.pk, True, one) for one in _next(started, "started_at", after)),
    ]
    rows.sort(key=lambda one: one[:2], reverse=True)
    shown = rows[:LISTED]
    return _told(books, shown), (shown[-1][:2] if len(rows) > LISTED else None)


def _next(rows: QuerySet[Any], moment: str, after: Place | None) -> list[Any]:
    if after is not None:
        rows = rows.filter(Q(**{f"{moment}__lt": after[0]}) | Q(**{moment: after[0], "pk__lt": after[1]}))
    return list(rows[: LISTED + 1])


def _told(books: Books, shown: Sequence[tuple[datetime, UUID, bool, Any]]) -> list[Listed]:
    runs = [pk for _at, pk, is_run, _row in shown if is_run]
    others = [pk for _at, pk, is_run, _row in shown if not is_run]
    amounts = _simulated_amounts(books, others) | _run_amounts(books.seller.pk, runs)
    committed = set(
        contracts.bill_runs(books.seller.pk).filter(simulation_id__in=others).exclude(state="cancelled").order_by()
        .values_list("simulation_id", flat=True)
    )  # fmt: skip
    states = run_states(books.seller.pk, [row for _at, _pk, is_run, row in shown if is_run])
    return [
        Listed(
            is_run, row, at, str((row.started_by if is_run else row.asked_by) or ""),
            states[pk] if is_run else ("committed" if pk in committed else row.state),
            scope_words(row.scope), amounts.get(pk, []),
        )
        for at, pk, is_run, row in shown
    ]  # fmt: skip


def _signed(prefix: str = "") -> Any:
    money: DecimalField[Any, Any] = DecimalField(max_digits=19, decimal_places=2)
    credits = Q(**{f"{prefix}type_code__in": comparison.CREDITS})
    total = F(f"{prefix}total_with_vat")
    return Sum(Case(When(credits, then=-total), default=total, output_field=money))


def _simulated_amounts(books: Books, ids: Sequence[UUID]) -> dict[UUID, list[Amount]]:
    rows = simulations.simulations_for(books.person).filter(pk__in=ids, documents__isnull=False).order_by()
    summed = rows.values_list("pk", "documents__currency_code").annotate(
        count=Count("documents"), total=_signed("documents__")
    )
    return _by_id(summed.order_by("documents__currency_code"))


def _run_amounts(seller_id: UUID, ids: Sequence[UUID]) -> dict[UUID, list[Amount]]:
    rows = drafts.drafts_of(seller_id).filter(run_id__in=ids, discard=None).order_by()
    summed = rows.values_list("run_id", "currency_code").annotate(count=Count("pk"), total=_signed())
    return _by_id(summed.order_by("currency_code"))


def _by_id(rows: Iterable[Any]) -> dict[UUID, list[Amount]]:
    found = defaultdict[UUID, list[Amount]](list)
    for pk, code, count, total in rows:
        found[pk].append(Amount(code, count, total))
    return dict(found)


def run_states(seller_id: UUID, rows: Iterable[BillRun]) -> dict[UUID, str]:
    """How far each of these runs is, in one word of RUN_STATE_WORDS; two queries."""
    given = list(rows)
    ids = [one.pk for one in given]
    alive = drafts.drafts_of(seller_id).filter(run_id__in=ids, discard=None).order_by()
    counted = alive.values("run_id").annotate(
        unjudged=Count("pk", filter=Q(verdict=None, approval=None)),
        approved=Count("pk", filter=Q(approval__isnull=False, invoice=None)),
        held=Count("pk", filter=Q(verdict__isnull=False, approval=None)),
    )
    known = {one["run_id"]: one for one in counted}
    undrafted = contracts.billable_items(seller_id).filter(run_id__in=ids, draft_line=None).order_by()
    waiting = set(undrafted.values_list("run_id", flat=True).distinct())
    return {one.pk: _state(one, known.get(one.pk, {}), one.pk in waiting) for one in given}


def _state(run: BillRun, counts: Mapping[str, Any], is_drafting: bool) -> str:
    if run.state in ("paused", "cancelled"):
        return run.state
    if run.state == "working":
        return "finding"
    if is_drafting or counts.get("unjudged"):
        return "drafting"
    if counts.get("approved"):
        return "issuing"
    return "waiting" if counts.get("held") else "over"


def state_of(report: RunReport) -> str:
    """The same of one run, as its report has it; work that was given up is told first."""
    if report.failed_jobs:
        return "failed"
    counts = {"unjudged": report.unjudged.count, "approved": report.approved.count, "held": report.held.count}
    return _state(report.run, counts, bool(report.undrafted.count))


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a run: how many of how many."""

    name: str
    done: int
    total: int


def stages(report: RunReport) -> list[Stage]:
    """How far each step is; a step that has nothing to do yet is not shown."""
    run, drafted = report.run, report.drafted.count
    judged = drafted - report.unjudged.count
    issued = report.issued.count
    found = [
        Stage(_("Customers looked at"), run.buyers_done, run.buyers_to_do),
        Stage(_("Lines of work put on drafts"), report.billable.count - report.undrafted.count, report.billable.count),
        Stage(_("Drafts checked"), judged, drafted),
        Stage(_("Invoices numbered and sealed"), issued, issued + report.approved.count),
    ]
    return [one for one in found if one.total]


def trouble_of(simulation: Simulation) -> Any:
    """What stopped a simulation, if anything did."""
    return journal.job_trouble(simulation.pk, ("review.simulate_runs",))


def scope_words(scope: Mapping[str, Sequence[str]]) -> str:
    """What a run is about, in a few words."""
    if not scope:
        return _("Everything")
    return " · ".join(_names(kind, names) for kind in SCOPE_WORDS if (names := scope.get(kind)))


def _names(kind: str, names: Sequence[str]) -> str:
    written = [word(WORK_WORDS, one) if kind == "kinds" else one for one in names[:NAMED]]
    more = len(names) - NAMED
    if more > 0:
        written.append(_("%(count)s more") % {"count": more})
    return _("%(what)s: %(names)s") % {"what": word(SCOPE_WORDS, kind), "names": ", ".join(written)}


def unknown_names(seller_id: UUID, scope: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The names of a scope that these books do not have, by field; one query for each field that is given."""
    known: dict[str, Callable[[Sequence[str]], Iterable[str]]] = {
        "buyers": lambda names: masterdata.buyers_by_code(seller_id, names, as_written=True),
        "segments": lambda names: _present(masterdata.buyers(seller_id), "segment", names),
        "contracts": lambda names: contracts.contracts_by_number(seller_id, names),
        "orders": lambda names: _present(contracts.order_lines(seller_id), "order_number", names),
        "items": lambda names: masterdata.items_by_code(seller_id, names),
    }
    found = {name: _absent(names, known[name](names)) for name, names in scope.items() if name in known}
    return {name: absent for name, absent in found.items() if absent}


def _present(rows: QuerySet[Any], name: str, names: Sequence[str]) -> set[str]:
    return set(rows.filter(**{f"{name}__in": names}).order_by().values_list(name, flat=True).distinct())


def _absent(names: Sequence[str], known: Iterable[str]) -> list[str]:
    present = set(known)
    return [one for one in names if one not in present]


OUTCOME_WORDS: Mapping[str, Any] = {
    "issued": gettext_lazy("Issued"),
    "aside": gettext_lazy("Will not be invoiced"),
    "approved": gettext_lazy("To be numbered"),
    "held": gettext_lazy("Held for a decision"),
    "unjudged": gettext_lazy("To be checked"),
}


def documents_of(run: BillRun) -> Iterator[tuple[Draft, str, str, list[str]]]:
    """Each draft of a run, its outcome, its number, and the rules that hold it; by customer, in constant memory."""
    rows = drafts.drafts_of_run(run.pk).defer("document").order_by("buyer__code", "pk")
    related = rows.select_related("buyer", "discard", "approval", "verdict", "invoice").defer(
        "document", "verdict__details", "approval__verdict", "invoice__document"
    )
    for row in related.prefetch_related("exceptions", "exceptions__decision").iterator(chunk_size=1000):
        invoice = getattr(row, "invoice", None)
        outcome = "issued" if invoice else _outcome(row)
        open_rules = [one.rule for one in row.exceptions.all() if not hasattr(one, "decision")]
        yield row, outcome, invoice.invoice_number if invoice else "", open_rules if outcome == "held" else []


def _outcome(row: Draft) -> str:
    ways = (("discard", "aside"), ("approval", "approved"), ("verdict", "held"))
    return next((outcome for name, outcome in ways if hasattr(row, name)), "unjudged")
