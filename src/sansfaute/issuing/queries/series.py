"""The series of numbers of a seller: what each counts, up to where, and why it exists."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Max, QuerySet

from sansfaute.issuing import rules
from sansfaute.issuing.models import NumberSeries, SeriesPlan


@dataclass(frozen=True, slots=True)
class SeriesState:
    """One series with its plan (None for the ordinary ones), its last number, and whether every number is there."""

    row: NumberSeries
    plan: SeriesPlan | None
    last: str
    is_whole: bool


def planned_series(seller_id: UUID) -> QuerySet[SeriesPlan]:
    """The series that somebody planned, with who did, the latest first."""
    return SeriesPlan.objects.filter(seller_id=seller_id).select_related("planned_by").order_by("-since", "prefix")


def series_of(seller_id: UUID) -> list[SeriesState]:
    """The series that gave numbers, the latest year first; three queries. Unique numbers up to the last are all there
    when they are as many as the counter says.
    """
    counted = NumberSeries.objects.filter(seller_id=seller_id).annotate(
        found=Count("invoices"), highest=Max("invoices__sequence_number")
    )
    plans = list(planned_series(seller_id))
    return [_state(one, plans) for one in counted.order_by("-year", "kind", "channel")]


def _state(row: NumberSeries, plans: list[SeriesPlan]) -> SeriesState:
    found, highest = row.found, row.highest or 0  # type: ignore[attr-defined]  # annotated above
    own = [one for one in plans if rules.in_year(one.prefix, row.year) == row.prefix]
    followed = [one for one in plans if rules.in_year(f"A{one.prefix}", row.year) == row.prefix]
    return SeriesState(
        row=row,
        plan=next(iter(own or followed), None),
        last=rules.invoice_number(row.prefix, row.last_number) if row.last_number else "",
        is_whole=found == highest == row.last_number,
    )
