"""To issue, series of numbers, duplicates: as those who may, colleagues who may not, and strangers see them."""

import sys
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from sansfaute.contracts.models import OrderLine
from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import Work, signed_in, text
from sansfaute.documents import queries as documents
from sansfaute.documents.actions import render_documents
from sansfaute.drafts.models import Draft
from sansfaute.issuing import queries
from sansfaute.issuing.models import Invoice, SeriesPlan
from sansfaute.journal.models import Fact
from sansfaute.masterdata.models import Item, Seller
from sansfaute.review.models import Approval

pytestmark = pytest.mark.django_db


def approved(work: Work, *names: str) -> list[Draft]:
    drafts = [work.draft(name) for name in names]
    for one in drafts:
        Approval.objects.create(
            seller=work.seller, draft=one, issue_date=one.issue_date, verdict=factories.VERDICT,
            approved_at=factories.AT,
        )  # fmt: skip
    return drafts


@pytest.fixture
def colleagues(ours: Seller) -> dict[str, Client]:
    """One of each role that must be told apart here, and somebody of another company."""
    theirs = factories.seller("Autre SAS", "200000008")
    made = {role: signed_in(factories.person(role, ours, role)) for role in ("clerk", "support", "accountant")}
    return made | {"eve": signed_in(factories.person("eve", theirs, "admin"))}


class TestToIssue:
    def test_some_are_looked_at_then_issued_and_one_that_cannot_stays_with_its_reason(
        self, work: Work, clerk: Client
    ) -> None:
        good, other, bad = approved(work, "Moreau SARL", "Garage Roux", "Fleurs Zoé")
        Draft.objects.filter(pk=bad.pk).update(channel="SHOP")
        page = text(clerk.get(reverse("to_issue")))
        assert "Moreau SARL" in page
        assert "channel SHOP" in page
        assert "€882.00" in page, "3 drafts of 294.00"
        chosen = {"id": [str(good.pk), str(bad.pk)], "seen": clerk.get(reverse("to_issue")).context["seen"]}
        preview = text(clerk.post(reverse("to_issue"), chosen))
        assert "What becomes irrevocable" in preview
        assert "F2026-000001" in preview
        assert "channel SHOP" in preview
        assert not Invoice.objects.exists(), "looked at, nothing is written"
        done = clerk.post(reverse("to_issue"), chosen | {"confirm": "1"}, follow=True)
        assert [one.draft_id for one in Invoice.objects.all()] == [good.pk]
        assert "1 invoice issued: F2026-000001" in text(done)
        assert "1 draft could not be issued" in text(done)
        assert Fact.objects.get(kind="InvoiceIssued").actor_name == "leo"
        assert other.pk in set(queries.waiting_drafts(work.seller.pk).values_list("pk", flat=True))

    def test_all_means_all_that_was_seen(self, work: Work, clerk: Client) -> None:
        approved(work, "Moreau SARL", "Garage Roux")
        seen = clerk.get(reverse("to_issue")).context["seen"]
        late = approved(work, "Fleurs Zoé")
        Approval.objects.filter(draft=late[0]).update(approved_at="2099-01-01T00:00:00Z")
        clerk.post(reverse("to_issue"), {"all": "1", "seen": seen, "confirm": "1"})
        assert Invoice.objects.count() == 2
        clerk.post(reverse("to_issue"), {"all": "1", "q": "Nobody", "confirm": "1"})
        assert Invoice.objects.count() == 2

    @pytest.mark.parametrize("sent", [{}, {"id": "x"}, {"id": "\x00", "seen": "9" * 5000, "q": "\x00"}])
    def test_nothing_chosen_says_so(self, work: Work, clerk: Client, sent: dict[str, str]) -> None:
        approved(work, "Moreau SARL")
        assert clerk.post(reverse("to_issue"), sent | {"confirm": "1"}).status_code == 422
        assert not Invoice.objects.exists()

    def test_more_than_a_page_can_wait_for_goes_to_the_workers(
        self, work: Work, clerk: Client, monkeypatch: pytest.MonkeyPatch, no_worker: Any
    ) -> None:
        monkeypatch.setattr(sys.modules["sansfaute.desk.views.to_issue"], "AT_ONCE", 1)
        approved(work, "Moreau SARL", "Garage Roux")
        preview = text(clerk.post(reverse("to_issue"), {"all": "1"}))
        assert "1 more follows" in preview
        clerk.post(reverse("to_issue"), {"all": "1", "confirm": "1"})
        assert not Invoice.objects.exists()
        (asked,) = [sent["facts"] for step, sent in no_worker.waiting if step.name == "issuing.issue_asked"]
        assert len(asked) == 2

    def test_who_sees_it(self, work: Work, colleagues: dict[str, Client]) -> None:
        approved(work, "Moreau SARL")
        address = reverse("to_issue")
        said = {name: client.get(address).status_code for name, client in colleagues.items()}
        assert said == {"clerk": 200, "support": 403, "accountant": 403, "eve": 200}
        eve = colleagues["eve"]
        assert "Moreau" not in text(eve.get(address))
        assert eve.get(f"{address}?seller={work.seller.pk}").status_code == 404
        assert eve.post(address, {"all": "1", "confirm": "1"}).status_code == 422
        assert colleagues["support"].post(address, {"all": "1", "confirm": "1"}).status_code == 403
        assert Client().get(address).status_code == 302
        assert not Invoice.objects.exists()


class TestSeries:
    ASKED: dict[str, str] = {
        "kind": "invoice", "channel": "SHOP", "number_prefix": "w", "since": "2026-11-01",
        "reason": "Caisse de la boutique",
    }  # fmt: skip

    def test_they_are_shown_with_their_reason_and_the_law(self, work: Work, colleagues: dict[str, Client]) -> None:
        work.invoice("Moreau SARL")
        client = colleagues["accountant"]
        assert "gap found" in text(client.get(reverse("series"))), "its counter was never moved on"
        work.series.last_number = 1
        work.series.save()
        answer = client.post(reverse("series"), self.ASKED, follow=True)
        assert "W2026-000001" in text(answer)
        page = text(client.get(reverse("series"), headers={"accept-language": "fr"}))
        assert "Caisse de la boutique" in page
        assert "242 nonies A" in page
        assert "gap found" not in page
        assert SeriesPlan.objects.get().prefix == "W"

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"number_prefix": "F", "channel": "SHOP"}, "names another series"),
            ({"reason": " "}, "required"),
            ({"number_prefix": "W-1"}, "capital letters"),
            ({"channel": "", "since": "2026-06-01"}, "already given in 2026"),
            ({"since": "31/02/2026"}, "date"),
        ],
    )
    def test_what_would_leave_a_gap_or_a_double_is_refused(
        self, work: Work, colleagues: dict[str, Client], changed: dict[str, str], said: str
    ) -> None:
        work.invoice("Moreau SARL")
        work.series.last_number = 1
        work.series.save()
        answer = colleagues["accountant"].post(reverse("series"), self.ASKED | changed)
        assert answer.status_code == 422
        assert said in text(answer)
        assert not SeriesPlan.objects.exists()

    def test_who_plans(self, work: Work, colleagues: dict[str, Client]) -> None:
        work.invoice("Moreau SARL")
        for name in ("clerk", "support"):
            assert colleagues[name].get(reverse("series")).status_code == 200
            assert colleagues[name].post(reverse("series"), self.ASKED).status_code == 403
        eve = colleagues["eve"]
        assert "F2026" not in text(eve.get(reverse("series")))
        assert eve.get(f"{reverse('series')}?seller={work.seller.pk}").status_code == 404
        assert Client().get(reverse("series")).status_code == 302
        assert not SeriesPlan.objects.exists()


class TestReceipts:
    ASKED: dict[str, Any] = {
        "number": "T-17", "day": "2026-10-30", "buyer": "M1", "item": ["SCR", ""], "rate": ["20", "20"],
        "amount": ["120,00", ""],
    }  # fmt: skip

    @pytest.fixture
    def address(self, ours: Seller) -> str:
        factories.record(ours, "M1", name="Moreau")
        factories.record(ours, "SCR", "item", name="Écran")
        Item.objects.update(vat_rate=20)
        return reverse("receipt_to_invoice")

    def test_it_becomes_an_order_once(self, address: str, clerk: Client) -> None:
        assert clerk.post(address, self.ASKED).status_code == 302
        assert str(OrderLine.objects.get().unit_price) == "100.000000"
        again = clerk.post(address, self.ASKED)
        assert again.status_code == 422
        assert "already being invoiced" in text(again)

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"day": "31/02/2026"}, "not a day"),
            ({"amount": ["beaucoup", ""]}, "beaucoup"),
            ({"rate": ["10", ""]}, "SCR"),
            ({"buyer": "X"}, "no customer X"),
            ({"item": ["", ""], "amount": ["", ""]}, "no amount"),
        ],
    )
    def test_what_is_not_on_a_receipt_is_said(
        self, address: str, clerk: Client, changed: dict[str, Any], said: str
    ) -> None:
        answer = clerk.post(address, self.ASKED | changed)
        assert answer.status_code == 422
        assert said in text(answer)
        assert "T-17" in text(answer)
        assert not OrderLine.objects.exists()

    def test_who_may(self, address: str, colleagues: dict[str, Client], work: Work) -> None:
        said = {name: client.get(address).status_code for name, client in colleagues.items()}
        assert said == {"clerk": 200, "support": 403, "accountant": 403, "eve": 200}
        assert colleagues["support"].post(address, self.ASKED).status_code == 403
        assert colleagues["eve"].post(address, self.ASKED).status_code == 422, "no such customer in those books"
        assert colleagues["eve"].get(f"{address}?seller={work.seller.pk}").status_code == 404
        assert Client().get(address).status_code == 302
        assert not OrderLine.objects.exists()


class TestDuplicates:
    def made(self, client: Client, invoice: Invoice, **sent: str) -> Any:
        return client.post(reverse("invoice_copies", args=[invoice.pk]), {"why": "Perdue", **sent})

    def test_one_is_made_listed_and_printed_marked(self, work: Work, colleagues: dict[str, Client]) -> None:
        invoice = work.invoice("Moreau SARL")
        render_documents(seller_id=work.seller.pk, invoice_ids=[invoice.pk], at=factories.AT)
        support = colleagues["support"]
        assert self.made(support, invoice).status_code == 302
        (copy,) = queries.duplicates_of(invoice)
        page = text(support.get(reverse("invoice_copies", args=[invoice.pk])))
        assert "Perdue" in page
        pdf = support.get(reverse("invoice_copy_pdf", args=[invoice.pk, copy.duplicate_id]))
        assert pdf.content == documents.duplicate_pdf(copy)
        assert "duplicata" in pdf["Content-Disposition"]
        assert "Duplicate made" in text(support.get(reverse("invoice", args=[invoice.pk])))

    def test_sent_and_for_a_bad_debt(self, work: Work, colleagues: dict[str, Client], no_worker: Any) -> None:
        invoice = work.invoice("Moreau SARL")
        asked = {"is_unpaid": "1", "unpaid": "120,00", "sends": "1", "address": "a@client.example"}
        assert self.made(colleagues["support"], invoice, **asked).status_code == 422
        assert self.made(colleagues["accountant"], invoice, **asked).status_code == 302
        (copy,) = queries.duplicates_of(invoice)
        assert "100,00 € (prix net)" in copy.unpaid
        assert copy.address == "a@client.example"
        assert "delivery.send_duplicates" in [step.name for step, _ in no_worker.waiting]
        assert "leaves in a moment" in text(colleagues["support"].get(reverse("invoice_copies", args=[invoice.pk])))

    @pytest.mark.parametrize(
        ("sent", "said"),
        [
            ({"why": " "}, "Say why"),
            ({"sends": "1", "address": "x"}, "not an e-mail"),
            ({"is_unpaid": "1", "unpaid": "beaucoup"}, "beaucoup"),
            ({"is_unpaid": "1", "unpaid": "9999999"}, "at most"),
        ],
    )
    def test_what_is_wrong_is_said_and_kept(
        self, work: Work, colleagues: dict[str, Client], sent: dict[str, str], said: str
    ) -> None:
        invoice = work.invoice("Moreau SARL")
        answer = self.made(colleagues["accountant"], invoice, **sent)
        assert answer.status_code == 422
        assert said in text(answer)
        assert queries.duplicates_of(invoice) == []

    def test_strangers(self, work: Work, colleagues: dict[str, Client]) -> None:
        invoice = work.invoice("Moreau SARL")
        self.made(colleagues["clerk"], invoice)
        (copy,) = queries.duplicates_of(invoice)
        address = reverse("invoice_copies", args=[invoice.pk])
        paper = reverse("invoice_copy_pdf", args=[invoice.pk, copy.duplicate_id])
        eve = colleagues["eve"]
        assert [eve.get(one).status_code for one in (address, paper)] == [404, 404]
        assert self.made(eve, invoice).status_code == 404
        assert Client().get(address).status_code == 302
        clerk = colleagues["clerk"]
        assert clerk.get(paper).status_code == 302, "the XML is not written yet: it says so on the page"
        assert clerk.get(reverse("invoice_copy_pdf", args=[invoice.pk, UUID(int=7)])).status_code == 404
        assert len(queries.duplicates_of(invoice)) == 1
