"""One worker process, seen from its owner: start, ask with a time limit, end."""

import os
import subprocess
import sys
import time
from pathlib import Path

from sansfaute.review.adapters.official.frames import FrameBroken, receive, send
from sansfaute.review.adapters.official.verdict import OfficialVerdict, decode

_PACKAGE_ROOT = Path(__file__).resolve().parents[4]
_MODULE = "sansfaute.review.adapters.official.worker"


def _environment() -> dict[str, str]:
    """What a worker needs to find its modules and libraries; never our secrets."""
    kept = {name: os.environ[name] for name in ("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT") if name in os.environ}
    paths = [str(_PACKAGE_ROOT), os.environ.get("PYTHONPATH", "")]
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, paths)), "LC_ALL": "C.UTF-8"}


class Worker:
    """A started worker. Raises FrameBroken from `ask` when it is dead or late; then `end` it."""

    def __init__(self, start_seconds: float) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", _MODULE],
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
        self.trouble = self._started(start_seconds)

    @property
    def pid(self) -> int:
        """The process identifier."""
        return self._process.pid

    def ask(self, content: bytes, seconds: float) -> OfficialVerdict:
        """The verdict on one document; raises FrameBroken when none comes in time."""
        deadline = time.monotonic() + seconds
        send(self._in, content, deadline)
        try:
            return decode(receive(self._out, deadline))
        except (ValueError, KeyError, TypeError) as problem:
            raise FrameBroken("the worker wrote rubbish") from problem

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

    def _started(self, seconds: float) -> str:
        """Empty when the worker passed its self-check, else why it did not."""
        try:
            return receive(self._out, time.monotonic() + seconds).decode()
        except (FrameBroken, UnicodeDecodeError) as problem:
            return f"the worker did not start: {problem}"
