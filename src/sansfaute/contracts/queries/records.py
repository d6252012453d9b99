"""The records of contracts and prices that pages list, by seller; who may see them is for the door to ask."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from sansfaute.contracts.models import (
    BillableItem,
    Contract,
    ContractChange,
    ContractLine,
    Deposit,
    DiscountTerm,
    IndexValue,
    PrepaidCredit,
    PriceList,
    Repair,
    Situation,
)

Sellers = Iterable[UUID]


def contract_records(seller_ids: Sellers) -> QuerySet[Contract]:
    """The contracts of these sellers."""
    return Contract.objects.filter(seller_id__in=seller_ids)


def line_records(seller_ids: Sellers) -> QuerySet[ContractLine]:
    """The contract lines of these sellers."""
    return ContractLine.objects.filter(seller_id__in=seller_ids)


def change_records(seller_ids: Sellers) -> QuerySet[ContractChange]:
    """The dated changes of these sellers' contract lines."""
    return ContractChange.objects.filter(seller_id__in=seller_ids)


def repair_records(seller_ids: Sellers) -> QuerySet[Repair]:
    """The repairs proposed to these sellers."""
    return Repair.objects.filter(seller_id__in=seller_ids)


def billed_under(contract: Contract) -> QuerySet[BillableItem]:
    """What became billable under a contract."""
    return BillableItem.objects.filter(contract=contract)


def deposits_of(contract: Contract) -> QuerySet[Deposit]:
    """The deposits asked for under a contract."""
    return Deposit.objects.filter(contract=contract)


def deposit_records(seller_ids: Sellers) -> QuerySet[Deposit]:
    """The deposits that these sellers asked for."""
    return Deposit.objects.filter(seller_id__in=seller_ids)


def credits_of(contract: Contract) -> QuerySet[PrepaidCredit]:
    """The prepaid credits bought under a contract."""
    return PrepaidCredit.objects.filter(line__contract=contract)


def situations_of(contract: Contract) -> QuerySet[Situation]:
    """The progress statements of a contract."""
    return Situation.objects.filter(line__contract=contract)


def price_lists(seller_ids: Sellers) -> QuerySet[PriceList]:
    """The price lists of these sellers."""
    return PriceList.objects.filter(seller_id__in=seller_ids)


def discount_terms(seller_ids: Sellers) -> QuerySet[DiscountTerm]:
    """The discounts that these sellers granted."""
    return DiscountTerm.objects.filter(seller_id__in=seller_ids)


def index_values(seller_ids: Sellers) -> QuerySet[IndexValue]:
    """The index values that these sellers recorded."""
    return IndexValue.objects.filter(seller_id__in=seller_ids)
