"""Something was mended at its source, or around a draft: what it held is judged again."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.contracts import actions as contracts
from sansfaute.contracts import queries as contracts_queries
from sansfaute.drafts import actions as drafts_actions
from sansfaute.drafts import queries as drafts
from sansfaute.review import queries
from sansfaute.review.actions.check import check_drafts

CHUNK = 500
"""Drafts judged again at once."""


@transaction.atomic
def check_again(*, seller_id: UUID, buyer_ids: Iterable[UUID], at: datetime) -> int:
    """Have the held drafts of these buyers made anew from their records; gives back how many.

    One that a person edited takes up the record and keeps the edits. Approved and issued drafts are
    never touched: only what nobody has let through yet.
    """
    held = queries.held_drafts(seller_id).filter(buyer_id__in=list(buyer_ids)).order_by("id")
    return _make_anew(seller_id, list(held.values_list("id", flat=True)), at)


@transaction.atomic
def check_anew(*, seller_id: UUID, buyer_ids: Iterable[UUID] | None, rules: Sequence[str], at: datetime) -> int:
    """Have the drafts that these rules hold made anew, of these buyers or of all; how many.

    For what stands on the document itself, such as our bank details.
    """
    return _make_anew(seller_id, queries.open_of_buyers(seller_id, buyer_ids, rules), at)


def _make_anew(seller_id: UUID, draft_ids: Sequence[UUID], at: datetime) -> int:
    drafts.lock_drafts(draft_ids)
    held = queries.held_drafts(seller_id).filter(id__in=draft_ids)  # nobody approved them meanwhile
    still = {row.id: row.revision for row in held}
    why = _("The record was corrected at its source.")
    edited = [draft_id for draft_id, revision in still.items() if revision]
    taken_up = drafts_actions.take_up_buyers(draft_ids=edited, why=why, at=at)
    return len(taken_up) + drafts_actions.make_anew(seller_id=seller_id, draft_ids=still, why=why, at=at)


@transaction.atomic
def find_anew(*, seller_id: UUID, changed_ids: Iterable[UUID], at: datetime) -> int:
    """Have the work behind held drafts found again, after contract lines or discounts changed; how many drafts.

    Their drafts are discarded, their billable items forgotten and worked out anew by the same run.
    Never touched: what is approved, what a person edited, and runs that were cancelled or paused.
    """
    ids = queries.held_by_changed(seller_id, list(changed_ids))
    drafts.lock_drafts(ids)
    held = list(queries.held_drafts(seller_id).filter(id__in=ids, revision=0).order_by("id"))
    why = _("The contract was changed at its source.")
    drafts_actions.withdraw_drafts(draft_ids=[row.pk for row in held], why=why, at=at)
    for run_id in sorted({row.run_id for row in held if row.run_id}):
        run = contracts_queries.bill_run(run_id)
        buyer_ids = sorted({row.buyer_id for row in held if row.run_id == run_id})
        contracts.work_out(run=run, buyer_ids=buyer_ids, at=at)
        drafts_actions.assemble_drafts(seller_id=seller_id, buyer_ids=buyer_ids, run_ids=[run_id], at=at, anew=True)
    return len(held)


def judge_again(*, seller_id: UUID, at: datetime, rules: Sequence[str], buyer_ids: Iterable[UUID] | None = None) -> int:
    """Judge again, as they stand, the drafts of these buyers (all, when None) that these rules still hold; how many.

    For what stands around the document: a block that was lifted, a term that was agreed, limits that
    were set. 500 drafts at a time. Exceptions that somebody decided on the way are not looked at.
    """
    ids = queries.open_of_buyers(seller_id, buyer_ids, rules)
    for start in range(0, len(ids), CHUNK):
        check_drafts(seller_id=seller_id, draft_ids=ids[start : start + CHUNK], at=at, again=True)
    return len(ids)
