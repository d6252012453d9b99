"""Ask that likely duplicates be looked for."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sansfaute.journal import actions as journal
from sansfaute.masterdata.events import DuplicatesAsked


@transaction.atomic
def ask_duplicates(*, seller_id: UUID | str, at: datetime, actor: journal.Actor | None = None) -> None:
    """Have all buyers of the seller compared soon, by a job."""
    seller = UUID(str(seller_id))
    journal.record([DuplicatesAsked(seller_id=seller, subject_id=seller)], at=at, actor=actor)
