"""What becomes of the values when records are merged: which record stays, and which values it takes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

_NEVER_TAKEN = frozenset({"iban", "bic"})
"""Bank details are taken from another record by a person alone, when ours has some."""


@dataclass(frozen=True, slots=True)
class Mergeable:
    """A record to merge: its values by field, and the fields at fault."""

    key: str
    code: str
    values: Mapping[str, str]
    faults: frozenset[str] = field(default_factory=frozenset)


def choose_keeper(records: Sequence[Mergeable]) -> Mergeable:
    """The record with the most values free of fault; of two alike, the one whose code comes first."""
    return min(records, key=lambda one: (len(one.faults) - len([v for v in one.values.values() if v]), one.code))


def values_to_take(kept: Mergeable, others: Iterable[Mergeable]) -> dict[str, str]:
    """What the kept record lacks, or has wrong where another is right; nothing else changes."""
    taken: dict[str, str] = {}
    for other in others:
        for name, text in other.values.items():
            if not text or name in other.faults or name in taken:
                continue
            ours = kept.values.get(name, "")
            if not ours or (name in kept.faults and name not in _NEVER_TAKEN):
                taken[name] = text
    return taken
