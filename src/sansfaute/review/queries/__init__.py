"""Named reads of review; those shown to a person take the person first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import F, QuerySet

from sansfaute.drafts import queries as drafts
from sansfaute.en16931.judgement import Judgement, judge
from sansfaute.en16931.rules import Given
from sansfaute.lib.bulk import read, tie
from sansfaute.masterdata import queries as masterdata
from sansfaute.people import queries as people
from sansfaute.review.adapters import official
from sansfaute.review.adapters.official import schema
from sansfaute.review.models import Approval, DraftException, Fingerprint, ShapeVerdict, Verdict
from sansfaute.review.queries.exceptions import (
    FOUR_EYES,
    alike,
    blocks_for,
    grants_waiting,
    grants_waiting_for,
    held_by_changed,
    open_of_buyers,
    settled,
    term_proposals_for,
    waits_for_second,
)
from sansfaute.review.queries.knowledge import (
    ACCEPTED,
    REFUSED,
    Knowledge,
    knowledge_of,
    policy_of,
    thresholds,
)

if TYPE_CHECKING:
    from sansfaute.drafts.models import Draft
    from sansfaute.people.models import Person


def drafts_to_check(draft_ids: Iterable[UUID], *, again: bool = False) -> list[Draft]:
    """Drafts that review has not judged, or not since a person edited them; none discarded or approved.

    Each with its buyer and its verdict; three queries. `again`: those that it has judged too.
    """
    found = read(drafts.drafts(draft_ids).filter(discard=None, approval=None).order_by("id"))
    verdicts = {one.draft_id: one for one in Verdict.objects.filter(draft_id__in=[row.pk for row in found])}
    for row in found:
        row._state.fields_cache["verdict"] = verdicts.get(row.pk)
    rows = [row for row in found if again or judged_revision(row) != row.revision]
    for seller_id in {row.seller_id for row in rows}:
        mine = [row for row in rows if row.seller_id == seller_id]
        buyers = masterdata.buyers(seller_id).filter(pk__in={row.buyer_id for row in mine})
        tie(mine, "buyer", {buyer.pk: buyer for buyer in read(buyers)})
    return rows


def revisions_to_check(draft_ids: Iterable[UUID], *, again: bool = False) -> dict[UUID, int]:
    """The same drafts with the number of their edits, without their documents."""
    rows = drafts.drafts(draft_ids).filter(discard=None, approval=None).order_by("id")
    columns = ("id", "revision", "verdict__id", "verdict__details__revision")
    found = rows.values_list(*columns)
    return {
        pk: revision for pk, revision, verdict, judged in found if again or not verdict or (judged or 0) != revision
    }


def hold_drafts(draft_ids: Iterable[UUID]) -> None:
    """Hold these drafts in the order of their ids until the transaction ends; they are not read."""
    held = drafts.drafts(draft_ids).order_by("pk").select_for_update(no_key=True)
    list(held.values_list("pk", flat=True))


def judged_revision(row: Draft) -> int | None:
    """Which revision of a draft its verdict is about; None without a verdict."""
    verdict: Verdict | None = getattr(row, "verdict", None)
    return None if verdict is None else int(verdict.details.get("revision", 0))


def approvals_to_issue(draft_ids: Iterable[UUID]) -> list[Approval]:
    """The approvals of these drafts, with the drafts, in order; none of a discarded draft. Two queries."""
    approvals = Approval.objects.filter(draft_id__in=draft_ids, draft__discard=None)
    found = read(approvals.order_by("issue_date", "draft_id"))
    tie(found, "draft", {row.pk: row for row in read(drafts.drafts(one.draft_id for one in found))})
    return found


def approval_of(draft_id: UUID) -> Approval | None:
    """The approval of one draft, if it has one."""
    return Approval.objects.filter(draft_id=draft_id).select_related("approved_by").first()


def verdict_of(draft_id: UUID) -> Verdict | None:
    """What the rules said of one draft, if they have judged it."""
    return Verdict.objects.filter(draft_id=draft_id).first()


def exceptions_for(person: Person) -> QuerySet[DraftException]:
    """Exceptions of the sellers open to this person; those still to decide first, oldest first."""
    return (
        DraftException.objects.filter(seller_id__in=people.sellers_open_to(person, act="see exceptions"))
        .select_related("draft", "draft__buyer", "draft__discard", "decision", "decision__decided_by")
        .order_by(F("decision__decided_at").asc(nulls_first=True), "opened_at", "id")
    )


def exceptions_of(draft_id: UUID) -> QuerySet[DraftException]:
    """The exceptions of one draft, for who may see them, in the order they were opened."""
    rows = DraftException.objects.filter(draft_id=draft_id).select_related("draft", "draft__buyer", "decision")
    return rows.order_by("opened_at", "id")


def open_exceptions(seller_id: UUID) -> QuerySet[DraftException]:
    """Exceptions nobody has decided, of drafts still alive."""
    return DraftException.objects.filter(seller_id=seller_id, decision=None, draft__discard=None)


def held_drafts(seller_id: UUID) -> QuerySet[Draft]:
    """Drafts that at least one open exception holds: neither approved nor discarded."""
    return drafts.drafts_of(seller_id).filter(approval=None, discard=None, exceptions__isnull=False).distinct()


def first_alike(seller_id: UUID, fingerprints: Mapping[UUID, str]) -> dict[UUID, Fingerprint]:
    """By draft: who owns its fingerprint, with draft, buyer and discard; those that own theirs are left out."""
    rows = Fingerprint.objects.filter(seller_id=seller_id, fingerprint__in=sorted(set(fingerprints.values())))
    owners = dict(rows.values_list("fingerprint", "draft_id"))
    others = {value for draft_id, value in fingerprints.items() if owners[value] != draft_id}
    if not others:
        return {}
    found = rows.filter(fingerprint__in=others).select_related("draft", "draft__discard", "draft__buyer")
    alike = {row.fingerprint: row for row in found}
    return {draft_id: alike[value] for draft_id, value in fingerprints.items() if owners[value] != draft_id}


def official_verdicts(documents: Sequence[bytes]) -> list[official.OfficialVerdict]:
    """What the official rules say of XML documents from anybody; nothing is stored."""
    return official.judge(documents)


def native_judgement(content: bytes, today: date) -> Judgement:
    """What our rules say of any file on this day, after the official schema of its profile; nothing is stored."""
    return judge(content, schema=schema.findings, given=Given(today=today, size=len(content)))


def shapes_passed(shapes: Iterable[str], pack: str) -> set[str]:
    """Which of these shapes the official rules have passed under this pack."""
    rows = ShapeVerdict.objects.filter(shape__in=shapes, pack=pack, verdict="passed")
    return set(rows.values_list("shape", flat=True))


__all__ = [
    "ACCEPTED",
    "FOUR_EYES",
    "REFUSED",
    "Knowledge",
    "alike",
    "approval_of",
    "approvals_to_issue",
    "blocks_for",
    "drafts_to_check",
    "exceptions_for",
    "first_alike",
    "grants_waiting",
    "grants_waiting_for",
    "held_by_changed",
    "held_drafts",
    "hold_drafts",
    "judged_revision",
    "knowledge_of",
    "native_judgement",
    "official_verdicts",
    "open_exceptions",
    "open_of_buyers",
    "policy_of",
    "revisions_to_check",
    "settled",
    "shapes_passed",
    "term_proposals_for",
    "thresholds",
    "verdict_of",
    "waits_for_second",
]
