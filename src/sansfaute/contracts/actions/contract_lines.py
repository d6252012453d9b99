"""Put lines that were read on the contract they name, which the first of them brings with it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Max, OuterRef, Q, Subquery

from sansfaute.contracts import queries
from sansfaute.contracts.models import Contract, ContractLine

if TYPE_CHECKING:
    from sansfaute.contracts.actions.recorders import Row

Placed = list[tuple["Row", ContractLine]]
_OF_CONTRACT = ("buyer_id", "purchase_order_reference", "conditions")


def on_their_contracts(built: Sequence[tuple[Row, ContractLine]]) -> tuple[Placed, Placed, list[Contract]]:
    """The lines that fit the contract that stands, those that contradict it, and the contracts recorded by them.

    Two queries, whatever the number of lines. A line is given the standing contract.
    """
    own: dict[str, Contract] = {}
    for _, line in built:
        own.setdefault(line.contract_number, line.contract)
    if not own:
        return [], [], []
    Contract.objects.bulk_create([own[number] for number in sorted(own)], ignore_conflicts=True)
    standing = queries.contracts_by_number(built[0][1].seller_id, own)
    fitting: Placed = []
    contradicting: Placed = []
    for row, line in built:
        fits = agrees(line, standing[line.contract_number])
        (fitting if fits else contradicting).append((row, line))
    for _, line in fitting:
        line.contract = standing[line.contract_number]
    return fitting, contradicting, [one for number, one in standing.items() if one.pk == own[number].pk]


def agrees(line: ContractLine, contract: Contract) -> bool:
    """Does what the line's row says of its contract fit the one that stands? Lines after the first may keep silent."""
    return all(_same(line, name, getattr(line.contract, name), getattr(contract, name)) for name in _OF_CONTRACT)


def _same(line: ContractLine, name: str, said: Any, known: Any) -> bool:
    return said == known or (line.line_number > 1 and name != "buyer_id" and not said)


def close_contracts(contract_ids: Iterable[UUID]) -> None:
    """A contract ends with the last of its lines, and runs on while one does; one statement."""
    lines = ContractLine.objects.filter(contract=OuterRef("pk")).order_by().values("contract")
    ends = lines.annotate(open=Count("id", filter=Q(end_date=None)), last=Max("end_date")).filter(open=0)
    Contract.objects.filter(pk__in=list(contract_ids)).update(end_date=Subquery(ends.values("last")[:1]))
