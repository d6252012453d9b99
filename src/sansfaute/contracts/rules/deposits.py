"""Deposits (386) and their deduction on the final invoice, for each VAT rate; credit notes on them (503).

Two ways, never both on one invoice (use case 21 of XP Z12-014):

* `lines`: one negative line (quantity -1) for each deposit and rate, with its reference of type 386; the
  VAT of the final invoice is that of what remains;
* `prepaid`: BT-113 holds the deposits with VAT and BG-3 their references; the VAT of the final invoice is
  that of the whole, of which the deposits have already declared theirs.

A deposit is deducted at its own category and rate only, oldest first, and never above what the final
invoice has there. What goes beyond is refused, kept for a later invoice, or credited by a 503, as asked.

Source: CGI 269 and 289; XP Z12-014, cases 20 and 21; EN 16931, BR-CO-16 and BR-CO-17.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from sansfaute.contracts.rules.clause_records import SENTENCES, Filled, Record, read, refusal, step
from sansfaute.contracts.rules.exact import rounded
from sansfaute.contracts.rules.vat_shares import RateAmount, RateKey, by_rate, negated, tax_on, total_with_vat, units_of
from sansfaute.lib.derivations import Derivation

DepositType = Literal["386", "500"]
Method = Literal["lines", "prepaid"]
Excess = Literal["refuse", "keep", "credit"]
CREDIT_TYPES: Mapping[str, str] = {"386": "503", "500": "261"}
"""BT-3 of the credit note on a deposit, as `en16931.totals` chooses it."""
FINAL_PROCESS = "4"
"""Second character of BT-23 of a final invoice after deposits (B4, S4, M4)."""
_ZERO = Decimal(0)


@dataclass(frozen=True, slots=True)
class Deposit(Record):
    """A deposit as issued, base and VAT by rate; `used` is what was deducted or credited of it so far.

    `paid_on` is None while it is not paid.
    """

    number: Filled
    issue_date: date
    rates: tuple[RateAmount, ...]
    type_code: DepositType = "386"
    paid_on: date | None = None
    used: tuple[RateAmount, ...] = ()

    def balance(self) -> tuple[RateAmount, ...]:
        """What is left of it, rate by rate; a rate used up stays with zero."""
        return by_rate((*self.rates, *negated(self.used)))


@dataclass(frozen=True, slots=True)
class DeductedDeposit(Record):
    """So much of a deposit, at one rate.

    As a line: quantity -1 at `taxable_amount`, category and rate, and a reference to the deposit.
    """

    number: str
    issue_date: date
    type_code: str
    rate: RateAmount


@dataclass(frozen=True, slots=True)
class DepositCredit(Record):
    """A credit note on a deposit: its type, the document it corrects, base and VAT by rate (positive)."""

    type_code: str
    preceding_number: str
    preceding_date: date
    rates: tuple[RateAmount, ...]
    total_with_vat: Decimal


@dataclass(frozen=True, slots=True)
class Deduction(Record):
    """What a final invoice deducts, in the currency of both documents.

    `deducted` by deposit and rate; `final_rates` the VAT breakdown of the final invoice (what remains
    with `lines`, the whole with `prepaid`); `prepaid_amount` BT-113 (zero with `lines`); `amount_due`
    BT-115, below zero only by the cents that the VAT of deposits was rounded up; `left` the deposits
    after this invoice; `credits` the 503 to issue, if asked for. `tax_differences`: for each rate, VAT
    of deposits and final invoice together less the VAT of the whole, the cents of rounding that
    documents taxed apart cannot avoid; always none with `prepaid`.
    """

    method: Method
    deducted: tuple[DeductedDeposit, ...]
    final_rates: tuple[RateAmount, ...]
    prepaid_amount: Decimal
    amount_due: Decimal
    left: tuple[Deposit, ...]
    credits: tuple[DepositCredit, ...]
    tax_differences: tuple[RateAmount, ...]


def read_deposit(values: Mapping[str, Any], decimals: int = 2) -> Deposit:
    """A deposit as JSON gives it.

    Raises TermsRefused as `read` does, also amount_not_whole, nothing_in_deposit, deposit_overused.
    """
    found = read(Deposit, values)
    for row in (*found.rates, *found.used):
        units_of(row.taxable_amount, decimals)
        units_of(row.tax_amount, decimals)
    if not found.rates or any(row.taxable_amount <= 0 or row.tax_amount < 0 for row in found.rates):
        raise refusal("nothing_in_deposit", number=found.number)
    if any(row.taxable_amount < 0 for row in found.balance()):
        raise refusal("deposit_overused", number=found.number)
    return found


def deductions(
    deposits: Sequence[Deposit],
    final_taxable_by_rate: Sequence[RateAmount],
    method: Method,
    *,
    excess: Excess = "refuse",
    decimals: int = 2,
) -> Deduction:
    """The deduction of deposits on a final invoice of these bases (their VAT is worked out here).

    Raises TermsRefused: deposit_named_twice, deposit_unpaid (only with `prepaid`: BT-113 is what was
    paid), negative_final, and unless `excess` says what to do, deposit_at_other_rate and deposit_above_final.
    """
    _refuse(deposits, final_taxable_by_rate, method, decimals)
    whole = tuple(RateAmount.taxed(*row.key, row.taxable_amount, decimals) for row in by_rate(final_taxable_by_rate))
    room = {row.key: row.taxable_amount for row in whole}
    deducted: list[DeductedDeposit] = []
    left: list[Deposit] = []
    for deposit in sorted(deposits, key=lambda one: (one.issue_date, one.number)):
        rows = _fitting(deposit, room, decimals)
        if excess == "refuse":
            _refuse_excess(deposit, rows, whole)
        deducted += [DeductedDeposit(deposit.number, deposit.issue_date, deposit.type_code, row) for row in rows]
        left.append(replace(deposit, used=by_rate((*deposit.used, *rows))))
    credits = tuple(credit_note_on(one) for one in left if _has_rest(one)) if excess == "credit" else ()
    if credits:
        left = [replace(one, used=one.rates) for one in left]
    return _deduction(method, whole, deducted, left, credits, decimals)


def _refuse(deposits: Sequence[Deposit], final: Sequence[RateAmount], method: Method, decimals: int) -> None:
    numbers = [one.number for one in deposits]
    for number in numbers:
        if numbers.count(number) > 1:
            raise refusal("deposit_named_twice", number=number)
    for one in deposits:
        if method == "prepaid" and one.paid_on is None:
            raise refusal("deposit_unpaid", number=one.number)
    for row in by_rate(final):
        if units_of(row.taxable_amount, decimals) < 0:
            raise refusal("negative_final", rate=row.vat_rate, amount=row.taxable_amount)


def _fitting(deposit: Deposit, room: dict[RateKey, Decimal], decimals: int) -> tuple[RateAmount, ...]:
    """What of a deposit fits in the room left at its rates; the room is reduced by it."""
    rows = []
    for rest in deposit.balance():
        taxable = min(rest.taxable_amount, room.get(rest.key, _ZERO))
        if taxable > 0:
            room[rest.key] -= taxable
            rows.append(RateAmount(*rest.key, taxable, _tax_of(rest, taxable, decimals)))
    return tuple(rows)


def _tax_of(rest: RateAmount, taxable: Decimal, decimals: int) -> Decimal:
    """The VAT that goes with a part of what is left; with all of it, all of the VAT."""
    share = Fraction(taxable) / Fraction(rest.taxable_amount)
    return rounded(Fraction(rest.tax_amount) * share, decimals)


def _refuse_excess(deposit: Deposit, rows: Sequence[RateAmount], whole: Sequence[RateAmount]) -> None:
    known = {row.key for row in whole if row.taxable_amount}
    for rest in by_rate((*deposit.balance(), *negated(rows))):
        if rest.taxable_amount or rest.tax_amount:
            code = "deposit_above_final" if rest.key in known else "deposit_at_other_rate"
            raise refusal(code, number=deposit.number, rate=rest.vat_rate, amount=rest.taxable_amount)


def _has_rest(deposit: Deposit) -> bool:
    return any(row.taxable_amount or row.tax_amount for row in deposit.balance())


def _deduction(
    method: Method,
    whole: Sequence[RateAmount],
    deducted: Sequence[DeductedDeposit],
    left: Sequence[Deposit],
    credits: tuple[DepositCredit, ...],
    decimals: int,
) -> Deduction:
    taken = by_rate(one.rate for one in deducted)
    rest = by_rate((*whole, *negated(taken)))
    remaining = tuple(RateAmount.taxed(*row.key, row.taxable_amount, decimals) for row in rest)
    differences = tuple(
        RateAmount(*row.key, _ZERO, tax_on(row.taxable_amount, row.vat_rate, decimals) - row.tax_amount) for row in rest
    )
    prepaid = total_with_vat(taken) if method == "prepaid" else _ZERO
    final = tuple(whole) if method == "prepaid" else remaining
    return Deduction(
        method=method,
        deducted=tuple(deducted),
        final_rates=final,
        prepaid_amount=prepaid,
        amount_due=total_with_vat(final) - prepaid,
        left=tuple(left),
        credits=credits,
        tax_differences=tuple(row for row in differences if row.tax_amount and method == "lines"),
    )


def credit_note_on(deposit: Deposit, rates: Sequence[RateAmount] | None = None) -> DepositCredit:
    """A credit note on a deposit: of all that is left, or of these amounts by rate (positive).

    Raises TermsRefused: credit_above_deposit, nothing_to_credit.
    """
    rest = {row.key: row for row in deposit.balance()}
    asked = tuple(row for row in (by_rate(rates) if rates is not None else rest.values()) if row.with_vat)
    if not asked:
        raise refusal("nothing_to_credit", number=deposit.number)
    for row in asked:
        own = rest.get(row.key, RateAmount(*row.key, _ZERO, _ZERO))
        if not (0 <= row.taxable_amount <= own.taxable_amount and 0 <= row.tax_amount <= own.tax_amount):
            raise refusal("credit_above_deposit", number=deposit.number, rate=row.vat_rate, left=own.with_vat)
    return DepositCredit(
        CREDIT_TYPES[deposit.type_code], deposit.number, deposit.issue_date, asked, total_with_vat(asked)
    )


def after_credit(deposit: Deposit, credit: DepositCredit) -> Deposit:
    """The deposit once a credit note on it is issued."""
    assert credit.preceding_number == deposit.number, "the credit note is on this deposit"
    return replace(deposit, used=by_rate((*deposit.used, *credit.rates)))


def derivation(
    deposits: Sequence[Deposit],
    final_taxable_by_rate: Sequence[RateAmount],
    method: Method,
    *,
    excess: Excess = "refuse",
    decimals: int = 2,
) -> Derivation:
    """The explanation of the amount due after `deductions`; raises TermsRefused as it does."""
    found = deductions(deposits, final_taxable_by_rate, method, excess=excess, decimals=decimals)
    parts = [
        *(_rate_step("final_rate", row) for row in found.final_rates),
        *(_rate_step("deducted_deposit", one.rate, one) for one in found.deducted),
        *(step("deposit_credit", one.total_with_vat, source=one.preceding_number, number=one.preceding_number,
               type=one.type_code) for one in found.credits),
    ]  # fmt: skip
    return step("final_due", found.amount_due, parts=parts, way=SENTENCES["words"][f"deducted_as_{method}"])


def _rate_step(name: str, row: RateAmount, of: DeductedDeposit | None = None) -> Derivation:
    details: dict[str, Any] = {"rate": row.vat_rate, "taxable": row.taxable_amount, "tax": row.tax_amount}
    if of is not None:
        details |= {"source": of.number, "number": of.number, "day": of.issue_date}
    return step(name, row.with_vat, **details)
