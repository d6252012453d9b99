"""Work that stopped in the background: told on the page that it concerns, and tried again from there."""

from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import AT, signed_in, text
from sansfaute.desk.tests.test_imports import FILE, drop, only, page
from sansfaute.intake.jobs import read_rows
from sansfaute.journal import actions as journal
from sansfaute.journal import queries
from sansfaute.lib.jobs import Step
from sansfaute.masterdata import actions, jobs
from sansfaute.masterdata.actions import undoing
from sansfaute.masterdata.models import ChangeSet, Progress, Seller

pytestmark = pytest.mark.django_db
REASON = "OperationalError: the disk is full"


@pytest.fixture
def clerk(ours: Seller) -> Client:
    return signed_in(factories.person("lea", ours, "clerk"))


def failed(step: Step, seller: Seller, subject_id: UUID, *, for_good: bool = True) -> int:
    """A job about this subject that has failed, for good or once so far."""
    step.defer(seller_id=str(seller.pk), facts=[{"subject_id": str(subject_id)}])
    job = ProcrastinateJob.objects.filter(task_name=step.name).latest("id")
    with connection.cursor() as cursor:
        cursor.execute("update procrastinate_jobs set status = 'doing', attempts = 1 where id = %s", [job.id])
        cursor.execute(
            "update procrastinate_jobs set status = %s where id = %s", ["failed" if for_good else "todo", job.id]
        )
    journal.keep_failure(job_id=job.id, task_name=step.name, attempt=1, reason=REASON, details="", at=AT)
    return int(job.id)


class TestJobTrouble:
    def test_is_that_of_the_last_job_about_the_subject(self, ours: Seller) -> None:
        names = [str(read_rows.name)]
        assert queries.job_trouble(ours.pk, names) is None
        number = failed(read_rows, ours, ours.pk, for_good=False)
        assert queries.job_trouble(ours.pk, names) == queries.JobTrouble(number, REASON, False)
        number = failed(read_rows, ours, ours.pk)
        assert queries.job_trouble(ours.pk, names) == queries.JobTrouble(number, REASON, True)
        assert queries.job_trouble(AT_NOTHING, names) is None
        assert queries.job_trouble(ours.pk, ["masterdata.judge_rows"]) is None
        read_rows.defer(seller_id=str(ours.pk), facts=[{"subject_id": str(ours.pk)}])
        assert queries.job_trouble(ours.pk, names) is None


AT_NOTHING = UUID(int=7)


class TestPages:
    def test_an_import_that_stopped_says_so_and_is_tried_again(
        self, ours: Seller, clerk: Client, no_worker: Any
    ) -> None:
        drop(clerk, ("clients.csv", FILE))
        number = failed(read_rows, ours, only().pk, for_good=False)
        assert "will be tried again by itself" in page(clerk)
        ProcrastinateJob.objects.filter(id=number).delete()
        number = failed(read_rows, ours, only().pk)
        progress = text(clerk.get(reverse("import_progress", args=[only().pk])))
        for shown in (page(clerk), progress):
            assert REASON in shown
            assert "no longer tried again" in shown
        address = reverse("import", args=[only().pk])
        answer = clerk.post(reverse("retry_work"), {"job": number, "back": address})
        assert answer["Location"] == address
        assert ProcrastinateJob.objects.get(id=number).status == "todo"

    def test_a_large_operation_and_an_audit_too(
        self, ours: Seller, clerk: Client, no_worker: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(undoing, "AT_ONCE", 1)
        for code in ("C1", "C2"):
            factories.record(ours, code, name="Garage Roux")
        given = {code: {"name": "Garage Blanc"} for code in ("C1", "C2")}
        done = actions.change_records(seller_id=ours.pk, record_type="buyer", given=given, kind="fix", at=AT)
        assert isinstance(done, ChangeSet)
        actions.undo_changes(seller_id=ours.pk, change_set_id=done.pk, at=AT)
        failed(jobs.carry_out_undos, ours, done.pk)
        assert REASON in text(clerk.get(reverse("change_set", args=[done.pk])))
        assert REASON in text(clerk.get(reverse("change_set_progress", args=[done.pk])))
        Progress.objects.create(seller=ours, task="audit", subject_id=ours.pk, total=2, started_at=AT)
        assert REASON not in text(clerk.get(reverse("data_overview")))
        failed(jobs.audit_records, ours, ours.pk)
        assert REASON in text(clerk.get(reverse("data_overview")))

    def test_nobody_takes_up_the_work_of_others(self, ours: Seller, clerk: Client) -> None:
        theirs = failed(read_rows, factories.seller("Autre", "200000008"), AT_NOTHING)
        for number in (str(theirs), "", "9" * 40, "x"):
            assert clerk.post(reverse("retry_work"), {"job": number, "back": "//evil.example/"})["Location"] == reverse(
                "data_overview"
            )
        assert ProcrastinateJob.objects.get(id=theirs).status == "failed"
        colleague = signed_in(factories.person("sam", ours, "support"))
        assert colleague.post(reverse("retry_work"), {"job": theirs}).status_code == 403
