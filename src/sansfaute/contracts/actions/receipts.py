"""Turn a receipt whose sale is already reported into an invoice, once (use cases 6, 27, 28, 30 and 42)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.contracts import rules
from sansfaute.contracts.actions.bill_run import start_bill_run
from sansfaute.contracts.actions.clause_parts import told
from sansfaute.contracts.events import OrderRecorded, ReceiptInvoiced
from sansfaute.contracts.models import OrderLine, locked_buyers
from sansfaute.contracts.rules import receipts
from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import queries as masterdata

if TYPE_CHECKING:
    from sansfaute.masterdata.models import Buyer, Item


class ReceiptRefused(Refusal):
    """A receipt cannot become an invoice so; the message is fit for a person."""


@transaction.atomic
def invoice_receipt(
    *,
    seller_id: UUID | str,
    buyer_code: str,
    receipt: receipts.Receipt,
    at: datetime,
    actor: journal.Actor | None = None,
) -> str:
    """Start the run that makes the invoice of a receipt, and say the number of its order.

    The invoice is dated today, taxed as the receipt was, paid, and of process B7 or S7: its VAT is
    declared with the sales of the receipt's day. A receipt is known by its number and its day. Raises
    ReceiptRefused, among others for a receipt that has its invoice.
    """
    seller, today = masterdata.locked_seller(seller_id), clock.day_of(at)  # one at a time: a receipt is invoiced once
    items = _checked(seller.pk, receipt, at)
    if known := OrderLine.objects.filter(seller_id=seller.pk, order_number=receipt.order_number).first():
        raise ReceiptRefused(_already(receipt, known))
    rows = _rows(receipt, _buyer(seller.pk, buyer_code), items)
    OrderLine.objects.bulk_create(rows)
    fact = ReceiptInvoiced(
        seller_id=seller.pk,
        subject_id=rows[0].pk,
        receipt_number=receipt.number,
        receipt_date=receipt.day.isoformat(),
        amount_with_vat=str(receipt.total_with_vat),
    )
    journal.record([*(OrderRecorded(seller.pk, one.pk) for one in rows), fact], at=at, actor=actor)
    scope = {"orders": [receipt.order_number]}
    start_bill_run(seller_id=seller.pk, until=today, issue_date=today, at=at, actor=actor, scope=scope)
    return receipt.order_number


def _checked(seller_id: UUID, receipt: receipts.Receipt, at: datetime) -> Mapping[str, Item]:
    """The articles of a receipt that can stand."""
    items = masterdata.items_by_code(seller_id, {one.item_code for one in receipt.amounts})
    try:
        receipts.check_receipt(receipt, clock.day_of(at))
        for one in receipt.amounts:
            if one.item_code not in items:
                raise ReceiptRefused(_("There is no article %(code)s.") % {"code": one.item_code})
            receipts.check_rate(receipt, one, items[one.item_code].vat_rate)
    except rules.TermsRefused as refused:
        raise ReceiptRefused(told(refused)) from refused
    return items


def _already(receipt: receipts.Receipt, known: OrderLine) -> str:
    mark = getattr(known.billable, "invoiced", None) if known.billable_id else None
    if mark is None:
        said = _("Receipt %(number)s of %(day)s is already being invoiced: look among the drafts.")
        return said % {"number": receipt.number, "day": receipt.day.isoformat()}
    said = _("Receipt %(number)s of %(day)s is already on invoice %(invoice)s: send a copy of it instead.")
    return said % {"number": receipt.number, "day": receipt.day.isoformat(), "invoice": mark.invoice_number}


def _buyer(seller_id: UUID, code: str) -> Buyer:
    """The customer, or the one that stands for it since a merge; held."""
    found = masterdata.buyers_by_code(seller_id, {code})
    if code not in found:
        raise ReceiptRefused(_("There is no customer %(code)s.") % {"code": code})
    return locked_buyers([found[code].pk])[0]


def _rows(receipt: receipts.Receipt, buyer: Buyer, items: Mapping[str, Item]) -> list[OrderLine]:
    """The receipt as a delivered order at net amounts, without any discount: what was paid is what is invoiced."""
    details: dict[str, Any] = {
        "receipt_number": receipt.number,
        "receipt_date": receipt.day.isoformat(),
        "receipt_total": str(receipt.total_with_vat),
    }
    if receipt.export_form:
        details["export_form"] = receipt.export_form
    read = rules.read_details(details)
    return [
        OrderLine(
            id=new_id(),
            seller_id=buyer.seller_id,
            order_number=receipt.order_number,
            line_number=rank,
            buyer=buyer,
            item=items[one.item_code],
            order_date=receipt.day,
            delivery_date=receipt.day,
            quantity=Decimal(1),
            unit_price=net,
            discount_percentage=Decimal(0),
            details=read,
        )
        for rank, (one, net) in enumerate(zip(receipt.amounts, receipts.net_amounts(receipt.amounts), strict=True), 1)
    ]
