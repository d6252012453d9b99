"""Grants that wait for a second person: never offered to the first one, nor to who edited the draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sansfaute.desk.queries import exceptions as shown
from sansfaute.desk.queries.exceptions import Told
from sansfaute.desk.views.page import language, open_books, sent, show
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import DECIDE_EXCEPTIONS, SEE_EXCEPTIONS
from sansfaute.review import actions
from sansfaute.review import queries as review

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books
    from sansfaute.review.models import Decision

AT_MOST = 100


@dataclass(frozen=True, slots=True)
class Waiting:
    """A grant that waits, and why it is not for this very person, if so."""

    decision: Decision
    told: Told
    not_for_me: str
    may_disagree: bool


@require_safe
@open_to_those_who_may(SEE_EXCEPTIONS)
def second_looks(request: HttpRequest) -> HttpResponse:
    """Grants that count once somebody else agrees, the oldest first."""
    return _show(request, open_books(request, SEE_EXCEPTIONS))


def _show(
    request: HttpRequest, books: Books, trouble: str = "", about: UUID | None = None, why: str = ""
) -> HttpResponse:
    rows = review.grants_waiting(books.seller.pk)
    page = show(
        request, "desk/second_looks.html", books, "exceptions", tab="second", count=rows.count(),
        waiting=_waiting(books, list(rows[:AT_MOST])), trouble=trouble, about=about, why=why,
    )  # fmt: skip
    page.status_code = 422 if trouble else 200
    return page


def _waiting(books: Books, rows: list[Decision]) -> list[Waiting]:
    told = shown.told(books, [row.exception for row in rows], clock.today(), language())
    mine = set(
        review.grants_waiting_for(books.person).filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
    )
    return [_one(books, row, one, row.pk in mine) for row, one in zip(rows, told, strict=True)]


def _one(books: Books, row: Decision, one: Told, is_mine: bool) -> Waiting:
    if not books.decides_exceptions:
        return Waiting(row, one, _("An approver agrees or does not."), False)
    if row.decided_by_id == books.person.pk:
        return Waiting(row, one, _("You granted this yourself: another person has to agree."), False)
    if not is_mine:
        return Waiting(row, one, _("You edited this draft: another person has to agree."), False)
    return Waiting(row, one, one.why_not, True)


@require_POST
@open_to_those_who_may(DECIDE_EXCEPTIONS)
def second_decide(request: HttpRequest, decision_id: UUID) -> HttpResponse:
    """Agree, which makes the grant count, or do not, which drops the draft."""
    row = review.exceptions_for(request.user).filter(decision__pk=decision_id).first()  # type: ignore[arg-type]  # a Person
    if row is None:
        raise Http404
    books = open_books(request, DECIDE_EXCEPTIONS, row.seller_id)
    said, why = request.POST.get("decision"), sent(request.POST, "why")[:2000]
    if said not in ("agree", "disagree"):
        return _show(request, books, _("Say whether you agree or not."), decision_id, why)
    try:
        actions.second_decision(
            decision_id=decision_id, granted=said == "agree", why=why, actor=books.person, at=clock.now()
        )
    except Refusal as refusal:
        return _show(request, books, str(refusal), decision_id, why)
    messages.success(request, _said(row.draft_id, said == "agree"))
    return HttpResponseRedirect(reverse("second_looks") + books.address_ending)


def _said(draft_id: UUID, agreed: bool) -> str:
    if not agreed:
        return _("Not agreed. The draft is discarded and will not be invoiced.")
    if review.settled(draft_id):
        return _("Agreed. The draft is approved and will be issued in a moment.")
    return _("Agreed. Something else still holds this draft.")
