"""Work in the background that does not end: what stopped it, for the page that it concerns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from sansfaute.journal import queries as journal

if TYPE_CHECKING:
    from sansfaute.desk.queries.imports import Import
    from sansfaute.journal.queries import JobTrouble
    from sansfaute.masterdata.models import Progress

_OF_IMPORT: Mapping[str, tuple[str, ...]] = {
    "reading": ("intake.read_rows",),
    "judging": ("masterdata.judge_rows", "contracts.judge_rows"),
    "agreeing": ("masterdata.agree_records",),
    "accepted": ("contracts.record_agreements",),
}
_OF_TASK: Mapping[str, tuple[str, ...]] = {
    "undo": ("masterdata.carry_out_undos",),
    "operate": ("masterdata.carry_out_operations",),
    "match": ("masterdata.find_duplicates",),
    "audit": ("masterdata.audit_records",),
}


def import_trouble(one: Import) -> JobTrouble | None:
    """What stopped the reading, judging, writing or undoing of a file, if anything did."""
    if one.state == "undoing":
        return _trouble(one.undone_set_id, _OF_TASK["undo"]) if one.undone_set_id else None
    return _trouble(one.file.pk, _OF_IMPORT.get(one.state, ()))


def progress_trouble(progress: Progress | None) -> JobTrouble | None:
    """What stopped a task that has begun and not ended, if anything did."""
    if progress is None or progress.ended_at is not None:
        return None
    return _trouble(progress.subject_id, _OF_TASK.get(progress.task, ()))


def _trouble(subject_id: UUID, task_names: Sequence[str]) -> JobTrouble | None:
    return journal.job_trouble(subject_id, task_names) if task_names else None
