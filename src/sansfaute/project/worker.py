"""A worker: takes jobs from the queue, one at a time, until it is told to stop or nothing is left.

Several may run on one machine or on many; they share the work through PostgreSQL alone. Jobs are
queued on Django's own connection, in the transaction of the fact: so the worker's own connections
(for fetching and heartbeats) belong to a second app that shares the tasks of the first.
"""

import contextlib
import gc
import logging
import os
import threading
import time
import traceback
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import close_old_connections
from procrastinate import App
from procrastinate.contrib.django import app
from procrastinate.job_context import JobContext

from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.lib.locks import shared

HEARTBEAT_SECONDS = 2.0
DEAD_AFTER = timedelta(seconds=10)


def work(home: Path, *, until_idle: bool = False, keep_jobs: bool = False) -> None:
    """Run jobs until SIGINT or SIGTERM (the job in hand is finished first), or until none is left."""
    _collect_rarely()
    with shared(home / "workers.lock"), _giving_back_jobs():
        _worker_app().run_worker(
            wait=not until_idle,
            concurrency=1,
            update_heartbeat_interval=HEARTBEAT_SECONDS,
            stalled_worker_timeout=DEAD_AFTER.total_seconds(),
            fetch_job_polling_interval=1.0,
            delete_jobs="never" if keep_jobs else "successful",
        )


def _collect_rarely() -> None:
    """A job makes many objects and no cycles: looking for garbage at every thousandth costs a tenth of it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def _worker_app() -> App:
    defaults: dict[str, Any] = dict(app.worker_defaults or {})
    defaults["task_middleware"] = [*(defaults.get("task_middleware") or []), keeping_reasons]
    worker_app = App(connector=app.connector.get_worker_connector(), worker_defaults=defaults)  # type: ignore[arg-type, attr-defined]  # the Django connector has it
    worker_app.tasks = app.tasks
    worker_app.periodic_registry = app.periodic_registry
    return worker_app


def keeping_reasons(call_next: Callable[[], Any], context: JobContext, worker: Any) -> Any:
    """Keep why a job failed before the failure goes on to the queue, which keeps only that it did."""
    try:
        return call_next()
    except Exception as failure:
        job = context.job
        journal.keep_failure(
            job_id=job.id or 0,
            task_name=job.task_name,
            attempt=job.attempts + 1,
            reason=f"{type(failure).__name__}: {failure}",
            details=traceback.format_exc(),
            at=clock.now(),
        )
        raise


@contextlib.contextmanager
def _giving_back_jobs() -> Iterator[None]:
    """Beside the work, look every few seconds for jobs that a dead worker left in hand."""
    stop = threading.Event()
    thread = threading.Thread(target=_give_back_until, args=(stop,), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(timeout=5)


def _give_back_until(stop: threading.Event) -> None:
    while not stop.wait(5.0):
        with contextlib.suppress(Exception):  # the database may be away for a moment; the next round will tell
            close_old_connections()
            given = journal.give_back_jobs(without_heartbeat=DEAD_AFTER, at=clock.now())
            if given:
                logging.getLogger(__name__).warning("%s jobs of a dead worker are given back", given)
    close_old_connections()


def end_with_parent(parent: int, end: Callable[[], None]) -> None:
    """Call `end` once this process has another parent than `parent`: ours was killed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        end()

    threading.Thread(target=watch, daemon=True).start()
