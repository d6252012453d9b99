"""Scores followed over time: a row when a score changes, none when it stays."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from uuid import UUID

from django.db.models import Max

from sansfaute.lib import clock
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import queries, rules
from sansfaute.masterdata.actions.judging import AnyRecord, Findings
from sansfaute.masterdata.models import (
    AcceptedFinding,
    Buyer,
    ClusterMember,
    QualityScore,
    RecordChange,
    RegistryAnswer,
)

_MARKS = ("score", "complete", "valid", "unique", "current")
_ZERO = Decimal(0)


def score_records(judged: Sequence[tuple[AnyRecord, Findings]], *, day: date) -> None:
    """The scores of these buyers as of a day, kept where they changed; seven statements at most."""
    buyers = {one.pk: found for one, found in judged if isinstance(one, Buyer) and one.merged_into_id is None}
    accepted = _accepted(buyers)
    duplicates, freshness = _open_duplicates(buyers), _freshness(buyers)
    last = _last_scores(buyers, day)
    seller_of = {one.pk: one.seller_id for one, _ in judged}
    rows = []
    for buyer_id, found in buyers.items():
        kept = [one for one in found if (buyer_id, one.field, one.rule, one.value) not in accepted]
        score = rules.score_of_record(
            kept,
            today=day,
            duplicates=duplicates.get(buyer_id),
            freshness=freshness[buyer_id],
        )
        if last.get(buyer_id) != _marks(score):
            rows.append(_row(seller_of[buyer_id], buyer_id, score, day))
    _keep(rows)


def score_base(*, seller_id: UUID, day: date) -> None:
    """The score of the whole base as of a day: the buyers' own, weighed by what will be billed to them."""
    buyers = Buyer.objects.filter(seller_id=seller_id, merged_into=None)
    standing = set(buyers.values_list("pk", flat=True))
    money = queries.expected_billing_of(seller_id)
    scores = [
        (score, money.get(buyer_id, _ZERO)) for buyer_id, score in _scores_of(seller_id, day) if buyer_id in standing
    ]
    base = rules.score_of_base(scores)
    last = QualityScore.objects.filter(seller_id=seller_id, buyer=None, since__lte=day).order_by("-since").first()
    if last is None or (*_row_marks(last), last.record_count) != (*_marks(base), base.record_count):
        _keep([_row(seller_id, None, base, day)])


def _scores_of(seller_id: UUID, day: date) -> Iterator[tuple[UUID, rules.Score]]:
    """The score of each buyer as of a day: the last row that is not later."""
    rows = QualityScore.objects.filter(seller_id=seller_id, since__lte=day).exclude(buyer=None)
    names = ("buyer_id", *_MARKS)
    ordered = rows.order_by("buyer_id", "-since").values_list(*names).iterator(chunk_size=5000)
    for buyer_id, of_buyer in groupby(ordered, key=lambda row: row[0]):
        yield buyer_id, rules.Score(*next(of_buyer)[1:])


def _accepted(ids: Iterable[UUID]) -> set[tuple[UUID, str, str, str]]:
    rows = AcceptedFinding.objects.filter(record_id__in=list(ids))
    return set(rows.values_list("record_id", "field", "rule", "value"))


def _open_duplicates(ids: Iterable[UUID]) -> dict[UUID, rules.OpenDuplicates]:
    members = ClusterMember.objects.filter(buyer_id__in=list(ids), cluster__state__in=["open", "later"])
    counts: dict[UUID, Counter[str]] = defaultdict(Counter)
    for buyer_id, verdict in members.values_list("buyer_id", "cluster__verdict"):
        counts[buyer_id][verdict] += 1
    return {one: rules.OpenDuplicates(sure=count["sure"], review=count["review"]) for one, count in counts.items()}


def _freshness(ids: Mapping[UUID, object]) -> dict[UUID, rules.Freshness]:
    """When a registry last found each buyer, and when a person, a file or an acceptance last spoke of it."""
    answers = RegistryAnswer.objects.filter(record_id__in=list(ids), outcome="found").order_by()
    found = dict(answers.values_list("record_id").annotate(last=Max("asked_at")))
    changes = RecordChange.objects.filter(record_id__in=list(ids), change_set__undone_at=None).order_by()
    said = dict(changes.values_list("record_id").annotate(last=Max("change_set__made_at")))
    taken = AcceptedFinding.objects.filter(record_id__in=list(ids)).order_by()
    accepted = dict(taken.values_list("record_id").annotate(last=Max("accepted_at")))
    fresh = {}
    for one in ids:
        moments = [moment for moment in (said.get(one), accepted.get(one)) if moment]
        registry = clock.day_of(found[one]) if one in found else None
        fresh[one] = rules.Freshness(registry, clock.day_of(max(moments)) if moments else None)
    return fresh


def _last_scores(ids: Iterable[UUID], day: date) -> dict[UUID, tuple[Decimal, ...]]:
    rows = QualityScore.objects.filter(buyer_id__in=list(ids), since__lte=day).order_by("buyer_id", "-since")
    latest = rows.distinct("buyer_id").values_list("buyer_id", *_MARKS)
    return {row[0]: tuple(row[1:]) for row in latest}


def _marks(score: rules.Score) -> tuple[Decimal, ...]:
    return tuple(getattr(score, name) for name in _MARKS)


def _row_marks(row: QualityScore) -> tuple[Decimal, ...]:
    return tuple(getattr(row, name) for name in _MARKS)


def _row(seller_id: UUID, buyer_id: UUID | None, score: rules.Score, day: date) -> QualityScore:
    marks = {name: getattr(score, name) for name in _MARKS}
    return QualityScore(
        id=new_id(), seller_id=seller_id, buyer_id=buyer_id, since=day, record_count=score.record_count, **marks
    )


def _keep(rows: Sequence[QualityScore]) -> None:
    """One score a day: what is worked out again that day takes the place of what was."""
    QualityScore.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["seller", "buyer", "since"],
        update_fields=[*_MARKS, "record_count"],
    )
