"""A person decides an exception; the last grant approves the draft, any refusal discards it."""

from __future__ import annotations

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
from sansfaute.review import rules
from sansfaute.review.events import DraftApproved, ExceptionDecided
from sansfaute.review.models import Approval, Decision, DraftException, Verdict

if TYPE_CHECKING:
    from sansfaute.people.models import Person


class DecisionRefused(Refusal):
    """An exception could not be decided so; the message is fit for a person."""


@transaction.atomic
def decide_exception(*, exception_id: UUID, granted: bool, why: str, actor: Person, at: datetime) -> Decision:
    """Grant or refuse one exception, with a reason.

    Raises DecisionRefused when the reason is empty, the person may not decide, the exception is
    already decided, or what it says can only be mended at its source.
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
    return decision


def _refuse_unless_sound(exception: DraftException, granted: bool, why: str, actor: Person) -> None:
    """Named refusals, cheap first."""
    if not why.strip():
        raise DecisionRefused(_("Say why: the reason is kept with the decision."))
    if exception.seller_id not in people.sellers_open_to(actor, act="decide exceptions"):
        raise DecisionRefused(_("Your role does not let you decide exceptions for this company."))
    if granted and not rules.may_be_granted(exception.rule):
        raise DecisionRefused(_("This cannot be let through as it is: mend the data at their source, or refuse."))
    if Decision.objects.filter(exception=exception).exists():
        raise DecisionRefused(_("Somebody has already decided this exception."))
    if drafts.is_discarded(exception.draft_id):
        raise DecisionRefused(_("This draft was discarded in the meantime."))


def _follow(exception: DraftException, granted: bool, why: str, actor: Person, at: datetime) -> None:
    if not granted:
        drafts_actions.discard_draft(draft_id=exception.draft_id, why=why, actor=actor, at=at)
        return
    if not DraftException.objects.filter(draft_id=exception.draft_id).exclude(decision__granted=True).exists():
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
