"""Prepaid credits: their sale, and what usage draws from them before it is invoiced."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from sansfaute.contracts import queries, rules
from sansfaute.contracts.actions.clause_parts import amount_item, amount_of, lines_asked, lines_of, used_code
from sansfaute.contracts.actions.work_chunk import Work
from sansfaute.contracts.events import CreditBought
from sansfaute.contracts.models import BillableItem, ContractLine, Drawdown
from sansfaute.contracts.models import PrepaidCredit as CreditRow
from sansfaute.contracts.rules import prepaid
from sansfaute.contracts.rules.months import add_months
from sansfaute.contracts.rules.periods import DAY
from sansfaute.contracts.rules.vat_shares import shared
from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Refusal
from sansfaute.lib.ids import new_id

REASON = "Crédit prépayé"
"""BT-139 of what usage takes from a credit."""
Use = tuple[UUID | None, UUID]
"""(contract, item)"""


class CreditRefused(Refusal):
    """A credit cannot be bought so; the message is fit for a person."""


@transaction.atomic
def buy_credit(
    *, line_id: UUID | str, amount: Decimal, bought_on: date, at: datetime, actor: journal.Actor | None = None
) -> CreditRow:
    """Top up a prepaid line by an amount (contract's currency, without VAT); the next run invoices it.

    Raises CreditRefused.
    """
    line = ContractLine.objects.select_related("contract").select_for_update(of=("self",), no_key=True).get(pk=line_id)
    if line.kind != "prepaid":
        raise CreditRefused(_("Line %(line)s of the contract is not a prepaid credit.") % {"line": line.line_number})
    if amount <= 0 or amount != amount.quantize(Decimal("0.01")):
        raise CreditRefused(_("The amount of a credit is above zero and has two decimals at most."))
    last = line.end_date or line.contract.end_date
    if bought_on < line.start_date or (last and bought_on > last):
        raise CreditRefused(_("The credit would be bought on a day that the contract does not cover."))
    credit = CreditRow.objects.create(
        seller_id=line.seller_id, line=line, amount=amount, bought_on=bought_on, expires_on=last_day(line, bought_on)
    )
    event = CreditBought(seller_id=line.seller_id, subject_id=credit.pk, amount=str(amount))
    journal.record([event], at=at, actor=actor)
    return credit


def last_day(line: ContractLine, bought_on: date) -> date | None:
    """The last day of use of a credit of that line, included; None when it does not expire."""
    months = line.details.get("prepaid", {}).get("valid_months")
    return add_months(bought_on, int(months)) - DAY if months else None


def prepaid_items(work: Work) -> Iterator[BillableItem]:
    """The sale of each credit that has no item: what the line itself sells on its first day, and what was bought."""
    lines = [line for line in lines_asked(work, "prepaid", "prepaid") if line.start_date <= work.run.until]
    if not lines:
        return
    rows: dict[Any, list[CreditRow]] = defaultdict(list)
    for credit in CreditRow.objects.filter(line__in=lines).order_by("bought_on", "id"):
        rows[credit.line_id].append(credit)
    for line in lines:
        if not rows[line.pk] and not _elsewhere(work, line.start_date):
            amount = amount_of(line)
            first = CreditRow(
                id=new_id(), seller_id=line.seller_id, line=line, amount=amount, bought_on=line.start_date,
                expires_on=last_day(line, line.start_date),
            )  # fmt: skip
            yield _sale(work, line, first, rules.source_key("prepaid", *_named(line), line.start_date.isoformat()))
        for credit in rows[line.pk]:
            if credit.billable_id is None and credit.bought_on <= work.run.until:
                yield _sale(work, line, credit, rules.source_key("prepaid", *_named(line), credit.pk.hex))


def _elsewhere(work: Work, day: date) -> bool:
    return work.run.since is not None and day < work.run.since


def _named(line: ContractLine) -> tuple[str, str]:
    return line.contract_number, str(line.line_number)


def _sale(work: Work, line: ContractLine, credit: CreditRow, key: str) -> BillableItem:
    expiry = f", utilisable jusqu'au {credit.expires_on:%d/%m/%Y}" if credit.expires_on else ""
    basis = {
        "credit": str(credit.pk),
        "bought_on": credit.bought_on.isoformat(),
        "expires_on": credit.expires_on.isoformat() if credit.expires_on else None,
        "name": f"{REASON} du {credit.bought_on:%d/%m/%Y}{expiry} : {line.item.name}",
    }
    return amount_item(
        work, credit.amount, kind="prepaid", key=key, basis=basis, line=line, delivery_date=credit.bought_on
    )


@dataclass(slots=True)
class Ledger:
    """The credits of one contract and what was drawn from them; `items` are those whose use draws, () for all."""

    items: frozenset[str] = frozenset()
    credits: list[prepaid.PrepaidCredit] = field(default_factory=list)
    draws: list[prepaid.Draw] = field(default_factory=list)


def drawn_down(work: Work, found: Sequence[BillableItem]) -> None:
    """Let the usage items found draw on the credits of their contracts, or give back what was corrected."""
    used = [one for one in found if one.kind == "usage"]
    lines = lines_of(work, "prepaid") if used else []
    if not lines:
        return
    ledgers = _ledgers(lines, found)
    own = [one for one in used if one.contract_id in ledgers]
    days = _days(work, own)
    for item in own:
        ledger = ledgers[item.contract_id]
        if not ledger.items or used_code(item) in ledger.items:
            _draw(item, ledger, days.get((item.contract_id, item.item_id), {}))


def _ledgers(lines: Sequence[ContractLine], found: Sequence[BillableItem]) -> dict[Any, Ledger]:
    """By contract: credits that stand and those sold by this run, with all draws so far. Two queries."""
    ledgers: dict[Any, Ledger] = defaultdict(Ledger)
    contract_of = {line.pk: line.contract_id for line in lines}
    for line in lines:
        codes = line.details.get("prepaid", {}).get("item_codes", [])
        ledgers[line.contract_id].items |= frozenset(codes)
    for row in CreditRow.objects.filter(line__in=contract_of):
        ledgers[contract_of[row.line_id]].credits.append(_pure(str(row.pk), row.bought_on, row.amount, row.expires_on))
    for item in found:
        if item.kind == "prepaid" and item.contract_line_id in contract_of:
            ledger, sold = ledgers[contract_of[item.contract_line_id]], item.basis
            if sold["credit"] not in {one.key for one in ledger.credits}:
                until = sold["expires_on"] and date.fromisoformat(sold["expires_on"])
                bought = date.fromisoformat(sold["bought_on"])
                ledger.credits.append(_pure(sold["credit"], bought, item.net_amount, until))
    drawn = Drawdown.objects.filter(credit__line__in=contract_of).select_related("billable")
    for one in drawn.order_by("drawn_on", "id"):
        draw = prepaid.Draw(str(one.credit_id), _event(one.billable), one.drawn_on, one.amount)
        ledgers[one.billable.contract_id].draws.append(draw)
    return ledgers


def _pure(key: str, bought_on: date, amount: Decimal, expires_on: date | None) -> prepaid.PrepaidCredit:
    return prepaid.PrepaidCredit(key=key, bought_on=bought_on, amount=amount, expires_on=expires_on)


def _event(item: BillableItem) -> str:
    """What draws are given back together: the use of an item under a contract."""
    return f"{item.contract_id}:{item.item_id}"


def _days(work: Work, items: Sequence[BillableItem]) -> Mapping[Use, Mapping[date, Decimal]]:
    """How much of each item was used on each day, as far as nothing holds it: a credit may expire within a month."""
    days: dict[Use, dict[date, Decimal]] = defaultdict(dict)
    contracts = {one.contract_id for one in items if one.contract_id is not None}
    events = queries.unbilled_usage(work.run, work.buyers).filter(contract_id__in=contracts).order_by()
    for row in events.values("contract_id", "item_id", "used_on").annotate(total=Sum("quantity")):
        days[row["contract_id"], row["item_id"]][row["used_on"]] = row["total"]
    return days


def _draw(item: BillableItem, ledger: Ledger, days: Mapping[date, Decimal]) -> None:
    draws = list(_given_back(item, ledger) if item.net_amount < 0 else _taken(item, ledger, days))
    if not draws:
        return
    ledger.draws += draws
    total = sum((one.amount for one in draws), Decimal(0))
    gross = rules.discounted(
        quantity=item.quantity, unit_price=item.unit_price, base_quantity=item.base_quantity,
        currency_code=item.currency_code,
    )  # fmt: skip
    before = abs(gross) - abs(item.net_amount)
    item.net_amount -= total
    item.discount_amount, item.discount_percentage = before + abs(total), Decimal(0)
    item.discount_reason = f"{item.discount_reason} ; {REASON.lower()}" if before else REASON
    item.discount_origin = "prepaid"
    by_credit: dict[str, prepaid.Draw] = {}
    for one in draws:
        so_far = by_credit.get(one.credit, replace(one, amount=Decimal(0)))
        by_credit[one.credit] = replace(one, amount=so_far.amount + one.amount)
    item.basis = item.basis | {
        "discount_before": str(before),
        "draws": [{"credit": one.credit, "amount": str(one.amount), "day": one.day.isoformat()}
                  for one in by_credit.values()],
    }  # fmt: skip


def _taken(item: BillableItem, ledger: Ledger, days: Mapping[date, Decimal]) -> Iterator[prepaid.Draw]:
    """The amount of the item is shared over the days of its use, and each day draws what is usable then."""
    first, last = item.period_start or date.min, item.period_end or date.max
    own = {day: total for day, total in sorted(days.items()) if first <= day <= last}
    if not own or min(own.values()) <= 0:
        own = {max(own, default=last): Decimal(1)}
    amounts = shared(item.net_amount, [Fraction(total) for total in own.values()])
    so_far = list(ledger.draws)
    for day, amount in zip(own, amounts, strict=True):
        drawn, _rest, _expired = prepaid.draw_down(ledger.credits, amount, day, draws=so_far)
        named = [replace(one, event=_event(item)) for one in drawn]
        so_far += named
        yield from named


def _given_back(item: BillableItem, ledger: Ledger) -> Iterator[prepaid.Draw]:
    """Corrected to less: what was drawn for it goes back to the same credits; the rest is a credit on the invoice."""
    event = _event(item)
    drawn = sum((one.amount for one in ledger.draws if one.event == event), Decimal(0))
    amount = min(-item.net_amount, drawn)
    if amount > 0 and item.period_end is not None:
        yield from prepaid.give_back(ledger.draws, event, amount, item.period_end)
