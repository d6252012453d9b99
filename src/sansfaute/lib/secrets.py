"""Secrets of an installation: one JSON file that its owner alone can read."""

import fcntl
import json
import os
from pathlib import Path
from secrets import token_urlsafe

from sansfaute.lib.errors import Trouble


def secret(folder: Path, name: str) -> str:
    """The secret `name`, made at random when it is first asked for.

    Raises Trouble when the folder cannot be written.
    """
    try:
        return _read_or_make(folder / "secrets.json", name)
    except OSError as failure:
        raise Trouble(
            f"The secrets of this installation cannot be kept in {folder} ({failure.strerror}).",
            "Make room on the disk, or grant write access to this folder, then start again.",
        ) from failure


def _read_or_make(path: Path, name: str) -> str:
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # two first starts at once agree on one value
        known: dict[str, str] = json.loads(file.read() or "{}")
        if name not in known:
            known[name] = token_urlsafe(48)
            _replace(path, known)
        return known[name]


def _replace(path: Path, known: dict[str, str]) -> None:
    """Write beside, then rename: a crash leaves the old file or the new one, never half of one."""
    fresh = path.with_suffix(".new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(known, file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
