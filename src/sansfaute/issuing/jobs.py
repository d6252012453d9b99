"""Issuing's step in the journey."""

from typing import Any
from uuid import UUID

from django.conf import settings

from sansfaute.issuing import actions
from sansfaute.lib import clock
from sansfaute.lib.jobs import job


@job("issuing.issue_drafts", harmless_twice=True)
def issue_drafts(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """Issue approved drafts (subjects: drafts); those already issued are left alone.

    Unless this installation issues by hand: then they wait until a person chooses them.
    """
    if settings.ISSUING != "automatic":
        return
    _issue(seller_id, facts)


@job("issuing.issue_asked", harmless_twice=True)
def issue_asked(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On IssueAsked: issue the drafts (subjects) that a person chose."""
    _issue(seller_id, facts)


def _issue(seller_id: str, facts: list[dict[str, Any]]) -> None:
    ids = [UUID(fact["subject_id"]) for fact in facts]
    actions.issue_drafts(seller_id=UUID(seller_id), draft_ids=ids, at=clock.now())


@job("issuing.issue_runs", harmless_twice=True)
def issue_runs(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On BillRunResumed: number what the pause of each run (`subject_id`) had left waiting."""
    if settings.ISSUING != "automatic":
        return
    for fact in facts:
        actions.issue_run(seller_id=UUID(seller_id), run_id=UUID(fact["subject_id"]), at=clock.now())


@job("issuing.release_runs", harmless_twice=True)
def release_runs(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On BillRunCancelled: take back what each run (`subject_id`) has not numbered."""
    for fact in facts:
        actions.release_run(seller_id=UUID(seller_id), run_id=UUID(fact["subject_id"]), at=clock.now())


@job("issuing.drop_corrections", harmless_twice=True)
def drop_corrections(seller_id: str, facts: list[dict[str, Any]]) -> None:
    """On DraftDiscarded: free what the corrections of these drafts (`subject_id`) took of their invoices."""
    ids = [UUID(fact["subject_id"]) for fact in facts]
    actions.drop_corrections(seller_id=UUID(seller_id), draft_ids=ids, at=clock.now())
