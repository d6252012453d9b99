"""The quality of one buyer and of the whole base, from 0 to 100, by dimension, and what lowers it.

Four dimensions, each from 0 to 100: *complete* (nothing that an invoice needs is missing), *valid*
(what is there is right), *unique* (no open duplicate), *current* (looked at lately, by a registry or
by a person). The score is their weighted mean; of the base, the mean of the buyers weighted by what
will be billed to them, so that the records that carry the money count most.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Literal, get_args

from sansfaute.lib.sentences import sentences
from sansfaute.masterdata.rules.findings import dimension_of
from sansfaute.masterdata.rules.records import RecordFinding

Dimension = Literal["complete", "valid", "unique", "current"]
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)
WEIGHTS: dict[Dimension, int] = {"complete": 35, "valid": 35, "unique": 15, "current": 15}
"""Percent of the score. An invoice is refused for what is missing or wrong, not for what is old."""

LOST = {"error": Decimal(40), "warning": Decimal(5)}
"""Points of its dimension that a finding takes: three errors leave nothing."""
STYLE_LOSES = Decimal(1)
"""Points that a finding about the dress of a value takes."""
DUPLICATE_LOSES = {"sure": Decimal(100), "review": Decimal(40)}
FRESH_DAYS, STALE_DAYS = 180, 730
"""Looked at within FRESH_DAYS: 100. Then falling evenly to 0 at STALE_DAYS."""
NEVER_CONFIRMED = Decimal(50)
"""`current` of a record of which nobody knows since when it is right: neither fresh nor proven old."""

_HUNDRED, _CENT = Decimal(100), Decimal("0.01")
REASONS = sentences(__package__ or "", "scores")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a dimension is not at 100: a quality rule, or a name of `scores.toml`; points lost of 100."""

    dimension: Dimension
    rule: str
    lost: Decimal
    count: int = 1  # findings, duplicates or days


@dataclass(frozen=True, slots=True)
class Score:
    """From 0 to 100, to two decimals; `reasons` with the heaviest first."""

    score: Decimal
    complete: Decimal
    valid: Decimal
    unique: Decimal
    current: Decimal
    record_count: int = 1
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenDuplicates:
    """Open clusters that a buyer is in, by verdict; what was judged distinct or merged does not count."""

    sure: int = 0
    review: int = 0


@dataclass(frozen=True, slots=True)
class Freshness:
    """When the record was last known right: by a registry that found it, by a person or by a file."""

    registry_date: date | None = None  # of the last answer "found"; "unavailable" and "absent" prove nothing
    confirmed_date: date | None = None  # a person's last change or acceptance, or the last import that said it

    @property
    def last_date(self) -> date | None:
        """The later of the two."""
        known = [one for one in (self.registry_date, self.confirmed_date) if one]
        return max(known, default=None)


def score_of_record(
    findings: Iterable[RecordFinding],
    *,
    today: date,
    duplicates: OpenDuplicates | None = None,
    freshness: Freshness | None = None,
) -> Score:
    """The score of one buyer; leave out of `findings` what a person accepted as it is."""
    reasons = [
        *(_finding_reason(one) for one in findings),
        *_duplicate_reasons(duplicates or OpenDuplicates()),
        *_age_reasons(freshness or Freshness(), today),
    ]
    marks = {name: max(Decimal(0), _HUNDRED - _lost(reasons, name)) for name in DIMENSIONS}
    return _scored(marks, 1, reasons)


def score_of_base(scores: Sequence[tuple[Score, Decimal]]) -> Score:
    """The score of the base: the mean of its buyers, each with a weight (what will be billed to it, say).

    Weights are 0 or more; each record counts at least as one, so that a base without billing has a
    score too. An empty base scores 100. Reasons are summed over all records, in points of the base.
    """
    weighed = [(one, Decimal(1) + max(Decimal(0), weight)) for one, weight in scores]
    total = sum((weight for _, weight in weighed), Decimal(0))
    if not total:
        return _scored(dict.fromkeys(DIMENSIONS, _HUNDRED), 0, [])
    marks: dict[Dimension, Decimal] = {
        name: sum((getattr(one, name) * weight for one, weight in weighed), Decimal(0)) / total for name in DIMENSIONS
    }
    return _scored(marks, sum(one.record_count for one, _ in weighed), _summed(weighed, total))


def mean_of(score: Score, dimensions: Sequence[Dimension]) -> Decimal:
    """The weighted mean of some dimensions, where the others were not measured; from 0 to 100."""
    marks: dict[str, Decimal] = {name: getattr(score, name) for name in dimensions}
    total = sum(WEIGHTS[name] for name in dimensions)
    return _round(sum((marks[name] * WEIGHTS[name] for name in dimensions), Decimal(0)) / total)


def reason_sentence(reason: Reason, language: str) -> str:
    """What lowers a dimension, in "fr" or "en" (any other language reads English)."""
    known = REASONS.get(reason.rule) or REASONS["finding"]
    said: str = known["fr" if language.startswith("fr") else "en"]
    return said.replace("{count}", str(reason.count)).replace("{rule}", reason.rule)


def _finding_reason(found: RecordFinding) -> Reason:
    dimension = dimension_of(found.rule)
    if dimension == "style":
        return Reason("valid", found.rule, STYLE_LOSES)
    return Reason("complete" if dimension == "complete" else "valid", found.rule, LOST[found.level])


def _duplicate_reasons(duplicates: OpenDuplicates) -> list[Reason]:
    counted = (("sure", duplicates.sure), ("review", duplicates.review))
    return [Reason("unique", f"duplicate_{name}", DUPLICATE_LOSES[name], count) for name, count in counted if count]


def _age_reasons(freshness: Freshness, today: date) -> list[Reason]:
    last = freshness.last_date
    if last is None:
        return [Reason("current", "never_confirmed", NEVER_CONFIRMED)]
    days = (today - last).days
    if days <= FRESH_DAYS:
        return []
    lost = min(_HUNDRED, _HUNDRED * (days - FRESH_DAYS) / (STALE_DAYS - FRESH_DAYS))
    return [Reason("current", "not_confirmed_since", lost, days)]


def _lost(reasons: Iterable[Reason], dimension: Dimension) -> Decimal:
    return sum((one.lost for one in reasons if one.dimension == dimension), Decimal(0))


def _scored(marks: dict[Dimension, Decimal], record_count: int, reasons: Iterable[Reason]) -> Score:
    score = sum((marks[name] * weight for name, weight in WEIGHTS.items()), Decimal(0)) / _HUNDRED
    ordered = sorted(reasons, key=lambda one: (-one.lost * WEIGHTS[one.dimension], one.rule))
    rounded = {name: _round(mark) for name, mark in marks.items()}
    return Score(_round(score), **rounded, record_count=record_count, reasons=tuple(ordered))


def _round(value: Decimal) -> Decimal:
    return value.quantize(_CENT, ROUND_HALF_UP)


def _summed(weighed: Sequence[tuple[Score, Decimal]], total: Decimal) -> list[Reason]:
    """For each rule, the points that it takes from the base, and on how many records."""
    sums: dict[tuple[Dimension, str], tuple[Decimal, int]] = {}
    for one, weight in weighed:
        for reason in one.reasons:
            key = (reason.dimension, reason.rule)
            lost, count = sums.get(key, (Decimal(0), 0))
            sums[key] = (lost + reason.lost * weight, count + 1)
    return [Reason(dimension, rule, lost / total, count) for (dimension, rule), (lost, count) in sums.items()]
