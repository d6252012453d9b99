"""What the pages of the exception desk ask: exceptions, those that wait for a second person, proposals, blocks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Q, QuerySet

from sansfaute.contracts import queries as contracts
from sansfaute.drafts import queries as drafts
from sansfaute.people import queries as people
from sansfaute.people.rules import DECIDE_EXCEPTIONS, SEE_EXCEPTIONS
from sansfaute.review.models import BuyerBlock, Decision, DraftException, TermProposal

if TYPE_CHECKING:
    from sansfaute.people.models import Person

FOUR_EYES = "four_eyes"
"""In the evidence of an exception: its grant waits for a second person."""

_WAITS = Q(granted=True, second=None, exception__evidence__has_key=FOUR_EYES, exception__draft__discard=None)


def grants_waiting(seller_id: UUID) -> QuerySet[Decision]:
    """Grants that a second person has to agree to, oldest first."""
    found = Decision.objects.filter(_WAITS, seller_id=seller_id, exception__draft__approval=None)
    related = ("exception", "exception__draft", "exception__draft__buyer", "decided_by")
    return found.select_related(*related).order_by("decided_at", "id")


def grants_waiting_for(person: Person) -> QuerySet[Decision]:
    """Grants that this very person may agree to: neither his own, nor of a draft that he edited."""
    sellers = people.sellers_open_to(person, act=DECIDE_EXCEPTIONS)
    found = Decision.objects.filter(_WAITS, seller_id__in=sellers, exception__draft__approval=None)
    found = found.exclude(decided_by=person).exclude(exception__draft__revisions__edited_by=person)
    related = ("exception", "exception__draft", "exception__draft__buyer", "decided_by")
    return found.select_related(*related).order_by("decided_at", "id")


def waits_for_second(decision: Decision) -> bool:
    """Does this grant count only once a second person agrees?"""
    asked = decision.granted and FOUR_EYES in decision.exception.evidence
    return asked and not hasattr(decision, "second")


def settled(draft_id: UUID) -> bool:
    """Is every exception of this draft granted, by two people where two are needed?"""
    found = DraftException.objects.filter(draft_id=draft_id)
    if found.exclude(decision__granted=True).exists():
        return False
    return not found.filter(evidence__has_key=FOUR_EYES).exclude(decision__second__granted=True).exists()


def alike(exception: DraftException) -> QuerySet[DraftException]:
    """Open exceptions of the same rule and seller, of living drafts: what `decide_many` may decide at once."""
    found = DraftException.objects.filter(
        seller_id=exception.seller_id, rule=exception.rule, decision=None, draft__discard=None
    )
    return found.select_related("draft", "draft__buyer").order_by("opened_at", "id")


def open_of_buyers(seller_id: UUID, buyer_ids: Iterable[UUID] | None, rules: Iterable[str]) -> list[UUID]:
    """Drafts of these buyers (all, when None) that an undecided exception of one of these rules holds."""
    found = drafts.drafts_of(seller_id).filter(
        approval=None, discard=None, exceptions__rule__in=list(rules), exceptions__decision=None
    )
    if buyer_ids is not None:
        ids = list(buyer_ids)
        found = found.filter(Q(buyer_id__in=ids) | Q(buyer__absorbed__in=ids))
    return list(found.order_by("pk").values_list("pk", flat=True).distinct())


def held_by_changed(seller_id: UUID, changed_ids: Sequence[UUID]) -> list[UUID]:
    """Drafts of runs under way that are held and bill these contract lines, or what these discounts are for."""
    discounts = contracts.discount_terms(seller_id).filter(pk__in=changed_ids)
    on = Q(lines__billable__contract_line__in=changed_ids)
    for buyer_id, item_id, contract_id in discounts.values_list("buyer_id", "item_id", "contract_id"):
        named = {"buyer_id": buyer_id, "lines__billable__item": item_id, "lines__billable__contract": contract_id}
        on |= Q(**{name: value for name, value in named.items() if value is not None})
    found = drafts.drafts_of(seller_id).filter(on, approval=None, discard=None, exceptions__isnull=False, revision=0)
    return list(found.filter(run__state__in=("working", "found")).values_list("pk", flat=True).distinct())


def term_proposals_for(person: Person) -> QuerySet[TermProposal]:
    """Proposed terms of the sellers open to this person, the undecided ones first."""
    sellers = people.sellers_open_to(person, act=SEE_EXCEPTIONS)
    found = TermProposal.objects.filter(seller_id__in=sellers).select_related("buyer", "decided_by")
    return found.order_by("decided", "-proposed_at", "id")


def blocks_for(person: Person) -> QuerySet[BuyerBlock]:
    """Blocks of the sellers open to this person, those in force first, latest first."""
    sellers = people.sellers_open_to(person, act=SEE_EXCEPTIONS)
    found = BuyerBlock.objects.filter(seller_id__in=sellers).select_related("buyer", "blocked_by", "lifted_by")
    return found.order_by("lifted_at", "-blocked_at", "id")
