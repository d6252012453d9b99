"""Simulations of bill runs: asked, followed, looked at, exported, run as they are or given up."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Max, Min
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sansfaute.contracts import actions as contracts_actions
from sansfaute.desk.forms.billing import CommitForm, DocumentFilterForm, SimulateForm
from sansfaute.desk.queries import runs
from sansfaute.desk.queries.run_words import HOLD_WORDS, WORK_WORDS
from sansfaute.desk.views.page import open_books, show
from sansfaute.desk.views.runs import show_runs
from sansfaute.journal import actions as journal_actions
from sansfaute.lib import clock
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import RUN_BILLING
from sansfaute.review import actions as review_actions
from sansfaute.review.queries import simulations, variance

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books
    from sansfaute.review.models import Simulation

MOVED, MORE_MOVED = 8, 100
"""Customers whose amount moved most: shown at first, and on demand."""


@require_POST
@open_to_those_who_may(RUN_BILLING)
def ask_simulation(request: HttpRequest) -> HttpResponse:
    """Simulate a run with the terms of the form; its page shows how far it is."""
    books = open_books(request, RUN_BILLING)
    form = SimulateForm(request.POST, seller_id=books.seller.pk)
    if not form.is_valid():
        return show_runs(request, books, form)
    terms = {name: form.cleaned_data[name] for name in ("until", "issue_date", "since")}
    try:
        asked = review_actions.simulate_run(
            seller_id=books.seller.pk, **terms, scope=form.scope, actor=books.person, at=clock.now()
        )
    except contracts_actions.BillRunRefused as refusal:
        return show_runs(request, books, form, str(refusal))
    return _back(books, asked)


def _back(books: Books, one: Simulation) -> HttpResponse:
    return HttpResponseRedirect(reverse("simulation", args=[one.pk]) + books.address_ending)


def _one(request: HttpRequest, simulation_id: UUID) -> tuple[Books, Simulation]:
    found = simulations.simulations_for(request.user).filter(pk=simulation_id).first()  # type: ignore[arg-type]  # a Person
    if found is None or request.GET.get("seller", str(found.seller_id)) != str(found.seller_id):
        raise Http404
    return open_books(request, RUN_BILLING, found.seller_id), found


@never_cache
@require_safe
@open_to_those_who_may(RUN_BILLING)
def simulation(request: HttpRequest, simulation_id: UUID) -> HttpResponse:
    """One simulation: what would be issued and held, against last period, document by document."""
    books, one = _one(request, simulation_id)
    return _show(request, books, one, CommitForm(initial={"issue_date": min(one.issue_date, clock.today())}))


def _show(request: HttpRequest, books: Books, one: Simulation, form: CommitForm, trouble: str = "") -> HttpResponse:
    run = runs.run_of(one)
    context: dict[str, Any] = {
        "one": one, "state": "committed" if run else one.state, "run": run, "form": form, "trouble": trouble,
        "scope": runs.scope_words(one.scope), "stopped": runs.trouble_of(one) if one.state == "failed" else None,
    }  # fmt: skip
    if one.state != "working":
        context |= _figures(one) | _variance(request, one) | _documents(request, one)
    page = show(request, "desk/runs/simulation.html", books, "billing", tab="runs", **context)
    page.status_code = 409 if trouble else 422 if form.errors else 200
    return page


def _figures(one: Simulation) -> dict[str, Any]:
    totals = simulations.totals(one.pk)
    for total in totals:
        total["issued_count"] = total["count"] - total["held_count"]
        total["issued_with_vat"] = total["with_vat"] - total["held_with_vat"]
    issued = simulations.documents(one.pk, simulations.Chosen(verdict="approved")).order_by()
    ends = issued.values("currency_code").annotate(
        count=Count("pk"), least=Min("total_with_vat"), most=Max("total_with_vat")
    )
    return {
        "totals": totals,
        "count": sum(total["count"] for total in totals),
        "issued_count": sum(total["issued_count"] for total in totals),
        "held_count": sum(total["held_count"] for total in totals),
        "by_rule": simulations.by_rule(one.pk),
        "by_kind": simulations.by_kind(one.pk),
        "ends": list(ends.order_by("currency_code")),
    }


def _variance(request: HttpRequest, one: Simulation) -> dict[str, Any]:
    limit = MORE_MOVED if "moves" in request.GET else MOVED
    moved, more = variance.by_buyer(one, limit=limit)
    return {
        "period": variance.last_period(one),
        "in_all": variance.in_all(one),
        "moved": [line for line in moved if line.amounts.difference],
        "more_moved": more is not None and limit == MOVED,
    }


def _filter(request: HttpRequest, one: Simulation) -> DocumentFilterForm:
    rules = [(line["rule"], HOLD_WORDS.get(line["rule"], line["rule"])) for line in simulations.by_rule(one.pk)]
    kinds = [(line["kind"], WORK_WORDS.get(line["kind"], line["kind"])) for line in simulations.by_kind(one.pk)]
    return DocumentFilterForm(request.GET, rules=rules, kinds=kinds)


def _documents(request: HttpRequest, one: Simulation) -> dict[str, Any]:
    form = _filter(request, one)
    chosen = form.asked()
    after = _key(request.GET.get("after", ""), form.order)
    rows, following = simulations.page(one.pk, chosen, by=form.order, after=after)
    kept = request.GET.copy()
    for name in ("after", "moves"):
        kept.pop(name, None)
    return {
        "filter": form,
        "rows": rows,
        "following": f"{following[0]}_{following[1]}" if following else "",
        "is_first": after is None,
        "chosen_totals": simulations.totals(one.pk, chosen),
        "is_narrowed": chosen != simulations.EVERYTHING,
        "asked": kept.urlencode(),
    }


def _key(text: str, by: str) -> simulations.Key | None:
    """Where a page begins, as links carry it; None when it is not one."""
    value, _mark, identifier = text.replace("\x00", "").rpartition("_")
    try:
        pk = UUID(identifier)
        amount = Decimal(0) if by == "buyer" else Decimal(value)
    except (ValueError, InvalidOperation):
        return None
    if by == "buyer":
        return value, pk
    return (amount, pk) if amount.is_finite() and abs(amount) < Decimal(10) ** 17 else None


@never_cache
@require_safe
@open_to_those_who_may(RUN_BILLING)
def simulation_progress(request: HttpRequest, simulation_id: UUID) -> HttpResponse:
    """How far it is, for the page that asks every two seconds; once it has ended, the page is asked for anew."""
    books, one = _one(request, simulation_id)
    answer = render(request, "desk/runs/simulation_progress.html", {"books": books, "one": one})
    if one.state != "working":
        answer.headers["HX-Refresh"] = "true"
    return answer


@require_safe
@open_to_those_who_may(RUN_BILLING)
def simulation_csv(request: HttpRequest, simulation_id: UUID) -> StreamingHttpResponse:
    """The documents that the filters leave, all pages, as a spreadsheet reads them."""
    _books, one = _one(request, simulation_id)
    lines = simulations.export_lines(one.pk, _filter(request, one).asked())
    answer = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="simulation-{one.until.isoformat()}.csv"'
    return answer


@require_POST
@open_to_those_who_may(RUN_BILLING)
def commit_simulation(request: HttpRequest, simulation_id: UUID) -> HttpResponse:
    """Run exactly what was simulated; what has changed since is held."""
    books, one = _one(request, simulation_id)
    form = CommitForm(request.POST)
    if not form.is_valid():
        return _show(request, books, one, form)
    try:
        run = review_actions.commit_simulation(
            simulation_id=one.pk, actor=books.person, at=clock.now(), issue_date=form.cleaned_data["issue_date"]
        )
    except (review_actions.SimulationRefused, contracts_actions.BillRunRefused) as refusal:
        return _show(request, books, one, form, str(refusal))
    messages.success(request, _("It runs. This page shows how far it is, and then what it gave."))
    return HttpResponseRedirect(reverse("bill_run", args=[run.pk]) + books.address_ending)


@require_POST
@open_to_those_who_may(RUN_BILLING)
def give_up_simulation(request: HttpRequest, simulation_id: UUID) -> HttpResponse:
    """Stop a simulation that is under way, or one that failed."""
    books, one = _one(request, simulation_id)
    try:
        review_actions.cancel_simulation(simulation_id=one.pk, actor=books.person, at=clock.now())
    except review_actions.SimulationRefused as refusal:
        return _show(request, books, one, CommitForm(), str(refusal))
    messages.success(request, _("Given up. Nothing had been written but this page."))
    return _back(books, one)


@require_POST
@open_to_those_who_may(RUN_BILLING)
def retry_simulation(request: HttpRequest, simulation_id: UUID) -> HttpResponse:
    """Try a simulation again whose work was given up."""
    books, one = _one(request, simulation_id)
    trouble = runs.trouble_of(one)
    if trouble and trouble.is_given_up and journal_actions.retry_job(job_id=trouble.job_id, at=clock.now()):
        messages.success(request, _("It is tried again. This page shows how far it comes."))
    else:
        messages.info(request, _("Nothing waits to be tried again."))
    return _back(books, one)
