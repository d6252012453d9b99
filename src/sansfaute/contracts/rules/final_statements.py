"""The end of works: final statement (*décompte général définitif*), retention as a due amount, its release.

Source: loi 71-584 of 16 July 1971, art. 2 (one year after acceptance, with or without reservations);
code of civil procedure, art. 641 (a year ends on the same day); XP Z12-014, case 26.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from sansfaute.contracts.rules.clause_records import SENTENCES, Record, refusal, step
from sansfaute.contracts.rules.months import add_months
from sansfaute.contracts.rules.situations import Situation
from sansfaute.contracts.rules.vat_shares import RateAmount, by_rate, negated, total_with_vat
from sansfaute.contracts.rules.works import Works, retention_limit
from sansfaute.lib.derivations import Derivation

_ZERO = Decimal(0)
RESERVATION_SUBJECT = "ABU"
"""BT-21 of the note that tells the retention."""


@dataclass(frozen=True, slots=True)
class DueAmount(Record):
    """A part of what an invoice asks for: payable on `due_on`, or held while that is not known (None)."""

    kind: Literal["works", "retention"]
    amount: Decimal
    due_on: date | None


@dataclass(frozen=True, slots=True)
class Release(Record):
    """Retention money to pay back from that day on."""

    release_on: date
    amount: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class FinalStatement(Record):
    """All situations together. `contract_amount` and `works_amount` are without VAT and before revision.

    `not_done` is what the contract has and was not done; `deposit_left` what is still to be given
    back of the deposit; `amount_due` what the situations asked for in all, retention apart.
    """

    reference: str
    day: date
    situations: int
    contract_amount: Decimal
    works_amount: Decimal
    not_done: Decimal
    revision_amount: Decimal
    rates: tuple[RateAmount, ...]
    total_with_vat: Decimal
    retention_held: Decimal
    deposit_deducted: Decimal
    deposit_left: Decimal
    paid_directly: Decimal
    amount_due: Decimal
    is_complete: bool


def due_amounts(found: Situation, payment_due_date: date, accepted_on: date | None = None) -> tuple[DueAmount, ...]:
    """The two due amounts of a situation: what is payable, and the retention, due when it is released."""
    works = DueAmount("works", found.amount_due, payment_due_date)
    if not found.retention:
        return (works,)
    day = None if accepted_on is None else _release_day(accepted_on)
    return works, DueAmount("retention", found.retention, day)


def reservation_note(found: Situation, rate: Decimal) -> tuple[str, str, str]:
    """Subject code and text in French and English of the note on the retention; empty texts without one."""
    if not found.retention:
        return RESERVATION_SUBJECT, "", ""
    told = step("retention_note", found.retention, rate=rate, source_of=retention_limit(found.day).source)
    return RESERVATION_SUBJECT, told.fr, told.en


def _release_day(accepted_on: date) -> date:
    return add_months(accepted_on, retention_limit(accepted_on).months)


def retention_release(held: Decimal, accepted_on: date, *, opposed: bool = False) -> Release | None:
    """The release of what is held, a year after acceptance; None when nothing is held or the client opposed it."""
    if held <= 0 or opposed:
        return None
    return Release(_release_day(accepted_on), held, retention_limit(accepted_on).source)


def final_statement(works: Works, situations: Sequence[Situation], day: date) -> FinalStatement:
    """The final statement of these situations, in order from the first.

    Raises TermsRefused: no_situation, situation_missing, above_contract.
    """
    if not situations:
        raise refusal("no_situation", reference=works.reference)
    for rank, one in enumerate(situations, 1):
        if one.number != rank or one.reference != works.reference:
            raise refusal("situation_missing", number=rank)
    last, total = situations[-1], works.total_on(day)
    if last.works_so_far > total:
        raise refusal("above_contract", done=last.works_so_far, total=total)
    rates = by_rate(row for one in situations for row in one.rates)
    return FinalStatement(
        reference=works.reference,
        day=day,
        situations=len(situations),
        contract_amount=total,
        works_amount=last.works_so_far,
        not_done=total - last.works_so_far,
        revision_amount=sum((one.revision_amount for one in situations), _ZERO),
        rates=rates,
        total_with_vat=total_with_vat(rates),
        retention_held=last.retention_so_far,
        deposit_deducted=total_with_vat(last.deposit_so_far),
        deposit_left=total_with_vat((*works.deposit, *negated(last.deposit_so_far))),
        paid_directly=sum((one.paid_directly for one in situations), _ZERO),
        amount_due=sum((one.amount_due for one in situations), _ZERO),
        is_complete=last.works_so_far == total,
    )


def derivation(works: Works, situations: Sequence[Situation], day: date) -> Derivation:
    """The explanation of `final_statement`; raises TermsRefused as it does."""
    found = final_statement(works, situations, day)
    parts = [
        step("stated_situation", one.total_with_vat, number=one.number, day=one.day, due=one.amount_due)
        for one in situations
    ]
    complete = SENTENCES["words"]["works_complete" if found.is_complete else "works_incomplete"]
    return step(
        "final_statement",
        found.total_with_vat,
        parts=parts,
        contract=found.contract_amount,
        done=found.works_amount,
        revision=found.revision_amount,
        retention=found.retention_held,
        deposit=found.deposit_deducted,
        due=found.amount_due,
        complete=complete,
    )
