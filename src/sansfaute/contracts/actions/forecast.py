"""Foresee what each buyer will be billed in the next month, and announce what changed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from sansfaute.contracts import queries, rules
from sansfaute.contracts.actions.foresight import foreseen_amount
from sansfaute.contracts.actions.usage_items import usage_items
from sansfaute.contracts.actions.work_chunk import Work
from sansfaute.contracts.events import BillingForecast
from sansfaute.contracts.models import BillableItem, BillRun, ContractLine, OrderLine
from sansfaute.contracts.queries.line_book import LineBook
from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.masterdata import queries as masterdata

if TYPE_CHECKING:
    from sansfaute.masterdata.models import Buyer

CHUNK = 500
_NOTHING = Decimal("0.00")


def forecast_billing(*, seller_id: UUID, at: datetime, codes: set[str] | None = None) -> int:
    """Announce BillingForecast for each buyer of whom it changed (all of them, or those of these codes); how many.

    A pure forecast: contracts' cycles, order lines still open, usage so far. Buyers come by 500, each
    chunk in one transaction with a bounded number of queries; harmless if run twice.
    """
    month = rules.next_month(clock.day_of(at), _last_run_until(seller_id))
    return sum(_announce(seller_id, chunk, month, at) for chunk in _chunks(seller_id, codes))


def _last_run_until(seller_id: UUID) -> date | None:
    run = queries.bill_runs(seller_id).order_by("-until").first()
    return run.until if run else None


def _chunks(seller_id: UUID, codes: set[str] | None) -> Iterator[list[Buyer]]:
    last = UUID(int=0)
    buyers = masterdata.buyers(seller_id) if codes is None else masterdata.buyers(seller_id).filter(code__in=codes)
    while chunk := list(buyers.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        yield chunk
        last = chunk[-1].pk


@transaction.atomic
def _announce(seller_id: UUID, buyers: Sequence[Buyer], month: rules.Month, at: datetime) -> int:
    foreseen = foresee({one.pk: one for one in buyers}, month)
    known = masterdata.expected_billing(foreseen)
    facts = [
        BillingForecast(
            seller_id=seller_id,
            subject_id=buyer_id,
            amount=f"{amount:.2f}",
            period_start=month.start.isoformat(),
            period_end=month.end.isoformat(),
        )
        for buyer_id, amount in foreseen.items()
        if known.get(buyer_id, _NOTHING) != amount
    ]
    journal.record(facts, at=at)
    return len(facts)


def foresee(buyers: Mapping[UUID, Buyer], month: rules.Month) -> dict[UUID, Decimal]:
    """What each of these buyers will be billed in the month, EUR without VAT. A bounded number of queries."""
    foreseen = dict.fromkeys(buyers, _NOTHING)
    for buyer_id, amount in (*_subscriptions(buyers, month), *_usage(buyers, month), *_orders(buyers, month)):
        foreseen[buyer_id] += amount
    return foreseen


def _subscriptions(buyers: Mapping[UUID, Buyer], month: rules.Month) -> Iterator[tuple[UUID, Decimal]]:
    found = ContractLine.objects.filter(contract__buyer_id__in=buyers, kind="recurring")
    lines = list(found.select_related("item", "contract"))
    if not lines:
        return
    billed = _billed_keys(buyers)
    book = LineBook(lines[0].seller_id, lines, buyers, month.end, lenient=True)
    for line in lines:
        if book.is_plain(line):
            one = _subscription(line, month)
            yield line.contract.buyer_id, rules.subscription_forecast(one, month, billed[line.contract_id])
        else:
            yield line.contract.buyer_id, foreseen_amount(line, book, month.since, month.end)


def _billed_keys(buyers: Mapping[UUID, Buyer]) -> dict[UUID | None, set[str]]:
    billed: dict[UUID | None, set[str]] = defaultdict(set)
    items = BillableItem.objects.filter(contract__buyer_id__in=buyers, kind="subscription").order_by()
    for contract_id, key in items.values_list("contract_id", "source_key"):
        billed[contract_id].add(key)
    return billed


def _subscription(line: ContractLine, month: rules.Month) -> rules.Subscription:
    return rules.Subscription(
        contract_number=line.contract_number,
        line_number=line.line_number,
        cycle=line.cycle(),
        quantity=line.quantity,
        unit_price=line.item.unit_price if line.unit_price is None else line.unit_price,
        unit_code=line.item.unit_code,
        discount_percentage=_discount({"contract": rules.clause_discount(line.contract.clauses, month.end)}),
    )


def _usage(buyers: Mapping[UUID, Buyer], month: rules.Month) -> Iterator[tuple[UUID, Decimal]]:
    """Usage measured so far and not billed, as a run of the month's last day would bill it: at its own price."""
    if not buyers:
        return
    seller_id = next(iter(buyers.values())).seller_id
    run = BillRun(seller_id=seller_id, until=month.end, issue_date=month.end, scope={"kinds": ["usage"]})
    at = datetime.combine(month.end, time(12), clock.PARIS)
    for item in usage_items(Work(run, buyers, at, lenient=True)):
        yield item.buyer_id, item.net_amount


def _orders(buyers: Mapping[UUID, Buyer], month: rules.Month) -> Iterator[tuple[UUID, Decimal]]:
    """Order lines still to bill: delivered, due within the month, or without a date yet."""
    due = Q(delivery_date=None) | Q(delivery_date__lte=month.end)
    for line in OrderLine.objects.filter(due, buyer_id__in=buyers, billable=None):
        stated = {"order": line.discount_percentage, "buyer": buyers[line.buyer_id].discount_percentage}
        yield line.buyer_id, _net(line.quantity, line.unit_price, _discount(stated))


def _discount(stated: dict[str, Decimal | None]) -> Decimal:
    return rules.choose_discount(stated).percentage


def _net(quantity: Decimal, unit_price: Decimal, percentage: Decimal) -> Decimal:
    return rules.net_amount(quantity=quantity, unit_price=unit_price, percentage=percentage)
