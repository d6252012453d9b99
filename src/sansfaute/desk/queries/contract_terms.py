"""What a contract agrees on beyond its lines: its term, deposits, progress statements, prepaid credits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Sum

from sansfaute.contracts import rules
from sansfaute.contracts.queries import records as kept
from sansfaute.lib import clock
from sansfaute.people import queries as people
from sansfaute.people.rules import SEE_CONTRACTS

if TYPE_CHECKING:
    from sansfaute.contracts.models import Contract, ContractLine, Deposit, PrepaidCredit, Situation
    from sansfaute.people.models import Person

_NOTHING = Decimal("0.00")


def deposit_for(person: Person, deposit_id: UUID) -> Deposit | None:
    """A deposit of a seller that is open to this person."""
    found = kept.deposit_records(people.sellers_open_to(person, SEE_CONTRACTS)).filter(pk=deposit_id)
    return found.select_related("contract__buyer").first()


def deposits_of(contract: Contract) -> list[Deposit]:
    """The deposits asked for under it."""
    return list(kept.deposits_of(contract).select_related("billable__invoiced").order_by("due_on"))


def situations_of(contract: Contract) -> list[Situation]:
    """The progress statements of its works."""
    found = kept.situations_of(contract).select_related("line", "billable__invoiced")
    return list(found.order_by("line__line_number", "number"))


@dataclass(frozen=True, slots=True)
class Term:
    """The term that a contract is in: its last day, and the last day on which notice stops its renewal."""

    end: date
    notice_by: date
    tacit: bool
    months: int


def term_of(contract: Contract, today: date | None = None) -> Term | None:
    """The current term; None when the contract has no renewal clause, or its terms cannot be read."""
    if not contract.renewal:
        return None
    try:
        renewal = rules.read_renewal(contract.renewal)
        day = max(today or clock.today(), contract.start_date)
        end = rules.term_end(contract.start_date, int(contract.renewal.get("initial_months", 12)), renewal, day)
    except (rules.TermsRefused, OverflowError):
        return None
    return Term(end, rules.last_notice_day(end, renewal), renewal.tacit, renewal.months)


@dataclass(frozen=True, slots=True)
class CreditLeft:
    """A prepaid credit and what is left of it, in the contract's currency without VAT."""

    credit: PrepaidCredit
    left: Decimal
    is_over: bool


def credits_of(contract: Contract, today: date) -> list[CreditLeft]:
    """The credits bought under it, oldest first."""
    found = (
        kept.credits_of(contract).select_related("line", "billable__invoiced").annotate(drawn=Sum("drawdowns__amount"))
    )
    return [
        CreditLeft(one, one.amount - (one.drawn or _NOTHING), bool(one.expires_on and one.expires_on < today))
        for one in found.order_by("bought_on", "id")
    ]


def work_items_of(line: ContractLine) -> list[tuple[str, str, str]]:
    """The work items of a line: code, name, and how far the last statement said it was, in percent."""
    last = kept.situations_of(line.contract).filter(line=line).order_by("number").last()
    progress = last.progress if last else {}
    items = line.details.get("works", {}).get("items", [])
    return [(one["code"], one.get("name", ""), _share(progress.get(one["code"], ""))) for one in items]


def _share(said: object) -> str:
    """A progress told as a quantity has no percentage to show."""
    return said if isinstance(said, str) else ""
