"""Agree buyers and items: the rows of a file, cleaned, become records with their findings."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from uuid import UUID

from django.db import transaction

from sansfaute.intake import queries as intake
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import rules
from sansfaute.masterdata.actions.changes import new_set, records_by_code, write_set
from sansfaute.masterdata.actions.merges import propose_merges
from sansfaute.masterdata.actions.writing import OF_KIND, AnyRecord, RecordType, state_of
from sansfaute.masterdata.models import ChangeSet, Seller

CHUNK = 500


def agree_records(*, source_file_id: UUID | str, at: datetime) -> int:
    """Create or change the buyers or items of a file, by code. Returns how many were.

    The same content again changes nothing and announces nothing, a file never undoes what a later
    one said, and what a person mended stays while files repeat what they said. Each chunk is its own
    transaction; a run killed in between goes on from there. All of it is one change set, which can be
    undone. For buyers, merge proposals follow. Other kinds of file are passed over.
    """
    source_file = intake.source_file(source_file_id)
    kind = OF_KIND.get(source_file.kind)
    if kind is None:
        return 0
    rows = intake.rows_of(source_file_id).values_list("id", "values").iterator(chunk_size=2000)
    changed = sum(_agree_chunk(source_file.seller_id, source_file.pk, kind, chunk, at) for chunk in _chunks(rows))
    if kind.name == "buyer":
        propose_merges(seller_id=source_file.seller_id, at=at)
    return changed


def _chunks(rows: Iterable[tuple[UUID, dict[str, str]]]) -> Iterator[list[tuple[UUID, dict[str, str]]]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk


@transaction.atomic
def _agree_chunk(
    seller_id: UUID, source_file_id: UUID, kind: RecordType, rows: Sequence[tuple[UUID, dict[str, str]]], at: datetime
) -> int:
    """One chunk, under the seller's lock: two files at once take turns instead of losing a change."""
    Seller.objects.select_for_update(no_key=True).get(pk=seller_id)
    known = records_by_code(kind, seller_id, [values["code"] for _, values in rows])
    change_set = _set_of(seller_id, source_file_id, at)
    before = change_set.change_count
    wished: list[tuple[AnyRecord, dict[str, str]]] = []
    row_ids: dict[UUID, UUID] = {}
    for row_id, values in rows:
        record = known.get(values["code"])
        # Identifiers of rows grow with time: this row was already taken in, or a later one was.
        if record is not None and record.source_row_id is not None and record.source_row_id >= row_id:
            continue
        record = record or kind.model(id=new_id(), seller_id=seller_id, code=values["code"])
        said = {name: text for name, text in values.items() if name != "code"}
        wished.append((record, rules.after_import({} if record._state.adding else state_of(record), said)))
        row_ids[record.pk] = row_id
    write_set(change_set, kind, wished, at=at, row_ids=row_ids)
    return change_set.change_count - before


def _set_of(seller_id: UUID, source_file_id: UUID, at: datetime) -> ChangeSet:
    """The set of this import: that of its first chunk, or a new one."""
    about = {"source_file_id": str(source_file_id)}
    known = ChangeSet.objects.filter(seller_id=seller_id, kind="import", about=about, undone_at=None).first()
    return known or new_set(seller_id, "import", about, at, None)
