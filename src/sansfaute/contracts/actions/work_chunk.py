"""A chunk of a bill run: its buyers, contracts and lines, read once; and how a billable item is built."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Model

from sansfaute.contracts import queries, rules
from sansfaute.contracts.events import DepositNotDeducted, LineHeldBack
from sansfaute.contracts.models import BillableItem, BillRun, Contract, ContractLine
from sansfaute.contracts.queries.line_book import LineBook
from sansfaute.contracts.rules.vat_included import without_vat
from sansfaute.lib import clock
from sansfaute.lib.bulk import fresh, read, tie
from sansfaute.masterdata import queries as masterdata

if TYPE_CHECKING:
    from sansfaute.masterdata.models import Buyer


@dataclass(slots=True)
class Work:
    """A chunk: its run, the one billed for each buyer (all held), and their contracts, read once.

    `held_back` is what could not be worked out: told once the chunk is written. `lenient`: a price not known
    yet is the last known one (to foresee, never to bill). `unbilled_keys` are those found to have no item yet, in this
    transaction: nobody needs to ask again.
    """

    run: BillRun
    buyers: Mapping[UUID, Buyer]
    at: datetime
    lenient: bool = False
    contracts: Mapping[UUID, Contract] = field(init=False)
    scope: rules.Scope = field(init=False)
    held_back: list[LineHeldBack | DepositNotDeducted] = field(init=False, default_factory=list)
    unbilled_keys: set[str] = field(init=False, default_factory=set)
    _lines: list[ContractLine] | None = field(init=False, default=None)
    _book: LineBook | None = field(init=False, default=None)

    def __post_init__(self) -> None:
        self.scope = rules.read_scope(self.run.scope)
        found = queries.contracts_in(self.run).filter(buyer_id__in=self.buyers).order_by("contract_number")
        self.contracts = {contract.pk: contract for contract in read(found)}

    def lines(self) -> list[ContractLine]:
        """The lines of all contracts of the chunk, each with its contract as read once."""
        if self._lines is None:
            self._lines = self._read_lines()
        return self._lines

    def _read_lines(self) -> list[ContractLine]:
        found = ContractLine.objects.filter(contract__in=self.contracts)
        if self.scope.items:
            found = found.filter(item__code__in=self.scope.items)
        lines = read(found.order_by("contract__contract_number", "line_number"))
        tie(lines, "contract", self.contracts)
        tie(lines, "item", masterdata.items_by_id({line.item_id for line in lines}))
        return lines

    @property
    def book(self) -> LineBook:
        """The changes, prices, discounts and indices of the lines of the chunk, read once."""
        if self._book is None:
            known_on = clock.day_of(self.at)
            self._book = LineBook(self.run.seller_id, self.lines(), self.buyers, known_on, lenient=self.lenient)
        return self._book

    def known_items(self, *kinds: str) -> Any:
        return BillableItem.objects.filter(contract_id__in=self.contracts, kind__in=kinds).order_by()

    def hold_back(self, line: ContractLine, owed: rules.OwedPeriod) -> None:
        """Remember that a period of a line waits, and why."""
        assert owed.refused is not None
        self.held_back.append(
            LineHeldBack(
                seller_id=self.run.seller_id,
                subject_id=line.pk,
                run_id=self.run.pk,
                code=owed.refused.code,
                period_start=owed.period.start.isoformat(),
                fr=owed.refused.fr,
                en=owed.refused.en,
            )
        )


def made(
    work: Work,
    terms: dict[str, Any],
    discount: rules.Discount | rules.LineDiscount,
    contract: Contract | None = None,
    line: ContractLine | None = None,
    **owners: Any,
) -> BillableItem:
    """The item of these terms, at the net amount that its invoice line will show; `owners` are columns."""
    run = work.run
    related: dict[str, Model] = {"run": run}
    values: dict[str, Any] = {"seller_id": run.seller_id, "run_id": run.pk, "became_billable_at": work.at}
    values |= discount_values(discount) | terms | owners
    if contract is not None:
        values["contract_id"], related["contract"] = contract.pk, contract
        values["buyer_id"] = work.buyers[contract.buyer_id].pk
        values["purchase_order_reference"] = contract.purchase_order_reference
    if line is not None:
        values["contract_line_id"], related["contract_line"] = line.pk, line
    values["net_amount"] = without_vat(net_of_values(values), values.get("basis") or {})
    return fresh(BillableItem, values, related)


def discount_values(discount: rules.Discount | rules.LineDiscount) -> dict[str, Any]:
    """What an item keeps of its discount."""
    return {
        "discount_percentage": discount.percentage,
        "discount_amount": getattr(discount, "amount", Decimal(0)),
        "discount_origin": discount.origin,
        "discount_reason": discount.reason,
    }


def net_of_values(values: Mapping[str, Any]) -> Decimal:
    """The net amount of an item's quantity, price and discount."""
    return rules.discounted(
        quantity=values["quantity"],
        unit_price=values["unit_price"],
        percentage=values["discount_percentage"],
        amount=values["discount_amount"],
        base_quantity=values.get("base_quantity", Decimal(1)),
        currency_code=values.get("currency_code", "EUR"),
    )
