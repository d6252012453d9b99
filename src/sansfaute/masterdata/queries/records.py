"""Sellers, buyers and items, as other rooms may ask for them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from sansfaute.masterdata.models import Buyer, Item, Seller

if TYPE_CHECKING:
    from sansfaute.people.models import Person


def seller(seller_id: UUID | str) -> Seller:
    """One seller. Raises Seller.DoesNotExist."""
    return Seller.objects.get(pk=seller_id)


def locked_seller(seller_id: UUID | str) -> Seller:
    """One seller, held until the transaction ends: who counts something of the seller's own comes one by one."""
    return Seller.objects.select_for_update(no_key=True).get(pk=seller_id)


def sellers() -> QuerySet[Seller]:
    """Every seller of this installation, by name: for commands, which act for no person."""
    return Seller.objects.order_by("name")


def sellers_for(person: Person) -> QuerySet[Seller]:
    """The sellers that a role opens to this person, by name."""
    return Seller.objects.filter(pk__in=person.roles.values("seller_id")).order_by("name")


def buyers(seller_id: UUID | str) -> QuerySet[Buyer]:
    """The buyers of one seller, by code."""
    return Buyer.objects.filter(seller_id=seller_id).order_by("code")


def buyers_by_code(seller_id: UUID | str, codes: Iterable[str], *, as_written: bool = False) -> dict[str, Buyer]:
    """The seller's buyers among these codes, the one that stands for them if merged; unknown codes are absent.

    `as_written`: the record of the code itself, merged or not, which keeps what is recorded under it.
    """
    found = Buyer.objects.filter(seller_id=seller_id, code__in=set(codes))
    if as_written:
        return {buyer.code: buyer for buyer in found}
    return {buyer.code: buyer.merged_into or buyer for buyer in found.select_related("merged_into")}


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
