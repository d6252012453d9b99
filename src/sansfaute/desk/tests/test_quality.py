"""Corrections, rules of the company and certificates, as three people and another company see them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Template
from django.test import Client
from django.urls import reverse

from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import AT, signed_in, text
from sansfaute.lib import clock
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import actions, queries, rules
from sansfaute.masterdata.actions.changes import new_set, write_set
from sansfaute.masterdata.actions.writing import RECORD_TYPES
from sansfaute.masterdata.models import (
    Audit,
    AuditRule,
    Buyer,
    Certificate,
    ChangeSet,
    Correction,
    ExpectedBilling,
    QualityScore,
    Seller,
)

pytestmark = pytest.mark.django_db
GOOD = {
    "name": "Dupont SAS", "line_1": "1 rue X", "post_code": "69007", "city": "Lyon", "country": "FR",
    "legal_identifier": "404833048", "email": "a@b.example", "kind": "business",
}  # fmt: skip
POSTED = {"correct", "fix_alike", "decide_rule", "make_certificate"}
ASKED = {
    "record_type": "buyer", "field": "email", "condition": "contains", "argument": "@b.", "scope_field": "",
    "scope_value": "", "name": "Old domain", "sentence_fr": "Ancien domaine", "sentence_en": "Old domain",
    "level": "error", "owner": "", "delay_days": "3",
}  # fmt: skip


def buyer(of: Seller, code: str, **values: str) -> Buyer:
    record = Buyer(id=new_id(), seller_id=of.pk, code=code)
    write_set(new_set(of.pk, "edit", {}, AT, None), RECORD_TYPES["buyer"], [(record, {**GOOD, **values})], at=AT)
    return Buyer.objects.get(pk=record.pk)


def expect(one: Buyer, amount: str) -> None:
    ExpectedBilling.objects.create(
        seller_id=one.seller_id, buyer=one, amount=Decimal(amount), period_start=AT.date(), period_end=AT.date(),
        worked_out_at=AT,
    )  # fmt: skip


@pytest.fixture
def clerk(ours: Seller) -> Client:
    return signed_in(factories.person("carl", ours, "clerk"))


@pytest.fixture
def admin(ours: Seller) -> Client:
    return signed_in(factories.person("anne", ours, "admin"))


class TestWhoSeesWhat:
    @pytest.fixture
    def addresses(self, ours: Seller) -> dict[str, str]:
        buyer(ours, "A", email="a at b.example")
        rule = actions.write_rule(
            seller_id=ours.pk, name="r", opens_corrections=False, sentence_fr="x", at=AT,
            asked=rules.UserRule("", "buyer", "iban", "is_empty", level="warning"),
        )  # fmt: skip
        made = actions.make_certificate(seller_id=ours.pk, language="fr", at=AT)
        names = ("corrections", "audit_rules", "new_rule", "preview_rule", "certificates", "correct", "fix_alike")
        named = {name: reverse(name) for name in (*names, "make_certificate")}
        named["corrections_alike"] = reverse("corrections_alike") + "?rule=email_syntax"
        named["correction"] = reverse("correction", args=[Correction.objects.get().pk])
        named["decide_rule"] = reverse("decide_rule", args=[rule.pk])
        return named | {"certificate": reverse("certificate", args=[made.pk])}

    def ask(self, client: Client, name: str, address: str) -> int:
        if name not in POSTED:
            return client.get(address).status_code
        sent = {"act": "fix", "id": str(Correction.objects.get().pk), "decision": "retire", "language": "en"}
        return client.post(address, sent).status_code

    def test_an_administrator_may_all(self, addresses: dict[str, str], admin: Client) -> None:
        said = {name: self.ask(admin, name, address) for name, address in addresses.items()}
        expected = {name: 302 if name in POSTED else 200 for name in addresses}
        assert said | {"corrections_alike": 200} == expected

    def test_a_clerk_mends_and_writes_no_rule(self, addresses: dict[str, str], clerk: Client) -> None:
        closed = {"new_rule", "preview_rule", "decide_rule"}
        for name, address in addresses.items():
            code = 403 if name in closed else 302 if name in POSTED else 200
            assert self.ask(clerk, name, address) in (code, 302 if name == "corrections_alike" else code), name
        assert AuditRule.objects.get().retired_at is None

    def test_support_looks_and_changes_nothing(self, addresses: dict[str, str], ours: Seller) -> None:
        sam = signed_in(factories.person("sam", ours, "support"))
        closed = POSTED | {"new_rule", "preview_rule"}
        said = {name: self.ask(sam, name, address) for name, address in addresses.items()}
        assert said == {name: 403 if name in closed else 200 for name in addresses}
        assert Correction.objects.get().closed_at is None
        assert Certificate.objects.count() == 1
        assert 'name="act"' not in sam.get(addresses["corrections"]).content.decode()

    def test_a_stranger_and_somebody_signed_out(self, addresses: dict[str, str]) -> None:
        bob = signed_in(factories.person("bob"))
        assert {self.ask(bob, name, address) for name, address in addresses.items()} == {403}
        for name, address in addresses.items():
            answer = Client().post(address) if name in POSTED else Client().get(address)
            assert (answer.status_code, reverse("account_login") in answer["Location"]) == (302, True)

    def test_another_company_reaches_none_of_it(self, addresses: dict[str, str]) -> None:
        eve = signed_in(factories.person("eve", factories.seller("Autre SAS", "200000008"), "admin"))
        for name in ("correction", "certificate", "decide_rule"):
            assert self.ask(eve, name, addresses[name]) == 404, name
        self.ask(eve, "correct", addresses["correct"])
        assert Correction.objects.get().closed_at is None


class TestInbox:
    def test_sorts_by_money_and_filters(self, ours: Seller, clerk: Client) -> None:
        small, large = (
            buyer(ours, "SMALL", email="nobody"),
            buyer(ours, "LARGE", email="no one", legal_identifier="404833049"),
        )
        buyer(ours, "NONE", email="none at all")
        expect(small, "10.00")
        expect(large, "1234.50")
        page = clerk.get(reverse("corrections"))
        assert [one.row.code for one in page.context["told"]] == ["LARGE", "LARGE", "SMALL", "NONE"]
        assert "€1,244.50 without VAT at risk" in text(page)
        asked = clerk.get(reverse("corrections") + "?rule=identifier_checksum")
        assert [one.row.code for one in asked.context["told"]] == ["LARGE"]
        assert clerk.get(reverse("corrections") + "?owner=nobody&level=error&overdue=on").status_code == 200
        assert clerk.get(reverse("corrections") + "?owner=hello&page=99&set=x").status_code == 200

    def test_all_alike_previewed_applied_and_undone(self, ours: Seller, clerk: Client) -> None:
        for code in "ABC":
            buyer(ours, code, email="a at b.example")
        preview = text(clerk.get(reverse("corrections_alike") + "?rule=email_syntax"))
        assert "3 fixes at once" in preview
        assert "a@b.example" in preview
        sent = {"rule": "email_syntax", "field": "", "count": "2"}
        assert clerk.post(reverse("fix_alike"), sent)["Location"].startswith(reverse("corrections_alike"))
        done = clerk.post(reverse("fix_alike"), sent | {"count": "3"})
        shown = text(clerk.get(done["Location"]))
        assert "3 records changed." in shown
        assert not queries.open_corrections(ours.pk).exists()
        made = ChangeSet.objects.get(kind="fix")
        clerk.post(reverse("undo_change_set", args=[made.pk]))
        assert queries.open_corrections(ours.pk).count() == 3

    def test_mend_accept_give_and_postpone(self, ours: Seller, clerk: Client) -> None:
        buyer(ours, "A", email="nobody")
        one = Correction.objects.get()
        address = reverse("correction", args=[one.pk])
        act = {"id": str(one.pk), "back": "rule=email_syntax\r\nX: y"}
        answer = clerk.post(reverse("correct"), act | {"act": "mend", "value": "still nobody"})
        assert answer["Location"].startswith(reverse("corrections") + "?rule=email_syntax")
        clerk.post(
            reverse("correct"), act | {"act": "postpone", "due_date": (clock.today() + timedelta(3)).isoformat()}
        )
        owner = factories.person("olga", ours, "clerk")
        clerk.post(reverse("correct"), act | {"act": "assign", "owner": str(owner.pk)})
        clerk.post(reverse("correct"), act | {"act": "accept", "why": ""})
        page = text(clerk.get(address))
        assert "Given to olga" in page
        assert "“nobody” became “still nobody”" in page
        clerk.post(reverse("correct"), act | {"act": "accept", "why": "No e-mail there"})
        page = text(clerk.get(address))
        assert "“No e-mail there”" in page
        assert "Accepted as it is" in page

    def test_what_the_law_refuses_is_said(self, ours: Seller, clerk: Client) -> None:
        buyer(ours, "A", legal_identifier="404833049")
        page = text(clerk.get(reverse("correction", args=[Correction.objects.get().pk])))
        assert "invoices stay held until it is mended" in page


class TestRules:
    def test_written_with_a_preview_and_retired(self, ours: Seller, admin: Client) -> None:
        for code in "ABCDEFGHIJKL":
            buyer(ours, code)
        preview = admin.get(reverse("preview_rule"), ASKED)
        assert (preview.context["preview"].count, len(preview.context["preview"].first)) == (12, 10)
        assert admin.post(reverse("new_rule"), ASKED).status_code == 302
        rule = AuditRule.objects.get()
        assert (rule.name, rule.delay_days, rule.made_by is not None) == ("Old domain", 3, True)
        again = admin.post(reverse("new_rule"), ASKED)
        assert (again.status_code, "Another rule has this name already." in text(again)) == (422, True)
        buyer(ours, "M")
        assert "Old domain" in text(admin.get(reverse("corrections")))
        admin.post(reverse("decide_rule", args=[rule.pk]), {"decision": "retire"})
        assert "Retired rules" in text(admin.get(reverse("audit_rules")))

    @pytest.mark.parametrize("wrong", [{"condition": "matches", "argument": "("}, {"field": "x"}, {"record_type": ""}])
    def test_what_is_wrong_is_said_at_its_place(self, ours: Seller, admin: Client, wrong: dict[str, str]) -> None:
        assert admin.get(reverse("preview_rule"), ASKED | wrong).status_code == 200
        assert admin.post(reverse("new_rule"), ASKED | wrong).status_code == 422
        assert not AuditRule.objects.exists()

    def test_a_proposed_one_is_accepted(self, ours: Seller, admin: Client) -> None:
        one = buyer(ours, "A")
        fact = {
            "subject_id": str(new_id()), "buyer_id": str(one.pk), "reason_code": "ADR_ERR",
            "field": "electronic_address", "invoice_number": "F2026-000001",
        }  # fmt: skip
        actions.answer_returns(seller_id=ours.pk, facts=[fact], at=AT)
        page = text(admin.get(reverse("audit_rules")))
        assert "Today it would find 1 record. An invoice came back already for 1 of them." in page
        admin.post(reverse("decide_rule", args=[AuditRule.objects.get().pk]), {"decision": "accept"})
        assert queries.rules_in_force(ours.pk).count() == 1


class TestCertificates:
    def test_made_in_both_languages_and_downloaded(self, ours: Seller, clerk: Client) -> None:
        buyer(ours, "A")
        for tongue in ("fr", "en", "xx"):
            clerk.post(reverse("make_certificate"), {"language": tongue})
        rows = list(queries.certificates(ours.pk))
        assert [one.figures["language"] for one in rows] == ["en", "en", "fr"]
        answer = clerk.get(reverse("certificate", args=[rows[-1].pk]))
        assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
        assert "carl" in text(clerk.get(reverse("certificates")))

    def test_without_an_audit_the_page_warns(self, ours: Seller, clerk: Client) -> None:
        said = "a certificate made now would state no score"
        assert said in text(clerk.get(reverse("certificates")))
        running = Audit.objects.create(seller=ours, day=AT.date(), started_at=AT)
        assert "An audit is running" in text(clerk.get(reverse("certificates")))
        Audit.objects.filter(pk=running.pk).update(ended_at=AT)
        assert said not in text(clerk.get(reverse("certificates")))


class TestScore:
    def page(self, ours: Seller, client: Client) -> str:
        books = client.get(reverse("corrections")).context["books"]
        return Template("{% load quality %}{% quality_score books %}").render(Context({"books": books}))

    def test_shows_the_course_in_a_drawing_and_in_a_table(self, ours: Seller, clerk: Client) -> None:
        assert "No audit yet" in self.page(ours, clerk) or "Pas encore" in self.page(ours, clerk)
        marks: dict[str, Any] = dict.fromkeys(("complete", "valid", "unique", "current"), Decimal("80.00"))
        for days, score in ((40, "71.25"), (20, "88.00"), (0, "93.50")):
            QualityScore.objects.create(
                seller=ours, since=clock.today() - timedelta(days), score=Decimal(score), record_count=12, **marks
            )
        page = self.page(ours, clerk)
        assert page.count("<circle") == 3
        assert "<table" in page
        assert "style=" not in page
        assert date.fromisoformat(clock.today().isoformat())
