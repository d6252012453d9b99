"""Jobs that failed or were left behind: keep the reason, try them again."""

from datetime import datetime, timedelta

from django.db import transaction
from procrastinate.contrib.django import app

from sansfaute.journal import queries
from sansfaute.journal.models import JobFailure


@transaction.atomic
def keep_failure(*, job_id: int, task_name: str, attempt: int, reason: str, details: str, at: datetime) -> JobFailure:
    """Write down why a job failed."""
    return JobFailure.objects.create(
        job_id=job_id, task_name=task_name, attempt=attempt, reason=reason, details=details, failed_at=at
    )


def retry_job(*, job_id: int, at: datetime) -> bool:
    """Put a failed job back in the queue; False when there is no failed job of that number."""
    failed = queries.failed_jobs().filter(id=job_id).first()
    if failed is None:
        return False
    app.job_manager.retry_job_by_id(failed.id, at, failed.priority, failed.queue_name, failed.lock)
    return True


def give_back_jobs(*, without_heartbeat: timedelta, at: datetime) -> int:
    """Put jobs in the hands of dead workers back in the queue; gives back how many.

    A worker that died (kill -9, power cut) leaves its job "doing" and its heartbeat stops.
    """
    stalled = list(queries.stalled_jobs(at - without_heartbeat))
    for job in stalled:
        app.job_manager.retry_job_by_id(job.id, at, job.priority, job.queue_name, job.lock)
    return len(stalled)
