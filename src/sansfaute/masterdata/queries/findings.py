"""What the quality rules say of records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from django.db.models import Count, QuerySet

from sansfaute.masterdata import rules
from sansfaute.masterdata.models import AcceptedFinding, Finding


def findings(seller_id: UUID | str) -> QuerySet[Finding]:
    """What the quality rules say of one seller's records, by record."""
    return Finding.objects.filter(seller_id=seller_id).order_by("code", "field", "rule")


def findings_by_record(record_ids: Iterable[UUID]) -> dict[UUID, list[Finding]]:
    """The findings of each of these records; a record without finding is absent."""
    found: dict[UUID, list[Finding]] = defaultdict(list)
    for finding in Finding.objects.filter(record_id__in=list(record_ids)).order_by("field", "rule"):
        found[finding.record_id].append(finding)
    return dict(found)


def findings_that_hold(record_ids: Iterable[UUID]) -> dict[UUID, list[Finding]]:
    """The same, without what a person accepted as it is and neither the norm nor the law refuses."""
    found = findings_by_record(record_ids)
    accepted = AcceptedFinding.objects.filter(record_id__in=list(found))
    lifted = set(accepted.values_list("record_id", "field", "rule", "value"))
    return {
        record_id: [
            one
            for one in rows
            if (record_id, one.field, one.rule, one.value) not in lifted or not rules.may_be_lifted(one.rule, one.level)
        ]
        for record_id, rows in found.items()
    }


def finding_counts(seller_id: UUID | str) -> dict[str, int]:
    """How many records each rule speaks of, by rule."""
    counted = Finding.objects.filter(seller_id=seller_id).values_list("rule").annotate(Count("id")).order_by("rule")
    return dict(counted)
