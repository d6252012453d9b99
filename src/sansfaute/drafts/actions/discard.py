"""A person decides that a draft will not be invoiced."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.drafts import queries
from sansfaute.drafts.events import DraftDiscarded
from sansfaute.drafts.models import Discard
from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Refusal


class DiscardRefused(Refusal):
    """The draft cannot be discarded; the message is fit for a person."""


@transaction.atomic
def discard_draft(*, draft_id: UUID, why: str, actor: Any, at: datetime) -> Discard:
    """Discard a draft for a reason; its items stay tied to it, visible as set aside.

    `actor` is the person who decides, or None for a command. Raises DiscardRefused without a
    reason, or when the draft is discarded already. Whether it may still be discarded once approved
    is for `review`, which calls this.
    """
    if not why.strip():
        raise DiscardRefused(_("Discarding a draft needs a reason."))
    held = queries.lock_drafts([draft_id])
    if not held or queries.is_discarded(draft_id):
        raise DiscardRefused(_("This draft is not there any more: it was discarded."))
    discard = Discard.objects.create(
        seller_id=held[0].seller_id, draft=held[0], discarded_by=actor, why=why.strip(), discarded_at=at
    )
    journal.record([DraftDiscarded(seller_id=held[0].seller_id, subject_id=draft_id)], at=at, actor=actor, why=why)
    return discard
