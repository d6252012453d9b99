"""Set rows aside with a reason, and take them up again."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sansfaute.intake import rules
from sansfaute.intake.events import RowSetAside, RowUsedAgain
from sansfaute.intake.models import SetAside, SourceFile, SourceRow
from sansfaute.journal import actions as journal
from sansfaute.lib.ids import new_id

_AT_ONCE = 500


@transaction.atomic
def set_aside_rows(
    *, seller_id: UUID | str, reasons: Sequence[tuple[UUID | str, str, dict[str, Any]]], at: datetime
) -> int:
    """Set rows aside: (row, reason code, details) each. Returns how many were or changed reason.

    A row already set aside for this very reason is left as it is and announces nothing; one set
    aside for another reason takes the new one. Rows of other sellers are passed over.
    """
    wanted = {UUID(str(row_id)): (code, details) for row_id, code, details in reasons}
    rows = _locked(SourceRow.objects.filter(seller_id=seller_id, pk__in=wanted))
    known = {aside.row_id: aside for aside in SetAside.objects.filter(row_id__in=wanted)}
    fresh: list[SetAside] = []
    changed: list[SetAside] = []
    for row_id in rows:
        code, details = wanted[row_id]
        aside = known.get(row_id) or SetAside(id=new_id(), seller_id=UUID(str(seller_id)), row_id=row_id)
        if (aside.reason_code, aside.details) != (code, details):
            aside.reason_code, aside.details, aside.set_aside_at = code, details, at
            (changed if row_id in known else fresh).append(aside)
    SetAside.objects.bulk_create(fresh)
    SetAside.objects.bulk_update(changed, ["reason_code", "details", "set_aside_at"])
    journal.record([_event(aside) for aside in fresh + changed], at=at)
    return len(fresh) + len(changed)


@transaction.atomic
def use_rows_again(*, row_ids: Iterable[UUID | str], at: datetime) -> int:
    """Take up rows that were set aside; the journal keeps that they once were. Returns how many."""
    wanted = [UUID(str(row_id)) for row_id in row_ids]
    asides = list(SetAside.objects.select_for_update().filter(row_id__in=wanted).order_by("row_id"))
    SetAside.objects.filter(pk__in=[aside.pk for aside in asides]).delete()
    events = [RowUsedAgain(seller_id=aside.seller_id, subject_id=aside.row_id) for aside in asides]
    journal.record(events, at=at)
    return len(asides)


def set_aside_contradicted(
    source_file: SourceFile, pairs: Sequence[tuple[int, int]], at: datetime
) -> list[RowSetAside]:
    """Complete contradictory rows (their numbers): the first of each is set aside too, both say what differs.

    Called within the transaction that ends the reading; returns the facts still to record.
    """
    events: list[RowSetAside] = []
    for start in range(0, len(pairs), _AT_ONCE):
        events += _set_aside_some(source_file, pairs[start : start + _AT_ONCE], at)
    return events


def _set_aside_some(source_file: SourceFile, pairs: Sequence[tuple[int, int]], at: datetime) -> list[RowSetAside]:
    numbers = {number for pair in pairs for number in pair}
    rows = {row.row_number: row for row in source_file.rows.filter(row_number__in=numbers)}
    first_rows = {rows[first].pk for first, _ in pairs}
    known = set(SetAside.objects.filter(row_id__in=first_rows).values_list("row_id", flat=True))
    firsts: dict[UUID, SetAside] = {}
    others: dict[UUID, dict[str, Any]] = {}
    for first, other in pairs:
        details = _contradiction(rows[first], rows[other])
        others[rows[other].pk] = details
        if rows[first].pk not in known:
            firsts.setdefault(rows[first].pk, _aside_for(rows[first], details, at))
    SetAside.objects.bulk_create(firsts.values())
    asides = list(SetAside.objects.filter(row_id__in=others))
    for aside in asides:
        aside.details = others[aside.row_id]
    SetAside.objects.bulk_update(asides, ["details"], batch_size=500)
    return [_event(aside) for aside in firsts.values()]


def _aside_for(row: SourceRow, details: dict[str, Any], at: datetime) -> SetAside:
    return SetAside(
        id=new_id(),
        seller_id=row.seller_id,
        row_id=row.pk,
        reason_code="conflicting_row",
        details=details,
        set_aside_at=at,
    )


def _contradiction(first: SourceRow, other: SourceRow) -> dict[str, Any]:
    return {
        "first_row": first.row_number,
        "other_row": other.row_number,
        "identity": rules.shown_identity(first.kind, first.values),
        "differences": rules.differences(first.values, other.values) or "—",
    }


def _locked(rows: Any) -> list[UUID]:
    """The identifiers of these rows, locked in one order so that two callers never wait in a ring."""
    return list(rows.order_by("pk").select_for_update().values_list("pk", flat=True))


def _event(aside: SetAside) -> RowSetAside:
    return RowSetAside(seller_id=aside.seller_id, subject_id=aside.row_id, reason_code=aside.reason_code)
