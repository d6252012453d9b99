"""Ours beside the registries', and bank details that wait: who sees, who decides, what follows."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import AT, signed_in, text
from sansfaute.masterdata import actions
from sansfaute.masterdata.models import BankChange, Buyer, RegistryAnswer, RegistryDifference, Seller
from sansfaute.people.models import Person

pytestmark = pytest.mark.django_db
OLD, NEW = "FR7630002005500000899997364", "FR7630004000031234567890143"


@pytest.fixture
def buyer(ours: Seller) -> Buyer:
    values = {"name": "Dupont SAS", "line_1": "1 rue X", "post_code": "69007", "city": "Lyon", "iban": OLD}
    return Buyer.objects.create(seller=ours, code="A", name="Dupont SAS", iban=OLD, values=values)


@pytest.fixture
def difference(buyer: Buyer) -> RegistryDifference:
    answer = RegistryAnswer.objects.create(
        seller=buyer.seller, registry="sirene", identifier="552100554", record_id=buyer.pk, outcome="found", asked_at=AT
    )
    return RegistryDifference.objects.create(
        seller=buyer.seller, answer=answer, buyer=buyer, field="name", ours="Dupont SAS", theirs="DURAND",
        level="warning", found_at=AT,
    )  # fmt: skip


@pytest.fixture
def clerk(ours: Seller) -> Client:
    return signed_in(factories.person("paul", ours, "clerk"))


class TestRegistries:
    def test_shows_both_sides_and_the_answer(self, difference: RegistryDifference, clerk: Client) -> None:
        page = text(clerk.get(reverse("registries")))
        for shown in ("Dupont SAS", "DURAND", "Take theirs", "Company register (Sirene)"):
            assert shown in page, shown

    def test_a_day_reads_as_people_write_it(self, difference: RegistryDifference, clerk: Client) -> None:
        RegistryDifference.objects.update(field="closed_on", ours="", theirs="2026-06-30")
        page = text(clerk.get(reverse("registries")))
        assert "2026-06-30" not in page
        assert "closed since" in page

    def test_one_is_taken_by_its_button(self, difference: RegistryDifference, clerk: Client) -> None:
        clerk.post(reverse("registry_decision"), {"accept": str(difference.pk)})
        assert Buyer.objects.get(code="A").name == "DURAND"

    def test_those_ticked_are_kept(self, difference: RegistryDifference, clerk: Client) -> None:
        clerk.post(reverse("registry_decision"), {"keep": "ticked", "difference": [str(difference.pk)]})
        assert RegistryDifference.objects.get().state == "kept"
        assert Buyer.objects.get(code="A").name == "Dupont SAS"

    def test_who_only_sees_does_not_decide(self, difference: RegistryDifference, ours: Seller) -> None:
        support = signed_in(factories.person("sam", ours, "support"))
        assert "Take theirs" not in text(support.get(reverse("registries")))
        assert support.post(reverse("registry_decision"), {"accept": str(difference.pk)}).status_code == 403

    def test_a_stranger_is_told_to_ask(self, difference: RegistryDifference) -> None:
        assert signed_in(factories.person("eve")).get(reverse("registries")).status_code == 403

    def test_another_company_decides_nothing_of_ours(self, difference: RegistryDifference) -> None:
        other = factories.seller("Autre", "200000008")
        eve = signed_in(factories.person("eve", other, "clerk"))
        eve.post(reverse("registry_decision"), {"accept": str(difference.pk)})
        assert RegistryDifference.objects.get().state == "open"

    def test_nonsense_is_not_found(self, clerk: Client) -> None:
        assert clerk.post(reverse("registry_decision"), {"accept": "x"}).status_code == 404
        assert clerk.get(reverse("registries"), {"state": "x"}).status_code == 404

    def test_asking_goes_back_to_a_page_of_ours_only(self, buyer: Buyer, clerk: Client, settings: Any) -> None:
        settings.SIRENE_KEY_FILE = ""
        for address, lands in (("/donnees/", "/donnees/"), ("//evil.example/", reverse("registries"))):
            answer = clerk.post(reverse("ask_registries"), {"buyer": str(buyer.pk), "next": address})
            assert answer.headers["Location"] == lands


class TestBankDetails:
    @pytest.fixture
    def change(self, buyer: Buyer) -> BankChange:
        given = {"A": {"iban": NEW}}
        actions.change_records(
            seller_id=buyer.seller_id, record_type="buyer", given=given, kind="edit", at=AT,
            actor=factories.person("ivan", buyer.seller, "admin"),
        )  # fmt: skip
        return BankChange.objects.get()

    def confirm(self, client: Client, change: BankChange) -> Any:
        return client.post(reverse("bank_decision", args=[change.pk]), {"decision": "confirm"})

    def test_what_waits_is_shown(self, change: BankChange, approver: Client) -> None:
        page = text(approver.get(reverse("bank_changes")))
        for shown in ("FR76 3000 2005 5000", "FR76 3000 4000 0312", "Waits for a second person", "ivan"):
            assert shown in page, shown

    def test_a_second_person_confirms_and_it_counts_later(self, change: BankChange, approver: Client) -> None:
        self.confirm(approver, change)
        assert BankChange.objects.get().confirmed_by.username == "ada"  # type: ignore[union-attr]  # confirmed
        assert Buyer.objects.get(code="A").iban == OLD
        assert actions.apply_bank_changes(at=BankChange.objects.get().holds_from + timedelta(minutes=1)) == 1  # type: ignore[operator]  # confirmed
        assert Buyer.objects.get(code="A").iban == NEW

    def test_a_reason_to_refuse_stands_in_no_form_that_confirms(self, change: BankChange, approver: Client) -> None:
        page = text(approver.get(reverse("bank_changes")))
        forms = re.findall(r"<form.*?</form>", page, re.DOTALL)
        assert any('name="why"' in one for one in forms)
        assert not [one for one in forms if 'name="why"' in one and 'value="confirm"' in one]

    def test_whoever_asked_may_not(self, change: BankChange) -> None:
        ivan = signed_in(Person.objects.get(username="ivan"))
        assert "another person confirms it" in text(ivan.get(reverse("bank_changes")))
        self.confirm(ivan, change)
        assert BankChange.objects.get().confirmed_at is None

    def test_a_refusal_needs_a_reason(self, change: BankChange, approver: Client) -> None:
        address = reverse("bank_decision", args=[change.pk])
        approver.post(address, {"decision": "refuse", "why": ""})
        assert BankChange.objects.get().refused_at is None
        approver.post(address, {"decision": "refuse", "why": "He never asked for it."})
        assert "He never asked for it." in text(approver.get(reverse("bank_changes")))

    def test_a_clerk_does_not_decide(self, change: BankChange, clerk: Client) -> None:
        assert self.confirm(clerk, change).status_code == 403

    def test_another_company_finds_nothing(self, change: BankChange) -> None:
        other = factories.seller("Autre", "200000008")
        assert self.confirm(signed_in(factories.person("eve", other, "approver")), change).status_code == 404

    def test_what_it_affects_says_so(self, work: factories.Work, approver: Client) -> None:
        invoice = work.invoice("Dupont SAS")
        buyer = invoice.buyer
        BankChange.objects.create(
            seller=buyer.seller, party_type="buyer", party_id=buyer.pk, code=buyer.code, iban=NEW, asked_at=AT
        )
        page = text(approver.get(reverse("invoice", args=[invoice.pk])))
        assert f"New bank details of {buyer.code} wait" in page
