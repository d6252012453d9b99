"""Likely duplicates: proposed for a whole file or for a few records, and what people decide of them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import combinations
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Refusal
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import queries
from sansfaute.masterdata.actions.asking import ask_duplicates
from sansfaute.masterdata.actions.merges import Wish, merge_all, merge_buyers
from sansfaute.masterdata.adapters import matching
from sansfaute.masterdata.events import DuplicatesCompared, DuplicatesDecided
from sansfaute.masterdata.models import (
    Buyer,
    ChangeSet,
    ClusterMember,
    DistinctPair,
    DuplicateCluster,
    Progress,
    RecordChange,
    Seller,
)

TASK = "match"
_OPEN = ("open", "later")
FEW = 20
"""Records compared at once; more are compared with all, by a job."""


class DuplicatesRefused(Refusal):
    """A decision on likely duplicates could not be taken; the message is fit for a person."""


def propose_duplicates(*, seller_id: UUID | str, at: datetime) -> dict[str, int]:
    """Compare all buyers of the seller that stand for themselves; keep the clusters that a person should see.

    Run again, or twice at once, it proposes the same clusters once; those that no longer hold are
    "gone", what was decided stays decided. Returns the counts of open clusters by verdict.
    """
    started = Progress.objects.update_or_create(task=TASK, subject_id=seller_id, defaults=_started(seller_id, at))[0]

    def show(done: int, total: int) -> None:
        Progress.objects.filter(pk=started.pk).update(done=done, total=total)

    told_apart = [(str(one), str(two)) for one, two in queries.told_apart(seller_id)]
    try:
        found = matching.find_clusters(queries.buyers_to_match(seller_id), told_apart=told_apart, progress=show)
    except matching.MatchingFailed as failure:
        Progress.objects.filter(pk=started.pk).update(ended_at=at, failure=str(failure)[:2000])
        raise
    counts = _keep(seller_id, found, at)
    Progress.objects.filter(pk=started.pk).update(ended_at=at)
    return counts


def _started(seller_id: UUID | str, at: datetime) -> dict[str, Any]:
    return {"seller_id": seller_id, "done": 0, "total": 0, "started_at": at, "ended_at": None, "failure": ""}


@transaction.atomic
def _keep(seller_id: UUID | str, found: matching.Matching, at: datetime) -> dict[str, int]:
    """Clusters found become rows; those open before and not found any more are gone."""
    seller = Seller.objects.select_for_update(no_key=True).get(pk=seller_id)
    prints = _write_clusters(seller, [_as_ids(one) for one in found.clusters], at)
    known = DuplicateCluster.objects.filter(seller_id=seller_id, state__in=_OPEN)
    known.exclude(fingerprint__in=prints).update(state="gone")
    counts = queries.duplicate_counts(seller_id)
    compared = DuplicatesCompared(
        seller_id=seller.pk,
        subject_id=seller.pk,
        record_count=found.figures["records"],
        sure_count=counts["sure"],
        review_count=counts["review"],
    )
    journal.record([compared], at=at)
    return counts


Proposal = tuple[list[UUID], matching.Found]


def _as_ids(found: matching.Found) -> Proposal:
    return sorted(UUID(key) for key in found.keys), found


def _fingerprint(members: Sequence[UUID]) -> str:
    return hashlib.sha256(",".join(sorted(map(str, members))).encode()).hexdigest()


def _write_clusters(seller: Seller, proposals: Sequence[Proposal], at: datetime) -> set[str]:
    """Create the new, refresh the known, open the gone again. Members that went away since are passed over."""
    there = set(Buyer.objects.filter(seller=seller, merged_into=None).values_list("pk", flat=True))
    by_print = {_fingerprint(ids): (ids, one) for ids, one in proposals if there.issuperset(ids)}
    known = {one.fingerprint: one for one in DuplicateCluster.objects.filter(seller=seller, fingerprint__in=by_print)}
    fresh, changed = list[DuplicateCluster](), list[DuplicateCluster]()
    for print_, (_ids, found) in by_print.items():
        cluster = known.get(print_) or DuplicateCluster(
            id=new_id(), seller=seller, fingerprint=print_, proposed_at=at, state="open"
        )
        cluster.verdict, cluster.probability, cluster.pairs = found.verdict, found.probability, found.pairs
        if cluster.state in ("gone", "merged"):  # merged and undone since: its members stand for themselves again
            cluster.state, cluster.decided_at, cluster.decided_by = "open", None, None
        (changed if print_ in known else fresh).append(cluster)
    DuplicateCluster.objects.bulk_create(fresh, batch_size=1000)
    names = ["verdict", "probability", "pairs", "state", "decided_at", "decided_by"]
    DuplicateCluster.objects.bulk_update(changed, names, batch_size=500)
    members = [
        ClusterMember(id=new_id(), seller=seller, cluster=one, buyer_id=pk)
        for one in fresh
        for pk in by_print[one.fingerprint][0]
    ]
    ClusterMember.objects.bulk_create(members, batch_size=2000)
    return set(by_print)


@transaction.atomic
def compare_records(*, seller_id: UUID | str, record_ids: Iterable[UUID | str], at: datetime) -> int:
    """Compare a few records, new or changed, with all others at once. Returns how many clusters are proposed."""
    seller = Seller.objects.select_for_update(no_key=True).get(pk=seller_id)
    ids = sorted({UUID(str(one)) for one in record_ids})
    proposals = [one for pk in ids if (one := queries.cluster_around(seller_id, pk))]
    found = [
        (sorted(ids), matching.Found(tuple(map(str, ids)), cluster.verdict, cluster.probability, cluster.pairs))
        for ids, cluster in proposals
    ]
    stale = DuplicateCluster.objects.filter(seller=seller, state__in=_OPEN, members__buyer__in=ids)
    prints = _write_clusters(seller, found, at)
    stale.filter(members__buyer__in=ids).exclude(fingerprint__in=prints).filter(
        pk__in=queries.clusters_without_reason(seller_id, ids)
    ).update(state="gone")
    return len(prints)


def compare_changed(*, seller_id: UUID | str, change_set_ids: Iterable[UUID | str], at: datetime) -> None:
    """Compare what these sets changed: a few buyers at once, many by a comparison of all."""
    changes = RecordChange.objects.filter(change_set__in=list(change_set_ids), record_type="buyer")
    touched = set(changes.values_list("record_id", flat=True)[: FEW + 1])
    if len(touched) > FEW:
        ask_duplicates(seller_id=seller_id, at=at)
    elif touched:
        compare_records(seller_id=seller_id, record_ids=touched, at=at)


@transaction.atomic
def tell_apart(
    *, seller_id: UUID | str, cluster_id: UUID | str, at: datetime, actor: journal.Actor | None = None
) -> DuplicateCluster:
    """Its members are different customers: remembered for ever. Raises DuplicatesRefused."""
    cluster = _decided(seller_id, cluster_id, "distinct", at, actor)
    ids = sorted(cluster.members.values_list("buyer_id", flat=True))
    pairs = [
        DistinctPair(
            id=new_id(),
            seller_id=cluster.seller_id,
            first_id=one,
            second_id=two,
            decided_at=at,
            decided_by_id=actor.pk if actor else None,
        )
        for one, two in combinations(ids, 2)
    ]
    DistinctPair.objects.bulk_create(pairs, ignore_conflicts=True)
    return cluster


def decide_later(
    *, seller_id: UUID | str, cluster_id: UUID | str, at: datetime, actor: journal.Actor | None = None
) -> DuplicateCluster:
    """Leave it for later. Raises DuplicatesRefused."""
    return _decided(seller_id, cluster_id, "later", at, actor)


@transaction.atomic
def reopen(
    *, seller_id: UUID | str, cluster_id: UUID | str, at: datetime, actor: journal.Actor | None = None
) -> DuplicateCluster:
    """Take back "later", or "distinct": the pairs that it told apart are forgotten. Raises DuplicatesRefused."""
    cluster = _held_cluster(seller_id, cluster_id)
    if cluster.state not in ("later", "distinct") or cluster.decided_at is None:
        raise DuplicatesRefused(_("There is nothing to take back here."))
    if cluster.state == "distinct":
        ids = list(cluster.members.values_list("buyer_id", flat=True))
        DistinctPair.objects.filter(first__in=ids, second__in=ids, decided_at=cluster.decided_at).delete()
    return _set_state(cluster, "open", None, actor, at)


@transaction.atomic
def merge_cluster(
    *,
    seller_id: UUID | str,
    cluster_id: UUID | str,
    keep: UUID | str,
    chosen: Mapping[str, str] | None = None,
    at: datetime,
    actor: journal.Actor | None = None,
) -> ChangeSet:
    """Merge the members of a cluster into one of them. Raises DuplicatesRefused, MergeRefused."""
    cluster = _decided(seller_id, cluster_id, "merged", at, actor)
    members = [one.buyer_id for one in cluster.members.select_related("buyer") if not one.buyer.merged_into_id]
    absorb = [one for one in members if str(one) != str(keep)]
    change_set = merge_buyers(
        seller_id=seller_id, keep=keep, absorb=absorb, chosen=chosen, clusters=[cluster.pk], at=at, actor=actor
    )
    _close_overtaken(seller_id, absorb)
    return change_set


@transaction.atomic
def merge_sure(*, seller_id: UUID | str, at: datetime, actor: journal.Actor | None = None) -> ChangeSet | None:
    """Merge every cluster that is sure and open, as one act that one undoing takes back; None when there is none.

    The fullest record of each stays, takes what it lacks, and what it has wrong where another is right.
    """
    Seller.objects.select_for_update(no_key=True).get(pk=seller_id)
    plans = queries.sure_merges(seller_id)
    if not plans:
        return None
    ids = [one.cluster_id for one in plans]
    wishes = [Wish(one.keep, one.absorb, one.chosen) for one in plans]
    change_set = merge_all(seller_id=seller_id, wishes=wishes, clusters=ids, at=at, actor=actor)
    clusters = DuplicateCluster.objects.filter(pk__in=ids)
    clusters.update(state="merged", decided_at=at, decided_by=actor.pk if actor else None)
    said = [DuplicatesDecided(seller_id=change_set.seller_id, subject_id=one, decision="merged") for one in ids]
    journal.record(said, at=at, actor=actor)
    _close_overtaken(seller_id, [pk for one in plans for pk in one.absorb])
    return change_set


def _close_overtaken(seller_id: UUID | str, absorbed: Sequence[UUID]) -> None:
    """Clusters of which fewer than two members still stand for themselves have nothing left to decide."""
    touched = DuplicateCluster.objects.filter(seller_id=seller_id, state__in=_OPEN, members__buyer__in=absorbed)
    standing = ClusterMember.objects.filter(buyer__merged_into=None, cluster__in=touched.values("pk"))
    left: dict[UUID, int] = dict.fromkeys(touched.values_list("pk", flat=True), 0)
    for cluster_id in standing.values_list("cluster_id", flat=True):
        left[cluster_id] += 1
    gone = [pk for pk, count in left.items() if count < 2]
    DuplicateCluster.objects.filter(pk__in=gone).update(state="gone")


def _held_cluster(seller_id: UUID | str, cluster_id: UUID | str) -> DuplicateCluster:
    Seller.objects.select_for_update(no_key=True).get(pk=seller_id)
    found = DuplicateCluster.objects.filter(pk=cluster_id, seller_id=seller_id)
    cluster = found.select_for_update(of=("self",)).first()
    if cluster is None:
        raise DuplicatesRefused(_("These likely duplicates are not there any more."))
    return cluster


@transaction.atomic
def _decided(
    seller_id: UUID | str, cluster_id: UUID | str, state: str, at: datetime, actor: journal.Actor | None
) -> DuplicateCluster:
    cluster = _held_cluster(seller_id, cluster_id)
    if cluster.state not in _OPEN:
        raise DuplicatesRefused(_("Somebody has decided of these duplicates already. Load the page again."))
    return _set_state(cluster, state, at, actor, at)


def _set_state(
    cluster: DuplicateCluster, state: str, decided_at: datetime | None, actor: journal.Actor | None, at: datetime
) -> DuplicateCluster:
    cluster.state, cluster.decided_at = state, decided_at
    cluster.decided_by_id = actor.pk if actor and decided_at else None
    cluster.save(update_fields=["state", "decided_at", "decided_by"])
    decided = DuplicatesDecided(seller_id=cluster.seller_id, subject_id=cluster.pk, decision=state)
    journal.record([decided], at=at, actor=actor)
    return cluster
