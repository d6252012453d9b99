"""Buyers that may be one: clusters to decide, records alike while somebody types."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations
from typing import Any, Literal
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, Count, Q, QuerySet, Value, When

from sansfaute.masterdata import rules
from sansfaute.masterdata.models import Buyer, ChangeSet, ClusterMember, DistinctPair, DuplicateCluster, Progress
from sansfaute.masterdata.models.records import words_of_buyer
from sansfaute.masterdata.queries.findings import findings_by_record

_MATCHED = tuple(name for name in rules.COMPARED if name != "registration")
_MOST_CANDIDATES = 400


def buyers_to_match(seller_id: UUID | str) -> Iterator[tuple[str, dict[str, str]]]:
    """Every buyer that stands for itself, with the fields that are compared, streamed."""
    buyers = Buyer.objects.filter(seller_id=seller_id, merged_into=None).order_by("pk")
    rows = buyers.values_list("pk", "values__legal_identifier", *_MATCHED).iterator(chunk_size=5000)
    for pk, registration, *texts in rows:
        yield str(pk), {**dict(zip(_MATCHED, texts, strict=True)), "registration": registration or ""}


def told_apart(seller_id: UUID | str) -> list[tuple[UUID, UUID]]:
    """The pairs of buyers that people said are two."""
    return list(DistinctPair.objects.filter(seller_id=seller_id).values_list("first_id", "second_id"))


def duplicate_clusters(seller_id: UUID | str, *, state: str = "open", verdict: str = "") -> QuerySet[DuplicateCluster]:
    """The seller's clusters in a state ("decided": merged or distinct), surest first, latest decision first."""
    states = ("merged", "distinct") if state == "decided" else (state,)
    found = DuplicateCluster.objects.filter(seller_id=seller_id, state__in=states)
    found = found.filter(verdict=verdict) if verdict else found
    return (
        found.order_by("-decided_at", "id") if state == "decided" else found.order_by("-verdict", "-probability", "id")
    )


def duplicate_clusters_of(seller_id: UUID | str) -> QuerySet[DuplicateCluster]:
    """All clusters of this seller, in whatever state."""
    return DuplicateCluster.objects.filter(seller_id=seller_id)


def cluster_members(cluster_ids: Iterable[UUID]) -> dict[UUID, list[Buyer]]:
    """The buyers of each of these clusters that stand for themselves, by code. One query."""
    found: dict[UUID, list[Buyer]] = {one: [] for one in cluster_ids}
    members = ClusterMember.objects.filter(cluster__in=list(found)).select_related("buyer").order_by("buyer__code")
    for one in members:
        found[one.cluster_id].append(one.buyer)
    return found


def duplicate_counts(seller_id: UUID | str) -> dict[str, int]:
    """How many clusters are sure, to review, for later, decided."""
    rows = DuplicateCluster.objects.filter(seller_id=seller_id).values_list("state", "verdict").annotate(Count("pk"))
    counts = {"sure": 0, "review": 0, "later": 0, "decided": 0}
    for state, verdict, count in rows.order_by():
        name = {"open": verdict, "later": "later", "merged": "decided", "distinct": "decided"}.get(state)
        if name:
            counts[name] += count
    return counts


@dataclass(frozen=True, slots=True)
class PlannedMerge:
    """What merging a cluster would do: who stays, who is absorbed, the values taken."""

    cluster_id: UUID
    keep: UUID
    absorb: tuple[UUID, ...]
    chosen: dict[str, str]


def sure_merges(seller_id: UUID | str) -> list[PlannedMerge]:
    """What merging all that is sure would do, now."""
    clusters = list(duplicate_clusters(seller_id, verdict="sure").values_list("pk", flat=True))
    return planned_merges(clusters)


def planned_merges(cluster_ids: Sequence[UUID]) -> list[PlannedMerge]:
    """The merge proposed for each cluster: the fullest record stays and takes what it lacks. Three queries."""
    members = cluster_members(cluster_ids)
    faults = findings_by_record({one.pk for group in members.values() for one in group})
    taken: set[UUID] = set()
    plans = []
    for cluster_id in cluster_ids:
        standing = [one for one in members[cluster_id] if not one.merged_into_id and one.pk not in taken]
        if len(standing) < 2:
            continue
        taken |= {one.pk for one in standing}
        plans.append(_plan(cluster_id, standing, faults))
    return plans


def _plan(cluster_id: UUID, members: Sequence[Buyer], faults: Mapping[UUID, Sequence[Any]]) -> PlannedMerge:
    wrong = {pk: frozenset(one.field for one in found if one.level == "error") for pk, found in faults.items()}
    records = [rules.Mergeable(str(one.pk), one.code, one.values, wrong.get(one.pk, frozenset())) for one in members]
    kept = rules.choose_keeper(records)
    others = [one for one in records if one is not kept]
    taken = {name: text for name, text in rules.values_to_take(kept, others).items() if name in rules.FIELDS["buyer"]}
    return PlannedMerge(cluster_id, UUID(kept.key), tuple(UUID(one.key) for one in others), taken)


@dataclass(frozen=True, slots=True)
class Similar:
    """A record that looks like what somebody types: how sure, and why, field by field."""

    buyer: Buyer
    verdict: Literal["sure", "review"]
    probability: Decimal
    evidence: list[dict[str, str]]


def similar_buyers(
    seller_id: UUID | str, *, exclude: UUID | None = None, limit: int = 5, **typed: str
) -> list[Similar]:
    """Buyers that look like these values (fields of `rules.FIELDS`, as typed), likeliest first; two queries at most."""
    read = rules.read_buyer({name: text for name, text in typed.items() if text}).fields
    return _alike(seller_id, _features("typed", {**read, "registration": typed.get("legal_identifier", "")}), exclude)[
        :limit
    ]


def _features(key: str, fields: Mapping[str, Any]) -> rules.Features:
    return rules.features_of(key, {name: str(fields.get(name) or "") for name in rules.COMPARED})


def _features_of(buyer: Buyer) -> rules.Features:
    fields = {name: getattr(buyer, name) for name in _MATCHED}
    return _features(str(buyer.pk), {**fields, "registration": buyer.values.get("legal_identifier", "")})


def _alike(seller_id: UUID | str, features: rules.Features, exclude: UUID | None) -> list[Similar]:
    candidates = [one for one in _candidates(seller_id, features) if one.pk != exclude]
    known = {one.pk: _features_of(one) for one in candidates}
    counted = rules.frequencies([features, *known.values()])
    alike = []
    for one in candidates:
        judged = rules.judge(features, known[one.pk], counted)
        if judged.verdict:
            weights = rules.fixed_weights(judged.comparison)
            likely = rules.probability(sum(weights.values(), rules.prior_weight()))
            alike.append(Similar(one, judged.verdict, likely, rules.evidence_of(judged.comparison, weights)))
    return sorted(alike, key=lambda one: (one.verdict != "sure", -one.probability, one.buyer.code))


def _candidates(seller_id: UUID | str, features: rules.Features) -> list[Buyer]:
    """Buyers that share an identifier, a way to reach them, or the start of a telling word of the name."""
    exact = [*features.sirens, features.foreign, features.email, features.iban]
    exact += [f"33{features.phone}"] if features.phone else []
    said = [_word(text) for text in exact if text]
    begun = [f"{_word(word)[:4]}:*" for word in rules.telling_words(features)]
    found: dict[UUID, Buyer] = {}
    for words in (said, begun):
        if any(words):
            found |= _with_words(seller_id, [one for one in words if one], features.post_code)
    return list(found.values())


def _word(text: str) -> str:
    return re.sub(r"[^0-9a-z]", "", text.casefold().translate(_GLUED))


_GLUED = str.maketrans("", "", "@.+")


def _with_words(seller_id: UUID | str, words: Sequence[str], post_code: str) -> dict[UUID, Buyer]:
    """Those of the same postcode first, then others, up to a limit."""
    query = SearchQuery(" | ".join(words), search_type="raw", config="simple")
    named = Buyer.objects.annotate(found_words=words_of_buyer()).filter(found_words=query)
    named = named.filter(seller_id=seller_id, merged_into=None)
    near = Case(When(post_code=post_code, then=0), default=1) if post_code else Value(1)
    return {one.pk: one for one in named.annotate(near=near).order_by("near")[:_MOST_CANDIDATES]}


@dataclass(frozen=True, slots=True)
class Around:
    """A cluster around one record."""

    verdict: Literal["sure", "review"]
    probability: Decimal
    pairs: list[dict[str, Any]]


def cluster_around(seller_id: UUID | str, buyer_id: UUID) -> tuple[list[UUID], Around] | None:
    """The likeliest duplicate of one record with it, unless a person told them apart; None when there is none."""
    buyer = Buyer.objects.filter(pk=buyer_id, seller_id=seller_id, merged_into=None).first()
    if buyer is None:
        return None
    apart = set(DistinctPair.objects.filter(Q(first=buyer) | Q(second=buyer)).values_list("first_id", "second_id"))
    told = {one for pair in apart for one in pair}
    alike = [one for one in _alike(seller_id, _features_of(buyer), buyer.pk) if one.buyer.pk not in told]
    if not alike:
        return None
    best = alike[0]
    first, second = sorted((str(buyer.pk), str(best.buyer.pk)))
    pair = {"first": first, "second": second, "probability": str(best.probability), "evidence": best.evidence}
    return [buyer.pk, best.buyer.pk], Around(best.verdict, best.probability, [pair])


def clusters_without_reason(seller_id: UUID | str, buyer_ids: Iterable[UUID]) -> list[UUID]:
    """Open clusters with one of these buyers in which no two members look alike any more."""
    clusters = DuplicateCluster.objects.filter(
        seller_id=seller_id, state__in=("open", "later"), members__buyer__in=list(buyer_ids)
    ).distinct()
    members = cluster_members(clusters.values_list("pk", flat=True))
    return [pk for pk, group in members.items() if not _any_alike([one for one in group if not one.merged_into_id])]


def _any_alike(buyers: Sequence[Buyer]) -> bool:
    features = [_features_of(one) for one in buyers]
    counted = rules.frequencies(features)
    return any(rules.judge(one, two, counted).verdict for one, two in combinations(features, 2))


def changed_since_matched(seller_id: UUID | str) -> bool:
    """Whether records changed, or changes were undone, since all buyers were last compared."""
    last = Progress.objects.filter(task="match", subject_id=seller_id).first()
    if last is None or last.failure:
        return True
    changed = Q(made_at__gte=last.started_at) | Q(undone_at__gte=last.started_at)
    return ChangeSet.objects.filter(changed, seller_id=seller_id).exclude(kind="merge", undone_at=None).exists()
