"""One, some, all: what cannot be issued is told draft by draft, the others get their numbers, none is skipped."""

from collections.abc import Iterator
from typing import Any

import pytest

from sansfaute.drafts.models import Draft
from sansfaute.issuing import actions, jobs, queries
from sansfaute.issuing.actions import IssueRefused
from sansfaute.issuing.models import Invoice, NumberSeries
from sansfaute.issuing.tests import running
from sansfaute.issuing.tests.test_actions import approved, issue, problems
from sansfaute.journal import actions as journal
from sansfaute.journal.models import Fact
from sansfaute.masterdata.models import Seller
from sansfaute.people.models import Person, Role
from sansfaute.review.models import Approval
from sansfaute.review.tests import factories

NOW = factories.NOW
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("in_english")]


@pytest.fixture
def seller() -> Seller:
    return factories.seller()


@pytest.fixture(autouse=True)
def no_journey() -> Iterator[Any]:
    with journal.inline_steps() as steps:
        yield steps


def each(seller: Seller, drafts: list[Draft], **more: Any) -> actions.Outcome:
    return actions.issue_each(seller_id=seller.pk, draft_ids=[one.pk for one in drafts], at=NOW, **more)


def spoilt(drafts: list[Draft]) -> None:
    """Of five: one without passed verdict, one whose total moved, one of a channel that nobody planned."""
    Approval.objects.filter(draft=drafts[0]).update(verdict={"verdict": "not_run"})
    Draft.objects.filter(pk=drafts[2].pk).update(total_with_vat="1.00")
    Draft.objects.filter(pk=drafts[3].pk).update(channel="SHOP")


def test_the_others_are_issued_and_each_refusal_is_told(seller: Seller) -> None:
    drafts = approved(seller, 5)
    spoilt(drafts)
    outcome = each(seller, drafts)
    assert [one.invoice_number for one in outcome.invoices] == ["F2026-000001", "F2026-000002"]
    assert {one.draft_id for one in outcome.invoices} == {drafts[1].pk, drafts[4].pk}
    assert set(outcome.refused) == {drafts[0].pk, drafts[2].pk, drafts[3].pk}
    assert "SHOP" in outcome.refused[drafts[3].pk]
    assert NumberSeries.objects.get(kind="invoice", channel="").last_number == 2
    assert problems() == []
    waiting = queries.why_waiting(seller, list(queries.waiting_drafts(seller.pk).select_related("approval")))
    assert {one.draft.pk: one.reason for one in waiting} == outcome.refused, "the list says what the act said"
    with pytest.raises(IssueRefused) as caught:
        issue(drafts)
    assert caught.value.refused == outcome.refused
    Draft.objects.filter(pk=drafts[3].pk).update(channel="")
    assert [one.invoice_number for one in each(seller, drafts).invoices] == ["F2026-000003"]
    assert problems() == []


def test_a_paused_run_waits_and_says_so(seller: Seller) -> None:
    running.orders(seller, 2)
    run = running.started(seller)
    running.find(run)
    running.assemble(run)
    ids = running.approve(run)
    running.stop(run, "pause")
    rows = list(queries.waiting_drafts(seller.pk).select_related("approval"))
    assert all(one.is_paused for one in queries.why_waiting(seller, rows))
    assert actions.issue_each(seller_id=seller.pk, draft_ids=ids, at=NOW).invoices == []
    (total,) = queries.waiting_totals(queries.waiting_drafts(seller.pk))
    assert (total.type_code, total.count, total.total_without_vat, total.total_with_vat) == ("380", 2, 300, 360)


def test_by_hand_nothing_is_numbered_until_a_person_chooses(seller: Seller, settings: Any, no_journey: Any) -> None:
    settings.ISSUING = "by_hand"
    drafts = approved(seller, 3)
    facts = [{"subject_id": str(one.pk)} for one in drafts]
    jobs.issue_drafts.func(str(seller.pk), facts)
    assert not Invoice.objects.exists()
    clerk = Person.objects.create(username="leo")
    Role.objects.create(person=clerk, seller_id=seller.pk, role="clerk")
    assert actions.ask_to_issue(seller_id=seller.pk, draft_ids=[drafts[1].pk], actor=clerk, at=NOW) == 1
    assert Fact.objects.get(kind="IssueAsked").actor_name == "leo"
    jobs.issue_asked.func(str(seller.pk), facts[1:2])
    jobs.issue_asked.func(str(seller.pk), facts[1:2])
    assert [one.draft_id for one in Invoice.objects.all()] == [drafts[1].pk]
    settings.ISSUING = "automatic"
    jobs.issue_drafts.func(str(seller.pk), facts)
    assert Invoice.objects.count() == 3


def test_a_stranger_and_another_company_issue_nothing(seller: Seller) -> None:
    drafts = approved(seller, 1)
    with pytest.raises(IssueRefused, match="role"):
        each(seller, drafts, actor=Person.objects.create(username="x"))
    other = Seller.objects.create(name="Autre", siren="200000008")
    assert each(other, drafts) == actions.Outcome()
    assert not Invoice.objects.exists()
