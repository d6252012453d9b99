"""Runs that start by themselves: set, changed, stopped."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from sansfaute.contracts import actions as contracts_actions
from sansfaute.contracts import queries as contracts
from sansfaute.desk.forms.billing import ScheduleForm
from sansfaute.desk.queries import runs
from sansfaute.desk.views.page import open_books, sent, show
from sansfaute.lib import clock
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import RUN_BILLING

if TYPE_CHECKING:
    from sansfaute.contracts.models import RunSchedule
    from sansfaute.desk.queries import Books


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(RUN_BILLING)
def schedules(request: HttpRequest) -> HttpResponse:
    """The schedules; POST sets one, or changes the one that `schedule` names."""
    books = open_books(request, RUN_BILLING)
    changed = _named(books, sent(request.POST if request.method == "POST" else request.GET, "schedule"))
    if request.method != "POST":
        initial = _filled(changed) if changed else _proposed(clock.today())
        return _show(request, books, ScheduleForm(seller_id=books.seller.pk, initial=initial), changed)
    form = ScheduleForm(request.POST, seller_id=books.seller.pk)
    if not form.is_valid():
        return _show(request, books, form, changed)
    try:
        made = contracts_actions.set_schedule(
            seller_id=books.seller.pk, name=form.cleaned_data["name"], rhythm=form.rhythm, scope=form.scope,
            until=form.cleaned_data["until"], simulates_only=form.cleaned_data["mode"] == "simulate",
            begins_on=form.cleaned_data.get("first_day"), schedule_id=changed.pk if changed else None,
            actor=books.person, at=clock.now(),
        )  # fmt: skip
    except contracts_actions.ScheduleRefused as refusal:
        return _show(request, books, form, changed, str(refusal))
    messages.success(request, _("“%(name)s” is set.") % {"name": made.name})
    return HttpResponseRedirect(reverse("schedules") + books.address_ending)


def _named(books: Books, text: str) -> RunSchedule | None:
    """The schedule that is named. Raises Http404 for one that these books do not have."""
    if not text:
        return None
    try:
        found = runs.schedule_for(books, UUID(text))
    except ValueError as failure:
        raise Http404 from failure
    if found is None:
        raise Http404
    return found


def _proposed(today: date) -> dict[str, Any]:
    following = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
    return {"first_day": following, "count": 1, "unit": "month", "until": "end_of_last_month", "mode": "simulate"}


def _filled(one: RunSchedule) -> dict[str, Any]:
    rhythm = one.rhythm
    return {
        **one.scope,
        "name": one.name,
        "first_day": None if rhythm["unit"] == "calendar" else one.next_on,
        "count": rhythm["count"],
        "unit": rhythm["unit"],
        "dates": rhythm["dates"].replace(",", ", "),
        "until": one.until,
        "mode": "simulate" if one.simulates_only else "issue",
    }


def _show(
    request: HttpRequest, books: Books, form: ScheduleForm, changed: RunSchedule | None, trouble: str = ""
) -> HttpResponse:
    rows = [(one, runs.scope_words(one.scope)) for one in contracts.schedules(books.seller.pk)]
    page = show(
        request, "desk/runs/schedules.html", books, "billing", tab="schedules", form=form, rows=rows,
        changed=changed, trouble=trouble,
    )  # fmt: skip
    page.status_code = 422 if form.errors or trouble else 200
    return page


@require_POST
@open_to_those_who_may(RUN_BILLING)
def stop_schedule(request: HttpRequest, schedule_id: UUID) -> HttpResponse:
    """No run of it starts any more; it can be set again."""
    books = open_books(request, RUN_BILLING)
    one = _named(books, str(schedule_id))
    assert one is not None
    try:
        contracts_actions.stop_schedule(schedule_id=one.pk, actor=books.person, at=clock.now())
        messages.success(request, _("“%(name)s” is stopped. Change it to set it again.") % {"name": one.name})
    except contracts_actions.ScheduleRefused as refusal:
        messages.info(request, str(refusal))
    return HttpResponseRedirect(reverse("schedules") + books.address_ending)
