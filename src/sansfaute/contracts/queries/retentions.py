"""Retention money: what invoices hold back, and when it is due."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sansfaute.contracts.models import BillableItem, ContractLine
from sansfaute.contracts.rules import final_statements


@dataclass(frozen=True, slots=True)
class Retention:
    """What one invoice of works holds back, with VAT: it was invoiced, and is due on a day of its own (use case 26).

    `due_on` is the day of its release: a year after acceptance, or the day on which a person released it; None
    until the works are accepted. `invoice_number` is "" while the statement is not invoiced.
    """

    line_id: UUID
    invoice_number: str
    invoice_date: date | None
    currency_code: str
    amount: Decimal
    due_on: date | None
    is_released: bool


def retentions(contract_id: UUID | str) -> list[Retention]:
    """The retention money of a contract, invoice by invoice, oldest first. Two queries."""
    lines = {line.pk: line for line in ContractLine.objects.filter(contract_id=contract_id, kind="situation")}
    items = BillableItem.objects.filter(contract_line__in=list(lines), basis__has_key="retention")
    rows = items.select_related("invoiced").order_by("period_end", "source_key")
    return [_retention(row, lines[row.contract_line_id]) for row in rows if row.contract_line_id is not None]


def _retention(row: BillableItem, line: ContractLine) -> Retention:
    mark, amount = getattr(row, "invoiced", None), Decimal(row.basis["retention"]["amount"])
    due_on, is_released = due_day(line, amount)
    return Retention(
        line_id=line.pk,
        invoice_number=mark.invoice_number if mark else "",
        invoice_date=mark.invoice_date if mark else None,
        currency_code=row.currency_code,
        amount=amount,
        due_on=due_on,
        is_released=is_released,
    )


def due_day(line: ContractLine, held: Decimal) -> tuple[date | None, bool]:
    """When what is held becomes due, and whether a person released it."""
    if released := line.details.get("retention_released_on"):
        return date.fromisoformat(released), True
    accepted = line.details.get("accepted_on")
    release = final_statements.retention_release(held, date.fromisoformat(accepted)) if accepted else None
    return (release.release_on if release else None), False
