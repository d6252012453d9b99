"""How each kind of row becomes a record: what it needs to know, what identifies it, when two are the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from sansfaute.contracts import queries, rules
from sansfaute.contracts.events import ContractLineAgreed, OrderRecorded, UsageRecorded
from sansfaute.contracts.models import Contract, ContractLine, OrderLine, UsageEvent
from sansfaute.lib import clock
from sansfaute.masterdata import queries as masterdata

if TYPE_CHECKING:
    from sansfaute.masterdata.models import Buyer, Item, Party

Record = ContractLine | UsageEvent | OrderLine
Read = rules.ContractRead | rules.UsageRead | rules.OrderLineRead
Found = TypeVar("Found")
Event = type[ContractLineAgreed] | type[UsageRecorded] | type[OrderRecorded]


@dataclass(frozen=True, slots=True)
class Row:
    """A source row to record; `rank` is its place among the rows of its order, from 1 (0: not an order)."""

    id: UUID
    seller_id: UUID
    values: Mapping[str, Any]
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Known:
    """The agreed records that a page of rows refers to, by code."""

    buyers: Mapping[str, Buyer]
    items: Mapping[str, Item]
    contracts: Mapping[str, Contract]
    parties: Mapping[str, Party]

    def buyer(self, code: str) -> Buyer:
        return _found(self.buyers, code, "unknown_buyer")

    def item(self, code: str) -> Item:
        return _found(self.items, code, "unknown_item")

    def contract(self, number: str) -> Contract:
        return _found(self.contracts, number, "unknown_contract")

    def refuse_unknown_parties(self, details: Mapping[str, Any]) -> None:
        for code in sorted(rules.party_codes(details)):
            _found(self.parties, code, "unknown_party")


def _found(records: Mapping[str, Found], code: str, reason: str) -> Found:
    if code not in records:
        raise rules.RowUnusable(reason, code=code)
    return records[code]


@dataclass(frozen=True, slots=True)
class Recorder:
    """One kind of row: how it is read, built, identified; `content` is what makes two records differ."""

    read: Callable[[Mapping[str, Any]], Any]
    build: Callable[[Row, Any, Known], Any]
    model: type[Record]
    event: Event
    identity: tuple[str, ...]
    content: tuple[str, ...]

    def named(self, records: Sequence[Record]) -> dict[str, Any]:
        """The filter that finds what holds the identities of these records (and perhaps a little more)."""
        return {f"{_COLUMNS.get(name, name)}__in": {getattr(one, name) for one in records} for name in self.identity}


_COLUMNS = {"contract_number": "contract__contract_number"}


def known_to(seller_id: UUID, reads: Sequence[Read]) -> Known:
    """What these rows refer to: three queries at most, one more where orders name third parties."""
    return Known(
        buyers=masterdata.buyers_by_code(seller_id, _codes(reads, "buyer_code"), as_written=True),
        items=masterdata.items_by_code(seller_id, _codes(reads, "item_code")),
        contracts=queries.contracts_by_number(seller_id, _codes(reads, "contract_number", rules.UsageRead)),
        parties=masterdata.parties_by_code(seller_id, _party_codes(reads)),
    )


def _codes(reads: Iterable[Read], name: str, kind: type = object) -> set[str]:
    return {getattr(read, name) for read in reads if isinstance(read, kind) and hasattr(read, name)}


def _party_codes(reads: Iterable[Read]) -> set[str]:
    return {code for read in reads if isinstance(read, rules.OrderLineRead) for code in rules.party_codes(read.details)}


def _contract_line(row: Row, read: rules.ContractRead, known: Known) -> ContractLine:
    """The line of a row, on the contract recorded already or on a new one, not inserted yet."""
    buyer, item = known.buyer(read.buyer_code), known.item(read.item_code)
    return ContractLine(
        seller_id=row.seller_id,
        contract=_contract(row, read, buyer),
        line_number=read.line_number,
        item=item,
        quantity=read.quantity,
        unit_price=item.unit_price if read.unit_price is None else read.unit_price,
        start_date=read.start_date,
        end_date=read.end_date,
        rhythm=dict(read.rhythm),
        in_advance=read.in_advance,
        source_row_id=row.id,
    )


def _contract(row: Row, read: rules.ContractRead, buyer: Buyer) -> Contract:
    return Contract(
        seller_id=row.seller_id,
        contract_number=read.contract_number,
        buyer=buyer,
        start_date=read.start_date,
        end_date=read.end_date,
        purchase_order_reference=read.purchase_order_reference,
        conditions=read.conditions,
        clauses=read.clauses,
        source_row_id=row.id,
    )


def _usage(row: Row, read: rules.UsageRead, known: Known) -> UsageEvent:
    return UsageEvent(
        seller_id=row.seller_id,
        event_id=read.event_id,
        contract=known.contract(read.contract_number),
        item=known.item(read.item_code),
        used_at=read.used_at,
        used_on=read.used_on,
        quantity=read.quantity,
        source_row_id=row.id,
    )


def _order_line(row: Row, read: rules.OrderLineRead, known: Known) -> OrderLine:
    item = known.item(read.item_code)
    known.refuse_unknown_parties(read.details)
    return OrderLine(
        seller_id=row.seller_id,
        order_number=read.order_number,
        line_number=row.rank,
        buyer=known.buyer(read.buyer_code),
        item=item,
        order_date=read.order_date,
        delivery_date=read.delivery_date,
        quantity=read.quantity,
        unit_price=item.unit_price if read.unit_price is None else read.unit_price,
        discount_percentage=read.discount_percentage,
        buyer_reference=read.buyer_reference,
        details=dict(read.details),
        source_row_id=row.id,
    )


def _read_usage(values: Mapping[str, Any]) -> rules.UsageRead:
    return rules.read_usage(values, clock.PARIS)


RECORDERS: Mapping[str, Recorder] = {
    "contracts": Recorder(
        read=rules.read_contract,
        build=_contract_line,
        model=ContractLine,
        event=ContractLineAgreed,
        identity=("contract_number", "line_number"),
        content=(
            "buyer_id",
            "item_id",
            "quantity",
            "unit_price",
            "start_date",
            "end_date",
            "rhythm",
            "in_advance",
            "purchase_order_reference",
            "conditions",
        ),
    ),
    "usage": Recorder(
        read=_read_usage,
        build=_usage,
        model=UsageEvent,
        event=UsageRecorded,
        identity=("event_id",),
        content=("contract_id", "item_id", "used_at", "quantity"),
    ),
    "orders": Recorder(
        read=rules.read_order_line,
        build=_order_line,
        model=OrderLine,
        event=OrderRecorded,
        identity=("order_number", "line_number"),
        content=("buyer_id", "item_id", "quantity", "unit_price", "delivery_date", "discount_percentage", "details"),
    ),
}
"""Kind of row -> its recorder."""
