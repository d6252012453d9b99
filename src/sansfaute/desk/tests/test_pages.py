"""Pages of the desk, as three people see them: one who may, a colleague who may not, a stranger (I9)."""

import io
from pathlib import Path
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import Work, signed_in, text
from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models import Seller
from sansfaute.review.models import Decision

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 not really"
XML = b"<?xml version='1.0'?><rsm/>"
POSTED = {"decide": 302, "check_file": 422}
"""Addresses that are posted to, and what they answer to one who may (a file that is no invoice is refused)."""

WALKED_ELSEWHERE = (
    "donnees/", "contrats/", "tarifs/", "anomalies/semblables/", "anomalies/second-regard/", "anomalies/seuils/",
    "anomalies/clients-bloques/", "anomalies/clauses/", "facturation/", "factures/<uuid:invoice_id>/explication",
    "factures/<uuid:invoice_id>/corriger/", "factures/<uuid:invoice_id>/duplicata/", "factures/a-emettre/",
    "factures/ticket/", "factures/series/", "brouillons/<uuid:draft_id>/modifier/",
    "brouillons/<uuid:draft_id>/explication",
)  # fmt: skip
"""Pages walked with the same three people in test files of their own, which name each of them."""


class TestWhoSeesWhat:
    """Every address of the desk; each new one must be named here."""

    @pytest.fixture
    def addresses(self, ours: Seller, work: Work) -> dict[str, str]:
        invoice = work.invoice("Boulangerie Petit")
        factories.store(invoice, "facturx", PDF)
        factories.store(invoice, "cii", XML)
        held = work.exception(work.draft("Garage Roux"))
        file = factories.source_file(ours, "clients.csv", "buyers")
        factories.set_aside(file, 12, ["C1", ""], "missing_value", field="name")
        named = {
            name: reverse(name)
            for name in ("today", "invoices", "invoices_csv", "exceptions", "rows", "rows_csv", "check", "check_file")
        }
        named |= {name: reverse(name, args=[invoice.pk]) for name in ("invoice", "invoice_pdf", "invoice_xml")}
        named["held_draft"] = reverse("held_draft", args=[held.draft_id])
        return named | {"decide": reverse("decide", args=[held.pk])}

    def test_every_address_is_walked(self, addresses: dict[str, str]) -> None:
        from sansfaute.desk.urls import urlpatterns

        named = {one.name: str(one.pattern) for one in urlpatterns if getattr(one, "name", None)}
        elsewhere = {name for name, pattern in named.items() if pattern.startswith(WALKED_ELSEWHERE)}
        assert set(named) - elsewhere == set(addresses)
        tests = "".join(path.read_text("utf-8") for path in Path(__file__).parent.glob("test_*.py"))
        assert [name for name in sorted(elsewhere) if f'"{name}"' not in tests] == []

    def ask(self, client: Client, name: str, address: str) -> int:
        if name not in POSTED:
            return client.get(address).status_code
        sent = {"decision": "grant", "why": "ok"} if name == "decide" else {"file": io.BytesIO(b"<a/>"), "to": "json"}
        return client.post(address, sent).status_code

    def test_somebody_signed_out_is_asked_to_sign_in(self, addresses: dict[str, str]) -> None:
        for name, address in addresses.items():
            answer = Client().post(address) if name in POSTED else Client().get(address)
            assert answer.status_code == 302, name
            assert answer["Location"].startswith(reverse("account_login")), name

    def test_one_who_may(self, addresses: dict[str, str], approver: Client) -> None:
        said = {name: self.ask(approver, name, address) for name, address in addresses.items()}
        assert said == {name: POSTED.get(name, 200) for name in addresses}

    def test_a_colleague_who_may_not(self, addresses: dict[str, str], ours: Seller) -> None:
        colleague = signed_in(factories.person("sam", ours, "support"))
        closed = {"exceptions", "decide", "held_draft", "rows", "rows_csv"}
        said = {name: self.ask(colleague, name, address) for name, address in addresses.items()}
        assert said == {name: 403 if name in closed else POSTED.get(name, 200) for name in addresses}
        assert not Decision.objects.exists()

    def test_an_accountant_looks_but_does_not_decide(self, addresses: dict[str, str], ours: Seller) -> None:
        accountant = signed_in(factories.person("zoe", ours, "accountant"))
        page = accountant.get(addresses["exceptions"])
        assert page.status_code == 200
        assert "An approver decides." in text(page)
        assert self.ask(accountant, "decide", addresses["decide"]) == 403

    def test_somebody_without_any_role(self, addresses: dict[str, str]) -> None:
        stranger = signed_in(factories.person("bob"))
        assert {self.ask(stranger, name, address) for name, address in addresses.items()} == {403}
        assert "no company is open to you yet" in text(stranger.get(addresses["today"]))

    def test_somebody_of_another_company(self, addresses: dict[str, str], ours: Seller) -> None:
        theirs = factories.seller("Autre SAS", "200000008")
        stranger = signed_in(factories.person("eve", theirs, "admin"))
        objects = {"invoice", "invoice_pdf", "invoice_xml", "held_draft", "decide"}
        for name, address in addresses.items():
            assert self.ask(stranger, name, address) == (404 if name in objects else POSTED.get(name, 200)), name
            assert self.ask(stranger, name, f"{address}?seller={ours.pk}") == 404, name
        for name in set(addresses) - objects - set(POSTED):
            answer = stranger.get(addresses[name])
            shown = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]  # streamed
            assert b"Petit" not in shown, name
            assert b"clients.csv" not in shown, name

    @pytest.mark.parametrize("name", ["invoice", "invoice_pdf", "invoice_xml", "held_draft"])
    def test_what_does_not_exist_is_not_found(self, approver: Client, name: str) -> None:
        assert approver.get(reverse(name, args=[new_id()])).status_code == 404

    @pytest.mark.parametrize("seller", ["x", str(UUID(int=7)), "'; drop table"])
    def test_books_that_do_not_exist_are_not_found(self, approver: Client, seller: str) -> None:
        assert approver.get(reverse("invoices"), {"seller": seller}).status_code == 404

    def test_a_deactivated_person_is_out(self, addresses: dict[str, str], ours: Seller) -> None:
        person = factories.person("leo", ours, "admin")
        client = signed_in(person)
        person.is_active = False
        person.save()
        assert client.get(addresses["invoices"]).status_code == 302


class TestSeveralCompanies:
    def test_links_stay_in_the_books_they_come_from(self, ours: Seller, work: Work) -> None:
        other = factories.seller("Aval SARL", "200000008")
        person = factories.person("max", ours, "admin")
        client = signed_in(person)
        assert "?seller=" not in text(client.get(reverse("today")))
        from sansfaute.people import actions

        actions.grant_role(person=person, seller_id=other.pk, role="support", at=factories.AT)
        page = client.get(reverse("today"))
        assert page.context["books"].seller == other  # the first by name
        assert f"?seller={other.pk}" in text(page)
        assert client.get(reverse("rows")).context["books"].seller == ours  # support opens no rows
        invoice = work.invoice("Boulangerie Petit")
        assert client.get(reverse("invoice", args=[invoice.pk])).context["books"].seller == ours


class TestLanguages:
    @pytest.mark.parametrize(("language", "word"), [("fr", "Factures"), ("en", "Invoices")])
    def test_the_choice_is_kept(self, approver: Client, language: str, word: str) -> None:
        approver.post(reverse("set_language"), {"language": language, "next": "/"})
        page = approver.get(reverse("invoices")).content.decode()
        assert f'<html lang="{language}"' in page
        assert f">{word}</h1>" in page

    def test_an_appearance_is_kept(self, approver: Client) -> None:
        approver.post(reverse("choose_theme"), {"theme": "dark", "next": "/"})
        assert 'data-theme="dark"' in approver.get(reverse("today")).content.decode()

    @pytest.mark.parametrize("theme", ["", "neon", '"><script>'])
    def test_an_unknown_appearance_is_refused(self, approver: Client, theme: str) -> None:
        assert approver.post(reverse("choose_theme"), {"theme": theme}).status_code == 400

    def test_the_way_back_stays_here(self, approver: Client) -> None:
        answer = approver.post(reverse("choose_theme"), {"theme": "dark", "next": "https://elsewhere.example/"})
        assert answer["Location"] == "/"


def test_the_living_page_is_for_staff(approver: Client) -> None:
    assert approver.get(reverse("living_page")).status_code == 403
    staff = factories.person("ops")
    staff.is_staff = True
    staff.save()
    assert signed_in(staff).get(reverse("living_page")).status_code == 200
