"""What the house checks need to know around a chunk of drafts: a bounded number of queries, whatever its size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from sansfaute.drafts import queries as drafts
from sansfaute.masterdata import queries as masterdata
from sansfaute.review import rules
from sansfaute.review.models import BuyerBlock, TermProposal, Thresholds

if TYPE_CHECKING:
    from sansfaute.drafts.models import Draft

REMEMBERED = 12
"""Issued invoices of a buyer that a new one is compared with."""
ACCEPTED, REFUSED = "accepted", "refused"


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is known around some drafts of one seller; each mapping by the buyer's id."""

    policy: rules.Policy
    findings: Mapping[UUID, Sequence[Any]]
    past: Mapping[UUID, Sequence[rules.Past]]
    around: Mapping[UUID, Sequence[tuple[str, rules.Lookalike]]]  # what each shows (`Seen.near`), and which it is
    blocks: Mapping[UUID, Sequence[Mapping[str, str]]]
    bank_changes: Mapping[UUID, Sequence[Mapping[str, str]]]
    own_bank_changes: Sequence[Mapping[str, str]]
    agreed: Mapping[UUID, Mapping[str, Mapping[str, Any]]]
    sources: Mapping[UUID, Sequence[Mapping[str, str]]]  # by the draft's id


def thresholds(seller_id: UUID) -> QuerySet[Thresholds]:
    """Every set of thresholds of a seller, the one that counts first."""
    return Thresholds.objects.filter(seller_id=seller_id).select_related("set_by").order_by("-set_at", "-id")


def policy_of(seller_id: UUID) -> rules.Policy:
    """The thresholds that count: the latest set, our defaults for the rest. One query."""
    values = thresholds(seller_id).values_list("values", flat=True).first()
    return rules.read_policy(values) if values else rules.POLICY


def knowledge_of(seller_id: UUID, rows: Sequence[Draft]) -> Knowledge:
    """What is known around these drafts. Eight queries."""
    buyer_ids = sorted({row.buyer_id for row in rows})
    policy = policy_of(seller_id)
    waiting = _bank_changes(seller_id, buyer_ids) if policy.hold_on_bank_changes else {}
    return Knowledge(
        policy=policy,
        findings=masterdata.findings_that_hold(buyer_ids),
        past=_past(seller_id, buyer_ids),
        around=_around(seller_id, rows, policy.near_duplicate_days) if policy.near_duplicate_days else {},
        blocks=_blocks(seller_id, buyer_ids),
        bank_changes=waiting,
        own_bank_changes=waiting.get(seller_id, ()),
        agreed=_agreed(seller_id, buyer_ids),
        sources=_sources([row.pk for row in rows if row.clauses.get("discounts") or row.clauses.get("unread")]),
    )


def _past(seller_id: UUID, buyer_ids: Sequence[UUID]) -> dict[UUID, list[rules.Past]]:
    """The last issued invoices of each buyer, latest first."""
    latest = Window(RowNumber(), partition_by=F("buyer_id"), order_by=[F("issue_date").desc(), F("id").desc()])
    issued = drafts.drafts_of(seller_id).filter(
        buyer_id__in=buyer_ids, fingerprint__invoice_number__gt="", type_code="380", corrects={}
    )
    rows = issued.annotate(rank=latest).filter(rank__lte=REMEMBERED).order_by("buyer_id", "rank")
    found = defaultdict[UUID, list[rules.Past]](list)
    columns = ("buyer_id", "issue_date", "currency_code", "total_with_vat", "verdict__details__seen")
    for buyer_id, day, currency, total, seen in rows.values_list(*columns):
        found[buyer_id].append(rules.Past(day, currency, total, seen or {}))
    return found


def _around(seller_id: UUID, rows: Sequence[Draft], days: int) -> dict[UUID, list[tuple[str, rules.Lookalike]]]:
    """Other drafts and invoices of these buyers for one of these totals, issued a few days before or after."""
    dates, span = [row.issue_date for row in rows] or [date.min], timedelta(days=days)
    others = drafts.drafts_of(seller_id).filter(
        buyer_id__in={row.buyer_id for row in rows},
        total_with_vat__in={row.total_with_vat for row in rows},
        issue_date__range=(min(dates) - span, max(dates) + span),
        discard=None,
        verdict__isnull=False,
    )
    others = others.exclude(pk__in=[row.pk for row in rows])
    found = defaultdict[UUID, list[tuple[str, rules.Lookalike]]](list)
    columns = ("pk", "buyer_id", "issue_date", "verdict__details__seen__near", "fingerprint__invoice_number")
    for pk, buyer_id, day, near, number in others.values_list(*columns):
        found[buyer_id].append((near or "", rules.Lookalike(str(pk), day, number or str(pk)[-8:])))
    return found


def _blocks(seller_id: UUID, buyer_ids: Sequence[UUID]) -> dict[UUID, list[Mapping[str, str]]]:
    """What stops these buyers now, and those that were merged into them."""
    of_these = Q(buyer_id__in=buyer_ids) | Q(buyer__merged_into_id__in=buyer_ids)
    rows = BuyerBlock.objects.filter(of_these, seller_id=seller_id, lifted_at=None)
    found = defaultdict[UUID, list[Mapping[str, str]]](list)
    for row in rows.select_related("buyer", "blocked_by").order_by("blocked_at", "id"):
        who = row.blocked_by.get_username() if row.blocked_by else "-"
        told = {"kind": row.kind, "why": row.why, "by": who, "since": row.blocked_at.date().isoformat()}
        found[row.buyer.merged_into_id or row.buyer_id].append(told)
    return found


def _bank_changes(seller_id: UUID, buyer_ids: Sequence[UUID]) -> dict[UUID, list[Mapping[str, str]]]:
    """New bank details that do not count yet, ours under the seller's own id."""
    found = defaultdict[UUID, list[Mapping[str, str]]](list)
    for one in masterdata.waiting_bank_changes(seller_id, [seller_id, *buyer_ids]):
        until = one.holds_from.date().isoformat() if one.holds_from else ""
        told = {"party": one.party_type, "code": one.code, "since": one.asked_at.date().isoformat(), "until": until}
        found[one.party_id].append(told)
    return found


def _agreed(seller_id: UUID, buyer_ids: Sequence[UUID]) -> dict[UUID, dict[str, Mapping[str, Any]]]:
    """Terms that were accepted for these buyers, by rule."""
    rows = TermProposal.objects.filter(seller_id=seller_id, buyer_id__in=buyer_ids, decided=ACCEPTED)
    found = defaultdict[UUID, dict[str, Mapping[str, Any]]](dict)
    for buyer_id, rule, term in rows.values_list("buyer_id", "rule", "term"):
        found[buyer_id][rule] = term
    return found


def _sources(draft_ids: Iterable[UUID]) -> dict[UUID, list[Mapping[str, str]]]:
    """The orders behind drafts that may have to be mended there."""
    ids = list(draft_ids)
    found = defaultdict[UUID, list[Mapping[str, str]]](list)
    if not ids:
        return found
    named = drafts.lines_of(ids).exclude(billable__order_reference="")
    for draft_id, number in named.values_list("draft_id", "billable__order_reference").distinct():
        found[draft_id].append({"kind": "order", "code": number})
    return found
