"""Secrets of an installation: one JSON file that its owner alone can read."""

import fcntl
import json
import os
from pathlib import Path
from secrets import token_urlsafe

from sansfaute.lib.errors import Trouble


def secret(folder: Path, name: str) -> str:
    """The secret `name`, made at random when it is first asked for.

    Where the file is a link to one that several machines share, that one is written. Raises Trouble when
    the folder cannot be written.
    """
    try:
        return _read_or_make((folder / "secrets.json").resolve(), name)
    except OSError as failure:
        raise Trouble(
            f"The secrets of this installation cannot be kept in {folder} ({failure.strerror}).",
            "Make room on the disk, or grant write access to this folder, then start again.",
        ) from failure


def _read_or_make(path: Path, name: str) -> str:
    if path.exists() and name in (known := _read(path)):
        return known[name]
    # Two first starts at once agree on one value. The lock is a file of its own: the other is replaced.
    with path.with_suffix(".lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = _read(path) if path.exists() else {}
        if name not in known:
            known[name] = token_urlsafe(48)
            _replace(path, known)
        return known[name]


def _read(path: Path) -> dict[str, str]:
    known: dict[str, str] = json.loads(path.read_text())
    return known


def _replace(path: Path, known: dict[str, str]) -> None:
    """Write beside, then rename: a crash leaves the old file or the new one, never half of one."""
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(known, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
