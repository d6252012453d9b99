"""Approved drafts without number: choose one, some or all, look at what becomes irrevocable, then issue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sansfaute.desk.views.page import open_books, sent, show
from sansfaute.issuing import actions, queries
from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import RUN_BILLING

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sansfaute.desk.queries import Books
    from sansfaute.drafts.models import Draft

PAGE_LENGTH = 50
AT_ONCE = 200
"""The most that are issued while the person waits; more are given to the workers."""


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(RUN_BILLING)
def to_issue(request: HttpRequest) -> HttpResponse:
    """GET: what waits, why, and its totals. POST: what the chosen ones would become; with `confirm`, that itself."""
    books = open_books(request, RUN_BILLING)
    if request.method != "POST":
        return _list(request, books)
    chosen = _chosen(request, books)
    if not chosen:
        return _list(request, books, trouble=_("Choose at least one draft."))
    if "confirm" not in request.POST:
        return _preview(request, books, chosen)
    _carry_out(request, books, chosen)
    return HttpResponseRedirect(reverse("to_issue") + books.address_ending)


def _selection(request: HttpRequest, books: Books) -> QuerySet[Draft]:
    """What waits in these books, of the customer whose name or code holds `q`; for POST, as it was looked at."""
    rows = queries.waiting_drafts(books.seller.pk).select_related("approval", "buyer")
    if seen := _moment(sent(request.POST, "seen")):
        rows = rows.filter(approval__approved_at__lte=seen)
    words = sent(request.POST if request.method == "POST" else request.GET, "q").strip()
    return (rows.filter(buyer__name__icontains=words) | rows.filter(buyer__code=words)) if words else rows


def _chosen(request: HttpRequest, books: Books) -> list[UUID]:
    """The ticked drafts, or every one of the selection; in the order of their numbers to come."""
    rows = _selection(request, books)
    if "all" not in request.POST:
        rows = rows.filter(pk__in=[one for one in map(_uuid, request.POST.getlist("id")) if one])
    return list(rows.values_list("pk", flat=True))


def _moment(text: str) -> datetime | None:
    """When the list was looked at; None when nobody says, or in no way that can be read."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        return None
    return read if read.tzinfo else None


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _list(request: HttpRequest, books: Books, trouble: str = "") -> HttpResponse:
    rows = _selection(request, books)
    page = Paginator(rows, PAGE_LENGTH).get_page(request.GET.get("page", "1"))
    shown = show(
        request, "desk/issuing/waiting.html", books, "invoices", tab="to_issue", page=page, trouble=trouble,
        waiting=queries.why_waiting(books.seller, list(page.object_list)), totals=queries.waiting_totals(rows),
        count=page.paginator.count, seen=clock.now().isoformat(),
        q=sent(request.POST if request.method == "POST" else request.GET, "q"),
    )  # fmt: skip
    shown.status_code = 422 if trouble else 200
    return shown


def _preview(request: HttpRequest, books: Books, chosen: Sequence[UUID]) -> HttpResponse:
    """The real act on the first ones, rolled back: numbers, dates and what is refused are those that would be given."""
    with transaction.atomic(), journal.inline_steps():
        outcome = actions.issue_each(
            seller_id=books.seller.pk, draft_ids=chosen[:AT_ONCE], actor=books.person, at=clock.now()
        )
        transaction.set_rollback(True)
    rows = queries.waiting_drafts(books.seller.pk).filter(pk__in=chosen)
    refused = queries.waiting_drafts(books.seller.pk).filter(pk__in=outcome.refused).select_related("buyer")
    return show(
        request, "desk/issuing/preview.html", books, "invoices", tab="to_issue", invoices=outcome.invoices,
        refused=[(one, outcome.refused[one.pk]) for one in refused], chosen=chosen, totals=queries.waiting_totals(rows),
        beyond=max(len(chosen) - AT_ONCE, 0), is_all="all" in request.POST,
        seen=sent(request.POST, "seen"), q=sent(request.POST, "q"),
    )  # fmt: skip


def _carry_out(request: HttpRequest, books: Books, chosen: Sequence[UUID]) -> None:
    about: dict[str, Any] = {
        "seller_id": books.seller.pk,
        "draft_ids": chosen,
        "actor": books.person,
        "at": clock.now(),
    }
    if len(chosen) > AT_ONCE:
        count = actions.ask_to_issue(**about)
        messages.success(
            request, _("%d drafts are being issued. Those that cannot be stay here, with the reason.") % count
        )
        return
    outcome = actions.issue_each(**about)
    if outcome.invoices:
        numbers = (outcome.invoices[0].invoice_number, outcome.invoices[-1].invoice_number)
        said = ngettext("%(count)d invoice issued: %(first)s.", "%(count)d invoices issued: %(first)s … %(last)s.",
                        len(outcome.invoices))  # fmt: skip
        messages.success(request, said % {"count": len(outcome.invoices), "first": numbers[0], "last": numbers[1]})
    left = len(chosen) - len(outcome.invoices)
    if left:
        more = ngettext("%d draft could not be issued: its line says why.",
                        "%d drafts could not be issued: their lines say why.", left)  # fmt: skip
        messages.warning(request, more % left)
