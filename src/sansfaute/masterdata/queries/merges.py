"""Which record stands for which, since they were merged."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce

from sansfaute.masterdata.models import Buyer, Merge

_MERGES = 0x6D65726765
"""The word of the lock that keeps merges and undoings away from those who bill."""


def keep_merges_still(seller_id: UUID | str) -> None:
    """Until this transaction ends, nobody merges or parts buyers of this seller; others who only read go on."""
    _lock("pg_advisory_xact_lock_shared", seller_id)


def keep_merges_to_oneself(seller_id: UUID | str) -> None:
    """Wait for those who bill, and keep them waiting until this transaction ends."""
    _lock("pg_advisory_xact_lock", seller_id)


def _lock(function: str, seller_id: UUID | str) -> None:
    number = (UUID(str(seller_id)).int ^ _MERGES) % 2**63
    with connection.cursor() as cursor:
        cursor.execute(f"select {function}(%s)", [number])


def survivors(buyer_ids: Iterable[UUID]) -> dict[UUID, UUID]:
    """For each of these buyers, the one that stands for it now: itself, or the last it was merged into."""
    found = Buyer.objects.filter(pk__in=list(set(buyer_ids)))
    return dict(found.values_list("pk", Coalesce("merged_into_id", "pk")))


def family_ids(buyer_ids: Iterable[UUID]) -> set[UUID]:
    """These buyers, those that stand for them, and all that were merged into those. One query, two if any was."""
    asked = set(buyer_ids)
    family, standing = _around(asked)
    return family if standing <= asked else family | _around(standing)[0]


def _around(buyer_ids: set[UUID]) -> tuple[set[UUID], set[UUID]]:
    """These buyers with those merged into them, and those that they were merged into."""
    found = Buyer.objects.filter(Q(pk__in=buyer_ids) | Q(merged_into_id__in=buyer_ids))
    rows = list(found.values_list("pk", "merged_into_id"))
    return {pk for pk, _ in rows}, {into for _, into in rows if into}


def merges(seller_id: UUID | str) -> QuerySet[Merge]:
    """The merges of one seller that hold, latest first, with both records."""
    held = Merge.objects.filter(seller_id=seller_id, undone_at=None).select_related("kept", "absorbed", "change_set")
    return held.order_by("-merged_at", "-id")
