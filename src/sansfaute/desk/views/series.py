"""Series of numbers: those that count, why each exists, what the law says; plan one more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sansfaute.desk.forms.series import KIND_WORDS, SeriesForm
from sansfaute.desk.views.page import language, open_books, show
from sansfaute.issuing import actions, queries, rules
from sansfaute.lib import clock
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import PLAN_SERIES, SEE_INVOICES

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(SEE_INVOICES)
def series(request: HttpRequest) -> HttpResponse:
    """GET: the series and the form. POST: plan one, for those who may."""
    books = open_books(request, SEE_INVOICES)
    if request.method != "POST":
        return _show(request, books, SeriesForm(initial={"since": clock.today()}))
    if not books.may(PLAN_SERIES):
        raise PermissionDenied
    form = SeriesForm(request.POST)
    if not form.is_valid():
        return _show(request, books, form)
    try:
        made = actions.plan_series(seller_id=books.seller.pk, actor=books.person, at=clock.now(), **form.asked())
    except actions.SeriesRefused as refusal:
        return _show(request, books, form, str(refusal))
    first = rules.invoice_number(rules.in_year(made.prefix, made.since.year), 1)
    messages.success(request, _("Planned: its first number will be %(number)s.") % {"number": first})
    return HttpResponseRedirect(reverse("series") + books.address_ending)


def _show(request: HttpRequest, books: Books, form: SeriesForm, trouble: str = "") -> HttpResponse:
    spoken = language()
    page = show(
        request, "desk/issuing/series.html", books, "invoices", tab="series", form=form, trouble=trouble,
        rows=[(one, KIND_WORDS[one.row.kind]) for one in queries.series_of(books.seller.pk)],
        plans=[(one, KIND_WORDS[one.kind]) for one in queries.planned_series(books.seller.pk)],
        law=[(one.fr if spoken == "fr" else one.en, one.since, one.source) for one in rules.SERIES_LAW],
        plans_series=books.may(PLAN_SERIES),
    )  # fmt: skip
    page.status_code = 422 if form.errors or trouble else 200
    return page
