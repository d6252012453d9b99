"""The one discount of a line: among granted terms, the contract's clause, the order, the buyer's own.

They never add up. A term that names the contract stands before the clause and the order, these before
any other term, and that before the buyer's own percentage. The day is that of the invoice.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sansfaute.contracts.rules.discounts import DiscountTerm, discount_amount, discounts_of
from sansfaute.contracts.rules.exact import negated, rounded
from sansfaute.contracts.rules.pricing import choose_discount, line_allowances
from sansfaute.en16931 import totals
from sansfaute.en16931.model import LineAllowance

AMOUNT_DECIMALS = 2
TERM = "term"
"""The origin of a discount that a person granted."""


@dataclass(frozen=True, slots=True)
class LineDiscount:
    """A percentage, or an amount in the line's currency; where it comes from, and the reason that is printed."""

    percentage: Decimal = Decimal(0)
    amount: Decimal = Decimal(0)
    origin: str = ""
    reason: str = ""
    term: Mapping[str, Any] = field(default_factory=dict, hash=False)


def choose_line_discount(
    terms: Sequence[DiscountTerm],
    stated: Mapping[str, Decimal | None],
    *,
    gross: Decimal,
    buyer_code: str,
    item_code: str,
    contract_number: str,
    day: date,
    currency_code: str = "EUR",
) -> LineDiscount:
    """The discount of a line of this gross amount; `stated` are the percentages of "contract", "order", "buyer"."""
    found = discounts_of(
        terms,
        buyer_code=buyer_code,
        item_code=item_code,
        contract_number=contract_number,
        day=day,
        scope="line",
        currency_code=currency_code,
    )
    is_stated = any(one is not None for origin, one in stated.items() if origin != "buyer")
    if found and (found[0].contract_number or not is_stated):
        return _granted(found[0], gross, currency_code)
    return stated_discount(stated)


def stated_discount(stated: Mapping[str, Decimal | None]) -> LineDiscount:
    """The first percentage that is stated, in the order given."""
    discount = choose_discount(stated)
    return LineDiscount(discount.percentage, Decimal(0), discount.origin, discount.reason)


def _granted(term: DiscountTerm, gross: Decimal, currency_code: str) -> LineDiscount:
    if term.percentage is not None:
        return LineDiscount(term.percentage, Decimal(0), TERM, term.reason, term.to_dict())
    amount = discount_amount(term, gross, totals.minor_unit(currency_code))
    return LineDiscount(Decimal(0), amount, TERM, term.reason, term.to_dict())


def discounted(
    *,
    quantity: Decimal,
    unit_price: Decimal,
    percentage: Decimal = Decimal(0),
    amount: Decimal = Decimal(0),
    base_quantity: Decimal = Decimal(1),
    currency_code: str = "EUR",
) -> Decimal:
    """BT-131 of the line to be. An amount is taken off a positive line, and given back by its credit."""
    if quantity < 0:
        positive = discounted(
            quantity=-quantity,
            unit_price=unit_price,
            percentage=percentage,
            amount=amount,
            base_quantity=base_quantity,
            currency_code=currency_code,
        )
        return negated(positive)
    allowances = line_allowances(
        quantity=quantity, unit_price=unit_price, percentage=percentage, reason="", base_quantity=base_quantity
    )
    if amount:
        allowances = (LineAllowance(amount=amount),)
    return totals.line_net_amount(
        quantity=quantity,
        item_net_price=unit_price,
        base_quantity=None if base_quantity == 1 else base_quantity,
        allowances=allowances,
        currency_code=currency_code,
    )


def reduced(reduction: Decimal, discount: LineDiscount) -> LineDiscount:
    """What brings a line down to a maximum, as its allowance: less the percentage that the other lines get."""
    part = Fraction(reduction) * (1 - Fraction(discount.percentage) / 100)
    return LineDiscount(Decimal(0), rounded(part, AMOUNT_DECIMALS), discount.origin, discount.reason, discount.term)
