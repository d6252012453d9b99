"""Billable items of delivered order lines."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sansfaute.contracts import queries, rules
from sansfaute.contracts.actions.work_chunk import Work, made
from sansfaute.contracts.models import BillableItem, OrderLine


def order_items(work: Work) -> Iterator[BillableItem]:
    """One item for each delivered order line that has none yet; it takes the line's own id."""
    lines = queries.delivered_lines(work.run).filter(buyer_id__in=work.buyers).select_related("item")
    for line in lines.order_by("order_number", "line_number"):
        yield _ordered(work, line)


def _ordered(work: Work, line: OrderLine) -> BillableItem:
    terms: dict[str, Any] = {
        "id": line.pk,
        "kind": "order",
        "source_key": rules.source_key("order", line.order_number, str(line.line_number)),
        "quantity": line.quantity,
        "unit_code": line.item.unit_code,
        "unit_price": line.unit_price,
        "delivery_date": line.delivery_date,
        "order_reference": line.order_number,
        "buyer_reference": line.buyer_reference,
    }
    discount = _discount(work, line)
    terms["basis"] = {"discount_term": dict(discount.term)} if discount.term else {}
    if line.details:
        terms["basis"]["details"] = line.details
    return made(work, terms, discount, item_id=line.item_id, buyer_id=work.buyers[line.buyer_id].pk)


def _discount(work: Work, line: OrderLine) -> rules.LineDiscount:
    buyer = work.buyers[line.buyer_id]
    return rules.choose_line_discount(
        work.book.terms,
        {"order": line.discount_percentage, "buyer": buyer.discount_percentage},
        gross=rules.discounted(quantity=line.quantity, unit_price=line.unit_price),
        buyer_code=buyer.code,
        item_code=line.item.code,
        contract_number="",
        day=work.run.issue_date,
    )
