"""Number what a resumed run has left, and take back what a cancelled one has not numbered."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.contracts import queries as contracts_queries
from sansfaute.drafts import actions as drafts
from sansfaute.drafts import queries as drafts_queries
from sansfaute.issuing import queries
from sansfaute.issuing.actions.chain import locked_chain
from sansfaute.issuing.actions.issue import issue_each
from sansfaute.issuing.actions.ready import IssueRefused
from sansfaute.masterdata import queries as masterdata

CHUNK = 500
"""Drafts handled in one transaction."""


def issue_run(*, seller_id: UUID, run_id: UUID, at: datetime) -> int:
    """Issue the approved drafts of a run that have no number yet, 500 at a time; how many were looked at.

    Raises IssueRefused at the end, with each draft that could not be issued.
    """
    done, last, refused = 0, UUID(int=0), dict[UUID, str]()
    while page := queries.approved_unissued(run_id, after=last, limit=CHUNK):
        refused |= issue_each(seller_id=seller_id, draft_ids=page, at=at).refused
        last, done = page[-1], done + len(page)
    if refused:
        raise IssueRefused(" ".join(refused.values()), refused)
    return done


def release_run(*, seller_id: UUID, run_id: UUID, at: datetime) -> int:
    """Discard the drafts of a cancelled run that have no number, and free their work; how many.

    Under the lock of the chain, so that no draft is numbered while it is taken back. Twice, at once,
    or stopped anywhere and run again, it gives the same.
    """
    if not contracts_queries.runs_stopped([run_id], "cancelled"):
        return 0
    count = 0
    while found := _release_page(seller_id, run_id, at):
        count += found
    drafts.withdraw_undrafted(run_id=run_id, at=at)
    return count


@transaction.atomic
def _release_page(seller_id: UUID, run_id: UUID, at: datetime) -> int:
    locked_chain(masterdata.seller(seller_id))
    alive = drafts_queries.drafts_of(seller_id).filter(run_id=run_id, discard=None, invoice=None)
    page = list(alive.order_by("id").values_list("id", flat=True)[:CHUNK])
    if not page:
        return 0
    return drafts.withdraw_drafts(draft_ids=page, why=_("The bill run was cancelled."), at=at)
