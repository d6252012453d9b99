"""Customers whose invoices a person stopped, because of a dispute or another reason, until somebody lifts it."""

from __future__ import annotations

from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sansfaute.desk.views.page import open_books, sent, show
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.masterdata import queries as masterdata
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import BLOCK_BUYERS, SEE_EXCEPTIONS
from sansfaute.review import actions
from sansfaute.review import queries as review

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books
    from sansfaute.masterdata.models import Buyer

LATEST = 100
KINDS = ("blocked", "disputed")


@require_safe
@open_to_those_who_may(SEE_EXCEPTIONS)
def blocks(request: HttpRequest) -> HttpResponse:
    """Blocks in force, a form to stop one more customer, and those lifted lately."""
    return _show(request, open_books(request, SEE_EXCEPTIONS))


def _show(request: HttpRequest, books: Books, trouble: str = "", about: UUID | None = None) -> HttpResponse:
    rows = review.blocks_for(books.person).filter(seller_id=books.seller.pk)
    buyer = _buyer(request, books)
    lifted = rows.exclude(lifted_at=None).order_by("-lifted_at", "id")
    page = show(
        request, "desk/blocks.html", books, "exceptions", tab="blocks", in_force=list(rows.filter(lifted_at=None)),
        lifted=list(lifted[:LATEST]), may_block=books.may(BLOCK_BUYERS), buyer=buyer, trouble=trouble, about=about,
        typed={name: sent(request.POST, name)[:2000] for name in ("code", "kind", "why")},
    )  # fmt: skip
    page.status_code = 422 if trouble else 200
    return page


def _buyer(request: HttpRequest, books: Books) -> Buyer | None:
    """The customer that a link or a form names, by its identifier or its code."""
    try:
        named = UUID(sent(request.GET, "buyer"))
    except ValueError:
        code = " ".join(sent(request.POST, "code").split())
        return masterdata.buyers_by_code(books.seller.pk, [code]).get(code) if code else None
    return masterdata.buyers(books.seller.pk).filter(pk=named).first()


@require_POST
@open_to_those_who_may(BLOCK_BUYERS)
def block(request: HttpRequest) -> HttpResponse:
    """Stop the invoices of the customer of this code."""
    books = open_books(request, BLOCK_BUYERS)
    buyer, kind = _buyer(request, books), request.POST.get("kind", "")
    if buyer is None:
        return _show(request, books, _("No customer has this code."))
    if kind not in KINDS:
        return _show(request, books, _("Say whether the customer is blocked or in dispute."))
    try:
        actions.block_buyer(
            seller_id=books.seller.pk, buyer_id=buyer.pk, kind=kind, why=sent(request.POST, "why")[:2000],
            actor=books.person, at=clock.now(),
        )  # fmt: skip
    except Refusal as refusal:
        return _show(request, books, str(refusal))
    messages.success(request, _("Stopped. Every draft of %(name)s is held from now on.") % {"name": buyer.name})
    return HttpResponseRedirect(reverse("blocks") + books.address_ending)


@require_POST
@open_to_those_who_may(BLOCK_BUYERS)
def lift_block(request: HttpRequest, block_id: UUID) -> HttpResponse:
    """Let the invoices of this customer go on."""
    row = review.blocks_for(request.user).filter(pk=block_id).first()  # type: ignore[arg-type]  # a Person
    if row is None:
        raise Http404
    books = open_books(request, BLOCK_BUYERS, row.seller_id)
    try:
        actions.lift_block(block_id=row.pk, why=sent(request.POST, "why")[:2000], actor=books.person, at=clock.now())
    except Refusal as refusal:
        return _show(request, books, str(refusal), row.pk)
    messages.success(request, _("Lifted. What it held is judged again in a moment."))
    return HttpResponseRedirect(reverse("blocks") + books.address_ending)
