"""Instalment plans: a part billable on each of its days, and the usage that waits for the yearly settlement."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sansfaute.contracts import rules
from sansfaute.contracts.actions.clause_parts import (
    amount_item,
    amount_of,
    hold,
    known_keys,
    lines_asked,
    lines_of,
    used_code,
)
from sansfaute.contracts.actions.work_chunk import Work
from sansfaute.contracts.models import BillableItem, ContractLine
from sansfaute.contracts.rules import instalments as plans
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.contracts.rules.vat_shares import RateAmount
from sansfaute.en16931 import totals


@dataclass(frozen=True, slots=True)
class Settlement:
    """When the instalments of a line are settled, and the items whose usage is what was consumed, () for all."""

    on: date
    items: frozenset[str]


def settlement_of(line: ContractLine) -> Settlement | None:
    """The settlement that a line agrees on; None when its instalments are simply its price."""
    clause = line.details.get("settlement")
    if not clause:
        return None
    return Settlement(date.fromisoformat(clause["on"]), frozenset(clause.get("item_codes", [])))


def parts_of(line: ContractLine) -> tuple[plans.Instalment, ...]:
    """The parts of a line's plan, whose amounts without VAT add up to what the line is worth.

    Raises TermsRefused as `rules.instalments.instalments` does.
    """
    rate = (line.item.vat_rate or Decimal(0)) if line.details.get("plan_with_vat") else Decimal(0)
    decimals = totals.minor_unit(line.contract.currency_code)
    whole = RateAmount.taxed("S", rate, amount_of(line), decimals)
    return plans.instalments(plans.InstalmentPlan.from_dict(line.details["plan"]), [whole], decimals)


def instalment_items(work: Work) -> Iterator[BillableItem]:
    """The parts due until the run's day that have no item; none of a plan that this run or one before settles."""
    due: list[tuple[str, ContractLine, plans.Instalment, int]] = []
    for line in lines_asked(work, "instalment", "instalments"):
        try:
            due += _due(work, line)
        except TermsRefused as refused:
            hold(work, line, refused, work.run.until)
    known = known_keys(work.run.seller_id, [key for key, *_ in due])
    for key, line, part, count in due:
        if key not in known:
            yield _item(work, line, part, count, key)


def _due(work: Work, line: ContractLine) -> list[tuple[str, ContractLine, plans.Instalment, int]]:
    settled, until = settlement_of(line), work.run.until
    if "plan" not in line.details or (settled is not None and settled.on <= until):
        return []
    parts = parts_of(line)
    return [
        (_key(line, part.number), line, part, len(parts))
        for part in parts
        if part.due_on <= until and (work.run.since is None or part.due_on >= work.run.since) and part.taxable_amount
    ]


def _key(line: ContractLine, rank: int) -> str:
    return rules.source_key("instalment", line.contract_number, str(line.line_number), str(rank))


def _item(work: Work, line: ContractLine, part: plans.Instalment, count: int, key: str) -> BillableItem:
    settled = settlement_of(line)
    label = part.label or line.item.name
    basis = {
        "instalment": part.number,
        "of": count,
        "due_on": part.due_on.isoformat(),
        "name": f"Échéance {part.number} sur {count} du {part.due_on:%d/%m/%Y} : {label}",
    }
    if settled is not None:
        basis["settled_on"] = settled.on.isoformat()
    return amount_item(work, part.taxable_amount, kind="instalment", key=key, basis=basis, line=line)


def without_waiting_usage(work: Work, found: Sequence[BillableItem]) -> list[BillableItem]:
    """The items found less the usage that instalments pay for until their settlement; it stays to be billed."""
    if not any(one.kind == "usage" for one in found):
        return list(found)
    waiting: dict[UUID | None, Settlement] = {
        line.contract_id: settled
        for line in lines_of(work, "instalments")
        if (settled := settlement_of(line)) is not None and work.run.until < settled.on
    }
    return [one for one in found if not (one.kind == "usage" and _waits(one, waiting.get(one.contract_id)))]


def _waits(item: BillableItem, settled: Settlement | None) -> bool:
    return settled is not None and (not settled.items or used_code(item) in settled.items)
