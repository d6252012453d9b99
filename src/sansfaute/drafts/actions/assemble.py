"""Assemble drafts from what is billable: buyer by buyer, each item on exactly one draft."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import itemgetter
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction

from sansfaute.contracts import actions as contracts_actions
from sansfaute.contracts import queries as contracts
from sansfaute.drafts import queries, rules
from sansfaute.drafts.actions.evidence import settled_of, supports_of, vies_of
from sansfaute.drafts.actions.granting import Granting, clauses_granted, refuse_unless_agreed
from sansfaute.drafts.actions.kits import components_of, parts_of
from sansfaute.drafts.actions.named_parties import named_parties
from sansfaute.drafts.events import DraftAssembled
from sansfaute.drafts.models import Draft, DraftLine
from sansfaute.en16931.model import Invoice, Line
from sansfaute.en16931.syntaxes import json as json_form
from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.lib.bulk import copy_in, fresh
from sansfaute.masterdata import queries as masterdata

if TYPE_CHECKING:
    from sansfaute.contracts.models import BillableItem, BillRun
    from sansfaute.masterdata.models import Buyer, Item, Seller

CHUNK = 100
"""Buyers whose drafts are assembled in one transaction."""

Assembled = tuple[Draft, list[DraftLine]]


def assemble_drafts(
    *, seller_id: UUID, buyer_ids: Iterable[UUID], run_ids: Iterable[UUID], at: datetime, anew: bool = False
) -> None:
    """Group what these runs found billable for these buyers into drafts, by purchase order and payment terms.

    `anew`: the work had a draft before; assembled on a later day than its run's, it bears that day.
    Twice, at once, or stopped anywhere and run again: each item is on one draft. What was
    merged is billed to the one that stands for it. At most thirteen queries for each chunk of 100 buyers.
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
    work = queries.work_to_assemble(list(buyers), run_ids)
    vies = vies_of(seller, buyers.values())
    parties = named_parties(seller.pk, buyers, work)
    components = components_of(seller.pk, work)
    granting = Granting.read(seller.pk, buyers, work)
    assembled = [
        pair
        for run, buyer, items in _by_run_and_buyer(work, buyers)
        for day in [_issue_date(run, at, anew)]
        for treated in [_treated(seller, buyer, day, items, vies.get(buyer.pk) or rules.NOT_ASKED, components)]
        for pair in _drafts(seller, buyer, run, day, items, list(treated), granting, at, parties.beside(buyer, day))
    ]
    drafts = [draft for draft, _ in assembled]
    copy_in(drafts)
    copy_in([line for _, lines in assembled for line in lines])
    contracts_actions.keep_net_amounts(granting.nets)
    journal.record([DraftAssembled(seller_id=seller.pk, subject_id=draft.pk) for draft in drafts], at=at)
    if contracts.runs_stopped(run_ids, "cancelled"):  # a run cancelled since we began: none of its work is drafted
        transaction.set_rollback(True)


def _by_run_and_buyer(
    work: Sequence[BillableItem], buyers: Mapping[UUID, Buyer]
) -> Iterator[tuple[BillRun, Buyer, list[BillableItem]]]:
    """What each run found for each buyer billed: two runs, with their own dates, never share a draft."""

    found: dict[tuple[UUID, UUID], list[BillableItem]] = defaultdict(list)
    for item in work:
        found[buyers[item.buyer_id].pk, item.run_id].append(item)
    for (buyer_id, _), items in sorted(found.items(), key=itemgetter(0)):
        yield items[0].run, buyers[buyer_id], items


def _issue_date(run: BillRun, at: datetime, anew: bool) -> date:
    """The run's date. The law dates an invoice by the day it is issued: made anew later, it moves forward."""
    today = clock.day_of(at)
    return max(run.issue_date, today) if anew and today > clock.day_of(run.started_at) else run.issue_date


def _drafts(
    seller: Seller,
    buyer: Buyer,
    run: BillRun,
    issue_date: date,
    items: Sequence[BillableItem],
    treated: Sequence[rules.TreatedWork],
    granting: Granting,
    at: datetime,
    beside: rules.Beside,
) -> Iterator[Assembled]:
    for sheet in rules.sheets(treated, beside):
        draft, invoice = _draft(seller, buyer, run, issue_date, sheet, granting, at, beside)
        pairs = zip(sheet.places, _tied(invoice.lines), strict=True)
        granting.keep_nets(sheet, [items[place] for place in sheet.places], invoice)
        yield draft, [_line(draft, items[place], line) for place, line in pairs]


def _treated(
    seller: Seller,
    buyer: Buyer,
    issue_date: date,
    items: Sequence[BillableItem],
    vies: rules.ViesAnswer,
    components: Mapping[str, Item],
) -> Iterator[rules.TreatedWork]:
    """Each item with its VAT treatment; decided once for what is sold alike under one contract on one day."""
    decided: dict[tuple[Any, ...], rules.Treatment] = {}

    def treat(item: BillableItem) -> rules.Treatment:
        alike = (item.item_id, item.contract_id, rules.operation_day(item, issue_date), *rules.sold_at(item))
        if alike not in decided:
            decided[alike] = rules.decide(rules.situation_of(seller, buyer, item, issue_date, vies))
        return decided[alike]

    for item in items:
        parts = parts_of(item, components, treat) if components else ()
        yield rules.TreatedWork(item, treat(item), parts)


def _draft(
    seller: Seller,
    buyer: Buyer,
    run: BillRun,
    issue_date: date,
    sheet: rules.Sheet,
    granting: Granting,
    at: datetime,
    beside: rules.Beside,
) -> tuple[Draft, Invoice]:
    terms = rules.payment_terms(buyer, dict(sheet.key.terms))
    granted = granting.discounts(sheet, buyer.code, issue_date)
    rate, rate_told = granting.rate(sheet, issue_date)
    invoice = rules.document_of(
        seller,
        buyer,
        sheet.treated,
        issue_date=issue_date,
        terms=terms,
        delivered_to=rules.delivered_to(dict(sheet.key.place)),
        allowances=granted.allowances,
        with_vat=sheet.key.with_vat,
        exchange_rate=rate,
        beside=beside,
        supports=supports_of(one.work for one in sheet.treated),
        settled=settled_of(seller, [one.work for one in sheet.treated]),
    )
    refuse_unless_agreed(invoice, sheet, granted)
    clauses = clauses_granted(rules.clauses_of(buyer, sheet.key, sheet.treated, terms), granted, sheet, rate_told)
    draft = Draft(
        seller_id=seller.pk,
        run=run,
        buyer=buyer,
        purchase_order_reference=sheet.key.purchase_order_reference,
        purpose=sheet.key.kind,
        channel=rules.channel_of(rules.details_of(sheet.treated[0].work), beside),
        corrects=_corrects(sheet),
        issue_date=issue_date,
        payment_terms=(terms or rules.LEGAL_TERMS).to_dict(),
        **_columns_of(invoice),
        treatments=[one.treatment.as_dict(str(number)) for number, one in enumerate(sheet.treated, 1)],
        clauses=clauses | rules.clauses_brought(seller, sheet.treated, invoice),
        assembled_at=at,
    )
    return draft, invoice


def _columns_of(invoice: Invoice) -> dict[str, Any]:
    """The document, and what of it lists and review need beside it."""
    return {
        "type_code": invoice.type_code,
        "payment_due_date": invoice.payment_due_date,
        "currency_code": invoice.currency_code,
        "total_without_vat": invoice.totals.total_without_vat,
        "total_vat": invoice.totals.total_vat or Decimal(0),
        "total_with_vat": invoice.totals.total_with_vat,
        "document": json_form.to_dict(invoice),
    }


def _tied(lines: Sequence[Line]) -> list[Line]:
    """One line for each item: what a kit is made of stands under it."""
    return [line for line in lines if line.parent_line_identifier is None]


def _corrects(sheet: rules.Sheet) -> dict[str, str]:
    """The invoice that a credit note is of, as its work names it."""
    basis = sheet.treated[0].work.basis if sheet.key.kind == "credit" else {}
    return {name: str(basis[name]) for name in ("invoice_number", "invoice_date") if basis.get(name)}


class NetAmountError(AssertionError):
    """A line does not carry the amount that was worked out as billable: euros would be lost or invented."""


def _line(draft: Draft, item: BillableItem, line: Line) -> DraftLine:
    """The tie; of a price with VAT, the amount without is that which the document gives the line."""
    sign = -1 if item.kind == "credit" else 1  # a credit note's amounts are positive
    net = line.line_net_amount * sign
    if net != item.net_amount and not item.basis.get("with_vat"):
        raise NetAmountError(f"{item.source_key}: {item.net_amount} billable, {line.line_net_amount} on the line")
    tied = {"seller_id": draft.seller_id, "draft_id": draft.pk, "billable_id": item.pk}
    return fresh(DraftLine, {**tied, "line_identifier": line.identifier, "net_amount": net})
