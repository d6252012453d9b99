"""A pool of worker processes that judge documents, for any number of calling threads."""

import atexit
import os
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from sansfaute.review.adapters.official.frames import FrameBroken
from sansfaute.review.adapters.official.process import Worker
from sansfaute.review.adapters.official.verdict import OfficialVerdict, not_run

_DOCUMENTS_BEFORE_REST = 2000  # a worker is replaced after so many, whatever its engine may have kept


class Pool:
    """At most `size` workers, started when needed and kept warm; one document at a time for each."""

    def __init__(self, size: int | None = None, *, seconds: float = 60, start_seconds: float = 120) -> None:
        self.size = size or int(os.environ.get("SANSFAUTE_JUDGES", "0")) or _cores()
        self._seconds = seconds
        self._start_seconds = start_seconds
        self._free = threading.Semaphore(self.size)
        self._lock = threading.Lock()
        self._idle: list[tuple[Worker, int]] = []
        self._closed = False

    def judge(self, documents: Sequence[bytes]) -> list[OfficialVerdict]:
        """One verdict for each document, in order."""
        if len(documents) < 2:
            return [self._judge(one) for one in documents]
        with ThreadPoolExecutor(min(self.size, len(documents))) as threads:
            return list(threads.map(self._judge, documents))

    def workers(self) -> list[int]:
        """The process identifiers of the idle workers."""
        with self._lock:
            return [worker.pid for worker, _ in self._idle]

    def close(self) -> None:
        """Ends the idle workers; those at work are ended when they give their verdict."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for worker, _ in idle:
            worker.end()

    def abandon(self) -> None:
        """In a forked child: lets go of the idle workers (no lock: it may have been held at the fork)."""
        for worker, _ in self._idle:
            worker.abandon()

    def _judge(self, document: bytes) -> OfficialVerdict:
        """The verdict; a worker that dies or is late is replaced and the document asked once more."""
        with self._free:
            verdict = self._attempt(document) or self._attempt(document)
        return verdict if isinstance(verdict, OfficialVerdict) else not_run("two workers died or were late on it")

    def _attempt(self, document: bytes) -> OfficialVerdict | None:
        """The verdict, or None when the worker was lost."""
        worker, served = self._taken()
        if worker.trouble:
            worker.end()
            return not_run(worker.trouble)
        try:
            verdict = worker.ask(document, self._seconds)
        except FrameBroken:
            worker.end()
            return None
        except BaseException:
            worker.end()  # interrupted in the middle of a frame: its pipe is of no more use
            raise
        self._give_back(worker, served + 1)
        return verdict

    def _taken(self) -> tuple[Worker, int]:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return Worker(self._start_seconds), 0

    def _give_back(self, worker: Worker, served: int) -> None:
        with self._lock:
            if not self._closed and served < _DOCUMENTS_BEFORE_REST:
                self._idle.append((worker, served))
                return
        worker.end()


def _cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_shared: Pool | None = None
_shared_lock = threading.Lock()


def judge(documents: Sequence[bytes]) -> list[OfficialVerdict]:
    """The official verdict on each document, in order, by the pool of this process."""
    return _pool().judge(documents)


def close() -> None:
    """Ends the workers of this process; the next `judge` starts others."""
    global _shared
    with _shared_lock:
        pool, _shared = _shared, None
    if pool is not None:
        pool.close()


def _pool() -> Pool:
    global _shared
    with _shared_lock:
        if _shared is None:
            _shared = Pool()
        return _shared


def _forget() -> None:
    """A forked child leaves the workers, and the locks held at the fork, to its parent."""
    global _shared, _shared_lock
    if _shared is not None:
        _shared.abandon()
    _shared, _shared_lock = None, threading.Lock()


os.register_at_fork(after_in_child=_forget)
atexit.register(close)
