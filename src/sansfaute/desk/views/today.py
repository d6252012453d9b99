"""Today: what waits, and one thing to do about each."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sansfaute.desk import queries
from sansfaute.desk.views.page import open_books, show
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import SEE_INVOICES


@require_safe
@open_to_those_who_may(SEE_INVOICES)
def today(request: HttpRequest) -> HttpResponse:
    """The figures of the day for one seller."""
    books = open_books(request, SEE_INVOICES)
    figures = queries.today(books)
    calm = not (figures.exceptions or figures.rows_set_aside or figures.held)
    return show(
        request, "desk/today.html", books, "today", figures=figures, calm=calm,
        issued_count=sum(one.count for one in figures.issued), held_count=sum(one.count for one in figures.held),
    )  # fmt: skip
