"""Exceptions, decisions and held drafts."""

from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sansfaute.desk.tests.factories import Work, text
from sansfaute.en16931.tests import samples
from sansfaute.review.models import Approval, Decision

pytestmark = pytest.mark.django_db


class TestExceptions:
    def decide(self, client: Client, held: Any, decision: str, why: str) -> Any:
        return client.post(reverse("decide", args=[held.pk]), {"decision": decision, "why": why})

    @pytest.mark.parametrize("why", ["", "   ", "\n"])
    def test_a_decision_needs_a_reason(self, work: Work, approver: Client, why: str) -> None:
        held = work.exception(work.draft("Garage Roux"))
        answer = self.decide(approver, held, "grant", why)
        assert answer.status_code == 422
        assert "Say why" in text(answer)
        assert "data-open-now" in text(answer)
        assert not Decision.objects.exists()

    def test_what_cannot_be_let_through_is_refused_in_words(self, work: Work, approver: Client) -> None:
        held = work.exception(work.draft("Garage Roux"), "siren_missing")
        assert self.decide(approver, held, "grant", "on verra").status_code == 422
        assert not Decision.objects.exists()

    def test_the_last_grant_approves(self, work: Work, approver: Client) -> None:
        draft = work.draft("Garage Roux")
        first = work.exception(draft)
        last = work.exception(draft, "discount_above_limit", percentage="15", limit="10")
        assert self.decide(approver, first, "grant", "le client confirme").status_code == 302
        assert not Approval.objects.exists()
        self.decide(approver, last, "grant", "accord de la direction")
        assert Approval.objects.get().draft == draft

    def test_a_refusal_discards_the_draft(self, work: Work, approver: Client) -> None:
        held = work.exception(work.draft("Garage Roux"))
        said = approver.post(reverse("decide", args=[held.pk]), {"decision": "refuse", "why": "double"}, follow=True)
        assert "discarded" in text(said)
        assert "Everything is decided" in text(said)
        assert "double" in text(approver.get(reverse("exceptions"), {"decided": "1"}))

    def test_deciding_twice_is_refused_in_words(self, work: Work, approver: Client) -> None:
        draft = work.draft("Garage Roux")
        held = work.exception(draft)
        work.exception(draft, "discount_above_limit", percentage="15", limit="10")
        self.decide(approver, held, "grant", "oui")
        answer = self.decide(approver, held, "grant", "oui encore")
        assert answer.status_code == 422
        assert Decision.objects.count() == 1

    def test_a_decision_that_is_none_is_refused(self, work: Work, approver: Client) -> None:
        held = work.exception(work.draft("Garage Roux"))
        assert self.decide(approver, held, "perhaps", "oui").status_code == 422

    def test_deciding_is_not_a_link(self, work: Work, approver: Client) -> None:
        held = work.exception(work.draft("Garage Roux"))
        assert approver.get(reverse("decide", args=[held.pk])).status_code == 405

    def test_a_held_draft_shows_what_it_would_invoice(self, work: Work, approver: Client) -> None:
        draft = work.draft("Garage Roux", samples.line(1, quantity="2", price="89.00"), samples.line(2, price="1000"))
        work.exception(draft, contracts=["CT-2024-00002"])
        broken = {"rule": "BR-16", "message": {"fr": "Aucune ligne.", "en": "No line."}}
        work.exception(draft, "norm_broken", rules=["BR-16"], findings=[broken])
        page = text(approver.get(reverse("held_draft", args=[draft.pk])))
        for shown in ("€178.00", "Contract CT-2024-00002", "BR-16 · No line.", "Draft for Garage Roux", "€3,178.00"):
            assert shown in page, shown
        assert page.count('data-opens="grant"') == 1

    def test_a_draft_nothing_ever_held_has_no_page(self, work: Work, approver: Client) -> None:
        assert approver.get(reverse("held_draft", args=[work.draft("Garage Roux").pk])).status_code == 404

    def test_money_at_stake_counts_a_draft_once(self, work: Work, approver: Client) -> None:
        draft = work.draft("Garage Roux")
        work.exception(draft)
        work.exception(draft, "discount_above_limit", percentage="15", limit="10")
        page = approver.get(reverse("today"))
        assert page.context["figures"].exceptions == 2
        (stake,) = page.context["figures"].stakes
        assert (stake.drafts, stake.total_without_vat) == (1, Decimal("245.00"))
