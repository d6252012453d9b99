"""Exceptions: what is held, why, what is at stake; grant or refuse, with a written reason."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sansfaute.desk import queries
from sansfaute.desk.forms import DecisionForm
from sansfaute.desk.forms.exceptions import ExceptionFilterForm
from sansfaute.desk.queries import exceptions as shown
from sansfaute.desk.views.page import language, open_books, sent, show
from sansfaute.drafts import queries as drafts_queries
from sansfaute.issuing import queries as issuing
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import BLOCK_BUYERS, DECIDE_EXCEPTIONS, SEE_EXCEPTIONS
from sansfaute.review import actions as review_actions
from sansfaute.review import queries as review

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books
    from sansfaute.review.models import Decision, DraftException


@require_safe
@open_to_those_who_may(SEE_EXCEPTIONS)
def exceptions(request: HttpRequest) -> HttpResponse:
    """Those still to decide, the soonest due first; or the decided ones."""
    books = open_books(request, SEE_EXCEPTIONS)
    return _show_decided(request, books) if request.GET.get("decided") == "1" else _show(request, books)


def _show_decided(request: HttpRequest, books: Books) -> HttpResponse:
    page = shown.decided_page(shown.decided(books), sent(request.GET, "after"), sent(request.GET, "before"))
    told = shown.told(books, page.rows, clock.today(), language())
    return show(
        request, "desk/exceptions_decided.html", books, "exceptions", tab="decided", told=told, page=page,
        asked=_asked(request),
    )  # fmt: skip


def _show(
    request: HttpRequest, books: Books, form: DecisionForm | None = None, about: DraftException | None = None
) -> HttpResponse:
    today = clock.today()
    filters = ExceptionFilterForm(request.GET, rules=shown.rule_facets(books), owners=shown.owner_facets(books))
    rows = shown.selected(books, filters.asked(today))
    page = shown.open_page(rows, sent(request.GET, "after"), sent(request.GET, "before"))
    asked = _asked(request)
    answer = show(
        request, "desk/exceptions.html", books, "exceptions", tab="open", filters=filters, page=page, asked=asked,
        filtered=any(filters.data.get(name) for name in ("rule", "owner", "buyer", "late")),
        told=shown.told(books, page.rows, today, language()), count=rows.count(), stakes=queries.stakes(rows),
        form=form or DecisionForm(), rule=filters.cleaned_data.get("rule", ""),
        about=shown.told(books, [about], today, language())[0] if about else None,
    )  # fmt: skip
    answer.status_code = 422 if form else 200
    return answer


def _asked(request: HttpRequest) -> str:
    kept = request.GET.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    return kept.urlencode()


@require_safe
@open_to_those_who_may(SEE_EXCEPTIONS)
def held_draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What a held draft would invoice, all that holds it and who is awaited, and its life so far."""
    rows = review.exceptions_for(request.user).filter(draft_id=draft_id)  # type: ignore[arg-type]  # a Person
    found = list(rows.select_related("decision__second", "decision__second__decided_by"))
    if not found:
        raise Http404
    draft = found[0].draft
    books = open_books(request, SEE_EXCEPTIONS, draft.seller_id)
    return show(
        request,
        "desk/held_draft.html",
        books,
        "exceptions",
        draft=draft,
        document=drafts_queries.invoice_of(draft),
        told=shown.told(books, found, clock.today(), language()),
        discarded=drafts_queries.is_discarded(draft_id),
        issued=issuing.invoices_of(draft.seller_id).filter(draft_id=draft_id).first(),
        approved=review.approval_of(draft_id) is not None,
        steps=queries.steps([draft_id, *(row.pk for row in found)], queries.rule_sentences(found, language())),
        blocks_buyers=books.may(BLOCK_BUYERS),
        form=DecisionForm(),
    )


@require_POST
@open_to_those_who_may(DECIDE_EXCEPTIONS)
def decide(request: HttpRequest, exception_id: UUID) -> HttpResponse:
    """Grant or refuse one exception."""
    row = review.exceptions_for(request.user).filter(pk=exception_id).first()  # type: ignore[arg-type]  # a Person
    if row is None:
        raise Http404
    books = open_books(request, DECIDE_EXCEPTIONS, row.seller_id)
    form = DecisionForm(request.POST)
    if not form.is_valid():
        return _show(request, books, form, row)
    granted = form.cleaned_data["decision"] == "grant"
    try:
        decision = review_actions.decide_exception(
            exception_id=row.pk, granted=granted, why=form.cleaned_data["why"], actor=books.person, at=clock.now()
        )
    except Refusal as refusal:
        form.add_error("why", str(refusal))
        return _show(request, books, form, row)
    messages.success(request, _said(books, row, decision))
    return HttpResponseRedirect(reverse("exceptions") + books.address_ending)


def _said(books: Books, row: DraftException, decision: Decision) -> str:
    """What the decision leads to."""
    if not decision.granted:
        return _("Refused. The draft is discarded and will not be invoiced.")
    if review.waits_for_second(decision):
        return _("Granted. It counts once a second person agrees: it waits under “Second look”.")
    if queries.open_exceptions(books).filter(draft_id=row.draft_id).exists():
        return _("Granted. Another exception still holds this draft.")
    if not review.settled(row.draft_id):
        return _("Granted. Another grant of this draft waits for a second person.")
    return _("Granted. The draft is approved and will be issued in a moment.")
