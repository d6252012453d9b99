"""What a record holds, as text by field; what a change makes of it; what is left when a change is undone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

IMPORTED = "imported:"
"""Before a field's name: what a file last said of it, whatever a person made of it since."""
MERGED_INTO = "merged_into"

State = Mapping[str, str]
"""The values given by field, what files last said (`imported:` fields), and the record merged into ("" for none)."""


def state_of(values: Mapping[str, str], imported: Mapping[str, str], merged_into: object = None) -> dict[str, str]:
    """All that makes a record, in one flat dictionary; an empty value is left out,
    unless it is what a file said."""
    state = {**values, **{IMPORTED + name: said for name, said in imported.items()}}
    state[MERGED_INTO] = str(merged_into) if merged_into else ""
    return {name: text for name, text in state.items() if text or name.startswith(IMPORTED)}


def values_in(state: State) -> dict[str, str]:
    """The values given, by field."""
    return {name: text for name, text in state.items() if name != MERGED_INTO and not name.startswith(IMPORTED)}


def imported_in(state: State) -> dict[str, str]:
    """What files last said, by field."""
    return {name.removeprefix(IMPORTED): text for name, text in state.items() if name.startswith(IMPORTED)}


def after_import(state: State, row: Mapping[str, str]) -> dict[str, str]:
    """The state once a file has said this row: what it says anew counts, what it only repeats does not.

    A value that a person mended since stays, as long as files go on saying what they said before. A file
    that says what the person made of it (our own export, brought back) changes nothing at all.
    """
    changed = dict(state)
    for name, text in row.items():
        said = state.get(IMPORTED + name)
        if said is None or text not in (said, state.get(name, "")):
            changed[name] = changed[IMPORTED + name] = text
    return {name: text for name, text in changed.items() if text or name.startswith(IMPORTED)}


@dataclass(frozen=True, slots=True)
class FieldChanges:
    """What a change touched: each field's text before and after ("" for none).

    What a file had never said before is in `after` only: that it said nothing is something said.
    """

    before: dict[str, str]
    after: dict[str, str]


def changes_between(before: State, after: State) -> FieldChanges:
    """The fields that differ. That a file says nothing for the first time is told with other changes, never alone."""
    names = {name for name in {*before, *after} if before.get(name, "") != after.get(name, "")}
    if names or not before:
        names |= {name for name in {*after} - {*before} if name.startswith(IMPORTED)}
    shown = sorted(names)
    known = [name for name in shown if name in before or not name.startswith(IMPORTED)]
    return FieldChanges({name: before.get(name, "") for name in known}, {name: after.get(name, "") for name in shown})


def without(state: State, undone: FieldChanges, history: Iterable[tuple[bool, FieldChanges]]) -> dict[str, str]:
    """The state once a change is taken back.

    `history` holds every change of the record in order, the one to undo included, each with whether
    it still counts afterwards. A field takes the `after` of the last that counts, else the `before` of the first.
    """
    folded: dict[str, str | None] = dict(state)
    steps = list(history)
    for name in undone.after:
        touching = [(counts, change) for counts, change in steps if name in change.after]
        counting = [change for counts, change in touching if counts]
        folded[name] = counting[-1].after[name] if counting else touching[0][1].before.get(name)
    return {name: text for name, text in folded.items() if text or (text == "" and name.startswith(IMPORTED))}
