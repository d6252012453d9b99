"""Price lists, discounts and index values of one seller, and what contracts bring by month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from sansfaute.contracts.queries import records as kept

if TYPE_CHECKING:
    from sansfaute.contracts.actions import MonthRevenue
    from sansfaute.contracts.models import DiscountTerm, IndexValue, PriceList, PriceVersion
    from sansfaute.desk.queries.books import Books

SHOWN = 200


@dataclass(frozen=True, slots=True)
class ListOfPrices:
    """A price list with its versions, by item and day."""

    row: PriceList
    versions: list[PriceVersion]


def price_lists(books: Books) -> list[ListOfPrices]:
    """The lists of these books, by code; of each the first 200 versions."""
    rows = kept.price_lists([books.seller.pk]).select_related("buyer").order_by("code")[:SHOWN]
    return [ListOfPrices(row, _versions(row)) for row in rows]


def _versions(row: PriceList) -> list[PriceVersion]:
    return list(row.versions.select_related("item", "set_by").order_by("item__code", "-since")[:SHOWN])


def price_list(books: Books, list_id: UUID) -> PriceList | None:
    """A list of these books."""
    return kept.price_lists([books.seller.pk]).filter(pk=list_id).first()


def discounts(books: Books) -> list[DiscountTerm]:
    """The discounts granted, the latest first."""
    found = kept.discount_terms([books.seller.pk])
    return list(found.select_related("buyer", "item", "contract", "granted_by").order_by("-since", "-id")[:SHOWN])


def discount(books: Books, discount_id: UUID) -> DiscountTerm | None:
    """A discount of these books."""
    return kept.discount_terms([books.seller.pk]).filter(pk=discount_id).first()


def index_values(books: Books) -> list[IndexValue]:
    """The index values known, by series, the latest first."""
    found = kept.index_values([books.seller.pk]).select_related("recorded_by")
    return list(found.order_by("series", "-period", "-published_on")[:SHOWN])


@dataclass(frozen=True, slots=True)
class Bar:
    """A month of a currency as a bar: its place and height in a drawing of 640 × 200 units."""

    month: date
    amount: Decimal
    contracts: int
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class BarChart:
    """The months of one currency, drawn from zero; `top` is what the upper rule stands for."""

    currency_code: str
    bars: tuple[Bar, ...]
    total: Decimal
    top: Decimal


_LEFT, _RIGHT, _TOP, _BOTTOM = 80, 632, 14, 168


def bar_charts(found: Sequence[MonthRevenue], months: Sequence[date]) -> list[BarChart]:
    """A chart for each currency; a month in which nothing is billable has an empty bar."""
    codes = sorted({one.currency_code for one in found})
    return [_chart(code, [one for one in found if one.currency_code == code], months) for code in codes]


def _chart(code: str, found: Sequence[MonthRevenue], months: Sequence[date]) -> BarChart:
    by_month = {one.month: one for one in found}
    top = max((one.amount for one in found), default=Decimal(0))
    step = (_RIGHT - _LEFT) // max(len(months), 1)
    bars = []
    for place, month in enumerate(months):
        one = by_month.get(month)
        amount = one.amount if one else Decimal("0.00")
        height = int((_BOTTOM - _TOP) * amount / top) if top > 0 and amount > 0 else 0
        bars.append(
            Bar(
                month=month,
                amount=amount,
                contracts=one.contracts if one else 0,
                x=_LEFT + place * step + step // 8,
                y=_BOTTOM - height,
                width=step - step // 4,
                height=height,
            )
        )
    return BarChart(code, tuple(bars), sum((one.amount for one in bars), Decimal("0.00")), top)
