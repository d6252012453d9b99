"""Bill runs: the list of runs and simulations, one run with its report, what a person does to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sansfaute.contracts import actions as contracts_actions
from sansfaute.contracts import queries as contracts
from sansfaute.desk.forms.billing import SimulateForm, WhyForm
from sansfaute.desk.queries import runs
from sansfaute.desk.queries.run_words import HOLD_WORDS
from sansfaute.desk.queries.words import word
from sansfaute.desk.views.page import csv_lines, open_books, sent, show
from sansfaute.issuing.queries.runs import run_report
from sansfaute.journal import actions as journal_actions
from sansfaute.lib import clock
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import RUN_BILLING

if TYPE_CHECKING:
    from sansfaute.contracts.models import BillRun
    from sansfaute.desk.queries import Books
    from sansfaute.issuing.queries.runs import RunReport


@never_cache
@require_safe
@open_to_those_who_may(RUN_BILLING)
def bill_runs(request: HttpRequest) -> HttpResponse:
    """Runs and simulations, latest first, and the form that simulates one."""
    books = open_books(request, RUN_BILLING)
    form = SimulateForm(seller_id=books.seller.pk, initial=runs.defaults(clock.today()))
    return show_runs(request, books, form)


def show_runs(request: HttpRequest, books: Books, form: SimulateForm, trouble: str = "") -> HttpResponse:
    """The list, with this form; `trouble` says why a run cannot be simulated as asked."""
    lines, following = runs.listed(books, place(request.GET.get("after", "")))
    due = contracts.schedules(books.seller.pk).filter(is_active=True)[:3]
    page = show(
        request, "desk/runs/list.html", books, "billing", tab="runs", form=form, trouble=trouble, lines=lines,
        following=f"{following[0].isoformat()}_{following[1]}" if following else "", due=due,
        is_first="after" not in request.GET,
    )  # fmt: skip
    page.status_code = 422 if form.errors or trouble else 200
    return page


def place(text: str) -> runs.Place | None:
    """Where a page begins, as links carry it; None when it is not one."""
    moment, _mark, identifier = text.partition("_")
    try:
        at = datetime.fromisoformat(moment)
        return (at, UUID(identifier)) if at.tzinfo else None
    except ValueError:
        return None


def one_run(request: HttpRequest, run_id: UUID) -> tuple[Books, BillRun]:
    """The run with this identifier, and the books that it is in. Raises Http404."""
    run = runs.run_for(request.user, run_id)  # type: ignore[arg-type]  # a Person
    if run is None or request.GET.get("seller", str(run.seller_id)) != str(run.seller_id):
        raise Http404
    return open_books(request, RUN_BILLING, run.seller_id), run


@never_cache
@require_safe
@open_to_those_who_may(RUN_BILLING)
def bill_run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """One run: how far it is, and everything that it gave."""
    books, run = one_run(request, run_id)
    return _show(request, books, run, WhyForm())


def _show(request: HttpRequest, books: Books, run: BillRun, form: WhyForm, trouble: str = "") -> HttpResponse:
    report = run_report(run.pk)
    page = show(
        request, "desk/runs/run.html", books, "billing", tab="runs", run=run, report=report, form=form,
        trouble=trouble, **_state(report),
    )  # fmt: skip
    page.status_code = 409 if trouble else 422 if form.errors else 200
    return page


def _state(report: RunReport) -> dict[str, object]:
    state = runs.state_of(report)
    return {
        "state": state,
        "stages": runs.stages(report),
        "is_moving": state in ("finding", "drafting", "issuing"),
        "may_pause": report.run.state in ("working", "found") and state not in ("over", "waiting"),
        "may_cancel": report.run.state in ("working", "found", "paused") and not report.is_over,
    }


@never_cache
@require_safe
@open_to_those_who_may(RUN_BILLING)
def run_progress(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """How far each step is, for the page that asks every two seconds; at rest, the page is asked for anew."""
    books, run = one_run(request, run_id)
    state = _state(run_report(run.pk))
    answer = render(request, "desk/runs/run_progress.html", {"books": books, "run": run, **state})
    if not state["is_moving"]:
        answer.headers["HX-Refresh"] = "true"
    return answer


@require_POST
@open_to_those_who_may(RUN_BILLING)
def control_run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Pause, resume or cancel; a cancelled run keeps what it issued."""
    books, run = one_run(request, run_id)
    act = sent(request.POST, "act")
    form = WhyForm(request.POST if act == "cancel" else None)
    if act == "cancel" and not form.is_valid():
        return _show(request, books, run, form)
    about: dict[str, Any] = {"run_id": run.pk, "actor": books.person, "at": clock.now()}
    try:
        if act == "pause":
            contracts_actions.pause_run(**about)
            messages.success(request, _("Paused: nothing more is looked for, and no number is given."))
        elif act == "resume":
            contracts_actions.resume_run(**about)
            messages.success(request, _("It goes on from where it stopped."))
        elif act == "cancel":
            contracts_actions.cancel_run(**about, why=form.cleaned_data["why"])
            messages.success(request, _("Cancelled. What it issued stays issued; the rest can be billed again."))
    except contracts_actions.BillRunRefused as refusal:
        return _show(request, books, run, WhyForm(), str(refusal))
    return HttpResponseRedirect(reverse("bill_run", args=[run.pk]) + books.address_ending)


@require_POST
@open_to_those_who_may(RUN_BILLING)
def retry_run(request: HttpRequest, run_id: UUID) -> HttpResponse:
    """Put a job of this run that was given up back in the queue."""
    books, run = one_run(request, run_id)
    asked = sent(request.POST, "job")
    ours = {str(one.job_id): one.job_id for one in run_report(run.pk).failed_jobs}
    if asked in ours and journal_actions.retry_job(job_id=ours[asked], at=clock.now()):
        messages.success(request, _("It is tried again. This page shows how far it comes."))
    else:
        messages.info(request, _("Nothing waits to be tried again."))
    return HttpResponseRedirect(reverse("bill_run", args=[run.pk]) + books.address_ending)


@require_safe
@open_to_those_who_may(RUN_BILLING)
def run_csv(request: HttpRequest, run_id: UUID) -> StreamingHttpResponse:
    """Every document of the run, and what became of it, as a spreadsheet reads it."""
    _books, run = one_run(request, run_id)
    answer = StreamingHttpResponse(csv_lines(_csv_rows(run)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="lancement-{run.until.isoformat()}.csv"'
    return answer


def _csv_rows(run: BillRun) -> Iterator[list[str]]:
    yield [
        _("Buyer code"), _("Buyer"), _("Type of document"), _("Total without VAT"), _("VAT"), _("Total with VAT"),
        _("Currency"), _("Outcome"), _("Number"), _("Held by"),
    ]  # fmt: skip
    for row, outcome, number, rules in runs.documents_of(run):
        yield [
            row.buyer.code, row.buyer.name, row.type_code, str(row.total_without_vat), str(row.total_vat),
            str(row.total_with_vat), row.currency_code, word(runs.OUTCOME_WORDS, outcome), number,
            ", ".join(word(HOLD_WORDS, one) for one in rules),
        ]  # fmt: skip
