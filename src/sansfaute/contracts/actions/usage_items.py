"""Billable items of usage: by contract, article and civil month, at the price of that month.

A price that is only so much for one is applied to what was newly measured, as one line. Any other
(tiers, packages, a minimum…) is worked out for the month's whole quantity: the lines are what it gives
now less what was billed before, so that a late, negative or corrected event leaves the month at the
charge of its total, to the cent.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q, Sum
from django.db.models.functions import TruncMonth

from sansfaute.contracts import queries, rules
from sansfaute.contracts.actions.work_chunk import Work, made
from sansfaute.contracts.models import BillableItem, Contract, ContractLine, UsageEvent
from sansfaute.contracts.queries.line_book import versions_of
from sansfaute.contracts.rules.term_words import refusal
from sansfaute.contracts.rules.vat_included import with_rate
from sansfaute.en16931 import totals
from sansfaute.masterdata import queries as masterdata

Group = tuple[UUID, UUID, date]
"""(contract, article, first day of the month)"""


@dataclass
class Usage:
    """What is known of the usage of a chunk: newly measured quantities, items of before, prices."""

    work: Work
    new: Mapping[Group, Decimal]
    articles: Mapping[UUID, Any]
    earlier: Mapping[Group, Sequence[BillableItem]]
    versions: Sequence[rules.PriceVersion]
    agreed: Mapping[tuple[UUID, UUID], ContractLine]

    @cached_property
    def measured(self) -> Mapping[Group, Decimal]:
        """The whole quantity of each month, read when some price needs it."""
        return _measured(self.work, self.articles)

    def price(self, contract: Contract, article: Any, day: date) -> tuple[rules.Price | None, dict[str, Any]]:
        """The price of an article in a month, and where it comes from: the contract's, a list's, the article's.

        None for a contract in another currency of which neither says it: the article's own is in euro.
        """
        line = self.agreed.get((contract.pk, article.pk))
        if line is not None and line.price:
            price = rules.read_price(line.price)
            return price, _of_line(price.with_vat or contract.prices_with_vat)
        if line is not None and line.unit_price is not None:
            return _of_one(line.unit_price), _of_line(contract.prices_with_vat)
        buyer = self.work.buyers[contract.buyer_id]
        version = rules.choose_price(
            self.versions,
            item_code=article.code,
            buyer_code=buyer.code,
            segment=buyer.segment,
            currency_code=contract.currency_code,
            day=day,
        )
        if version is not None:
            source = rules.version_source(version)
            return version.price, source | ({"with_vat": True} if version.price.with_vat else {})
        if contract.currency_code != rules.EURO:
            return None, {}
        return _of_one(article.unit_price), {}


def _of_line(with_vat: bool) -> dict[str, Any]:
    return {"price_from": "line"} | ({"with_vat": True} if with_vat else {})


def _of_one(unit_price: Decimal) -> rules.Price:
    return rules.Price("per_unit", unit_price=unit_price)


def usage_items(work: Work) -> Iterator[BillableItem]:
    """The items of each contract, article and civil month with usage that none holds yet."""
    groups = list(_groups(work))
    if not groups:
        return
    usage = _read(work, groups)
    for contract_id, item_id, month in usage.new:
        contract, article = work.contracts[contract_id], usage.articles[item_id]
        price, source = usage.price(contract, article, month)
        if price is None:
            _hold_back(work, contract, article, month)
            continue
        unit_price = rules.simple_unit_price(price)
        if unit_price is not None and not _is_charged(usage.earlier[contract_id, item_id, month]):
            yield _simple(usage, contract, article, month, unit_price, source)
        else:
            yield from _charged(usage, contract, article, month, price, source)


def _hold_back(work: Work, contract: Contract, article: Any, month: date) -> None:
    """Usage whose price is not known in the contract's currency waits, and says so on a line of the contract."""
    lines = [one for one in work.lines() if one.contract_id == contract.pk]
    last = rules.civil_block(month, 1)[1]
    refused = refusal("price_missing", item_code=article.code, start=month, end=last)
    if lines:
        work.hold_back(lines[0], rules.OwedPeriod(rules.Period(month, last, True), last, refused=refused))


def _groups(work: Work) -> Any:
    events = queries.unbilled_usage(work.run, work.buyers).filter(contract__in=work.contracts)
    by_month = events.annotate(month=TruncMonth("used_on")).order_by()
    sums = by_month.values("contract_id", "item_id", "month").annotate(total=Sum("quantity"))
    return sums.order_by("contract__contract_number", "item__code", "month")


def _read(work: Work, groups: Sequence[Mapping[str, Any]]) -> Usage:
    articles = masterdata.items_by_id({group["item_id"] for group in groups})
    codes = [article.code for article in articles.values()]
    earlier: dict[Group, list[BillableItem]] = defaultdict(list)
    for item in work.known_items("usage").filter(item_id__in=articles):
        earlier[item.contract_id, item.item_id, item.period_start].append(item)
    return Usage(
        work=work,
        new={(group["contract_id"], group["item_id"], group["month"]): group["total"] for group in groups},
        articles=articles,
        earlier=earlier,
        versions=versions_of(work.run.seller_id, codes, work.buyers),
        agreed=_agreed(work),
    )


def _agreed(work: Work) -> dict[tuple[UUID, UUID], ContractLine]:
    """Lines that only say what usage costs."""
    return {(line.contract_id, line.item_id): line for line in work.lines() if line.kind == "usage"}


def _is_charged(items: Sequence[BillableItem]) -> bool:
    return any("charged" in item.basis for item in items)


def _simple(
    usage: Usage, contract: Contract, article: Any, month: date, unit_price: Decimal, source: dict[str, Any]
) -> BillableItem:
    quantity = totals.round_half_up(usage.new[contract.pk, article.pk, month], rules.QUANTITY_PLACES)
    gross = rules.discounted(quantity=quantity, unit_price=unit_price, currency_code=contract.currency_code)
    terms = _terms(usage, contract, article, month, 1) | {"quantity": quantity, "unit_price": unit_price}
    return _item(usage, contract, article, terms, _discount(usage, contract, article, gross), source)


def _charged(
    usage: Usage, contract: Contract, article: Any, month: date, price: rules.Price, source: dict[str, Any]
) -> Iterator[BillableItem]:
    """What the month costs now, less what was billed of it."""
    total = usage.measured[contract.pk, article.pk, month]
    if total < 0:  # corrected to less than nothing: it waits for what it corrects
        return
    decimals = totals.minor_unit(contract.currency_code)
    now = rules.charge(price, total, decimals=decimals)
    before = [_as_charged(item) for item in usage.earlier[contract.pk, article.pk, month]]
    for rank, one in enumerate(rules.charged_since(before, now, decimals=decimals), 1):
        told = source | {"charged": one.to_dict(), "tier": one.tier, "month_quantity": str(total)}
        terms = _terms(usage, contract, article, month, rank) | {
            "quantity": one.quantity,
            "unit_price": one.unit_price,
            "base_quantity": one.base_quantity,
        }
        discount = _discount(usage, contract, article, one.amount)
        if one.reduction:
            discount = rules.reduced(one.reduction, discount)
        elif discount.amount:
            discount = rules.LineDiscount()  # an amount is for a document's line, not for each of its tiers
        yield _item(usage, contract, article, terms, discount, told)


def _measured(work: Work, item_ids: Iterable[UUID]) -> dict[Group, Decimal]:
    """All usage of each month that is billed or to be billed until the run's day; one query."""
    events = UsageEvent.objects.filter(contract__in=work.contracts, item_id__in=list(item_ids))
    counted = events.filter(Q(billable__isnull=False) | Q(used_on__lte=work.run.until))
    sums = counted.annotate(month=TruncMonth("used_on")).order_by().values("contract_id", "item_id", "month")
    found = sums.annotate(total=Sum("quantity")).values_list("contract_id", "item_id", "month", "total")
    return {(contract_id, item_id, month): total for contract_id, item_id, month, total in found}


def _as_charged(item: BillableItem) -> rules.Charged:
    """What an item of before charged, without its discount."""
    if "charged" in item.basis:
        return rules.Charged.from_dict(item.basis["charged"])
    amount = rules.discounted(quantity=item.quantity, unit_price=item.unit_price, currency_code=item.currency_code)
    return rules.Charged("unit", item.quantity, item.unit_price, Decimal(1), amount)


def _discount(usage: Usage, contract: Contract, article: Any, gross: Decimal) -> rules.LineDiscount:
    day, buyer = usage.work.run.issue_date, usage.work.buyers[contract.buyer_id]
    return rules.choose_line_discount(
        usage.work.book.terms,
        {"contract": rules.clause_discount(contract.clauses, day), "buyer": buyer.discount_percentage},
        gross=gross,
        buyer_code=buyer.code,
        item_code=article.code,
        contract_number=contract.contract_number,
        day=day,
        currency_code=contract.currency_code,
    )


def _terms(usage: Usage, contract: Contract, article: Any, month: date, rank: int) -> dict[str, Any]:
    used = usage.earlier[contract.pk, article.pk, month]
    number = max((int(item.source_key.rpartition(":")[2]) for item in used), default=0) + rank
    named = (contract.contract_number, article.code, month.strftime("%Y-%m"), str(number))
    return {
        "kind": "usage",
        "source_key": rules.source_key("usage", *named),
        "currency_code": contract.currency_code,
        "unit_code": article.unit_code,
        "period_start": month,
        "period_end": min(rules.civil_block(month, 1)[1], usage.work.run.until),
    }


def _item(
    usage: Usage,
    contract: Contract,
    article: Any,
    terms: dict[str, Any],
    discount: rules.LineDiscount,
    source: dict[str, Any],
) -> BillableItem:
    told = source | ({"discount_term": dict(discount.term)} if discount.term else {})
    terms["basis"] = with_rate(told, article.vat_rate)
    return made(usage.work, terms, discount, contract=contract, item_id=article.pk)
