"""Drafts are approved or held, exceptions decided by named people, doubles never slip through."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import pytest

from sansfaute.drafts.models import Draft
from sansfaute.journal import actions as journal
from sansfaute.journal.models import Fact
from sansfaute.masterdata.models import Buyer, Seller
from sansfaute.people import actions as people
from sansfaute.people.models import Person
from sansfaute.review import actions, queries
from sansfaute.review.actions import check as checking
from sansfaute.review.adapters.official import OfficialVerdict
from sansfaute.review.models import Approval, Decision, DraftException, Fingerprint, ShapeVerdict, Verdict
from sansfaute.review.tests import factories

NOW = factories.NOW
pytestmark = pytest.mark.django_db


@pytest.fixture
def seller() -> Seller:
    return factories.seller()


def check(drafts: list[Draft]) -> None:
    with journal.inline_steps():
        actions.check_drafts(seller_id=drafts[0].seller_id, draft_ids=[draft.id for draft in drafts], at=NOW)


def draft_for(seller: Seller, *, discount: str = "0", **buyer: Any) -> Draft:
    factories.order(seller, factories.buyer(seller, **buyer), discount=discount)
    return factories.drafts_of(seller)[0]


def person(seller: Seller, role: str, name: str = "claire") -> Person:
    invited = people.invite_person(username=name, email=f"{name}@ondine.example", password="quai de Saône 12", at=NOW)
    people.grant_role(person=invited, seller_id=seller.id, role=role, at=NOW)
    return invited


class TestCheckDrafts:
    def test_a_sound_draft_is_approved_by_rules_that_really_ran(self, seller: Seller) -> None:
        draft = draft_for(seller)
        check([draft])
        approval = Approval.objects.get(draft=draft)
        assert approval.verdict["verdict"] == "passed"
        assert approval.verdict["official"]["judged"] == "document"
        assert len(approval.verdict["official"]["packs"]) >= 2
        assert ShapeVerdict.objects.get().verdict == "passed"
        assert not DraftException.objects.exists()

    def test_a_known_shape_is_not_judged_again(self, seller: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
        check([draft_for(seller)])
        monkeypatch.setattr(checking, "_SAMPLE", 0.0)
        factories.order(seller, Buyer.objects.get(code="C1"), quantity="3")
        (second,) = factories.drafts_of(seller)
        check([second])
        assert Approval.objects.get(draft=second).verdict["official"]["judged"] == "shape"

    def test_the_setting_always_judges_each_document(self, seller: Seller, settings: Any) -> None:
        settings.OFFICIAL_RULES = "always"
        check([draft_for(seller)])
        factories.order(seller, Buyer.objects.get(code="C1"), quantity="3")
        (second,) = factories.drafts_of(seller)
        check([second])
        assert Approval.objects.get(draft=second).verdict["official"]["judged"] == "document"

    @pytest.mark.parametrize(
        ("answer", "rule"),
        [("not_run", "official_rules_not_run"), ("failed", "official_rules_failed")],
    )
    def test_official_rules_that_do_not_pass_hold_the_draft(
        self, seller: Seller, monkeypatch: pytest.MonkeyPatch, answer: Any, rule: str
    ) -> None:
        verdict = OfficialVerdict(verdict=answer, packs=("pack",), findings=(), why="the process died")
        monkeypatch.setattr(checking.official, "judge", lambda documents: [verdict for _ in documents])
        draft = draft_for(seller)
        check([draft])
        assert DraftException.objects.get(draft=draft).rule == rule
        assert Verdict.objects.get(draft=draft).verdict == answer
        assert not Approval.objects.exists()

    def test_what_is_out_of_policy_is_held_with_its_owner(self, seller: Seller) -> None:
        draft = draft_for(seller, discount="12.5")
        check([draft])
        held = DraftException.objects.get(draft=draft)
        assert (held.rule, held.owner_role, held.evidence["percentage"]) == ("discount_above_limit", "approver", "12.5")
        assert list(queries.held_drafts(seller.id)) == [draft]
        assert Fact.objects.get(kind="ExceptionOpened").subject_id == held.id

    def test_checking_twice_changes_nothing(self, seller: Seller) -> None:
        draft = draft_for(seller, discount="30")
        check([draft])
        facts = Fact.objects.count()
        check([draft])
        assert DraftException.objects.count() == 1
        assert Fact.objects.count() == facts

    def test_a_double_of_another_draft_is_held(self, seller: Seller) -> None:
        """Two customer records of one company, asked the same money for the same thing."""
        for code in ("C1", "C2"):
            factories.order(seller, factories.buyer(seller, code))
        first, second = factories.drafts_of(seller)
        check([first, second])
        assert Approval.objects.count() == 1
        held = DraftException.objects.get()
        assert held.rule == "duplicate_suspected"
        assert UUID(held.evidence["draft_id"]) == Approval.objects.get().draft_id

    def test_the_double_of_a_discarded_draft_is_free(self, seller: Seller) -> None:
        first = draft_for(seller, discount="30")
        check([first])
        actions.decide_exception(
            exception_id=DraftException.objects.get().id,
            granted=False,
            why="annulé",
            actor=person(seller, "approver"),
            at=NOW,
        )
        factories.order(seller, Buyer.objects.get(code="C1"), discount="30")
        (second,) = factories.drafts_of(seller)
        check([second])
        assert {one.rule for one in second.exceptions.all()} == {"discount_above_limit"}
        assert Fingerprint.objects.get().draft_id == second.id

    def test_queries_do_not_grow_with_the_batch(self, seller: Seller, django_assert_max_num_queries: Any) -> None:
        for number in range(30):
            factories.order(seller, factories.buyer(seller, f"C{number}"), quantity=str(number + 1))
        drafts = factories.drafts_of(seller)
        with django_assert_max_num_queries(24):
            check(drafts)
        assert Approval.objects.count() == 30


class TestDecideException:
    def held(self, seller: Seller, **values: Any) -> DraftException:
        draft = draft_for(seller, **(values or {"discount": "30"}))
        check([draft])
        return DraftException.objects.get(draft=draft)

    def decide(self, held: DraftException, actor: Person, **values: Any) -> Decision:
        given: dict[str, Any] = {"granted": True, "why": "geste commercial", "at": NOW}
        with journal.inline_steps():
            return actions.decide_exception(exception_id=held.id, actor=actor, **given | values)

    def test_a_grant_approves_the_draft(self, seller: Seller) -> None:
        held = self.held(seller)
        claire = person(seller, "approver")
        self.decide(held, claire)
        approval = Approval.objects.get(draft=held.draft)
        assert (approval.approved_by, approval.why) == (claire, "geste commercial")
        assert Fact.objects.get(kind="ExceptionDecided").actor_name == "claire"

    def test_a_late_approval_moves_the_issue_date_to_its_day(self, seller: Seller) -> None:
        held = self.held(seller)
        self.decide(held, person(seller, "approver"), at=datetime(2026, 11, 5, 23, 30, tzinfo=UTC))
        assert Approval.objects.get(draft=held.draft).issue_date == date(2026, 11, 6)

    def test_a_refusal_discards_the_draft(self, seller: Seller) -> None:
        held = self.held(seller)
        self.decide(held, person(seller, "approver"), granted=False)
        assert Draft.objects.filter(discard__isnull=False).count() == 1
        assert not Approval.objects.exists()

    @pytest.mark.parametrize("role", ["clerk", "accountant", "support"])
    def test_whoever_may_not_decide_is_refused(self, seller: Seller, role: str) -> None:
        with pytest.raises(actions.DecisionRefused):
            self.decide(self.held(seller), person(seller, role))

    def test_a_stranger_is_refused(self, seller: Seller) -> None:
        other = factories.seller(siren="552081317", name="Autre")
        with pytest.raises(actions.DecisionRefused):
            self.decide(self.held(seller), person(other, "admin"))

    def test_a_reason_is_needed(self, seller: Seller) -> None:
        with pytest.raises(actions.DecisionRefused, match=r"\w"):
            self.decide(self.held(seller), person(seller, "approver"), why="   ")
        assert not Decision.objects.exists()

    def test_what_the_law_forbids_cannot_be_granted(self, seller: Seller) -> None:
        held = self.held(seller, siren="")
        assert held.rule == "siren_missing"
        with pytest.raises(actions.DecisionRefused):
            self.decide(held, person(seller, "admin"))

    def test_nobody_decides_twice(self, seller: Seller) -> None:
        held = self.held(seller)
        claire = person(seller, "approver")
        self.decide(held, claire)
        with pytest.raises(actions.DecisionRefused):
            self.decide(held, claire, granted=False)
        assert Approval.objects.filter(draft=held.draft).exists()


class TestCheckAgain:
    def mend(self, seller: Seller, at: datetime = NOW) -> int:
        Buyer.objects.filter(seller=seller).update(siren="552100554")
        with journal.inline_steps(skip=frozenset({"issuing.issue_drafts"})) as steps:
            buyers = list(Buyer.objects.values_list("id", flat=True))
            count = actions.check_again(seller_id=seller.id, buyer_ids=buyers, at=at)
            steps.run()
        return count

    def test_a_mended_record_frees_what_it_held(self, seller: Seller) -> None:
        held = draft_for(seller, siren="")
        check([held])
        assert self.mend(seller) == 1
        approval = Approval.objects.get()
        assert approval.draft_id != held.id
        assert approval.draft.total_with_vat == held.total_with_vat
        assert Draft.objects.filter(discard=None).count() == 1
        assert list(queries.held_drafts(seller.id)) == []

    def test_made_anew_on_a_later_day_it_bears_that_day(self, seller: Seller) -> None:
        check([draft_for(seller, siren="")])
        self.mend(seller, datetime(2026, 11, 5, 9, tzinfo=UTC))
        draft = Approval.objects.get().draft
        assert (draft.issue_date, draft.payment_due_date) == (date(2026, 11, 5), date(2026, 12, 5))

    def test_what_is_approved_is_left_alone(self, seller: Seller) -> None:
        draft = draft_for(seller)
        check([draft])
        assert self.mend(seller) == 0
        assert Approval.objects.get().draft_id == draft.id


def test_the_number_of_an_issued_invoice_is_remembered(seller: Seller) -> None:
    draft = draft_for(seller)
    check([draft])
    for _ in range(2):
        actions.remember_invoices(seller_id=seller.id, numbers={draft.id: "F2026-000001"}, at=NOW)
    assert Fingerprint.objects.get(draft=draft).invoice_number == "F2026-000001"
    assert Fact.objects.filter(kind="InvoiceRemembered").count() == 1
