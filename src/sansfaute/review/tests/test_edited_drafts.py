"""Drafts edited by hand are judged again, and two people at once never let through what nobody judged."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from typing import Any

import pytest
from django.db import connections
from django.utils import translation

from sansfaute.contracts import actions as contracts
from sansfaute.contracts.models import BillableItem, Contract
from sansfaute.contracts.tests import factories as agreed
from sansfaute.drafts import actions as drafts_actions
from sansfaute.drafts import rules as drafts_rules
from sansfaute.drafts.models import Draft
from sansfaute.journal import actions as journal
from sansfaute.masterdata.models import Buyer, Seller
from sansfaute.people.models import Person
from sansfaute.review import actions
from sansfaute.review.models import Approval, Decision, DraftException, Fingerprint, Verdict
from sansfaute.review.tests import factories
from sansfaute.review.tests.test_actions import check, person
from sansfaute.review.tests.test_exception_desk import SKIPPED, decide, draft, held, limits

NOW = factories.NOW
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def seller() -> Seller:
    return factories.seller()


class TestEdited:
    def edit(self, found: Draft, actor: Person, *edits: drafts_rules.Edit, judged: bool = True) -> None:
        with journal.inline_steps(skip=SKIPPED) as steps:
            revision = Draft.objects.get(pk=found.pk).revision
            drafts_actions.edit_draft(
                draft_id=found.pk, edits=edits, why="négocié", actor=actor, at=NOW, expected_revision=revision
            )
            if judged:
                steps.run()

    def test_an_edit_that_mends_it_approves_it(self, seller: Seller) -> None:
        found = draft(seller, discount="30")
        self.edit(
            found, person(seller, "clerk", "luc"), drafts_rules.EditLine(line="1", discount_percentage=Decimal(8))
        )
        approval = Approval.objects.get()
        assert (approval.draft_id, approval.verdict["revision"]) == (found.pk, 1)
        assert not DraftException.objects.exists()
        assert Fingerprint.objects.get().draft_id == found.pk

    def test_an_edit_beyond_the_limits_is_held_with_what_was_decided_before(self, seller: Seller) -> None:
        limits(seller, four_eyes_above="100")
        found, claire = draft(seller, discount="12.5"), person(seller, "approver")
        before = held(found)
        decide(before, claire)
        self.edit(
            found, person(seller, "clerk", "luc"), drafts_rules.EditLine(line="1", discount_percentage=Decimal(20))
        )
        after = held(found)
        assert (after.pk, after.evidence["percentage"], after.evidence["origin"]) == (before.pk, "20", "hand")
        assert after.evidence["earlier"][0]["decided_by"] == "claire"
        assert not Decision.objects.exists()
        (told,) = Verdict.objects.get().details["superseded"]
        assert (told["rule"], told["granted"], told["why"]) == ("discount_above_limit", True, "geste commercial")

    def test_nobody_lets_his_own_edit_pass(self, seller: Seller) -> None:
        found, claire = draft(seller, discount="12.5"), person(seller, "approver")
        self.edit(found, claire, drafts_rules.EditText(subject_code="", text="Merci"))
        with pytest.raises(actions.DecisionRefused, match="yourself"):
            decide(held(found), claire)
        decide(held(found), person(seller, "approver", "paul"))
        assert Approval.objects.exists()

    def test_between_the_edit_and_its_judgement_nothing_is_granted(self, seller: Seller) -> None:
        found = draft(seller, discount="12.5")
        line = drafts_rules.EditLine(line="1", discount_percentage=Decimal(90))
        self.edit(found, person(seller, "clerk", "luc"), line, judged=False)
        with pytest.raises(actions.DecisionRefused, match="edited"):
            decide(held(found), person(seller, "approver"))

    def test_an_approved_draft_is_not_edited(self, seller: Seller) -> None:
        with pytest.raises(drafts_actions.EditRefused, match="approved"):
            self.edit(
                draft(seller), person(seller, "clerk", "luc"), drafts_rules.EditText(subject_code="", text="Merci")
            )

    def test_an_edited_draft_keeps_its_edits_when_the_customer_is_mended(self, seller: Seller) -> None:
        found = draft(seller, factories.buyer(seller, siren=""))
        self.edit(found, person(seller, "clerk", "luc"), drafts_rules.EditLine(line="1", quantity=Decimal(3)))
        Buyer.objects.update(siren="552100554")
        with journal.inline_steps(skip=SKIPPED) as steps:
            actions.check_again(seller_id=seller.pk, buyer_ids=list(Buyer.objects.values_list("pk", flat=True)), at=NOW)
            steps.run()
        approval = Approval.objects.get()
        assert (approval.draft_id, approval.draft.total_without_vat) == (found.pk, Decimal("300.00"))


def test_work_of_a_contract_mended_at_its_source_is_found_anew_by_the_same_run(seller: Seller) -> None:
    factories.buyer(seller)
    agreed.item(seller, "MAINT", "245", unit_code="MON")
    conditions = "remise exceptionnelle 15% jusqu'au 31/12/2026"
    row = agreed.contract_row("CT-1", start_date="2026-10-01", conditions=conditions)
    with journal.inline_steps():
        contracts.record_rows(source_file_id=agreed.rows(seller, "contracts", [row]).pk, at=NOW)
    (before,) = factories.drafts_of(seller)
    check([before])
    assert held(before).evidence["fix"]["kind"] == "contract"
    contract = Contract.objects.get()
    contract.clauses |= {"discount_percentage": "5"}
    contract.save()
    with journal.inline_steps(skip=SKIPPED) as steps:
        line_ids = list(contract.lines.values_list("pk", flat=True))
        assert actions.find_anew(seller_id=seller.pk, changed_ids=line_ids, at=NOW) == 1
        steps.run()
    after = Approval.objects.get().draft
    assert (after.run_id, after.total_without_vat) == (before.run_id, Decimal("465.50"))
    assert BillableItem.objects.count() == 1
    with journal.inline_steps():
        assert actions.find_anew(seller_id=seller.pk, changed_ids=line_ids, at=NOW) == 0


def at_once(*works: Any) -> list[str]:
    def one(work: Any) -> str:
        try:
            with translation.override("en"):
                work()
            return "done"
        except (actions.DecisionRefused, drafts_actions.EditRefused) as refusal:
            return str(refusal)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(works)) as hands:
        return list(hands.map(one, works))


@pytest.mark.django_db(transaction=True)
def test_of_two_deciders_at_once_one_is_told() -> None:
    seller = factories.seller()
    found = draft(seller, discount="12.5")
    claire, paul = person(seller, "approver"), person(seller, "approver", "paul")
    exception = held(found)
    said = at_once(lambda: decide(exception, claire), lambda: decide(exception, paul))
    assert sorted(one == "done" for one in said) == [False, True]
    assert Approval.objects.count() == Decision.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_decider_and_an_editor_at_once_never_issue_what_nobody_judged() -> None:
    seller = factories.seller()
    found = draft(seller, discount="12.5")
    claire, luc, exception = person(seller, "approver"), person(seller, "clerk", "luc"), held(found)
    line = drafts_rules.EditLine(line="1", discount_percentage=Decimal(90))

    def edit() -> None:
        with journal.inline_steps():
            drafts_actions.edit_draft(draft_id=found.pk, edits=[line], why="x", actor=luc, at=NOW, expected_revision=0)

    said = at_once(lambda: decide(exception, claire), edit)
    approved, revision = Approval.objects.exists(), Draft.objects.get().revision
    assert sorted(one == "done" for one in said) == [False, True]
    assert (approved, revision) in ((True, 0), (False, 1))
