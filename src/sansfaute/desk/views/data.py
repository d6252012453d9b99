"""Data: how clean it is, and what to mend first."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_safe

from sansfaute.desk.queries import overview
from sansfaute.desk.queries.books import Books
from sansfaute.desk.queries.score import score_shown
from sansfaute.desk.views.page import language, open_books, show
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import SEE_RECORDS


@require_safe
@open_to_those_who_may(SEE_RECORDS)
def data_overview(request: HttpRequest) -> HttpResponse:
    """The score, what to do first, and what the machine did."""
    books = open_books(request, SEE_RECORDS)
    return show(
        request, "desk/data/overview.html", books, "data", tab="overview",
        view=overview.overview(books, language()), score=score_shown(books), imports_address=_imports(books),
    )  # fmt: skip


def _imports(books: Books) -> str:
    """Where files are dropped, for those who may."""
    try:
        return reverse("imports") + books.address_ending if books.imports_files else ""
    except NoReverseMatch:
        return ""
