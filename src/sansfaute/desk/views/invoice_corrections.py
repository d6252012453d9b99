"""Correct an issued invoice: choose how, look at what it gives, then ask for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sansfaute.contracts import actions as contracts
from sansfaute.desk.queries import Books
from sansfaute.desk.views.page import open_books, sent, show
from sansfaute.drafts.rules.corrections import LineCredit
from sansfaute.issuing import actions, queries
from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.lib.text import parse_decimal
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import CORRECT_INVOICES

if TYPE_CHECKING:
    from sansfaute.drafts.models import Draft
    from sansfaute.en16931.model import Invoice as Document
    from sansfaute.issuing.models import Correction, Invoice

WAYS = ("full", "lines", "amount", "corrective", "rebill", "again")
NUMBER = "line-"


@dataclass(slots=True)
class Asked:
    """The form as it was filled: how, the lines' amounts as text, the amount, the reason; and what is wrong."""

    how: str = "full"
    lines: dict[str, str] = field(default_factory=dict)
    amount: str = ""
    without_vat: bool = False
    internal: bool = False
    why: str = ""
    trouble: str = ""


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(CORRECT_INVOICES)
def correct_invoice(request: HttpRequest, invoice_id: UUID) -> HttpResponse:
    """GET: the form. POST: what it would give; with `confirm`, the documents themselves."""
    row = queries.invoice_for(request.user, invoice_id)  # type: ignore[arg-type]  # the user model is Person
    if row is None:
        raise Http404
    books = open_books(request, CORRECT_INVOICES, row.seller_id)
    if request.method != "POST":
        return _form(request, books, row, Asked())
    asked = _asked(request, queries.model_of(row))
    try:
        if asked.how == "again":
            return _billed_again(request, books, row, asked)
        if "confirm" in request.POST:
            return _done(request, books, row, _carry_out(row, asked, books))
        return _preview(request, books, row, asked)
    except Refusal as refusal:
        asked.trouble = str(refusal)
        return _form(request, books, row, asked)


def _asked(request: HttpRequest, document: Document) -> Asked:
    how = sent(request.POST, "how")
    amounts = {line.identifier: sent(request.POST, NUMBER + line.identifier).strip() for line in document.lines}
    return Asked(
        how=how if how in WAYS else "full",
        lines={identifier: text for identifier, text in amounts.items() if text},
        amount=sent(request.POST, "amount").strip(),
        without_vat="without_vat" in request.POST,
        internal="internal" in request.POST,
        why=sent(request.POST, "why"),
    )


def _carry_out(row: Invoice, asked: Asked, books: Books) -> list[Correction]:
    """The corrections asked for; raises a Refusal with what to mend."""
    about: dict[str, Any] = {"invoice_id": row.pk, "why": asked.why, "actor": books.person, "at": clock.now()}
    if asked.how == "corrective":
        return [actions.replace_invoice(**about)]
    if asked.how == "rebill":
        return list(actions.cancel_and_rebill(**about, internal=asked.internal))
    lines = {identifier: LineCredit(net_amount=_amount(text)) for identifier, text in asked.lines.items()}
    return [
        actions.credit_invoice(
            **about,
            how=asked.how,
            lines=lines if asked.how == "lines" else {},
            amount_with_vat=_amount(asked.amount) if asked.how == "amount" else None,
            without_vat=asked.without_vat,
            internal=asked.internal,
        )
    ]


def _amount(text: str) -> Decimal:
    """An amount as people write it; raises a Refusal that shows what could not be read."""
    read = parse_decimal(text) if text else None
    if read is None:
        raise actions.CorrectionRefused(_("“%(text)s” is not an amount; write it as 120.50.") % {"text": text})
    return read


def _preview(request: HttpRequest, books: Books, row: Invoice, asked: Asked) -> HttpResponse:
    """The real act, rolled back: what it would give, to the cent."""
    with transaction.atomic(), journal.inline_steps():
        drafts = [correction.draft for correction in _carry_out(row, asked, books)]
        transaction.set_rollback(True)
    return _show(request, books, row, asked, preview=drafts)


def _done(request: HttpRequest, books: Books, row: Invoice, made: list[Correction]) -> HttpResponse:
    words: Callable[[str], str] = _
    waits = any(one.kind in ("corrective", "replacement") for one in made)
    said = words("Asked for. The checks judge it, then it gets its number by itself.")
    if waits:
        said = words("Asked for. The new document is a copy that waits for you to edit it, among the exceptions.")
    messages.success(request, said)
    return HttpResponseRedirect(reverse("invoice", args=[row.pk]) + books.address_ending)


def _billed_again(request: HttpRequest, books: Books, row: Invoice, asked: Asked) -> HttpResponse:
    """The work of an invoice that was credited in full, given to a run of its own; raises a Refusal."""
    contracts.bill_again(invoice_id=row.pk, why=asked.why, actor=books.person, at=clock.now())
    messages.success(request, _("Its work is billed again: the new draft is among the exceptions, to be compared."))
    return HttpResponseRedirect(reverse("invoice", args=[row.pk]) + books.address_ending)


def _form(request: HttpRequest, books: Books, row: Invoice, asked: Asked) -> HttpResponse:
    return _show(request, books, row, asked)


def _show(
    request: HttpRequest, books: Books, row: Invoice, asked: Asked, preview: list[Draft] | None = None
) -> HttpResponse:
    document = queries.model_of(row)
    return show(
        request, "desk/corrections/invoice.html", books, "invoices",
        invoice=row,
        lines=[(line, asked.lines.get(line.identifier, "")) for line in document.lines],
        asked=asked,
        left=queries.left_to_credit(row),
        corrections=list(queries.corrections_of(row.pk)),
        preview=preview or [],
    )  # fmt: skip
