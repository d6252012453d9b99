"""A simulation gives what the run will give, and leaves nothing of the run behind."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, connections
from django.test.utils import CaptureQueriesContext

from sansfaute.contracts import actions as contracts
from sansfaute.contracts.models import BillRun, OrderLine
from sansfaute.drafts.models import Draft
from sansfaute.journal import actions as journal
from sansfaute.journal.models import Fact
from sansfaute.masterdata.models import Buyer, Item, Seller
from sansfaute.review import actions
from sansfaute.review.actions import simulations as simulations_module
from sansfaute.review.models import Approval, DraftException, SimulatedDocument, Simulation
from sansfaute.review.queries import simulations as queries
from sansfaute.review.tests import factories
from sansfaute.review.tests.simulating import LAST_DAY, NOW, carry_out, commit, dump, orders, simulate

pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> Seller:
    return factories.seller()


class TestNothingRemains:
    def test_every_other_table_is_as_it_was(self, seller: Seller) -> None:
        orders(seller, 6)
        asked = actions.simulate_run(seller_id=seller.pk, until=LAST_DAY, issue_date=LAST_DAY, at=NOW)
        before = dump()
        actions.work_out_simulation(simulation_id=asked.pk, at=NOW)
        after = dump()
        done = {"journal_fact"}  # that it has ended
        assert {name for name in before if before[name] != after[name]} == done
        assert Fact.objects.exclude(kind="SimulationAsked").values_list("kind", flat=True).get() == "SimulationDone"
        assert SimulatedDocument.objects.count() == 6

    def test_asking_queues_one_job_and_announces_no_run(self, seller: Seller) -> None:
        orders(seller, 1)
        with connection.cursor() as cursor:
            cursor.execute("delete from procrastinate_jobs")  # what tests that commit may have left
            actions.simulate_run(seller_id=seller.pk, until=LAST_DAY, issue_date=LAST_DAY, at=NOW)
            cursor.execute("select task_name from procrastinate_jobs")
            assert cursor.fetchall() == [("review.simulate_runs",)]
        assert not BillRun.objects.exists()
        assert list(Fact.objects.values_list("kind", flat=True)) == ["SimulationAsked"]

    def test_a_run_that_could_not_start_is_not_simulated(self, seller: Seller) -> None:
        with pytest.raises(contracts.BillRunRefused):
            simulate(seller, scope={"nonsense": ["x"]})
        with pytest.raises(contracts.BillRunRefused):
            simulate(seller, since=date(2026, 12, 1))
        assert not Simulation.objects.exists()


class TestWhatItShows:
    def test_it_is_what_the_run_gives(self, seller: Seller) -> None:
        orders(seller, 9)
        shown = simulate(seller)
        run = commit(shown)
        told = {
            (one.buyer_id, one.total_with_vat, tuple(one.holds), one.line_count)
            for one in SimulatedDocument.objects.all()
        }
        given = {
            (
                one.buyer_id,
                one.total_with_vat,
                tuple(one.exceptions.order_by("rule").values_list("rule", flat=True)),
                len(one.document["lines"]),
            )
            for one in Draft.objects.filter(run=run)
        }
        assert told == given
        assert len(told) == 9
        assert (shown.state, shown.buyers_done, shown.buyers_to_do) == ("done", 9, 9)

    def test_small_chunks_give_the_same(self, seller: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
        orders(seller, 9)
        whole = essence(simulate(seller))
        monkeypatch.setattr(simulations_module, "CHUNK", 2)
        assert essence(simulate(seller)) == whole

    def test_merged_buyers_of_two_chunks_give_one_document(
        self, seller: Seller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        first, _, last = orders(seller, 3)
        Buyer.objects.filter(pk=last.pk).update(merged_into=first)
        monkeypatch.setattr(simulations_module, "CHUNK", 1)
        assert SimulatedDocument.objects.filter(simulation=simulate(seller)).count() == 2

    @pytest.mark.parametrize("chunk", [1, 200])
    def test_a_double_is_foreseen_in_its_chunk_and_between_chunks(
        self, seller: Seller, monkeypatch: pytest.MonkeyPatch, chunk: int
    ) -> None:
        for code in ("A", "B"):  # two records of one company, not merged
            factories.order(seller, factories.buyer(seller, code), quantity="3")
        monkeypatch.setattr(simulations_module, "CHUNK", chunk)
        holds = [one.holds for one in queries.documents(simulate(seller).pk)]
        assert sorted(holds) == [[], ["duplicate_suspected"]]

    def test_the_scope_narrows_it(self, seller: Seller) -> None:
        orders(seller, 3)
        shown = simulate(seller, scope={"buyers": ["C001"]})
        assert [one.buyer.code for one in queries.documents(shown.pk)] == ["C001"]

    def test_work_billed_already_is_not_shown(self, seller: Seller) -> None:
        orders(seller, 2)
        commit(simulate(seller))
        assert not queries.documents(simulate(seller).pk).exists()


def essence(simulation: Simulation) -> set[tuple[Any, ...]]:
    rows = SimulatedDocument.objects.filter(simulation=simulation)
    return {(one.key, one.content_hash, one.buyer_id, one.total_with_vat, *one.holds) for one in rows}


class Killed(BaseException):
    """As a process ends that is killed."""


class TestStopped:
    def test_killed_anywhere_it_goes_on_and_ends_the_same(
        self, seller: Seller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        orders(seller, 5)
        calm = essence(simulate(seller))
        monkeypatch.setattr(simulations_module, "CHUNK", 1)
        asked = actions.simulate_run(seller_id=seller.pk, until=LAST_DAY, issue_date=LAST_DAY, at=NOW)
        for place in ("check_drafts", "_keep", "_finish"):
            for after in (0, 1):
                dies_in(place, after, asked, monkeypatch)
        actions.work_out_simulation(simulation_id=asked.pk, at=NOW)
        asked.refresh_from_db()
        assert essence(asked) == calm
        assert (asked.state, asked.buyers_done) == ("done", 5)

    def test_twice_at_once_keeps_each_document_once(self, seller: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
        orders(seller, 4)
        monkeypatch.setattr(simulations_module, "CHUNK", 2)
        asked = actions.simulate_run(seller_id=seller.pk, until=LAST_DAY, issue_date=LAST_DAY, at=NOW)
        keep, calls = simulations_module._keep, []

        def overtaken(*given: Any) -> Any:
            if not calls:
                calls.append(1)
                actions.work_out_simulation(simulation_id=asked.pk, at=NOW)  # another worker does all of it meanwhile
            return keep(*given)

        monkeypatch.setattr(simulations_module, "_keep", overtaken)
        actions.work_out_simulation(simulation_id=asked.pk, at=NOW)
        asked.refresh_from_db()
        assert SimulatedDocument.objects.count() == 4
        assert (asked.state, asked.buyers_done, asked.buyers_to_do) == ("done", 4, 4)
        assert Fact.objects.filter(kind="SimulationDone").count() == 1

    def test_cancelled_it_keeps_no_further_chunk(self, seller: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
        orders(seller, 4)
        monkeypatch.setattr(simulations_module, "CHUNK", 1)
        asked = actions.simulate_run(seller_id=seller.pk, until=LAST_DAY, issue_date=LAST_DAY, at=NOW)

        def cancel(done: int, _to_do: int) -> None:
            if done == 2:
                actions.cancel_simulation(simulation_id=asked.pk, actor=None, at=NOW)

        actions.work_out_simulation(simulation_id=asked.pk, at=NOW, progress=cancel)
        actions.work_out_simulation(simulation_id=asked.pk, at=NOW)
        asked.refresh_from_db()
        assert (asked.state, SimulatedDocument.objects.count()) == ("cancelled", 2)
        with pytest.raises(actions.SimulationRefused):
            actions.cancel_simulation(simulation_id=asked.pk, actor=None, at=NOW)
        with pytest.raises(actions.SimulationRefused):
            commit(asked)

    def test_what_fails_is_said_and_tried_again(self, seller: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
        from sansfaute.review import jobs

        orders(seller, 1)
        asked = actions.simulate_run(seller_id=seller.pk, until=LAST_DAY, issue_date=LAST_DAY, at=NOW)
        fact = [{"subject_id": str(asked.pk)}]
        monkeypatch.setattr(simulations_module, "check_drafts", broken)
        with pytest.raises(RuntimeError):
            jobs.simulate_runs.func(str(seller.pk), fact)
        asked.refresh_from_db()
        assert (asked.state, asked.why_failed) == ("failed", "RuntimeError: no paper left")
        monkeypatch.undo()
        jobs.simulate_runs.func(str(seller.pk), fact)
        asked.refresh_from_db()
        assert (asked.state, asked.why_failed) == ("done", "")


def broken(**_: Any) -> None:
    raise RuntimeError("no paper left")


def dies_in(place: str, after: int, asked: Simulation, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that is killed in this step, once it has done it so often."""
    step: Callable[..., Any] = getattr(simulations_module, place)
    calls = []

    def dies(*given: Any, **named: Any) -> Any:
        if len(calls) >= after:
            raise Killed
        calls.append(1)
        return step(*given, **named)

    with monkeypatch.context() as patched:
        patched.setattr(simulations_module, place, dies)
        try:
            actions.work_out_simulation(simulation_id=asked.pk, at=NOW)
        except Killed:
            return


class TestCommit:
    def test_what_is_unchanged_is_approved(self, seller: Seller) -> None:
        orders(seller, 5)
        run = commit(simulate(seller))
        assert run.simulation_id is not None
        assert Approval.objects.filter(draft__run=run).count() == 3
        assert not DraftException.objects.filter(rule="changed_since_simulation").exists()

    def test_a_changed_amount_is_held_with_both_amounts(self, seller: Seller) -> None:
        buyers = orders(seller, 4)
        shown = simulate(seller)
        OrderLine.objects.filter(buyer=buyers[1]).update(unit_price=Decimal("123"))
        run = commit(shown)
        held = DraftException.objects.get(draft__run=run, rule="changed_since_simulation")
        assert held.draft.buyer_id == buyers[1].pk
        assert (held.evidence["before_total"], held.evidence["after_total"]) == ("240.00", "295.20")
        assert held.owner_role == "approver"
        assert Approval.objects.filter(draft__run=run).count() == 2

    def test_a_changed_name_is_held_too(self, seller: Seller) -> None:
        buyers = orders(seller, 2)
        shown = simulate(seller)
        Buyer.objects.filter(pk=buyers[1].pk).update(name="Un autre nom")
        run = commit(shown)
        held = DraftException.objects.get(draft__run=run, rule="changed_since_simulation")
        assert held.evidence["differs"] == []

    def test_a_document_that_was_not_simulated_is_held(self, seller: Seller) -> None:
        orders(seller, 2)
        shown = simulate(seller)
        (late,) = orders(seller, 1, first=2)
        run = commit(shown)
        held = DraftException.objects.get(draft__run=run, rule="changed_since_simulation")
        assert held.draft.buyer_id == late.pk
        assert held.evidence["was_simulated"] is False

    def test_an_approver_may_let_it_pass(self, seller: Seller) -> None:
        from sansfaute.people import actions as people

        orders(seller, 2)
        shown = simulate(seller)
        Item.objects.filter(seller=seller).update(name="Autre nom")
        run = commit(shown)
        held = DraftException.objects.get(draft__run=run, draft__buyer__code="C001")
        approver = people.invite_person(username="ada", email="ada@example.org", at=NOW)
        people.grant_role(person=approver, seller_id=seller.pk, role="approver", at=NOW)
        with journal.inline_steps():
            actions.decide_exception(exception_id=held.pk, granted=True, why="It is right", actor=approver, at=NOW)
        assert Approval.objects.filter(draft=held.draft).exists()

    def test_a_later_date_of_issue_alone_changes_nothing(self, seller: Seller) -> None:
        orders(seller, 2)
        shown = simulate(seller, issue_date=date(2026, 10, 20))
        with journal.inline_steps():
            run = actions.commit_simulation(simulation_id=shown.pk, actor=None, at=NOW, issue_date=LAST_DAY)
            carry_out(run)
        assert Draft.objects.filter(run=run, issue_date=LAST_DAY).count() == 2
        assert not DraftException.objects.filter(rule="changed_since_simulation").exists()

    def test_it_is_committed_once_unless_its_run_was_cancelled(self, seller: Seller) -> None:
        orders(seller, 1)
        shown = simulate(seller)
        run = commit(shown, until_checked=False)
        with pytest.raises(actions.SimulationRefused):
            commit(shown)
        with journal.inline_steps():
            contracts.cancel_run(run_id=run.pk, why="too early", actor=None, at=NOW)
        commit(shown)

    def test_a_date_to_come_is_refused(self, seller: Seller) -> None:
        orders(seller, 1)
        with pytest.raises(actions.SimulationRefused):
            commit(simulate(seller, issue_date=date(2026, 11, 30)))


class TestTheSchedule:
    def test_a_due_day_is_simulated_once_however_often_it_is_told(self, seller: Seller) -> None:
        from sansfaute.review import jobs

        orders(seller, 1)
        schedule = contracts.set_schedule(
            seller_id=seller.pk, name="Mensuel", rhythm={"unit": "month"}, until="end_of_last_month", at=NOW
        )
        fact = {
            "subject_id": str(schedule.pk), "due_on": "2026-11-01", "until": "2026-10-31",
            "issue_date": "2026-11-01", "simulates_only": True,
        }  # fmt: skip
        jobs.simulate_due.func(str(seller.pk), [fact])
        jobs.simulate_due.func(str(seller.pk), [fact, {**fact, "simulates_only": False}])
        assert Simulation.objects.values_list("until", flat=True).get() == date(2026, 10, 31)


def test_queries_do_not_grow_with_the_chunk(seller: Seller) -> None:
    orders(seller, 4)
    simulate(seller)  # what is read once for all is read
    with CaptureQueriesContext(connection) as few:
        simulate(seller)
    orders(seller, 30, first=4)
    with CaptureQueriesContext(connection) as many:
        simulate(seller)
    assert len(many) <= len(few) + 4, len(many)


@pytest.mark.django_db(transaction=True)
def test_a_run_at_the_same_time_is_neither_stopped_nor_changed(seller: Seller) -> None:
    """A simulation and the run itself, together: the run gives all, the simulation never more than the run."""
    orders(seller, 8)
    asked = actions.simulate_run(seller_id=seller.pk, until=LAST_DAY, issue_date=LAST_DAY, at=NOW)
    run = contracts.start_bill_run(seller_id=seller.pk, until=LAST_DAY, issue_date=LAST_DAY, at=NOW)
    faults: list[BaseException] = []

    def work(step: Callable[[], None]) -> None:
        try:
            with journal.inline_steps():
                step()
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    steps = (
        lambda: actions.work_out_simulation(simulation_id=asked.pk, at=NOW),
        lambda: carry_out(run),
    )
    threads = [threading.Thread(target=work, args=(step,)) for step in steps]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert faults == []
    assert Draft.objects.filter(run=run).count() == 8
    assert Simulation.objects.get().state == "done"
    assert SimulatedDocument.objects.count() in range(9)


def test_models_are_dumped() -> None:
    """The dump reads the tables that matter, or it would prove nothing."""
    names = {one._meta.db_table for one in apps.get_models(include_auto_created=True) if one._meta.managed}
    needed = {"drafts_draft", "contracts_billableitem", "journal_fact", "review_shapeverdict", "issuing_numberseries"}
    assert needed <= names
