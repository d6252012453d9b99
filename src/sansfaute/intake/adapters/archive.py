"""Zip archives as they come from outside: opened only when their directory can be held."""

import lzma
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from sansfaute.intake.adapters.source import Source
from sansfaute.intake.rules.reasons import Unreadable
from sansfaute.intake.rules.tables import both

MOST_DIRECTORY = 4_000_000
"""Bytes of the list of files: some twenty thousand names, of which each takes ten times its length in memory."""
ENCRYPTED = 1
"""The flag of a part that is locked by a password."""
DAMAGE = (
    zipfile.BadZipFile,  # no archive, a lying size, a wrong checksum
    NotImplementedError,  # a way of packing that nobody here knows
    RuntimeError,  # a password
    zlib.error, lzma.LZMAError, OSError,  # broken data, by way of packing (OSError is bz2's)
    EOFError,  # cut short
    ValueError,  # offsets before the beginning
)  # fmt: skip
"""What the standard library raises for an archive that is damaged, locked or made to harm."""


def is_archive(source: Source) -> bool:
    """Whether these bytes are a zip archive, as every modern workbook is."""
    return source.head.startswith((b"PK\x03\x04", b"PK\x05\x06"))


@contextmanager
def opened_archive(source: Source) -> Iterator[zipfile.ZipFile]:
    """The archive. Raises one of DAMAGE when it is none, Unreadable when it lists too many files to look at."""
    with source.open() as stream, zipfile.ZipFile(cast(BinaryIO, _Guarded(stream))) as archive:
        yield archive


class _Guarded:
    """A stream that is never asked for much at once: the standard library takes a whole directory in one piece."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable

    def read(self, size: int = -1) -> bytes:
        """As any stream. Raises Unreadable beyond the longest directory."""
        if size > MOST_DIRECTORY:
            raise Unreadable("archive_refused", what=both("trop de fichiers", "too many files"))
        return self._stream.read(size)
