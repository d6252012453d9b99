"""Append facts and hand them on: the journey's jobs are queued in the transaction of the fact."""

import dataclasses
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from functools import cache
from typing import Any, Protocol
from uuid import UUID

from django.db import transaction

from sansfaute.journal.models import Fact
from sansfaute.lib.bulk import copy_in, fresh
from sansfaute.lib.jobs import CHUNK, Step

_journey: dict[type, Sequence[Step]] = {}
_inline: ContextVar["InlineSteps | None"] = ContextVar("inline_steps", default=None)


class Event(Protocol):
    """A fact about to be recorded: a frozen dataclass of a room's `events.py`."""

    @property
    def seller_id(self) -> UUID: ...
    @property
    def subject_id(self) -> UUID: ...


class Actor(Protocol):
    """Whoever acts: any object with an identity and a name (a person, in practice)."""

    @property
    def pk(self) -> Any: ...
    def get_username(self) -> str: ...


def set_journey(journey: Mapping[type, Sequence[Step]]) -> Mapping[type, Sequence[Step]]:
    """Learn what happens after what; gives back the journey before. Called at start-up by `project`."""
    before = dict(_journey)
    _journey.clear()
    _journey.update(journey)
    return before


def record(events: Sequence[Event], *, at: datetime, actor: Actor | None = None, why: str = "") -> None:
    """Append one fact for each event and queue the journey's jobs, in the caller's transaction."""
    if not events:
        return
    told = [_data(event) for event in events]
    who = {"actor_id": actor.pk if actor else None, "actor_name": actor.get_username() if actor else ""}
    same = {**who, "why": why, "happened_at": at}
    with transaction.atomic():
        copy_in([_fact(event, data, same) for event, data in zip(events, told, strict=True)])
        for step, seller_id, facts in _steps(events, told):
            _hand_on(step, {"seller_id": str(seller_id), "facts": facts})


def _fact(event: Event, data: dict[str, Any], same: Mapping[str, Any]) -> Fact:
    own = {"seller_id": event.seller_id, "kind": type(event).__name__, "subject_id": event.subject_id, "data": data}
    return fresh(Fact, {**own, **same})


def _data(event: Event) -> dict[str, Any]:
    """The event's own fields, as JSON holds them."""
    return {name: _plain(getattr(event, name)) for name in _own_names(type(event))}


@cache
def _own_names(kind: type) -> tuple[str, ...]:
    names = (one.name for one in dataclasses.fields(kind))
    return tuple(name for name in names if name not in ("seller_id", "subject_id"))


def _plain(value: object) -> object:
    return str(value) if isinstance(value, UUID) else value


def _steps(
    events: Sequence[Event], told: Sequence[dict[str, Any]]
) -> Iterator[tuple[Step, UUID, list[dict[str, Any]]]]:
    """Each listening step with its seller and at most CHUNK facts."""
    heard: dict[tuple[type, UUID], list[dict[str, Any]]] = defaultdict(list)
    for event, data in zip(events, told, strict=True):
        if type(event) in _journey:
            heard[type(event), event.seller_id].append({"subject_id": str(event.subject_id), **data})
    for (kind, seller_id), facts in heard.items():
        for step in _journey[kind]:
            for start in range(0, len(facts), CHUNK):
                yield step, seller_id, facts[start : start + CHUNK]


def _hand_on(step: Step, arguments: dict[str, Any]) -> None:
    inline = _inline.get()
    if inline is None:
        step.defer(**arguments)
    else:
        inline.waiting.append((step, arguments))


class InlineSteps:
    """Steps kept in memory and run here instead of by a worker: simulations and stories."""

    def __init__(self, skip: frozenset[str]) -> None:
        self.skip = skip
        self.waiting: deque[tuple[Step, dict[str, Any]]] = deque()

    def run(self) -> None:
        """Run every waiting step, and the steps they announce, until none is left."""
        while self.waiting:
            step, arguments = self.waiting.popleft()
            if step.name not in self.skip:
                step.func(**arguments)


@contextmanager
def inline_steps(skip: frozenset[str] = frozenset()) -> Iterator[InlineSteps]:
    """Within this block, steps wait in memory: nothing is queued for the workers.

    Steps named in `skip` ("issuing.issue_drafts") are dropped: a simulation stops before them.
    """
    steps = InlineSteps(skip)
    token = _inline.set(steps)
    try:
        yield steps
    finally:
        _inline.reset(token)
