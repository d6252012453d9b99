"""A process that judges documents: one frame in, one verdict out, until its input closes.

Started by `process` as `python -m`, with its limit of memory in bytes. It is alone with the XSLT
engine; its first frame says whether the packs work on this machine (empty) or why not.
"""

import os
import resource
import sys
from contextlib import suppress
from typing import BinaryIO

from sansfaute.review.adapters.official import self_check
from sansfaute.review.adapters.official.engine import Engine
from sansfaute.review.adapters.official.frames import read_frame, write_frame
from sansfaute.review.adapters.official.process import OUT_OF_MEMORY
from sansfaute.review.adapters.official.verdict import encode, not_run


def main(memory: int) -> None:
    """Judges what comes on standard input; nothing but frames goes to standard output."""
    requests, answers = sys.stdin.buffer, _answers()
    _limit(resource.RLIMIT_DATA, memory)
    try:
        engine = Engine()
        trouble = _trouble(engine)
        # The engine reserves tens of gigabytes of addresses without using them: this limit goes beyond.
        _limit(resource.RLIMIT_AS, _addresses() + memory)
        write_frame(answers, trouble.encode())
        while (content := read_frame(requests)) is not None:
            write_frame(answers, _judged(engine, content))
    except MemoryError:
        os._exit(OUT_OF_MEMORY)  # at once, without anything that would need memory


def _trouble(engine: Engine) -> str:
    try:
        return self_check.check(engine)
    except MemoryError:
        raise
    except Exception as problem:  # a pack is absent or broken: whoever started us must know which
        return f"{type(problem).__name__}: {problem}"


def _judged(engine: Engine, content: bytes) -> bytes:
    try:
        return encode(engine.judge(content))
    except MemoryError:
        raise
    except Exception as problem:  # whatever the engine throws, the document was not judged, and we say so
        return encode(not_run(f"{type(problem).__name__}: {problem}"))


def _answers() -> BinaryIO:
    """Standard output, kept for frames alone: whatever else prints goes to standard error."""
    ours = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return ours


def _limit(kind: int, limit: int) -> None:
    """RLIMIT_DATA is what counts: the engine commits the memory it uses as private, writable mappings."""
    with suppress(OSError, ValueError):  # no right to limit: the time limit remains
        resource.setrlimit(kind, (limit, limit))


def _addresses() -> int:
    """Address space taken so far, in bytes; without /proc what the engine is known to reserve, and more."""
    try:
        with open("/proc/self/statm", encoding="ascii") as status:
            return int(status.read().split()[0]) * resource.getpagesize()
    except (OSError, ValueError, IndexError):
        return 64 * 1024 * 1024 * 1024


if __name__ == "__main__":
    main(int(sys.argv[1]))
