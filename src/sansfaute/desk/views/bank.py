"""Bank details that wait for a second person, and those decided."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sansfaute.desk.queries.bank import told
from sansfaute.desk.views.page import open_books, sent, show
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.masterdata import actions, queries
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import CONFIRM_BANK_DETAILS, SEE_RECORDS

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books

LATEST = 100


@require_safe
@open_to_those_who_may(SEE_RECORDS)
def bank_changes(request: HttpRequest) -> HttpResponse:
    """What waits, the oldest first; below, what was decided lately."""
    books = open_books(request, SEE_RECORDS)
    waiting = told(queries.waiting_bank_changes(books.seller.pk), books)
    decided = queries.bank_changes(books.seller.pk).exclude(applied_at=None, refused_at=None)[:LATEST]
    return show(
        request, "desk/data/bank.html", books, "data", tab="bank",
        waiting=waiting, decided=told(decided, books), confirms=books.may(CONFIRM_BANK_DETAILS),
    )  # fmt: skip


@require_POST
@open_to_those_who_may(CONFIRM_BANK_DETAILS)
def bank_decision(request: HttpRequest, bank_change_id: UUID) -> HttpResponse:
    """Confirm or refuse one change; a refusal says why."""
    books = open_books(request, CONFIRM_BANK_DETAILS)
    try:
        messages.success(request, _decide(request, books, bank_change_id))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("bank_changes") + books.address_ending)


def _decide(request: HttpRequest, books: Books, bank_change_id: UUID) -> str:
    about: dict[str, Any] = {
        "seller_id": books.seller.pk,
        "bank_change_id": bank_change_id,
        "at": clock.now(),
        "actor": books.person,
    }
    change = queries.bank_change(books.seller.pk, bank_change_id)
    if request.POST.get("decision") == "confirm":
        actions.confirm_bank_change(**about)
        return _("Confirmed. The new details count once the cooling-off time is over; they can be refused until then.")
    actions.refuse_bank_change(**about, why=sent(request.POST, "why"))
    return _("Refused. %(code)s keeps its bank details.") % {"code": change.code}
