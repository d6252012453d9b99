"""Pages of bill runs: simulated, looked at, run, paused, cancelled, scheduled; and who sees none of it."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from sansfaute.contracts.models import BillRun, RunSchedule
from sansfaute.desk.queries.run_words import HOLD_WORDS, SCOPE_WORDS, WORK_WORDS
from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import signed_in, text
from sansfaute.drafts.models import Draft
from sansfaute.issuing.models import Invoice
from sansfaute.lib import clock
from sansfaute.masterdata.models import Seller
from sansfaute.review.models import SimulatedDocument, Simulation
from sansfaute.review.rules.sentences import SENTENCES
from sansfaute.review.tests import factories as work
from sansfaute.review.tests.simulating import siren

pytestmark = pytest.mark.django_db
TERMS = {"until": "2026-10-31", "issue_date": "2026-10-31"}


@pytest.fixture
def ours() -> Seller:
    """A seller with four customers, each with a delivered order; the first has too large a discount."""
    seller = work.seller()
    for number in range(4):
        buyer = work.buyer(seller, f"C{number}", siren=siren(number), name=f"Client {number}")
        work.order(seller, buyer, quantity=str(number + 1), discount="30" if number == 0 else "0")
    return seller


@pytest.fixture
def steps(no_worker: Any) -> Any:
    return no_worker


@pytest.fixture
def simulated(clerk: Client, steps: Any) -> Simulation:
    clerk.post(reverse("ask_simulation"), TERMS)
    steps.run()
    return Simulation.objects.get()


@pytest.fixture
def run(clerk: Client, simulated: Simulation) -> BillRun:
    """Committed, and no step of it done yet."""
    answer = clerk.post(reverse("commit_simulation", args=[simulated.pk]), {"issue_date": "2026-10-31"})
    run = BillRun.objects.get()
    assert answer["Location"] == reverse("bill_run", args=[run.pk])
    return run


def page(client: Client, name: str, *args: Any, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200, name
    return text(answer)


class TestSimulating:
    def test_an_empty_list_teaches_and_proposes_last_month(self, clerk: Client) -> None:
        said = page(clerk, "bill_runs")
        assert "Nothing was billed yet" in said
        assert clock.today().isoformat() in said

    def test_from_asking_to_what_would_be(self, clerk: Client, simulated: Simulation) -> None:
        assert simulated.state == "done"
        said = page(clerk, "simulation", simulated.pk)
        for shown in (
            "Would be issued",
            "Discount above the limit",
            "Delivered orders",
            "Client 3",
            "Run exactly this",
        ):
            assert shown in said
        assert "3 invoices become irrevocable" in said
        assert "Ready to be looked at" in page(clerk, "bill_runs")
        assert not Draft.objects.exists()

    def test_while_it_works_it_shows_how_far(self, clerk: Client, ours: Seller) -> None:
        clerk.post(reverse("ask_simulation"), TERMS)
        one = Simulation.objects.get()
        assert "Customers simulated" in page(clerk, "simulation", one.pk)
        answer = clerk.get(reverse("simulation_progress", args=[one.pk]))
        assert "HX-Refresh" not in answer.headers
        assert clerk.post(reverse("commit_simulation", args=[one.pk]), {"issue_date": "2026-10-31"}).status_code == 409
        clerk.post(reverse("give_up_simulation", args=[one.pk]))
        assert clerk.get(reverse("simulation_progress", args=[one.pk])).headers["HX-Refresh"] == "true"
        assert "It looked at 0 of 0 customers" in page(clerk, "simulation", one.pk)
        assert clerk.post(reverse("give_up_simulation", args=[one.pk])).status_code == 409

    def test_what_is_wrong_is_said_beside_its_field(self, clerk: Client, ours: Seller) -> None:
        answer = clerk.post(reverse("ask_simulation"), TERMS | {"until": "yesterday", "buyers": "C1, NOBODY"})
        assert answer.status_code == 422
        assert "Not found: NOBODY." in text(answer)
        assert "Enter a valid date." in text(answer)
        assert clerk.post(reverse("ask_simulation"), TERMS | {"since": "2026-12-01"}).status_code == 422
        assert not Simulation.objects.exists()

    def test_a_scope_narrows_and_is_told(self, clerk: Client, ours: Seller, steps: Any) -> None:
        clerk.post(reverse("ask_simulation"), TERMS | {"buyers": "C1; C2", "kinds": ["order"]})
        steps.run()
        assert SimulatedDocument.objects.count() == 2
        assert "customers: C1, C2 · kinds of work: Delivered orders" in page(clerk, "bill_runs")

    def test_filters_narrow_the_documents_and_the_export(self, clerk: Client, simulated: Simulation) -> None:
        def shown(**query: str) -> list[str]:
            answer = clerk.get(reverse("simulation", args=[simulated.pk]), query)
            return [row.buyer.code for row in answer.context["rows"]]

        assert shown() == ["C3", "C2", "C1", "C0"]
        assert shown(by="buyer") == ["C0", "C1", "C2", "C3"]
        assert shown(verdict="held") == shown(rule="discount_above_limit") == shown(q="client 0") == ["C0"]
        assert shown(least="300,00", most="500") == ["C2", "C3"][::-1]
        assert shown(kind="order", least="much") == ["C3", "C2", "C1", "C0"]
        lines = b"".join(clerk.get(reverse("simulation_csv", args=[simulated.pk]), {"q": "C2"}).streaming_content)  # type: ignore[attr-defined]  # streamed
        assert len(lines.decode().splitlines()) == 2


class TestRunning:
    def test_the_report_follows_the_run_to_its_numbers(self, clerk: Client, run: BillRun, steps: Any) -> None:
        assert "Looking for work" in page(clerk, "bill_run", run.pk)
        assert "HX-Refresh" not in clerk.get(reverse("run_progress", args=[run.pk])).headers
        steps.run()
        said = page(clerk, "bill_run", run.pk)
        numbers = sorted(Invoice.objects.values_list("invoice_number", flat=True))
        assert len(numbers) == 3
        for shown in ("Waits for decisions", f"{numbers[0]} to {numbers[-1]}", "Discount above the limit"):
            assert shown in said
        assert "Every document is the one that was simulated." in said
        lines = b"".join(clerk.get(reverse("run_csv", args=[run.pk])).streaming_content).decode()  # type: ignore[attr-defined]  # streamed
        assert lines.count("Issued") == 3
        assert lines.count("Held for a decision;;Discount above the limit") == 1
        assert clerk.get(reverse("run_progress", args=[run.pk])).headers["HX-Refresh"] == "true"

    def test_it_is_run_once(self, clerk: Client, run: BillRun) -> None:
        answer = clerk.post(reverse("commit_simulation", args=[run.simulation_id]), {"issue_date": "2026-10-31"})
        assert answer.status_code == 409
        assert BillRun.objects.count() == 1

    def test_a_date_to_come_is_refused(self, clerk: Client, simulated: Simulation) -> None:
        answer = clerk.post(reverse("commit_simulation", args=[simulated.pk]), {"issue_date": "2127-01-01"})
        assert answer.status_code == 409
        assert "a date to come" in text(answer)

    def test_pause_resume_and_cancel(self, clerk: Client, run: BillRun, steps: Any) -> None:
        address = reverse("control_run", args=[run.pk])
        clerk.post(address, {"act": "pause"})
        assert "Paused by a person" in page(clerk, "bill_run", run.pk)
        assert clerk.post(address, {"act": "pause"}).status_code == 409
        steps.run()
        assert not Invoice.objects.exists()
        clerk.post(address, {"act": "resume"})
        assert "Resumed" in page(clerk, "bill_run", run.pk)
        steps.run()
        assert Invoice.objects.count() == 3
        answer = clerk.post(address, {"act": "cancel", "why": " "})
        assert answer.status_code == 422
        assert "Say why: the reason is kept with the run." in text(answer)
        assert "3 invoices stay issued" in text(answer)
        clerk.post(address, {"act": "cancel", "why": "Wrong month"})
        steps.run()
        said = page(clerk, "bill_run", run.pk)
        assert "Wrong month" in said
        assert Invoice.objects.count() == 3

    def test_what_changed_is_held_and_shown(self, clerk: Client, simulated: Simulation, steps: Any) -> None:
        SimulatedDocument.objects.filter(buyer__code="C1").update(content_hash="0" * 64)
        clerk.post(reverse("commit_simulation", args=[simulated.pk]), {"issue_date": "2026-10-31"})
        steps.run()
        assert "1 document changed since, and was held" in page(clerk, "bill_run", BillRun.objects.get().pk)

    def test_a_job_that_is_none_of_it_is_not_tried_again(self, clerk: Client, run: BillRun) -> None:
        for job in ("", "9" * 40, "1", "x"):
            assert clerk.post(reverse("retry_run", args=[run.pk]), {"job": job}).status_code == 302
        assert clerk.post(reverse("retry_simulation", args=[run.simulation_id])).status_code == 302


class TestSchedules:
    GIVEN = {
        "name": "Month end", "first_day": "2027-01-01", "count": "1", "unit": "month", "until": "end_of_last_month",
        "mode": "simulate",
    }  # fmt: skip

    def test_set_changed_and_stopped(self, clerk: Client, ours: Seller) -> None:
        assert "No schedule yet" in page(clerk, "schedules")
        clerk.post(reverse("schedules"), self.GIVEN)
        one = RunSchedule.objects.get()
        assert (one.next_on, one.simulates_only) == (date(2027, 1, 1), True)
        assert "Every month" in page(clerk, "schedules")
        assert 'value="Month end"' in page(clerk, "schedules", schedule=str(one.pk))
        clerk.post(reverse("schedules"), self.GIVEN | {"schedule": str(one.pk), "mode": "issue", "count": "3"})
        assert "Every 3 months" in page(clerk, "schedules")
        assert RunSchedule.objects.get().simulates_only is False
        assert "starts by itself on" in page(clerk, "bill_runs")
        clerk.post(reverse("stop_schedule", args=[one.pk]))
        assert "Stopped" in page(clerk, "schedules")

    @pytest.mark.parametrize(
        ("wrong", "said"),
        [
            ({"first_day": ""}, "Choose the first day."),
            ({"unit": "calendar"}, "Write at least two days."),
            ({"unit": "calendar", "dates": "soon, later"}, "note--bad"),
            ({"name": ""}, "This field is required."),
            ({"buyers": "NOBODY"}, "Not found: NOBODY."),
        ],
    )
    def test_what_is_wrong_is_said(self, clerk: Client, ours: Seller, wrong: dict[str, str], said: str) -> None:
        answer = clerk.post(reverse("schedules"), self.GIVEN | wrong)
        assert answer.status_code == 422
        assert said in text(answer)


READ = ("bill_runs", "schedules", "simulation", "simulation_progress", "simulation_csv", "bill_run", "run_progress",
        "run_csv")  # fmt: skip
POSTED = ("ask_simulation", "commit_simulation", "give_up_simulation", "retry_simulation", "control_run", "retry_run",
          "stop_schedule", "schedules")  # fmt: skip
OWN_BOOKS = {"bill_runs", "schedules", "ask_simulation"}


class TestWalls:
    @pytest.fixture
    def addresses(self, ours: Seller, run: BillRun, clerk: Client) -> dict[str, str]:
        clerk.post(reverse("schedules"), TestSchedules.GIVEN)
        ids: dict[str, UUID] = dict.fromkeys(
            ("bill_run", "run_progress", "run_csv", "control_run", "retry_run"), run.pk
        )  # one list
        ids |= {"stop_schedule": RunSchedule.objects.get().pk}
        assert run.simulation_id is not None
        named = {*READ, *POSTED} - OWN_BOOKS
        return {name: reverse(name) for name in OWN_BOOKS} | {
            name: reverse(name, args=[ids.get(name, run.simulation_id)]) for name in named
        }

    def every(self, client: Client, addresses: dict[str, str], ending: str = "") -> dict[str, int]:
        sent = {"act": "cancel", "why": "x", "issue_date": "2026-10-31", **TestSchedules.GIVEN}
        said = {f"get {name}": client.get(addresses[name] + ending).status_code for name in READ}
        return said | {f"post {name}": client.post(addresses[name] + ending, sent).status_code for name in POSTED}

    def test_somebody_of_another_company(self, addresses: dict[str, str], ours: Seller) -> None:
        eve = signed_in(factories.person("eve", factories.seller("Autre SAS", "200000008"), "admin"))
        found = self.every(eve, addresses)
        assert {name for name, status in found.items() if status != 404} == {
            "get bill_runs", "get schedules", "post ask_simulation", "post schedules"
        }  # fmt: skip
        assert set(self.every(eve, addresses, f"?seller={ours.pk}").values()) == {404}
        assert b"Client" not in eve.get(addresses["bill_runs"]).content
        assert BillRun.objects.get().state == "working"
        assert RunSchedule.objects.get(seller=ours).is_active

    @pytest.mark.parametrize("role", ["support", "accountant"])
    def test_a_colleague_who_may_not(self, role: str, addresses: dict[str, str], ours: Seller) -> None:
        sam = signed_in(factories.person("sam", ours, role))
        assert set(self.every(sam, addresses).values()) == {403}
        assert b"facturation/" not in sam.get(reverse("today")).content

    def test_somebody_signed_out(self, addresses: dict[str, str]) -> None:
        assert set(self.every(Client(), addresses).values()) == {302}

    def test_nothing_is_written_by_get(self, addresses: dict[str, str], clerk: Client) -> None:
        before = (Simulation.objects.count(), BillRun.objects.get().state, RunSchedule.objects.count())
        only_posted = set(POSTED) - {"schedules"}
        assert {clerk.get(addresses[name]).status_code for name in only_posted} == {405}
        assert (Simulation.objects.count(), BillRun.objects.get().state, RunSchedule.objects.count()) == before

    @pytest.mark.parametrize("hostile", ["x\x00y", "<script>alert(1)</script>", "9" * 5000, "NaN_x", "'"])
    def test_hostile_values_break_no_page(self, hostile: str, addresses: dict[str, str], clerk: Client) -> None:
        names = ("after", "q", "rule", "kind", "least", "most", "by", "verdict", "moves", "until", "issue_date", "since",  # noqa: E501  # one list
                 "buyers", "items", "orders", "contracts", "segments", "kinds", "act", "job", "name", "count", "unit",
                 "dates", "first_day", "mode", "schedule")  # fmt: skip
        sent = dict.fromkeys(names, hostile)
        for name in READ:
            answer = clerk.get(addresses[name], sent)
            assert answer.status_code < 500, name
            if not answer.streaming:
                assert b"<script>alert(1)" not in answer.content, name
        for name in POSTED:
            assert clerk.post(addresses[name], sent).status_code < 500, name


def test_every_code_has_its_word() -> None:
    from sansfaute.contracts.rules.scopes import KINDS

    assert set(SENTENCES) <= set(HOLD_WORDS)
    assert set(KINDS) == set(WORK_WORDS)
    assert set(SCOPE_WORDS) == {"buyers", "segments", "contracts", "orders", "items", "kinds"}
