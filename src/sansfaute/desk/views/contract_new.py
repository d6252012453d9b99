"""A contract by hand: looked at first, with the invoice that it would give, then agreed to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sansfaute.contracts import actions
from sansfaute.contracts.rules.index_series import SERIES
from sansfaute.desk.forms.agreements import LINES, ContractForm, LineForm
from sansfaute.desk.views.page import language, open_books, show
from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.masterdata import queries as masterdata
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import MANAGE_CONTRACTS

if TYPE_CHECKING:
    from sansfaute.contracts.models import Contract
    from sansfaute.desk.forms.terms import TermsForm
    from sansfaute.desk.queries import Books

SUGGESTED = 500
UNKEPT = ("csrfmiddlewaretoken", "confirm")
"""Fields that a looked at form does not send again as they were."""


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(MANAGE_CONTRACTS)
def new_contract(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST: the first invoice that it would give; with `confirm`, the contract itself."""
    books = open_books(request, MANAGE_CONTRACTS)
    form, lines = _forms(request, books)
    if request.method != "POST" or not _are_valid(form, lines):
        return _page(request, books, form, lines)
    sign: Callable[[], Contract] = partial(
        actions.sign_contract,
        seller_id=books.seller.pk,
        values=form.values([one for one in lines if one.is_used]),
        actor=books.person,
        at=clock.now(),
    )
    try:
        if "confirm" in request.POST:
            made = sign()
            messages.success(request, _("Contract %(number)s is agreed.") % {"number": made.contract_number})
            return HttpResponseRedirect(reverse("contract", args=[made.pk]) + books.address_ending)
        told = _first_invoice(sign)
    except Refusal as refusal:
        form.refuse(refusal)
        told = {}
    return _page(request, books, form, lines, **told)


def _forms(request: HttpRequest, books: Books) -> tuple[ContractForm, list[LineForm]]:
    about: dict[str, Any] = {"seller_id": books.seller.pk}
    data = request.POST if request.method == "POST" else None
    initial = {
        "start_date": clock.today().isoformat(), "grouping": "buyer", "currency_code": "EUR",
        "deliver_country_code": "FR", "buyer_code": request.GET.get("buyer", "")[:60],
    }  # fmt: skip
    form = ContractForm(data, initial=initial, **about)
    return form, [LineForm(data, place=place, **about) for place in range(1, LINES + 1)]


def _are_valid(form: ContractForm, lines: Sequence[LineForm]) -> bool:
    """Every part of the form is asked, so that a person sees all that is wrong at once."""
    valid = [one.is_valid() for one in (*lines, form)]
    if all(valid) and not any(one.is_used for one in lines):
        form.add_error(None, _("A contract has at least one line: name an item."))
    return all(valid) and form.is_valid()


def _first_invoice(sign: Callable[[], Contract]) -> dict[str, Any]:
    """The real act, rolled back: the first invoice that it would give."""
    with transaction.atomic(), journal.inline_steps():
        made = sign()
        coming = actions.next_invoice(contract_id=made.pk, on=max(made.start_date, clock.today()))
        transaction.set_rollback(True)
    return {"is_preview": True, "coming": coming}


def is_refused(*forms: TermsForm) -> bool:
    """Is anything of what was sent wrong?"""
    return any(one.is_bound and bool(one.errors) for one in forms)


def typed(request: HttpRequest) -> list[tuple[str, str]]:
    """What was sent, to be sent again as it was looked at."""
    return [(name, value) for name, value in request.POST.items() if name not in UNKEPT and isinstance(value, str)]


def suggestions(books: Books) -> dict[str, Any]:
    """Codes of customers and items that a form offers while one types."""
    buyers = masterdata.buyers(books.seller.pk).filter(merged_into=None).order_by("code")
    items = masterdata.items(books.seller.pk).order_by("code")
    spoken = language()
    return {
        "buyers": buyers.values_list("code", "name")[:SUGGESTED],
        "items": items.values_list("code", "name")[:SUGGESTED],
        "series": [(one.code, one.name_fr if spoken == "fr" else one.name_en) for one in SERIES.values()],
    }


def _page(
    request: HttpRequest, books: Books, form: ContractForm, lines: Sequence[LineForm], **more: Any
) -> HttpResponse:
    return show(
        request, "desk/contracts/new.html", books, "contracts",
        form=form, lines=lines, is_refused=is_refused(form, *lines), typed=typed(request), opened=form.opened,
        **suggestions(books), **more,
    )  # fmt: skip
