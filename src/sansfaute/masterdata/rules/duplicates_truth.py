"""How right clusters are, where the truth is known."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import combinations

Pairs = frozenset[frozenset[str]]


@dataclass(frozen=True, slots=True)
class DuplicateScore:
    """Pairs of records: those that are one, those called sure, those proposed at all, and the shares."""

    true_pairs: int
    sure_pairs: int
    wrong_sure: tuple[tuple[str, str], ...]
    proposed_pairs: int
    missed: tuple[tuple[str, str], ...]
    precision_of_sure: Decimal
    recall_of_sure: Decimal
    recall: Decimal


def pairs_of(groups: Iterable[Collection[str]]) -> Pairs:
    """Every pair within each group."""
    return frozenset(frozenset(pair) for group in groups for pair in combinations(group, 2))


def score_duplicates(
    sure: Iterable[Collection[str]], review: Iterable[Collection[str]], entities: Mapping[str, str]
) -> DuplicateScore:
    """Compare clusters with the truth: `entities` gives the customer behind each code; other codes are left out."""
    by_entity: dict[str, list[str]] = defaultdict(list)
    for code, entity in entities.items():
        by_entity[entity].append(code)
    true = pairs_of(by_entity.values())
    known = [[code for code in group if code in entities] for group in sure]
    asked = [[code for code in group if code in entities] for group in review]
    called = pairs_of(known)
    proposed = called | pairs_of(asked)
    return DuplicateScore(
        true_pairs=len(true),
        sure_pairs=len(called),
        wrong_sure=_sorted(called - true),
        proposed_pairs=len(proposed),
        missed=_sorted(true - proposed),
        precision_of_sure=_share(len(called & true), len(called)),
        recall_of_sure=_share(len(called & true), len(true)),
        recall=_share(len(proposed & true), len(true)),
    )


def _sorted(pairs: Iterable[frozenset[str]]) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((min(pair), max(pair)) for pair in pairs))


def _share(part: int, whole: int) -> Decimal:
    return (Decimal(part) / (whole or 1) if whole else Decimal(1)).quantize(Decimal("0.0001"), ROUND_HALF_UP)
