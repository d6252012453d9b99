"""Assemble drafts from what is billable: buyer by buyer, each item on exactly one draft."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from sansfaute.contracts import queries as contracts
from sansfaute.drafts import queries, rules
from sansfaute.drafts.events import DraftAssembled
from sansfaute.drafts.models import Draft, DraftLine
from sansfaute.en16931.model import Invoice, Line
from sansfaute.en16931.syntaxes import json as json_form
from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.lib.bulk import copy_in
from sansfaute.masterdata import queries as masterdata

if TYPE_CHECKING:
    from sansfaute.contracts.models import BillableItem, BillRun
    from sansfaute.masterdata.models import Buyer, Seller

CHUNK = 100
"""Buyers whose drafts are assembled in one transaction."""

Assembled = tuple[Draft, list[DraftLine]]


def assemble_drafts(
    *, seller_id: UUID, buyer_ids: Iterable[UUID], run_ids: Iterable[UUID], at: datetime, anew: bool = False
) -> None:
    """Group what these runs found billable for these buyers into drafts, by purchase order and payment terms.

    `anew`: the work had a draft before; assembled on a later day than its run's, it bears that day.
    Twice, at once, or stopped anywhere and run again: each item is on one draft. What was
    merged is billed to the one that stands for it. Eleven queries for each chunk of 100 buyers.
    """
    seller = masterdata.seller(seller_id)
    ordered, runs = sorted(set(buyer_ids)), sorted(set(run_ids))
    for start in range(0, len(ordered), CHUNK):
        _assemble_chunk(seller, ordered[start : start + CHUNK], runs, at, anew)


@transaction.atomic
def _assemble_chunk(
    seller: Seller, buyer_ids: Sequence[UUID], run_ids: Sequence[UUID], at: datetime, anew: bool
) -> None:
    buyers = contracts.locked_families(seller.pk, buyer_ids)
    work = list(queries.work_to_assemble(list(buyers), run_ids))
    assembled = [
        pair
        for run, buyer, items in _by_run_and_buyer(work, buyers)
        for pair in _drafts(seller, buyer, run, _issue_date(run, at, anew), items, at)
    ]
    drafts = [draft for draft, _ in assembled]
    copy_in(drafts)
    copy_in([line for _, lines in assembled for line in lines])
    journal.record([DraftAssembled(seller_id=seller.pk, subject_id=draft.pk) for draft in drafts], at=at)
    if contracts.runs_stopped(run_ids, "cancelled"):  # a run cancelled since we began: none of its work is drafted
        transaction.set_rollback(True)


def _by_run_and_buyer(
    work: Sequence[BillableItem], buyers: Mapping[UUID, Buyer]
) -> Iterator[tuple[BillRun, Buyer, list[BillableItem]]]:
    """What each run found for each buyer billed: two runs, with their own dates, never share a draft."""

    def whose(item: BillableItem) -> tuple[UUID, UUID]:
        return buyers[item.buyer_id].pk, item.run_id

    for (buyer_id, _), items in groupby(sorted(work, key=whose), key=whose):  # stable: the items keep their order
        found = list(items)
        yield found[0].run, buyers[buyer_id], found


def _issue_date(run: BillRun, at: datetime, anew: bool) -> date:
    """The run's date. The law dates an invoice by the day it is issued: made anew later, it moves forward."""
    today = clock.day_of(at)
    return max(run.issue_date, today) if anew and today > clock.day_of(run.started_at) else run.issue_date


def _drafts(
    seller: Seller, buyer: Buyer, run: BillRun, issue_date: date, items: Sequence[BillableItem], at: datetime
) -> Iterator[Assembled]:
    treated = list(_treated(seller, buyer, issue_date, items))
    for sheet in rules.sheets(treated):
        draft, invoice = _draft(seller, buyer, run, issue_date, sheet, at)
        pairs = zip(sheet.places, invoice.lines, strict=True)
        yield draft, [_line(draft, items[place], line) for place, line in pairs]


def _treated(
    seller: Seller, buyer: Buyer, issue_date: date, items: Sequence[BillableItem]
) -> Iterator[rules.TreatedWork]:
    """Each item with its VAT treatment; decided once for what is sold alike under one contract on one day."""
    decided: dict[tuple[Any, ...], rules.Treatment] = {}
    for item in items:
        alike = (item.item_id, item.contract_id, rules.operation_day(item, issue_date))
        if alike not in decided:
            decided[alike] = rules.decide(rules.situation_of(seller, buyer, item, issue_date))
        yield rules.TreatedWork(item, decided[alike])


def _draft(
    seller: Seller, buyer: Buyer, run: BillRun, issue_date: date, sheet: rules.Sheet, at: datetime
) -> tuple[Draft, Invoice]:
    terms = rules.payment_terms(buyer, dict(sheet.key.terms))
    invoice = rules.document_of(
        seller,
        buyer,
        sheet.treated,
        issue_date=issue_date,
        terms=terms,
        delivered_to=rules.delivered_to(dict(sheet.key.place)),
    )
    draft = Draft(
        seller_id=seller.pk,
        run=run,
        buyer=buyer,
        purchase_order_reference=sheet.key.purchase_order_reference,
        purpose=sheet.key.kind,
        corrects=_corrects(sheet),
        type_code=invoice.type_code,
        issue_date=issue_date,
        payment_due_date=invoice.payment_due_date,
        payment_terms=(terms or rules.LEGAL_TERMS).to_dict(),
        currency_code=invoice.currency_code,
        total_without_vat=invoice.totals.total_without_vat,
        total_vat=invoice.totals.total_vat or Decimal(0),
        total_with_vat=invoice.totals.total_with_vat,
        document=json_form.to_dict(invoice),
        treatments=[one.treatment.as_dict(str(number)) for number, one in enumerate(sheet.treated, 1)],
        clauses=rules.clauses_of(buyer, sheet.key, sheet.treated, terms),
        assembled_at=at,
    )
    return draft, invoice


def _corrects(sheet: rules.Sheet) -> dict[str, str]:
    """The invoice that a credit note is of, as its work names it."""
    basis = sheet.treated[0].work.basis if sheet.key.kind == "credit" else {}
    return {name: str(basis[name]) for name in ("invoice_number", "invoice_date") if basis.get(name)}


class NetAmountError(AssertionError):
    """A line does not carry the amount that was worked out as billable: euros would be lost or invented."""


def _line(draft: Draft, item: BillableItem, line: Line) -> DraftLine:
    sign = -1 if item.kind == "credit" else 1  # a credit note's amounts are positive
    if line.line_net_amount * sign != item.net_amount:
        raise NetAmountError(f"{item.source_key}: {item.net_amount} billable, {line.line_net_amount} on the line")
    return DraftLine(
        seller_id=draft.seller_id,
        draft=draft,
        billable=item,
        line_identifier=line.identifier,
        net_amount=item.net_amount,
    )
