"""Which contracts and orders a run bills the last of: their deposits are deducted then, or never."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sansfaute.contracts.actions.work_chunk import Work
from sansfaute.contracts.models import BillableItem, OrderLine


def finals_of(work: Work, found: Sequence[BillableItem]) -> set[UUID | str]:
    """Contracts and orders of which this run bills the last: nothing is left to deduct a deposit from afterwards."""
    ends: set[UUID | str] = set()
    for one in found:
        if one.contract_id is not None and _is_last(work, one):
            ends.add(one.contract_id)
    numbers = {one.order_reference for one in found if one.kind == "order"}
    billed = {one.pk for one in found if one.kind == "order"}
    open_lines = OrderLine.objects.filter(
        seller_id=work.run.seller_id, order_number__in=numbers, billable=None
    ).exclude(pk__in=billed)
    return ends | (numbers - set(open_lines.values_list("order_number", flat=True)) if numbers else set())


def _is_last(work: Work, item: BillableItem) -> bool:
    """The final situation, the last instalment, the period that ends the contract."""
    if item.kind == "situation":
        return bool(item.basis.get("is_final"))
    if item.kind == "instalment":
        return item.basis["instalment"] == item.basis["of"] and "settled_on" not in item.basis
    contract = work.contracts.get(item.contract_id) if item.contract_id is not None else None
    end = contract.end_date if contract else None
    return item.kind == "subscription" and end is not None and item.period_end is not None and item.period_end >= end
