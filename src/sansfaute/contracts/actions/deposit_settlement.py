"""Deposits deducted in BT-113 of the final invoice, with BG-3, instead of by negative lines (use cases 21 and 32).

The VAT of the final invoice is then that of the whole. The seller chooses it for all (`vat_options`), or a
contract for itself (clause `deposits`): "prepaid" or "lines". Never both on one invoice.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sansfaute.contracts.actions.work_chunk import Work
from sansfaute.contracts.models import BillableItem

PREPAID = "prepaid"


def is_settled_in_payment(work: Work, bearing: BillableItem) -> bool:
    """Does the final invoice that this item is on deduct its deposits as already paid?"""
    contract = work.contracts.get(bearing.contract_id) if bearing.contract_id is not None else None
    agreed = contract.clauses.get("deposits") if contract else None
    return str(agreed or work.run.seller.vat_options.get("deposits", "")) == PREPAID


def settle(bearing: BillableItem, taken: Iterable[tuple[Mapping[str, Any], Decimal]]) -> None:
    """Let the first line of a final invoice carry what it deducts: the deposits, each with its net amount."""
    rows = [{**about, "amount": str(amount)} for about, amount in taken]
    if rows:
        bearing.basis = {**bearing.basis, "settled": rows}


def used_of(advance: str | None, net_amount: Decimal, settled: Iterable[Mapping[str, str]] | None) -> Iterable[Any]:
    """What one earlier item used of advances: pairs of an advance's key and an amount without VAT."""
    if advance:
        yield advance, -net_amount
    for one in settled or ():
        yield one["advance"], Decimal(one["amount"])
