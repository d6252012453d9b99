"""One invoice: its facts, its document, its life; and its files."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from sansfaute.delivery import queries as delivery
from sansfaute.delivery import rules as delivery_rules
from sansfaute.desk import queries
from sansfaute.desk.queries import InvoiceFilter
from sansfaute.desk.views.page import language, open_books, show
from sansfaute.documents import queries as documents
from sansfaute.issuing import queries as issuing
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import SEE_INVOICES
from sansfaute.review import queries as review

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books, Step
    from sansfaute.issuing.models import Invoice


@require_safe
@open_to_those_who_may(SEE_INVOICES)
def invoice(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """What is it, is it right, how far did it go."""
    row = _invoice(request, invoice_id)
    books = open_books(request, SEE_INVOICES, row.seller_id)
    files, document = documents.documents_of([row.pk]), issuing.model_of(row)
    return show(
        request, "desk/invoice.html", books, "invoices",
        invoice=row,
        state=queries.states(queries.selection(books, InvoiceFilter()), [row.pk])[row.pk],
        document=document,
        approval=review.approval_of(row.draft_id),
        steps=_steps(books, row),
        delivery=delivery.delivery_of([row.pk]).get(row.pk),
        has_pdf=(row.pk, "facturx") in files,
        has_xml=(row.pk, "cii") in files,
        for_the_books=delivery_rules.is_for_the_books(document),
        corrections=list(issuing.corrections_of(row.pk)),
    )  # fmt: skip


def _invoice(request: HttpRequest, invoice_id: UUID) -> Invoice:
    row = issuing.invoice_for(request.user, invoice_id)  # type: ignore[arg-type]  # the user model is Person
    if row is None:
        raise Http404
    return row


def _steps(books: Books, row: Invoice) -> list[Step]:
    """The life of the invoice and of the draft it was."""
    held = list(review.exceptions_of(row.draft_id)) if books.sees_exceptions else []
    return queries.steps([row.pk, row.draft_id, *(one.pk for one in held)], queries.rule_sentences(held, language()))


@require_safe
@open_to_those_who_may(SEE_INVOICES)
def invoice_file(request: HttpRequest, invoice_id: UUID, kind: str) -> HttpResponse:
    """The bytes of the PDF or the XML, as they were kept; shown, or saved with `?save`."""
    stored = documents.document_for(request.user, invoice_id, kind)  # type: ignore[arg-type]  # the user model is Person
    if stored is None:
        raise Http404
    response = HttpResponse(documents.content(stored), content_type=stored.media_type)
    way = "attachment" if "save" in request.GET or kind != "facturx" else "inline"
    response["Content-Disposition"] = f'{way}; filename="{stored.filename}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    response["ETag"] = f'"{stored.sha256}"'
    return response
