"""Agree buyers and items: the rows of a file, cleaned, become records with their findings."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F

from sansfaute.intake import actions as intake_actions
from sansfaute.intake import queries as intake
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import rules
from sansfaute.masterdata.actions.asking import ask_duplicates
from sansfaute.masterdata.actions.changes import new_set, records_by_code, write_set
from sansfaute.masterdata.actions.undoing import finish_undos
from sansfaute.masterdata.actions.writing import OF_KIND, AnyRecord, RecordType, state_of
from sansfaute.masterdata.models import ChangeSet, Progress, Seller

CHUNK = 2000
TASK = "agree"

SourceRows = Sequence[tuple[UUID, str, dict[str, str]]]
"""Identifier, kind and values of rows."""


def agree_records(*, source_file_id: UUID | str, at: datetime) -> int:
    """Create or change the buyers and items of a file, by code. Returns how many were.

    The same content again changes nothing and announces nothing, a file never undoes what a later
    one said, and what a person mended stays while files repeat what they said. Each chunk is its own
    transaction; a run killed in between goes on from there, and one whose import is undone meanwhile
    stops. All of it is one change set, which can be undone. For buyers, likely duplicates are then looked for. Other
    kinds of file are passed over.
    """
    source_file = intake.source_file(source_file_id)
    if source_file.kind not in (*OF_KIND, "invoices"):
        return 0
    finish_undos(seller_id=source_file.seller_id, at=at)  # a file that says the same must find nothing half undone
    _set_aside_strangers(source_file, at)
    rows = intake.rows_of(source_file_id).filter(kind__in=OF_KIND)
    _begin(source_file, rows.count(), at)
    changed = 0
    for chunk in _chunks(rows.values_list("id", "kind", "values").iterator(chunk_size=2000)):
        count = _agree_chunk(source_file.seller_id, source_file.pk, chunk, at)
        if count is None:
            break
        changed += count
    Progress.objects.filter(task=TASK, subject_id=source_file.pk).update(ended_at=at)
    if source_file.kind != "items":
        ask_duplicates(seller_id=source_file.seller_id, at=at)
    return changed


def _set_aside_strangers(source_file: Any, at: datetime) -> None:
    """An invoice that another company issued (a purchase) says nothing of our buyers and items."""
    if issuer := stranger_of(source_file):
        ids = intake.rows_of(source_file.pk).values_list("pk", flat=True)
        reasons = [(row_id, "other_seller", {"seller": issuer}) for row_id in ids]
        intake_actions.set_aside_rows(seller_id=source_file.seller_id, reasons=reasons, at=at)


def stranger_of(source_file: Any) -> str:
    """The company that issued this invoice, when it is not the seller; empty for any other file."""
    issuer = source_file.recognised.get("seller", {})
    own = Seller.objects.get(pk=source_file.seller_id).siren if issuer else ""
    return str(issuer["name"] or issuer["siren"]) if issuer.get("siren", "") not in ("", own) else ""


def _begin(source_file: Any, total: int, at: datetime) -> None:
    about = {"seller_id": source_file.seller_id, "done": 0, "total": total, "started_at": at, "ended_at": None}
    Progress.objects.update_or_create(task=TASK, subject_id=source_file.pk, defaults=about)


def _chunks(rows: Iterable[tuple[UUID, str, dict[str, str]]]) -> Iterator[SourceRows]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk


@transaction.atomic
def _agree_chunk(seller_id: UUID, source_file_id: UUID, rows: SourceRows, at: datetime) -> int | None:
    """One chunk, under the seller's lock: two files at once take turns instead of losing a change.

    None once the import is undone.
    """
    Seller.objects.select_for_update(no_key=True).get(pk=seller_id)
    if intake.source_file(source_file_id).undone_at is not None:
        return None
    change_set = _set_of(seller_id, source_file_id, at)
    before = change_set.change_count
    for name, kind in OF_KIND.items():
        of_kind = [(row_id, values) for row_id, row_kind, values in rows if row_kind == name]
        if of_kind:
            _agree(change_set, kind, source_file_id, of_kind, at)
    Progress.objects.filter(task=TASK, subject_id=source_file_id).update(done=F("done") + len(rows))
    return change_set.change_count - before


def _agree(
    change_set: ChangeSet,
    kind: RecordType,
    source_file_id: UUID,
    rows: Sequence[tuple[UUID, dict[str, str]]],
    at: datetime,
) -> None:
    known = records_by_code(kind, change_set.seller_id, [values["code"] for _, values in rows])
    newer = intake.rows_said_after(source_file_id, [one.source_row_id for one in known.values()])
    wished: dict[str, tuple[AnyRecord, dict[str, str]]] = {}
    row_ids: dict[UUID, UUID] = {}
    for row_id, values in rows:
        code = values["code"]
        record = known.get(code)
        # Identifiers of rows grow with time: this row was already taken in, or a later one was. A past
        # invoice is as old as the day it was issued, whenever it is read.
        last = record.source_row_id if record is not None else None
        if last is not None and (last >= row_id or last in newer):
            continue
        record = record or kind.model(id=new_id(), seller_id=change_set.seller_id, code=code)
        said = {name: text for name, text in values.items() if name != "code"}
        wished[code] = record, rules.after_import({} if record._state.adding else state_of(record), said)
        row_ids[record.pk] = row_id
    write_set(change_set, kind, list(wished.values()), at=at, row_ids=row_ids)


def _set_of(seller_id: UUID, source_file_id: UUID, at: datetime) -> ChangeSet:
    """The set of this import: that of its first chunk, or a new one."""
    about = {"source_file_id": str(source_file_id)}
    known = ChangeSet.objects.filter(seller_id=seller_id, kind="import", about=about, undone_at=None).first()
    return known or new_set(seller_id, "import", about, at, None)
