"""What an article keeps secret, and what it is made of: the general word for its name, the parts of a kit."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sansfaute.desk.views.page import open_books, sent, show
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.lib.text import parse_decimal
from sansfaute.masterdata import actions, queries
from sansfaute.people import queries as people
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import SEE_RECORDS

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books
    from sansfaute.masterdata.models import Item

BLANK_PARTS = 3
LARGEST = Decimal(10) ** 9


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(SEE_RECORDS)
def item_terms(request: HttpRequest, record_id: UUID) -> HttpResponse:
    """GET: both forms. POST: keep the general word (`act`: name) or the parts (`act`: parts)."""
    found = queries.record_of(people.sellers_open_to(request.user, SEE_RECORDS), record_id)
    if found is None or found[0] != "item":
        raise Http404
    item = cast("Item", found[1])
    books = open_books(request, SEE_RECORDS, item.seller_id)
    if request.method != "POST":
        return _show(request, books, item, item.confidential_name, _kept(item))
    if not books.mends_records:
        raise PermissionDenied
    general, parts = item.confidential_name, _kept(item)
    if sent(request.POST, "act") == "parts":
        parts = _typed(request)
    else:
        general = sent(request.POST, "general")
    try:
        said = _carry_out(request, books, item, general, parts)
    except Refusal as refusal:
        return _show(request, books, item, general, parts, str(refusal))
    messages.success(request, said)
    return HttpResponseRedirect(reverse("item_terms", args=[item.pk]) + books.address_ending)


def _kept(item: Item) -> list[tuple[str, str]]:
    return [(str(one["item"]), str(one["quantity"])) for one in item.components]


def _typed(request: HttpRequest) -> list[tuple[str, str]]:
    codes, quantities = ([one.replace("\x00", "").strip() for one in request.POST.getlist(name)[:200]]
                         for name in ("part", "quantity"))  # fmt: skip
    return [pair for pair in zip(codes, quantities, strict=False) if any(pair)]


def _carry_out(request: HttpRequest, books: Books, item: Item, general: str, parts: list[tuple[str, str]]) -> str:
    about: dict[str, Any] = {
        "seller_id": item.seller_id, "item_code": item.code, "actor": books.person, "at": clock.now(),
    }  # fmt: skip
    if sent(request.POST, "act") == "parts":
        actions.agree_kit(**about, components={code: _quantity(code, text) for code, text in parts})
        return _("What it is made of is kept.") if parts else _("It is an ordinary article again.")
    made = actions.agree_confidential_name(**about, general=general)
    return _("The general word is kept.") if made.confidential_name else _("Its name is plain again.")


def _quantity(code: str, text: str) -> Decimal:
    read = parse_decimal(text) if text else Decimal(1)
    if read is None or abs(read) > LARGEST:
        raise actions.KitRefused(_("“%(text)s” is not a quantity of %(code)s.") % {"text": text, "code": code})
    return read


def _show(
    request: HttpRequest, books: Books, item: Item, general: str, parts: list[tuple[str, str]], trouble: str = ""
) -> HttpResponse:
    known = queries.items_by_code(item.seller_id, {code for code, _quantity in parts})
    page = show(
        request, "desk/data/item_terms.html", books, "data", tab="records", row=item, general=general, trouble=trouble,
        parts=[*((code, text, getattr(known.get(code), "name", "")) for code, text in parts),
               *(("", "", "") for _blank in range(BLANK_PARTS))],
    )  # fmt: skip
    page.status_code = 422 if trouble else 200
    return page
