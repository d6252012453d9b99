"""What the clauses of a chunk share: lines by kind, an amount as a billable item, refusals told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import get_language

from sansfaute.contracts import rules
from sansfaute.contracts.actions.work_chunk import Work, made
from sansfaute.contracts.events import LineHeldBack
from sansfaute.contracts.models import BillableItem, ContractLine
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.en16931 import totals

ONE = "C62"
"""The unit (UN/ECE Recommendation 20) of a line that only carries an amount."""
_NO_DISCOUNT = rules.Discount(Decimal(0), "", "")


def asks(work: Work, kind: str) -> bool:
    """Does the run's scope want this kind of work, whatever contracts, orders and items it names?"""
    return not work.scope.kinds or kind in work.scope.kinds


def lines_of(work: Work, *kinds: str) -> list[ContractLine]:
    """The lines of these kinds of the chunk's contracts, also where the scope names other items.

    What a clause says of usage holds whatever the run was asked for.
    """
    if not work.scope.items:
        return [line for line in work.lines() if line.kind in kinds]
    rows = ContractLine.objects.filter(contract__in=work.contracts, kind__in=kinds).select_related("item")
    found = list(rows.order_by("contract__contract_number", "line_number"))
    for line in found:
        line.contract = work.contracts[line.contract_id]
    return found


def lines_asked(work: Work, kind_of_work: str, *kinds: str) -> list[ContractLine]:
    """The lines of these kinds that the run's scope asks to bill."""
    return [line for line in work.lines() if line.kind in kinds] if work.scope.takes(kind_of_work) else []


def amount_item(
    work: Work,
    amount: Decimal,
    *,
    kind: str,
    key: str,
    basis: dict[str, Any],
    line: ContractLine | None = None,
    item_id: UUID | None = None,
    **more: Any,
) -> BillableItem:
    """An amount without VAT as one unit, or as minus one unit: a price has no sign (BR-27)."""
    terms = {
        "kind": kind,
        "source_key": key,
        "quantity": Decimal(1 if amount >= 0 else -1),
        "unit_code": ONE,
        "unit_price": abs(amount),
        "basis": basis,
    }
    if line is not None:
        terms["currency_code"] = line.contract.currency_code
        more = {"contract": line.contract} | more
        item_id = item_id or line.item_id
    contract = more.pop("contract", None)
    return made(work, terms | more, _NO_DISCOUNT, contract=contract, line=line, item_id=item_id)


def amount_of(line: ContractLine) -> Decimal:
    """What a line is worth in all, without VAT: its quantity at its price, or at the item's."""
    price = line.item.unit_price if line.unit_price is None else line.unit_price
    currency = line.contract.currency_code
    return totals.line_net_amount(quantity=line.quantity, item_net_price=price, currency_code=currency)


def short(line: ContractLine) -> str:
    """How a clause names its line: the contract's number, with the line's after the first."""
    return line.contract_number if line.line_number == 1 else f"{line.contract_number}/{line.line_number}"


def known_keys(seller_id: UUID, keys: Iterable[str]) -> set[str]:
    """Which of these source keys have an item; one query, none for no key."""
    asked = list(keys)
    if not asked:
        return set()
    rows = BillableItem.objects.filter(seller_id=seller_id, source_key__in=asked)
    return set(rows.values_list("source_key", flat=True))


def hold(work: Work, line: ContractLine, refused: TermsRefused, day: date) -> None:
    """Remember that a clause of a line could not be worked out, and why: the rest of the run goes on."""
    work.held_back.append(
        LineHeldBack(
            seller_id=work.run.seller_id,
            subject_id=line.pk,
            run_id=work.run.pk,
            code=refused.code,
            period_start=day.isoformat(),
            fr=refused.fr,
            en=refused.en,
        )
    )


def told(refused: TermsRefused) -> str:
    """Why terms were refused, in the language of who asks."""
    return refused.fr if (get_language() or "").startswith("fr") else refused.en


def used_code(item: BillableItem) -> str:
    """The code of the article that an item of usage is about, as its key holds it."""
    return item.source_key.split(":")[2].replace("%3A", ":").replace("%25", "%")
