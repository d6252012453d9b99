"""Imports of buyers and items: how far they are, what their dry run says, what became of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from sansfaute.intake.rules.kinds import KINDS
from sansfaute.masterdata.models import Buyer, ChangeSet, Item, Progress, RecordChange, RowVerdict

_MODELS: dict[str, type[Buyer] | type[Item]] = {"buyers": Buyer, "items": Item}
_VALUE_FIELDS = sorted({field.name for kind in _MODELS for field in KINDS[kind]})


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What became of an import: records made, records changed, and its change set (None: nothing changed)."""

    made: int
    changed: int
    change_set: ChangeSet | None


def progress_of(task: str, subject_id: UUID | str) -> Progress | None:
    """How far a task is on this subject; None when it never began."""
    return Progress.objects.filter(task=task, subject_id=subject_id).first()


def progress_by_subject(task: str, subject_ids: list[UUID]) -> dict[UUID, Progress]:
    """The same for several subjects; one query."""
    return {one.subject_id: one for one in Progress.objects.filter(task=task, subject_id__in=subject_ids)}


def undo_progress(source_file_ids: Iterable[UUID]) -> dict[UUID, Progress]:
    """The undo under way of each of these imports that has one; two queries, none for no file."""
    ids = [str(one) for one in source_file_ids]
    if not ids:
        return {}
    sets = ChangeSet.objects.filter(kind="import", about__source_file_id__in=ids).exclude(undone_at=None)
    files = {pk: UUID(about["source_file_id"]) for pk, about in sets.values_list("pk", "about")}
    under_way = Progress.objects.filter(task="undo", subject_id__in=list(files), ended_at=None)
    return {files[one.subject_id]: one for one in under_way}


def verdicts(source_file_id: UUID | str) -> QuerySet[RowVerdict]:
    """The verdicts of a file, in the order of its rows."""
    return RowVerdict.objects.filter(source_file_id=source_file_id).order_by("row_number")


def verdict_counts(source_file_id: UUID | str) -> dict[str, int]:
    """How many rows have each outcome, and how many usable ones have errors ("errors")."""
    rows = RowVerdict.objects.filter(source_file_id=source_file_id)
    counted = rows.values_list("outcome").annotate(
        count=Count("id"), errors=Count("id", filter=Q(has_errors=True) & ~Q(outcome="rejected"))
    )
    counts: dict[str, int] = {"new": 0, "changed": 0, "same": 0, "rejected": 0, "errors": 0}
    for outcome, count, errors in counted:
        counts[outcome] = count
        counts["errors"] += errors
    return counts


def records_changed_since(seller_id: UUID | str, moment: datetime) -> bool:
    """Whether records of this seller were changed, or changes taken back, since then."""
    sets = ChangeSet.objects.filter(seller_id=seller_id)
    return sets.filter(Q(made_at__gt=moment) | Q(undone_at__gt=moment)).exists()


def records_made(source_file_id: UUID | str, record_type: str) -> QuerySet[RecordChange, Any]:
    """The identifiers of the records that an import made and that stand."""
    about = {"source_file_id": str(source_file_id)}
    sets = ChangeSet.objects.filter(kind="import", about=about, undone_at=None)
    made = RecordChange.objects.filter(change_set__in=sets, record_type=record_type, is_creation=True)
    return made.values_list("record_id", flat=True)


def import_report(seller_id: UUID | str, source_file_id: UUID | str) -> ImportReport:
    """What an import did; of one that was undone, what it had done."""
    about = {"source_file_id": str(source_file_id)}
    sets = ChangeSet.objects.filter(seller_id=seller_id, kind="import", about=about).order_by("-id")
    change_set = sets.filter(undone_at=None).first() or sets.first()
    if change_set is None:
        return ImportReport(0, 0, None)
    # A set may also note that a file now says what we held: no field that anybody sees changes by that.
    seen = Q(is_creation=False, after__has_any_keys=_VALUE_FIELDS)
    counted = change_set.changes.aggregate(
        made=Count("id", filter=Q(is_creation=True)), changed=Count("id", filter=seen)
    )
    return ImportReport(counted["made"], counted["changed"], change_set)


def changed_since_import(source_file_id: UUID | str) -> QuerySet[RecordChange]:
    """Later changes of the records that an import made: while they count, it cannot be undone."""
    about = {"source_file_id": str(source_file_id)}
    sets = ChangeSet.objects.filter(kind="import", about=about, undone_at=None)
    made = RecordChange.objects.filter(change_set__in=sets, is_creation=True)
    later = RecordChange.objects.filter(record_id__in=made.values("record_id"), change_set__undone_at=None)
    return later.filter(is_creation=False).select_related("change_set").order_by("id")


def exported_values(seller_id: UUID | str, kind: str) -> Iterator[dict[str, str]]:
    """All buyers or items as text by field, one by one, as they were given."""
    rows = _MODELS[kind]._default_manager.filter(seller_id=seller_id).order_by("code")
    return ({**values, "code": code} for code, values in rows.values_list("code", "values").iterator(chunk_size=2000))
