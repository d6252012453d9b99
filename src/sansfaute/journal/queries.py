"""Named reads of the journal: timelines, and whether its blocks still hold."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob

from sansfaute.journal import rules
from sansfaute.journal.models import Block, BlockedFact, Fact, JobFailure


def timeline(subject_ids: Iterable[UUID]) -> list[Fact]:
    """The facts about these subjects, oldest first."""
    return list(Fact.objects.filter(subject_id__in=list(subject_ids)).order_by("happened_at", "id"))


def fact_ids_after(after: UUID | None, limit: int) -> list[UUID]:
    """The identifiers of the facts that follow one, sealed or not, in their order; None: from the first."""
    rows = Fact.objects.filter(id__gt=after) if after else Fact.objects.all()
    return list(rows.order_by("id").values_list("id", flat=True)[:limit])


def facts_without_block(fact_ids: Sequence[UUID]) -> list[Fact]:
    """Those of these facts that no block seals yet, in their order."""
    sealed = set(BlockedFact.objects.filter(fact_id__in=fact_ids).values_list("fact_id", flat=True))
    return list(Fact.objects.filter(id__in=[one for one in fact_ids if one not in sealed]).order_by("id"))


def newest_sealed() -> UUID | None:
    """The highest identifier of a fact in the newest block."""
    newest = last_block()
    return max((one.fact_id for one in newest.facts.only("fact_id")), default=None) if newest else None


def last_block() -> Block | None:
    """The newest block."""
    return Block.objects.order_by("-number").first()


def hash_of(fact: Fact) -> str:
    """The hash of a fact as it stands in the database."""
    content: dict[str, Any] = {
        "id": str(fact.id),
        "seller_id": str(fact.seller_id or ""),
        "kind": fact.kind,
        "subject_id": str(fact.subject_id),
        "data": fact.data,
        "actor_id": str(fact.actor_id or ""),
        "actor_name": fact.actor_name,
        "why": fact.why,
        "happened_at": fact.happened_at.isoformat(),
    }
    return rules.fact_hash(content)


def verify_blocks() -> Iterator[tuple[str, str]]:
    """Each (what, why) that no longer holds: a fact that was changed, a block that breaks the chain."""
    previous, expected = rules.FIRST, 1
    for block in Block.objects.order_by("number").iterator(chunk_size=200):
        if block.number != expected or block.previous_hash != previous:
            yield f"block {block.number}", "it does not follow the block before it"
        yield from _changed_facts(block)
        previous, expected = block.block_hash, block.number + 1


def _changed_facts(block: Block) -> Iterator[tuple[str, str]]:
    entries = list(BlockedFact.objects.filter(block=block).select_related("fact").order_by("position"))
    for entry in entries:
        if hash_of(entry.fact) != entry.fact_hash:
            named = entry.fact.data.get("invoice_number") or entry.fact_id
            yield f"fact {entry.fact.kind} {named}", "it was changed after it was sealed"
    whole = rules.facts_hash([entry.fact_hash for entry in entries])
    sealed = rules.block_hash(block.number, block.previous_hash, whole)
    if (whole, len(entries), sealed) != (block.facts_hash, block.fact_count, block.block_hash):
        yield f"block {block.number}", "its content is not what was sealed"


def counts() -> dict[str, int]:
    """How many facts and blocks there are."""
    return {"facts": Fact.objects.count(), "blocks": Block.objects.count()}


def failed_jobs() -> QuerySet[ProcrastinateJob]:
    """Jobs that failed as often as they may; they wait for a person."""
    return ProcrastinateJob.objects.filter(status="failed").order_by("id")


def unfinished_jobs() -> QuerySet[ProcrastinateJob]:
    """Jobs waiting or in hand, the scheduled ones of the periodic tasks included."""
    return ProcrastinateJob.objects.filter(status__in=["todo", "doing"])


def unfinished_work() -> QuerySet[ProcrastinateJob]:
    """Jobs of the journey waiting or in hand: the schedule's own jobs are not counted."""
    return unfinished_jobs().filter(args__has_key="facts")


def due_jobs(now: datetime) -> QuerySet[ProcrastinateJob]:
    """Jobs that a free worker would take now, and those in hand."""
    due = Q(scheduled_at=None) | Q(scheduled_at__lte=now)
    return unfinished_jobs().filter(due)


def stalled_jobs(last_sign_of_life: datetime) -> QuerySet[ProcrastinateJob]:
    """Jobs in the hands of a worker that gave no sign of life since then."""
    dead = Q(worker=None) | Q(worker__last_heartbeat__lt=last_sign_of_life)
    return ProcrastinateJob.objects.filter(dead, status="doing")


@dataclass(frozen=True, slots=True)
class JobTrouble:
    """Why a job does not end: its number, its last failure, and whether it waits for a person."""

    job_id: int
    reason: str
    is_given_up: bool


def job_trouble(subject_id: UUID | str, task_names: Iterable[str]) -> JobTrouble | None:
    """What keeps the last of these jobs about a subject from its end; None while it goes well, or was never asked."""
    about = {"args__facts__contains": [{"subject_id": str(subject_id)}]}
    job = ProcrastinateJob.objects.filter(task_name__in=list(task_names), **about).order_by("-id").first()
    if job is None or job.status not in ("failed", "todo", "doing") or (job.status != "failed" and not job.attempts):
        return None
    failure = failures_of([job.id]).get(job.id)
    if failure is None and job.status != "failed":
        return None  # given back after its worker died: that is no failure of its own
    return JobTrouble(job.id, failure.reason if failure else "", job.status == "failed")


def failed_job(seller_id: UUID | str, job_id: int) -> ProcrastinateJob | None:
    """A failed job of this seller."""
    return failed_jobs().filter(id=job_id, args__seller_id=str(seller_id)).first()


def failures_of(job_ids: Iterable[int]) -> dict[int, JobFailure]:
    """The last failure of each of these jobs."""
    rows = JobFailure.objects.filter(job_id__in=list(job_ids)).order_by("failed_at")
    return {row.job_id: row for row in rows}
