"""Carry back to contracts which work is on which invoice."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from sansfaute.contracts import actions as contracts
from sansfaute.drafts import queries

Issued = Mapping[UUID, tuple[UUID, str, date | None]]
"""Draft -> (invoice, invoice number, date of issue)."""


def mark_work_invoiced(*, seller_id: UUID, issued: Issued, at: datetime) -> None:
    """Mark the billable items of issued drafts as invoiced; the same again changes nothing."""
    lines = queries.lines_of(issued).values_list("billable_id", "draft_id")
    marks = [(billable_id, *issued[draft_id]) for billable_id, draft_id in lines]
    contracts.mark_invoiced(seller_id=seller_id, marks=marks, at=at)
