"""Many exceptions of one rule decided at once: how many, how much and which are seen first."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from sansfaute.desk import queries
from sansfaute.desk.forms import DecisionForm
from sansfaute.desk.queries import exceptions as shown
from sansfaute.desk.views.page import language, open_books, sent, show
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import DECIDE_EXCEPTIONS
from sansfaute.review import actions, rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sansfaute.desk.queries import Books
    from sansfaute.review.models import DraftException

AT_ONCE = 200
"""As many as one act decides: each in its own transaction, so that the page answers within seconds."""


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(DECIDE_EXCEPTIONS)
def exceptions_alike(request: HttpRequest) -> HttpResponse:
    """Those chosen, or all of one rule; posted, those still ticked are decided."""
    books = open_books(request, DECIDE_EXCEPTIONS)
    if request.method != "POST":
        return _show(request, books, _chosen(books, request.GET))
    rows = _chosen(books, request.POST)
    form = DecisionForm(request.POST)
    if not rows:
        form.add_error(None, _("Choose one exception at least."))
    if not form.is_valid():
        return _show(request, books, rows, form)
    return _decide(request, books, rows, form)


def _decide(request: HttpRequest, books: Books, rows: Sequence[DraftException], form: DecisionForm) -> HttpResponse:
    granted = form.cleaned_data["decision"] == "grant"
    try:
        decided = actions.decide_many(
            exception_ids=[row.pk for row in rows], granted=granted, why=form.cleaned_data["why"],
            actor=books.person, at=clock.now(),
        )  # fmt: skip
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return _show(request, books, rows, form)
    done = sum(one.decision is not None for one in decided)
    if done:
        messages.success(request, _said(granted, done))
    for why in dict.fromkeys(one.refusal for one in decided if one.decision is None):
        left = sum(one.refusal == why for one in decided)
        messages.error(request, _("%(count)s left as they were: %(why)s") % {"count": left, "why": why})
    return HttpResponseRedirect(reverse("exceptions") + books.address_ending)


def _said(granted: bool, count: int) -> str:
    if granted:
        words = ngettext("%(count)s exception granted.", "%(count)s exceptions granted.", count)
    else:
        words = ngettext("%(count)s draft discarded.", "%(count)s drafts discarded.", count)
    return words % {"count": count}


def _chosen(books: Books, asked: QueryDict) -> list[DraftException]:
    """Open exceptions of these books: those named, else all of the rule named; the soonest due first."""
    rule = sent(asked, "rule")
    ids = [one for text in asked.getlist("id")[:AT_ONCE] if (one := _uuid(text))]
    rows = queries.open_exceptions(books)
    rows = rows.filter(pk__in=ids) if ids or not rule else rows.filter(rule=rule)
    if not ids and asked.get("act") == "decide":
        return []
    return list(rows.order_by("due_on", "id")[:AT_ONCE])


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _show(
    request: HttpRequest, books: Books, rows: Sequence[DraftException], form: DecisionForm | None = None
) -> HttpResponse:
    rule = rows[0].rule if rows else sent(request.POST or request.GET, "rule")
    if rule not in rules.SENTENCES and not form:
        raise Http404
    known = queries.open_exceptions(books).filter(rule=rule)
    shown_ids = [row.pk for row in rows]
    told = shown.told(books, rows, clock.today(), language())
    page = show(
        request, "desk/exceptions_alike.html", books, "exceptions", tab="open", told=told, rule=rule,
        mixed=len({row.rule for row in rows}) > 1, grantable=rule in rules.SENTENCES and rules.may_be_granted(rule),
        stakes=queries.stakes(known.filter(pk__in=shown_ids)), more=known.count() - len(rows),
        form=form or DecisionForm(),
    )  # fmt: skip
    page.status_code = 422 if form else 200
    return page
