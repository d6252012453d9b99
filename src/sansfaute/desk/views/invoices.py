"""The list of invoices, and its export."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from sansfaute.desk import queries
from sansfaute.desk.forms import InvoiceFilterForm
from sansfaute.desk.queries.words import STATE_WORDS, word
from sansfaute.desk.views.page import csv_lines, language, open_books, show
from sansfaute.documents.rules import kind
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import SEE_INVOICES

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from sansfaute.desk.queries.invoices import Listed
    from sansfaute.issuing.models import Invoice

CSV_CHUNK = 2000


@require_safe
@open_to_those_who_may(SEE_INVOICES)
def invoices(request: HttpRequest) -> HttpResponse:
    """Search, filter, sum; 50 a page."""
    books = open_books(request, SEE_INVOICES)
    form = InvoiceFilterForm(request.GET)
    wanted = form.asked()
    older, newer = (queries.place(request.GET.get(name, "")) for name in ("after", "before"))
    page = queries.page(queries.selection(books, wanted), older_than=older, newer_than=newer)
    totals = queries.totals(books, wanted)
    return show(
        request, "desk/invoices.html", books, "invoices",
        form=form, page=page, totals=totals, count=sum(one.count for one in totals), asked=_asked(request),
    )  # fmt: skip


def _asked(request: HttpRequest) -> str:
    """The query of this selection, without the page: what other links of the page carry on."""
    kept = request.GET.copy()
    for name in ("after", "before"):
        kept.pop(name, None)
    return kept.urlencode()


@require_safe
@open_to_those_who_may(SEE_INVOICES)
def invoices_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The whole selection, all pages, as a spreadsheet reads it."""
    books = open_books(request, SEE_INVOICES)
    rows = queries.selection(books, InvoiceFilterForm(request.GET).asked())
    response = StreamingHttpResponse(csv_lines(_csv_rows(rows)), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="factures.csv"'
    return response


def _csv_rows(rows: QuerySet[Invoice]) -> Iterator[list[str]]:
    yield [
        _("Number"), _("Kind"), _("Issue date"), _("Due date"), _("Buyer"), _("Purchase order"), _("Currency"),
        _("Total without VAT"), _("VAT"), _("Total with VAT"), _("Amount due"), _("State"),
    ]  # fmt: skip
    coming = rows.iterator(chunk_size=CSV_CHUNK)
    while chunk := list(islice(coming, CSV_CHUNK)):
        yield from (_csv_row(line) for line in queries.listed(rows, chunk))


def _csv_row(line: Listed) -> list[str]:
    row = line.invoice
    return [
        row.invoice_number,
        kind(row.type_code, language()),
        row.issue_date.isoformat(),
        row.payment_due_date.isoformat() if row.payment_due_date else "",
        row.buyer_name,
        row.purchase_order_reference,
        row.currency_code,
        *(str(amount) for amount in (row.total_without_vat, row.total_vat, row.total_with_vat, row.amount_due)),
        word(STATE_WORDS, line.state),
    ]
