"""The life of a contract line, day by day: which terms hold, and whether they are paid, paused or on trial.

`segments` replays the changes known at an instant over the contract's days. For each matter (quantity,
price, item, rhythm, pause, trial, end) the change that holds on a day is the last to take hold until
then; for the same day, the last recorded. So what was invoiced at an instant can be worked out again
with `known_at`, and a back-dated change moves only the days from its own to the next of its matter.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby, pairwise
from typing import Any, Literal, get_args

from sansfaute.contracts.rules.changes import (
    Change,
    Terms,
    instant_key,
    known_changes,
    read_change,
    read_values,
    recorded_order,
)
from sansfaute.contracts.rules.periods import DAY
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.contracts.rules.rhythms import Rhythm, anchored
from sansfaute.contracts.rules.term_words import refusal

State = Literal["active", "paused", "trial"]
STATES: tuple[State, ...] = get_args(State)


@dataclass(frozen=True, slots=True)
class Segment:
    """Days (both included; None: it runs on) with the same terms and state, and the changes that say so.

    A segment that an `end` closes names that change too.
    """

    start: date
    end: date | None
    terms: Terms
    state: State
    change_ids: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "start": self.start.isoformat(),
            "end": None if self.end is None else self.end.isoformat(),
            "terms": self.terms.to_dict(),
            "state": self.state,
            "change_ids": list(self.change_ids),
        }

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "Segment":
        """The segment of `to_dict`."""
        assert values["state"] in STATES
        return cls(
            start=date.fromisoformat(values["start"]),
            end=None if values["end"] is None else date.fromisoformat(values["end"]),
            terms=Terms.from_dict(values["terms"]),
            state=values["state"],
            change_ids=tuple(values["change_ids"]),
        )


@dataclass(frozen=True, slots=True)
class RhythmSpan:
    """Days of a contract, both included, that one rhythm cuts into periods."""

    rhythm: Rhythm | None
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class _Standing:
    """What holds on a day: terms, life, pause, last free day, and the change that decided each matter."""

    terms: Terms
    alive: bool = True
    paused: bool = False
    trial_until: date | None = None
    deciding: tuple[tuple[str, Change], ...] = ()

    def state_on(self, day: date) -> State:
        if self.paused:
            return "paused"
        return "trial" if self.trial_until is not None and day <= self.trial_until else "active"

    def ids(self, state: State) -> tuple[str, ...]:
        """The changes that decide what holds, in the order in which they were recorded."""
        held = {change for matter, change in self.deciding if matter != "trial" or state == "trial"}
        return tuple(change.change_id for change in sorted(held, key=recorded_order))


_MATTERS: Mapping[str, str] = {"pause": "pause", "resume": "pause", "end": "life", "reopen": "life", "trial": "trial"}


def _after(standing: _Standing, change: Change) -> _Standing:
    """What holds once a change took hold."""
    values = read_values(change)
    matters = [_MATTERS[change.kind]] if change.kind in _MATTERS else [name for name in values if name != "price"]
    kept = tuple(one for one in standing.deciding if one[0] not in matters)
    standing = replace(standing, deciding=kept + tuple((matter, change) for matter in matters))
    if change.kind in ("pause", "resume"):
        return replace(standing, paused=change.kind == "pause")
    if change.kind in ("end", "reopen"):
        return replace(standing, alive=change.kind == "reopen")
    if change.kind == "trial":
        return replace(standing, trial_until=values["until"])
    if change.kind == "rhythm":
        values["rhythm"] = anchored(values["rhythm"], change.effective)
    return replace(standing, terms=replace(standing.terms, **values))


def segments(
    initial: Terms, start: date, end: date | None, changes: Iterable[Change], known_at: str | None = None
) -> tuple[Segment, ...]:
    """The segments of a contract from its first day; `end` is its last as it was signed, None: it runs on.

    Days that the contract does not live (after an end, before a reopening) have no segment. A rhythm
    without an anchor is anchored on the day from which it holds. Raises TermsRefused as
    `changes.read_change` does, for changes that were never checked.
    """
    if initial.rhythm is not None:
        initial = replace(initial, rhythm=anchored(initial.rhythm, start))
    known = known_changes(changes, known_at)
    found: list[Segment] = []
    for first, last, standing in _stretches(_Standing(initial), start, end, known):
        if standing.alive:
            state = standing.state_on(first)
            found.append(Segment(first, last, standing.terms, state, standing.ids(state)))
        elif found and found[-1].end == first - DAY:
            found[-1] = _ended_by(found[-1], standing)
    return tuple(found)


def _ended_by(segment: Segment, standing: _Standing) -> Segment:
    ends = tuple(change.change_id for matter, change in standing.deciding if matter == "life")
    return replace(segment, change_ids=tuple(dict.fromkeys(segment.change_ids + ends)))


def _stretches(
    standing: _Standing, start: date, end: date | None, known: Sequence[Change]
) -> Iterator[tuple[date, date | None, _Standing]]:
    """Days between two moments at which something may change, with what holds on them."""
    signed_end = None if end is None else end + DAY
    days = {start, *(change.holds_from for change in known), *_days_after_trials(known)}
    days |= set() if signed_end is None else {signed_end}
    moments: list[date | None] = [*sorted(day for day in days if day >= start), None]
    by_day = {day: list(group) for day, group in groupby(known, key=lambda change: change.holds_from)}
    for change in (one for one in known if one.holds_from < start):
        standing = _after(standing, change)
    for day, following in pairwise(moments):
        assert day is not None
        if day == signed_end:
            standing = replace(standing, alive=False)
        for change in by_day.get(day, ()):
            standing = _after(standing, change)
        yield day, None if following is None else following - DAY, standing


def _days_after_trials(known: Iterable[Change]) -> Iterator[date]:
    for change in known:
        if change.kind == "trial" and (until := read_values(change)["until"]) is not None:
            yield until + DAY


def rhythm_spans(found: Sequence[Segment]) -> tuple[RhythmSpan, ...]:
    """The days of a contract by rhythm; a day on which it does not live begins a new span."""
    spans: list[RhythmSpan] = []
    for segment in found:
        last = spans[-1] if spans else None
        if last and last.end is not None and (last.rhythm, last.end + DAY) == (segment.terms.rhythm, segment.start):
            spans[-1] = replace(last, end=segment.end)
        else:
            spans.append(RhythmSpan(segment.terms.rhythm, segment.start, segment.end))
    return tuple(spans)


def check_change(
    initial: Terms, changes: Sequence[Change], new: Change, *, start: date, end: date | None = None
) -> TermsRefused | None:
    """Why a change cannot be recorded after the others, or None. `start` and `end` are the contract's.

    Codes: those of `changes.read_change`, change_id_used, recorded_in_the_past, change_before_start,
    change_after_end, not_ended, already_ends, already_paused, not_paused.
    """
    try:
        read_change(new.to_dict())
        _refuse_record(changes, new)
        _refuse_day(segments(initial, start, end, changes), new, start)
    except TermsRefused as refused:
        return refused
    return None


def _refuse_record(changes: Sequence[Change], new: Change) -> None:
    if any(change.change_id == new.change_id for change in changes):
        raise refusal("change_id_used", change_id=new.change_id)
    last = max((change.recorded_at for change in changes), key=instant_key, default=new.recorded_at)
    if instant_key(new.recorded_at) < instant_key(last):
        raise refusal("recorded_in_the_past", recorded_at=new.recorded_at, last=last)


def _refuse_day(found: Sequence[Segment], new: Change, start: date) -> None:
    day = new.effective
    if day < start:
        raise refusal("change_before_start", effective=day, start=start)
    held = next((one for one in found if one.start <= day and (one.end is None or day <= one.end)), None)
    if new.kind == "reopen":
        if held is not None:
            raise refusal("not_ended", effective=day)
    elif held is None:
        before = [one.end for one in found if one.end is not None and one.end < day]
        raise refusal("change_after_end", effective=day, end=max(before, default=start - DAY))
    elif new.kind == "end" and held.end == day and not any(one.start == day + DAY for one in found):
        raise refusal("already_ends", effective=day)
    elif new.kind == "pause" and held.state == "paused":
        raise refusal("already_paused", effective=day)
    elif new.kind == "resume" and held.state != "paused":
        raise refusal("not_paused", effective=day)
