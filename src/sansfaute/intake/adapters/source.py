"""Bytes that can be read as often as needed, a piece at a time: a file on the disk, or bytes in memory."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

PIECE = 1 << 20
_HEAD = 1 << 16


@dataclass(frozen=True, slots=True)
class Source:
    """Size in bytes, the first 64 KB, and a way to open the whole."""

    size: int
    head: bytes
    open: Callable[[], BinaryIO]

    def pieces(self) -> Iterator[bytes]:
        """The bytes from the start, a megabyte at a time."""
        with self.open() as stream:
            while piece := stream.read(PIECE):
                yield piece


def source_of(content: bytes | Path) -> Source:
    """What to read, without reading it. Raises OSError when a path cannot be opened."""
    if isinstance(content, bytes):
        return Source(len(content), content[:_HEAD], lambda: io.BytesIO(content))
    path = content
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    return Source(path.stat().st_size, head, lambda: path.open("rb"))
