"""Background jobs: how a room declares one. Each may be run twice without harm."""

from collections.abc import Callable
from typing import Any, Literal

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

CHUNK = 500
"""The most facts that one job carries (design: jobs are plural, up to 500 facts a job)."""

HARMLESS: set[str] = set()
"""The names of all jobs declared here, for the test that no other way is used."""

Step = Task[..., Any, Any]


def job(name: str, *, harmless_twice: Literal[True], attempts: int = 5) -> Callable[[Callable[..., None]], Step]:
    """Declare `function(seller_id: str, facts: list[dict])` as the job `name` ("room.verb_noun").

    Each fact holds its `subject_id` and the event's other fields: what a later room announces is
    carried to an earlier one, which could not go and fetch it.

    `harmless_twice` is a promise, not an option: the function ends in the same state when it runs
    twice, even at the same time. A failure is retried after 1, 4, 16… seconds, then listed.
    """
    assert harmless_twice, "a job that is not harmless when run twice does not belong here"
    HARMLESS.add(name)
    return app.task(name=name, retry=RetryStrategy(max_attempts=attempts, exponential_wait=4), pass_context=False)


def periodic(name: str, *, cron: str, harmless_twice: Literal[True]) -> Callable[[Callable[[int], None]], Step]:
    """Declare `function(timestamp: int)` to run on a schedule (cron, UTC); one at a time."""
    assert harmless_twice, "a job that is not harmless when run twice does not belong here"
    HARMLESS.add(name)

    def declare(function: Callable[[int], None]) -> Step:
        task: Step = app.task(name=name, queueing_lock=name, pass_context=False)(function)
        app.periodic(cron=cron, periodic_id=name)(task)
        return task

    return declare
