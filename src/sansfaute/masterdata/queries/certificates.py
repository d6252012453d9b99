"""The figures of a certificate, as the tables tell them, and the certificates made."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import Count, QuerySet

from sansfaute.intake import queries as intake
from sansfaute.journal import queries as journal
from sansfaute.lib import clock
from sansfaute.lib.files import FileStore
from sansfaute.masterdata.models import (
    AcceptedFinding,
    Buyer,
    Certificate,
    Correction,
    DistinctPair,
    DuplicateCluster,
    Finding,
    Item,
    Merge,
    QualityScore,
    RecordChange,
    Seller,
)
from sansfaute.masterdata.queries.audits import own_sentences
from sansfaute.people import queries as people
from sansfaute.people.rules import SEE_RECORDS

_MARKS = ("score", "complete", "valid", "unique", "current")


def figures_of(seller: Seller, made_on: date, made_by: str) -> dict[str, Any]:
    """Everything that a certificate states of a seller's base, as JSON holds it."""
    accepted, left = _accepted(seller.pk), _open(seller.pk)
    fixed = _fixed(seller.pk)
    return {
        "seller": {"name": seller.name, "siren": seller.siren},
        "made_on": made_on.isoformat(),
        "made_by": made_by,
        "read": _read(seller.pk),
        "records": {
            "buyers": Buyer.objects.filter(seller=seller, merged_into=None).count(),
            "items": Item.objects.filter(seller=seller).count(),
        },
        "fixed": fixed,
        "merged": _merged(seller.pk),
        "accepted": accepted,
        "open": left,
        "warnings": _warnings_shown(seller.pk),
        "score": _score(seller.pk, made_on),
        "journal": _last_block(),
        "sentences": dict(own_sentences(one["rule"] for rows in (accepted, left, fixed) for one in rows)),
    }


def _read(seller_id: UUID) -> dict[str, Any]:
    """Files read and taken in, whichever kind: those undone or never accepted are left out."""
    counts = intake.row_counts_by_file(seller_id)
    files = intake.source_files(seller_id).exclude(accepted_at=None).filter(undone_at=None)
    by_file: list[dict[str, Any]] = [
        {
            "name": one.name,
            "sha256": one.sha256,
            "rows": counts[one.pk]["read"],
            "usable": counts[one.pk]["usable"],
            "set_aside": counts[one.pk]["set_aside"],
        }
        for one in files
    ]
    totals = {name: sum(one[name] for one in by_file) for name in ("rows", "usable", "set_aside")}
    return {"files": len(by_file), **totals, "by_file": by_file}


def _fixed(seller_id: UUID) -> list[dict[str, Any]]:
    """Records changed by acts that still count, by occasion, rule and author; imports and merges are told elsewhere."""
    changes = RecordChange.objects.filter(seller_id=seller_id, change_set__undone_at=None)
    kinds = changes.exclude(change_set__kind__in=["import", "merge"])
    names = ("change_set__kind", "change_set__about__rules", "change_set__about__rule", "change_set__made_by__username")
    counted = kinds.order_by().values_list(*names).annotate(count=Count("id"))
    rows = [
        {"kind": kind, "rule": _one_rule(several, single), "by": by or "", "count": count}
        for kind, several, single, by, count in counted
    ]
    return sorted(rows, key=lambda one: (-one["count"], one["kind"], one["rule"], one["by"]))


def _one_rule(several: Any, single: Any) -> str:
    """The rule that an act followed, when it followed a single one."""
    if isinstance(several, list) and len(several) == 1:
        return str(several[0])
    return single if isinstance(single, str) else ""


def _merged(seller_id: UUID) -> dict[str, int]:
    merges = Merge.objects.filter(seller_id=seller_id)
    waiting = DuplicateCluster.objects.filter(seller_id=seller_id, state__in=["open", "later"])
    return {
        "merges": merges.filter(undone_at=None).count(),
        "undone": merges.exclude(undone_at=None).count(),
        "distinct": DistinctPair.objects.filter(seller_id=seller_id).count(),
        "waiting": waiting.count(),
    }


def _accepted(seller_id: UUID) -> list[dict[str, Any]]:
    """What people took as it is and still stands so, each with its reason and author."""
    rows = AcceptedFinding.objects.filter(seller_id=seller_id).select_related("accepted_by")
    standing = set(Finding.objects.filter(seller_id=seller_id).values_list("record_id", "field", "rule", "value"))
    return [
        {
            "record_type": one.record_type,
            "code": one.code,
            "field": one.field,
            "rule": one.rule,
            "value": one.value,
            "why": one.why,
            "by": one.accepted_by.get_username() if one.accepted_by else "",
            "on": clock.day_of(one.accepted_at).isoformat(),
        }
        for one in rows.order_by("code", "field", "rule", "id")
        if (one.record_id, one.field, one.rule, one.value) in standing
    ]


def _open(seller_id: UUID) -> list[dict[str, Any]]:
    rows = Correction.objects.filter(seller_id=seller_id, closed_at=None).order_by()
    counted = rows.values_list("rule", "level").annotate(count=Count("id"))
    found = [{"rule": rule, "level": level, "count": count} for rule, level, count in counted]
    return sorted(found, key=lambda one: (-one["count"], one["rule"]))


def _warnings_shown(seller_id: UUID) -> int:
    """Warnings that ask for no correction."""
    asked = Correction.objects.filter(seller_id=seller_id, closed_at=None, level="warning", source="audit")
    return Finding.objects.filter(seller_id=seller_id, level="warning").count() - asked.count()


def _score(seller_id: UUID, day: date) -> dict[str, Any] | None:
    row = QualityScore.objects.filter(seller_id=seller_id, buyer=None, since__lte=day).order_by("-since").first()
    if row is None:
        return None
    marks = {name: str(getattr(row, name)) for name in _MARKS}
    return {**marks, "record_count": row.record_count, "since": row.since.isoformat()}


def _last_block() -> dict[str, Any] | None:
    block = journal.last_block()
    return {"number": block.number, "hash": block.block_hash} if block else None


def store() -> FileStore:
    """Where the bytes of certificates are."""
    return FileStore(Path(settings.FILE_STORE))


def certificates(seller_id: UUID | str) -> QuerySet[Certificate]:
    """The certificates of a seller, latest first."""
    return Certificate.objects.filter(seller_id=seller_id).select_related("made_by").order_by("-made_at", "-id")


def certificate_for(person: Any, certificate_id: UUID) -> Certificate | None:
    """One certificate, if its seller's records are open to this person."""
    sellers = people.sellers_open_to(person, act=SEE_RECORDS)
    return Certificate.objects.filter(pk=certificate_id, seller_id__in=sellers).first()


def content_of(certificate: Certificate) -> bytes:
    """Its PDF, checked against its SHA-256; raises Trouble when it is lost or damaged."""
    return store().get(certificate.sha256)
