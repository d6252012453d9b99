"""A one-off sale by hand: looked at first, then recorded, and billed at once when it is delivered."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sansfaute.contracts import actions
from sansfaute.contracts import queries as contracts
from sansfaute.contracts.actions.deposit_worth import worth_of
from sansfaute.desk.forms.sales import SALE_LINES, SaleForm, SaleLineForm
from sansfaute.desk.views.contract_new import is_refused, suggestions, typed
from sansfaute.desk.views.page import open_books, show
from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import MANAGE_CONTRACTS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sansfaute.desk.queries import Books


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(MANAGE_CONTRACTS)
def new_sale(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST: what would be billed; with `confirm`, the order itself, billed once delivered."""
    books = open_books(request, MANAGE_CONTRACTS)
    data = request.POST if request.method == "POST" else None
    form = SaleForm(data, seller_id=books.seller.pk, initial={"delivery_date": clock.today().isoformat()})
    lines = [SaleLineForm(data, place=place, seller_id=books.seller.pk) for place in range(1, SALE_LINES + 1)]
    if data is None or not _are_valid(form, lines):
        return _page(request, books, form, lines)
    try:
        if "confirm" in request.POST:
            number = _sell(books, form, lines)
            messages.success(
                request, _("Order %(number)s is recorded; it is billed once delivered.") % {"number": number}
            )
            return HttpResponseRedirect(reverse("contracts") + books.address_ending)
        told = _foreseen(books, form, lines)
    except Refusal as refusal:
        form.refuse(refusal)
        told = {}
    return _page(request, books, form, lines, **told)


def _are_valid(form: SaleForm, lines: Sequence[SaleLineForm]) -> bool:
    valid = [one.is_valid() for one in (*lines, form)]
    if all(valid) and not any(one.is_used for one in lines):
        form.add_error(None, _("A sale has at least one line: name an item."))
    return all(valid) and form.is_valid()


def _sell(books: Books, form: SaleForm, lines: Sequence[SaleLineForm]) -> str:
    return actions.sell(
        seller_id=books.seller.pk,
        buyer_code=form.cleaned_data["buyer_code"],
        lines=[one.sold for one in lines if one.is_used],
        delivery_date=form.cleaned_data["delivery_date"],
        references={"buyer_reference": form.cleaned_data["buyer_reference"]},
        actor=books.person,
        at=clock.now(),
    )


def _foreseen(books: Books, form: SaleForm, lines: Sequence[SaleLineForm]) -> dict[str, Any]:
    """The real act, rolled back: its lines with their amounts, and when it is billed."""
    with transaction.atomic(), journal.inline_steps():
        number = _sell(books, form, lines)
        sold = contracts.order_lines(books.seller.pk).filter(order_number=number).select_related("item")
        rows = [(one, worth_of(one)) for one in sold.order_by("line_number")]
        transaction.set_rollback(True)
    delivered: date = form.cleaned_data["delivery_date"]
    return {
        "is_preview": True,
        "rows": rows,
        "total": sum((amount for _one, amount in rows), Decimal("0.00")),
        "is_billed_now": delivered <= clock.today(),
        "delivered": delivered,
    }


def _page(
    request: HttpRequest, books: Books, form: SaleForm, lines: Sequence[SaleLineForm], **more: Any
) -> HttpResponse:
    return show(
        request, "desk/contracts/sale.html", books, "contracts",
        form=form, lines=lines, is_refused=is_refused(form, *lines), typed=typed(request), **suggestions(books), **more,
    )  # fmt: skip
