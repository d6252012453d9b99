"""Exceptions: what is held, why, what is at stake; grant or refuse, with a written reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sansfaute.desk import queries
from sansfaute.desk.forms import DecisionForm
from sansfaute.desk.views.page import language, open_books, show
from sansfaute.drafts import queries as drafts_queries
from sansfaute.lib import clock
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import DECIDE_EXCEPTIONS, SEE_EXCEPTIONS
from sansfaute.review import actions as review_actions
from sansfaute.review import queries as review
from sansfaute.review import rules as review_rules

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books
    from sansfaute.review.models import Decision, DraftException

AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Told:
    """An exception with its sentences."""

    row: DraftException
    sentence: str
    mend: str
    may_be_granted: bool
    others: int  # open exceptions of the same draft, this one aside
    evidence: list[str]
    decision: Decision | None


@require_safe
@open_to_those_who_may(SEE_EXCEPTIONS)
def exceptions(request: HttpRequest) -> HttpResponse:
    """Those still to decide, the oldest first; or the decided ones."""
    return _show(request, open_books(request, SEE_EXCEPTIONS))


def _show(
    request: HttpRequest, books: Books, form: DecisionForm | None = None, about: UUID | None = None
) -> HttpResponse:
    decided = request.GET.get("decided") == "1"
    still_open = queries.open_exceptions(books)
    rows = review.exceptions_for(books.person).filter(seller_id=books.seller.pk, decision__isnull=False)
    told = _told(list((rows.order_by("-decision__decided_at") if decided else still_open)[:AT_MOST]))
    page = show(
        request, "desk/exceptions.html", books, "exceptions",
        told=told, decided=decided, count=still_open.count(), stakes=queries.stakes(still_open),
        form=form or DecisionForm(), about=next((one for one in told if one.row.pk == about), None),
    )  # fmt: skip
    page.status_code = 422 if form else 200
    return page


def _told(rows: list[DraftException]) -> list[Told]:
    drafts = [row.draft_id for row in rows]
    return [
        Told(
            row,
            review_rules.exception_sentence(row.rule, row.evidence, language()),
            review_rules.mend_sentence(row.rule, language()),
            review_rules.may_be_granted(row.rule),
            drafts.count(row.draft_id) - 1,
            queries.evidence_lines(row.evidence, language()),
            getattr(row, "decision", None),
        )
        for row in rows
    ]


@require_safe
@open_to_those_who_may(SEE_EXCEPTIONS)
def held_draft(request: HttpRequest, draft_id: UUID) -> HttpResponse:
    """What a held draft would invoice, all that holds it, and its life so far."""
    rows = list(review.exceptions_for(request.user).filter(draft_id=draft_id))  # type: ignore[arg-type]  # a Person
    if not rows:
        raise Http404
    draft = rows[0].draft
    return show(
        request,
        "desk/held_draft.html",
        open_books(request, SEE_EXCEPTIONS, draft.seller_id),
        "exceptions",
        draft=draft,
        document=drafts_queries.invoice_of(draft),
        told=_told(rows),
        discarded=drafts_queries.is_discarded(draft_id),
        steps=queries.steps([draft_id, *(row.pk for row in rows)], queries.rule_sentences(rows, language())),
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
        return _show(request, books, form, exception_id)
    granted = form.cleaned_data["decision"] == "grant"
    try:
        review_actions.decide_exception(
            exception_id=row.pk, granted=granted, why=form.cleaned_data["why"], actor=books.person, at=clock.now()
        )
    except review_actions.DecisionRefused as refusal:
        form.add_error("why", str(refusal))
        return _show(request, books, form, exception_id)
    messages.success(request, _said(books, row, granted))
    return HttpResponseRedirect(reverse("exceptions") + books.address_ending)


def _said(books: Books, row: DraftException, granted: bool) -> str:
    """What the decision leads to."""
    if not granted:
        return _("Refused. The draft is discarded and will not be invoiced.")
    if queries.open_exceptions(books).filter(draft_id=row.draft_id).exists():
        return _("Granted. Another exception still holds this draft.")
    return _("Granted. The draft is approved and will be issued in a moment.")
