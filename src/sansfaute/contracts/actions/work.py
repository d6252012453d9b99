"""The billable items of a chunk of buyers: built here, written by the bill run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Sum
from django.db.models.functions import TruncMonth

from sansfaute.contracts import queries, rules
from sansfaute.contracts.models import BillableItem, BillRun, Contract, ContractLine, OrderLine
from sansfaute.en16931 import totals
from sansfaute.masterdata import queries as masterdata

if TYPE_CHECKING:
    from sansfaute.masterdata.models import Buyer


@dataclass(slots=True)
class Work:
    """A chunk: its run, the one billed for each buyer (all held), and their contracts, read once."""

    run: BillRun
    buyers: Mapping[UUID, Buyer]
    at: datetime
    contracts: Mapping[UUID, Contract] = field(init=False)
    scope: rules.Scope = field(init=False)

    def __post_init__(self) -> None:
        self.scope = rules.read_scope(self.run.scope)
        found = queries.contracts_in(self.run).filter(buyer_id__in=self.buyers).order_by("contract_number")
        self.contracts = {contract.pk: contract for contract in found}

    def lines(self) -> list[ContractLine]:
        """The lines of all contracts of the chunk, each with its contract as read once."""
        found = ContractLine.objects.filter(contract__in=self.contracts).select_related("item")
        if self.scope.items:
            found = found.filter(item__code__in=self.scope.items)
        lines = list(found.order_by("contract__contract_number", "line_number"))
        for line in lines:
            line.contract = self.contracts[line.contract_id]
        return lines

    def known_items(self, kind: str) -> Any:
        return BillableItem.objects.filter(contract_id__in=self.contracts, kind=kind).order_by()


def work_items(work: Work) -> Iterator[BillableItem]:
    """Everything of a chunk that the run's scope asks for and no item holds yet."""
    if work.scope.takes("subscription"):
        yield from subscription_items(work)
    yield from usage_items(work)
    yield from order_items(work)


def subscription_items(work: Work) -> Iterator[BillableItem]:
    """One item for each billable period that has none yet."""
    known = set(work.known_items("subscription").values_list("source_key", flat=True))
    for line in work.lines():
        for period in rules.billable_periods(line.cycle(), work.run.until, work.run.since):
            key = rules.subscription_key(line.contract_number, line.line_number, period.start)
            if key not in known:
                yield _subscription(work, line, period, key)


def _subscription(work: Work, line: ContractLine, period: rules.Period, key: str) -> BillableItem:
    price = rules.subscription_price(
        unit_price=line.item.unit_price if line.unit_price is None else line.unit_price,
        unit_code=line.item.unit_code,
        period_months=line.period_months,
        piece_months=line.cycle().piece_months,
        period=period,
    )
    terms = {
        "kind": "subscription",
        "source_key": key,
        "quantity": line.quantity,
        "unit_code": price.unit_code,
        "unit_price": price.unit_price,
        "full_unit_price": price.full_unit_price,
        "proration": price.proration,
        "period_start": period.start,
        "period_end": period.end,
    }
    contract = line.contract
    discount = rules.choose_discount({"contract": rules.clause_discount(contract.clauses, work.run.issue_date)})
    return _item(work, terms, discount, contract=contract, contract_line=line, item_id=line.item_id)


def usage_items(work: Work) -> Iterator[BillableItem]:
    """One item for each contract, article and civil month with usage that none holds yet."""
    groups = list(_usage_groups(work))
    if not groups:
        return
    articles = masterdata.items_by_id({group["item_id"] for group in groups})
    earlier = _earlier_usage(work)
    for group in groups:
        contract, article = work.contracts[group["contract_id"]], articles[group["item_id"]]
        rank = earlier[contract.pk, article.pk, group["month"]] + 1
        month = group["month"].strftime("%Y-%m")
        terms = {
            "kind": "usage",
            "source_key": rules.source_key("usage", contract.contract_number, article.code, month, str(rank)),
            "quantity": totals.round_half_up(group["total"], rules.QUANTITY_PLACES),
            "unit_code": article.unit_code,
            "unit_price": article.unit_price,
            "period_start": group["month"],
            "period_end": min(rules.civil_block(group["month"], 1)[1], work.run.until),
        }
        clause = rules.clause_discount(contract.clauses, work.run.issue_date)
        discount = rules.choose_discount(
            {"contract": clause, "buyer": work.buyers[contract.buyer_id].discount_percentage}
        )
        yield _item(work, terms, discount, contract=contract, item_id=article.pk)


def _usage_groups(work: Work) -> Any:
    events = (
        queries.unbilled_usage(work.run, work.buyers)
        .filter(contract__in=work.contracts)
        .annotate(month=TruncMonth("used_on"))
    )
    sums = events.order_by().values("contract_id", "item_id", "month").annotate(total=Sum("quantity"))
    return sums.order_by("contract__contract_number", "item__code", "month")


def _earlier_usage(work: Work) -> Counter[tuple[UUID, UUID, date]]:
    """How many usage items each contract, article and month has already: the late ones come after."""
    counted = work.known_items("usage").values_list("contract_id", "item_id", "period_start").annotate(Count("id"))
    return Counter({(contract, item, month): count for contract, item, month, count in counted})


def order_items(work: Work) -> Iterator[BillableItem]:
    """One item for each delivered order line that has none yet; it takes the line's own id."""
    lines = queries.delivered_lines(work.run).filter(buyer_id__in=work.buyers).select_related("item")
    for line in lines.order_by("order_number", "line_number"):
        yield _ordered(work, line)


def _ordered(work: Work, line: OrderLine) -> BillableItem:
    terms = {
        "id": line.pk,
        "kind": "order",
        "source_key": rules.source_key("order", line.order_number, str(line.line_number)),
        "quantity": line.quantity,
        "unit_code": line.item.unit_code,
        "unit_price": line.unit_price,
        "delivery_date": line.delivery_date,
        "order_reference": line.order_number,
        "buyer_reference": line.buyer_reference,
    }
    buyer = work.buyers[line.buyer_id]
    discount = rules.choose_discount({"order": line.discount_percentage, "buyer": buyer.discount_percentage})
    return _item(work, terms, discount, item_id=line.item_id, buyer_id=buyer.pk)


def _item(
    work: Work, terms: dict[str, Any], discount: rules.Discount, contract: Contract | None = None, **owners: Any
) -> BillableItem:
    """The item of these terms, at the net amount that its invoice line will show."""
    net: Decimal = rules.net_amount(
        quantity=terms["quantity"], unit_price=terms["unit_price"], percentage=discount.percentage
    )
    if contract is not None:
        owners |= {"contract": contract, "buyer_id": work.buyers[contract.buyer_id].pk}
        owners |= {"purchase_order_reference": contract.purchase_order_reference}
    return BillableItem(
        seller_id=work.run.seller_id,
        run=work.run,
        discount_percentage=discount.percentage,
        discount_origin=discount.origin,
        discount_reason=discount.reason,
        net_amount=net,
        became_billable_at=work.at,
        **terms,
        **owners,
    )
