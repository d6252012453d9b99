"""Many files at once, and archives of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from sansfaute.intake import rules
from sansfaute.intake.actions.files import FileRefused, receive_file, turn_away
from sansfaute.intake.adapters.bundle import is_bundle, unfold
from sansfaute.intake.models import SourceFile
from sansfaute.journal import actions as journal

Given = tuple[str, bytes | Path]
"""A name, and the bytes or where they are."""


@dataclass(slots=True)
class Received:
    """What became of the files given: those kept, and those refused with their reason."""

    files: list[SourceFile] = field(default_factory=list)
    refused: list[FileRefused] = field(default_factory=list)


def receive_files(
    *,
    seller_id: UUID | str,
    files: Sequence[Given],
    choices: Mapping[str, Any] | None = None,
    stage: bool = False,
    at: datetime,
    actor: journal.Actor | None = None,
) -> Received:
    """Receive each file as `receive_file` does; a .zip that is no workbook is unfolded first.

    One bad file keeps no other away: refusals are gathered.
    """
    received = Received()
    for name, content in files:
        try:
            if is_bundle(content):
                _receive_bundle(received, UUID(str(seller_id)), name, content, choices, stage, at, actor)
            else:
                _receive(received, seller_id, name, content, choices, stage, at, actor)
        except rules.Unreadable as refusal:
            received.refused.append(
                turn_away(seller_id=seller_id, name=name, content=content, refusal=refusal, at=at, actor=actor)
            )
    return received


def _receive_bundle(
    received: Received,
    seller_id: UUID,
    name: str,
    content: bytes | Path,
    choices: Mapping[str, Any] | None,
    stage: bool,
    at: datetime,
    actor: journal.Actor | None,
) -> None:
    with TemporaryDirectory(prefix="unfolded-") as folder:
        for inside, path in unfold(content, Path(folder)):
            if is_bundle(path):
                nested = rules.Unreadable("archive_refused", what=rules.NESTED)
                received.refused.append(
                    turn_away(
                        seller_id=seller_id, name=f"{name}/{inside}", content=path, refusal=nested, at=at, actor=actor
                    )
                )
            else:
                _receive(received, seller_id, inside, path, choices, stage, at, actor)
            path.unlink()


def _receive(
    received: Received,
    seller_id: UUID | str,
    name: str,
    content: bytes | Path,
    choices: Mapping[str, Any] | None,
    stage: bool,
    at: datetime,
    actor: journal.Actor | None,
) -> None:
    try:
        received.files.append(
            receive_file(
                seller_id=seller_id, name=name, content=content, choices=choices, stage=stage, at=at, actor=actor
            )
        )
    except FileRefused as refusal:
        received.refused.append(refusal)
