"""Rows set aside: the original cells, the reason, the way to mend it; exported for repair."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sansfaute.desk import queries
from sansfaute.desk.forms import RowFilterForm
from sansfaute.desk.views.page import csv_lines, language, open_books, show
from sansfaute.intake import rules as intake_rules
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import SEE_ROWS

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sansfaute.desk.queries import Books
    from sansfaute.intake.models import SourceRow


@require_safe
@open_to_those_who_may(SEE_ROWS)
def rows_set_aside(request: HttpRequest) -> HttpResponse:
    """Filter by file and reason; 100 a page."""
    books = open_books(request, SEE_ROWS)
    form, rows = _asked(request, books)
    page = Paginator(rows, 100).get_page(request.GET.get("page"))
    told = [
        (row, *intake_rules.reason_parts(row.set_aside.reason_code, row.set_aside.details, language())) for row in page
    ]
    asked = request.GET.copy()
    asked.pop("page", None)
    return show(request, "desk/rows.html", books, "rows", form=form, page=page, told=told, asked=asked.urlencode())


def _asked(request: HttpRequest, books: Books) -> tuple[RowFilterForm, QuerySet[SourceRow]]:
    files, reasons = queries.file_facets(books), queries.reason_facets(books, language())
    form = RowFilterForm(request.GET, files=files, reasons=reasons)
    return form, queries.rows_set_aside(books, *form.asked())


@require_safe
@open_to_those_who_may(SEE_ROWS)
def rows_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The rows seen, cell by cell as they arrived, each with its file, number and reason."""
    books = open_books(request, SEE_ROWS)
    _form, rows = _asked(request, books)
    response = StreamingHttpResponse(csv_lines(_csv_rows(rows, language())), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="lignes-ecartees.csv"'
    return response


def _csv_rows(rows: QuerySet[SourceRow], tongue: str) -> Iterator[list[str]]:
    yield [_("File"), _("Row"), _("Reason"), _("Original cells")]
    for row in rows.iterator(chunk_size=2000):
        reason = intake_rules.reason_sentence(row.set_aside.reason_code, row.set_aside.details, tongue)
        yield [row.source_file.name, str(row.row_number), reason, *(str(cell) for cell in row.original)]
