"""A bill run step by step, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sansfaute.contracts import actions as contracts
from sansfaute.contracts.models import BillRun
from sansfaute.drafts import actions as drafts
from sansfaute.drafts.models import Draft
from sansfaute.issuing import actions, queries
from sansfaute.issuing.models import Invoice
from sansfaute.journal import actions as journal
from sansfaute.masterdata.models import Buyer, Seller
from sansfaute.review import actions as review
from sansfaute.review.tests import factories

NOW, LAST_DAY = factories.NOW, factories.LAST_DAY


def orders(seller: Seller, count: int) -> None:
    for number in range(count):
        factories.order(seller, factories.buyer(seller, f"C{number}"), quantity=str(number + 1))


def started(seller: Seller) -> BillRun:
    with journal.inline_steps():
        return contracts.start_bill_run(seller_id=seller.pk, until=LAST_DAY, issue_date=LAST_DAY, at=NOW)


def find(run: BillRun) -> None:
    with journal.inline_steps():
        contracts.find_billable_work(run_id=run.pk, at=NOW)


def assemble(run: BillRun) -> None:
    buyers = list(Buyer.objects.filter(seller_id=run.seller_id).values_list("pk", flat=True))
    with journal.inline_steps():
        drafts.assemble_drafts(seller_id=run.seller_id, buyer_ids=buyers, run_ids=[run.pk], at=NOW)


def approve(run: BillRun) -> list[UUID]:
    ids = list(Draft.objects.filter(run=run, discard=None).order_by("pk").values_list("pk", flat=True))
    with journal.inline_steps():
        review.check_drafts(seller_id=run.seller_id, draft_ids=ids, at=NOW)
    return ids


def issue(run: BillRun, ids: Sequence[UUID]) -> int:
    with journal.inline_steps():
        return len(actions.issue_drafts(seller_id=run.seller_id, draft_ids=ids, at=NOW))


def stop(run: BillRun, how: str) -> None:
    with journal.inline_steps():
        if how == "cancel":
            contracts.cancel_run(run_id=run.pk, why="the price list is wrong", actor=None, at=NOW)
        else:
            {"pause": contracts.pause_run, "resume": contracts.resume_run}[how](run_id=run.pk, actor=None, at=NOW)


def release(run: BillRun) -> int:
    with journal.inline_steps():
        return actions.release_run(seller_id=run.seller_id, run_id=run.pk, at=NOW)


def sound(invoices: int) -> None:
    """Numbers 1 to so many, each once, and every seal holds."""
    numbers = list(Invoice.objects.order_by("sequence_number").values_list("sequence_number", flat=True))
    assert numbers == list(range(1, invoices + 1))
    assert [str(one) for one in (*queries.verify_series(), *queries.verify_chain())] == []
