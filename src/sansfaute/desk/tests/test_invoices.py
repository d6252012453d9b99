"""The list of invoices, and one invoice with its files."""

import csv
import io
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Sum
from django.test import Client
from django.urls import reverse

from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import Work, text
from sansfaute.en16931.tests import samples
from sansfaute.issuing.models import Invoice

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 not really"
XML = b"<?xml version='1.0'?><rsm/>"


class TestInvoices:
    def numbers(self, client: Client, **asked: str) -> list[str]:
        page = client.get(reverse("invoices"), asked)
        assert page.status_code == 200
        return [line.invoice.invoice_number[-2:] for line in page.context["page"].rows]

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
            ({"q": "f2026-000003"}, ["03"]),
            ({"q": "2026-00000"}, ["04", "03", "02", "01"]),
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

    def test_the_total_of_all_follows_what_is_issued(self, list_: None, work: Work, approver: Client) -> None:
        for expected in (4, 5, 6):
            (total,) = approver.get(reverse("invoices")).context["totals"]
            summed = Invoice.objects.aggregate(total=Sum("total_with_vat"))["total"]
            assert (total.count, total.total_with_vat) == (expected, summed)
            work.invoice("Menuiserie Chevalier", samples.line(1, price="0.07"))

    def test_names_are_shown_as_written(self, list_: None, approver: Client) -> None:
        assert "Hôtel &lt;Bellevue&gt; &amp; Fils" in text(approver.get(reverse("invoices")))

    def test_pages_hold_every_invoice_once(self, work: Work, approver: Client, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sansfaute.desk.queries.invoices.PAGE_LENGTH", 3)
        for _ in range(8):  # all of one day: the place in the chain decides
            work.invoice("Boulangerie Petit")
        seen, asked = [], {}
        for _ in range(3):
            page = approver.get(reverse("invoices"), asked).context["page"]
            seen.append([line.invoice.chain_position for line in page.rows])
            asked = {"after": str(page.older)}
        assert seen == [[8, 7, 6], [5, 4, 3], [2, 1]]
        assert page.older is None
        back = approver.get(reverse("invoices"), {"before": str(page.newer)}).context["page"]
        assert [line.invoice.chain_position for line in back.rows] == [5, 4, 3]
        assert approver.get(reverse("invoices"), {"before": str(back.newer)}).context["page"].newer is None

    @pytest.mark.parametrize("place", ["x", "-1", "1.5", "９", "9" * 30, "\x00"])
    def test_a_broken_place_is_the_first_page(self, list_: None, approver: Client, place: str) -> None:
        assert len(self.numbers(approver, after=place)) == 4

    def test_the_number_of_queries_does_not_grow(
        self, work: Work, approver: Client, django_assert_max_num_queries: Callable[[int], Any]
    ) -> None:
        for index in range(12):
            factories.send(work.invoice(f"Client {index}"))
        with django_assert_max_num_queries(11):
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
