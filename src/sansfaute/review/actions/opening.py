"""Open the exceptions of drafts, in place of those that an earlier judgement of the same drafts had opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol
from uuid import UUID

from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.lib.bulk import copy_in
from sansfaute.lib.ids import new_id
from sansfaute.review import queries, rules
from sansfaute.review.events import ExceptionOpened, ExceptionSuperseded
from sansfaute.review.models import Decision, DraftException, Fingerprint, SecondDecision, Verdict

if TYPE_CHECKING:
    from sansfaute.drafts.models import Draft


class Judged(Protocol):
    """A draft that was judged, and the reasons to hold it."""

    @property
    def draft(self) -> Draft: ...
    @property
    def holds(self) -> list[rules.Hold]: ...
    @property
    def policy(self) -> rules.Policy: ...


@dataclass(slots=True)
class Earlier:
    """What an earlier judgement of a draft left: its exceptions by rule, and what is told of decided ones."""

    exceptions: dict[str, DraftException] = field(default_factory=dict)
    told: list[dict[str, Any]] = field(default_factory=list)

    def decided(self, rule: str) -> bool:
        """Did somebody decide the exception of this rule?"""
        return any(one["rule"] == rule and one["current"] for one in self.told)


def supersede(mine: Sequence[Judged]) -> dict[UUID, Earlier]:
    """Take away verdict, exceptions and decisions of drafts that are judged again; what they said, by draft.

    No query for drafts that were never judged.
    """
    ids = [one.draft.pk for one in mine if queries.judged_revision(one.draft) is not None]
    if not ids:
        return {}
    found = {draft_id: Earlier() for draft_id in ids}
    for draft_id, details in Verdict.objects.filter(draft_id__in=ids).values_list("draft_id", "details"):
        found[draft_id].told = [{**one, "current": False} for one in details.get("superseded", [])]
    held = DraftException.objects.filter(draft_id__in=ids).order_by("opened_at", "id")
    related = ("decision", "decision__decided_by", "decision__second", "decision__second__decided_by")
    for row in held.select_related(*related):
        earlier = found[row.draft_id]
        earlier.exceptions[row.rule] = row
        if (decision := getattr(row, "decision", None)) is not None:
            earlier.told.append(_told(row, decision))
    SecondDecision.objects.filter(decision__exception__draft_id__in=ids).delete()
    Decision.objects.filter(exception__draft_id__in=ids).delete()
    held.delete()
    Verdict.objects.filter(draft_id__in=ids).delete()
    Fingerprint.objects.filter(draft_id__in=ids).delete()
    return found


def _told(row: DraftException, decision: Decision) -> dict[str, Any]:
    """A decision that counts no more, as the new verdict tells it."""
    second: SecondDecision | None = getattr(decision, "second", None)
    told = {
        "rule": row.rule,
        "evidence": row.evidence,
        "granted": decision.granted,
        "why": decision.why,
        "decided_by": decision.decided_by.get_username(),
        "decided_at": decision.decided_at.isoformat(),
        "current": True,
    }
    if second is not None:
        told |= {"second_by": second.decided_by.get_username(), "second_granted": second.granted}
    return told


def open_exceptions(mine: Iterable[Judged], earlier: Mapping[UUID, Earlier], at: datetime) -> None:
    """One exception for each hold, with its money and its deadline, and one fact for each that is new or gone.

    An exception that was open before and still is keeps its identity, its age and its deadline.
    """
    rows, facts = list[DraftException](), list[journal.Event]()
    for one in mine:
        before = earlier.get(one.draft.pk, Earlier())
        for hold in one.holds:
            row, is_new = _exception(one, hold, before, at)
            rows.append(row)
            if is_new:
                facts.append(ExceptionOpened(row.seller_id, row.pk, draft_id=row.draft_id, rule=row.rule))
        facts += _gone(one, before)
    copy_in(rows)
    journal.record(facts, at=at)


def _exception(one: Judged, hold: rules.Hold, before: Earlier, at: datetime) -> tuple[DraftException, bool]:
    known, decided = before.exceptions.get(hold.rule), before.decided(hold.rule)
    kept = known if known is not None and not decided else None
    row = DraftException(
        id=known.pk if known is not None else new_id(),
        seller_id=one.draft.seller_id,
        draft=one.draft,
        rule=hold.rule,
        evidence=_evidence(one, hold, before),
        owner_role=hold.owner_role,
        amount=one.draft.total_with_vat,
        due_on=kept.due_on if kept else rules.decide_by(hold.rule, clock.day_of(at), one.policy),
        opened_at=kept.opened_at if kept else at,
    )
    return row, kept is None


def _evidence(one: Judged, hold: rules.Hold, before: Earlier) -> dict[str, Any]:
    evidence = dict(hold.evidence)
    if rules.may_be_granted(hold.rule) and rules.needs_four_eyes(hold.rule, one.draft.total_with_vat, one.policy):
        evidence[queries.FOUR_EYES] = True
    names = ("granted", "why", "decided_by", "decided_at")
    told = [{name: past[name] for name in names} for past in before.told if past["rule"] == hold.rule]
    return {**evidence, "earlier": told} if told else evidence


def _gone(one: Judged, before: Earlier) -> list[journal.Event]:
    """A fact for each earlier exception that is no more, or whose decision counts no more."""
    still = {hold.rule for hold in one.holds}
    return [
        ExceptionSuperseded(row.seller_id, row.pk, draft_id=row.draft_id, rule=rule)
        for rule, row in before.exceptions.items()
        if rule not in still or before.decided(rule)
    ]
