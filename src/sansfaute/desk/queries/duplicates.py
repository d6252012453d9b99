"""Likely duplicates, told to people: records side by side, what differs, the weight of each evidence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sansfaute.masterdata import queries, rules

if TYPE_CHECKING:
    from sansfaute.masterdata.models import Buyer, DuplicateCluster

LISTS = ("sure", "review", "later", "decided")
_BAR = Decimal(100)
_ODDS_SHOWN = Decimal("0.9999")


@dataclass(frozen=True, slots=True)
class Side:
    """One record's value of a field, and whether the merge would take it."""

    buyer: Buyer
    text: str
    is_taken: bool


@dataclass(frozen=True, slots=True)
class FieldRow:
    """One field of all records of a cluster."""

    name: str
    word: str
    sides: tuple[Side, ...]
    differs: bool


@dataclass(frozen=True, slots=True)
class Piece:
    """One evidence: its sentence and weight, and its piece of the bar (hundredths of its width)."""

    sentence: str
    weight: str
    supports: bool
    start: Decimal
    width: Decimal


@dataclass(frozen=True, slots=True)
class PairTold:
    """Two records of a cluster: how likely they are one, and why."""

    first: str
    second: str
    probability: Decimal
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ClusterTold:
    """A cluster ready to be decided."""

    row: DuplicateCluster
    members: tuple[Buyer, ...]
    keep: UUID | None
    fields: tuple[FieldRow, ...]
    pairs: tuple[PairTold, ...]
    percent: Decimal
    is_nearly_certain: bool


def line_of(members: Sequence[Buyer]) -> str:
    """The names of a cluster's records, each once."""
    return " · ".join(dict.fromkeys(one.name or one.code for one in members))


@dataclass(frozen=True, slots=True)
class ClusterLine:
    """A cluster in a list."""

    row: DuplicateCluster
    members: tuple[Buyer, ...]
    names: str
    percent: Decimal


def cluster_lines(rows: Sequence[DuplicateCluster]) -> list[ClusterLine]:
    """The lines of a list. One query."""
    members = queries.cluster_members([one.pk for one in rows])
    return [
        ClusterLine(one, tuple(members[one.pk]), line_of(members[one.pk]), percent(one.probability)) for one in rows
    ]


def percent(probability: Decimal) -> Decimal:
    """A probability in hundredths, rounded down so that nothing looks more certain than it is."""
    return (min(probability, _ODDS_SHOWN) * 100).quantize(Decimal("0.01"))


def told_cluster(row: DuplicateCluster, language: str) -> ClusterTold:
    """One cluster with everything that its page shows. Three queries."""
    every = queries.cluster_members([row.pk])[row.pk]
    standing = [one for one in every if not one.merged_into_id]
    members = standing if row.state in ("open", "later") else every
    plans = queries.planned_merges([row.pk])
    keep = plans[0].keep if plans else None
    codes = {str(one.pk): one.code for one in every}
    return ClusterTold(
        row=row,
        members=tuple(members),
        keep=keep,
        fields=tuple(_fields(members, keep, plans[0].chosen if plans else {}, language)),
        pairs=tuple(_pair(one, codes, language) for one in row.pairs if {one["first"], one["second"]} <= set(codes)),
        percent=percent(row.probability),
        is_nearly_certain=row.probability >= _ODDS_SHOWN,
    )


def _fields(
    members: Sequence[Buyer], keep: UUID | None, chosen: Mapping[str, str], language: str
) -> Iterable[FieldRow]:
    for name in rules.FIELDS["buyer"]:
        texts = [one.values.get(name, "") for one in members]
        if not any(texts):
            continue
        taken = _taken(members, name, keep, chosen)
        sides = tuple(Side(one, text, one.pk == taken) for one, text in zip(members, texts, strict=True))
        yield FieldRow(name, rules.field_word("buyer", name, language), sides, len(set(texts)) > 1)


def _taken(members: Sequence[Buyer], name: str, keep: UUID | None, chosen: Mapping[str, str]) -> UUID | None:
    """Whose value the merge would take."""
    if name not in chosen:
        return keep
    return next((one.pk for one in members if one.values.get(name, "") == chosen[name]), keep)


def _pair(pair: Mapping[str, Any], codes: Mapping[str, str], language: str) -> PairTold:
    weights = [Decimal(one["weight"]) for one in pair["evidence"]]
    whole = sum(map(abs, weights)) or Decimal(1)
    widths = [(abs(weight) / whole * _BAR).quantize(Decimal("0.01")) for weight in weights]
    starts = [Decimal(0), *accumulate(widths)]
    pieces = (
        Piece(one.get(language, one["en"]), one["weight"], weight > 0, start, width)
        for one, weight, start, width in zip(pair["evidence"], weights, starts, widths, strict=False)
    )
    likely = percent(Decimal(pair["probability"]))
    return PairTold(codes[pair["first"]], codes[pair["second"]], likely, tuple(pieces))


def chosen_values(members: Iterable[Buyer], keep: UUID, sources: Mapping[str, str]) -> dict[str, str]:
    """The values that the kept record takes: `sources` names, by field, the record whose value was chosen."""
    by_key = {str(one.pk): one for one in members}
    ours = by_key[str(keep)].values
    found = {
        name: by_key[source].values.get(name, "")
        for name, source in sources.items()
        if name in rules.FIELDS["buyer"] and source in by_key
    }
    return {name: text for name, text in found.items() if text != ours.get(name, "")}


def neighbours(rows: Sequence[UUID], here: UUID) -> tuple[UUID | None, UUID | None]:
    """The clusters before and after one, in a list; None at its ends."""
    if here not in rows:
        return None, rows[0] if rows else None
    at = rows.index(here)
    return (rows[at - 1] if at else None), (rows[at + 1] if at + 1 < len(rows) else None)
