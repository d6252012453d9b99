"""Ours beside the registry's: what differs, field by field, with the answer that says so; take theirs or keep ours."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from sansfaute.desk.queries.registries import REGISTRY_WORDS, Service, services
from sansfaute.desk.views.page import language, open_books, show
from sansfaute.intake.rules import field_word
from sansfaute.lib import clock
from sansfaute.masterdata import actions, queries
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import MEND_RECORDS, SEE_RECORDS
from sansfaute.ui.rules import write_day

if TYPE_CHECKING:
    from collections.abc import Callable

    from sansfaute.desk.queries import Books
    from sansfaute.masterdata.models import RegistryDifference

A_PAGE = 100
MOST_AT_ONCE = 20
"""Buyers asked about while a person waits: the services take a second or two for each."""


@dataclass(frozen=True, slots=True)
class Told:
    """A difference, with the word of its field and of its registry."""

    row: RegistryDifference
    field: str
    registry: str
    may_be_taken: bool
    theirs: str


@require_safe
@open_to_those_who_may(SEE_RECORDS)
def registries(request: HttpRequest) -> HttpResponse:
    """Open differences, errors first; or those decided (`?state=`)."""
    books = open_books(request, SEE_RECORDS)
    state = request.GET.get("state", "open")
    if state not in ("open", "accepted", "kept", "gone"):
        raise Http404
    found = queries.registry_differences(books.seller.pk, state)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    known: list[Service] = services(books.seller)
    return show(
        request, "desk/data/registries.html", books, "data", tab="registries",
        told=[_told(one) for one in page], page=page, state=state, services=known, mends=books.may(MEND_RECORDS),
    )  # fmt: skip


def _told(row: RegistryDifference) -> Told:
    closed = row.field == "closed_on"
    word = _("closed since") if closed else field_word(row.field, language())
    theirs = _written_day(row.theirs) if closed else row.theirs
    return Told(row, word, str(REGISTRY_WORDS[row.answer.registry]), bool(row.theirs), theirs)


def _written_day(text: str) -> str:
    """An ISO date as people write it; another text as it is."""
    try:
        return write_day(date.fromisoformat(text), language())
    except ValueError:
        return text


@require_POST
@open_to_those_who_may(MEND_RECORDS)
def registry_decision(request: HttpRequest) -> HttpResponse:
    """Take theirs (`accept`) or keep ours (`keep`) for the differences ticked, or for the one of the button."""
    books = open_books(request, MEND_RECORDS)
    act, chosen = _asked(request)
    try:
        count = act(seller_id=books.seller.pk, difference_ids=chosen, at=clock.now(), actor=books.person)
    except (actions.RegistryRefused, actions.ChangeRefused) as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext("%(count)s difference decided.", "%(count)s differences decided.", count)
        messages.success(request, said % {"count": count})
    return _back(books, "registries")


def _asked(request: HttpRequest) -> tuple[Callable[..., int], list[UUID]]:
    accept, keep = request.POST.get("accept", ""), request.POST.get("keep", "")
    ticked = request.POST.getlist("difference") if (accept or keep) == "ticked" else [accept or keep]
    try:
        chosen = [UUID(one) for one in ticked]
    except ValueError as failure:
        raise Http404 from failure
    return (actions.accept_differences if accept else actions.keep_ours), chosen


@require_POST
@open_to_those_who_may(MEND_RECORDS)
def ask_registries(request: HttpRequest) -> HttpResponse:
    """Ask now about one buyer, or about those longest without an answer."""
    books = open_books(request, MEND_RECORDS)
    asked = _buyers_asked(request, books)
    outcomes = actions.ask_registries(seller_id=books.seller.pk, buyer_ids=asked, at=clock.now(), actor=books.person)
    words = {
        "found": _("answered"),
        "absent": _("not in the registry"),
        "unavailable": _("unknown: the service did not answer"),
    }
    said = ", ".join(f"{count} {words[outcome]}" for outcome, count in outcomes.items() if count)
    messages.info(request, said or _("Nothing can be asked: no identifier of these records holds."))
    return HttpResponseRedirect(request.POST.get("next", "") if _is_ours(request) else _address(books, "registries"))


def _buyers_asked(request: HttpRequest, books: Books) -> list[UUID]:
    try:
        one = UUID(request.POST["buyer"]) if request.POST.get("buyer") else None
    except ValueError as failure:
        raise Http404 from failure
    if one is not None:
        return [one]
    return queries.buyers_to_compare(books.seller.pk, MOST_AT_ONCE)


def _is_ours(request: HttpRequest) -> bool:
    """Whether the page to go back to is one of ours."""
    return url_has_allowed_host_and_scheme(request.POST.get("next", ""), allowed_hosts=None)


def _back(books: Books, name: str) -> HttpResponse:
    return HttpResponseRedirect(_address(books, name))


def _address(books: Books, name: str) -> str:
    return reverse(name) + books.address_ending
