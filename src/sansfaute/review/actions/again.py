"""A record was mended at its source: what it held is judged again."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.drafts import actions as drafts_actions
from sansfaute.drafts import queries as drafts
from sansfaute.review import queries


@transaction.atomic
def check_again(*, seller_id: UUID, buyer_ids: Iterable[UUID], at: datetime) -> int:
    """Have the held drafts of these buyers made anew from their records; gives back how many.

    Approved and issued drafts are never touched: only what nobody has let through yet.
    """
    held = queries.held_drafts(seller_id).filter(buyer_id__in=list(buyer_ids)).order_by("id")
    ids = list(held.values_list("id", flat=True))
    drafts.lock_drafts(ids)
    still = list(held.filter(id__in=ids).values_list("id", flat=True))  # nobody approved them meanwhile
    return drafts_actions.make_anew(
        seller_id=seller_id, draft_ids=still, why=_("The customer's record was corrected at its source."), at=at
    )
