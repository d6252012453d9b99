"""Issuing's step in the journey."""

from typing import Any
from uuid import UUID

from sansfaute.issuing import actions
from sansfaute.lib import clock
from sansfaute.lib.jobs import job


@job("issuing.issue_drafts", harmless_twice=True)
def issue_drafts(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """Issue approved drafts (subjects: drafts); those already issued are left alone."""
    ids = [UUID(fact["subject_id"]) for fact in facts]
    actions.issue_drafts(seller_id=UUID(seller_id), draft_ids=ids, at=clock.now())
