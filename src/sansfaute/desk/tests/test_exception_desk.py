"""The exception desk: lists, second looks, many at once, limits, customers stopped, proposed terms, and its walls."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sansfaute.desk.queries import exceptions as shown
from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import AT, Work, signed_in, text
from sansfaute.drafts.models import DraftRevision
from sansfaute.lib import clock
from sansfaute.masterdata.models import Seller
from sansfaute.people.models import Person
from sansfaute.review.models import (
    Approval,
    BuyerBlock,
    Decision,
    DraftException,
    SecondDecision,
    TermProposal,
    Thresholds,
)

pytestmark = pytest.mark.django_db
LISTS = ("exceptions", "second_looks", "thresholds", "blocks", "term_proposals")


@pytest.fixture
def second(ours: Seller) -> Client:
    return signed_in(factories.person("berthe", ours, "approver"))


@pytest.fixture
def admin(ours: Seller) -> Client:
    return signed_in(factories.person("root", ours, "admin"))


def discount(work: Work, name: str, **more: Any) -> DraftException:
    return work.exception(work.draft(name), "discount_above_limit", percentage="15", limit="10", **more)


def granted_for_two(work: Work, approver: Client) -> Decision:
    held = discount(work, "Garage Roux", four_eyes=True)
    approver.post(reverse("decide", args=[held.pk]), {"decision": "grant", "why": "accord"})
    return Decision.objects.get()


def proposal(ours: Seller, work: Work) -> TermProposal:
    return TermProposal.objects.create(
        seller=ours, buyer=work.draft("Garage Roux").buyer, rule="discount_above_limit", granted=3, proposed_at=AT,
        term={"discount_accepted_up_to": "15", "contracts": ["CT-2024-00002"]},
    )  # fmt: skip


class TestList:
    def test_late_ones_say_so_in_a_word_and_are_filtered(self, work: Work, approver: Client) -> None:
        late, soon = discount(work, "Garage Roux"), discount(work, "Boulangerie Petit")
        DraftException.objects.filter(pk=late.pk).update(due_on=clock.today() - timedelta(days=1))
        DraftException.objects.filter(pk=soon.pk).update(due_on=clock.today() + timedelta(days=1))
        page = text(approver.get(reverse("exceptions")))
        assert page.count("tag--bad") == 1
        assert page.index("Garage Roux") < page.index("Boulangerie Petit")
        assert "Boulangerie Petit" not in text(approver.get(reverse("exceptions"), {"late": "on"}))

    @pytest.mark.parametrize(
        "asked", [{"rule": "discount_above_limit"}, {"owner": "admin"}, {"buyer": "roux"}, {"buyer": "C00001"}]
    )
    def test_filters_by_rule_owner_and_buyer(self, asked: dict[str, str], work: Work, approver: Client) -> None:
        DraftException.objects.filter(pk=discount(work, "Garage Roux").pk).update(owner_role="admin")
        work.exception(work.draft("Boulangerie Petit"))
        answer = approver.get(reverse("exceptions"), asked)
        assert [one.row.draft.buyer.name for one in answer.context["told"]] == ["Garage Roux"]
        (stake,) = answer.context["stakes"]
        assert stake.total_without_vat == Decimal("245.00")

    def test_no_exception_is_lost_between_pages(self, work: Work, approver: Client, monkeypatch: Any) -> None:
        monkeypatch.setattr(shown, "PAGE_LENGTH", 2)
        every = [discount(work, f"Client {number}").pk for number in range(5)]
        for number, pk in enumerate(every[:3]):
            DraftException.objects.filter(pk=pk).update(due_on=date(2026, 11, 3 + number // 2))
        seen, keys, after = [], [], ""
        while True:
            page = approver.get(reverse("exceptions"), {"after": after}).context["page"]
            seen += [row.pk for row in page.rows]
            keys.append(page.before)
            if not (after := page.after):
                break
        assert seen == every
        back = approver.get(reverse("exceptions"), {"before": keys[-1]}).context["page"]
        assert [row.pk for row in back.rows] == every[2:4]

    @pytest.mark.parametrize("key", ["x", "~", "2026-11-03~x", "2026-11-03T10:00:00", "9~9~9"])
    def test_a_key_that_is_none_shows_the_first_page(self, key: str, work: Work, approver: Client) -> None:
        discount(work, "Garage Roux")
        for name in ("after", "before"):
            for decided in ("", "1"):
                assert approver.get(reverse("exceptions"), {name: key, "decided": decided}).status_code == 200

    def test_the_source_is_one_link_away(self, work: Work, admin: Client) -> None:
        fix = {"kind": "buyer", "code": "C00001", "field": "siren"}
        held = work.exception(work.draft("Garage Roux"), "siren_missing", fix=fix)
        page = text(admin.get(reverse("exceptions")))
        assert f"{reverse('record', args=[held.draft.buyer_id])}#field-legal_identifier" in page

    def test_beyond_the_limit_no_grant_is_offered(self, work: Work, approver: Client, admin: Client) -> None:
        DraftException.objects.filter(pk=discount(work, "Garage Roux").pk).update(owner_role="admin")
        assert 'data-opens="grant"' not in text(approver.get(reverse("exceptions")))
        assert 'data-opens="grant"' in text(admin.get(reverse("exceptions")))


class TestAlike:
    def test_how_many_and_how_much_is_shown_and_nothing_is_written(self, work: Work, approver: Client) -> None:
        for number in range(3):
            discount(work, f"Client {number}")
        work.exception(work.draft("Autre"))
        page = text(approver.get(reverse("exceptions_alike"), {"rule": "discount_above_limit"}))
        assert "3 exceptions at once" in page
        assert "€735.00" in page
        assert not Decision.objects.exists()

    def test_those_ticked_are_decided_and_no_other(self, work: Work, approver: Client) -> None:
        chosen = [discount(work, "Client A"), discount(work, "Client B")]
        other = discount(work, "Client C")
        sent = {"act": "decide", "id": [one.pk for one in chosen], "decision": "grant", "why": "campagne d'automne"}
        assert approver.post(reverse("exceptions_alike"), sent).status_code == 302
        assert set(Decision.objects.values_list("exception_id", flat=True)) == {one.pk for one in chosen}
        assert Approval.objects.count() == 2
        assert not Decision.objects.filter(exception=other).exists()

    @pytest.mark.parametrize(
        "wrong", [{"why": " "}, {"decision": "perhaps"}, {"id": []}, {"id": ["x"], "rule": "discount_above_limit"}]
    )
    def test_what_is_not_whole_decides_nothing(self, wrong: dict[str, Any], work: Work, approver: Client) -> None:
        held = discount(work, "Client A")
        sent = {"act": "decide", "id": [held.pk], "decision": "grant", "why": "oui", "rule": held.rule, **wrong}
        assert approver.post(reverse("exceptions_alike"), sent).status_code == 422
        assert not Decision.objects.exists()

    def test_of_two_rules_nothing_is_decided(self, work: Work, approver: Client) -> None:
        ids = [discount(work, "Client A").pk, work.exception(work.draft("Client B")).pk]
        assert "different reasons" in text(approver.get(reverse("exceptions_alike"), {"id": ids}))
        sent = {"act": "decide", "id": ids, "decision": "grant", "why": "oui"}
        assert approver.post(reverse("exceptions_alike"), sent).status_code == 422
        assert not Decision.objects.exists()


class TestSecondLook:
    def test_a_grant_for_two_waits_and_the_draft_says_so(self, work: Work, approver: Client) -> None:
        decision = granted_for_two(work, approver)
        assert not Approval.objects.exists()
        page = text(approver.get(reverse("held_draft", args=[decision.exception.draft_id])))
        assert "Waits for a second person" in page

    def test_it_is_not_offered_to_the_first(self, work: Work, approver: Client) -> None:
        decision = granted_for_two(work, approver)
        page = text(approver.get(reverse("second_looks")))
        assert "You granted this yourself" in page
        assert reverse("second_decide", args=[decision.pk]) not in page
        answer = approver.post(reverse("second_decide", args=[decision.pk]), {"decision": "agree"})
        assert answer.status_code == 422
        assert not SecondDecision.objects.exists()

    def test_it_is_not_offered_to_who_edited_the_draft(self, work: Work, approver: Client, second: Client) -> None:
        decision = granted_for_two(work, approver)
        draft = decision.exception.draft
        DraftRevision.objects.create(
            seller=draft.seller, draft=draft, number=1, edited_by=Person.objects.get(username="berthe"), edited_at=AT,
            why="x", before={}, changes=[],
        )  # fmt: skip
        page = text(second.get(reverse("second_looks")))
        assert "You edited this draft" in page
        assert reverse("second_decide", args=[decision.pk]) not in page

    def test_agreeing_approves(self, work: Work, approver: Client, second: Client) -> None:
        decision = granted_for_two(work, approver)
        assert second.post(reverse("second_decide", args=[decision.pk]), {"decision": "agree"}).status_code == 302
        assert Approval.objects.get().draft == decision.exception.draft
        assert "berthe agreed" in text(second.get(reverse("exceptions"), {"decided": "1"}))

    def test_not_agreeing_asks_why_then_discards(self, work: Work, approver: Client, second: Client) -> None:
        address = reverse("second_decide", args=[granted_for_two(work, approver).pk])
        assert second.post(address, {"decision": "disagree"}).status_code == 422
        assert second.post(address, {"decision": "x", "why": "non"}).status_code == 422
        assert "discarded" in text(second.post(address, {"decision": "disagree", "why": "trop"}, follow=True))
        assert not Approval.objects.exists()


class TestLimits:
    def values(self, admin: Client, **more: str) -> dict[str, Any]:
        page = admin.get(reverse("thresholds"))
        shown_ones = [one for _title, group in page.context["groups"] for one in group]
        standing = {one.words.name: one.value for one in shown_ones if one.kind == "number"}
        chosen = [rule for rule, _word, asked in page.context["choices"] if asked]
        return {**standing, "hold_on_bank_changes": "on", "four_eyes_rules": chosen, "why": "règles", **more}

    def test_one_is_set_and_stands_in_the_history(self, admin: Client) -> None:
        assert admin.post(reverse("thresholds"), self.values(admin, discount_limit="12,5")).status_code == 302
        row = Thresholds.objects.get()
        assert (row.values["discount_limit"], row.values["deadline_days"]) == ("12.5", 2)
        (kept,) = admin.get(reverse("thresholds")).context["history"]
        assert [(before, after) for _label, before, after in kept.changes] == [("10", "12.5")]

    @pytest.mark.parametrize("wrong", ["beaucoup", "-1", "101", "NaN", "", "1e999"])
    def test_a_fault_is_told_at_its_field_and_what_was_typed_stays(self, wrong: str, admin: Client) -> None:
        answer = admin.post(reverse("thresholds"), self.values(admin, discount_limit=wrong, deadline_days="5"))
        assert answer.status_code == 422
        assert 'id="limit-discount_limit-error"' in text(answer)
        assert 'name="deadline_days" value="5"' in text(answer)
        assert not Thresholds.objects.exists()

    def test_a_reason_is_asked_and_what_was_typed_stays(self, admin: Client) -> None:
        answer = admin.post(reverse("thresholds"), self.values(admin, discount_limit="12", why=" "))
        assert answer.status_code == 422
        assert "Say why" in text(answer)
        assert 'name="discount_limit" value="12"' in text(answer)

    def test_an_approver_looks_but_does_not_set(self, admin: Client, approver: Client) -> None:
        assert "Keep these limits" not in text(approver.get(reverse("thresholds")))
        assert approver.post(reverse("thresholds"), self.values(admin, discount_limit="12")).status_code == 403


class TestStopped:
    def test_stopped_seen_and_lifted(self, work: Work, approver: Client) -> None:
        held = discount(work, "Garage Roux")
        buyer = held.draft.buyer
        assert f'value="{buyer.code}"' in text(approver.get(reverse("blocks"), {"buyer": buyer.pk}))
        sent = {"code": buyer.code, "kind": "disputed", "why": "litige sur la livraison"}
        assert approver.post(reverse("block"), sent).status_code == 302
        for address in (
            reverse("blocks"),
            reverse("record", args=[buyer.pk]),
            reverse("held_draft", args=[held.draft_id]),
        ):
            assert "litige sur la livraison" in text(approver.get(address))
        lift = reverse("lift_block", args=[BuyerBlock.objects.get().pk])
        assert approver.post(lift, {"why": ""}).status_code == 422
        assert approver.post(lift, {"why": "réglé"}).status_code == 302
        assert BuyerBlock.objects.get().lifted_at

    @pytest.mark.parametrize("wrong", [{"code": "nobody"}, {"kind": "x"}, {"why": " "}])
    def test_what_is_not_whole_stops_nobody(self, wrong: dict[str, str], work: Work, approver: Client) -> None:
        code = work.draft("Garage Roux").buyer.code
        sent = {"code": code, "kind": "blocked", "why": "impayés", **wrong}
        assert approver.post(reverse("block"), sent).status_code == 422
        assert not BuyerBlock.objects.exists()


class TestTerms:
    @pytest.mark.parametrize(("said", "state"), [("accept", "accepted"), ("refuse", "refused")])
    def test_a_term_is_decided_with_a_reason(
        self, said: str, state: str, ours: Seller, work: Work, approver: Client
    ) -> None:
        row = proposal(ours, work)
        assert "Discount agreed up to 15 %." in text(approver.get(reverse("term_proposals")))
        address = reverse("decide_term", args=[row.pk])
        assert approver.post(address, {"decision": said}).status_code == 422
        assert approver.post(address, {"decision": said, "why": "convenu"}).status_code == 302
        assert TermProposal.objects.get().decided == state


class TestWalls:
    @pytest.fixture
    def objects(self, ours: Seller, work: Work, approver: Client) -> dict[str, str]:
        decision = granted_for_two(work, approver)
        row = proposal(ours, work)
        block = BuyerBlock.objects.create(seller=ours, buyer=row.buyer, kind="blocked", why="x", blocked_at=AT)
        return {
            "second_decide": reverse("second_decide", args=[decision.pk]),
            "decide_term": reverse("decide_term", args=[row.pk]),
            "lift_block": reverse("lift_block", args=[block.pk]),
        }

    def test_another_company_finds_nothing(self, ours: Seller, objects: dict[str, str]) -> None:
        eve = signed_in(factories.person("eve", factories.seller("Autre SAS", "200000008"), "admin"))
        for address in objects.values():
            assert eve.post(address, {"decision": "agree", "why": "x"}).status_code == 404, address
        for name in LISTS:
            assert "Garage Roux" not in text(eve.get(reverse(name))), name
        for name in (*LISTS, "exceptions_alike"):
            assert eve.get(reverse(name), {"seller": str(ours.pk), "rule": "near_duplicate"}).status_code == 404, name
        ids = list(DraftException.objects.values_list("pk", flat=True))
        eve.post(reverse("exceptions_alike"), {"act": "decide", "id": ids, "decision": "refuse", "why": "x"})
        assert eve.post(reverse("block"), {"code": "C00001", "kind": "blocked", "why": "x"}).status_code == 422
        assert (Decision.objects.count(), SecondDecision.objects.count(), BuyerBlock.objects.count()) == (1, 0, 1)

    def test_a_get_writes_nothing(self, objects: dict[str, str], approver: Client) -> None:
        for address in (*objects.values(), reverse("block")):
            assert approver.get(address, {"decision": "agree", "why": "x"}).status_code == 405, address

    @pytest.mark.parametrize("role", ["clerk", "support", ""])
    def test_those_who_may_not_decide(self, role: str, ours: Seller, objects: dict[str, str]) -> None:
        sam = signed_in(factories.person("sam", ours if role else None, role))
        for address in (*objects.values(), reverse("block"), reverse("exceptions_alike"), reverse("thresholds")):
            assert sam.post(address, {"decision": "agree", "why": "x"}).status_code == 403, address
        for name in LISTS:
            assert sam.get(reverse(name)).status_code == (200 if role == "clerk" else 403), name

    def test_somebody_signed_out_is_asked_to_sign_in(self, objects: dict[str, str]) -> None:
        for address in (*objects.values(), reverse("block"), *(reverse(name) for name in LISTS)):
            assert Client().post(address).status_code in (302, 405), address

    @pytest.mark.parametrize("hostile", ["\x00", "<script>alert(1)</script>", "x" * 9000, "’; drop"])
    def test_hostile_values_break_no_page(self, hostile: str, objects: dict[str, str], admin: Client) -> None:
        fields = ("rule", "owner", "buyer", "late", "after", "before", "id", "code", "kind", "why", "discount_limit")
        every = dict.fromkeys(fields, hostile)
        for name in (*LISTS, "exceptions_alike"):
            assert b"<script>alert(1)" not in admin.get(reverse(name), every).content, name
        for address in (*objects.values(), *(reverse(name) for name in ("block", "thresholds", "exceptions_alike"))):
            answer = admin.post(address, every)
            assert answer.status_code < 500, address
            assert b"<script>alert(1)" not in answer.content, address


def test_every_rule_has_a_short_name() -> None:
    from sansfaute.desk.queries.exception_words import RULE_WORDS, THRESHOLD_GROUPS
    from sansfaute.review import rules

    assert set(RULE_WORDS) == set(rules.SENTENCES)
    assert {one.name for _title, group in THRESHOLD_GROUPS for one in group} == set(rules.POLICY.to_dict())
