"""Contracts, order lines and usage as text by field, in the spelling that their import reads back exactly."""

from typing import Any

from sansfaute.contracts.rules.written_rhythms import written_periodicity
from sansfaute.lib.text import plain

_ORDER_DETAILS = (
    "delivery_note", "purchase_order", "cost_centre", "paid_on", "paid_with", "card", "card_holder", "employee",
    "employee_reference",
)  # fmt: skip


def contract_values(line: Any) -> dict[str, str]:
    """The fields of a contract line with those of its contract, buyer and item by their codes."""
    contract = line.contract
    return {
        "contract_number": contract.contract_number,
        "line_number": str(line.line_number),
        "buyer_code": contract.buyer.code,
        "item_code": line.item.code,
        "quantity": plain(line.quantity),
        "unit_price": "" if line.unit_price is None else plain(line.unit_price),
        "start_date": line.start_date.isoformat(),
        "end_date": line.end_date.isoformat() if line.end_date else "",
        "periodicity": written_periodicity(line.rhythm),
        "billing": "à échoir" if line.in_advance else "échu",
        "purchase_order_reference": contract.purchase_order_reference,
        "conditions": contract.conditions,
    }


def usage_values(event: Any) -> dict[str, str]:
    """The fields of a usage event; its instant with its offset."""
    return {
        "event_id": event.event_id,
        "contract_number": event.contract.contract_number,
        "item_code": event.item.code,
        "used_at": event.used_at.isoformat(),
        "quantity": plain(event.quantity),
    }


def order_line_values(line: Any) -> dict[str, str]:
    """The fields of an order line; no discount stated is an empty cell."""
    return {
        "order_number": line.order_number,
        "line_number": str(line.line_number),
        "buyer_code": line.buyer.code,
        "order_date": line.order_date.isoformat(),
        "item_code": line.item.code,
        "quantity": plain(line.quantity),
        "unit_price": plain(line.unit_price),
        "discount": "" if line.discount_percentage is None else plain(line.discount_percentage),
        "delivery_date": line.delivery_date.isoformat() if line.delivery_date else "",
        "buyer_reference": line.buyer_reference,
        "payer_code": str(line.details.get("paid_by") or line.details.get("payer") or ""),
        **{name: str(line.details.get(name, "")) for name in _ORDER_DETAILS},
    }


VALUES_OF = {"contracts": contract_values, "usage": usage_values, "orders": order_line_values}
"""Kind of record -> its fields as text."""
