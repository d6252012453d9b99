"""A pool of worker processes that judge documents, for any number of calling threads."""

import atexit
import os
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from sansfaute.review.adapters.official.kinds import kind_of
from sansfaute.review.adapters.official.limits import Limits, limits_of, number
from sansfaute.review.adapters.official.process import Worker, WorkerLost
from sansfaute.review.adapters.official.verdict import OfficialVerdict, not_run

_TROUBLE_SECONDS = 10  # so long one failed start stands for all: a hundred documents must not start a hundred


class Pool:
    """At most `size` workers, started when needed and kept warm; one document at a time for each."""

    def __init__(self, size: int | None = None, limits: Limits | None = None) -> None:
        self.size = size or number(os.environ, "SANSFAUTE_JUDGES", 0, 0) or _cores()
        self._limits = limits or limits_of()
        self._free = threading.Semaphore(self.size)
        self._lock = threading.Lock()
        self._idle: list[Worker] = []
        self._asking = 0
        self._trouble, self._trouble_until = "", 0.0
        self._closed = False

    def judge(self, documents: Sequence[bytes]) -> list[OfficialVerdict]:
        """One verdict for each document, in order; those of a kind are judged together: a worker has few packs."""
        kinds = [kind_of(one) for one in documents]
        if len(documents) < 2:
            return list(map(self._judge, documents, kinds))
        order = sorted(range(len(documents)), key=kinds.__getitem__)
        with ThreadPoolExecutor(min(self.size, len(documents))) as threads:
            verdicts = threads.map(self._judge, (documents[one] for one in order), (kinds[one] for one in order))
            found = dict(zip(order, verdicts, strict=True))
        return [found[one] for one in range(len(documents))]

    def workers(self) -> list[int]:
        """The process identifiers of the idle workers."""
        with self._lock:
            return [worker.pid for worker in self._idle]

    def memory(self) -> list[int]:
        """Resident memory of each idle worker, in bytes."""
        with self._lock:
            return [worker.memory() for worker in self._idle]

    def close(self) -> None:
        """Ends the idle workers; those at work are ended when they give their verdict."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.end()

    def abandon(self) -> None:
        """In a forked child: lets go of the idle workers (no lock: it may have been held at the fork)."""
        for worker in self._idle:
            worker.abandon()

    def _judge(self, document: bytes, kind: str) -> OfficialVerdict:
        """The verdict; a document whose worker is lost is asked once more, unless it is plain that it would not help.

        Not after its time is up: the limit is a promise to the caller. Not when a fresh worker ran
        out of memory: the next would too.
        """
        with self._free, self._counted():
            for is_last in (False, True):
                worker = self._taken(kind)
                if isinstance(worker, str):
                    return not_run(worker)
                try:
                    return self._asked(worker, document, kind)
                except WorkerLost as loss:
                    if is_last or loss.is_late or (loss.is_starved and not worker.served):
                        return not_run(str(loss))
        raise AssertionError("the second attempt always returns")

    @contextmanager
    def _counted(self) -> Iterator[None]:
        """Counts the callers that have a worker, or are about to have one."""
        with self._lock:
            self._asking += 1
        try:
            yield
        finally:
            with self._lock:
                self._asking -= 1

    def _asked(self, worker: Worker, document: bytes, kind: str) -> OfficialVerdict:
        """The verdict of this worker, which then rests or is ended."""
        try:
            verdict = worker.ask(document, kind)
        except BaseException:  # lost, or interrupted in the middle of a frame: its pipe is of no more use
            worker.end()
            raise
        with self._lock:
            if not self._closed and not worker.is_tired():
                self._idle.append(worker)
                return verdict
        worker.end()
        return verdict

    def _taken(self, kind: str) -> Worker | str:
        """A worker that passed its self-check, or why there is none; a new one may take the place of an idle one."""
        with self._lock:
            resting = self._resting(kind)
            if resting is not None:
                self._idle.remove(resting)
                return resting
            if time.monotonic() < self._trouble_until:
                return self._trouble
            full = self._idle.pop(0) if len(self._idle) + self._asking > self.size else None
        if full is not None:
            full.end()
        worker = Worker(self._limits)
        if not worker.trouble:
            return worker
        worker.end()
        with self._lock:
            self._trouble, self._trouble_until = worker.trouble, time.monotonic() + _TROUBLE_SECONDS
        return worker.trouble

    def _resting(self, kind: str) -> Worker | None:
        """An idle worker for documents of this kind: one that has its packs, failing that one with room for them."""
        having = (one for one in reversed(self._idle) if kind in one.kinds)
        return next(having, None) or next((one for one in reversed(self._idle) if one.is_apt(kind)), None)


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
