"""Which files a check is about, and their verdicts in batches: files are read when their turn comes."""

from __future__ import annotations

import glob
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sansfaute.project.commands.app import progress

if TYPE_CHECKING:
    from sansfaute.review.rules.checks import Check, Prepared

ENDINGS = (".xml", ".pdf", ".json")
"""What a folder is searched for; a file named outright is judged whatever its ending."""
_BATCH_FILES, _BATCH_BYTES = 40, 32 * 1024 * 1024
_PATIENCE = 2  # seconds before the progress bar shows


@dataclass(frozen=True, slots=True)
class Checked:
    """A file and what was said of it."""

    path: Path
    check: Check


def files_in(asked: Iterable[Path]) -> list[Path]:
    """The files named, those in the folders named (and below), those that a pattern finds; each once."""
    found: dict[Path, None] = {}
    for one in asked:
        found.update(dict.fromkeys(_files(one)))
    return list(found)


def _files(asked: Path) -> list[Path]:
    if asked.is_dir():
        return sorted(path for path in asked.rglob("*") if _is_judged(path.relative_to(asked)) and path.is_file())
    if not asked.exists() and glob.has_magic(str(asked)):
        return sorted(path for name in glob.glob(str(asked), recursive=True) if (path := Path(name)).is_file())
    return [asked]


def _is_judged(path: Path) -> bool:
    """Whether a file found in a folder is looked at: of a known ending, and not hidden."""
    return path.suffix.lower() in ENDINGS and not any(part.startswith(".") for part in path.parts)


def checked(paths: list[Path]) -> Iterator[Checked]:
    """The verdict on each file, in order; a bar shows how far it is after two seconds."""
    bar, since, shown = progress(), time.monotonic(), False
    task = bar.add_task("Files", total=len(paths))
    try:
        for batch in _batches(paths):
            if not shown and time.monotonic() - since > _PATIENCE:
                bar.start()
                shown = True
            yield from _concluded(batch)
            bar.advance(task, len(batch))
    finally:
        if shown:
            bar.stop()


def _batches(paths: list[Path]) -> Iterator[list[tuple[Path, Prepared | Check]]]:
    """Files that the native rules have judged: a few at a time, and not too many bytes."""
    batch: list[tuple[Path, Prepared | Check]] = []
    size = 0
    for path in paths:
        one = _prepared(path)
        batch.append((path, one))
        size += len(getattr(one, "xml", b""))
        if len(batch) >= _BATCH_FILES or size > _BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _prepared(path: Path) -> Prepared | Check:
    """The native verdict, or why the file could not be read at all."""
    from sansfaute.documents.adapters.facturx_pdf import opened
    from sansfaute.en16931.judgement import judge
    from sansfaute.en16931.rules import Given
    from sansfaute.lib import clock
    from sansfaute.review.adapters.official import schema
    from sansfaute.review.rules import checks

    try:
        if path.stat().st_size > checks.LARGEST:
            return checks.above_limit()
        content = path.read_bytes()
    except OSError as failure:
        return checks.unopened(_UNREADABLE.get(type(failure), _plain(failure)))
    given = Given(today=clock.today(), size=len(content))
    return checks.prepare(content, open_pdf=opened, judge=lambda one: judge(one, schema=schema.findings, given=given))


def _concluded(batch: list[tuple[Path, Prepared | Check]]) -> Iterator[Checked]:
    """One call of the official rules for the whole batch."""
    from sansfaute.review.adapters import official
    from sansfaute.review.rules.checks import Check, conclude

    asked = [one.xml for _, one in batch if not isinstance(one, Check) and one.xml]
    verdicts = iter(official.judge(asked))
    for path, one in batch:
        if not isinstance(one, Check):
            one = conclude(one, next(verdicts) if one.xml else None)
        yield Checked(path, one)


def _plain(failure: OSError) -> dict[str, str]:
    said = failure.strerror or type(failure).__name__
    return {"fr": f"Le fichier ne peut pas être lu ({said}).", "en": f"The file cannot be read ({said})."}


_UNREADABLE = {
    FileNotFoundError: {"fr": "Ce fichier n'existe pas.", "en": "There is no such file."},
    PermissionError: {"fr": "Le droit de lire ce fichier manque.", "en": "You may not read this file."},
}
