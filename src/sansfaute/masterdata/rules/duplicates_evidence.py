"""The weight of each evidence, and the words for it."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from sansfaute.masterdata.rules.duplicates_compare import Comparison

_MILLION = 1_000_000


@cache
def weights() -> Mapping[str, Mapping[str, Mapping[str, int]]]:
    """For each field, for each level: m and u, in millionths."""
    tables = _file("duplicates_weights.toml")
    return {field: levels for field, levels in tables.items() if isinstance(levels, dict)}


@cache
def prior_weight() -> Decimal:
    """The weight of knowing nothing yet (log2 of the odds that two records are one)."""
    prior = _file("duplicates_weights.toml")["prior"]
    return _log2(prior, _MILLION - prior)


@cache
def sentences() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """For each field, for each level: the sentence in French and English."""
    return _file("duplicates_sentences.toml")


def _file(name: str) -> dict[str, Any]:
    return tomllib.loads(Path(__file__).with_name(name).read_text("utf-8"))


def _log2(one: int, two: int) -> Decimal:
    return Decimal(str(round(math.log2(one / two), 4)))


@cache
def fixed_weight(field: str, level: str) -> Decimal:
    """log2(m / u) of a level; nothing when the field is absent on one side."""
    known = weights()[field].get(level)
    return _log2(known["m"], known["u"]) if known else Decimal(0)


def fixed_weights(comparison: Comparison) -> dict[str, Decimal]:
    """The weight of each field of a comparison, as the table has it."""
    return {field: fixed_weight(field, level) for field, level in asdict(comparison).items()}


def probability(weight: Decimal) -> Decimal:
    """The probability that stands for a weight: odds of two to its power."""
    return _probability(max(Decimal(-40), min(Decimal(40), weight)).quantize(Decimal("0.01")))


@lru_cache(maxsize=10_000)
def _probability(bounded: Decimal) -> Decimal:
    odds = Decimal(2) ** bounded
    return (odds / (1 + odds)).quantize(Decimal("0.000001"))


def say_weight(weight: Decimal) -> str:
    """A weight with its sign: "+4.2"."""
    return f"{weight:+.1f}"


def bits(number: object) -> Decimal:
    """A weight as a library gives it, to four places."""
    return Decimal(str(number)).quantize(Decimal("0.0001"))


def evidence_of(comparison: Comparison, by_field: Mapping[str, Decimal]) -> list[dict[str, str]]:
    """What each field says of a pair, heaviest first: field, level, weight and sentences; silent fields left out."""
    levels = asdict(comparison)
    told = [(field, level, by_field[field]) for field, level in levels.items() if level != "absent"]
    return [
        {"field": field, "level": level, "weight": say_weight(weight), **sentences()[field][level]}
        for field, level, weight in sorted(told, key=lambda one: -abs(one[2]))
    ]
