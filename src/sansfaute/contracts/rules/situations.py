"""Progress billing (*situations de travaux*): what was done so far less what was stated before.

Every amount is worked out cumulatively, rounded there, and the situation before is deducted: whatever
the number of situations, their sum is the cumulative figure, and at 100 % the contract's amount to the
cent. The price revision applies to the work of the situation. Retention money is rounded down, so
that it never passes its rate of what is payable; it is a due amount of its own (note ABU, use case 26).

Source: XP Z12-014, cases 13, 20, 21 and 26; loi 71-584 of 16 July 1971.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sansfaute.contracts.rules.clause_records import Filled, Percentage, Quantity, Record, read, refusal, step
from sansfaute.contracts.rules.exact import rounded
from sansfaute.contracts.rules.vat_shares import RateAmount, amount_of, by_rate, negated, total_with_vat
from sansfaute.contracts.rules.works import WorkItem, Works
from sansfaute.lib.derivations import Derivation

_ZERO, _ONE = Decimal(0), Decimal(1)


@dataclass(frozen=True, slots=True)
class Progress(Record):
    """How far an item is since the start of the works: in percent of its amount, or as a quantity."""

    code: Filled
    percentage: Percentage | None = None
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True)
class SituationRow(Record):
    """An item in a situation, without VAT and before revision.

    `cumulative` is what it is worth so far, `before` what earlier situations stated, `amount` the
    difference; `above_item` when more is done than the item has, which others must make up for.
    """

    code: str
    name: str
    vat_category_code: str
    vat_rate: Decimal
    contract_amount: Decimal
    before: Decimal
    cumulative: Decimal
    amount: Decimal
    above_item: bool = False
    direct_payment: bool = False


@dataclass(frozen=True, slots=True)
class Situation(Record):
    """A progress statement: what its invoice says, and what the next one starts from.

    `rates` are base and VAT of the invoice, revision included (`works_amount` + `revision_amount`).
    Of `total_with_vat`, `retention` is held, `deposit_deducted` was paid before, `paid_directly` goes
    to subcontractors without VAT, `amount_due` is left to pay now. Names with `_so_far` count all
    situations. `is_negative` when less is done than was stated before: shown to a person.
    """

    reference: str
    number: int
    day: date
    rows: tuple[SituationRow, ...]
    coefficient: Decimal
    works_amount: Decimal
    revision_amount: Decimal
    rates: tuple[RateAmount, ...]
    total_with_vat: Decimal
    retention: Decimal
    deposit_deducted: tuple[RateAmount, ...]
    paid_directly: Decimal
    amount_due: Decimal
    is_negative: bool
    contract_amount: Decimal
    works_so_far: Decimal
    payable_so_far: Decimal
    retention_so_far: Decimal
    deposit_so_far: tuple[RateAmount, ...]
    key_parts: tuple[str, ...]


def read_progress(rows: Sequence[Mapping[str, Any]]) -> tuple[Progress, ...]:
    """Progress of items; raises TermsRefused as `read` does, also progress_twice, progress_unclear."""
    found = tuple(read(Progress, row) for row in rows)
    codes = [one.code for one in found]
    for one in found:
        if codes.count(one.code) > 1:
            raise refusal("progress_twice", code=one.code)
        if (one.percentage is None) == (one.quantity is None):
            raise refusal("progress_unclear", code=one.code)
    return found


def situation(
    works: Works,
    progress: Sequence[Progress],
    previous: Situation | None,
    day: date,
    coefficient: Decimal = _ONE,
    decimals: int = 2,
) -> Situation:
    """The next situation; an item without progress told is where it was.

    `coefficient` is that of the price revision (`indexation.Revision.coefficient`). Raises
    TermsRefused: situation_out_of_order, unknown_item, item_gone, progress_without_quantity,
    progress_above_hundred, above_contract, coefficient_not_above_zero.
    """
    _refuse_order(works, previous, day, coefficient)
    rows = _rows(works, progress, previous, day, decimals)
    total, done = works.total_on(day), sum((row.cumulative for row in rows), _ZERO)
    if done > total:
        raise refusal("above_contract", done=done, total=total)
    rates, direct = _rates(rows, coefficient, decimals), _direct(rows, coefficient, decimals)
    gross = total_with_vat(rates)
    payable = (previous.payable_so_far if previous else _ZERO) + gross - direct
    held, deposit = _held(works, payable, decimals), _deposit(works, Fraction(done) / Fraction(total), decimals)
    retention = held - (previous.retention_so_far if previous else _ZERO)
    deducted = by_rate((*deposit, *negated(previous.deposit_so_far if previous else ())))
    amount = sum((row.amount for row in rows), _ZERO)
    base = sum((row.taxable_amount for row in rates), _ZERO)
    number = previous.number + 1 if previous else 1
    return Situation(
        reference=works.reference,
        number=number,
        day=day,
        rows=rows,
        coefficient=coefficient,
        works_amount=amount,
        revision_amount=base - amount,
        rates=rates,
        total_with_vat=gross,
        retention=retention,
        deposit_deducted=deducted,
        paid_directly=direct,
        amount_due=gross - retention - total_with_vat(deducted) - direct,
        is_negative=base < 0,
        contract_amount=total,
        works_so_far=done,
        payable_so_far=payable,
        retention_so_far=held,
        deposit_so_far=deposit,
        key_parts=(works.reference, str(number)),
    )


def _refuse_order(works: Works, previous: Situation | None, day: date, coefficient: Decimal) -> None:
    if coefficient <= 0:
        raise refusal("coefficient_not_above_zero", coefficient=coefficient)
    if previous is not None and (previous.reference != works.reference or previous.day > day):
        raise refusal("situation_out_of_order", number=previous.number, day=previous.day)


def _rows(
    works: Works, progress: Sequence[Progress], previous: Situation | None, day: date, decimals: int
) -> tuple[SituationRow, ...]:
    items = {item.code: item for item in works.items_on(day)}
    before = {row.code: row.cumulative for row in previous.rows} if previous else {}
    told = {one.code: one for one in progress}
    for code in told:
        if code not in items:
            raise refusal("unknown_item", code=code, day=day)
    for code in before:
        if code not in items:
            raise refusal("item_gone", code=code)
    return tuple(_row(item, told.get(code), before.get(code, _ZERO), decimals) for code, item in items.items())


def _row(item: WorkItem, told: Progress | None, before: Decimal, decimals: int) -> SituationRow:
    cumulative = before if told is None else _worth(item, told, decimals)
    return SituationRow(
        code=item.code,
        name=item.name,
        vat_category_code=item.vat_category_code,
        vat_rate=item.vat_rate,
        contract_amount=item.amount,
        before=before,
        cumulative=cumulative,
        amount=cumulative - before,
        above_item=abs(cumulative) > abs(item.amount),
        direct_payment=item.direct_payment,
    )


def _worth(item: WorkItem, told: Progress, decimals: int) -> Decimal:
    """What the progress of an item is worth, in all."""
    if told.quantity is not None:
        if item.unit_price is None:
            raise refusal("progress_without_quantity", code=item.code)
        return rounded(Fraction(told.quantity) * Fraction(item.unit_price), decimals)
    percentage = told.percentage or _ZERO
    if not 0 <= percentage <= 100:
        raise refusal("progress_above_hundred", code=item.code, percentage=percentage)
    return rounded(Fraction(item.amount) * Fraction(percentage) / 100, decimals)


def _rates(rows: Sequence[SituationRow], coefficient: Decimal, decimals: int) -> tuple[RateAmount, ...]:
    """Base, revised, and VAT of each rate that the situation touches."""
    sums = by_rate(RateAmount(row.vat_category_code, row.vat_rate, row.amount, _ZERO) for row in rows if row.amount)
    return tuple(
        RateAmount.taxed(*one.key, rounded(Fraction(one.taxable_amount) * Fraction(coefficient), decimals), decimals)
        for one in sums
    )


def _direct(rows: Sequence[SituationRow], coefficient: Decimal, decimals: int) -> Decimal:
    """What the client pays to subcontractors for this situation, without VAT, revised."""
    amount = sum((row.amount for row in rows if row.direct_payment), _ZERO)
    return rounded(Fraction(amount) * Fraction(coefficient), decimals)


def _held(works: Works, payable: Decimal, decimals: int) -> Decimal:
    """Retention money in all: its rate of what is payable, rounded down; nothing with a bank's guarantee."""
    if works.guaranteed or payable <= 0:
        return amount_of(0, decimals)
    exact = Fraction(payable) * Fraction(works.retention_rate) / 100 * 10**decimals
    return amount_of(exact.numerator // exact.denominator, decimals)


def _deposit(works: Works, progress: Fraction, decimals: int) -> tuple[RateAmount, ...]:
    """What of the deposit is deducted so far, at a progress of the whole contract (1 is all of it)."""
    low, high = Fraction(works.deposit_from) / 100, Fraction(works.deposit_to) / 100
    share = (progress - low) / (high - low) if high > low else Fraction(progress >= high)
    share = min(max(share, Fraction(0)), Fraction(1))
    return tuple(
        RateAmount(
            *row.key,
            rounded(Fraction(row.taxable_amount) * share, decimals),
            rounded(Fraction(row.tax_amount) * share, decimals),
        )
        for row in by_rate(works.deposit)
    )


def revision_difference(found: Situation, coefficient: Decimal, decimals: int = 2) -> tuple[RateAmount, ...]:
    """What a situation is owed besides once its revision coefficient is definitive, by rate; may be negative."""
    return by_rate((*_rates(found.rows, coefficient, decimals), *negated(found.rates)))


def derivation(
    works: Works,
    progress: Sequence[Progress],
    previous: Situation | None,
    day: date,
    coefficient: Decimal = _ONE,
    decimals: int = 2,
) -> Derivation:
    """The explanation of the amount due of `situation`; raises TermsRefused as it does."""
    found = situation(works, progress, previous, day, coefficient, decimals)
    rows = [
        step("situation_row", row.amount, name_of=row.name or row.code, cumulative=row.cumulative, before=row.before)
        for row in found.rows
    ]
    rates = [
        step("rate_share", row.with_vat, rate=row.vat_rate, taxable=row.taxable_amount, tax=row.tax_amount)
        for row in found.rates
    ]
    parts = [
        step("situation_works", found.works_amount, parts=rows),
        step("situation_revision", found.revision_amount, coefficient=coefficient),
        step("situation_total", found.total_with_vat, parts=rates),
        step("situation_deposit", total_with_vat(found.deposit_deducted)),
        step("situation_retention", found.retention, rate=works.retention_rate, held=found.retention_so_far),
        step("situation_direct", found.paid_directly),
    ]
    return step("situation_due", found.amount_due, parts=parts, number=found.number, day=day)
