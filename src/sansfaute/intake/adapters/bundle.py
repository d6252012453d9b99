"""Several files in one .zip: unfolded one by one, within limits."""

import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from sansfaute.intake.adapters.archive import DAMAGE, ENCRYPTED, is_archive, opened_archive
from sansfaute.intake.adapters.source import PIECE, source_of
from sansfaute.intake.rules.reasons import Unreadable
from sansfaute.intake.rules.tables import both

MOST_FILES = 5000
MOST_BYTES = 1_000_000_000
"""Unfolded, all files together."""
_SYMBOLIC_LINK = 0o120000
_BOOKS = frozenset(("xl/workbook.xml", "xl/workbook.bin", "content.xml", "[Content_Types].xml", "mimetype"))


def is_bundle(content: bytes | Path) -> bool:
    """Whether these bytes are an archive of files, and no workbook. Raises Unreadable for too many files."""
    source = source_of(content)
    if not is_archive(source):
        return False
    try:
        with opened_archive(source) as archive:
            return not _BOOKS & set(archive.namelist())
    except DAMAGE:
        return False


def unfold(content: bytes | Path, folder: Path) -> Iterator[tuple[str, Path]]:
    """Each file of an archive, written into this folder, with its name there.

    Folders, links and what systems add of their own are passed over. Raises Unreadable for too many
    files, too many bytes (counted as they unfold, not as they are declared), a password, or damage.
    """
    try:
        with opened_archive(source_of(content)) as archive:
            members = [one for one in archive.infolist() if _is_wanted(one)]
            _refuse(members)
            left = MOST_BYTES
            for number, member in enumerate(members):
                path = folder / f"{number:05}"
                left -= _write(archive, member, path, left)
                yield _shown(member.filename), path
    except DAMAGE as failure:
        if getattr(failure, "errno", None):
            raise  # our own disk is at fault, not the archive
        raise _refused(f"abîmée : {failure}"[:120], f"damaged: {failure}"[:120]) from failure


def _shown(name: str) -> str:
    """The last part of a name, without the signs that turn the direction of writing, break lines or do not show."""
    return "".join(filter(str.isprintable, PurePosixPath(name.replace("\\", "/")).name)) or "?"


def _is_wanted(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    linked = (member.external_attr >> 16) & 0o170000 == _SYMBOLIC_LINK
    parts = [part for part in path.parts if part != ".."]
    hidden = any(part.startswith(("__MACOSX", ".")) for part in parts) or path.name in ("Thumbs.db", "desktop.ini")
    return not member.is_dir() and not linked and not hidden


def _refuse(members: list[zipfile.ZipInfo]) -> None:
    if not members:
        raise _refused("elle est vide", "it is empty")
    if len(members) > MOST_FILES:
        raise _refused(f"{len(members)} fichiers, {MOST_FILES} au plus", f"{len(members)} files, {MOST_FILES} at most")
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise Unreadable("password")
    if sum(member.file_size for member in members) > MOST_BYTES:
        raise _too_large()


def _write(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path, left: int) -> int:
    """Unfold one file; returns its size in bytes."""
    size = 0
    with archive.open(member) as unfolding, path.open("wb") as kept:
        while piece := unfolding.read(PIECE):
            size += len(piece)
            if size > left:
                raise _too_large()
            kept.write(piece)
    return size


def _too_large() -> Unreadable:
    limit = MOST_BYTES // 1_000_000
    return _refused(f"elle se déplie en plus de {limit} Mo", f"it unfolds to more than {limit} MB")


def _refused(french: str, english: str) -> Unreadable:
    return Unreadable("archive_refused", what=both(french, english))
