"""Pages of the desk, as three people see them: one who may, a colleague who may not, a stranger (I9)."""

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import Work
from sansfaute.en16931.tests import samples
from sansfaute.journal.actions import inline_steps
from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models import Seller
from sansfaute.people.models import Person
from sansfaute.review.models import Approval, Decision

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 not really"
XML = b"<?xml version='1.0'?><rsm/>"


@pytest.fixture(autouse=True)
def own_settings(settings: Any, tmp_path: Any) -> None:
    settings.FILE_STORE = tmp_path / "files"
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.STATIC_ROOT = tmp_path  # whitenoise warns of a folder that is not there


@pytest.fixture(autouse=True)
def no_worker() -> Any:
    with inline_steps() as steps:
        yield steps


@pytest.fixture
def ours() -> Seller:
    return factories.seller()


@pytest.fixture
def work(ours: Seller) -> Work:
    return factories.work(ours)


def signed_in(person: Person) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def approver(ours: Seller) -> Client:
    return signed_in(factories.person("ada", ours, "approver"))


def text(response: Any) -> str:
    return " ".join(response.content.decode().replace("\u202f", " ").replace("\u00a0", " ").split())


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
            name: reverse(name) for name in ("today", "invoices", "invoices_csv", "exceptions", "rows", "rows_csv")
        }
        named |= {name: reverse(name, args=[invoice.pk]) for name in ("invoice", "invoice_pdf", "invoice_xml")}
        named["held_draft"] = reverse("held_draft", args=[held.draft_id])
        return named | {"decide": reverse("decide", args=[held.pk])}

    def test_every_address_is_walked(self, addresses: dict[str, str]) -> None:
        from sansfaute.desk.urls import urlpatterns

        assert {one.name for one in urlpatterns if getattr(one, "name", None)} == set(addresses)

    def ask(self, client: Client, name: str, address: str) -> int:
        answer = client.post(address, {"decision": "grant", "why": "ok"}) if name == "decide" else client.get(address)
        return answer.status_code

    def test_somebody_signed_out_is_asked_to_sign_in(self, addresses: dict[str, str]) -> None:
        for name, address in addresses.items():
            answer = Client().post(address) if name == "decide" else Client().get(address)
            assert answer.status_code == 302, name
            assert answer["Location"].startswith(reverse("account_login")), name

    def test_one_who_may(self, addresses: dict[str, str], approver: Client) -> None:
        said = {name: self.ask(approver, name, address) for name, address in addresses.items()}
        assert said == {name: 302 if name == "decide" else 200 for name in addresses}

    def test_a_colleague_who_may_not(self, addresses: dict[str, str], ours: Seller) -> None:
        colleague = signed_in(factories.person("sam", ours, "support"))
        closed = {"exceptions", "decide", "held_draft", "rows", "rows_csv"}
        said = {name: self.ask(colleague, name, address) for name, address in addresses.items()}
        assert said == {name: 403 if name in closed else 200 for name in addresses}
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
            assert self.ask(stranger, name, address) == (404 if name in objects else 200), name
            assert self.ask(stranger, name, f"{address}?seller={ours.pk}") == 404, name
        for name in set(addresses) - objects:
            answer = stranger.get(addresses[name])
            shown = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
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


class TestInvoices:
    def numbers(self, client: Client, **asked: str) -> list[str]:
        page = client.get(reverse("invoices"), asked)
        assert page.status_code == 200
        return [row.invoice_number[-2:] for row in page.context["page"].rows]

    @pytest.fixture
    def list_(self, work: Work) -> None:
        work.invoice("Boulangerie Petit", day=date(2026, 10, 1), order="BC-77")
        factories.send(work.invoice("Garage Roux", day=date(2026, 10, 15)))
        factories.hold(work.invoice("Hôtel <Bellevue> & Fils", day=date(2026, 10, 31)))
        factories.send(work.invoice("Petit & Cie", samples.line(1, price="1000", quantity="1.5")), sent=False)

    @pytest.mark.parametrize(
        ("asked", "found"),
        [
            ({}, ["04", "03", "02", "01"]),
            ({"q": "petit"}, ["04", "01"]),
            ({"q": "F2026-000003"}, ["03"]),
            ({"q": "bc-77"}, ["01"]),
            ({"q": "1 800,00 €"}, ["04"]),
            ({"q": "1800"}, ["04"]),
            ({"q": "<bellevue> &"}, ["03"]),
            ({"q": "%"}, []),
            ({"q": "9" * 60}, []),
            ({"q": "\x00"}, ["04", "03", "02", "01"]),
            ({"state": "sent"}, ["02"]),
            ({"state": "held"}, ["03"]),
            ({"state": "failed"}, ["04"]),
            ({"state": "waiting"}, ["01"]),
            ({"state": "nonsense"}, ["04", "03", "02", "01"]),
            ({"from_date": "2026-10-15", "to_date": "2026-10-15"}, ["02"]),
            ({"from_date": "2026-02-30"}, ["04", "03", "02", "01"]),
            ({"q": "petit", "state": "waiting", "to_date": "2026-10-01"}, ["01"]),
        ],
    )
    def test_search_and_filters(self, list_: None, approver: Client, asked: dict[str, str], found: list[str]) -> None:
        assert self.numbers(approver, **asked) == found

    def test_a_date_that_does_not_exist_says_so(self, approver: Client) -> None:
        assert "Enter a valid date" in text(approver.get(reverse("invoices"), {"from_date": "2026-02-30"}))

    def test_the_total_is_that_of_the_selection(self, list_: None, approver: Client) -> None:
        (total,) = approver.get(reverse("invoices"), {"q": "petit"}).context["totals"]
        assert (total.count, total.total_without_vat, total.total_vat, total.total_with_vat) == (
            2, Decimal("1745.00"), Decimal("349.00"), Decimal("2094.00"),
        )  # fmt: skip

    def test_names_are_shown_as_written(self, list_: None, approver: Client) -> None:
        assert "Hôtel &lt;Bellevue&gt; &amp; Fils" in text(approver.get(reverse("invoices")))

    def test_pages_hold_every_invoice_once(self, work: Work, approver: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sansfaute.desk.queries.invoices.PAGE_LENGTH", 3)
        for _ in range(8):  # all of one day: the place in the chain decides
            work.invoice("Boulangerie Petit")
        seen, asked = [], {}
        for _ in range(3):
            page = approver.get(reverse("invoices"), asked).context["page"]
            seen.append([row.chain_position for row in page.rows])
            asked = {"after": str(page.older)}
        assert seen == [[8, 7, 6], [5, 4, 3], [2, 1]]
        assert page.older is None
        back = approver.get(reverse("invoices"), {"before": str(page.newer)}).context["page"]
        assert [row.chain_position for row in back.rows] == [5, 4, 3]
        assert approver.get(reverse("invoices"), {"before": str(back.newer)}).context["page"].newer is None

    @pytest.mark.parametrize("place", ["x", "-1", "1.5", "９", "9" * 30, "\x00"])
    def test_a_broken_place_is_the_first_page(self, list_: None, approver: Client, place: str) -> None:
        assert len(self.numbers(approver, after=place)) == 4

    def test_the_number_of_queries_does_not_grow(
        self, work: Work, approver: Client, django_assert_max_num_queries: Callable[[int], Any]
    ) -> None:
        for index in range(12):
            factories.send(work.invoice(f"Client {index}"))
        with django_assert_max_num_queries(8):
            approver.get(reverse("invoices"))

    def test_the_export_is_what_is_seen(self, list_: None, approver: Client) -> None:
        answer = approver.get(reverse("invoices_csv"), {"q": "petit"})
        content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # streamed
        rows = list(csv.reader(io.StringIO(content), delimiter=";"))
        assert [row[0] for row in rows] == ["Number", "F2026-000004", "F2026-000001"]
        assert rows[1][7:] == ["1500.00", "300.00", "1800.00", "1800.00", "Sending failed"]

    def test_an_export_runs_no_formula(self, work: Work, approver: Client) -> None:
        work.invoice("=HYPERLINK(1);x")
        answer = approver.get(reverse("invoices_csv"))
        assert b'"\'=HYPERLINK(1);x"' in b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # streamed


class TestOneInvoice:
    def test_amounts_come_from_the_sealed_document(self, work: Work, approver: Client) -> None:
        lines = [samples.line(1, quantity="3", price="12.345"), samples.line(2, quantity="1", price="1000", rate="5.5")]
        page = text(approver.get(reverse("invoice", args=[work.invoice("Café & Thé", *lines).pk])))
        for shown in ("€37.04", "€12.345", "€1,037.04", "€62.41", "€1,099.45", "5.5%", "20%", "Café &amp; Thé"):
            assert shown in page, shown

    def test_its_life_is_told_in_words(self, work: Work, approver: Client) -> None:
        invoice = work.invoice("Boulangerie Petit")
        factories.send(invoice)
        page = approver.get(reverse("invoice", args=[invoice.pk]))
        assert [step.sentence for step in page.context["steps"]] == [
            "Draft assembled", "Approved", "Numbered F2026-000001 and sealed", "Sent by e-mail",
        ]  # fmt: skip

    @pytest.mark.parametrize(
        ("name", "kind", "content", "media", "disposition"),
        [
            ("invoice_pdf", "facturx", PDF, "application/pdf", 'inline; filename="F2026-000001.pdf"'),
            ("invoice_xml", "cii", XML, "application/xml", 'attachment; filename="F2026-000001.xml"'),
        ],
    )
    def test_files_are_served_byte_for_byte(
        self, work: Work, approver: Client, name: str, kind: str, content: bytes, media: str, disposition: str
    ) -> None:
        invoice = work.invoice("Boulangerie Petit")
        factories.store(invoice, kind, content)
        answer = approver.get(reverse(name, args=[invoice.pk]))
        assert answer.content == content
        assert (answer["Content-Type"], answer["Content-Disposition"]) == (media, disposition)
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
        assert "private" in answer["Cache-Control"]
        saved = approver.get(reverse(name, args=[invoice.pk]), {"save": ""})
        assert saved["Content-Disposition"].startswith("attachment")

    def test_a_file_not_written_yet_is_not_found(self, work: Work, approver: Client) -> None:
        invoice = work.invoice("Boulangerie Petit")
        assert approver.get(reverse("invoice_pdf", args=[invoice.pk])).status_code == 404
        assert "being written" in text(approver.get(reverse("invoice", args=[invoice.pk])))

    def test_the_number_of_queries_does_not_grow(
        self, work: Work, approver: Client, django_assert_max_num_queries: Callable[[int], Any]
    ) -> None:
        invoice = work.invoice("Boulangerie Petit", *(samples.line(n) for n in range(1, 40)))
        with django_assert_max_num_queries(17):
            approver.get(reverse("invoice", args=[invoice.pk]))


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


class TestRows:
    @pytest.fixture
    def rows(self, ours: Seller) -> None:
        buyers = factories.source_file(ours, "clients.csv", "buyers")
        usage = factories.source_file(ours, "consommations.csv", "usage")
        factories.set_aside(buyers, 12, ["C00012", "", "+33 1 02 03 04 05"], "missing_value", field="name")
        factories.set_aside(usage, 8, ["U1", "CT-9", "=1+1"], "unknown_contract", code="CT-9")
        factories.set_aside(usage, 9, ["U2", "CT-9", "<b>"], "unknown_contract", code="CT-9")

    def test_each_row_says_why_and_shows_its_cells(self, rows: None, approver: Client) -> None:
        page = text(approver.get(reverse("rows")))
        for shown in ("No contract bears the number “CT-9”.", "C00012", "&lt;b&gt;", "clients.csv (1)", "3 rows"):
            assert shown in page, shown

    def test_filters(self, rows: None, approver: Client) -> None:
        page = approver.get(reverse("rows"), {"reason": "unknown_contract"})
        assert [row.row_number for row, _what, _mend in page.context["told"]] == [8, 9]
        file_id = page.context["told"][0][0].source_file_id
        assert len(approver.get(reverse("rows"), {"file": str(file_id)}).context["told"]) == 2
        assert len(approver.get(reverse("rows"), {"file": "x", "reason": "y"}).context["told"]) == 3

    def test_the_export_repairs(self, rows: None, approver: Client) -> None:
        answer = approver.get(reverse("rows_csv"), {"reason": "unknown_contract"})
        content = b"".join(answer.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # streamed
        lines = list(csv.reader(io.StringIO(content), delimiter=";"))
        assert lines[1][2].startswith("No contract bears the number “CT-9”.")
        assert lines[1][:2] + lines[1][3:] == ["consommations.csv", "8", "U1", "CT-9", "'=1+1"]
        assert len(lines) == 3

    def test_a_telephone_number_stays_as_it_is(self, rows: None, approver: Client) -> None:
        answer = approver.get(reverse("rows_csv"))
        assert b";+33 1 02 03 04 05\r\n" in b"".join(answer.streaming_content)  # type: ignore[attr-defined]  # streamed

    def test_the_number_of_queries_does_not_grow(
        self, rows: None, approver: Client, django_assert_max_num_queries: Callable[[int], Any]
    ) -> None:
        with django_assert_max_num_queries(9):
            approver.get(reverse("rows"))


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
