"""Foresee: the next invoice of a contract at any date, and what contracts will bring month by month.

Worked out by what works out the bill runs, on what is known today: changes, ends, prices, index values.
A price that an index will revise later keeps its last known value. Nothing is written.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from sansfaute.contracts import rules
from sansfaute.contracts.actions.recurring_items import line_discount, unbilled
from sansfaute.contracts.actions.work import work_items
from sansfaute.contracts.actions.work_chunk import Work
from sansfaute.contracts.models import BillableItem, BillRun, Contract, ContractLine
from sansfaute.contracts.queries.line_book import LineBook
from sansfaute.lib import clock

if TYPE_CHECKING:
    from sansfaute.masterdata.models import Buyer

CHUNK = 500
_NOTHING = Decimal("0.00")
_LOOK_AHEAD = (1, 3, 12, 36, 120)
"""Months looked at, one after the other, for the next day on which something becomes billable."""


@dataclass(frozen=True, slots=True)
class NextInvoice:
    """What a contract's next invoice will hold: lines to be, never saved; amounts without VAT."""

    contract: Contract
    date: date
    lines: tuple[BillableItem, ...]
    total: Decimal
    currency_code: str


def next_invoice(*, contract_id: UUID | str, on: date) -> NextInvoice | None:
    """The next invoice of a contract as it would be on a day or after; None when nothing is to come.

    What is billable that day already (also usage, credits and re-billings) makes it that day's.
    """
    contract = Contract.objects.select_related("buyer__merged_into").get(pk=contract_id)
    lines = _lines_on(contract, on)
    if not lines:
        later = _next_day(contract, on)
        if later is None:
            return None
        on, lines = later, _lines_on(contract, later)
    total = sum((one.net_amount for one in lines), _NOTHING)
    return NextInvoice(contract, on, tuple(lines), total, contract.currency_code)


def _lines_on(contract: Contract, day: date) -> list[BillableItem]:
    """What a run of that day would find for the contract alone."""
    scope = rules.Scope(contracts=(contract.contract_number,)).to_dict()
    run = BillRun(seller_id=contract.seller_id, until=day, issue_date=day, scope=scope)
    at = datetime.combine(day, time(12), clock.PARIS)
    return list(work_items(Work(run, {contract.buyer_id: _standing(contract)}, at, lenient=True)))


def _standing(contract: Contract) -> Buyer:
    """The one that is billed."""
    return contract.buyer.merged_into or contract.buyer


def _next_day(contract: Contract, after: date) -> date | None:
    lines = list(contract.lines.filter(kind="recurring").select_related("item", "contract"))
    book = LineBook(contract.seller_id, lines, {contract.buyer_id: _standing(contract)}, after, lenient=True)
    for months in _LOOK_AHEAD:
        until = rules.add_months(after, months)
        days = [one.billable_on for line in lines for one in _to_come(line, book, after, until) if one.lines]
        if days:
            return max(min(days), after)
    return None


def _to_come(line: ContractLine, book: LineBook, since: date, until: date) -> Iterator[rules.OwedPeriod]:
    """The periods of a line that were never billed and become billable within days, both included."""
    wanted = unbilled(book.billed_days.get(line.pk, ()))
    yield from _becoming_billable(line, book, since, until, wanted)


def _becoming_billable(
    line: ContractLine, book: LineBook, since: date, until: date, wanted: rules.Wanted
) -> Iterator[rules.OwedPeriod]:
    agreement = book.agreement(line)
    block = agreement.bill_every_months or 0
    first, last = rules.add_months(since, -block), rules.add_months(until, block)
    try:
        for owed in rules.owed_by(agreement, last, since=first, wanted=wanted):
            if since <= owed.billable_on <= until:
                yield owed
    except rules.TermsRefused:  # terms that a run will hold back bring nothing
        return


def _net(line: ContractLine, book: LineBook, one: rules.LineToBe, day: date) -> Decimal:
    discount = line_discount(book.discount(line, one.item_code, one.gross, day), one)
    return rules.discounted(
        quantity=one.quantity,
        unit_price=one.unit_price,
        percentage=discount.percentage,
        amount=discount.amount,
        base_quantity=one.base_quantity,
        currency_code=line.contract.currency_code,
    )


def foreseen_amount(line: ContractLine, book: LineBook, since: date, until: date) -> Decimal:
    """What a line will be billed of the periods that become billable within days, to the cent of its lines."""
    found = _to_come(line, book, since, until)
    return sum((_net(line, book, one, until) for owed in found for one in owed.lines), _NOTHING)


@dataclass(frozen=True, slots=True)
class MonthRevenue:
    """What contracts bring in a month, in one currency, without VAT, by the day on which it is billable."""

    month: date
    currency_code: str
    amount: Decimal
    contracts: int


def revenue_by_month(*, seller_id: UUID | str, first_month: date, months: int) -> list[MonthRevenue]:
    """What the recurring lines of all contracts bring, month by month, billed already or to come.

    A month in which nothing is billable is absent. Contracts come by 500: memory stays flat.
    """
    first = first_month.replace(day=1)
    last = rules.civil_block(rules.add_months(first, months - 1), 1)[1]
    amounts: dict[tuple[date, str], Decimal] = defaultdict(lambda: _NOTHING)
    held: dict[tuple[date, str], set[UUID]] = defaultdict(set)
    for lines in _chunks(seller_id):
        book = _book(lines, last)
        for line in lines:
            for day, amount in _amounts(line, book, first, last):
                key = day.replace(day=1), line.contract.currency_code
                amounts[key] += amount
                held[key].add(line.contract_id)
    return [MonthRevenue(*key, amount, len(held[key])) for key, amount in sorted(amounts.items())]


def _chunks(seller_id: UUID | str) -> Iterator[list[ContractLine]]:
    """The recurring lines of contracts, 500 at a time."""
    after = UUID(int=0)
    lines = ContractLine.objects.filter(seller_id=seller_id, kind="recurring").order_by("pk")
    lines = lines.select_related("item", "contract__buyer__merged_into")
    while chunk := list(lines.filter(pk__gt=after)[:CHUNK]):
        yield chunk
        after = chunk[-1].pk


def _book(lines: Sequence[ContractLine], known_on: date) -> LineBook:
    buyers = {line.buyer_id: _standing(line.contract) for line in lines}
    return LineBook(lines[0].seller_id, lines, buyers, known_on, lenient=True)


def _amounts(line: ContractLine, book: LineBook, first: date, last: date) -> Iterator[tuple[date, Decimal]]:
    for owed in _becoming_billable(line, book, first, last, lambda period: True):
        for one in owed.lines:
            yield owed.billable_on, _net(line, book, one, owed.billable_on)
