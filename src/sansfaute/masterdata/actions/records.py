"""Agree buyers and items: the rows of a file, cleaned, become records with their findings."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any
from uuid import UUID

from django.db import transaction

from sansfaute.intake import queries as intake
from sansfaute.journal import actions as journal
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import rules
from sansfaute.masterdata.actions.merges import propose_merges
from sansfaute.masterdata.events import RecordAgreed
from sansfaute.masterdata.models import Buyer, Finding, Item, Seller

CHUNK = 500


@dataclass(frozen=True, slots=True)
class _RecordType:
    """How one kind of file becomes records."""

    name: str
    model: type[Buyer] | type[Item]
    read: Callable[[Mapping[str, str]], rules.Record]


_TYPES = {
    "buyers": _RecordType("buyer", Buyer, rules.read_buyer),
    "items": _RecordType("item", Item, rules.read_item),
}


def agree_records(*, source_file_id: UUID | str, at: datetime) -> int:
    """Create or change the buyers or items of a file, by code. Returns how many were.

    The same content again changes nothing and announces nothing, and a file never undoes what a
    later one said. Each chunk is its own transaction; a run killed in between goes on from there.
    For buyers, merge proposals follow. Other kinds of file are passed over.
    """
    source_file = intake.source_file(source_file_id)
    kind = _TYPES.get(source_file.kind)
    if kind is None:
        return 0
    rows = intake.rows_of(source_file_id).values_list("id", "values").iterator(chunk_size=2000)
    changed = sum(_agree_chunk(source_file.seller_id, kind, chunk, at) for chunk in _chunks(rows))
    if kind.name == "buyer":
        propose_merges(seller_id=source_file.seller_id, at=at)
    return changed


def _chunks(rows: Iterable[tuple[UUID, dict[str, str]]]) -> Iterator[list[tuple[UUID, dict[str, str]]]]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk


@transaction.atomic
def _agree_chunk(seller_id: UUID, kind: _RecordType, rows: Sequence[tuple[UUID, dict[str, str]]], at: datetime) -> int:
    """One chunk, under the seller's lock: two files at once take turns instead of losing a change."""
    Seller.objects.select_for_update(no_key=True).get(pk=seller_id)
    known = {
        one.code: one for one in kind.model.objects.filter(seller_id=seller_id, code__in=[v["code"] for _, v in rows])
    }
    said = _findings_said(one.pk for one in known.values())
    written: list[Any] = []
    findings: dict[UUID, list[Finding]] = {}
    for row_id, values in rows:
        record = known.get(values["code"])
        # Identifiers of rows grow with time: this row was already taken in, or a later one was.
        if record is not None and record.source_row_id is not None and record.source_row_id >= row_id:
            continue
        cleaned = kind.read(values)
        record = record or kind.model(id=new_id(), seller_id=seller_id, code=values["code"])
        if record._state.adding or _differs(record, cleaned.fields):
            _fill(record, cleaned.fields, row_id)
            written.append(record)
        if said[record.pk] != _texts(cleaned.findings):
            findings[record.pk] = [_finding(record, kind, finding, at) for finding in cleaned.findings]
    _write(kind, written)
    _replace_findings(findings)
    events = [
        RecordAgreed(seller_id=seller_id, subject_id=one.pk, record_type=kind.name, code=one.code) for one in written
    ]
    journal.record(events, at=at)
    return len(written)


def _differs(record: Buyer | Item, fields: Mapping[str, Any]) -> bool:
    return any(getattr(record, name) != value for name, value in fields.items())


def _fill(record: Buyer | Item, fields: Mapping[str, Any], row_id: UUID) -> None:
    for name, value in fields.items():
        setattr(record, name, value)
    record.source_row_id = row_id


def _write(kind: _RecordType, records: list[Any]) -> None:
    """Insert the new and change the known in one statement."""
    if not records:
        return
    kept = ("id", "seller", "code")
    names = [field.name for field in kind.model._meta.concrete_fields if field.name not in kept]
    kind.model._default_manager.bulk_create(
        records, update_conflicts=True, unique_fields=["seller", "code"], update_fields=names
    )


Text = tuple[str, str, str, str, str]


def _findings_said(record_ids: Iterable[UUID]) -> dict[UUID, set[Text]]:
    said: dict[UUID, set[Text]] = defaultdict(set)
    names = ("field", "rule", "level", "value", "fix")
    for record_id, *text in Finding.objects.filter(record_id__in=list(record_ids)).values_list("record_id", *names):
        said[record_id].add((text[0], text[1], text[2], text[3], text[4]))
    return said


def _texts(findings: Iterable[rules.RecordFinding]) -> set[Text]:
    return {(one.field, one.rule, one.level, one.value, one.fix) for one in findings}


def _finding(record: Buyer | Item, kind: _RecordType, found: rules.RecordFinding, at: datetime) -> Finding:
    return Finding(
        id=new_id(),
        seller_id=record.seller_id,
        record_type=kind.name,
        record_id=record.pk,
        code=record.code,
        field=found.field,
        rule=found.rule,
        level=found.level,
        value=found.value,
        fix=found.fix,
        found_at=at,
    )


def _replace_findings(findings: Mapping[UUID, list[Finding]]) -> None:
    Finding.objects.filter(record_id__in=list(findings)).delete()
    Finding.objects.bulk_create([one for found in findings.values() for one in found])
