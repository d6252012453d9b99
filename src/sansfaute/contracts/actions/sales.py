"""One-off sales: an order recorded and billed in one act."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from sansfaute.contracts import rules
from sansfaute.contracts.actions.bill_run import start_bill_run
from sansfaute.contracts.actions.deposit_worth import worth_of
from sansfaute.contracts.actions.refusals import as_refusal
from sansfaute.contracts.events import OrderRecorded, Sold
from sansfaute.contracts.models import OrderLine, locked_buyers
from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import queries as masterdata

if TYPE_CHECKING:
    from sansfaute.masterdata.models import Buyer, Item


class SaleRefused(Refusal):
    """A sale cannot be recorded so; the message is fit for a person."""


@dataclass(frozen=True, slots=True)
class SaleLine:
    """What is sold: an item's code, how much, its price when not the article's, its discount in percent.

    `details` are the line's own (`rules.read_details`): delivery note, place, the buyer's order.
    """

    item_code: str
    quantity: Decimal
    unit_price: Decimal | None = None  # EUR, without VAT
    discount_percentage: Decimal | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@transaction.atomic
def sell(
    *,
    seller_id: UUID | str,
    buyer_code: str,
    lines: Sequence[SaleLine],
    delivery_date: date,
    at: datetime,
    references: Mapping[str, str] | None = None,
    details: Mapping[str, Any] | None = None,
    actor: journal.Actor | None = None,
) -> str:
    """Record a one-off sale and start the run that invoices it today; its order number ("V-2026-000123").

    Delivered later, it waits for the first run after its delivery. `references`: `buyer_reference`.
    `details`: what the whole order brings to its invoice (`rules.read_details`): a payment already made, a card,
    who pays, the employee for whom it is. Raises SaleRefused.
    """
    seller = masterdata.locked_seller(seller_id)  # one order number at a time
    buyer = _buyer(seller.pk, buyer_code)
    items = masterdata.items_by_code(seller.pk, {one.item_code for one in lines})
    _refuse(lines, items)
    today = clock.day_of(at)
    number = _next_number(seller.pk, today.year)
    reference = (references or {}).get("buyer_reference", "")
    read = [_details({**(details or {}), **one.details}) for one in lines]
    rows = [
        _order_line(seller.pk, number, rank, buyer, one, items[one.item_code], today, delivery_date, reference)
        for rank, one in enumerate(lines, 1)
    ]
    _refuse_unknown_parties(seller.pk, read)
    for row, own in zip(rows, _shared_out(read, rows), strict=True):
        row.details = own
    OrderLine.objects.bulk_create(rows)
    total = sum((worth_of(one) for one in rows), Decimal(0))
    facts = [OrderRecorded(seller_id=seller.pk, subject_id=one.pk) for one in rows]
    sold = Sold(seller_id=seller.pk, subject_id=rows[0].pk, order_number=number, amount=str(total))
    journal.record([*facts, sold], at=at, actor=actor)
    if delivery_date <= today:
        scope = {"orders": [number]}
        start_bill_run(seller_id=seller.pk, until=today, issue_date=today, at=at, actor=actor, scope=scope)
    return number


def _buyer(seller_id: UUID, code: str) -> Buyer:
    """The customer, or the one that stands for it since a merge; held."""
    found = masterdata.buyers_by_code(seller_id, {code})
    if code not in found:
        raise SaleRefused(_("There is no customer %(code)s.") % {"code": code})
    return locked_buyers([found[code].pk])[0]


def _details(given: Mapping[str, Any]) -> dict[str, Any]:
    try:
        return rules.read_details(given)
    except rules.TermsRefused as refused:
        raise SaleRefused(str(as_refusal(refused))) from refused


def _refuse_unknown_parties(seller_id: UUID, read: Sequence[Mapping[str, Any]]) -> None:
    codes = {code for one in read for code in rules.party_codes(one)}
    known = masterdata.parties_by_code(seller_id, codes)
    if unknown := sorted(codes - known.keys()):
        raise SaleRefused(_("There is no third party %s: record it first.") % ", ".join(unknown))


def _shared_out(read: Sequence[dict[str, Any]], rows: Sequence[OrderLine]) -> Iterator[dict[str, Any]]:
    """An amount that somebody else pays of the order, shared over its lines: each invoice takes those of its own."""
    shares = rules.shared_part(read[0], [worth_of(one) for one in rows])
    for own, share in zip(read, shares, strict=True):
        yield {**own, "part_amount": share} if share else own


def _refuse(lines: Sequence[SaleLine], items: Mapping[str, Item]) -> None:
    if not lines:
        raise SaleRefused(_("A sale has at least one line."))
    for one in lines:
        if one.item_code not in items:
            raise SaleRefused(_("There is no article %(code)s.") % {"code": one.item_code})
        if one.quantity <= 0:
            raise SaleRefused(_("The quantity of article %(code)s is not above zero.") % {"code": one.item_code})
        if one.unit_price is not None and one.unit_price < 0:
            raise SaleRefused(_("The price of article %(code)s is below zero.") % {"code": one.item_code})
        if one.discount_percentage is not None and not 0 <= one.discount_percentage <= 100:
            raise SaleRefused(
                _("The discount on article %(code)s is not between 0 and 100 %%.") % {"code": one.item_code}
            )


def _next_number(seller_id: UUID, year: int) -> str:
    """The number after the last of the year; the seller is held, so that two sales never take the same."""
    start = f"V-{year}-"
    last = OrderLine.objects.filter(seller_id=seller_id, order_number__regex=f"^{start}[0-9]{{6}}$").aggregate(
        last=Max("order_number")
    )["last"]
    return f"{start}{int(last.removeprefix(start)) + 1 if last else 1:06}"


def _order_line(
    seller_id: UUID,
    number: str,
    rank: int,
    buyer: Buyer,
    one: SaleLine,
    item: Item,
    today: date,
    delivery_date: date,
    reference: str,
) -> OrderLine:
    return OrderLine(
        id=new_id(),
        seller_id=seller_id,
        order_number=number,
        line_number=rank,
        buyer=buyer,
        item=item,
        order_date=today,
        delivery_date=delivery_date,
        quantity=one.quantity,
        unit_price=item.unit_price if one.unit_price is None else one.unit_price,
        discount_percentage=one.discount_percentage,
        buyer_reference=reference,
    )
