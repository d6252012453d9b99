"""Take back the drafts of a cancelled run: their work is free again."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sansfaute.contracts import actions as contracts
from sansfaute.contracts import queries as contracts_queries
from sansfaute.drafts import queries
from sansfaute.drafts.events import DraftDiscarded
from sansfaute.drafts.models import Discard, DraftLine
from sansfaute.journal import actions as journal

PAGE = 1000


@transaction.atomic
def withdraw_drafts(*, draft_ids: Iterable[UUID], why: str, at: datetime) -> int:
    """Discard these drafts, untie and forget their billable items, so that a later run finds the work again.

    Not for issued drafts: who calls holds what issues, and leaves those out. Gives back how many.
    """
    held = queries.lock_drafts(draft_ids)
    lines = DraftLine.objects.filter(draft__in=held)
    item_ids = list(lines.values_list("billable_id", flat=True))
    lines.delete()
    rows = [Discard(seller_id=one.seller_id, draft=one, why=why, discarded_at=at) for one in held]
    Discard.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)
    contracts.withdraw_work(item_ids=item_ids, at=at)
    facts = [DraftDiscarded(seller_id=one.seller_id, subject_id=one.pk) for one in held]
    journal.record(facts, at=at, why=why)
    return len(held)


def withdraw_undrafted(*, run_id: UUID, at: datetime) -> int:
    """Forget what a cancelled run had found and no draft carries; how many items."""
    left = contracts_queries.items_of_run(run_id).filter(draft_line=None).order_by("pk")
    count = 0
    while page := list(left.values_list("pk", flat=True)[:PAGE]):
        count += contracts.withdraw_work(item_ids=page, at=at)
    return count
