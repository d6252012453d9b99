"""The list of invoices: searched, filtered, summed and paged by key, whatever their number."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.core.cache import cache
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from sansfaute.delivery import queries as delivery
from sansfaute.delivery import rules as delivery_rules
from sansfaute.issuing import queries as issuing
from sansfaute.lib.text import parse_decimal

if TYPE_CHECKING:
    from sansfaute.desk.queries.books import Books
    from sansfaute.issuing.models import Invoice

PAGE_LENGTH = 50
A_WHOLE_NUMBER = re.compile(r"[A-Za-z]{1,7}\d{4}-\d{6,}", re.ASCII)


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

    def plus(self, other: CurrencyTotal) -> CurrencyTotal:
        """Both together; they are in one currency."""
        return CurrencyTotal(
            self.currency_code,
            self.count + other.count,
            self.total_without_vat + other.total_without_vat,
            self.total_vat + other.total_vat,
            self.total_with_vat + other.total_with_vat,
        )


@dataclass(frozen=True, slots=True)
class Listed:
    """One line of the list: an invoice and how far it went."""

    invoice: Invoice
    state: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some rows of the list, and the places in the chain where the pages around them begin."""

    rows: list[Listed]
    newer: int | None
    older: int | None


def place(text: str) -> int | None:
    """A place in the chain as links carry it; None when it is not one."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def selection(books: Books, asked: InvoiceFilter) -> QuerySet[Invoice]:
    """The invoices of these books that match, the last issued first."""
    rows = issuing.invoices_for(books.person).filter(seller_id=books.seller.pk).order_by("-chain_position")
    if asked.from_date:
        rows = rows.filter(issue_date__gte=asked.from_date)
    if asked.to_date:
        rows = rows.filter(issue_date__lte=asked.to_date)
    if asked.words.strip():
        rows = rows.filter(_words(asked.words.strip()))
    return _in_state(rows, asked.state) if asked.state else rows


def _in_state(rows: QuerySet[Invoice], state: str) -> QuerySet[Invoice]:
    """Those that went so far and no farther."""
    ways = _ways(rows)
    attempted = Exists(_attempts(rows))
    conditions = {
        "sent": ways["sent"],
        "unknown": ways["unknown"] & ~ways["sent"],
        "failed": ways["failed"] & ~ways["unknown"] & ~ways["sent"],
        "held": ways["held"],  # delivery ends a hold at the first attempt
        "waiting": ~ways["held"] & ~attempted,
    }
    return rows.filter(conditions[state])


def _ways(rows: QuerySet[Invoice]) -> dict[str, Exists]:
    """What the rows of delivery that follow an invoice say, each as a condition, the farthest first."""
    return {
        "sent": Exists(_attempts(rows).filter(outcome__sent=True)),
        "unknown": Exists(delivery.open_attempts().filter(invoice=OuterRef("pk"))),
        "failed": Exists(_attempts(rows).filter(outcome__sent=False)),
        "held": Exists(delivery.holds().filter(invoice=OuterRef("pk"))),
    }


def _attempts(rows: QuerySet[Invoice]) -> QuerySet[Any]:
    """The attempts that follow the invoice of the outer query."""
    field: Any = rows.model._meta.get_field("delivery_attempts")
    attempts: QuerySet[Any] = field.related_model._default_manager.filter(invoice=OuterRef("pk"))
    return attempts.exclude(channel=delivery_rules.DUPLICATE)


def states(rows: QuerySet[Invoice], invoice_ids: Iterable[UUID]) -> dict[UUID, str]:
    """How far each of these invoices went: sent, unknown, failed, held or waiting; one query."""
    ways = _ways(rows)
    said = rows.model._default_manager.filter(pk__in=list(invoice_ids)).annotate(**ways).values("pk", *ways)
    return {one["pk"]: next((state for state in ways if one[state]), "waiting") for one in said}


def _words(words: str) -> Q:
    """A number, a buyer, a purchase order; or an amount, written as people write it."""
    if A_WHOLE_NUMBER.fullmatch(words):
        return Q(invoice_number=words.upper())  # by the index: at once among millions
    found = (
        Q(invoice_number__icontains=words)
        | Q(buyer_name__icontains=words)
        | Q(purchase_order_reference__icontains=words)
    )
    amount = parse_decimal(words)
    if amount is None or abs(amount) >= Decimal(10) ** 17:
        return found
    return found | Q(total_with_vat=amount) | Q(total_without_vat=amount) | Q(amount_due=amount)


def totals(books: Books, asked: InvoiceFilter) -> list[CurrencyTotal]:
    """What a selection adds up to, for each currency."""
    rows = selection(books, asked)
    return _all_totals(books, rows) if asked == InvoiceFilter() else _sums(rows)


def _all_totals(books: Books, rows: QuerySet[Invoice]) -> list[CurrencyTotal]:
    """The sums of all invoices. What is issued never changes, so that only later links are added up anew."""
    key = f"desk.totals.{books.seller.pk}"
    position, known = cache.get(key, (0, []))
    last = rows.values_list("chain_position", flat=True).first() or 0
    if last > position:
        known = _merged(known, _sums(rows.filter(chain_position__gt=position, chain_position__lte=last)))
        cache.set(key, (last, known), timeout=None)
    return list(known)


def _merged(one: list[CurrencyTotal], other: list[CurrencyTotal]) -> list[CurrencyTotal]:
    merged = {total.currency_code: total for total in one}
    for total in other:
        known = merged.get(total.currency_code)
        merged[total.currency_code] = known.plus(total) if known else total
    return [merged[code] for code in sorted(merged)]


def _sums(rows: QuerySet[Invoice]) -> list[CurrencyTotal]:
    """The database's own sums."""
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
        newer = _at(shown, 0) if len(found) > PAGE_LENGTH else None
        return Page(listed(rows, shown), newer, _at(shown, -1) or newer_than)
    found = list((rows if older_than is None else rows.filter(chain_position__lt=older_than))[: PAGE_LENGTH + 1])
    shown = found[:PAGE_LENGTH]
    newer = None if older_than is None else _at(shown, 0) or older_than
    return Page(listed(rows, shown), newer, _at(shown, -1) if len(found) > PAGE_LENGTH else None)


def listed(rows: QuerySet[Invoice], shown: list[Invoice]) -> list[Listed]:
    """These rows with their states."""
    known = states(rows, [row.pk for row in shown])
    return [Listed(row, known[row.pk]) for row in shown]


def _at(rows: list[Invoice], index: int) -> int | None:
    return rows[index].chain_position if rows else None
