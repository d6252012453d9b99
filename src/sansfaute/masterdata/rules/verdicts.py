"""What would become of one row of a file, were it accepted: the dry run decides by the rules of the import itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from sansfaute.masterdata.rules.identifiers import compact
from sansfaute.masterdata.rules.records import RecordFinding
from sansfaute.masterdata.rules.states import IMPORTED, State, after_import, values_in

Outcome = Literal["new", "changed", "same", "rejected"]
Note = Literal["", "kept", "bank", "older"]
"""Why a difference does not count at once: a person mended the value and the file only repeats what it said; new
bank details wait for a second person; a file that arrived later already spoke of this record."""

BANK_FIELDS = ("iban", "bic")


@dataclass(frozen=True, slots=True)
class Difference:
    """One field of a known record: what we hold, and what the file says of it."""

    field: str
    before: str
    after: str
    note: Note = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the import would make of one row, and what the rules say of the record it would leave."""

    outcome: Outcome
    differences: tuple[Difference, ...] = ()
    findings: tuple[RecordFinding, ...] = ()

    @property
    def has_errors(self) -> bool:
        """Whether the row is left out when only what is right is taken."""
        return self.outcome == "rejected" or any(one.level == "error" for one in self.findings)


def differences_of(state: State, row: Mapping[str, str], *, guarded: bool = False) -> tuple[Difference, ...]:
    """What the file says otherwise than the record, field by field; `guarded` bank details wait."""
    after = values_in(after_import(state, row))
    found = []
    for name, said in row.items():
        ours = state.get(name, "")
        if said == ours:
            continue
        kept = after.get(name, "") == ours
        waits = guarded and name in BANK_FIELDS and compact(said) != compact(ours)
        found.append(Difference(name, ours, said, "kept" if kept else "bank" if waits else ""))
    return tuple(found)


def state_agreed(state: State, row: Mapping[str, str], *, guarded: bool = False) -> dict[str, str]:
    """The record once the row is accepted; `guarded` bank details stay as they are until a second person says yes."""
    after = after_import(state, row)
    if guarded and any(one.note == "bank" for one in differences_of(state, row, guarded=True)):
        after |= {name: state.get(name, "") for name in BANK_FIELDS}
    return {name: text for name, text in after.items() if text or name.startswith(IMPORTED)}


def outcome_of(differences: Sequence[Difference]) -> Outcome:
    """Changed when a difference counts, now or once a second person has confirmed it."""
    return "changed" if any(one.note in ("", "bank") for one in differences) else "same"


def as_older(differences: Sequence[Difference]) -> tuple[Difference, ...]:
    """The same differences, none of which counts: a later file has spoken."""
    return tuple(Difference(one.field, one.before, one.after, "older") for one in differences)
