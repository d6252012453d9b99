"""The score of the base on any page of the desk: `{% load quality %}{% quality_score books %}`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import template

from sansfaute.desk.queries.score import score_shown
from sansfaute.masterdata import queries

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books
    from sansfaute.masterdata.models import QualityScore

register = template.Library()


@register.inclusion_tag("desk/data/score.html")
def quality_score(books: Books) -> dict[str, Any]:
    """The score of the base, its dimensions and its course."""
    return {"books": books, "score": score_shown(books)}


@register.simple_tag
def score_of_buyer(buyer_id: UUID) -> QualityScore | None:
    """The present score of one customer; none before the first audit."""
    return queries.score_of_buyer(buyer_id)
