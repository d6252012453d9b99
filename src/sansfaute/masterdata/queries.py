"""What other rooms may ask of masterdata."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, QuerySet

from sansfaute.masterdata.models import Buyer, Finding, Item, MergeProposal, Seller

if TYPE_CHECKING:
    from sansfaute.people.models import Person


def seller(seller_id: UUID | str) -> Seller:
    """One seller. Raises Seller.DoesNotExist."""
    return Seller.objects.get(pk=seller_id)


def sellers() -> QuerySet[Seller]:
    """Every seller of this installation, by name: for commands, which act for no person."""
    return Seller.objects.order_by("name")


def sellers_for(person: Person) -> QuerySet[Seller]:
    """The sellers that a role opens to this person, by name."""
    return Seller.objects.filter(pk__in=person.roles.values("seller_id")).order_by("name")


def buyers(seller_id: UUID | str) -> QuerySet[Buyer]:
    """The buyers of one seller, by code."""
    return Buyer.objects.filter(seller_id=seller_id).order_by("code")


def buyers_by_code(seller_id: UUID | str, codes: Iterable[str]) -> dict[str, Buyer]:
    """The seller's buyers among these codes; unknown codes are absent."""
    return {buyer.code: buyer for buyer in Buyer.objects.filter(seller_id=seller_id, code__in=set(codes))}


def buyers_by_id(buyer_ids: Iterable[UUID | str]) -> dict[UUID, Buyer]:
    """The buyers among these identifiers; unknown ones are absent."""
    return Buyer.objects.in_bulk(list(set(buyer_ids)))


def items(seller_id: UUID | str) -> QuerySet[Item]:
    """The items of one seller, by code."""
    return Item.objects.filter(seller_id=seller_id).order_by("code")


def items_by_code(seller_id: UUID | str, codes: Iterable[str]) -> dict[str, Item]:
    """The seller's items among these codes; unknown codes are absent."""
    return {item.code: item for item in Item.objects.filter(seller_id=seller_id, code__in=set(codes))}


def items_by_id(item_ids: Iterable[UUID | str]) -> dict[UUID, Item]:
    """The items among these identifiers; unknown ones are absent."""
    return Item.objects.in_bulk(list(set(item_ids)))


def findings(seller_id: UUID | str) -> QuerySet[Finding]:
    """What the quality rules say of one seller's records, by record."""
    return Finding.objects.filter(seller_id=seller_id).order_by("code", "field", "rule")


def findings_by_record(record_ids: Iterable[UUID]) -> dict[UUID, list[Finding]]:
    """The findings of each of these records; a record without finding is absent."""
    found: dict[UUID, list[Finding]] = defaultdict(list)
    for finding in Finding.objects.filter(record_id__in=list(record_ids)).order_by("field", "rule"):
        found[finding.record_id].append(finding)
    return dict(found)


def finding_counts(seller_id: UUID | str) -> dict[str, int]:
    """How many records each rule speaks of, by rule."""
    counted = Finding.objects.filter(seller_id=seller_id).values_list("rule").annotate(Count("id")).order_by("rule")
    return dict(counted)


def merge_proposals(seller_id: UUID | str) -> QuerySet[MergeProposal]:
    """The pairs of buyers that share a legal identifier, with both buyers."""
    proposals = MergeProposal.objects.filter(seller_id=seller_id)
    return proposals.select_related("first", "second").order_by("first__code", "second__code")
