"""Files under the SHA-256 of their content: written once, never changed, checked when read."""

import contextlib
import os
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from sansfaute.lib.errors import Trouble

_AT_ONCE = 8
"""Files forced to the disk at the same time."""
_PIECE = 1 << 20


class FileStore:
    """A folder of immutable files; the same content twice is one file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, digest: str) -> Path:
        """Where the content with this SHA-256 (64 hexadecimal figures) lives, there or not."""
        if len(digest) != 64 or not set(digest) <= set("0123456789abcdef"):
            raise Trouble(f"{digest!r} is not the SHA-256 of a file.", "Give its 64 hexadecimal figures.")
        return self.folder / digest[:2] / digest[2:]

    def put(self, content: bytes) -> str:
        """Keep the content and return its SHA-256; durable once this returns.

        Raises Trouble when the folder cannot be written.
        """
        return self.put_many([content])[0]

    def put_many(self, contents: Iterable[bytes]) -> list[str]:
        """Keep many contents, made durable together; their SHA-256s in the same order.

        Raises Trouble when the folder cannot be written.
        """
        digests: list[str] = []
        fresh: dict[Path, Path] = {}
        try:
            for content in contents:
                digests.append(self._prepare(content, fresh))
            self._settle(fresh)
        except OSError as failure:
            for temporary in fresh.values():
                with contextlib.suppress(OSError):
                    temporary.unlink(missing_ok=True)
            raise self._unwritable(failure) from failure
        return digests

    def put_file(self, path: Path) -> str:
        """Keep the content of another file, a piece at a time, and return its SHA-256; durable once this returns.

        Raises Trouble when the folder cannot be written, OSError when the other file cannot be read.
        """
        temporary, hashed = self.folder / f".{uuid4().hex}.new", sha256()
        with path.open("rb") as given:
            try:
                self.folder.mkdir(parents=True, exist_ok=True)
                with temporary.open("xb") as kept:
                    while piece := given.read(_PIECE):
                        hashed.update(piece)
                        kept.write(piece)
                temporary.chmod(0o444)
                place = self.path(hashed.hexdigest())
                place.parent.mkdir(parents=True, exist_ok=True)
                self._settle({place: temporary})
            except OSError as failure:
                raise self._unwritable(failure) from failure
            finally:
                temporary.unlink(missing_ok=True)
        return hashed.hexdigest()

    def _unwritable(self, failure: OSError) -> Trouble:
        return Trouble(
            f"Files cannot be kept in {self.folder} ({failure.strerror}).",
            "Make room on the disk, or grant write access to this folder, then start again.",
        )

    def get(self, digest: str, *, check: bool = True) -> bytes:
        """The content with this SHA-256.

        Raises Trouble when it is absent or, unless `check` is false, no longer what it was.
        """
        path = self.path(digest)
        try:
            content = path.read_bytes()
        except OSError as failure:
            raise Trouble(
                f"The stored file {digest} cannot be read ({failure.strerror}).",
                "Restore it from a backup of the data folder.",
            ) from failure
        if check and sha256(content).hexdigest() != digest:
            raise Trouble(
                f"The stored file {digest} is damaged: its content has changed since it was kept.",
                "Restore it from a backup of the data folder.",
            )
        return content

    def _prepare(self, content: bytes, fresh: dict[Path, Path]) -> str:
        """Write beside: the content is not at its place before it is safe on the disk."""
        digest = sha256(content).hexdigest()
        path = self.path(digest)
        if path in fresh or _is_whole(path, content):
            return digest
        temporary = path.with_name(f".{uuid4().hex}.new")
        fresh[path] = temporary
        try:
            temporary.write_bytes(content)
        except FileNotFoundError:  # the first of its folder
            path.parent.mkdir(parents=True, exist_ok=True)
            temporary.write_bytes(content)
        temporary.chmod(0o444)  # nobody changes it by mistake, not even through a link
        return digest

    def _settle(self, fresh: dict[Path, Path]) -> None:
        """Force every new file to the disk, then rename, then force the folders that name them."""
        if not fresh:
            return
        with ThreadPoolExecutor(_AT_ONCE) as threads:  # the disk takes many requests at once; waiting is the cost
            list(threads.map(_force, fresh.values()))
            for path, temporary in fresh.items():
                temporary.replace(path)
            list(threads.map(_force, {self.folder, *(path.parent for path in fresh)}))


def _is_whole(path: Path, content: bytes) -> bool:
    """Whether the file is there and undamaged: keeping it again mends a damaged one."""
    return path.exists() and path.stat().st_size == len(content) and path.read_bytes() == content


def _force(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
