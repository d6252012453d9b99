"""The report of a run says what became of everything, and what changed since its simulation."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sansfaute.contracts import actions as contracts
from sansfaute.contracts.models import OrderLine
from sansfaute.drafts import actions as drafts
from sansfaute.issuing.queries.runs import run_report
from sansfaute.issuing.tests.running import LAST_DAY, NOW, approve, assemble, find, issue, orders, started
from sansfaute.journal import actions as journal
from sansfaute.masterdata.models import Buyer, Seller
from sansfaute.review import actions as review
from sansfaute.review.tests import factories


@pytest.fixture
def seller(db: None) -> Seller:
    return factories.seller()


class TestReport:
    def test_it_says_what_became_of_everything(self, seller: Seller) -> None:
        orders(seller, 5)
        factories.order(seller, factories.buyer(seller, "HELD"), discount="30")
        run = started(seller)
        assert run_report(run.pk).run.state == "working"
        find(run)
        assert run_report(run.pk).undrafted.count == 6
        assemble(run)
        assert (run_report(run.pk).unjudged.count, run_report(run.pk).undrafted.count) == (6, 0)
        ids = approve(run)
        drafts.discard_draft(draft_id=ids[0], why="not this year", actor=None, at=NOW)
        issue(run, ids[1:4])
        said = run_report(run.pk)
        counts = {
            name: getattr(said, name).count
            for name in ("billable", "drafted", "issued", "approved", "held", "set_aside")
        }
        assert counts == {"billable": 6, "drafted": 6, "issued": 3, "approved": 1, "held": 1, "set_aside": 1}
        assert said.billable.amount == said.drafted.amount == Decimal(1640)
        assert said.held_by_rule == {"discount_above_limit": 1}
        (series,) = said.series
        assert (series.first, series.last, series.count) == ("F2026-000001", "F2026-000003", 3)
        assert [one.kind for one in said.moments] == ["BillRunStarted"]
        assert (said.changed_count, said.missing_count, said.is_over) == (0, 0, False)

    def test_an_empty_run_is_over(self, seller: Seller) -> None:
        run = started(seller)
        find(run)
        said = run_report(run.pk)
        assert (said.is_over, said.billable.count, list(said.series)) == (True, 0, [])

    def test_its_failed_jobs_and_no_others(self, seller: Seller) -> None:
        run, other = (
            contracts.start_bill_run(seller_id=seller.pk, until=LAST_DAY, issue_date=LAST_DAY, at=NOW) for _ in "ab"
        )
        with connection.cursor() as cursor:
            cursor.execute("update procrastinate_jobs set status = 'failed'")
        said = {one.pk: run_report(one.pk).failed_jobs for one in (run, other)}
        assert [[one.task for one in jobs] for jobs in said.values()] == [["contracts.find_work"]] * 2
        assert said[run.pk][0].job_id != said[other.pk][0].job_id

    def test_what_changed_and_what_is_missing_since_the_simulation(self, seller: Seller) -> None:
        orders(seller, 4)
        with journal.inline_steps():
            shown = review.simulate_run(seller_id=seller.pk, until=LAST_DAY, issue_date=LAST_DAY, at=NOW)
            review.work_out_simulation(simulation_id=shown.pk, at=NOW)
        OrderLine.objects.filter(buyer__code="C0").update(unit_price=99)
        with journal.inline_steps():
            other = contracts.start_bill_run(
                seller_id=seller.pk, until=LAST_DAY, issue_date=LAST_DAY, scope={"buyers": ["C2"]},
                at=NOW + timedelta(hours=1),
            )  # fmt: skip
            contracts.find_billable_work(run_id=other.pk, at=NOW + timedelta(hours=1))
        factories.order(seller, Buyer.objects.get(code="C3"), quantity="1")
        OrderLine.objects.filter(buyer__code="C1").delete()
        with journal.inline_steps():
            run = review.commit_simulation(simulation_id=shown.pk, actor=None, at=NOW)
        assert {one.reason for one in run_report(run.pk).missing} == {"not_yet"}
        find(run)
        assemble(run)
        approve(run)
        said = run_report(run.pk)
        assert {one.draft.buyer.code for one in said.changed} == {"C0", "C3"}
        assert {one.document.buyer.code: one.reason for one in said.missing} == {
            "C1": "no_longer_billable", "C2": "billed_by_another_run", "C3": "regrouped",
        }  # fmt: skip
        assert said.missing_count == 3
        assert all(one.sentence for one in said.missing)

    def test_the_number_of_queries_does_not_grow(self, seller: Seller) -> None:
        counts = []
        for size in (2, 12):
            for number in range(size):
                factories.order(seller, factories.buyer(seller, f"S{size}-{number}"), discount="30")
            run = started(seller)
            find(run)
            assemble(run)
            approve(run)
            with CaptureQueriesContext(connection) as seen:
                run_report(run.pk)
            counts.append(len(seen))
        assert counts[0] == counts[1]
        assert counts[1] <= 25
