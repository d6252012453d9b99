"""Billable items of accepted repairs: credits of what was invoiced, and what is invoiced instead."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.contracts import queries, rules
from sansfaute.contracts.actions.work_chunk import Work, made
from sansfaute.contracts.models import BillableItem, Repair


def repair_items(work: Work) -> Iterator[BillableItem]:
    """The credits and re-billings of each accepted repair that has none yet."""
    if not (work.scope.takes("credit") and work.scope.takes("rebill")):
        return
    accepted = Repair.objects.filter(line__contract__in=work.contracts, decided="accepted")
    found = list(accepted.select_related("line").order_by("line_id", "period_start", "id"))
    if not found:
        return
    keys = [one["credit_key"] for repair in found for one in repair.credited]
    keys += [one["source_key"] for repair in found for one in repair.rebilled]
    known = queries.known_sources(work.run.seller_id, keys)
    for repair in found:
        repair.line.contract = work.contracts[repair.line.contract_id]
        yield from (_credit(work, repair, one) for one in repair.credited if one["credit_key"] not in known)
        yield from (_rebill(work, repair, one) for one in repair.rebilled if one["source_key"] not in known)


def _credit(work: Work, repair: Repair, told: dict[str, Any]) -> BillableItem:
    basis = told.get("basis", {}) | {
        "repair": str(repair.pk),
        "credits": told["source_key"],
        "invoice_number": told["invoice_number"],
        "invoice_date": told["invoice_date"],
        "line": told["line"],
        "why": repair.why,
    }
    values = told["values"] | {"quantity": str(-Decimal(told["values"]["quantity"]))}
    return _item(work, repair, values, kind="credit", source_key=told["credit_key"], basis=basis)


def _rebill(work: Work, repair: Repair, told: dict[str, Any]) -> BillableItem:
    basis = told["basis"] | {
        "repair": str(repair.pk),
        "revision": told["revision"],
        "replaces_invoice": told["invoice_number"],
        "line": repair.credited[0]["line"] if repair.credited else "",
        "why": repair.why,
    }
    return _item(work, repair, told["values"], kind="rebill", source_key=told["source_key"], basis=basis)


def _item(work: Work, repair: Repair, values: dict[str, Any], **more: Any) -> BillableItem:
    terms = read_values(values) | more
    discount = rules.LineDiscount(
        terms.pop("discount_percentage"),
        terms.pop("discount_amount"),
        terms.pop("discount_origin"),
        terms.pop("discount_reason"),
    )
    return made(work, terms, discount, contract=repair.line.contract, line=repair.line)


NUMBERS = ("quantity", "unit_price", "base_quantity", "discount_percentage", "discount_amount")
TEXTS = ("unit_code", "currency_code", "proration", "discount_origin", "discount_reason", "item_id")


def kept_values(item: BillableItem) -> dict[str, Any]:
    """What a repair keeps of an item, as JSON holds it."""
    told: dict[str, Any] = {name: str(getattr(item, name)) for name in (*NUMBERS, *TEXTS)}
    told |= {name: _iso(getattr(item, name)) for name in ("period_start", "period_end")}
    return told | {"full_unit_price": None if item.full_unit_price is None else str(item.full_unit_price)}


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def read_values(told: dict[str, Any]) -> dict[str, Any]:
    """The same as an item takes them."""
    read: dict[str, Any] = {name: Decimal(told[name]) for name in NUMBERS} | {name: told[name] for name in TEXTS}
    read |= {name: told[name] and date.fromisoformat(told[name]) for name in ("period_start", "period_end")}
    return read | {"full_unit_price": told["full_unit_price"] and Decimal(told["full_unit_price"])}
