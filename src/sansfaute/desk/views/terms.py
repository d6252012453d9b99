"""Terms proposed because the same exception was granted again and again: accepted or refused, with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sansfaute.desk.queries.exception_words import RULE_WORDS, TERM_STATE_TONES, TERM_STATE_WORDS
from sansfaute.desk.queries.words import word
from sansfaute.desk.views.page import language, open_books, sent, show
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import DECIDE_EXCEPTIONS, SEE_EXCEPTIONS
from sansfaute.review import actions, rules
from sansfaute.review import queries as review

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books
    from sansfaute.review.models import TermProposal

AT_MOST = 100


@dataclass(frozen=True, slots=True)
class TermTold:
    """A proposal in words."""

    row: TermProposal
    rule: str
    sentence: str
    contracts: list[str]
    state: str
    tone: str


@require_safe
@open_to_those_who_may(SEE_EXCEPTIONS)
def term_proposals(request: HttpRequest) -> HttpResponse:
    """Those to decide, then those decided lately."""
    return _show(request, open_books(request, SEE_EXCEPTIONS))


def _show(
    request: HttpRequest, books: Books, trouble: str = "", about: UUID | None = None, why: str = ""
) -> HttpResponse:
    rows = review.term_proposals_for(books.person).filter(seller_id=books.seller.pk)
    decided = rows.exclude(decided="").order_by("-decided_at", "id")[:AT_MOST]
    page = show(
        request, "desk/term_proposals.html", books, "exceptions", tab="terms", trouble=trouble, about=about, why=why,
        waiting=[_told(row) for row in rows.filter(decided="")[:AT_MOST]], decided=[_told(row) for row in decided],
        after=review.policy_of(books.seller.pk).propose_after,
    )  # fmt: skip
    page.status_code = 422 if trouble else 200
    return page


def _told(row: TermProposal) -> TermTold:
    return TermTold(
        row,
        word(RULE_WORDS, row.rule),
        rules.term_sentence(row.term, language()),
        list(row.term.get("contracts", [])),
        word(TERM_STATE_WORDS, row.decided),
        TERM_STATE_TONES[row.decided],
    )


@require_POST
@open_to_those_who_may(DECIDE_EXCEPTIONS)
def decide_term(request: HttpRequest, proposal_id: UUID) -> HttpResponse:
    """Accept or refuse one proposed term."""
    row = review.term_proposals_for(request.user).filter(pk=proposal_id).first()  # type: ignore[arg-type]  # a Person
    if row is None:
        raise Http404
    books = open_books(request, DECIDE_EXCEPTIONS, row.seller_id)
    said, why = request.POST.get("decision"), sent(request.POST, "why")[:2000]
    if said not in ("accept", "refuse"):
        return _show(request, books, _("Say whether you accept or refuse the term."), row.pk, why)
    act = actions.accept_term if said == "accept" else actions.refuse_term
    try:
        act(proposal_id=row.pk, why=why, actor=books.person, at=clock.now())
    except Refusal as refusal:
        return _show(request, books, str(refusal), row.pk, why)
    accepted = _("Accepted. Within this term, drafts are no longer held for it.")
    messages.success(request, accepted if said == "accept" else _("Refused. The exception goes on being asked."))
    return HttpResponseRedirect(reverse("term_proposals") + books.address_ending)
