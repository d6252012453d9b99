"""What processes cost: seconds of processor and largest memory, by what they are for. Linux only: read from /proc."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

_SECOND = os.sysconf("SC_CLK_TCK")
_OWN, _WITH_ENDED = slice(11, 13), slice(11, 15)  # utime and stime of a process; with those of children that ended


def processor_seconds(workers: Iterable[int], server: int | None) -> dict[str, float]:
    """Seconds of processor so far of workers, of the official judges that they started, and of the database.

    The wall's clock moves with everything else that a machine does; this moves much less.
    """
    known = list(workers)
    judges = [pid for worker in known for pid in descendants(worker)]
    served = [] if server is None else [server, *descendants(server)]
    return {
        "workers": sum(_seconds(pid, _OWN) for pid in known),
        "official_judges": sum(_seconds(pid, _OWN) for pid in judges),
        "database": sum(_seconds(pid, _WITH_ENDED) for pid in served),
    }


def server_of(folder: Path) -> int | None:
    """The process of the embedded database of a data folder; None when it has none."""
    note = folder / "postgres" / "data" / "postmaster.pid"
    return int(note.read_text().split("\n", 1)[0]) if note.exists() else None


def peaks(pid: int) -> list[int]:
    """The most memory (MiB) that this process has held, then each of its descendants."""
    return [peak(one) for one in (pid, *descendants(pid))]


def peak(pid: int) -> int:
    """The most memory (MiB) that one process has held; 0 where it cannot be known."""
    try:
        status = Path(f"/proc/{pid}/status").read_text()
    except OSError:
        return 0
    return next((int(line.split()[1]) >> 10 for line in status.splitlines() if line.startswith("VmHWM")), 0)


def descendants(pid: int) -> Iterator[int]:
    """The processes that this one started, those they started, and so on; none where it cannot be known."""
    for child in _children(pid):
        yield child
        yield from descendants(child)


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        return [int(one) for task in tasks for one in (task / "children").read_text().split()]
    except OSError:  # not Linux, or ended meanwhile
        return []


def _seconds(pid: int, fields: slice) -> float:
    try:
        told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return sum(int(one) for one in told[fields]) / _SECOND
