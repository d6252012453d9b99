"""Take held drafts apart and assemble their work again, from the records as they stand now."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction

from sansfaute.drafts import queries
from sansfaute.drafts.actions.assemble import assemble_drafts
from sansfaute.drafts.events import DraftDiscarded
from sansfaute.drafts.models import Discard, DraftLine
from sansfaute.journal import actions as journal


@transaction.atomic
def make_anew(*, seller_id: UUID, draft_ids: Iterable[UUID], why: str, at: datetime) -> int:
    """Discard these drafts, free their items and assemble them again; gives back how many were taken apart.

    A draft is a snapshot: it takes up a corrected record only by this explicit act. Nothing is
    invoiced twice, because an item is free before it is assembled again. A draft that no run made
    (a correction, a sale written by hand) or that a person edited is left as it is. Whether a draft may still be
    taken apart (it may not once approved) is for `review`, which calls this.
    """
    found = queries.lock_drafts(draft_ids)
    of_runs = [draft for draft in found if draft.run_id is not None and not draft.revision]
    held = [draft for draft in of_runs if not queries.is_discarded(draft.id)]
    if not held:
        return 0
    rows = [Discard(seller_id=seller_id, draft=draft, why=why, discarded_at=at) for draft in held]
    Discard.objects.bulk_create(rows, batch_size=500)
    DraftLine.objects.filter(draft__in=held).delete()
    journal.record([DraftDiscarded(seller_id=seller_id, subject_id=draft.id) for draft in held], at=at, why=why)
    buyers, runs = {draft.buyer_id for draft in held}, {draft.run_id for draft in held if draft.run_id}
    assemble_drafts(seller_id=seller_id, buyer_ids=buyers, run_ids=runs, at=at, anew=True)
    return len(held)
