"""Rows set aside, with the sentence that says why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, QuerySet

from sansfaute.intake import queries as intake
from sansfaute.intake import rules as intake_rules

if TYPE_CHECKING:
    from sansfaute.desk.queries.books import Books
    from sansfaute.intake.models import SourceRow


@dataclass(frozen=True, slots=True)
class Facet:
    """One choice of a filter, and how many rows it holds."""

    value: str
    word: str
    count: int


def rows_set_aside(books: Books, file_id: UUID | None = None, reason_code: str = "") -> QuerySet[SourceRow]:
    """The rows of these books that nothing could use, in the order of the files."""
    rows = intake.rows_set_aside(books.seller.pk, [reason_code] if reason_code else None)
    return rows.filter(source_file_id=file_id) if file_id else rows


def file_facets(books: Books) -> list[Facet]:
    """Files that have rows set aside."""
    counted = (
        intake.rows_set_aside(books.seller.pk)
        .order_by("source_file__name")
        .values_list("source_file_id", "source_file__name")
        .annotate(count=Count("id"))
    )
    return [Facet(str(file_id), name, count) for file_id, name, count in counted]


def reason_facets(books: Books, language: str) -> list[Facet]:
    """Reasons, the most frequent first."""
    counts = intake.reason_counts(books.seller.pk)
    facets = [Facet(code, intake_rules.reason_parts(code, {}, language)[0], count) for code, count in counts.items()]
    return sorted(facets, key=lambda facet: (-facet.count, facet.value))
