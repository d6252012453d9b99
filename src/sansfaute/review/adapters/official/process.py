"""One worker process, seen from its owner: start, ask with a time limit, end."""

import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

from sansfaute.review.adapters.official.frames import FrameBroken, FrameLate, receive, send
from sansfaute.review.adapters.official.limits import MEBIBYTE, Limits
from sansfaute.review.adapters.official.packs import OTHER_FOLDER
from sansfaute.review.adapters.official.verdict import OfficialVerdict, decode

_PACKAGE_ROOT = Path(__file__).resolve().parents[4]
_MODULE = "sansfaute.review.adapters.official.worker"
_KEPT = ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", OTHER_FOLDER)
OUT_OF_MEMORY = 98
"""Exit status of a worker whose Python ran out of memory."""
_GAVE_UP = (OUT_OF_MEMORY, 99, -signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS)
"""What is seen, with 98 and the engine's 99, when memory is refused inside Python, the engine or a C library."""


def _environment() -> dict[str, str]:
    """What a worker needs to find its modules and libraries; never our secrets."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    paths = [str(_PACKAGE_ROOT), os.environ.get("PYTHONPATH", "")]
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, paths)), "LC_ALL": "C.UTF-8"}


class WorkerLost(Exception):
    """No verdict came, and the worker is to be ended; the text says why, `is_late` and `is_starved` what kind."""

    def __init__(self, why: str, *, is_late: bool = False, is_starved: bool = False) -> None:
        super().__init__(why)
        self.is_late = is_late
        self.is_starved = is_starved


class Worker:
    """A started worker; `trouble` is empty when it passed its self-check, else why it did not.

    `served` counts its documents, `kinds` are those that it was asked about (see `kinds`).
    """

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self.served = 0
        self.kinds: set[str] = set()
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", _MODULE, str(limits.memory)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=_environment(),
            start_new_session=True,  # a Ctrl-C at the terminal is for us: we then close the worker
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._in, self._out = self._process.stdin.fileno(), self._process.stdout.fileno()
        os.set_blocking(self._in, False)
        os.set_blocking(self._out, False)
        self.trouble = self._started()

    @property
    def pid(self) -> int:
        """The process identifier."""
        return self._process.pid

    def ask(self, content: bytes, kind: str = "") -> OfficialVerdict:
        """The verdict on one document of this kind; raises WorkerLost when none comes in time."""
        self.kinds.add(kind)
        deadline = time.monotonic() + self._limits.seconds
        try:
            send(self._in, content, deadline)
            verdict = decode(receive(self._out, deadline))
        except FrameLate as problem:
            why = f"no verdict within {self._limits.seconds:g} s: the document is too large, or the machine too busy"
            raise WorkerLost(why, is_late=True) from problem
        except FrameBroken as problem:
            raise self._lost(str(problem)) from problem
        except (ValueError, KeyError, TypeError) as problem:
            raise WorkerLost("the worker wrote rubbish") from problem
        self.served += 1
        return verdict

    def is_tired(self) -> bool:
        """Whether it has judged so many documents, or keeps so much memory, that another one should take over."""
        return self.served >= self._limits.documents or self.memory() > self._limits.rest_memory

    def is_apt(self, kind: str) -> bool:
        """Whether it has the packs of these documents, or room for them; documents of no kind need none."""
        return kind in ("", *self.kinds) or self.memory() <= self._limits.room

    def memory(self) -> int:
        """Resident memory, in bytes; 0 where the system does not tell."""
        try:
            return int(Path(f"/proc/{self.pid}/statm").read_text("ascii").split()[1]) * resource.getpagesize()
        except (OSError, ValueError, IndexError):
            return 0

    def end(self) -> None:
        """Kills the process, if it lives, and leaves no zombie nor open pipe."""
        self._process.kill()
        self._process.wait()
        self._close()

    def abandon(self) -> None:
        """In a forked child: lets go of a worker that stays its parent's, which alone may end it."""
        self._process.returncode = 0
        self._close()

    def _close(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _started(self) -> str:
        try:
            return receive(self._out, time.monotonic() + self._limits.start_seconds).decode()
        except FrameLate as problem:
            return f"the worker did not start: {problem}"
        except (FrameBroken, UnicodeDecodeError) as problem:
            return f"the worker did not start: {self._lost(str(problem))}"

    def _lost(self, problem: str) -> WorkerLost:
        """Why a worker that closed its pipe is gone, by its exit status."""
        try:
            status = self._process.wait(5)
        except subprocess.TimeoutExpired:
            return WorkerLost(problem)
        if status in _GAVE_UP:
            limit = self._limits.memory // MEBIBYTE
            why = f"the official rules gave up, most likely for want of memory: the limit is {limit} MiB"
            return WorkerLost(why, is_starved=True)
        return WorkerLost(f"the worker was killed by signal {-status}" if status < 0 else f"{problem} ({status})")
