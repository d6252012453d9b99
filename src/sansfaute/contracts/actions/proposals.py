"""Propose to mend what was invoiced and is owed otherwise now: after a back-dated change, price or index value."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from sansfaute.contracts import queries, rules
from sansfaute.contracts.actions.recurring_items import line_discount, owed_terms
from sansfaute.contracts.actions.repair_items import kept_values
from sansfaute.contracts.actions.work_chunk import discount_values, net_of_values
from sansfaute.contracts.events import RepairDecided, RepairProposed
from sansfaute.contracts.models import BillableItem, ContractLine, Repair
from sansfaute.contracts.queries.line_book import BILLED, LineBook
from sansfaute.contracts.rules.corrected_work import AGAIN, CORRECTED
from sansfaute.contracts.rules.vat_included import with_rate, without_vat
from sansfaute.en16931 import totals
from sansfaute.journal import actions as journal
from sansfaute.lib import clock

STALE = "stale"


@transaction.atomic
def propose_repairs(*, line_id: UUID | str, at: datetime) -> list[Repair]:
    """Open a repair for each invoiced stretch of days that is owed otherwise now; the new ones.

    An open repair, or an accepted one that no run carried out yet, which no longer says what is owed
    becomes stale and is replaced. What a person refused is not proposed again as it was.
    """
    line = ContractLine.objects.select_related("contract", "item").get(pk=line_id)
    buyers = queries.locked_families(line.seller_id, [line.buyer_id])
    book = LineBook(line.seller_id, [line], buyers, clock.day_of(at))
    needed = {one["period_start"]: one for one in _needed(line, book)}
    settled: set[str] = set()
    for repair in Repair.objects.filter(line=line).exclude(decided=STALE).order_by("proposed_at", "id"):
        day = repair.period_start.isoformat()
        if _says(repair, needed.get(day)):
            settled.add(day)
        elif repair.decided == "" or (repair.decided == "accepted" and not _is_carried_out(repair)):
            _make_stale(repair, at)
    return [_propose(line, one, at) for day, one in needed.items() if day not in settled]


def _says(repair: Repair, needed: Mapping[str, Any] | None) -> bool:
    if needed is None:
        return False
    return (repair.credited, repair.rebilled) == (needed["credited"], needed["rebilled"])


def _is_carried_out(repair: Repair) -> bool:
    keys = [one["credit_key"] for one in repair.credited] + [one["source_key"] for one in repair.rebilled]
    return bool(queries.known_sources(repair.seller_id, keys))


def _make_stale(repair: Repair, at: datetime) -> None:
    repair.decided, repair.decided_at = STALE, at
    repair.save(update_fields=["decided", "decided_at"])
    fact = RepairDecided(seller_id=repair.seller_id, subject_id=repair.pk, decided=STALE)
    journal.record([fact], at=at)


def _propose(line: ContractLine, needed: Mapping[str, Any], at: datetime) -> Repair:
    repair = Repair.objects.create(
        seller_id=line.seller_id,
        line=line,
        period_start=needed["period_start"],
        period_end=needed["period_end"],
        credited=needed["credited"],
        rebilled=needed["rebilled"],
        difference=needed["difference"],
        proposed_at=at,
    )
    repair.refresh_from_db()
    fact = RepairProposed(seller_id=line.seller_id, subject_id=repair.pk, difference=str(repair.difference))
    journal.record([fact], at=at)
    return repair


def _needed(line: ContractLine, book: LineBook) -> Iterator[dict[str, Any]]:
    """What to credit and to bill again, for each stretch of days; days that a person corrected are left to persons."""
    whole = _billed_items(line)
    by_hand = [item for item in whole.values() if item.basis.get(CORRECTED)]
    items = {key: item for key, item in whole.items() if not item.basis.get(CORRECTED)}
    if not items or book.is_plain(line):
        return
    owed = _owed(line, book, items)
    if owed is None:
        return
    owed = [one for one in owed if not any(_overlaps(item, one) for item in by_hand if not item.basis.get(AGAIN))]
    billed = {item.source_key: _billed(item, items) for item in items.values()}
    gone = _credited(line)
    known = [_credited_line(one) if one.source_key in gone else one for one in billed.values()]
    lines = {id(one.owed): one for one in owed}
    found = rules.repairs(known, [one.owed for one in owed], decimals=totals.minor_unit(line.contract.currency_code))
    by_days = sorted(found, key=lambda one: (one.period.start, one.invoice_number))
    for _start, alike in groupby(by_days, key=lambda one: one.period.start):
        yield _told(line, list(alike), items, lines, book.item_ids)


def _credited_line(one: rules.BilledLine) -> rules.BilledLine:
    return rules.BilledLine.from_dict(one.to_dict() | {"credited": True})


def _billed_items(line: ContractLine) -> dict[str, BillableItem]:
    rows = BillableItem.objects.filter(contract_line=line, kind__in=BILLED, period_start__isnull=False)
    rows = rows.select_related("item", "invoiced").order_by("period_start", "source_key")
    return {row.source_key: row for row in rows}


def _credited(line: ContractLine) -> set[str]:
    bases = BillableItem.objects.filter(contract_line=line, kind="credit").values_list("basis", flat=True)
    return {basis["credits"] for basis in bases if "credits" in basis}


def _owed(line: ContractLine, book: LineBook, items: Mapping[str, BillableItem]) -> list[rules.LineToBe] | None:
    """What is owed now over the days that were billed; None while it cannot be told."""
    days = [(item.period_start, item.period_end or item.period_start) for item in items.values() if item.period_start]
    first, last = min(start for start, _ in days), max(end for _, end in days)
    found: list[rules.LineToBe] = []

    def was_billed(period: rules.Period) -> bool:
        return any(start <= period.end and period.start <= end for start, end in days)

    try:
        agreement = book.agreement(line)
        for owed in rules.owed_by(agreement, last, since=first, wanted=was_billed):
            if owed.refused is not None or any(one.basis.get("price_from") == "item" for one in owed.lines):
                return None  # a price that has no date, or is not known, proves nothing
            found += owed.lines
    except rules.TermsRefused:
        return None
    return found


def _billed(item: BillableItem, items: Mapping[str, BillableItem]) -> rules.BilledLine:
    """An item as `repairs` compares it: what has a base quantity or a reduction as one lump."""
    quantity, unit_price, percentage = item.quantity, item.unit_price, item.discount_percentage
    own = _agreed(item)
    net = own + item.discount_amount
    charged = item.basis.get("charged")
    if charged and (Decimal(charged["base_quantity"]) != 1 or Decimal(charged["reduction"])):
        quantity, unit_price = Decimal(1), Decimal(charged["amount"])
    if charged and Decimal(charged["reduction"]):
        alike = [one for one in items.values() if one.period_start == item.period_start]
        percentage, net = max(one.discount_percentage for one in alike), own
    mark = getattr(item, "invoiced", None)
    assert item.period_start is not None
    return rules.BilledLine(
        source_key=item.source_key,
        invoice_number=mark.invoice_number if mark else "",
        start=item.period_start,
        end=item.period_end or item.period_start,
        quantity=quantity,
        unit_price=unit_price,
        net_amount=net,
        discount_percentage=percentage,
        revision=int(item.basis.get("revision", 0)),
        item_code=item.item.code,
    )


def _told(
    line: ContractLine,
    found: Sequence[rules.Repair],
    items: Mapping[str, BillableItem],
    lines: Mapping[int, rules.LineToBe],
    item_ids: Mapping[str, UUID],
) -> dict[str, Any]:
    """One repair of a stretch of days, whatever the number of invoices that hold them."""
    credited = [_credit(items[one.source_key]) for repair in found for one in repair.credit]
    of_invoices = [item for repair in found for item in _sources(repair, items)]
    rebilled = [
        _rebill(line, repair, lines[id(one)], of_invoices, item_ids) for repair in found for one in repair.rebill
    ]
    nets = [Decimal(one["net_amount"]) for one in rebilled]
    back = [Decimal(one["net_amount"]) for one in credited]
    told = {
        "period_start": found[0].period.start.isoformat(),
        "period_end": found[0].period.end.isoformat(),
        "credited": credited,
        "rebilled": rebilled,
        "difference": str(sum(nets, Decimal(0)) - sum(back, Decimal(0))),
    }
    return dict(json.loads(json.dumps(told)))


def _sources(repair: rules.Repair, items: Mapping[str, BillableItem]) -> list[BillableItem]:
    credited = [items[one.source_key] for one in repair.credit]
    start, end = repair.period.start, repair.period.end
    return credited or [one for one in items.values() if one.period_start and start <= one.period_start <= end]


def _credit(item: BillableItem) -> dict[str, Any]:
    mark = getattr(item, "invoiced", None)
    return {
        "source_key": item.source_key,
        "credit_key": f"credit:{item.source_key}",
        "invoice_number": mark.invoice_number if mark else "",
        "invoice_id": str(mark.invoice_id) if mark else "",
        "invoice_date": mark.invoice_date.isoformat() if mark and mark.invoice_date else "",
        "line": str(item.pk),
        "net_amount": str(item.net_amount),
        "values": kept_values(item),
        "basis": {name: item.basis[name] for name in ("with_vat", "vat_rate") if name in item.basis},
    }


def _rebill(
    line: ContractLine,
    repair: rules.Repair,
    one: rules.LineToBe,
    sources: Iterable[BillableItem],
    item_ids: Mapping[str, UUID],
) -> dict[str, Any]:
    source = max(sources, key=lambda item: (_overlaps(item, one), item.discount_percentage, item.source_key))
    discount = line_discount(
        rules.LineDiscount(
            source.discount_percentage,
            min(_granted(source), max(one.gross, Decimal(0))),
            source.discount_origin,
            source.discount_reason,
        ),
        one,
    )
    terms = owed_terms(one, line.contract.currency_code) | discount_values(discount)
    kept = kept_values(BillableItem(**terms, item_id=item_ids[one.item_code]))
    basis = with_rate(one.basis, Decimal(source.basis.get("vat_rate") or 0))
    return {
        "source_key": f"{one.key}:r{repair.revision}",
        "revision": repair.revision,
        "invoice_number": repair.invoice_number,
        "net_amount": str(without_vat(net_of_values(terms), basis)),
        "values": kept,
        "basis": basis,
    }


def _agreed(item: BillableItem) -> Decimal:
    """What an item was billed at, as it was agreed: with VAT where its price has it."""
    if not item.basis.get("with_vat"):
        return item.net_amount
    names = ("quantity", "unit_price", "base_quantity", "discount_percentage", "discount_amount", "currency_code")
    return net_of_values({name: getattr(item, name) for name in names})


def _granted(item: BillableItem) -> Decimal:
    """The amount that somebody granted, apart from what a maximum took off."""
    charged = item.basis.get("charged")
    return Decimal(0) if charged and Decimal(charged["reduction"]) else item.discount_amount


def _overlaps(item: BillableItem, one: rules.LineToBe) -> bool:
    assert item.period_start is not None
    return item.period_start <= one.owed.start <= (item.period_end or item.period_start)


def lines_to_look_at(seller_id: UUID) -> list[UUID]:
    """The lines that were billed and whose past may have changed."""
    dated = Q(changes__isnull=False) | Q(unit_price=None) | Q(details__has_key="indexation")
    billed = BillableItem.objects.filter(seller_id=seller_id, kind__in=BILLED).values("contract_line_id")
    lines = ContractLine.objects.filter(dated, seller_id=seller_id, kind="recurring", pk__in=billed)
    return list(lines.order_by("pk").distinct().values_list("pk", flat=True))


def propose_all_repairs(*, seller_id: UUID, at: datetime) -> int:
    """Look at every line whose past may have changed, each in its own transaction; how many repairs are new."""
    return sum(len(propose_repairs(line_id=line_id, at=at)) for line_id in lines_to_look_at(seller_id))
