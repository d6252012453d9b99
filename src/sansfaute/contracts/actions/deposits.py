"""Deposits: asked for under a contract or an order, and credited when a final invoice had no room for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from sansfaute.contracts import queries
from sansfaute.contracts.actions.bill_run import start_bill_run
from sansfaute.contracts.actions.deposit_items import advances_of, credit_key, credit_of
from sansfaute.contracts.actions.deposit_worth import Taxed, worth_of_contract, worth_of_order
from sansfaute.contracts.actions.work_chunk import Work
from sansfaute.contracts.events import DepositAsked, DepositCreditAsked, WorkBecameBillable
from sansfaute.contracts.models import BillableItem, Contract, Deposit, OrderLine
from sansfaute.contracts.rules.exact import rounded
from sansfaute.journal import actions as journal
from sansfaute.lib.bulk import copy_in
from sansfaute.lib.errors import Refusal


class DepositRefused(Refusal):
    """A deposit cannot be asked for or credited so; the message is fit for a person."""


@dataclass(frozen=True, slots=True)
class _Subject:
    """What a deposit is for: how it is named, and what it is worth by VAT ([]: not known)."""

    name: str
    worth: Sequence[Taxed]

    @property
    def total(self) -> Decimal:
        return sum((one.amount for one in self.worth), Decimal(0))


@transaction.atomic
def ask_deposit(
    *,
    seller_id: UUID | str,
    due_on: date,
    at: datetime,
    contract_id: UUID | str | None = None,
    order_number: str = "",
    amount: Decimal | None = None,
    percentage: Decimal | None = None,
    actor: journal.Actor | None = None,
) -> Deposit:
    """Ask for a deposit under a contract or an order: an amount without VAT, or a percentage of what it is worth.

    The first run until `due_on` invoices it (386), shared over the VAT of what it is for; the final
    invoice deducts it. Raises DepositRefused.
    """
    if (contract_id is None) == (not order_number):
        raise DepositRefused(_("A deposit is for a contract or for an order: name one of them."))
    subject = _contract(seller_id, contract_id, due_on) if contract_id else _order(seller_id, order_number)
    asked = _asked(subject, amount, percentage)
    before = Deposit.objects.filter(seller_id=seller_id, order_number=order_number)
    before = before.filter(contract_id=contract_id) if contract_id else before.filter(contract=None)
    already = before.aggregate(total=Sum("amount"))["total"] or Decimal(0)
    if subject.worth and already + asked > subject.total:
        raise DepositRefused(
            _("With this deposit, %(asked)s would be asked in advance of %(name)s, which is worth %(total)s.")
            % {"asked": already + asked, "name": subject.name, "total": subject.total}
        )
    deposit = Deposit.objects.create(
        seller_id=seller_id, contract_id=contract_id, order_number=order_number, amount=asked, due_on=due_on,
        asked_by_id=actor.pk if actor else None, asked_at=at,
    )  # fmt: skip
    event = DepositAsked(UUID(str(seller_id)), deposit.pk, amount=str(asked), due_on=due_on.isoformat())
    journal.record([event], at=at, actor=actor)
    return deposit


def _asked(subject: _Subject, amount: Decimal | None, percentage: Decimal | None) -> Decimal:
    if (amount is None) == (percentage is None):
        raise DepositRefused(_("Say either the amount of the deposit or its percentage."))
    if percentage is not None:
        amount = _share(subject, percentage)
    if amount is None or amount <= 0 or amount != amount.quantize(Decimal("0.01")):
        raise DepositRefused(_("The amount of a deposit is above zero and has two decimals at most."))
    return amount


def _share(subject: _Subject, percentage: Decimal) -> Decimal:
    if not 0 < percentage <= 100:
        raise DepositRefused(_("The percentage of a deposit is between 0 and 100."))
    if not subject.worth:
        raise DepositRefused(
            _("%(name)s runs on without a total: say the amount of the deposit.") % {"name": subject.name}
        )
    return rounded(Fraction(subject.total) * Fraction(percentage) / 100, 2)


def _order(seller_id: UUID | str, order_number: str) -> _Subject:
    lines = list(OrderLine.objects.filter(seller_id=seller_id, order_number=order_number).select_related("item"))
    if not lines:
        raise DepositRefused(_("There is no order %(number)s.") % {"number": order_number})
    if all(line.billable_id for line in lines):
        said = _("All of order %(number)s is billed: a deposit would come too late.")
        raise DepositRefused(said % {"number": order_number})
    return _Subject(order_number, worth_of_order(lines))


def _contract(seller_id: UUID | str, contract_id: UUID | str, due_on: date) -> _Subject:
    contract = Contract.objects.get(seller_id=seller_id, pk=contract_id)
    if contract.end_date is not None and contract.end_date < due_on:
        said = _("Contract %(number)s ends before the deposit would be due.")
        raise DepositRefused(said % {"number": contract.contract_number})
    lines = list(contract.lines.select_related("item", "contract").order_by("line_number"))
    if not lines:
        raise DepositRefused(
            _("Contract %(number)s has no line yet: nothing says how a deposit is taxed.")
            % {"number": contract.contract_number}
        )
    return _Subject(contract.contract_number, worth_of_contract(seller_id, lines))


@transaction.atomic
def credit_deposit(
    *, deposit_id: UUID | str, why: str, issue_date: date, at: datetime, actor: journal.Actor | None = None
) -> Decimal:
    """Credit (503) what is left of an invoiced deposit: how much, without VAT; the draft is in a run of its own.

    Raises DepositRefused when nothing of it is invoiced and left.
    """
    deposit = Deposit.objects.select_related("billable", "contract").get(pk=deposit_id)
    if not why.strip():
        raise DepositRefused(_("Crediting a deposit needs a reason."))
    if deposit.billable is None:
        raise DepositRefused(_("This deposit was not invoiced: there is nothing to credit."))
    scope = {"kinds": ["credit"]}
    scope |= {"contracts": [deposit.contract.contract_number]} if deposit.contract else {
        "orders": [deposit.order_number]
    }  # fmt: skip
    run = start_bill_run(
        seller_id=deposit.seller_id, until=issue_date, issue_date=issue_date, at=at, actor=actor, scope=scope
    )
    buyers = queries.locked_families(deposit.seller_id, [deposit.billable.buyer_id])
    items = _credits(Work(run, buyers, at), deposit)
    if not items:
        raise DepositRefused(_("Nothing is left of this deposit, or its invoice is not issued."))
    copy_in(items)
    total = -sum((one.net_amount for one in items), Decimal(0))
    served = WorkBecameBillable(seller_id=deposit.seller_id, subject_id=items[0].buyer_id, run_id=run.pk)
    asked = DepositCreditAsked(seller_id=deposit.seller_id, subject_id=deposit.pk, amount=str(total))
    journal.record([served, asked], at=at, actor=actor, why=why.strip())
    return total


def _credits(work: Work, deposit: Deposit) -> list[BillableItem]:
    known = [one for rows in advances_of(work, [deposit]).values() for one in rows]
    own = [one for one in known if one.item.basis.get("deposit") == str(deposit.pk)]
    keys = queries.known_sources(work.run.seller_id, [credit_key(one.item.source_key) for one in own])
    return [
        credit_of(work, one, one.left)
        for one in own
        if one.mark is not None and one.left > 0 and credit_key(one.item.source_key) not in keys
    ]
