"""The history of records as people read it: who changed what, from where, what it was before; undone or not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils.translation import gettext as _

from sansfaute.desk.queries.words import CHANGE_WORDS, word
from sansfaute.intake import queries as intake
from sansfaute.masterdata import queries as masterdata
from sansfaute.masterdata import rules

if TYPE_CHECKING:
    from sansfaute.desk.queries.books import Books
    from sansfaute.masterdata.models import ChangeSet, RecordChange

UNDOABLE_HERE = frozenset({"edit", "fix", "registry"})
"""Imports are undone from their own page, merges from theirs, bank details never alone."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field, before and after."""

    word: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Act:
    """One change set in words."""

    change_set: ChangeSet
    sentence: str
    who: str
    undone_by: str
    may_be_undone: bool
    source_file_id: str
    changes: list[FieldChange]
    is_creation: bool = False
    undoing: str = ""  # how much of it is taken back already, in per cent, while a job does it


@dataclass(frozen=True, slots=True)
class Changed:
    """One record of a set."""

    code: str
    record_id: UUID
    is_creation: bool
    changes: list[FieldChange]


def record_history(record_id: UUID, language: str) -> list[Act]:
    """Every act that touched a record, the latest first."""
    rows = list(masterdata.changes_of_record(record_id))
    names = _file_names(one.change_set for one in rows)
    return [_act(one.change_set, names, language, _changes(one, language), is_creation=one.is_creation) for one in rows]


def acts(sets: Iterable[ChangeSet], language: str) -> list[Act]:
    """These sets in words."""
    rows = list(sets)
    names, alone = _file_names(rows), masterdata.only_changes(one.pk for one in rows if one.change_count == 1)
    undoing = masterdata.progress_by_subject("undo", [one.pk for one in rows if one.undone_at is not None])
    shares = {pk: str(100 * one.done // max(one.total, 1)) for pk, one in undoing.items() if one.ended_at is None}
    told = [_act(one, names, language, [], only=alone.get(one.pk)) for one in rows]
    return [replace(one, undoing=shares.get(one.change_set.pk, "")) for one in told]


def changed_records(change_set: ChangeSet, limit: int, language: str) -> list[Changed]:
    """The first records of a set, with what became of each."""
    rows = masterdata.changes_of_set(change_set.pk)[:limit]
    return [Changed(one.code, one.record_id, one.is_creation, _changes(one, language)) for one in rows]


def _act(
    change_set: ChangeSet,
    file_names: Mapping[str, str],
    language: str,
    changes: list[FieldChange],
    *,
    is_creation: bool = False,
    only: RecordChange | None = None,
) -> Act:
    source_file_id = str(change_set.about.get("source_file_id", ""))
    return Act(
        change_set,
        _sentence(change_set, file_names, language, only),
        str(change_set.made_by) if change_set.made_by else "",
        str(change_set.undone_by) if change_set.undone_by else "",
        change_set.kind in UNDOABLE_HERE and change_set.undone_at is None,
        source_file_id,
        changes,
        is_creation,
    )


def _sentence(
    change_set: ChangeSet, file_names: Mapping[str, str], language: str, only: RecordChange | None = None
) -> str:
    operation = rules.read_operation(change_set.about.get("operation"))
    if operation is not None:
        return rules.describe_operation(operation, language)
    if change_set.kind == "import":
        name = file_names.get(str(change_set.about.get("source_file_id", "")), "")
        return _("Import of %(name)s") % {"name": name} if name else str(CHANGE_WORDS["import"])
    if change_set.kind == "edit" and only is not None:
        return (_("%(code)s made by hand") if only.is_creation else _("%(code)s edited")) % {"code": only.code}
    said = word(CHANGE_WORDS, change_set.kind)
    return f"{said} ({only.code})" if only is not None else said


def _file_names(sets: Iterable[ChangeSet]) -> dict[str, str]:
    ids = {str(one.about["source_file_id"]) for one in sets if one.about.get("source_file_id")}
    return {one: intake.source_file(one).name for one in sorted(ids)}


def _changes(change: RecordChange, language: str) -> list[FieldChange]:
    """The fields that people know; what files last said is the machine's own memory."""
    told = []
    for name, after in change.after.items():
        if name.startswith(rules.IMPORTED):
            continue
        before = change.before.get(name, "")
        if name == "merged_into":
            told.append(FieldChange(_("Merged into"), _code_of(before), _code_of(after)))
        else:
            told.append(FieldChange(rules.field_word(change.record_type, name, language), before, after))
    return told


def _code_of(record_id: str) -> str:
    if not record_id:
        return ""
    known = masterdata.buyers_by_id([record_id])
    return next((one.code for one in known.values()), "")


def operations_made(books: Books) -> list[rules.Operation]:
    """The bulk operations that count, in the order in which they were made: what can be replayed."""
    made = masterdata.change_sets(books.seller.pk).filter(kind="fix", undone_at=None).order_by("id")
    read = (rules.read_operation(about.get("operation")) for about in made.values_list("about", flat=True))
    return [one for one in read if one is not None]


def source_row(record: Any) -> tuple[list[str], str, int] | None:
    """The cells as they last arrived for a record, with the file and the row; None for a record made by hand."""
    if not record.source_row_id:
        return None
    row = intake.rows_by_id([record.source_row_id]).get(record.source_row_id)
    return (row.original, row.source_file.name, row.row_number) if row else None
