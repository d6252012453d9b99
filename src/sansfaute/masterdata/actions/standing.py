"""Which record stands for which, kept true while merges come and go in any order."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from sansfaute.masterdata.models import ChangeSet, DuplicateCluster, Merge
from sansfaute.masterdata.queries.merges import keep_merges_to_oneself


def end_merges(change_set: ChangeSet, at: datetime) -> None:
    """The merges that a set made hold no longer; what a person may decide of those records is open again."""
    if change_set.kind != "merge":
        return
    keep_merges_to_oneself(change_set.seller_id)
    change_set.merges.filter(undone_at=None).update(undone_at=at)
    clusters = DuplicateCluster.objects.filter(pk__in=change_set.about.get("clusters", []), state="merged")
    clusters.update(state="open", decided_at=None, decided_by=None)


def standing_for(seller_id: UUID, record_ids: Iterable[UUID]) -> dict[UUID, str]:
    """For each record, the last of its chain of merges that hold, as text; "" for none.

    A merge is undone whatever was merged after it, so the chain is walked anew instead of folded.
    """
    held = Merge.objects.filter(seller_id=seller_id, undone_at=None)
    kept_by = dict(held.values_list("absorbed_id", "kept_id"))
    return {one: _last(one, kept_by) for one in record_ids}


def _last(record_id: UUID, kept_by: dict[UUID, UUID]) -> str:
    last = record_id
    while last in kept_by:
        last = kept_by[last]
    return "" if last == record_id else str(last)


def forget_records(record_ids: Iterable[UUID]) -> None:
    """Records go away: likely duplicates with them have nothing to decide any more, merges undone are forgotten."""
    ids = list(record_ids)
    touched = DuplicateCluster.objects.filter(state__in=("open", "later"), members__buyer__in=ids)
    DuplicateCluster.objects.filter(pk__in=touched.values("pk")).update(state="gone")
    Merge.objects.filter(Q(kept__in=ids) | Q(absorbed__in=ids)).exclude(undone_at=None).delete()
