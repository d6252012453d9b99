"""What is granted again and again for a buyer is proposed as a term; an approver accepts or refuses it."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Refusal
from sansfaute.lib.ids import new_id
from sansfaute.people import queries as people
from sansfaute.people.rules import DECIDE_EXCEPTIONS
from sansfaute.review import queries, rules
from sansfaute.review.events import TermAgreed, TermProposed, TermRefused
from sansfaute.review.models import DraftException, TermProposal

if TYPE_CHECKING:
    from sansfaute.people.models import Person


class TermDecisionRefused(Refusal):
    """A proposed term could not be decided so; the message is fit for a person."""


def propose_term(*, exception: DraftException, at: datetime) -> TermProposal | None:
    """Propose a term once this rule was granted often enough, and alike, for the exception's buyer; once.

    In the caller's transaction. Two at once propose it once, by a unique constraint.
    """
    after = queries.policy_of(exception.seller_id).propose_after
    buyer_id = exception.draft.buyer_id
    granted = DraftException.objects.filter(
        seller_id=exception.seller_id, rule=exception.rule, draft__buyer_id=buyer_id, decision__granted=True
    ).exclude(Q(evidence__has_key=queries.FOUR_EYES) & ~Q(decision__second__granted=True))
    latest = granted.order_by("-decision__decided_at", "-id").values_list("evidence", flat=True)
    term = rules.propose(exception.rule, list(latest[: after or 1]), after)
    if term is None or TermProposal.objects.filter(buyer_id=buyer_id, rule=exception.rule).exists():
        return None
    proposal = TermProposal(
        id=new_id(),
        seller_id=exception.seller_id,
        buyer_id=buyer_id,
        rule=exception.rule,
        term=term,
        granted=granted.count(),
        proposed_at=at,
    )
    TermProposal.objects.bulk_create([proposal], ignore_conflicts=True)
    if not TermProposal.objects.filter(id=proposal.id).exists():
        return None
    event = TermProposed(exception.seller_id, proposal.id, buyer_id=buyer_id, rule=exception.rule)
    journal.record([event], at=at)
    return proposal


@transaction.atomic
def accept_term(*, proposal_id: UUID, why: str, actor: Person, at: datetime) -> TermProposal:
    """From now on the check no longer opens this exception within the term, and contracts write it down.

    Raises TermDecisionRefused without a reason or the right, or when it was decided already.
    """
    proposal = _decided(proposal_id, queries.ACCEPTED, why, actor, at)
    event = TermAgreed(
        proposal.seller_id,
        proposal.buyer_id,
        proposal_id=proposal.id,
        rule=proposal.rule,
        contracts=list(proposal.term.get("contracts", [])),
        clauses=rules.clauses_of_term(proposal.term),
    )
    journal.record([event], at=at, actor=actor, why=why.strip())
    return proposal


@transaction.atomic
def refuse_term(*, proposal_id: UUID, why: str, actor: Person, at: datetime) -> TermProposal:
    """The exception goes on being asked each time. Raises TermDecisionRefused as `accept_term` does."""
    proposal = _decided(proposal_id, queries.REFUSED, why, actor, at)
    event = TermRefused(proposal.seller_id, proposal.buyer_id, proposal_id=proposal.id, rule=proposal.rule)
    journal.record([event], at=at, actor=actor, why=why.strip())
    return proposal


def _decided(proposal_id: UUID, decided: str, why: str, actor: Person, at: datetime) -> TermProposal:
    proposal = TermProposal.objects.select_for_update().filter(id=proposal_id).first()
    if proposal is None:
        raise TermDecisionRefused(_("This proposal does not exist."))
    if not why.strip():
        raise TermDecisionRefused(_("Say why: the reason is kept with the decision."))
    if not people.may(actor, DECIDE_EXCEPTIONS, proposal.seller_id):
        raise TermDecisionRefused(_("Your role does not let you agree terms for this company."))
    if proposal.decided:
        raise TermDecisionRefused(_("Somebody has already decided this proposal."))
    proposal.decided, proposal.decided_by, proposal.decided_at = decided, actor, at
    proposal.save(update_fields=["decided", "decided_by", "decided_at"])
    return proposal
