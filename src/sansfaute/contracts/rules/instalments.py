"""Instalment plans: a total shared over dated parts to the cent, for each VAT rate too, and its settlement.

The parts of a plan add up to the total exactly (largest remainders). Within each part, base and VAT of
each rate are shared so that both the part and the rate add up exactly; the shares say how a payment
divides over rates. A part that becomes a document of its own (a deposit, 386) is taxed by itself:
`as_invoices` gives each rate the VAT of its base (BR-CO-17) and tells the cents that this moves.

Source: use cases 20 and 32 of XP Z12-014; CGI 269 (VAT of deposits is due on receipt).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from sansfaute.contracts.rules.clause_records import Amount, Filled, Record, read, refusal, step
from sansfaute.contracts.rules.months import add_months
from sansfaute.contracts.rules.vat_shares import (
    RateAmount,
    amount_of,
    by_rate,
    crossed,
    negated,
    shared,
    total_with_vat,
    units_of,
)
from sansfaute.lib.derivations import Derivation

Method = Literal["percentages", "amounts", "equal"]
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class PlanPart(Record):
    """A part due on a day: percent of the total, amount with VAT, or nothing said.

    Nothing said is the rest, for the last part of a plan of amounts.
    """

    due_on: date
    value: Amount | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class InstalmentPlan(Record):
    """How a total with VAT is shared: by percentages (100 in all), by amounts, or in equal parts."""

    method: Method
    parts: tuple[PlanPart, ...]


@dataclass(frozen=True, slots=True)
class Instalment(Record):
    """One part: its rank from 1, the day it is due, base and VAT of each rate, and all of it."""

    number: int
    due_on: date
    label: str
    rates: tuple[RateAmount, ...]
    taxable_amount: Decimal
    tax_amount: Decimal
    total_with_vat: Decimal


@dataclass(frozen=True, slots=True)
class SettledInstalment(Record):
    """An instalment as it was invoiced and paid: number and day of its document, amounts by rate."""

    number: Filled
    issue_date: date
    rates: tuple[RateAmount, ...]


@dataclass(frozen=True, slots=True)
class Settlement(Record):
    """The yearly settlement: what was consumed, what instalments paid of it, what is left.

    `rates` is the invoice (base and VAT of the consumption), `prepaid_amount` BT-113 with `references`
    in BG-3, `amount_due` BT-115. Below zero it is `refund`, to be paid back. `differences` is, for each
    rate, consumption less instalments: what moves the VAT that instalments had declared.
    """

    rates: tuple[RateAmount, ...]
    total_with_vat: Decimal
    prepaid_amount: Decimal
    amount_due: Decimal
    refund: Decimal
    differences: tuple[RateAmount, ...]
    references: tuple[tuple[str, date], ...]


def monthly(count: int, first_due_on: date, every_months: int = 1) -> InstalmentPlan:
    """So many equal parts, the first on that day, then on that day of each month (or its last day)."""
    days = (add_months(first_due_on, turn * every_months) for turn in range(count))
    return InstalmentPlan("equal", tuple(PlanPart(day) for day in days))


def read_plan(values: Mapping[str, Any]) -> InstalmentPlan:
    """A plan as a form or JSON gives it.

    Raises TermsRefused as `read` does, also no_parts, part_without_value, part_with_value,
    part_not_above_zero, percentages_not_hundred, parts_out_of_order.
    """
    plan = read(InstalmentPlan, values)
    _refuse_parts(plan)
    return plan


def _refuse_parts(plan: InstalmentPlan) -> None:
    if not plan.parts:
        raise refusal("no_parts")
    for rank, part in enumerate(plan.parts, 1):
        is_rest = plan.method == "amounts" and rank == len(plan.parts)
        if plan.method == "equal" and part.value is not None:
            raise refusal("part_with_value", rank=rank)
        if plan.method != "equal" and part.value is None and not is_rest:
            raise refusal("part_without_value", rank=rank)
        if part.value is not None and part.value <= 0:
            raise refusal("part_not_above_zero", rank=rank, value=part.value)
    total = sum((part.value or _ZERO for part in plan.parts), _ZERO)
    if plan.method == "percentages" and total != 100:
        raise refusal("percentages_not_hundred", total=total)
    if [part.due_on for part in plan.parts] != sorted(part.due_on for part in plan.parts):
        raise refusal("parts_out_of_order")


def instalments(plan: InstalmentPlan, totals: Sequence[RateAmount], decimals: int = 2) -> tuple[Instalment, ...]:
    """The parts of a total given by VAT rate; sums by rate and in all are exact.

    Raises TermsRefused as `read_plan`, also nothing_to_share (a total or rate below zero, or nothing),
    parts_not_total, amount_not_whole.
    """
    _refuse_parts(plan)
    rates = by_rate(totals)
    columns = [units_of(one, decimals) for row in rates for one in (row.taxable_amount, row.tax_amount)]
    if min(columns, default=0) < 0 or not sum(columns):
        raise refusal("nothing_to_share", total=total_with_vat(rates))
    rows = [units_of(one, decimals) for one in _parts(plan, total_with_vat(rates), decimals)]
    return tuple(
        _instalment(rank, part, rates, cells, decimals)
        for rank, (part, cells) in enumerate(zip(plan.parts, crossed(rows, columns), strict=True), 1)
    )


def _parts(plan: InstalmentPlan, total: Decimal, decimals: int) -> tuple[Decimal, ...]:
    """The parts with VAT; their sum is the total."""
    if plan.method != "amounts":
        return shared(total, [Fraction(part.value or 1) for part in plan.parts], decimals)
    given = [part.value for part in plan.parts if part.value is not None]
    rest = total - sum(given, _ZERO)
    has_rest = len(given) < len(plan.parts)
    if rest < 0 or (rest > 0) != has_rest:
        raise refusal("parts_not_total", given=sum(given, _ZERO), total=total)
    return (*given, *((rest,) if has_rest else ()))


def _instalment(
    rank: int, part: PlanPart, rates: Sequence[RateAmount], cells: Sequence[int], decimals: int
) -> Instalment:
    rows = tuple(
        RateAmount(*rate.key, amount_of(cells[2 * place], decimals), amount_of(cells[2 * place + 1], decimals))
        for place, rate in enumerate(rates)
    )
    return _with_rates(Instalment(rank, part.due_on, part.label, (), _ZERO, _ZERO, _ZERO), rows)


def _with_rates(instalment: Instalment, rows: tuple[RateAmount, ...]) -> Instalment:
    taxable = sum((row.taxable_amount for row in rows), _ZERO)
    tax = sum((row.tax_amount for row in rows), _ZERO)
    return replace(instalment, rates=rows, taxable_amount=taxable, tax_amount=tax, total_with_vat=taxable + tax)


def as_invoices(
    parts: Sequence[Instalment], decimals: int = 2
) -> tuple[tuple[Instalment, ...], tuple[RateAmount, ...]]:
    """The parts as documents, each with the VAT of its own bases, and the VAT moved for each rate.

    Bases still add up exactly; the VAT of a document is the rounded product (BR-CO-17), so that the
    sum may differ from the whole by half a cent a document at most; the settlement evens it out.
    """
    documents = tuple(
        _with_rates(part, tuple(RateAmount.taxed(*row.key, row.taxable_amount, decimals) for row in part.rates))
        for part in parts
    )
    before = by_rate(row for part in parts for row in part.rates)
    after = by_rate(row for part in documents for row in part.rates)
    moved = (
        RateAmount(*new.key, _ZERO, new.tax_amount - old.tax_amount) for old, new in zip(before, after, strict=True)
    )
    return documents, tuple(moved)


def settlement(billed: Sequence[SettledInstalment], consumed: Sequence[RateAmount], decimals: int = 2) -> Settlement:
    """The settlement of what was really consumed (bases by rate; their VAT is worked out here).

    Raises TermsRefused: instalment_settled_twice.
    """
    numbers = [one.number for one in billed]
    if len({*numbers}) < len(numbers):
        raise refusal("instalment_settled_twice", numbers=", ".join(sorted(numbers)))
    rates = tuple(RateAmount.taxed(*row.key, row.taxable_amount, decimals) for row in by_rate(consumed))
    paid = by_rate(row for one in billed for row in one.rates)
    due = total_with_vat(rates) - total_with_vat(paid)
    return Settlement(
        rates=rates,
        total_with_vat=total_with_vat(rates),
        prepaid_amount=total_with_vat(paid),
        amount_due=due,
        refund=max(-due, _ZERO),
        differences=by_rate((*rates, *negated(paid))),
        references=tuple((one.number, one.issue_date) for one in billed),
    )


def derivation(plan: InstalmentPlan, totals: Sequence[RateAmount], decimals: int = 2) -> Derivation:
    """The explanation of `instalments`; raises TermsRefused as it does."""
    found = instalments(plan, totals, decimals)
    parts = [
        step(
            "instalment",
            one.total_with_vat,
            parts=[_rate_step(row) for row in one.rates],
            number=one.number,
            due_on=one.due_on,
        )
        for one in found
    ]
    return step("instalments", total_with_vat(totals), parts=parts, count=len(found))


def _rate_step(row: RateAmount) -> Derivation:
    return step("rate_share", row.with_vat, rate=row.vat_rate, taxable=row.taxable_amount, tax=row.tax_amount)


def settlement_derivation(
    billed: Sequence[SettledInstalment], consumed: Sequence[RateAmount], decimals: int = 2
) -> Derivation:
    """The explanation of `settlement`; raises TermsRefused as it does."""
    found = settlement(billed, consumed, decimals)
    parts = [
        *(_rate_step(row) for row in found.rates),
        *(step("paid_instalment", total_with_vat(one.rates), source=one.number, number=one.number) for one in billed),
    ]
    name = "settlement_refund" if found.refund else "settlement_due"
    return step(
        "settlement",
        found.amount_due,
        sentence=name,
        parts=parts,
        total=found.total_with_vat,
        paid=found.prepaid_amount,
        refund=found.refund,
    )
