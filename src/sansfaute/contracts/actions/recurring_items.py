"""Billable items of recurring lines: plain ones by civil periods, all others by what they owe."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.contracts import rules
from sansfaute.contracts.actions.work_chunk import Work, made
from sansfaute.contracts.models import BillableItem, ContractLine
from sansfaute.contracts.queries.line_book import BILLED
from sansfaute.contracts.rules.vat_included import with_rate

ZERO = Decimal(0)


def recurring_items(work: Work) -> Iterator[BillableItem]:
    """The items of each billable period that has none yet."""
    if not work.scope.takes("subscription"):
        return
    lines = [line for line in work.lines() if line.kind == "recurring"]
    known = set(work.known_items(*BILLED).values_list("source_key", flat=True))
    for line in lines:
        if work.book.is_plain(line):
            yield from _plain_items(work, line, known)
        else:
            yield from _owed_items(work, line)


def _plain_items(work: Work, line: ContractLine, known: set[str]) -> Iterator[BillableItem]:
    for period in rules.billable_periods(line.cycle(), work.run.until, work.run.since):
        key = rules.subscription_key(line.contract_number, line.line_number, period.start)
        if key not in known:
            work.unbilled_keys.add(key)
            yield _plain(work, line, period, key)


def _plain(work: Work, line: ContractLine, period: rules.Period, key: str) -> BillableItem:
    terms = plain_terms(line, period, key)
    gross = rules.discounted(quantity=line.quantity, unit_price=terms["unit_price"]) if work.book.terms else ZERO
    discount = work.book.discount(line, line.item.code, gross, work.run.issue_date)
    terms["basis"] = _with_term({}, discount)
    return made(work, terms, discount, contract=line.contract, line=line, item_id=line.item_id)


def plain_terms(line: ContractLine, period: rules.Period, key: str) -> dict[str, Any]:
    """The values of the item of a plain line's period."""
    price = rules.subscription_price(
        unit_price=line.item.unit_price if line.unit_price is None else line.unit_price,
        unit_code=line.item.unit_code,
        period_months=line.period_months,
        piece_months=line.cycle().piece_months,
        period=period,
    )
    return {
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


def _owed_items(work: Work, line: ContractLine) -> Iterator[BillableItem]:
    """What a line owes and was never billed; days that were billed before are for `repairs`."""
    wanted = unbilled(work.book.billed_days.get(line.pk, ()))
    try:
        agreement = work.book.agreement(line)
        for owed in rules.owed_by(agreement, work.run.until, since=work.run.since, wanted=wanted):
            if owed.billable_on > work.run.until:
                continue
            if owed.refused is not None:
                work.hold_back(line, owed)
            for one in owed.lines:
                yield _owed_item(work, line, one)
    except rules.TermsRefused as refused:
        work.hold_back(
            line,
            rules.OwedPeriod(rules.Period(line.start_date, line.start_date, False), line.start_date, refused=refused),
        )


def unbilled(days: Iterable[tuple[date, date]]) -> Callable[[rules.Period], bool]:
    """Whether no day of a period was billed."""
    billed = list(days)
    return lambda period: not any(start <= period.end and period.start <= end for start, end in billed)


def _owed_item(work: Work, line: ContractLine, one: rules.LineToBe) -> BillableItem:
    discount = line_discount(work.book.discount(line, one.item_code, one.gross, work.run.issue_date), one)
    terms = owed_terms(one, line.contract.currency_code) | {"kind": "subscription", "source_key": one.key}
    terms["basis"] = with_rate(_with_term(one.basis, discount), work.book.records[one.item_code].vat_rate)
    item_id = work.book.item_ids[one.item_code]
    return made(work, terms, discount, contract=line.contract, line=line, item_id=item_id)


def line_discount(discount: rules.LineDiscount, one: rules.LineToBe) -> rules.LineDiscount:
    """The discount with what a maximum takes off, of which a percentage takes its own part."""
    if not one.reduction:
        return discount if one.gross > 0 or not discount.amount else rules.LineDiscount()
    return rules.reduced(one.reduction, discount)


def owed_terms(one: rules.LineToBe, currency_code: str) -> dict[str, Any]:
    """The values of the item of a line to be, but for its identity and discount."""
    return {
        "currency_code": currency_code,
        "quantity": one.quantity,
        "unit_code": one.owed.unit_code,
        "unit_price": one.unit_price,
        "full_unit_price": one.full_unit_price,
        "base_quantity": one.base_quantity,
        "proration": one.owed.proration[:60],
        "period_start": one.owed.start,
        "period_end": one.owed.end,
    }


def _with_term(basis: Mapping[str, Any], discount: rules.LineDiscount) -> dict[str, Any]:
    return {**basis, "discount_term": dict(discount.term)} if discount.term else dict(basis)
