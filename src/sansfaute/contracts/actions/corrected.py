"""What corrections of invoices gave back, as `issuing` announces it; and work that a person bills once more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.contracts import queries
from sansfaute.contracts.events import BillRunStarted, WorkBecameBillable, WorkBilledAgain, WorkCorrected
from sansfaute.contracts.models import BillableItem, BillRun
from sansfaute.contracts.rules import corrected_work as rules
from sansfaute.journal import actions as journal
from sansfaute.lib import clock
from sansfaute.lib.errors import Refusal
from sansfaute.lib.ids import new_id

_COPIED = (
    "seller_id", "item_id", "contract_id", "contract_line_id", "currency_code", "quantity", "unit_code", "unit_price",
    "full_unit_price", "base_quantity", "discount_percentage", "discount_amount", "discount_origin", "discount_reason",
    "proration", "period_start", "period_end", "delivery_date", "purchase_order_reference", "order_reference",
    "buyer_reference", "net_amount",
)  # fmt: skip


class AgainRefused(Refusal):
    """Work cannot be billed again; the message is fit for a person."""


@transaction.atomic
def mark_corrected(*, seller_id: UUID, given: Mapping[UUID, Sequence[rules.Given]], at: datetime) -> int:
    """Keep what corrections gave back of these billable items; the same again changes nothing. How many are new."""
    items = BillableItem.objects.filter(seller_id=seller_id, pk__in=list(given)).order_by("pk").select_for_update()
    changed: list[BillableItem] = []
    counts: Counter[tuple[str, str]] = Counter()
    for item in items:
        basis: dict[str, Any] = item.basis
        for one in given[item.pk]:
            told = rules.with_correction(basis, one)
            counts[one.invoice_id, one.invoice_number] += told != basis
            basis = told
        if basis != item.basis:
            item.basis = basis
            changed.append(item)
    BillableItem.objects.bulk_update(changed, ["basis"], batch_size=500)
    facts = [
        WorkCorrected(seller_id=seller_id, subject_id=UUID(invoice_id), invoice_number=number, item_count=count)
        for (invoice_id, number), count in counts.items()
        if count
    ]
    journal.record(facts, at=at)
    return len(changed)


@transaction.atomic
def bill_again(*, invoice_id: UUID, why: str, actor: journal.Actor | None, at: datetime) -> BillRun:
    """Give the work of an invoice that was credited in full to a run of its own, at what it was billed for.

    Once only: an item that was billed again says so, and its new key is unique. The new lines keep the
    discounts of the document that was credited. Raises AgainRefused for an invoice of which something stands,
    that a new one was drafted for, or whose work was billed again already.
    """
    if not why.strip():
        raise AgainRefused(_("Say why this work is billed again: the reason is kept with it."))
    found = BillableItem.objects.filter(invoiced__invoice_id=invoice_id).order_by("pk")
    first = found.first()
    if first is None:
        raise AgainRefused(_("No work that was found by a run is on this invoice: make a new invoice instead."))
    buyers = queries.locked_families(first.seller_id, {first.buyer_id})
    items = list(found.select_for_update(of=("self",)).select_related("buyer", "item"))
    if code := next((code for one in items if (code := rules.why_not_again(one.kind, one.net_amount, one.basis))), ""):
        raise AgainRefused(_sentences()[code])
    run = _run(first.seller_id, {one.buyer.code for one in items}, actor, at)
    again = [_again(one, run, buyers[first.buyer_id].pk, why.strip(), at) for one in items]
    BillableItem.objects.bulk_create(again)
    BillableItem.objects.bulk_update(items, ["basis"], batch_size=500)
    facts: list[Any] = [
        WorkBilledAgain(seller_id=run.seller_id, subject_id=invoice_id, run_id=run.pk, item_count=len(again)),
        WorkBecameBillable(seller_id=run.seller_id, subject_id=buyers[first.buyer_id].pk, run_id=run.pk),
    ]
    journal.record(facts, at=at, actor=actor, why=why.strip())
    return run


def _run(seller_id: UUID, codes: set[str], actor: journal.Actor | None, at: datetime) -> BillRun:
    """A run that looks for nothing else: what was credited is its only work."""
    today = clock.day_of(at)
    run = BillRun.objects.create(
        seller_id=seller_id,
        until=today,
        issue_date=today,
        scope={"buyers": sorted(codes), "kinds": ["rebill"]},
        state="found",
        started_at=at,
        started_by_id=actor.pk if actor else None,
    )
    fact = BillRunStarted(seller_id=seller_id, subject_id=run.pk, until=today.isoformat(), issue_date=today.isoformat())
    journal.record([fact], at=at, actor=actor)
    return run


def _again(item: BillableItem, run: BillRun, buyer_id: Any, why: str, at: datetime) -> BillableItem:
    """The same line once more; the item of before remembers that it was."""
    key = f"{item.source_key}:again"
    basis = {name: value for name, value in item.basis.items() if name != rules.CORRECTED}
    made = BillableItem(
        id=new_id(),
        run=run,
        kind="rebill",
        source_key=key,
        buyer_id=buyer_id,
        became_billable_at=at,
        basis=basis | {"replaces": item.source_key, "line": str(item.pk), "why": why},
        **{name: getattr(item, name) for name in _COPIED},
    )
    item.basis = {**item.basis, rules.AGAIN: {"key": key, "run": str(run.pk)}}
    return made


def _sentences() -> dict[str, str]:
    return {
        "again_already": _("This work was billed again already: look for the invoice of its new run."),
        "again_of_clause": _("What a clause of the contract bills (deposit, instalment, statement, credit) is asked"
        " for again on the contract's page."),
        "again_replaced": _("A new invoice was drafted in the place of this one: issue that one instead."),
        "again_standing": _("Something of this invoice stands: credit the rest of it before its work is billed again."),
    }  # fmt: skip
