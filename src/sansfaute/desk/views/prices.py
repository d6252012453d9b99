"""Price lists, discounts, index values; and what contracts will bring by month."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from sansfaute.contracts import actions, rules
from sansfaute.desk.queries import Books, prices
from sansfaute.desk.views.contract_changes import effective_day
from sansfaute.desk.views.page import open_books, sent, show
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.masterdata import queries as masterdata
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import MANAGE_CONTRACTS, SEE_CONTRACTS

MONTHS = (6, 12, 24)
Filled = Mapping[str, str]
FIELDS = (
    "act", "list", "code", "currency_code", "buyer_code", "segment", "item_code", "since", "until", "structure",
    "unit_price", "package_size", "included_quantity", "minimum_amount", "maximum_amount", "tiers", "why", "scope",
    "percentage", "amount", "contract_number", "reason", "discount", "series", "period", "value", "published_on",
    "source", "provisional",
)  # fmt: skip


@require_safe
@open_to_those_who_may(SEE_CONTRACTS)
def price_page(request: HttpRequest) -> HttpResponse:
    """All price lists with their versions, the discounts, the index values."""
    return _page(request, open_books(request, SEE_CONTRACTS), {})


@require_POST
@open_to_those_who_may(MANAGE_CONTRACTS)
def price_act(request: HttpRequest) -> HttpResponse:
    """Open a list, set a price, grant or end a discount, record an index value."""
    books = open_books(request, MANAGE_CONTRACTS)
    filled = {name: sent(request.POST, name).strip() for name in FIELDS}
    act = _ACTS.get(filled["act"])
    if act is None:
        raise Http404
    try:
        said = act(books, filled)
    except Refusal as refusal:
        return _page(request, books, filled, trouble=str(refusal))
    messages.success(request, said)
    return HttpResponseRedirect(reverse("prices") + books.address_ending)


def _page(request: HttpRequest, books: Books, filled: Filled, trouble: str = "") -> HttpResponse:
    return show(
        request, "desk/contracts/prices.html", books, "contracts",
        lists=prices.price_lists(books), discounts=prices.discounts(books), indices=prices.index_values(books),
        filled=filled, trouble=trouble, today=clock.today(),
    )  # fmt: skip


def _who(books: Books) -> dict[str, Any]:
    return {"actor": books.person, "at": clock.now()}


def _open_list(books: Books, filled: Filled) -> str:
    made = actions.agree_list(
        seller_id=books.seller.pk,
        code=filled["code"],
        currency_code=filled["currency_code"] or "EUR",
        buyer_code=filled["buyer_code"],
        segment=filled["segment"],
        **_who(books),
    )
    return _("Price list %(code)s is open.") % {"code": made.code}


def _set_price(books: Books, filled: Filled) -> str:
    owner = prices.price_list(books, _id(filled["list"]))
    if owner is None:
        raise Http404
    item = masterdata.items_by_code(books.seller.pk, [filled["item_code"]]).get(filled["item_code"])
    if item is None:
        said = _("There is no item %(code)s. Record it first.")
        raise actions.AgreementRefused(said % {"code": filled["item_code"]})
    actions.set_price(
        price_list_id=owner.pk,
        item_id=item.pk,
        since=effective_day(filled["since"]),
        price=_price(filled),
        why=filled["why"],
        **_who(books),
    )
    return _("The price of %(code)s is set; the version before it ends on the eve.") % {"code": item.code}


def _price(filled: Filled) -> dict[str, Any]:
    """A price as rules read it: empty fields are not said; a tier is "up to: price", one a line."""
    names = ("unit_price", "package_size", "percentage", "included_quantity", "minimum_amount", "maximum_amount")
    price: dict[str, Any] = {name: filled[name] for name in names if filled[name]}
    tiers = [_tier(line) for line in filled["tiers"].splitlines() if line.strip()]
    return {"structure": filled["structure"] or "per_unit", **price, **({"tiers": tiers} if tiers else {})}


def _tier(line: str) -> dict[str, str]:
    up_to, colon, amount = line.partition(":")
    if not colon:
        return {"up_to": "", "unit_price": line.strip()}
    return {"up_to": up_to.strip(), "unit_price": amount.strip()}


def _grant(books: Books, filled: Filled) -> str:
    names = (
        "scope", "percentage", "amount", "buyer_code", "item_code", "contract_number", "since", "until", "reason",
    )  # fmt: skip
    values = {name: filled[name] for name in names}
    actions.grant_discount(seller_id=books.seller.pk, values=values, **_who(books))
    return _("The discount is granted, under your name.")


def _end_discount(books: Books, filled: Filled) -> str:
    term = prices.discount(books, _id(filled["discount"]))
    if term is None:
        raise Http404
    actions.end_discount(discount_id=term.pk, until=effective_day(filled["until"]), why=filled["why"], **_who(books))
    return _("The discount has its last day.")


def _record_index(books: Books, filled: Filled) -> str:
    values: dict[str, Any] = {name: filled[name] for name in ("series", "period", "value", "published_on", "source")}
    values["provisional"] = bool(filled["provisional"])
    made = actions.record_index_value(seller_id=books.seller.pk, values=values, **_who(books))
    return _("%(series)s of %(period)s is recorded.") % {"series": made.series, "period": made.period}


_ACTS: Mapping[str, Callable[[Books, Filled], str]] = MappingProxyType(
    {
        "list": _open_list,
        "price": _set_price,
        "discount": _grant,
        "end_discount": _end_discount,
        "index": _record_index,
    }
)


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as failure:
        raise Http404 from failure


@require_safe
@open_to_those_who_may(SEE_CONTRACTS)
def revenue_forecast(request: HttpRequest) -> HttpResponse:
    """What contracts bring by month, billed already or to come: a drawing, and its figures."""
    books = open_books(request, SEE_CONTRACTS)
    asked = sent(request.GET, "months")
    count = next((one for one in MONTHS if str(one) == asked), MONTHS[1])
    first = clock.today().replace(day=1)
    found = actions.revenue_by_month(seller_id=books.seller.pk, first_month=first, months=count)
    months = [rules.add_months(first, place) for place in range(count)]
    return show(
        request, "desk/contracts/forecast.html", books, "contracts",
        charts=prices.bar_charts(found, months), count=count, choices=MONTHS,
    )  # fmt: skip
