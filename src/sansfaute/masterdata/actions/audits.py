"""The nightly audit: judge every record again under the rules of the day, and let findings and corrections follow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from sansfaute.journal import actions as journal
from sansfaute.masterdata.actions.judging import AnyRecord, CompanyRules, Findings, company_rules, with_company_findings
from sansfaute.masterdata.actions.scores import score_base, score_records
from sansfaute.masterdata.actions.settling import settle_corrections
from sansfaute.masterdata.actions.writing import (
    RECORD_TYPES,
    RecordType,
    put_state,
    replace_findings,
    save_records,
    state_of,
)
from sansfaute.masterdata.events import RecordAgreed, RecordsAudited
from sansfaute.masterdata.models import Audit, Progress, Seller

CHUNK = 500
TASK = "audit"
_FOLLOWS = {"buyer": "item", "item": ""}


def audit_records(*, seller_id: UUID | str, day: date, at: datetime) -> Audit:
    """Judge every record of a seller as of a day, 500 in a transaction, under the seller's lock.

    Stopped anywhere and run again, it goes on after the last chunk; run twice, or twice at once, the
    second finds nothing left to do. Rules that changed since a record was written change its fields
    and findings, and RecordAgreed says so; what did not change announces nothing.
    """
    audit = _begin(seller_id, day, at)
    while not (audit.ended_at or _is_done(audit)):
        audit = _judge_next(audit.pk, at)
        _show(audit, at)
    return _end(audit.pk, at) if audit.ended_at is None else audit


@transaction.atomic
def _begin(seller_id: UUID | str, day: date, at: datetime) -> Audit:
    Seller.objects.select_for_update(no_key=True).get(pk=seller_id)
    audit, _fresh = Audit.objects.get_or_create(seller_id=seller_id, day=day, defaults={"started_at": at})
    if audit.ended_at is None:
        total = sum(kind.model._default_manager.filter(seller_id=seller_id).count() for kind in RECORD_TYPES.values())
        values = {"total": total, "done": audit.record_count, "started_at": at, "ended_at": None, "failure": ""}
        Progress.objects.update_or_create(
            task=TASK, subject_id=audit.seller_id, defaults={"seller_id": audit.seller_id, **values}
        )
    return audit


def _is_done(audit: Audit) -> bool:
    return audit.record_type == ""


@transaction.atomic
def _judge_next(audit_id: UUID, at: datetime) -> Audit:
    """The next chunk; the audit remembers how far it came in the same transaction."""
    seller_id = Audit.objects.values_list("seller_id", flat=True).get(pk=audit_id)
    Seller.objects.select_for_update(no_key=True).get(pk=seller_id)
    audit = Audit.objects.select_for_update(of=("self",)).get(pk=audit_id)
    if audit.ended_at or _is_done(audit):
        return audit
    kind = RECORD_TYPES[audit.record_type]
    records = _next_records(audit, kind)
    if records:
        counts = _judge(kind, records, audit.day, at)
        audit.last_id = records[-1].pk
        audit.record_count += len(records)
        audit.finding_count += counts.found
        audit.opened_count += counts.opened
        audit.closed_count += counts.closed
    else:
        audit.record_type, audit.last_id = _FOLLOWS[audit.record_type], None
    audit.save()
    return audit


def _next_records(audit: Audit, kind: RecordType) -> list[Any]:
    rows = kind.model._default_manager.filter(seller_id=audit.seller_id)
    rows = rows if audit.last_id is None else rows.filter(pk__gt=audit.last_id)
    return list(rows.order_by("pk").select_for_update(no_key=True, of=("self",))[:CHUNK])


@dataclass(frozen=True, slots=True)
class _Counts:
    found: int
    opened: int
    closed: int


def _judge(kind: RecordType, records: Sequence[AnyRecord], day: date, at: datetime) -> _Counts:
    company = company_rules(records[0].seller_id, kind.name)
    judged, changed = _read_again(kind, records)
    judged = with_company_findings(company, judged, at)
    if changed:
        save_records(changed)
        journal.record([_agreed(kind, one) for one in changed], at=at)
    replace_findings(kind, judged, at)
    return _settle(company, judged, day, at)


def _settle(company: CompanyRules, judged: Sequence[tuple[AnyRecord, Findings]], day: date, at: datetime) -> _Counts:
    settled = settle_corrections(company, judged, at=at, otherwise="gone")
    if company.record_type == "buyer":
        score_records(judged, day=day)
    return _Counts(sum(len(found) for _, found in judged), len(settled.opened), len(settled.ended))


def _read_again(
    kind: RecordType, records: Sequence[AnyRecord]
) -> tuple[list[tuple[AnyRecord, Findings]], list[AnyRecord]]:
    """Each record read by today's rules, and those that came out otherwise than they stood.

    A record without values was made before values were kept: it is left as it is.
    """
    judged, changed = [], []
    for record in records:
        if not record.values:
            continue
        before = _columns(record)
        judged.append((record, put_state(record, kind, state_of(record))))
        if _columns(record) != before:
            changed.append(record)
    return judged, changed


def _columns(record: AnyRecord) -> dict[str, Any]:
    return {one.attname: getattr(record, one.attname) for one in record._meta.concrete_fields}


def _agreed(kind: RecordType, record: AnyRecord) -> RecordAgreed:
    return RecordAgreed(seller_id=record.seller_id, subject_id=record.pk, record_type=kind.name, code=record.code)


def _show(audit: Audit, at: datetime) -> None:
    """How far it has come, outside the transaction of the chunk, for the page to show."""
    Progress.objects.filter(task=TASK, subject_id=audit.seller_id).update(done=audit.record_count)


@transaction.atomic
def _end(audit_id: UUID, at: datetime) -> Audit:
    """Score the base, announce the audit once."""
    audit = Audit.objects.select_for_update(of=("self",)).get(pk=audit_id)
    if audit.ended_at is not None:
        return audit
    score_base(seller_id=audit.seller_id, day=audit.day)
    audit.ended_at = at
    audit.save(update_fields=["ended_at"])
    Progress.objects.filter(task=TASK, subject_id=audit.seller_id).update(done=audit.record_count, ended_at=at)
    fact = RecordsAudited(
        seller_id=audit.seller_id,
        subject_id=audit.pk,
        record_count=audit.record_count,
        finding_count=audit.finding_count,
        opened_count=audit.opened_count,
        closed_count=audit.closed_count,
    )
    journal.record([fact], at=at)
    return audit
