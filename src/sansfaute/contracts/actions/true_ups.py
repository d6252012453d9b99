"""Billable items of commitments: what a commitment period that is over still owes, once, and its corrections."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from sansfaute.contracts import rules
from sansfaute.contracts.actions.clause_parts import amount_item, hold, lines_of, short
from sansfaute.contracts.actions.work_chunk import Work, made
from sansfaute.contracts.models import BillableItem, ContractLine
from sansfaute.contracts.rules import commitments
from sansfaute.contracts.rules.corrected_work import standing
from sansfaute.contracts.rules.periods import DAY, Period
from sansfaute.contracts.rules.reasons import TermsRefused
from sansfaute.en16931 import totals
from sansfaute.masterdata import queries as masterdata

COUNTED = ("subscription", "usage", "minimum", "rebill", "credit")
"""Kinds of work that count towards what was committed to."""
_NO_DISCOUNT = rules.Discount(Decimal(0), "", "")


def true_up_items(work: Work, found: Sequence[BillableItem]) -> Iterator[BillableItem]:
    """What each commitment period until the run's day still owes, after everything of it is billed.

    A run that bills only a part of the work leaves them to the next whole one: what it leaves out
    would be taken for missing.
    """
    if not _is_whole(work):
        return
    lines = [line for line in lines_of(work, "recurring", "usage") if "commitment" in line.details]
    if not lines:
        return
    billed = _billed(work, lines, found)
    for line in lines:
        try:
            yield from list(_of_line(work, line, billed))
        except TermsRefused as refused:
            hold(work, line, refused, work.run.until)


def _is_whole(work: Work) -> bool:
    return not work.scope.items and all(work.scope.takes(one) for one in ("subscription", "usage", "true_up"))


def commitment_of(line: ContractLine) -> commitments.Commitment:
    """The commitment of a line, from its first day to its last unless it says otherwise."""
    end = line.end_date or line.contract.end_date
    given = {"start": line.start_date.isoformat(), "end": end and end.isoformat(), **line.details["commitment"]}
    return commitments.Commitment.from_dict(given | {"reference": short(line)})


def _billed(
    work: Work, lines: Sequence[ContractLine], found: Sequence[BillableItem]
) -> Mapping[UUID, Sequence[BillableItem]]:
    """Items of each contract concerned, billed before or by this run, true-ups included."""
    contracts = {line.contract_id for line in lines}
    rows: dict[UUID, list[BillableItem]] = defaultdict(list)
    known = BillableItem.objects.filter(contract_id__in=contracts, kind__in=(*COUNTED, "true_up")).order_by("id")
    for item in (*known, *found):
        if item.contract_id in contracts:
            rows[item.contract_id].append(item)
    return rows


def _of_line(work: Work, line: ContractLine, billed: Mapping[UUID, Sequence[BillableItem]]) -> Iterator[BillableItem]:
    commitment, until = commitment_of(line), work.run.until
    items = billed.get(line.contract_id, ())
    counted = _counted(work, line, items)
    for period in commitments.commitment_periods(commitment):
        if period.end > until:
            return
        if work.run.since is None or period.end >= work.run.since:
            yield from _of_period(work, line, commitment, period, counted, items)


def _counted(work: Work, line: ContractLine, items: Sequence[BillableItem]) -> list[commitments.Billed]:
    """What counts, each on its last day, so that a month across two commitment periods counts in the second."""
    ids = _item_ids(work, line)
    return [
        commitments.Billed(one.source_key, day, day, standing(one.net_amount, one.basis), _counted_quantity(one))
        for one in items
        if one.kind in COUNTED and (one.contract_line_id == line.pk or one.item_id in ids)
        for day in [one.period_end or one.delivery_date or work.run.until]
    ]


def _counted_quantity(one: BillableItem) -> Decimal:
    """What a correction gave back of an item was not used, as far as the commitment goes."""
    share = standing(one.net_amount, one.basis) / one.net_amount if one.net_amount else Decimal(1)
    return totals.round_half_up(max(one.quantity, Decimal(0)) * share, rules.QUANTITY_PLACES)


def _item_ids(work: Work, line: ContractLine) -> set[Any]:
    """The line's own item, and those that its clause names."""
    named = line.details.get("commitment_items", [])
    others = masterdata.items_by_code(work.run.seller_id, set(named)) if named else {}
    return {line.item_id, *(one.pk for one in others.values())}


def _of_period(
    work: Work,
    line: ContractLine,
    commitment: commitments.Commitment,
    period: Period,
    counted: Sequence[commitments.Billed],
    items: Sequence[BillableItem],
) -> Iterator[BillableItem]:
    owed = commitments.true_up(commitment, counted, period, work.run.until + DAY)
    key = rules.source_key("true_up", commitment.reference, period.start.isoformat(), period.end.isoformat())
    before = [one for one in items if one.kind == "true_up" and one.source_key.startswith(key)]
    if not before and owed is not None:
        yield _first(work, line, owed, key)
        return
    difference = (owed.amount if owed else Decimal(0)) - sum(
        (standing(one.net_amount, one.basis) for one in before), Decimal(0)
    )
    if before and difference:
        yield _correction(work, line, period, difference, f"{key}:r{len(before) + 1}")


def _first(work: Work, line: ContractLine, owed: commitments.TrueUp, key: str) -> BillableItem:
    kind = line.details["commitment"]["kind"]
    terms = {
        "kind": "true_up",
        "source_key": key,
        "currency_code": line.contract.currency_code,
        "quantity": owed.quantity,
        "unit_code": line.item.unit_code if kind == "quantity" else "C62",
        "unit_price": owed.unit_price,
        "period_start": owed.start,
        "period_end": owed.end,
        "basis": {"true_up": owed.to_dict(), "name": _name(line, owed.start, owed.end)},
    }
    return made(
        work, terms, _NO_DISCOUNT, contract=line.contract, line=line, item_id=line.item_id
    )  # the contract's own discount is on what was used, not on what was promised


def _correction(work: Work, line: ContractLine, period: Period, difference: Decimal, key: str) -> BillableItem:
    """Usage came late or was corrected after the true-up: the line of the difference, in one of the two ways."""
    basis = {"corrects_true_up": True, "name": f"{_name(line, period.start, period.end)}, correction"}
    return amount_item(
        work, difference, kind="true_up", key=key, basis=basis, line=line, period_start=period.start,
        period_end=period.end,
    )  # fmt: skip


def _name(line: ContractLine, start: Any, end: Any) -> str:
    return f"Complément au minimum garanti du {start:%d/%m/%Y} au {end:%d/%m/%Y} : {line.item.name}"
