"""A process that judges documents: one frame in, one verdict out, until its input closes.

Started by `pool` as `python -m`. It is alone with the XSLT engine; its first frame says whether
the packs work on this machine (empty) or why not.
"""

import os
import resource
import sys
from contextlib import suppress
from typing import BinaryIO

from sansfaute.review.adapters.official import self_check
from sansfaute.review.adapters.official.engine import Engine
from sansfaute.review.adapters.official.frames import read_frame, write_frame
from sansfaute.review.adapters.official.verdict import encode, not_run

_MORE_MEMORY = 1536 * 1024 * 1024
"""Address space that a worker may take beyond what its engine reserved at its start, in bytes."""


def main() -> None:
    """Judges what comes on standard input; nothing but frames goes to standard output."""
    requests, answers = sys.stdin.buffer, _answers()
    engine = Engine()
    trouble = _trouble(engine)
    _limit_memory()
    write_frame(answers, trouble.encode())
    while (content := read_frame(requests)) is not None:
        write_frame(answers, _judged(engine, content))


def _trouble(engine: Engine) -> str:
    try:
        return self_check.check(engine)
    except Exception as problem:  # a pack is absent or broken: whoever started us must know which
        return f"{type(problem).__name__}: {problem}"


def _judged(engine: Engine, content: bytes) -> bytes:
    try:
        return encode(engine.judge(content))
    except Exception as problem:  # whatever the engine throws, the document was not judged, and we say so
        return encode(not_run(f"{type(problem).__name__}: {problem}"))


def _answers() -> BinaryIO:
    """Standard output, kept for frames alone: whatever else prints goes to standard error."""
    ours = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return ours


def _limit_memory() -> None:
    """The engine reserves tens of gigabytes of addresses without using them: the limit goes beyond."""
    with suppress(OSError, ValueError, IndexError):  # no /proc, or no right to limit: the time limit remains
        with open("/proc/self/statm", encoding="ascii") as status:
            used = int(status.read().split()[0]) * resource.getpagesize()
        resource.setrlimit(resource.RLIMIT_AS, (used + _MORE_MEMORY, used + _MORE_MEMORY))
        resource.setrlimit(resource.RLIMIT_DATA, (_MORE_MEMORY, _MORE_MEMORY))


if __name__ == "__main__":
    main()
