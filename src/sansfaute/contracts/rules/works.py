"""Works contracts: items with their amounts, amendments, retention money, deposit; read or refused.

Source: loi 71-584 of 16 July 1971 for retention money (`retention_limit`); loi 75-1334 of 31 December
1975 for the direct payment of subcontractors (not read again here).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sansfaute.contracts.rules.clause_records import (
    SENTENCES,
    Amount,
    Count,
    Filled,
    Percentage,
    Quantity,
    Record,
    UnitPrice,
    read,
    refusal,
)
from sansfaute.contracts.rules.exact import rounded
from sansfaute.contracts.rules.vat_shares import RateAmount, RateKey, total_with_vat, units_of

_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class RetentionLimit(Record):
    """What the law allows from `since` on: at most so many percent, freed so many months after acceptance."""

    since: date
    percentage: Percentage
    months: Count
    source: str


RETENTION_LIMITS = tuple(RetentionLimit.from_dict(row) for row in SENTENCES["retention_limits"])


def retention_limit(day: date) -> RetentionLimit:
    """The limit in force that day, the first one for an earlier day."""
    known = [one for one in RETENTION_LIMITS if one.since <= day]
    return known[-1] if known else RETENTION_LIMITS[0]


@dataclass(frozen=True, slots=True)
class WorkItem(Record):
    """One item of a works contract: its whole amount without VAT, negative for work taken away.

    With `quantity` and `unit_price` progress may be told as a quantity. `amendment` names the
    amendment that added it and `since` the day it counts from (None: the contract itself). With
    `direct_payment` the client pays the `subcontractor` for it, without VAT.
    """

    code: Filled
    name: str
    amount: Amount
    vat_rate: Percentage
    vat_category_code: str = "S"
    quantity: Quantity | None = None
    unit_price: UnitPrice | None = None
    amendment: str = ""
    since: date | None = None
    subcontractor: str = ""
    direct_payment: bool = False

    @property
    def rate_key(self) -> RateKey:
        """VAT category and rate."""
        return self.vat_category_code, self.vat_rate

    def counts(self, day: date) -> bool:
        """Whether it is part of the contract that day."""
        return self.since is None or self.since <= day


@dataclass(frozen=True, slots=True)
class Works(Record):
    """A works contract. `retention_rate` in percent of payments with VAT, none while `guaranteed` by a bank.

    `deposit` is what was paid in advance, by rate; it is deducted in proportion of progress between
    `deposit_from` and `deposit_to` percent of the contract (both the same: all at once from there on).
    """

    reference: Filled
    signed_on: date
    items: tuple[WorkItem, ...]
    retention_rate: Percentage = _ZERO
    guaranteed: bool = False
    deposit: tuple[RateAmount, ...] = ()
    deposit_from: Percentage = _ZERO
    deposit_to: Percentage = Decimal(100)

    def items_on(self, day: date) -> tuple[WorkItem, ...]:
        """The items in force that day, amendments included."""
        return tuple(one for one in self.items if one.counts(day))

    def total_on(self, day: date) -> Decimal:
        """The contract's amount that day, without VAT."""
        return sum((one.amount for one in self.items_on(day)), _ZERO)


def read_works(values: Mapping[str, Any], decimals: int = 2) -> Works:
    """A works contract as a form or JSON gives it.

    Raises TermsRefused as `read` does, also works_without_amount, item_named_twice,
    amount_not_whole, item_not_its_quantity, item_without_amendment, subcontractor_missing, retention_above_limit,
    deposit_bounds, deposit_above_works.
    """
    works = read(Works, values)
    total = works.total_on(date.max)
    if total <= 0 or works.total_on(works.signed_on) <= 0:
        raise refusal("works_without_amount", reference=works.reference)
    codes = [one.code for one in works.items]
    for item in works.items:
        if codes.count(item.code) > 1:
            raise refusal("item_named_twice", code=item.code)
        _refuse_item(item, decimals)
    _refuse_retention(works)
    _refuse_deposit(works)
    return works


def _refuse_item(item: WorkItem, decimals: int) -> None:
    units_of(item.amount, decimals)
    if (item.quantity is None) != (item.unit_price is None):
        raise refusal("item_not_its_quantity", code=item.code, amount=item.amount)
    if item.quantity is not None and item.unit_price is not None:
        product = rounded(Fraction(item.quantity) * Fraction(item.unit_price), decimals)
        if product != item.amount:
            raise refusal("item_not_its_quantity", code=item.code, amount=item.amount)
    if bool(item.amendment) != (item.since is not None):
        raise refusal("item_without_amendment", code=item.code)
    if item.direct_payment and not item.subcontractor:
        raise refusal("subcontractor_missing", code=item.code)


def _refuse_retention(works: Works) -> None:
    limit = retention_limit(works.signed_on)
    if works.retention_rate > limit.percentage:
        raise refusal("retention_above_limit", rate=works.retention_rate, limit=limit.percentage, source=limit.source)


def _refuse_deposit(works: Works) -> None:
    if works.deposit_from > works.deposit_to:
        raise refusal("deposit_bounds", low=works.deposit_from, high=works.deposit_to)
    if any(row.taxable_amount < 0 or row.tax_amount < 0 for row in works.deposit):
        raise refusal("nothing_in_deposit", number=works.reference)
    base = sum((row.taxable_amount for row in works.deposit), _ZERO)
    if base > works.total_on(works.signed_on):
        raise refusal("deposit_above_works", amount=total_with_vat(works.deposit))
