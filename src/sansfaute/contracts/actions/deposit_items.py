"""Billable items of deposits: the deposit itself, and its deduction when the final invoice comes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Q

from sansfaute.contracts import rules
from sansfaute.contracts.actions.clause_parts import amount_item, asks, known_keys, lines_of
from sansfaute.contracts.actions.deposit_settlement import is_settled_in_payment, settle, used_of
from sansfaute.contracts.actions.deposit_worth import shares, vat_key, worth_of, worth_of_contract, worth_of_order
from sansfaute.contracts.actions.instalments import settlement_of
from sansfaute.contracts.actions.situations import works_of
from sansfaute.contracts.actions.work_chunk import Work
from sansfaute.contracts.events import DepositNotDeducted
from sansfaute.contracts.models import BillableItem, ContractLine, Deposit, InvoicedMark, OrderLine
from sansfaute.contracts.rules import deposits
from sansfaute.contracts.rules.corrected_work import given_back
from sansfaute.contracts.rules.exact import rounded
from sansfaute.contracts.rules.vat_shares import RateAmount
from sansfaute.masterdata import queries as masterdata

MOST_RATES = 9
"""A deposit is shared over so many kinds of VAT at most."""
Subject = UUID | str
"""A contract's id, or an order's number."""


def deposits_of(work: Work, found: Sequence[BillableItem]) -> list[Deposit]:
    """The deposits of the chunk's contracts, of the orders found, and of its buyers' orders; two queries."""
    numbers = {one.order_reference for one in found if one.kind == "order"}
    asked = Q(contract_id__in=work.contracts) | Q(contract=None, order_number__in=numbers)
    if asks(work, "deposit"):
        ordered = Deposit.objects.filter(seller_id=work.run.seller_id, contract=None, billable=None)
        if waiting := set(ordered.values_list("order_number", flat=True)):
            own = OrderLine.objects.filter(
                seller_id=work.run.seller_id, order_number__in=waiting, buyer_id__in=work.buyers
            )
            asked |= Q(contract=None, order_number__in=own.values("order_number"))
    return list(Deposit.objects.filter(asked, seller_id=work.run.seller_id).order_by("id"))


def deposit_items(work: Work, asked: Sequence[Deposit], finals: set[Subject]) -> Iterator[BillableItem]:
    """The items of each deposit due until the run's day that has none; none once the final invoice asks for it all."""
    scope = work.scope
    due = [
        one
        for one in asked
        if one.billable_id is None
        and one.due_on <= work.run.until
        and (one.contract_id or one.order_number) not in finals
    ]
    if not asks(work, "deposit") or not due:
        return
    lines, orders = _lines(work, due), _orders(work, due)
    for one in due:
        if one.contract_id is not None:
            if lines[one.contract_id] and (bool(scope.contracts) or not scope.orders):
                yield from _of_contract(work, one, lines[one.contract_id])
        elif (orders[one.order_number] and any(line.billable_id is None for line in orders[one.order_number])
              and (not scope.contracts or scope.orders)
              and (not scope.orders or one.order_number in scope.orders)):  # fmt: skip
            yield from _of_order(work, one, orders[one.order_number])


def _lines(work: Work, due: Sequence[Deposit]) -> Mapping[Any, list[ContractLine]]:
    found: dict[Any, list[ContractLine]] = defaultdict(list)
    ids = {one.contract_id for one in due if one.contract_id}
    for line in ContractLine.objects.filter(contract__in=ids).select_related("item").order_by("line_number"):
        line.contract = work.contracts[line.contract_id]
        found[line.contract_id].append(line)
    return found


def _orders(work: Work, due: Sequence[Deposit]) -> Mapping[str, list[OrderLine]]:
    found: dict[str, list[OrderLine]] = defaultdict(list)
    numbers = {one.order_number for one in due if one.order_number}
    rows = OrderLine.objects.filter(seller_id=work.run.seller_id, order_number__in=numbers).select_related("item")
    for line in rows.order_by("line_number"):
        found[line.order_number].append(line)
    return found


def deposit_key(deposit: Deposit, rank: int) -> str:
    """The identity of a deposit's item, one for each kind of VAT."""
    return rules.source_key("deposit", deposit.pk.hex, str(rank))


def _of_contract(work: Work, one: Deposit, lines: Sequence[ContractLine]) -> Iterator[BillableItem]:
    worth = worth_of_contract(work.run.seller_id, lines)
    line = lines[0]
    parts = [(share.item, share.amount) for share in shares(one.amount, worth)] or [(line.item, one.amount)]
    for rank, (item, amount) in enumerate(parts, 1):
        yield amount_item(
            work, amount, kind="deposit", key=deposit_key(one, rank), item_id=item.pk, contract=line.contract,
            currency_code=line.contract.currency_code,
            basis=_basis(one, f"Acompte sur le contrat {line.contract.contract_number}", rank, parts),
        )  # fmt: skip


def _of_order(work: Work, one: Deposit, lines: Sequence[OrderLine]) -> Iterator[BillableItem]:
    parts = [(share.item, share.amount) for share in shares(one.amount, worth_of_order(lines))]
    for rank, (item, amount) in enumerate(parts, 1):
        yield amount_item(
            work, amount, kind="deposit", key=deposit_key(one, rank), item_id=item.pk,
            buyer_id=work.buyers[lines[0].buyer_id].pk, order_reference=one.order_number,
            buyer_reference=lines[0].buyer_reference,
            basis=_basis(one, f"Acompte sur la commande {one.order_number}", rank, parts),
        )  # fmt: skip


def _basis(one: Deposit, name: str, rank: int, parts: Sequence[tuple[Any, Decimal]]) -> dict[str, Any]:
    told = f" (part à {vat_key(parts[rank - 1][0])[0] or '0'} %)" if len(parts) > 1 else ""
    return {
        "deposit": str(one.pk),
        "rank": rank,
        "due_on": one.due_on.isoformat(),
        "name": f"{name}{told}".replace(".", ",") if told else name,
    }


@dataclass(frozen=True, slots=True)
class Advance:
    """What was asked for in advance: its item, the invoice that carries it if any, what of it was used since."""

    item: BillableItem
    mark: InvoicedMark | None
    used: Decimal

    @property
    def left(self) -> Decimal:
        """What is still to be deducted, without VAT."""
        return self.item.net_amount - self.used

    def as_deposit(self) -> deposits.Deposit:
        """As the rules take it: its base at its kind of VAT; the VAT itself is worked out on the documents."""
        assert self.mark is not None
        category, rate = _rate_key(self.item.item)
        rates = (RateAmount(category, rate, self.item.net_amount),)
        used = (RateAmount(category, rate, self.used),) if self.used else ()
        day = self.mark.invoice_date or date.min
        return deposits.Deposit(number=self.item.source_key, issue_date=day, rates=rates, used=used)


def _rate_key(item: Any) -> tuple[str, Decimal]:
    rate, reason, operation = vat_key(item)
    return f"{reason or 'S'}/{operation}/{rate}", Decimal(rate or 0)


def advances_of(work: Work, asked: Sequence[Deposit]) -> dict[Subject, list[Advance]]:
    """What was asked for in advance under each contract or order, deposits and settled instalments."""
    keys = [deposit_key(one, rank) for one in asked if one.billable_id for rank in range(1, MOST_RATES + 1)]
    settled = [line.pk for line in lines_of(work, "instalments") if settlement_of(line) is not None]
    if not keys and not settled:
        return {}
    wanted = Q(source_key__in=keys) | Q(contract_line__in=settled, kind="instalment")
    items = BillableItem.objects.filter(wanted, seller_id=work.run.seller_id).select_related("item", "invoiced")
    found = list(items.order_by("id"))
    used = _used(work, found)
    advances: dict[Subject, list[Advance]] = defaultdict(list)
    for item in found:
        mark = getattr(item, "invoiced", None)
        advances[item.contract_id or item.order_reference].append(Advance(item, mark, used[item.source_key]))
    return advances


def _used(work: Work, items: Sequence[BillableItem]) -> dict[str, Decimal]:
    """What was deducted or credited of each advance so far, by its key."""
    used: dict[str, Decimal] = defaultdict(Decimal)
    orders = {one.order_reference for one in items if one.contract_id is None}
    contracts = {one.contract_id for one in items if one.contract_id is not None}
    ordered = OrderLine.objects.filter(seller_id=work.run.seller_id, order_number__in=orders, billable__isnull=False)
    runs = ordered.values("billable__run_id")
    theirs = Q(contract_id__in=contracts) | Q(contract=None, run_id__in=runs, order_reference__in=orders)
    theirs |= Q(source_key__in=[credit_key(one.source_key) for one in items])
    rows = BillableItem.objects.filter(theirs, seller_id=work.run.seller_id)
    rows = rows.filter(Q(kind__in=("deduction", "credit")) | Q(basis__has_key="settled"))
    for row in rows.values_list("basis__advance", "net_amount", "basis__settled"):
        for advance, amount in used_of(*row):
            used[advance] += amount
    for one in items:  # what a person credited of an advance is not deducted any more
        used[one.source_key] += given_back(one.net_amount, one.basis)
    return used


def credit_key(advance_key: str) -> str:
    """The identity of the credit of what is left of an advance: made once."""
    return rules.source_key("credit", advance_key)


def deduction_items(
    work: Work, found: Sequence[BillableItem], asked: Sequence[Deposit], finals: set[Subject]
) -> Iterator[BillableItem]:
    """Lines that take back what was invoiced in advance, at its own VAT, from what this run bills of its subject.

    A final invoice takes all of it; an order's delivery before the last one only what the deliveries
    to come would have no room for; a progress statement its share of the works; a settlement all its
    instalments, and what is above the consumption is credited (503).
    """
    advances = advances_of(work, asked) if asks(work, "deduction") else {}
    if not advances:
        return
    bearing = [(one.contract_id or one.order_reference, one) for one in found if _is_taken_from(one)]
    own = {subject: [one for of, one in bearing if of == subject] for subject in advances}
    items = masterdata.items_by_id({one.item_id for rows in own.values() for one in rows})
    settled = _settled(work)
    for subject, known in advances.items():
        invoiced = [one for one in known if one.mark is not None]
        if own[subject]:
            room = _room(own[subject], items)
            due = _due(work, subject, invoiced, own[subject], room, finals | settled)
            taken = _deducted(invoiced, due)
            if is_settled_in_payment(work, own[subject][0]):
                settle(own[subject][0], ((_about(one), amount) for one, amount in taken))
            else:
                yield from (_deduction(work, one, own[subject][0], amount) for one, amount in taken)
            if subject in finals:
                _tell(work, known, {one.item.source_key: amount for one, amount in taken})
        else:
            taken = []
        if subject in settled:
            yield from _credits(work, invoiced, {one.item.source_key: amount for one, amount in taken})


def _is_taken_from(item: BillableItem) -> bool:
    return item.kind not in ("deposit", "deduction", "credit") and "settled_on" not in item.basis


def _settled(work: Work) -> set[Subject]:
    settled = [(line, settlement_of(line)) for line in lines_of(work, "instalments")]
    return {line.contract_id for line, one in settled if one is not None and one.on <= work.run.until}


def _room(billed: Sequence[BillableItem], items: Mapping[UUID, Any]) -> dict[tuple[str, Decimal], Decimal]:
    room: dict[tuple[str, Decimal], Decimal] = defaultdict(Decimal)
    for one in billed:
        room[_rate_key(items[one.item_id])] += one.net_amount
    return room


def _due(
    work: Work,
    subject: Subject,
    invoiced: Sequence[Advance],
    billed: Sequence[BillableItem],
    room: Mapping[tuple[str, Decimal], Decimal],
    finals: set[Subject],
) -> list[RateAmount]:
    """How much is deducted now at each kind of VAT, at most."""
    left: dict[tuple[str, Decimal], Decimal] = defaultdict(Decimal)
    whole: dict[tuple[str, Decimal], Decimal] = defaultdict(Decimal)
    for one in invoiced:
        left[_rate_key(one.item.item)] += one.left
        whole[_rate_key(one.item.item)] += one.item.net_amount
    if subject not in finals:
        later = _later(work, subject, billed)
        progress = _progress(work, subject, billed)
        for key in left:
            if progress is not None:
                target = rounded(Fraction(whole[key]) * progress, 2)
                left[key] = max(target - (whole[key] - left[key]), Decimal(0))
            else:
                left[key] = max(left[key] - later.get(key, Decimal(0)), Decimal(0)) if later is not None else Decimal(0)
    return [
        RateAmount(*key, amount)
        for key in left
        if (amount := min(left[key], max(room.get(key, Decimal(0)), Decimal(0)))) > 0
    ]


def _later(work: Work, subject: Subject, billed: Sequence[BillableItem]) -> dict[tuple[str, Decimal], Decimal] | None:
    """What an order still has to deliver after this run, by VAT; None for a contract."""
    if not isinstance(subject, str):
        return None
    lines = OrderLine.objects.filter(seller_id=work.run.seller_id, order_number=subject, billable=None)
    later: dict[tuple[str, Decimal], Decimal] = defaultdict(Decimal)
    for line in lines.exclude(pk__in=[one.pk for one in billed]).select_related("item"):
        later[_rate_key(line.item)] += worth_of(line)
    return later


def _progress(work: Work, subject: Subject, billed: Sequence[BillableItem]) -> Fraction | None:
    """How much of a works contract's deposit is to be deducted so far; None when no statement is billed."""
    stated = [one for one in billed if one.kind == "situation" and "price_revision" not in one.basis]
    line = next((one for one in lines_of(work, "situation") if one.contract_id == subject), None)
    if not stated or line is None:
        return None
    works = works_of(line)
    known = BillableItem.objects.filter(contract_line=line, kind="situation")
    rows = known.exclude(basis__has_key="price_revision").values_list("net_amount", flat=True)
    done = sum(rows, Decimal(0)) + sum((one.net_amount for one in stated), Decimal(0))
    share = Fraction(done) / Fraction(works.total_on(work.run.until))
    low, high = Fraction(works.deposit_from) / 100, Fraction(works.deposit_to) / 100
    part = (share - low) / (high - low) if high > low else Fraction(share >= high)
    return min(max(part, Fraction(0)), Fraction(1))


def _deducted(invoiced: Sequence[Advance], due: Sequence[RateAmount]) -> list[tuple[Advance, Decimal]]:
    """How much of each advance, oldest first; never more than is left of it, nor at another VAT."""
    if not due:
        return []
    found = deposits.deductions([one.as_deposit() for one in invoiced], due, "lines", excess="keep")
    by_key = {one.item.source_key: one for one in invoiced}
    return [(by_key[one.number], one.rate.taxable_amount) for one in found.deducted]


def _deduction(work: Work, advance: Advance, beside: BillableItem, amount: Decimal) -> BillableItem:
    mark, item = advance.mark, advance.item
    assert mark is not None
    issued = f" du {mark.invoice_date:%d/%m/%Y}" if mark.invoice_date else ""
    what = "de l'échéance" if item.kind == "instalment" else "de l'acompte"
    basis = _about(advance) | {
        "left": str(advance.left - amount),
        "name": f"Déduction {what} {mark.invoice_number}{issued}",
    }
    key = rules.source_key("deduction", item.source_key, work.run.pk.hex)
    more: dict[str, Any] = {"currency_code": item.currency_code}
    if item.contract_id is not None:
        more["contract"] = work.contracts[item.contract_id]
    else:
        more |= {"buyer_id": beside.buyer_id, "order_reference": item.order_reference,
                 "buyer_reference": beside.buyer_reference}  # fmt: skip
    return amount_item(work, -amount, kind="deduction", key=key, basis=basis, item_id=item.item_id, **more)


def _about(advance: Advance) -> dict[str, Any]:
    """The invoice of an advance, as its deduction or its credit names it."""
    mark = advance.mark
    assert mark is not None
    return {
        "advance": advance.item.source_key,
        "invoice_number": mark.invoice_number,
        "invoice_date": mark.invoice_date.isoformat() if mark.invoice_date else None,
        "invoice_type_code": "386",
    }


def _credits(work: Work, invoiced: Sequence[Advance], taken: Mapping[str, Decimal]) -> Iterator[BillableItem]:
    """What is left of settled instalments is paid back: a credit note on each of their invoices."""
    settled = [one for one in invoiced if one.item.kind == "instalment"]
    known = known_keys(work.run.seller_id, [credit_key(one.item.source_key) for one in settled])
    for one in settled:
        rest = one.left - taken.get(one.item.source_key, Decimal(0))
        if rest > 0 and credit_key(one.item.source_key) not in known:
            yield credit_of(work, one, rest)


def credit_of(work: Work, advance: Advance, amount: Decimal, **owners: Any) -> BillableItem:
    """The credit (503) of a part of an invoiced advance."""
    item = advance.item
    basis = _about(advance) | {"name": f"Avoir sur l'acompte {_about(advance)['invoice_number']}"}
    if item.contract_id is not None:
        owners |= {"contract": work.contracts[item.contract_id]}
    else:
        owners |= {"buyer_id": work.buyers[item.buyer_id].pk, "order_reference": item.order_reference}
    return amount_item(
        work, -amount, kind="credit", key=credit_key(item.source_key), basis=basis, item_id=item.item_id,
        currency_code=item.currency_code, **owners,
    )  # fmt: skip


def _tell(work: Work, known: Sequence[Advance], taken: Mapping[str, Decimal]) -> None:
    """Remember what a final invoice leaves of a deposit: it is kept, and a person decides."""
    for one in known:
        rest = one.left - taken.get(one.item.source_key, Decimal(0))
        if rest > 0 and "deposit" in one.item.basis:
            work.held_back.append(
                DepositNotDeducted(
                    seller_id=work.run.seller_id,
                    subject_id=UUID(one.item.basis["deposit"]),
                    run_id=work.run.pk,
                    code="larger" if one.mark is not None else "not_invoiced",
                    amount=str(rest),
                )
            )
