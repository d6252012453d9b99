"""Facts are appended together, hand on their steps in the same transaction, and are sealed in blocks."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from sansfaute.journal import actions, queries
from sansfaute.journal.actions import blocks
from sansfaute.journal.models import Block, Fact
from sansfaute.lib import ids
from sansfaute.lib.ids import new_id
from sansfaute.lib.jobs import CHUNK, job

NOW = datetime(2026, 10, 31, 9, tzinfo=UTC)
SELLER = new_id()
pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class InvoiceIssued:
    """A fact like those of the rooms downstream, which this room does not know."""

    seller_id: UUID
    subject_id: UUID
    draft_id: UUID
    invoice_number: str


heard: list[tuple[str, list[dict[str, Any]]]] = []


@job("tests.listen", harmless_twice=True)
def listen(seller_id: str, facts: list[dict[str, Any]]) -> None:
    heard.append((seller_id, facts))


@pytest.fixture(autouse=True)
def journey() -> Iterator[None]:
    """A journey of one step, for the time of a test."""
    before = actions.set_journey({InvoiceIssued: [listen]})
    heard.clear()
    yield
    actions.set_journey(before)


def issued(number: int = 1) -> InvoiceIssued:
    return InvoiceIssued(SELLER, new_id(), draft_id=new_id(), invoice_number=f"F2026-{number:06d}")


def tamper(statement: str, *values: object) -> None:
    """Raw SQL with the triggers off, as somebody with the keys of the database could."""
    with connection.cursor() as cursor:
        cursor.execute("set session_replication_role = replica")
        cursor.execute(statement, values)
        cursor.execute("set session_replication_role = default")


class TestRecord:
    def test_a_fact_keeps_what_the_event_says(self) -> None:
        event = issued()
        actions.record([event], at=NOW, why="bill run")
        fact = Fact.objects.get(subject_id=event.subject_id)
        assert (fact.kind, fact.data["invoice_number"], fact.why) == ("InvoiceIssued", "F2026-000001", "bill run")
        assert fact.data["draft_id"] == str(event.draft_id)

    def test_one_insert_and_one_job_for_each_chunk(self, django_assert_max_num_queries: Any) -> None:
        events = [issued(number) for number in range(CHUNK + 1)]
        with django_assert_max_num_queries(8):
            actions.record(events, at=NOW)
        sizes = sorted(len(one.args["facts"]) for one in ProcrastinateJob.objects.filter(task_name="tests.listen"))
        assert sizes == [1, CHUNK]
        assert Fact.objects.count() == CHUNK + 1

    def test_a_rolled_back_fact_leaves_no_job(self) -> None:
        with transaction.atomic():
            actions.record([issued()], at=NOW)
            transaction.set_rollback(True)
        assert not Fact.objects.exists()
        assert not ProcrastinateJob.objects.filter(task_name="tests.listen").exists()

    def test_no_event_is_no_work(self, django_assert_num_queries: Any) -> None:
        with django_assert_num_queries(0):
            actions.record([], at=NOW)

    def test_inline_steps_run_here_and_nothing_is_queued(self) -> None:
        event = issued()
        with actions.inline_steps() as steps:
            actions.record([event], at=NOW)
            assert heard == []
            steps.run()
        assert heard[0][0] == str(SELLER)
        assert UUID(heard[0][1][0]["subject_id"]) == event.subject_id
        assert not ProcrastinateJob.objects.filter(task_name="tests.listen").exists()

    def test_skipped_steps_do_not_run(self) -> None:
        with actions.inline_steps(skip=frozenset({"tests.listen"})) as steps:
            actions.record([issued()], at=NOW)
            steps.run()
        assert heard == []

    @pytest.mark.parametrize(
        "statement", ["update journal_fact set why = 'x'", "delete from journal_fact", "truncate journal_fact cascade"]
    )
    def test_the_database_refuses_to_change_facts(self, statement: str) -> None:
        actions.record([issued()], at=NOW)
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


class TestBlocks:
    def test_each_block_holds_the_hash_of_the_one_before(self) -> None:
        actions.record([issued(1), issued(2)], at=NOW)
        assert actions.seal_facts(at=NOW) == 2
        actions.record([issued(3)], at=NOW)
        assert actions.seal_facts(at=NOW) == 1
        assert actions.seal_facts(at=NOW) == 0
        first, second = Block.objects.order_by("number")
        assert second.previous_hash == first.block_hash
        assert list(queries.verify_blocks()) == []

    def test_a_fact_that_appears_late_is_sealed_the_next_time_or_the_next_day(self) -> None:
        actions.record([issued(1)], at=NOW)
        late, forgotten = new_id(), ids.earlier(new_id(), timedelta(days=2))
        actions.record([issued(2)], at=NOW)
        assert actions.seal_facts(at=NOW) == 2
        for identifier in (late, forgotten):
            Fact.objects.create(id=identifier, kind="Late", subject_id=identifier, happened_at=NOW)
        assert actions.seal_facts(at=NOW) == 1
        assert set(Fact.objects.filter(sealed_in=None).values_list("pk", flat=True)) == {forgotten}
        assert actions.seal_facts(at=NOW + timedelta(days=1)) == 1
        assert list(queries.verify_blocks()) == []

    def test_what_is_read_grows_with_the_new_facts(self, django_assert_max_num_queries: Any) -> None:
        actions.record([issued(number) for number in range(9)], at=NOW)
        with mock.patch.object(blocks, "_LARGEST", 2), django_assert_max_num_queries(60):
            assert actions.seal_facts(at=NOW) == 9
        assert [block.fact_count for block in Block.objects.order_by("number")] == [2, 2, 2, 2, 1]

    def test_a_changed_fact_is_named(self) -> None:
        event = issued()
        actions.record([event, issued(2)], at=NOW)
        actions.seal_facts(at=NOW)
        tamper("update journal_fact set why = 'nothing to see' where subject_id = %s", event.subject_id)
        problems = list(queries.verify_blocks())
        assert len(problems) == 1
        assert "InvoiceIssued" in problems[0][0]

    def test_a_removed_block_is_noticed(self) -> None:
        for number in range(3):
            actions.record([issued(number)], at=NOW)
            actions.seal_facts(at=NOW)
        tamper("delete from journal_blockedfact where block_id = 2")
        tamper("delete from journal_block where number = 2")
        assert ("block 3", "it does not follow the block before it") in list(queries.verify_blocks())


class TestFailures:
    def test_a_failure_keeps_its_reason_and_can_be_retried(self) -> None:
        listen.defer(seller_id=str(SELLER), facts=[])
        queued = ProcrastinateJob.objects.get(task_name="tests.listen")
        with connection.cursor() as cursor:
            cursor.execute("update procrastinate_jobs set status = 'doing' where id = %s", [queued.id])
            cursor.execute("select procrastinate_finish_job_v1(%s, 'failed', false)", [queued.id])
        actions.keep_failure(
            job_id=queued.id, task_name="tests.listen", attempt=5, reason="disk full", details="", at=NOW
        )
        assert queries.failures_of([queued.id])[queued.id].reason == "disk full"
        assert actions.retry_job(job_id=queued.id, at=NOW)
        assert ProcrastinateJob.objects.get(id=queued.id).status == "todo"
        assert not actions.retry_job(job_id=queued.id, at=NOW)

    def test_a_job_of_a_dead_worker_is_given_back(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("delete from procrastinate_jobs")  # what tests that commit may have left
            listen.defer(seller_id=str(SELLER), facts=[])
            cursor.execute("update procrastinate_jobs set status = 'doing'")
        assert actions.give_back_jobs(without_heartbeat=timedelta(seconds=10), at=NOW) == 1
        assert ProcrastinateJob.objects.get().status == "todo"
