"""Minimum commitments: what is missing at the end of a commitment period is invoiced once (true-up).

A commitment period is `period_months` long, counted from `start`; the last one is cut at the end of the
contract. What it commits to is cut by the stated `method` of `proration` ("whole": a part period owes
the whole minimum; "none_if_partial": it owes nothing). The true-up is the minimum less what the
sub-periods were billed, never less than nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from sansfaute.contracts.rules.clause_records import (
    SENTENCES,
    Amount,
    Count,
    Filled,
    PositiveAmount,
    Quantity,
    Record,
    UnitPrice,
    read,
    refusal,
    step,
)
from sansfaute.contracts.rules.exact import rounded
from sansfaute.contracts.rules.months import add_months
from sansfaute.contracts.rules.periods import DAY, Period
from sansfaute.contracts.rules.pricing import QUANTITY_PLACES
from sansfaute.contracts.rules.proration import Method, share_of
from sansfaute.lib.derivations import Derivation

Kind = Literal["amount", "quantity"]
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Commitment(Record):
    """At least `minimum` for each commitment period, of an amount (without VAT) or of a quantity.

    With a quantity, `unit_price` is what a missing unit costs; units above the minimum, which were
    billed at `unit_price`, cost `overrun_price` where one is agreed. `reference` is the one identity
    of the commitment (contract number and line).
    """

    reference: Filled
    kind: Kind
    minimum: PositiveAmount
    start: date
    end: date | None = None
    period_months: Count = 12
    method: Method = "days_of_month"
    unit_price: UnitPrice | None = None
    overrun_price: UnitPrice | None = None


@dataclass(frozen=True, slots=True)
class Billed(Record):
    """What a sub-period was billed, without VAT, credits deducted; `key` says it is counted once."""

    key: Filled
    start: date
    end: date
    amount: Amount
    quantity: Quantity = _ZERO


@dataclass(frozen=True, slots=True)
class TrueUp(Record):
    """What a commitment period still owes: `quantity` units at `unit_price`, or one at the amount.

    `committed` is the minimum of this period, `reached` what was billed of it, `missing` the rest,
    `overrun` what is above it; `amount` is without VAT, negative when an overrun costs less.
    `proration` is the share of a part period in words, empty for a whole one. `key_parts` identify the
    true-up (`pricing.source_key`): billed once for each commitment and period, whatever comes late.
    """

    start: date
    end: date
    committed: Decimal
    reached: Decimal
    missing: Decimal
    overrun: Decimal
    quantity: Decimal
    unit_price: Decimal
    amount: Decimal
    proration: str
    key_parts: tuple[str, ...]


def read_commitment(values: Mapping[str, Any]) -> Commitment:
    """A commitment as a form or JSON gives it.

    Raises TermsRefused as `read` does, also end_before_start, commitment_without_price,
    commitment_price_unused.
    """
    found = read(Commitment, values)
    if found.end is not None and found.end < found.start:
        raise refusal("end_before_start", start=found.start, end=found.end)
    if found.kind == "quantity" and found.unit_price is None:
        raise refusal("commitment_without_price")
    if found.kind == "amount" and (found.unit_price, found.overrun_price) != (None, None):
        raise refusal("commitment_price_unused")
    return found


def commitment_periods(commitment: Commitment) -> Iterator[Period]:
    """Every commitment period in order, endless while the contract runs on; the last may be cut."""
    turn, first = 0, commitment.start
    while commitment.end is None or first <= commitment.end:
        turn += 1
        last = add_months(commitment.start, turn * commitment.period_months) - DAY
        end = last if commitment.end is None else min(last, commitment.end)
        yield Period(first, end, whole=end == last)
        first = last + DAY


def committed(commitment: Commitment, period: Period, decimals: int = 2) -> tuple[Decimal, str]:
    """The minimum of a commitment period and its share in words.

    Half-up to the cent or to 4 decimals of a quantity. Raises TermsRefused: not_a_commitment_period.
    """
    for own in commitment_periods(commitment):
        if own.start > period.start:
            break
        if (own.start, own.end) == (period.start, period.end):
            return _cut(commitment, own, decimals)
    raise refusal("not_a_commitment_period", start=period.start, end=period.end)


def _cut(commitment: Commitment, period: Period, decimals: int) -> tuple[Decimal, str]:
    months = commitment.period_months
    turn = _turn(commitment, period)
    last = add_months(commitment.start, (turn + 1) * months) - DAY
    share, words = share_of(commitment.method, period.start, period.end, period.start, last, months)
    places = decimals if commitment.kind == "amount" else QUANTITY_PLACES
    return rounded(Fraction(commitment.minimum) * share, places), words


def _turn(commitment: Commitment, period: Period) -> int:
    turn = 0
    while add_months(commitment.start, turn * commitment.period_months) < period.start:
        turn += 1
    return turn


def true_up(
    commitment: Commitment, billed: Sequence[Billed], period: Period, day: date, decimals: int = 2
) -> TrueUp | None:
    """What is owed for a period on `day`; None while it runs, or when nothing is missing.

    Raises TermsRefused: not_a_commitment_period, billed_across_periods, billed_twice.
    """
    if day <= period.end:
        return None
    minimum, words = committed(commitment, period, decimals)
    own = _of_period(billed, period)
    reached = sum((one.amount if commitment.kind == "amount" else one.quantity for one in own), _ZERO)
    missing, overrun = max(minimum - reached, _ZERO), max(reached - minimum, _ZERO)
    quantity, price = _billed_as(commitment, missing, overrun)
    amount = rounded(Fraction(quantity) * Fraction(price), decimals)
    if not amount:
        return None
    key = (commitment.reference, period.start.isoformat(), period.end.isoformat())
    return TrueUp(period.start, period.end, minimum, reached, missing, overrun, quantity, price, amount, words, key)


def _of_period(billed: Sequence[Billed], period: Period) -> list[Billed]:
    """The sub-periods of a period; one that lies across its bounds, or is given twice, is refused."""
    own = [one for one in billed if one.start <= period.end and one.end >= period.start]
    for one in own:
        if one.start < period.start or one.end > period.end:
            raise refusal("billed_across_periods", key=one.key, start=one.start, end=one.end)
    keys = [one.key for one in own]
    for key in keys:
        if keys.count(key) > 1:
            raise refusal("billed_twice", key=key)
    return own


def _billed_as(commitment: Commitment, missing: Decimal, overrun: Decimal) -> tuple[Decimal, Decimal]:
    """Quantity and unit price of the line; a price cannot be negative, so a lower one is a negative quantity."""
    if commitment.kind == "amount":
        return Decimal(1), missing
    price = commitment.unit_price or _ZERO
    if missing:
        return missing, price
    if commitment.overrun_price is None:
        return _ZERO, price
    difference = commitment.overrun_price - price
    return (overrun, difference) if difference >= 0 else (-overrun, -difference)


def correction(billed: TrueUp | None, now: TrueUp | None) -> Decimal:
    """What a true-up already billed must be corrected by, after late or corrected usage; negative is a credit."""
    return (now.amount if now else _ZERO) - (billed.amount if billed else _ZERO)


def derivation(
    commitment: Commitment, billed: Sequence[Billed], period: Period, day: date, decimals: int = 2
) -> Derivation:
    """The explanation of `true_up`; raises TermsRefused as it does."""
    found = true_up(commitment, billed, period, day, decimals)
    if found is None:
        return step("true_up", "0.00", sentence="no_true_up", start=period.start, end=period.end)
    parts = [
        step("committed", found.committed, minimum=commitment.minimum, share=found.proration or "1"),
        *(step("billed", _counted(commitment, one), source=one.key, start=one.start, end=one.end)
          for one in _of_period(billed, period)),
    ]  # fmt: skip
    return step(
        "true_up",
        found.amount,
        sentence="true_up_missing" if found.missing else "true_up_overrun",
        parts=parts,
        start=found.start,
        end=found.end,
        committed=found.committed,
        reached=found.reached,
        kind=SENTENCES["words"][f"committed_{commitment.kind}"],
    )


def _counted(commitment: Commitment, one: Billed) -> Decimal:
    return one.amount if commitment.kind == "amount" else one.quantity
