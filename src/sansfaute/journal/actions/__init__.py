"""Every write of the journal: append facts and hand them on, seal them in blocks, retry failed jobs."""

from sansfaute.journal.actions.blocks import seal_facts
from sansfaute.journal.actions.facts import Actor, Event, InlineSteps, inline_steps, record, set_journey
from sansfaute.journal.actions.failures import give_back_jobs, keep_failure, retry_job

__all__ = [
    "Actor",
    "Event",
    "InlineSteps",
    "give_back_jobs",
    "inline_steps",
    "keep_failure",
    "record",
    "retry_job",
    "seal_facts",
    "set_journey",
]
