"""Mandates to invoice: recorded with their dates and signed text, ended, never deleted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sansfaute.desk.forms.parties import MANDATE_WORDS, EndForm, MandateForm
from sansfaute.desk.views.page import open_books, sent, show
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.masterdata import actions, queries
from sansfaute.people import queries as people
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import SEE_RECORDS

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(SEE_RECORDS)
def mandates(request: HttpRequest) -> HttpResponse:
    """GET: the mandates. POST: record one, or end the one that `reference` names (`act`: end)."""
    books = open_books(request, SEE_RECORDS)
    if request.method != "POST":
        return _show(request, books, MandateForm(initial={"since": clock.today()}))
    if not books.mends_records:
        raise PermissionDenied
    ends = sent(request.POST, "act") == "end"
    form = MandateForm(initial={"since": clock.today()}) if ends else MandateForm(request.POST, request.FILES)
    try:
        said = _ended(request, books) if ends else _recorded(books, form)
    except Refusal as refusal:
        return _show(request, books, form, str(refusal))
    if not said:
        return _show(request, books, form, _("Some fields cannot be read: see below."))
    messages.success(request, said)
    return HttpResponseRedirect(reverse("mandates") + books.address_ending)


def _about(books: Books) -> dict[str, Any]:
    return {"seller_id": books.seller.pk, "actor": books.person, "at": clock.now()}


def _recorded(books: Books, form: MandateForm) -> str:
    if not form.is_valid():
        return ""
    made = actions.record_mandate(**_about(books), **form.cleaned_data)
    return _("Mandate %(reference)s is recorded.") % {"reference": made.reference}


def _ended(request: HttpRequest, books: Books) -> str:
    form = EndForm(request.POST)
    if not form.is_valid():
        raise actions.PartyRefused(_("Give the last day and say why."))
    ended = actions.end_mandate(**_about(books), reference=sent(request.POST, "reference"), **form.cleaned_data)
    return _("Mandate %(reference)s ends.") % {"reference": ended.reference}


def _show(request: HttpRequest, books: Books, form: MandateForm, trouble: str = "") -> HttpResponse:
    today = clock.today()
    rows = [
        (one, MANDATE_WORDS[one.kind], one.buyer or one.party, one.until is not None and one.until < today)
        for one in queries.mandates(books.seller.pk)
    ]
    page = show(
        request, "desk/data/mandates.html", books, "data", tab="mandates", rows=rows, form=form, trouble=trouble,
        today=today,
    )  # fmt: skip
    page.status_code = 422 if trouble else 200
    return page


@require_safe
@open_to_those_who_may(SEE_RECORDS)
def mandate_text(request: HttpRequest, mandate_id: UUID) -> HttpResponse:
    """The signed text, as it was kept."""
    sellers = people.sellers_open_to(request.user, SEE_RECORDS)
    found = next((one for seller in sellers for one in queries.mandates(seller).filter(pk=mandate_id)), None)
    if found is None or not found.document_sha256:
        raise Http404
    response = HttpResponse(queries.certificate_store().get(found.document_sha256), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="mandat-{found.pk}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response
