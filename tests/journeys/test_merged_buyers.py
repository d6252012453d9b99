"""Merged buyers: contracts keep their own, what is billed goes to the one that stands for them, until it is undone."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from typing import Any

import pytest
from django.db import connection, connections

from sansfaute.contracts import actions, queries
from sansfaute.contracts.models import BillableItem, Contract
from sansfaute.contracts.tests import factories
from sansfaute.contracts.tests.factories import NOW, contract_row, order_row, usage_row
from sansfaute.drafts.models import Draft
from sansfaute.journal.actions import inline_steps
from sansfaute.masterdata import actions as masterdata
from sansfaute.masterdata.models import Buyer, ChangeSet, Seller

OCTOBER, NOVEMBER = date(2026, 10, 31), date(2026, 11, 30)


@pytest.fixture(autouse=True)
def steps() -> Iterator[Any]:
    with inline_steps() as found:
        yield found


def two_with_contracts() -> tuple[Seller, Buyer, Buyer]:
    owner = factories.seller()
    for code in ("C1", "C2"):
        factories.buyer(owner, code)
    factories.item(owner, "MAINT", "245", unit_code="MON")
    factories.item(owner, "HOUR", "92", unit_code="HUR")
    factories.item(owner, "SCREEN", "219.9", nature="goods")
    rows = [
        contract_row("CT-1", start_date="2026-10-01"),
        contract_row("CT-2", buyer_code="C2", start_date="2026-10-01"),
    ]
    actions.record_rows(source_file_id=factories.rows(owner, "contracts", rows).pk, at=NOW)
    return owner, Buyer.objects.get(code="C1"), Buyer.objects.get(code="C2")


def merge(owner: Seller, keep: Buyer, absorb: Buyer) -> ChangeSet:
    return masterdata.merge_buyers(seller_id=owner.pk, keep=keep.pk, absorb=[absorb.pk], at=NOW)


def bill(owner: Seller, until: date, steps: Any = None) -> list[BillableItem]:
    run = actions.start_bill_run(seller_id=owner.pk, until=until, issue_date=until, at=NOW)
    actions.find_billable_work(run_id=run.pk, at=NOW)
    if steps:
        steps.run()
    return list(BillableItem.objects.filter(run=run).order_by("source_key"))


@pytest.mark.django_db
class TestMergedBuyers:
    def test_one_draft_while_merged_two_once_undone(self, steps: Any) -> None:
        owner, one, two = two_with_contracts()
        done = merge(owner, one, two)
        bill(owner, OCTOBER, steps)
        draft = Draft.objects.get()
        assert (draft.buyer_id, draft.lines.count()) == (one.pk, 2)
        assert set(Contract.objects.values_list("buyer__code", flat=True)) == {"C1", "C2"}
        masterdata.undo_changes(seller_id=owner.pk, change_set_id=done.pk, at=NOW)
        bill(owner, NOVEMBER, steps)
        later = Draft.objects.exclude(pk=draft.pk)
        assert sorted(later.values_list("buyer__code", flat=True)) == ["C1", "C2"]
        assert all(one.lines.count() == 1 for one in later)

    def test_work_found_before_the_merge_is_drafted_for_the_one_that_stays(self, steps: Any) -> None:
        owner, one, two = two_with_contracts()
        bill(owner, OCTOBER)  # its steps wait
        merge(owner, two, one)
        steps.run()
        draft = Draft.objects.get()
        assert (draft.buyer_id, draft.lines.count()) == (two.pk, 2)

    def test_orders_and_usage_under_an_absorbed_code_are_billed_too(self) -> None:
        owner, one, two = two_with_contracts()
        merge(owner, one, two)
        for kind, row in (("orders", order_row(buyer_code="C2")), ("usage", usage_row(contract_number="CT-2"))):
            actions.record_rows(source_file_id=factories.rows(owner, kind, [row]).pk, at=NOW)
        items = bill(owner, OCTOBER)
        assert len(items) == 4
        assert {item.buyer_id for item in items} == {one.pk}
        assert queries.order_lines(owner.pk).get().buyer_id == two.pk

    def test_usage_that_comes_after_the_undoing_is_not_lost(self) -> None:
        owner, one, two = two_with_contracts()
        done = merge(owner, one, two)
        early = usage_row("U1", contract_number="CT-2")
        actions.record_rows(source_file_id=factories.rows(owner, "usage", [early]).pk, at=NOW)
        bill(owner, OCTOBER)
        masterdata.undo_changes(seller_id=owner.pk, change_set_id=done.pk, at=NOW)
        late = usage_row("U2", contract_number="CT-2")
        actions.record_rows(source_file_id=factories.rows(owner, "usage", [late]).pk, at=NOW)
        (item,) = bill(owner, OCTOBER)
        assert (item.kind, item.buyer_id) == ("usage", two.pk)


@pytest.mark.django_db(transaction=True)
def test_runs_and_merges_at_once_bill_everything_once() -> None:
    owner, one, two = two_with_contracts()
    run = actions.start_bill_run(seller_id=owner.pk, until=OCTOBER, issue_date=OCTOBER, at=NOW)

    def work(number: int) -> None:
        try:
            with inline_steps():
                if number % 2:
                    actions.find_billable_work(run_id=run.pk, at=NOW)
                else:
                    done = merge(owner, one, two)
                    masterdata.undo_changes(seller_id=owner.pk, change_set_id=done.pk, at=NOW)
        except masterdata.MergeRefused:
            pass
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as hands:
        list(hands.map(work, range(8)))
    assert BillableItem.objects.filter(run=run).count() == 2
    connection.close()
