"""Four eyes, many at once, limits, blocks, terms, edits judged again: with a real PostgreSQL."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from sansfaute.contracts.models import OrderLine
from sansfaute.drafts.models import Draft
from sansfaute.journal import actions as journal
from sansfaute.journal.models import Fact
from sansfaute.masterdata.models import BankChange, Buyer, Seller
from sansfaute.people.models import Person
from sansfaute.review import actions, queries
from sansfaute.review.models import (
    Approval,
    BuyerBlock,
    Decision,
    DraftException,
    SecondDecision,
    TermProposal,
    Thresholds,
)  # fmt: skip
from sansfaute.review.tests import factories
from sansfaute.review.tests.test_actions import check, person

NOW = factories.NOW
LATER = NOW + timedelta(days=1)
pytestmark = pytest.mark.django_db
SKIPPED = frozenset({"issuing.issue_drafts"})


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def seller() -> Seller:
    return factories.seller()


def draft(seller: Seller, to: Buyer | None = None, **order: Any) -> Draft:
    """One judged draft for one order line."""
    factories.order(seller, to or Buyer.objects.filter(seller=seller).first() or factories.buyer(seller), **order)
    found = factories.drafts_of(seller)[0]
    check([found])
    return found


def held(found: Draft, rule: str = "discount_above_limit") -> DraftException:
    return DraftException.objects.get(draft=found, rule=rule)


def decide(exception: DraftException, actor: Person, **values: Any) -> Decision:
    given: dict[str, Any] = {"granted": True, "why": "geste commercial", "at": NOW}
    with journal.inline_steps():
        return actions.decide_exception(exception_id=exception.id, actor=actor, **given | values)


def limits(seller: Seller, **values: Any) -> Thresholds:
    admin = Person.objects.filter(username="root").first() or person(seller, "admin", "root")
    with journal.inline_steps():
        return actions.set_thresholds(seller_id=seller.id, values=values, why="règles du groupe", actor=admin, at=NOW)


def issued(found: Draft, number: int = 1) -> None:
    """As review remembers an issued invoice."""
    if not Approval.objects.filter(draft=found).exists():
        decide(held(found), Person.objects.get(username="claire"))
    actions.remember_invoices(seller_id=found.seller_id, numbers={found.id: f"F2026-{number:06}"}, at=NOW)


class TestOpening:
    def test_an_exception_has_money_deadline_owner_and_source(self, seller: Seller) -> None:
        one = held(draft(seller, discount="12.5"))
        assert (one.amount, one.due_on, one.owner_role) == (Decimal("210.00"), date(2026, 11, 3), "approver")
        assert one.evidence["fix"] == {"kind": "order", "code": "CMD1", "field": "discount_percentage"}

    def test_history_is_read_from_issued_invoices(self, seller: Seller) -> None:
        for number in range(1, 7):
            issued(draft(seller, quantity=str(number)), number)
        one = held(draft(seller, quantity="60"), "amount_unusual")
        assert (one.evidence["count"], one.evidence["usual"]) == (6, "420.00")

    def test_a_near_double_is_held_and_an_exact_one_told_once(self, seller: Seller) -> None:
        issued(draft(seller))
        near = draft(seller)
        assert held(near, "duplicate_suspected")
        assert near.exceptions.count() == 1
        factories.order(seller, Buyer.objects.get())
        OrderLine.objects.filter(billable=None).update(delivery_date=date(2026, 10, 22))
        (other,) = factories.drafts_of(seller)
        check([other])
        assert held(other, "near_duplicate").evidence["other"] in ("F2026-000001", str(near.pk)[-8:])

    def test_an_unusual_rate_is_seen(self, seller: Seller) -> None:
        for number in range(1, 4):
            issued(draft(seller, quantity=str(number)), number)
        Buyer.objects.get().seller.items.update(vat_rate=Decimal("5.5"))
        one = held(draft(seller, quantity="7"), "vat_unusual")
        assert one.evidence["items"] == [{"item": "SCREEN", "before": "S 20", "now": "S 5.5"}]

    @pytest.mark.parametrize("party", ["seller", "buyer"])
    def test_bank_details_that_wait_hold_until_they_are_decided(self, seller: Seller, party: str) -> None:
        buyer = factories.buyer(seller)
        change = BankChange.objects.create(
            seller=seller, party_type=party, party_id=seller.pk if party == "seller" else buyer.pk, code="C1",
            iban="FR7630001007941234567890185", asked_at=NOW,
        )  # fmt: skip
        found = draft(seller)
        assert held(found, "bank_details_changed").evidence["four_eyes"] is True
        BankChange.objects.filter(pk=change.pk).update(refused_at=NOW)
        with journal.inline_steps(skip=SKIPPED) as steps:
            actions.check_anew(seller_id=seller.pk, buyer_ids=None, rules=["bank_details_changed"], at=NOW)
            steps.run()
        assert Approval.objects.get().draft.total_with_vat == found.total_with_vat

    def test_queries_do_not_grow_with_the_batch(self, seller: Seller, django_assert_max_num_queries: Any) -> None:
        limits(seller, first_invoice_above="0")
        for number in range(30):
            factories.order(seller, factories.buyer(seller, f"C{number}"), quantity=str(number + 1), discount="12")
        drafts = factories.drafts_of(seller)
        with django_assert_max_num_queries(28):
            check(drafts)
        assert DraftException.objects.count() == 60


class TestFourEyes:
    @pytest.fixture
    def granted(self, seller: Seller) -> Decision:
        limits(seller, four_eyes_above="100")
        found = draft(seller, discount="12.5")
        claire = person(seller, "approver")
        decide(held(found, "amount_needs_four_eyes"), claire)
        return decide(held(found), claire)

    def test_a_grant_above_the_threshold_waits(self, granted: Decision) -> None:
        assert queries.waits_for_second(granted)
        assert not Approval.objects.exists()
        assert queries.grants_waiting(granted.seller_id).count() == 2
        assert not queries.grants_waiting_for(granted.decided_by).exists()

    def test_a_second_person_makes_it_count(self, seller: Seller, granted: Decision) -> None:
        paul = person(seller, "approver", "paul")
        waiting = list(queries.grants_waiting_for(paul))
        for one in waiting:
            with journal.inline_steps():
                actions.second_decision(decision_id=one.pk, granted=True, why="", actor=paul, at=NOW)
        assert Approval.objects.get().draft_id == granted.exception.draft_id
        assert Fact.objects.filter(kind="ExceptionConfirmed", actor_name="paul").count() == 2

    def test_a_second_person_may_say_no_with_a_reason(self, seller: Seller, granted: Decision) -> None:
        paul = person(seller, "approver", "paul")
        with pytest.raises(actions.DecisionRefused, match="why"):
            actions.second_decision(decision_id=granted.pk, granted=False, why=" ", actor=paul, at=NOW)
        with journal.inline_steps():
            actions.second_decision(decision_id=granted.pk, granted=False, why="trop", actor=paul, at=NOW)
        assert Draft.objects.get().discard.why == "trop"

    def test_never_ones_own_and_never_without_the_right(self, seller: Seller, granted: Decision) -> None:
        for actor, said in ((granted.decided_by, "yourself"), (person(seller, "clerk", "luc"), "role")):
            with pytest.raises(actions.DecisionRefused, match=said):
                actions.second_decision(decision_id=granted.pk, granted=True, why="", actor=actor, at=NOW)
        assert not SecondDecision.objects.exists()

    def test_what_needs_none_takes_none(self, seller: Seller) -> None:
        decision = decide(held(draft(seller, discount="12.5")), person(seller, "approver"))
        with pytest.raises(actions.DecisionRefused, match="no second"):
            actions.second_decision(
                decision_id=decision.pk, granted=True, why="", actor=person(seller, "admin", "ada"), at=NOW
            )


class TestRoles:
    def test_beyond_an_approvers_limit_an_administrator_decides(self, seller: Seller) -> None:
        found = draft(seller, discount="45")
        assert held(found).owner_role == "admin"
        with pytest.raises(actions.DecisionRefused, match="administrator"):
            decide(held(found), person(seller, "approver"))
        decide(held(found), person(seller, "admin", "ada"))
        assert Approval.objects.exists()

    def test_an_approver_may_still_drop_it(self, seller: Seller) -> None:
        decide(held(draft(seller, discount="45")), person(seller, "approver"), granted=False)
        assert Draft.objects.filter(discard__isnull=False).exists()

    def test_many_alike_are_decided_at_once_and_the_others_say_why(self, seller: Seller) -> None:
        for number in range(3):
            factories.order(seller, factories.buyer(seller, f"C{number}"), discount="12.5", quantity=str(number + 1))
        drafts = factories.drafts_of(seller)
        check(drafts)
        claire, first = person(seller, "approver"), held(drafts[0])
        assert queries.alike(first).count() == 3
        decide(first, claire)
        with journal.inline_steps():
            ids = [held(one).pk for one in drafts]
            done = actions.decide_many(exception_ids=ids, granted=True, why="campagne", actor=claire, at=NOW)
        assert [bool(one.refusal) for one in done] == [True, False, False]
        assert Approval.objects.count() == 3

    def test_only_alike_ones(self, seller: Seller) -> None:
        found = draft(seller, factories.buyer(seller, siren=""), discount="12.5")
        ids = list(found.exceptions.values_list("pk", flat=True))
        with pytest.raises(actions.DecisionRefused, match="alike"):
            actions.decide_many(exception_ids=ids, granted=True, why="x", actor=person(seller, "approver"), at=NOW)


class TestThresholds:
    def test_the_latest_count_and_are_told(self, seller: Seller) -> None:
        limits(seller, discount_limit="5")
        assert held(draft(seller, discount="6")).evidence["limit"] == "5"
        limits(seller, discount_limit="20")
        assert queries.policy_of(seller.id).discount_limit == 20
        assert queries.thresholds(seller.id).count() == 2
        assert [one.data["changed"] for one in Fact.objects.filter(kind="ThresholdsSet")] == [["discount_limit"]] * 2

    def test_refusals_name_each_value(self, seller: Seller) -> None:
        with pytest.raises(actions.ThresholdsRefused) as refusal:
            limits(seller, discount_limit="dix", history_min="99")
        assert set(refusal.value.faults) == {"discount_limit", "history_min"}
        with pytest.raises(actions.ThresholdsRefused, match="already"):
            limits(seller, discount_limit="10")
        with pytest.raises(actions.ThresholdsRefused, match="role"):
            actions.set_thresholds(
                seller_id=seller.id, values={"discount_limit": "99"}, why="x", actor=person(seller, "approver"), at=NOW
            )
        assert not Thresholds.objects.exists()


class TestBlocks:
    def test_a_block_holds_and_its_lifting_lets_go(self, seller: Seller) -> None:
        buyer, claire = factories.buyer(seller), person(seller, "approver")
        block = actions.block_buyer(seller_id=seller.id, buyer_id=buyer.id, why="impayé", actor=claire, at=NOW)
        found = draft(seller)
        assert held(found, "buyer_blocked").evidence["reason"] == "impayé"
        with journal.inline_steps(skip=SKIPPED) as steps:
            actions.lift_block(block_id=block.id, why="payé", actor=claire, at=LATER)
            steps.run()
        assert Approval.objects.get().draft_id == found.id
        assert not DraftException.objects.exists()
        assert Fact.objects.filter(kind="ExceptionSuperseded").count() == 1

    def test_once_and_by_whom_may(self, seller: Seller) -> None:
        buyer, claire = factories.buyer(seller), person(seller, "approver")
        given: dict[str, Any] = {"seller_id": seller.id, "buyer_id": buyer.id, "why": "impayé", "at": NOW}
        block = actions.block_buyer(actor=claire, **given)
        for actor, said in ((claire, "already"), (person(seller, "support", "zoe"), "role")):
            with pytest.raises(actions.BlockRefused, match=said):
                actions.block_buyer(actor=actor, **given)
        actions.block_buyer(actor=claire, kind="disputed", **given)
        actions.lift_block(block_id=block.id, why="payé", actor=claire, at=NOW)
        with pytest.raises(actions.BlockRefused, match="already"):
            actions.lift_block(block_id=block.id, why="payé", actor=claire, at=NOW)
        assert BuyerBlock.objects.filter(lifted_at=None).count() == 1
        assert queries.blocks_for(claire).count() == 2


class TestTerms:
    def granted_three_times(self, seller: Seller) -> Person:
        claire = person(seller, "approver")
        for number in range(3):
            decide(held(draft(seller, discount="12.5", quantity=str(number + 1))), claire)
        return claire

    def test_three_grants_are_proposed_once_and_the_accepted_term_opens_no_more(self, seller: Seller) -> None:
        claire = self.granted_three_times(seller)
        proposal = TermProposal.objects.get()
        assert (proposal.rule, proposal.granted) == ("discount_above_limit", 3)
        assert proposal.term["discount_accepted_up_to"] == "12.5"
        waiting = draft(seller, discount="12", quantity="8")
        with journal.inline_steps(skip=SKIPPED) as steps:
            actions.accept_term(proposal_id=proposal.pk, why="client fidèle", actor=claire, at=NOW)
            steps.run()
        assert Approval.objects.filter(draft=waiting).exists()
        assert Approval.objects.filter(draft=draft(seller, discount="12.5", quantity="9")).exists()
        assert held(draft(seller, discount="13", quantity="10"))
        agreed = Fact.objects.get(kind="TermAgreed")
        assert (agreed.data["clauses"], agreed.actor_name) == ({"discount_accepted_up_to": "12.5"}, "claire")

    def test_a_refused_term_is_not_proposed_again(self, seller: Seller) -> None:
        claire = self.granted_three_times(seller)
        proposal = TermProposal.objects.get()
        actions.refuse_term(proposal_id=proposal.pk, why="au cas par cas", actor=claire, at=NOW)
        decide(held(draft(seller, discount="12.5", quantity="9")), claire)
        assert TermProposal.objects.count() == 1
        with pytest.raises(actions.TermDecisionRefused, match="already"):
            actions.accept_term(proposal_id=proposal.pk, why="x", actor=claire, at=NOW)

    def test_a_clerk_agrees_no_term(self, seller: Seller) -> None:
        self.granted_three_times(seller)
        with pytest.raises(actions.TermDecisionRefused, match="role"):
            actions.accept_term(
                proposal_id=TermProposal.objects.get().pk, why="x", actor=person(seller, "clerk", "luc"), at=NOW
            )
