"""What waits today: four figures, each with one thing to do."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db.models import Max, QuerySet

from sansfaute.desk.queries.invoices import CurrencyTotal, InvoiceFilter, selection, totals
from sansfaute.intake import queries as intake
from sansfaute.review import queries as review

if TYPE_CHECKING:
    from datetime import date

    from sansfaute.desk.queries.books import Books
    from sansfaute.review.models import DraftException


@dataclass(frozen=True, slots=True)
class Stake:
    """Drafts held by open exceptions, and the revenue they hold back in one currency."""

    currency_code: str
    drafts: int
    total_without_vat: Decimal


@dataclass(frozen=True, slots=True)
class Today:
    """The figures of the home page; None where the person's role does not look."""

    issued: list[CurrencyTotal]
    last_issue_date: date | None
    exceptions: int | None
    stakes: list[Stake]
    rows_set_aside: int | None
    held: list[CurrencyTotal]


def today(books: Books) -> Today:
    """The figures for these books."""
    exceptions = open_exceptions(books) if books.sees_exceptions else None
    return Today(
        issued=totals(books, InvoiceFilter()),
        last_issue_date=selection(books, InvoiceFilter()).values_list("issue_date", flat=True).first(),
        exceptions=exceptions.count() if exceptions is not None else None,
        stakes=stakes(exceptions) if exceptions is not None else [],
        rows_set_aside=intake.rows_set_aside(books.seller.pk).count() if books.sees_rows else None,
        held=totals(books, InvoiceFilter(state="held")),
    )


def open_exceptions(books: Books) -> QuerySet[DraftException]:
    """Exceptions nobody has decided, of drafts still alive, in these books."""
    rows = review.exceptions_for(books.person).filter(seller_id=books.seller.pk)
    return rows.filter(decision=None, draft__discard=None)


def stakes(exceptions: QuerySet[DraftException]) -> list[Stake]:
    """Each held draft counted once, however many exceptions hold it."""
    each = (
        exceptions.order_by()
        .values("draft__currency_code", "draft_id")
        .annotate(amount=Max("draft__total_without_vat"))
    )
    found: dict[str, list[Decimal]] = {}
    for row in each:
        found.setdefault(row["draft__currency_code"], []).append(row["amount"])
    return [Stake(code, len(amounts), sum(amounts, Decimal(0))) for code, amounts in sorted(found.items())]
