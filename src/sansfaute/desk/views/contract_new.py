"""A contract by hand, and a one-off sale."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sansfaute.contracts import actions
from sansfaute.desk.queries import Books
from sansfaute.desk.queries.contract_words import GROUPING_WORDS
from sansfaute.desk.views.contract_changes import effective_day
from sansfaute.desk.views.page import open_books, sent, show
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.lib.text import parse_decimal
from sansfaute.masterdata import queries as masterdata
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import MANAGE_CONTRACTS

LINES = 4
"""Lines that the form offers; further ones are signed with it by import, or by another contract."""
SUGGESTED = 500
TEXTS = (
    "contract_number", "buyer_code", "payer_code", "start_date", "end_date", "purchase_order_reference", "grouping",
    "conditions",
)  # fmt: skip
LINE_TEXTS = ("item_code", "quantity", "unit_price", "rhythm", "in_advance", "trial_until")
RHYTHMS = {
    "month-1": {"unit": "month", "count": "1"},
    "month-3": {"unit": "month", "count": "3"},
    "month-6": {"unit": "month", "count": "6"},
    "month-12": {"unit": "month", "count": "12"},
    "anniversary-1": {"unit": "month", "count": "1", "alignment": "anniversary"},
    "anniversary-3": {"unit": "month", "count": "3", "alignment": "anniversary"},
    "anniversary-12": {"unit": "month", "count": "12", "alignment": "anniversary"},
    "week-1": {"unit": "week", "count": "1"},
    "week-4": {"unit": "week", "count": "4"},
}


def _rhythm_choices() -> list[tuple[str, str]]:
    return [
        ("month-1", _("Every civil month")),
        ("month-3", _("Every civil quarter")),
        ("month-6", _("Every civil half-year")),
        ("month-12", _("Every civil year")),
        ("anniversary-1", _("Every month from its first day")),
        ("anniversary-3", _("Every three months from its first day")),
        ("anniversary-12", _("Every year from its first day")),
        ("week-1", _("Every week")),
        ("week-4", _("Every four weeks")),
    ]


def _typed(request: HttpRequest, names: tuple[str, ...], line_names: tuple[str, ...]) -> dict[str, str]:
    each = [f"{name}-{place}" for place in range(1, LINES + 1) for name in line_names]
    return {name: sent(request.POST, name).strip() for name in (*names, *each)}


def _rows(filled: dict[str, str], names: tuple[str, ...]) -> list[dict[str, str]]:
    """The lines as typed; those without anything in item, quantity and price are kept for their place."""
    return [{name: filled.get(f"{name}-{place}", "") for name in names} for place in range(1, LINES + 1)]


def _suggestions(books: Books) -> dict[str, Any]:
    buyers = masterdata.buyers(books.seller.pk).filter(merged_into=None).order_by("code")
    items = masterdata.items(books.seller.pk).order_by("code")
    return {
        "buyers": buyers.values_list("code", "name")[:SUGGESTED],
        "items": items.values_list("code", "name")[:SUGGESTED],
    }


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(MANAGE_CONTRACTS)
def new_contract(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST: the contract, or why it cannot be agreed so."""
    books = open_books(request, MANAGE_CONTRACTS)
    if request.method != "POST":
        return _form(request, books, {"start_date": clock.today().isoformat(), "grouping": "buyer"})
    names = (*TEXTS, "renewal_months", "notice_months", "tacit")
    filled = _typed(request, names, LINE_TEXTS)
    try:
        made = actions.sign_contract(
            seller_id=books.seller.pk, values=_values(filled), actor=books.person, at=clock.now()
        )
    except Refusal as refusal:
        return _form(request, books, filled, trouble=str(refusal))
    messages.success(request, _("Contract %(number)s is agreed.") % {"number": made.contract_number})
    return HttpResponseRedirect(reverse("contract", args=[made.pk]) + books.address_ending)


def _values(filled: dict[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {name: filled[name] for name in TEXTS}
    rows = [row for row in _rows(filled, LINE_TEXTS) if row["item_code"]]
    values["lines"] = [
        {**row, "rhythm": RHYTHMS.get(row["rhythm"], RHYTHMS["month-1"]), "in_advance": bool(row["in_advance"])}
        for row in rows
    ]
    if filled["renewal_months"]:
        values["renewal"] = {
            "initial_months": filled["renewal_months"],
            "months": filled["renewal_months"],
            "notice_months": filled["notice_months"] or "0",
            "tacit": bool(filled["tacit"]),
        }
    return values


def _form(request: HttpRequest, books: Books, filled: dict[str, str], trouble: str = "") -> HttpResponse:
    return show(
        request, "desk/contracts/new.html", books, "contracts",
        filled=filled, rows=_rows(filled, LINE_TEXTS), trouble=trouble, rhythms=_rhythm_choices(),
        groupings=list(GROUPING_WORDS.items()), **_suggestions(books),
    )  # fmt: skip


SALE_TEXTS = ("buyer_code", "delivery_date", "buyer_reference")
SALE_LINE_TEXTS = ("item_code", "quantity", "unit_price", "discount")


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(MANAGE_CONTRACTS)
def new_sale(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST: the order, billed at once when it is delivered; or why it cannot be."""
    books = open_books(request, MANAGE_CONTRACTS)
    if request.method != "POST":
        return _sale_form(request, books, {"delivery_date": clock.today().isoformat()})
    filled = _typed(request, SALE_TEXTS, SALE_LINE_TEXTS)
    try:
        number = actions.sell(
            seller_id=books.seller.pk,
            buyer_code=filled["buyer_code"],
            lines=[_sold(row) for row in _rows(filled, SALE_LINE_TEXTS) if row["item_code"]],
            delivery_date=effective_day(filled["delivery_date"]),
            references={"buyer_reference": filled["buyer_reference"]},
            actor=books.person,
            at=clock.now(),
        )
    except Refusal as refusal:
        return _sale_form(request, books, filled, trouble=str(refusal))
    messages.success(request, _("Order %(number)s is recorded; it is billed once delivered.") % {"number": number})
    return HttpResponseRedirect(reverse("contracts") + books.address_ending)


def _sold(row: dict[str, str]) -> actions.SaleLine:
    return actions.SaleLine(
        item_code=row["item_code"],
        quantity=_number(row["quantity"] or "1"),
        unit_price=_number(row["unit_price"]) if row["unit_price"] else None,
        discount_percentage=_number(row["discount"]) if row["discount"] else None,
    )


def _number(text: str) -> Decimal:
    read = parse_decimal(text)
    if read is None or abs(read) >= Decimal(10) ** 12:
        raise actions.SaleRefused(_("“%(text)s” is not a number; write it as 120.50.") % {"text": text})
    return read


def _sale_form(request: HttpRequest, books: Books, filled: dict[str, str], trouble: str = "") -> HttpResponse:
    return show(
        request, "desk/contracts/sale.html", books, "contracts",
        filled=filled, rows=_rows(filled, SALE_LINE_TEXTS), trouble=trouble, **_suggestions(books),
    )  # fmt: skip
