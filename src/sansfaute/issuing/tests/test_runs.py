"""Pause, resume and cancel a run while others find, draft and number: nothing is lost, doubled or numbered late."""

from __future__ import annotations

import threading
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections

from sansfaute.contracts import actions as contracts
from sansfaute.contracts.models import BillableItem, BillRun, OrderLine
from sansfaute.drafts.models import Discard, Draft, DraftLine
from sansfaute.issuing import actions
from sansfaute.issuing.actions import issue as issue_module
from sansfaute.issuing.models import Invoice, NumberSeries
from sansfaute.issuing.tests.running import (
    NOW,
    approve,
    assemble,
    find,
    issue,
    orders,
    release,
    sound,
    started,
    stop,
)
from sansfaute.journal import actions as journal
from sansfaute.masterdata.models import Seller
from sansfaute.review.models import Approval
from sansfaute.review.tests import factories


@pytest.fixture
def seller(db: None) -> Seller:
    return factories.seller()


class TestPause:
    def test_before_finding_nothing_is_found_until_it_goes_on(self, seller: Seller) -> None:
        orders(seller, 2)
        run = started(seller)
        stop(run, "pause")
        find(run)
        assert not BillableItem.objects.exists()
        stop(run, "resume")
        find(run)
        assert BillableItem.objects.count() == 2
        assert BillRun.objects.get().state == "found"

    def test_in_the_middle_of_finding_it_goes_on_from_there(
        self, seller: Seller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from sansfaute.contracts.actions import bill_run

        monkeypatch.setattr(bill_run, "CHUNK", 1)
        orders(seller, 4)
        run = started(seller)

        def pause(done: int, _to_do: int) -> None:
            if done == 2 and BillRun.objects.get().state == "working":
                stop(run, "pause")

        with journal.inline_steps():
            contracts.find_billable_work(run_id=run.pk, at=NOW, progress=pause)
        assert BillableItem.objects.count() == 2
        stop(run, "resume")
        find(run)
        run.refresh_from_db()
        assert (BillableItem.objects.count(), run.buyers_done, run.state) == (4, 4, "found")

    def test_before_numbering_no_number_is_given_until_it_goes_on(self, seller: Seller) -> None:
        orders(seller, 3)
        run = started(seller)
        find(run)
        assemble(run)
        ids = approve(run)
        stop(run, "pause")
        assert issue(run, ids) == 0
        assert not NumberSeries.objects.exclude(last_number=0).exists()
        stop(run, "resume")
        with journal.inline_steps():
            assert actions.issue_run(seller_id=seller.pk, run_id=run.pk, at=NOW) == 3
        sound(3)

    @pytest.mark.parametrize("how", ["pause", "cancel"])
    def test_other_runs_are_numbered_meanwhile(self, seller: Seller, how: str) -> None:
        orders(seller, 1)
        first = started(seller)
        find(first)
        assemble(first)
        mine = approve(first)
        factories.order(seller, factories.buyer(seller, "LATER"))
        second = started(seller)
        find(second)
        assemble(second)
        theirs = approve(second)
        stop(first, how)
        assert issue(second, [*mine, *theirs]) == 1
        sound(1)

    @pytest.mark.parametrize(
        ("before", "how"),
        [
            ((), "resume"),
            (("pause",), "pause"),
            (("cancel",), "pause"),
            (("cancel",), "resume"),
            (("cancel",), "cancel"),
        ],
    )
    def test_what_makes_no_sense_is_refused(self, seller: Seller, before: tuple[str, ...], how: str) -> None:
        run = started(seller)
        for step in before:
            stop(run, step)
        with pytest.raises(contracts.BillRunRefused):
            stop(run, how)

    def test_cancelling_needs_a_reason(self, seller: Seller) -> None:
        with pytest.raises(contracts.BillRunRefused):
            contracts.cancel_run(run_id=started(seller).pk, why="  ", actor=None, at=NOW)


class TestCancel:
    def test_what_was_issued_stays_and_all_else_is_billable_again(self, seller: Seller) -> None:
        orders(seller, 5)
        run = started(seller)
        find(run)
        assemble(run)
        ids = approve(run)
        issue(run, ids[:2])
        stop(run, "cancel")
        assert release(run) == 3
        assert release(run) == 0
        assert OrderLine.objects.filter(billable=None).count() == 3
        assert BillableItem.objects.count() == 2
        again = started(seller)
        find(again)
        assemble(again)
        assert issue(again, approve(again)) == 3
        sound(5)
        assert DraftLine.objects.count() == BillableItem.objects.count() == 5

    @pytest.mark.parametrize("late", ["find", "assemble", "check", "issue"])
    def test_a_step_that_comes_late_does_nothing(self, seller: Seller, late: str) -> None:
        orders(seller, 2)
        run = started(seller)
        steps: dict[str, Callable[[], Any]] = {
            "find": lambda: find(run),
            "assemble": lambda: assemble(run),
            "check": lambda: approve(run),
            "issue": lambda: issue(run, list(Draft.objects.values_list("pk", flat=True))),
        }
        for name, step in steps.items():
            if name == late:
                break
            step()
        stop(run, "cancel")
        release(run)
        for step in list(steps.values())[list(steps).index(late) :]:
            step()
        assert not Invoice.objects.exists()
        assert not BillableItem.objects.exists()
        assert OrderLine.objects.filter(billable=None).count() == 2
        assert not Draft.objects.filter(discard=None).exists()

    def test_stopped_in_the_middle_of_releasing_it_goes_on(
        self, seller: Seller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from sansfaute.issuing.actions import runs

        monkeypatch.setattr(runs, "CHUNK", 1)
        orders(seller, 3)
        run = started(seller)
        find(run)
        assemble(run)
        stop(run, "cancel")
        monkeypatch.setattr(runs.drafts, "withdraw_undrafted", _break)
        with pytest.raises(RuntimeError):
            release(run)
        monkeypatch.undo()
        release(run)
        assert (Discard.objects.count(), BillableItem.objects.count()) == (3, 0)


def _break(**_: object) -> None:
    raise RuntimeError("killed here")


def together(*steps: Callable[[], Any]) -> list[BaseException]:
    """Run these at the same time; what went wrong."""
    faults: list[BaseException] = []

    def work(step: Callable[[], Any]) -> None:
        try:
            step()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(step,)) for step in steps]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert not any(one.is_alive() for one in threads), "they wait for each other"
    return faults


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.mark.parametrize("how", ["cancel", "pause"])
    def test_nothing_is_numbered_after_stopping_returns(
        self, seller: Seller, monkeypatch: pytest.MonkeyPatch, how: str
    ) -> None:
        """The issuer has looked at the run and not numbered yet: who stops the run waits for it."""
        orders(seller, 3)
        run = started(seller)
        find(run)
        assemble(run)
        ids = approve(run)
        looked, seen = threading.Event(), {}
        know_key, at_work = issue_module._know_key, threading.Event()

        def slow(*given: Any) -> None:
            looked.set()
            at_work.wait(0.5)  # until who stops the run is known to wait, or has wrongly returned
            know_key(*given)

        def stop_then_count() -> None:
            looked.wait(10)
            stop(run, how)
            seen["when it returned"] = Invoice.objects.count()
            at_work.set()

        monkeypatch.setattr(issue_module, "_know_key", slow)
        assert together(lambda: issue(run, ids), stop_then_count) == []
        assert seen["when it returned"] == Invoice.objects.count()
        sound(Invoice.objects.count())

    @pytest.mark.parametrize("seed", range(3))
    def test_cancelled_while_issuers_fight_all_else_is_billable_again(self, seller: Seller, seed: int) -> None:
        orders(seller, 12)
        run = started(seller)
        find(run)
        assemble(run)
        ids = approve(run)
        begun = threading.Barrier(4)
        seen = {}

        def issuer(step: int) -> None:
            begun.wait(10)
            for start in range(0, 12, 2):
                place = (start + step * 6) % 12
                issue(run, ids[place : place + 2])

        def canceller() -> None:
            begun.wait(10)
            while Invoice.objects.count() < 2 + 3 * seed:
                pass
            stop(run, "cancel")
            seen["issued"] = Invoice.objects.count()
            release(run)

        def releaser() -> None:
            begun.wait(10)
            while "issued" not in seen:
                pass
            release(run)

        assert together(lambda: issuer(0), lambda: issuer(1), canceller, releaser) == []
        issued = seen["issued"]
        assert Invoice.objects.count() == issued
        sound(issued)
        free = OrderLine.objects.filter(billable=None).count()
        assert (free, BillableItem.objects.count()) == (12 - issued, issued)
        assert Draft.objects.filter(discard=None).count() == issued

    def test_two_finders_and_two_assemblers_give_each_item_once(
        self, seller: Seller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from sansfaute.contracts.actions import bill_run

        monkeypatch.setattr(bill_run, "CHUNK", 3)
        orders(seller, 14)
        run = started(seller)
        assert together(lambda: find(run), lambda: find(run)) == []
        run.refresh_from_db()
        assert (BillableItem.objects.count(), run.buyers_done, run.state) == (14, 14, "found")
        assert together(lambda: assemble(run), lambda: assemble(run)) == []
        assert Draft.objects.count() == DraftLine.objects.count() == 14
        assert sum(Draft.objects.values_list("total_without_vat", flat=True)) == Decimal(100) * sum(range(1, 15))
        assert together(lambda: approve(run), lambda: approve(run)) == []
        assert Approval.objects.count() == 14

    def test_a_cancelled_run_and_its_finder_together_leave_nothing(
        self, seller: Seller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from sansfaute.contracts.actions import bill_run

        monkeypatch.setattr(bill_run, "CHUNK", 1)
        orders(seller, 8)
        run = started(seller)

        def cancel() -> None:
            while not BillableItem.objects.exists():
                pass
            stop(run, "cancel")
            release(run)

        assert together(lambda: (find(run), assemble(run)), cancel) == []
        assert not BillableItem.objects.exists()
        assert OrderLine.objects.filter(billable=None).count() == 8
