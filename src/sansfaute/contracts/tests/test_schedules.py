"""Runs that start by themselves: on their day in the seller's calendar, once, and caught up once when missed."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from sansfaute.contracts import actions, jobs, queries
from sansfaute.contracts.models import BillRun, RunSchedule
from sansfaute.contracts.rules.due_days import first_due, last_due, until_of
from sansfaute.contracts.rules.rhythms import Rhythm
from sansfaute.contracts.tests import factories
from sansfaute.journal import actions as journal
from sansfaute.journal.models import Fact
from sansfaute.masterdata.models import Seller

MONTHLY = {"unit": "month"}
SET_AT = datetime(2026, 10, 15, 9, tzinfo=UTC)


class TestDueDays:
    @pytest.mark.parametrize(
        ("rhythm", "day", "due"),
        [
            (Rhythm("month"), date(2026, 10, 1), date(2026, 10, 1)),
            (Rhythm("month"), date(2026, 10, 2), date(2026, 11, 1)),
            (Rhythm("month", 3), date(2026, 10, 2), date(2027, 1, 1)),
            (Rhythm("month", 1, "anniversary", date(2026, 1, 31)), date(2026, 2, 1), date(2026, 2, 28)),
            (Rhythm("month", 1, "anniversary", date(2026, 1, 31)), date(2026, 3, 1), date(2026, 3, 31)),
            (Rhythm("month", 1, "anniversary", date(2028, 1, 30)), date(2028, 2, 1), date(2028, 2, 29)),
            (Rhythm("month", 1, "anniversary", date(2026, 6, 15)), date(2026, 1, 1), date(2026, 6, 15)),
            (Rhythm("week", 1, "civil", date(2026, 10, 14)), date(2026, 10, 14), date(2026, 10, 19)),
            (Rhythm("week", 2, "anniversary", date(2026, 10, 16)), date(2026, 10, 17), date(2026, 10, 30)),
            (Rhythm("day", 1, "anniversary", date(2026, 10, 16)), date(2026, 10, 25), date(2026, 10, 25)),
            (Rhythm("calendar", dates=(date(2026, 3, 31), date(2026, 6, 30))), date(2026, 4, 1), date(2026, 6, 30)),
            (Rhythm("calendar", dates=(date(2026, 3, 31), date(2026, 6, 30))), date(2026, 7, 1), None),
        ],
    )
    def test_the_first_day_a_period_begins(self, rhythm: Rhythm, day: date, due: date | None) -> None:
        assert first_due(rhythm, day) == due

    def test_missed_days_are_caught_up_by_the_last(self) -> None:
        assert last_due(Rhythm("month"), date(2026, 3, 1), date(2026, 6, 20)) == date(2026, 6, 1)
        ended = Rhythm("calendar", dates=(date(2026, 3, 31), date(2026, 6, 30)))
        assert last_due(ended, date(2026, 3, 31), date(2027, 1, 1)) == date(2026, 6, 30)

    @pytest.mark.parametrize(
        ("word", "until"),
        [
            ("same_day", date(2028, 3, 1)),
            ("day_before", date(2028, 2, 29)),
            ("end_of_month", date(2028, 3, 31)),
            ("end_of_last_month", date(2028, 2, 29)),
        ],
    )
    def test_until_when_it_bills(self, word: str, until: date) -> None:
        assert until_of(word, date(2028, 3, 1)) == until


def at(day: date, hour: int = 8) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@pytest.fixture
def seller(db: None) -> Seller:
    return factories.seller()


def schedule(seller: Seller, **terms: Any) -> RunSchedule:
    given: dict[str, Any] = {"name": "Fin de mois", "rhythm": MONTHLY, "until": "end_of_last_month", "at": SET_AT}
    return actions.set_schedule(seller_id=seller.pk, **given | terms)


class TestSetting:
    def test_its_next_day_is_known_at_once(self, seller: Seller) -> None:
        made = schedule(seller)
        assert (made.next_on, made.is_active, made.simulates_only) == (date(2026, 11, 1), True, True)
        fact = Fact.objects.get()
        assert (fact.kind, fact.subject_id, fact.data["next_on"]) == ("RunScheduled", made.pk, "2026-11-01")

    def test_changed_it_keeps_its_identity_and_runs_again(self, seller: Seller) -> None:
        made = schedule(seller)
        actions.stop_schedule(schedule_id=made.pk, actor=None, at=SET_AT)
        changed = schedule(seller, schedule_id=made.pk, rhythm={"unit": "week"}, begins_on=date(2026, 10, 20))
        assert (changed.pk, changed.is_active, changed.next_on) == (made.pk, True, date(2026, 10, 20))
        assert RunSchedule.objects.count() == 1

    @pytest.mark.parametrize(
        "terms",
        [
            {"name": " "},
            {"name": "x" * 121},
            {"until": "tomorrow"},
            {"rhythm": {"unit": "fortnight"}},
            {"rhythm": {"unit": "calendar", "dates": "2025-01-01,2025-02-01"}},
            {"scope": {"moon": ["x"]}},
            {"schedule_id": "00000000-0000-0000-0000-000000000000"},
        ],
        ids=lambda terms: next(iter(terms)),
    )
    def test_what_makes_no_sense_is_refused(self, seller: Seller, terms: dict[str, Any]) -> None:
        with pytest.raises(actions.ScheduleRefused):
            schedule(seller, **terms)

    def test_that_of_another_seller_is_not_found(self, seller: Seller) -> None:
        made = schedule(seller)
        with pytest.raises(actions.ScheduleRefused):
            schedule(factories.seller(), schedule_id=made.pk)

    def test_stopped_twice_is_refused(self, seller: Seller) -> None:
        made = schedule(seller)
        actions.stop_schedule(schedule_id=made.pk, actor=None, at=SET_AT, why="no more")
        with pytest.raises(actions.ScheduleRefused):
            actions.stop_schedule(schedule_id=made.pk, actor=None, at=SET_AT)


class TestStarting:
    def test_nothing_before_its_day_and_once_on_it(self, seller: Seller) -> None:
        schedule(seller, simulates_only=False, scope={"kinds": ["subscription"]})
        assert actions.start_due_runs(at=at(date(2026, 10, 31))) == 0
        assert [actions.start_due_runs(at=at(date(2026, 11, 1))) for _ in range(2)] == [1, 0]
        run = BillRun.objects.get()
        assert (run.until, run.issue_date) == (date(2026, 10, 31), date(2026, 11, 1))
        assert run.scope == {"kinds": ["subscription"]}
        made = RunSchedule.objects.get()
        assert (made.next_on, made.last_run_id) == (date(2026, 12, 1), run.pk)

    def test_the_day_is_that_of_paris(self, seller: Seller) -> None:
        schedule(seller, simulates_only=False)
        assert actions.start_due_runs(at=datetime(2026, 10, 31, 22, 59, tzinfo=UTC)) == 0
        assert actions.start_due_runs(at=datetime(2026, 10, 31, 23, 0, tzinfo=UTC)) == 1

    def test_days_missed_are_caught_up_once(self, seller: Seller) -> None:
        schedule(seller, simulates_only=False)
        assert actions.start_due_runs(at=at(date(2027, 2, 10))) == 1
        run = BillRun.objects.get()
        assert (run.until, run.issue_date) == (date(2027, 1, 31), date(2027, 2, 10))
        assert RunSchedule.objects.get().next_on == date(2027, 3, 1)

    def test_one_that_only_simulates_starts_no_run_and_says_so(self, seller: Seller) -> None:
        made = schedule(seller)
        actions.start_due_runs(at=at(date(2026, 11, 1)))
        assert not BillRun.objects.exists()
        fact = Fact.objects.get(kind="RunFellDue")
        told = {"due_on": "2026-11-01", "until": "2026-10-31", "issue_date": "2026-11-01", "simulates_only": True}
        assert (fact.subject_id, fact.data) == (made.pk, told)
        with connection.cursor() as cursor:
            cursor.execute("select task_name from procrastinate_jobs")
            assert cursor.fetchall() == [("review.simulate_due",)]

    def test_a_stopped_one_does_not_start(self, seller: Seller) -> None:
        made = schedule(seller)
        actions.stop_schedule(schedule_id=made.pk, actor=None, at=SET_AT)
        assert actions.start_due_runs(at=at(date(2026, 11, 1))) == 0

    def test_a_calendar_ends_with_its_last_date(self, seller: Seller) -> None:
        dates = "2026-10-20,2026-11-20"
        schedule(seller, rhythm={"unit": "calendar", "dates": dates}, until="same_day", simulates_only=False)
        assert [actions.start_due_runs(at=at(date(2026, 10, 20) + timedelta(days))) for days in range(35)].count(1) == 2
        made = RunSchedule.objects.get()
        assert (made.is_active, made.next_on) == (False, date(2026, 11, 20))
        assert [run.until for run in queries.bill_runs(seller.pk)] == [date(2026, 11, 20), date(2026, 10, 20)]

    def test_one_that_cannot_start_does_not_stop_the_others(
        self, seller: Seller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        broken = schedule(seller, simulates_only=False)
        RunSchedule.objects.filter(pk=broken.pk).update(scope={"moon": ["x"]})
        other = factories.seller()
        schedule(other, simulates_only=False)
        with pytest.raises(actions.BillRunRefused):
            actions.start_due_runs(at=at(date(2026, 11, 1)))
        assert BillRun.objects.get().seller_id == other.pk
        assert queries.schedules_due(date(2026, 11, 1)) == [broken.pk]

    def test_the_hourly_job_starts_it(self, seller: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
        schedule(seller, simulates_only=False)
        now: Callable[[], datetime] = lambda: at(date(2026, 11, 1))  # noqa: E731 - one line, one moment
        monkeypatch.setattr(jobs.clock, "now", now)
        with journal.inline_steps():
            jobs.start_due_runs.func(0)
        assert BillRun.objects.count() == 1
