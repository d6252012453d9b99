"""Amounts by VAT rate, and how a whole is shared over parts and rates without losing a cent.

Source: the method of largest remainders (`en16931.totals.apportioning`); EN 16931, BR-CO-17 (the VAT
of a rate is its base times the rate, rounded once).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Self

from sansfaute.contracts.rules.clause_records import Amount, Filled, Percentage, Record, refusal
from sansfaute.contracts.rules.exact import rounded
from sansfaute.en16931.totals.apportioning import apportion

RateKey = tuple[str, Decimal]
"""VAT category (BT-118) and rate in percent (BT-119; 0 where there is none)."""


@dataclass(frozen=True, slots=True)
class RateAmount(Record):
    """What is taxed at one category and rate: base and VAT, in the currency of the document."""

    vat_category_code: Filled
    vat_rate: Percentage
    taxable_amount: Amount
    tax_amount: Amount = Decimal(0)

    @classmethod
    def taxed(cls, category: str, rate: Decimal, taxable_amount: Decimal, decimals: int = 2) -> Self:
        """The base with its VAT, rounded once (BR-CO-17)."""
        return cls(category, rate, taxable_amount, tax_on(taxable_amount, rate, decimals))

    @property
    def key(self) -> RateKey:
        """Category and rate."""
        return self.vat_category_code, self.vat_rate

    @property
    def with_vat(self) -> Decimal:
        """Base plus VAT."""
        return self.taxable_amount + self.tax_amount


def tax_on(taxable_amount: Decimal, rate: Decimal, decimals: int = 2) -> Decimal:
    """The VAT of a base, half away from zero."""
    return rounded(Fraction(taxable_amount) * Fraction(rate) / 100, decimals)


def by_rate(rows: Iterable[RateAmount]) -> tuple[RateAmount, ...]:
    """The sum for each category and rate, in order of first appearance."""
    sums: dict[RateKey, RateAmount] = {}
    for row in rows:
        before = sums.get(row.key, RateAmount(*row.key, Decimal(0), Decimal(0)))
        sums[row.key] = RateAmount(
            *row.key, before.taxable_amount + row.taxable_amount, before.tax_amount + row.tax_amount
        )
    return tuple(sums.values())


def negated(rows: Iterable[RateAmount]) -> tuple[RateAmount, ...]:
    """The same with the other sign."""
    return tuple(RateAmount(*row.key, -row.taxable_amount, -row.tax_amount) for row in rows)


def total_with_vat(rows: Iterable[RateAmount]) -> Decimal:
    """Bases plus VAT of all rates."""
    return sum((row.with_vat for row in rows), Decimal(0))


def units_of(amount: Decimal, decimals: int) -> int:
    """How many minor units an amount is; raises TermsRefused (amount_not_whole) should it have more decimals."""
    units = Fraction(amount) * 10**decimals
    if units.denominator != 1:
        raise refusal("amount_not_whole", amount=amount, decimals=decimals)
    return int(units)


def amount_of(units: int, decimals: int) -> Decimal:
    """So many minor units as an amount."""
    return rounded(Fraction(units, 10**decimals), decimals)


def shared(whole: Decimal, weights: Sequence[Fraction], decimals: int = 2) -> tuple[Decimal, ...]:
    """`whole` over parts in proportion of positive weights, by largest remainders: the sum is exact."""
    scale = 1
    for weight in weights:
        scale *= weight.denominator
    parts = [int(weight * scale) for weight in weights]
    units = units_of(whole, decimals)
    shares = apportion(abs(units), parts, abs(units), sum(parts))
    return tuple(amount_of(share if units >= 0 else -share, decimals) for share in shares)


def crossed(rows: Sequence[int], columns: Sequence[int]) -> list[list[int]]:
    """Whole numbers that add up to `rows` across and to `columns` down, each near its proportional share.

    Both sums are equal and nothing is negative. Each row takes its share of what is left of every
    column, rounded by largest remainders, so that no cell can exceed what is left and the last row
    takes exactly the rest.
    """
    left = list(columns)
    cells = []
    for row in rows:
        cell = apportion(row, left, row, sum(left)) if sum(left) else [0] * len(left)
        left = [one - taken for one, taken in zip(left, cell, strict=True)]
        cells.append(cell)
    return cells
