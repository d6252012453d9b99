"""Third parties, their roles and the mandates, as other rooms may ask for them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from sansfaute.masterdata import rules
from sansfaute.masterdata.models import Buyer, Mandate, Party, PartyRole


def parties(seller_id: UUID | str) -> QuerySet[Party]:
    """The third parties of one seller, by code."""
    return Party.objects.filter(seller_id=seller_id).order_by("code")


def parties_by_code(seller_id: UUID | str, codes: Iterable[str]) -> dict[str, Party]:
    """The seller's third parties among these codes; unknown ones are absent. No query for no code."""
    wanted = set(codes)
    found = Party.objects.filter(seller_id=seller_id, code__in=wanted) if wanted else ()
    return {one.code: one for one in found}


def party_roles(seller_id: UUID | str, buyer_ids: Iterable[UUID]) -> list[PartyRole]:
    """The roles, past and to come, that bear on these buyers, with their parties. One query.

    Those given to a buyer merged since are its survivor's: `buyer_id` says so.
    """
    ids = list(buyer_ids)
    found = PartyRole.objects.filter(
        Q(buyer__isnull=True) | Q(buyer__in=ids) | Q(buyer__merged_into__in=ids), seller_id=seller_id
    )
    roles = list(found.select_related("party", "buyer").order_by("since", "id"))
    for role in roles:
        if role.buyer is not None and role.buyer.merged_into_id:
            role.buyer_id = role.buyer.merged_into_id
    return roles


def roles_of_buyer(buyer: Buyer, day: date) -> dict[str, PartyRole]:
    """By place (payee, payer, buyer_agent…), the role that holds for this buyer on this day. One query."""
    return rules.roles_on(party_roles(buyer.seller_id, [buyer.pk]), [buyer.pk], day)


def mandates(seller_id: UUID | str) -> QuerySet[Mandate]:
    """The mandates of one seller, latest first, with their counterparts."""
    return Mandate.objects.filter(seller_id=seller_id).select_related("party", "buyer").order_by("-since", "reference")


def mandate(seller_id: UUID | str, reference: str) -> Mandate | None:
    """One mandate by its reference, with its counterpart; None when there is none."""
    return mandates(seller_id).filter(reference=reference).first()
