"""What a deposit is for is worth, shared by VAT: a deposit is taxed as what it pays for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from sansfaute.contracts import rules
from sansfaute.contracts.actions.clause_parts import amount_of
from sansfaute.contracts.actions.situations import works_of
from sansfaute.contracts.models import ContractLine, OrderLine
from sansfaute.contracts.rules.vat_shares import shared
from sansfaute.masterdata import queries as masterdata

VatKey = tuple[str, str, str]
"""What decides the VAT of an item: rate ("" when it has none), exemption code, operation."""


@dataclass(frozen=True, slots=True)
class Taxed:
    """An amount without VAT of items that are taxed alike; `item` is one of them."""

    item: Any
    amount: Decimal


def vat_key(item: Any) -> VatKey:
    """What decides the VAT of an item."""
    rate = "" if item.vat_rate is None else f"{item.vat_rate.normalize():f}"
    return rate, item.exemption_reason_code, item.operation


def by_vat(rows: Iterable[tuple[Any, Decimal]]) -> list[Taxed]:
    """The sum of what is taxed alike, in order of first appearance; what comes to nothing or less is left out."""
    sums: dict[VatKey, Taxed] = {}
    for item, amount in rows:
        before = sums.get(vat_key(item), Taxed(item, Decimal(0)))
        sums[vat_key(item)] = Taxed(before.item, before.amount + amount)
    return [one for one in sums.values() if one.amount > 0]


def shares(amount: Decimal, worth: Sequence[Taxed]) -> list[Taxed]:
    """An amount shared over these in proportion, to the cent; [] when nothing is known to share it over."""
    if not worth:
        return []
    parts = shared(amount, [Fraction(one.amount) for one in worth])
    return [Taxed(one.item, part) for one, part in zip(worth, parts, strict=True) if part]


def worth_of(line: OrderLine) -> Decimal:
    """An order line's net amount, by its own discount."""
    return rules.discounted(
        quantity=line.quantity, unit_price=line.unit_price, percentage=line.discount_percentage or Decimal(0)
    )


def worth_of_order(lines: Iterable[OrderLine]) -> list[Taxed]:
    """What an order is worth."""
    return by_vat((line.item, worth_of(line)) for line in lines)


def worth_of_contract(seller_id: UUID | str, lines: Sequence[ContractLine]) -> list[Taxed]:
    """What a contract is worth when all of its lines have a total; else nothing is known: []."""
    if not all(line.kind in ("instalments", "situation", "prepaid") for line in lines):
        return []
    found: list[tuple[Any, Decimal]] = []
    for line in lines:
        found += _works(seller_id, line) if line.kind == "situation" else [(line.item, amount_of(line))]
    return by_vat(found)


def _works(seller_id: UUID | str, line: ContractLine) -> list[tuple[Any, Decimal]]:
    """Works by their own items, where the seller has some of these codes."""
    works = works_of(line)
    items = masterdata.items_by_code(seller_id, {one.code for one in works.items})
    return [(items.get(one.code, line.item), one.amount) for one in works.items]
