"""Exchange rates: those known, one more, or a file of a central bank."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from sansfaute.desk.forms.parties import RateForm
from sansfaute.desk.views.page import open_books, sent, show
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.masterdata import actions, queries
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import SEE_RECORDS

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books

LATEST = 60
LARGEST = 10_000_000
"""Bytes of a file of rates: the whole history of the European Central Bank is a fifth of it."""


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(SEE_RECORDS)
def exchange_rates(request: HttpRequest) -> HttpResponse:
    """GET: the latest rates. POST: keep one, or the file sent as `rates`."""
    books = open_books(request, SEE_RECORDS)
    form = RateForm(initial={"rate_date": clock.today()})
    if request.method != "POST":
        return _show(request, books, form)
    if not books.mends_records:
        raise PermissionDenied
    is_file = sent(request.POST, "act") == "file"
    form = form if is_file else RateForm(request.POST)
    try:
        said = _file(request, books) if is_file else _one(books, form)
    except Refusal as refusal:
        return _show(request, books, form, str(refusal))
    if not said:
        return _show(request, books, form, _("Some fields cannot be read: see below."))
    messages.success(request, said)
    return HttpResponseRedirect(reverse("exchange_rates") + books.address_ending)


def _about(books: Books) -> dict[str, Any]:
    return {"seller_id": books.seller.pk, "actor": books.person, "at": clock.now()}


def _one(books: Books, form: RateForm) -> str:
    if not form.is_valid():
        return ""
    values = dict(form.cleaned_data)
    kept = actions.record_rate(**_about(books), why=values.pop("why"), values=values)
    return _("The rate of %(currency)s on %(day)s is kept.") % {
        "currency": kept.currency_code,
        "day": kept.rate_date.isoformat(),
    }


def _file(request: HttpRequest, books: Books) -> str:
    given = request.FILES.get("rates")
    if given is None or (given.size or 0) > LARGEST:
        raise actions.RateRefused(_("Choose a file of rates, of 10 MB at most."))
    text = given.read().decode("utf-8-sig", errors="replace").replace("\x00", "")
    count = actions.record_rates(**_about(books), rates=actions.read_rates(text))
    return ngettext("%d new rate is kept.", "%d new rates are kept.", count) % count


def _show(request: HttpRequest, books: Books, form: RateForm, trouble: str = "") -> HttpResponse:
    code = sent(request.GET, "currency").strip().upper()[:3]
    rows = queries.exchange_rates(books.seller.pk)
    rows = rows.filter(currency_code=code) if code else rows
    page = show(
        request, "desk/data/rates.html", books, "data", tab="rates", rows=list(rows[:LATEST]), count=rows.count(),
        form=form, trouble=trouble, currency=code,
    )  # fmt: skip
    page.status_code = 422 if trouble else 200
    return page
