"""A person decides an exception; the last grant approves the draft, any refusal discards it.

A grant that asks for four eyes counts once a second person agrees: never the first one, and never
somebody who edited the draft.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.drafts import actions as drafts_actions
from sansfaute.drafts import queries as drafts
from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.people import queries as people
from sansfaute.people.rules import DECIDE_BEYOND_LIMITS, DECIDE_EXCEPTIONS
from sansfaute.review import queries, rules
from sansfaute.review.actions.propose import propose_term
from sansfaute.review.events import DraftApproved, ExceptionConfirmed, ExceptionDecided
from sansfaute.review.models import Approval, Decision, DraftException, SecondDecision, Verdict

if TYPE_CHECKING:
    from sansfaute.people.models import Person


class DecisionRefused(Refusal):
    """An exception could not be decided so; the message is fit for a person."""


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of one exception among many: decided, or why not."""

    exception_id: UUID
    decision: Decision | None
    refusal: str = ""


@transaction.atomic
def decide_exception(*, exception_id: UUID, granted: bool, why: str, actor: Person, at: datetime) -> Decision:
    """Grant or refuse one exception, with a reason; `queries.waits_for_second` tells whether the grant counts yet.

    Raises DecisionRefused when the reason is empty, the person may not decide, the exception is
    already decided, the draft was edited since, or what it says can only be mended at its source.
    """
    exception = DraftException.objects.filter(id=exception_id).first()
    if exception is None:
        raise DecisionRefused(_("This exception does not exist."))
    drafts.lock_drafts([exception.draft_id])  # two deciders of one draft take turns
    _refuse_unless_sound(exception, granted, why, actor)
    decision = Decision.objects.create(
        seller_id=exception.seller_id,
        exception=exception,
        granted=granted,
        why=why.strip(),
        decided_by=actor,
        decided_at=at,
    )
    event = ExceptionDecided(exception.seller_id, exception.id, draft_id=exception.draft_id, granted=granted)
    journal.record([event], at=at, actor=actor, why=why.strip())
    _follow(exception, granted, why.strip(), actor, at)
    if granted and not queries.waits_for_second(decision):
        propose_term(exception=exception, at=at)
    return decision


def decide_many(
    *, exception_ids: Sequence[UUID], granted: bool, why: str, actor: Person, at: datetime
) -> list[Decided]:
    """The same decision on exceptions of one rule, each in its own transaction: one refused leaves the others be.

    Raises DecisionRefused when they are not alike, or for no exception.
    """
    found = DraftException.objects.filter(id__in=list(exception_ids)).values_list("rule", "seller_id").distinct()
    if found.count() != 1:
        raise DecisionRefused(_("Choose exceptions that are alike: of one company and for one reason."))
    return [_one_of_many(one, granted, why, actor, at) for one in dict.fromkeys(exception_ids)]


def _one_of_many(exception_id: UUID, granted: bool, why: str, actor: Person, at: datetime) -> Decided:
    try:
        decision = decide_exception(exception_id=exception_id, granted=granted, why=why, actor=actor, at=at)
    except DecisionRefused as refusal:
        return Decided(exception_id, None, str(refusal))
    except drafts_actions.DiscardRefused as refusal:
        return Decided(exception_id, None, str(refusal))
    return Decided(exception_id, decision)


@transaction.atomic
def second_decision(*, decision_id: UUID, granted: bool, why: str, actor: Person, at: datetime) -> SecondDecision:
    """A second person agrees to a grant, which then counts, or does not, which drops the draft.

    Raises DecisionRefused: not asked for, decided already, one's own grant, one's own edits, no right, or no
    reason for not agreeing.
    """
    decision = Decision.objects.select_related("exception", "decided_by").filter(id=decision_id).first()
    if decision is None:
        raise DecisionRefused(_("This decision does not exist any more."))
    exception = decision.exception
    drafts.lock_drafts([exception.draft_id])
    _refuse_unless_second(decision, granted, why, actor)
    second = SecondDecision.objects.create(
        seller_id=decision.seller_id,
        decision=decision,
        granted=granted,
        why=why.strip(),
        decided_by=actor,
        decided_at=at,
    )
    event = ExceptionConfirmed(exception.seller_id, exception.id, draft_id=exception.draft_id, granted=granted)
    journal.record([event], at=at, actor=actor, why=why.strip())
    _follow(exception, granted, why.strip() or decision.why, actor, at)
    if granted:
        propose_term(exception=exception, at=at)
    return second


def _refuse_unless_second(decision: Decision, granted: bool, why: str, actor: Person) -> None:
    """Named refusals, under the draft's lock."""
    current = Decision.objects.filter(id=decision.id).first()  # judged again meanwhile, it is gone
    if current is None or SecondDecision.objects.filter(decision=decision).exists():
        raise DecisionRefused(_("This grant no longer waits for a second person."))
    if queries.FOUR_EYES not in decision.exception.evidence or not decision.granted:
        raise DecisionRefused(_("This decision needs no second person."))
    if decision.decided_by_id == actor.pk:
        raise DecisionRefused(_("You granted this yourself: another person has to agree."))
    _refuse_unless_may(decision.exception, granted, actor)
    _refuse_unless_current(decision.exception)
    if not granted and not why.strip():
        raise DecisionRefused(_("Say why: the reason is kept with the decision."))


def _refuse_unless_sound(exception: DraftException, granted: bool, why: str, actor: Person) -> None:
    """Named refusals, cheap first."""
    if not why.strip():
        raise DecisionRefused(_("Say why: the reason is kept with the decision."))
    _refuse_unless_may(exception, granted, actor)
    if granted and not rules.may_be_granted(exception.rule):
        raise DecisionRefused(_("This cannot be let through as it is: mend the data at their source, or refuse."))
    if Decision.objects.filter(exception=exception).exists():
        raise DecisionRefused(_("Somebody has already decided this exception."))
    _refuse_unless_current(exception)


def _refuse_unless_may(exception: DraftException, granted: bool, actor: Person) -> None:
    if not people.may(actor, DECIDE_EXCEPTIONS, exception.seller_id):
        raise DecisionRefused(_("Your role does not let you decide exceptions for this company."))
    if not granted:
        return
    beyond = exception.owner_role == "admin"
    if beyond and not people.may(actor, DECIDE_BEYOND_LIMITS, exception.seller_id):
        raise DecisionRefused(_("This is beyond what your role may grant: an administrator has to decide it."))
    if actor.pk in drafts.editors_of([exception.draft_id]).get(exception.draft_id, ()):
        raise DecisionRefused(_("You edited this draft yourself: another person has to let it pass."))


def _refuse_unless_current(exception: DraftException) -> None:
    """The draft is held: what it is now is what is decided on."""
    if not DraftException.objects.filter(id=exception.id).exists():
        raise DecisionRefused(_("This exception is no more: the draft was judged again in the meantime."))
    if drafts.is_discarded(exception.draft_id):
        raise DecisionRefused(_("This draft was discarded in the meantime."))
    verdict = Verdict.objects.select_related("draft").filter(draft_id=exception.draft_id).first()
    if verdict is not None and verdict.details.get("revision", 0) != verdict.draft.revision:
        raise DecisionRefused(_("This draft was just edited and is being judged again: wait a moment."))


def _follow(exception: DraftException, granted: bool, why: str, actor: Person, at: datetime) -> None:
    if not granted:
        drafts_actions.discard_draft(draft_id=exception.draft_id, why=why, actor=actor, at=at)
    elif queries.settled(exception.draft_id):
        _approve(exception.draft_id, why, actor, at)


def _approve(draft_id: UUID, why: str, actor: Person, at: datetime) -> None:
    verdict = Verdict.objects.select_related("draft").get(draft_id=draft_id)
    if verdict.verdict != "passed":
        raise DecisionRefused(_("The rules have not passed this draft; it cannot be issued."))
    # The law dates an invoice by the day it is issued: a late approval moves the date forward.
    issue_date = max(verdict.draft.issue_date, clock.day_of(at))
    Approval.objects.create(
        seller_id=verdict.seller_id,
        draft_id=draft_id,
        approved_by=actor,
        why=why,
        issue_date=issue_date,
        verdict=verdict.details,
        approved_at=at,
    )
    journal.record([DraftApproved(verdict.seller_id, draft_id)], at=at, actor=actor, why=why)
