"""Duplicates of an invoice: who asked for one, when and why; ask for another, print it or have it e-mailed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from sansfaute.delivery import queries as delivery
from sansfaute.delivery import rules as delivery_rules
from sansfaute.desk.views.page import open_books, sent, show
from sansfaute.documents import queries as documents
from sansfaute.documents.rules import FACTURX, MEDIA_TYPES, duplicate_filename
from sansfaute.issuing import actions, queries
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal, Trouble
from sansfaute.lib.text import parse_decimal
from sansfaute.masterdata import queries as masterdata
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import SEE_INVOICES

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books
    from sansfaute.issuing.models import Invoice


@dataclass(frozen=True, slots=True)
class Asked:
    """The form as it was filled, and what is wrong with it."""

    why: str = ""
    sends: bool = False
    address: str = ""
    is_unpaid: bool = False
    unpaid: str = ""
    trouble: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(SEE_INVOICES)
def invoice_copies(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """GET: the duplicates of an invoice and the form. POST: make one, and send it when an address is given."""
    row = queries.invoice_for(request.user, invoice_id)  # type: ignore[arg-type]  # the user model is Person
    if row is None:
        raise Http404
    books = open_books(request, SEE_INVOICES, row.seller_id)
    if request.method != "POST":
        return _show(request, books, row, Asked(address=_address_of(row), unpaid=str(queries.may_be_unpaid(row))))
    asked = _asked(request)
    try:
        made = actions.make_duplicate(
            invoice_id=row.pk,
            unpaid=_amount(asked.unpaid) if asked.is_unpaid else None,
            address=asked.address if asked.sends else "",
            why=asked.why,
            actor=books.person,
            at=clock.now(),
        )
    except Refusal as refusal:
        return _show(request, books, row, asked, str(refusal))
    said = _("The duplicate leaves for %s.") % made.address if made.address else _("The duplicate is ready to print.")
    messages.success(request, said)
    return HttpResponseRedirect(reverse("invoice_copies", args=[row.pk]) + books.address_ending)


def _asked(request: HttpRequest) -> Asked:
    return Asked(
        why=sent(request.POST, "why"),
        sends="sends" in request.POST,
        address=sent(request.POST, "address").strip(),
        is_unpaid="is_unpaid" in request.POST,
        unpaid=sent(request.POST, "unpaid").strip(),
    )


def _amount(text: str) -> Decimal:
    read = parse_decimal(text) if text else None
    if read is None:
        raise actions.DuplicateRefused(_("“%(text)s” is not an amount; write it as 120.50.") % {"text": text})
    return read


def _address_of(row: Invoice) -> str:
    return masterdata.buyers_by_id([row.buyer_id])[row.buyer_id].email.strip()


def _show(request: HttpRequest, books: Books, row: Invoice, asked: Asked, trouble: str = "") -> HttpResponse:
    sendings = delivery.duplicates_sent(row.pk)
    made = [(one, sendings.get(delivery_rules.duplicate_key(one.duplicate_id))) for one in queries.duplicates_of(row)]
    page = show(
        request, "desk/corrections/copies.html", books, "invoices",
        invoice=row, made=made[::-1], asked=asked, trouble=trouble,
        owed=queries.may_be_unpaid(row) if books.corrects_invoices else Decimal(0),
    )  # fmt: skip
    page.status_code = 422 if trouble else 200
    return page


@require_safe
@open_to_those_who_may(SEE_INVOICES)
def invoice_copy_pdf(request: HttpRequest, invoice_id: UUID, duplicate_id: UUID) -> HttpResponse:
    """The page of one duplicate that was asked for."""
    made = queries.duplicate_for(request.user, invoice_id, duplicate_id)  # type: ignore[arg-type]  # a Person
    if made is None:
        raise Http404
    try:
        content = documents.duplicate_pdf(made)
    except Trouble as trouble:
        messages.error(request, str(trouble))
        return HttpResponseRedirect(reverse("invoice_copies", args=[invoice_id]))
    response = HttpResponse(content, content_type=MEDIA_TYPES[FACTURX])
    way = "attachment" if "save" in request.GET else "inline"
    response["Content-Disposition"] = f'{way}; filename="{duplicate_filename(made.invoice.invoice_number)}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response
