"""The list of invoices: searched, filtered, summed and paged by key, whatever their number."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from sansfaute.delivery import queries as delivery
from sansfaute.issuing import queries as issuing
from sansfaute.lib.text import parse_decimal

if TYPE_CHECKING:
    from sansfaute.desk.queries.books import Books
    from sansfaute.issuing.models import Invoice

PAGE_LENGTH = 50


@dataclass(frozen=True, slots=True)
class InvoiceFilter:
    """What the person asked to see."""

    words: str = ""
    state: str = ""  # sent, failed, unknown, held, waiting
    from_date: date | None = None
    to_date: date | None = None


@dataclass(frozen=True, slots=True)
class CurrencyTotal:
    """The sums of a selection in one currency, as the database holds them."""

    currency_code: str
    count: int
    total_without_vat: Decimal
    total_vat: Decimal
    total_with_vat: Decimal


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of the list, and the places in the chain where the pages around them begin."""

    rows: list[Invoice]
    newer: int | None
    older: int | None


def place(text: str) -> int | None:
    """A place in the chain as links carry it; None when it is not one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def selection(books: Books, asked: InvoiceFilter) -> QuerySet[Invoice]:
    """The invoices of these books that match, the last issued first, each with what `state_of` needs."""
    rows = _with_state(issuing.invoices_for(books.person).filter(seller_id=books.seller.pk).order_by("-chain_position"))
    if asked.from_date:
        rows = rows.filter(issue_date__gte=asked.from_date)
    if asked.to_date:
        rows = rows.filter(issue_date__lte=asked.to_date)
    if asked.words.strip():
        rows = rows.filter(_words(asked.words.strip()))
    return rows.filter(_STATES[asked.state]) if asked.state in _STATES else rows


_STATES = {
    "sent": Q(is_sent=True),
    "unknown": Q(is_unknown=True, is_sent=False),
    "failed": Q(is_failed=True, is_unknown=False, is_sent=False),
    "held": Q(is_held=True, is_failed=False, is_unknown=False, is_sent=False),
    "waiting": Q(is_held=False, is_failed=False, is_unknown=False, is_sent=False),
}


def _with_state(rows: QuerySet[Invoice]) -> QuerySet[Invoice]:
    """How far each invoice went, read from the rows of delivery that follow it."""
    same: QuerySet[Any] = rows.model._default_manager.filter(pk=OuterRef("pk"))
    return rows.annotate(
        is_sent=Exists(same.filter(delivery_attempts__outcome__sent=True)),
        is_failed=Exists(same.filter(delivery_attempts__outcome__sent=False)),
        is_unknown=Exists(delivery.open_attempts().filter(invoice=OuterRef("pk"))),
        is_held=Exists(delivery.holds().filter(invoice=OuterRef("pk"))),
    )


def state_of(invoice: Invoice) -> str:
    """How far an invoice of a selection went: sent, unknown, failed, held or waiting."""
    said: dict[str, Any] = invoice.__dict__
    ways = (("sent", "is_sent"), ("unknown", "is_unknown"), ("failed", "is_failed"), ("held", "is_held"))
    return next((state for state, name in ways if said[name]), "waiting")


def _words(words: str) -> Q:
    """A number, a buyer, a purchase order; or an amount, written as people write it."""
    found = (
        Q(invoice_number__icontains=words)
        | Q(buyer_name__icontains=words)
        | Q(purchase_order_reference__icontains=words)
    )
    amount = parse_decimal(words)
    if amount is None or abs(amount) >= Decimal(10) ** 17:
        return found
    return found | Q(total_with_vat=amount) | Q(total_without_vat=amount) | Q(amount_due=amount)


def totals(rows: QuerySet[Invoice]) -> list[CurrencyTotal]:
    """What the selection adds up to, for each currency."""
    summed = (
        rows.order_by()
        .values("currency_code")
        .annotate(
            count=Count("id"),
            without_vat=Sum("total_without_vat"),
            vat=Sum("total_vat"),
            with_vat=Sum("total_with_vat"),
        )
        .order_by("currency_code")
        .values_list("currency_code", "count", "without_vat", "vat", "with_vat")
    )
    return [CurrencyTotal(*row) for row in summed]


def page(rows: QuerySet[Invoice], older_than: int | None = None, newer_than: int | None = None) -> Page:
    """The first PAGE_LENGTH rows issued before a place in the chain, or the last ones issued after it."""
    if newer_than is not None:
        near = rows.filter(chain_position__gt=newer_than).order_by("chain_position")
        found = list(near[: PAGE_LENGTH + 1])
        shown = found[:PAGE_LENGTH][::-1]
        return Page(shown, _at(shown, 0) if len(found) > PAGE_LENGTH else None, _at(shown, -1) or newer_than)
    found = list((rows if older_than is None else rows.filter(chain_position__lt=older_than))[: PAGE_LENGTH + 1])
    shown = found[:PAGE_LENGTH]
    newer = None if older_than is None else _at(shown, 0) or older_than
    return Page(shown, newer, _at(shown, -1) if len(found) > PAGE_LENGTH else None)


def _at(rows: list[Invoice], index: int) -> int | None:
    return rows[index].chain_position if rows else None
