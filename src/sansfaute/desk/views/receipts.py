"""Turn a till receipt into an invoice, once: what is printed on it, copied here (XP Z12-014, cases 28 and 30)."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sansfaute.contracts import actions
from sansfaute.contracts.rules.receipts import Receipt, ReceiptAmount
from sansfaute.desk.views.page import open_books, sent, show
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.lib.text import parse_date, parse_decimal
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import MANAGE_CONTRACTS

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books

ROWS = 4
LARGEST = Decimal(10) ** 9


@dataclass(slots=True)
class Asked:
    """The form as it was filled; amounts are item code, VAT rate and amount with VAT, as texts."""

    buyer: str = ""
    number: str = ""
    day: str = ""
    form: str = ""
    amounts: list[tuple[str, str, str]] = field(default_factory=list)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(MANAGE_CONTRACTS)
def receipt_to_invoice(request: HttpRequest) -> HttpResponse:
    """GET: the form. POST: the run that makes the invoice of the receipt is started."""
    books = open_books(request, MANAGE_CONTRACTS)
    if request.method != "POST":
        return _show(request, books, Asked(day=clock.today().isoformat()))
    asked = _asked(request)
    try:
        actions.invoice_receipt(
            seller_id=books.seller.pk, buyer_code=asked.buyer, receipt=_receipt(asked), actor=books.person,
            at=clock.now(),
        )  # fmt: skip
    except Refusal as refusal:
        return _show(request, books, asked, str(refusal))
    messages.success(request, _("The invoice of receipt %(number)s is being made.") % {"number": asked.number})
    return HttpResponseRedirect(reverse("invoices") + books.address_ending)


def _asked(request: HttpRequest) -> Asked:
    columns = [[one.replace("\x00", "").strip() for one in request.POST.getlist(name)[:50]]
               for name in ("item", "rate", "amount")]  # fmt: skip
    return Asked(
        buyer=sent(request.POST, "buyer").strip(),
        number=sent(request.POST, "number").strip(),
        day=sent(request.POST, "day").strip(),
        form=sent(request.POST, "form").strip(),
        amounts=[(item, rate, amount) for item, rate, amount in zip(*columns, strict=False) if item or amount],
    )


def _receipt(asked: Asked) -> Receipt:
    day = parse_date(asked.day)
    if day is None:
        raise actions.ReceiptRefused(_("“%(text)s” is not a day: write it as 2026-10-31.") % {"text": asked.day})
    amounts = tuple(
        ReceiptAmount(item_code=item, vat_rate=_number(rate), amount_with_vat=_number(amount))
        for item, rate, amount in asked.amounts
    )
    return Receipt(number=asked.number, day=day, amounts=amounts, export_form=asked.form)


def _number(text: str) -> Decimal:
    read = parse_decimal(text) if text else Decimal(0)
    if read is None or abs(read) > LARGEST:
        raise actions.ReceiptRefused(_("“%(text)s” is not an amount; write it as 120.50.") % {"text": text[:30]})
    return read


def _show(request: HttpRequest, books: Books, asked: Asked, trouble: str = "") -> HttpResponse:
    blank = [("", "20", "")] * max(ROWS - len(asked.amounts), 1)
    page = show(
        request, "desk/issuing/receipt.html", books, "invoices", tab="receipt", asked=asked,
        rows=[*asked.amounts, *blank], trouble=trouble,
    )  # fmt: skip
    page.status_code = 422 if trouble else 200
    return page
