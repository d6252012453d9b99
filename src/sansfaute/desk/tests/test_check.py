"""The page that checks a file: verdict, findings, reading, conversions; and files that mean harm."""

import io
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, override_settings
from django.urls import reverse
from django.utils.html import escape

from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import signed_in, text
from sansfaute.documents.adapters import facturx_pdf
from sansfaute.en16931.model import SupportingDocument
from sansfaute.en16931.syntaxes import read, write
from sansfaute.en16931.tests import samples
from sansfaute.en16931.values import BinaryObject
from sansfaute.lib import uploads
from sansfaute.masterdata.models import Seller
from sansfaute.review.adapters import official
from sansfaute.review.adapters.official import OfficialVerdict

pytestmark = pytest.mark.django_db

GOOD = samples.ordinary()
CII = write(GOOD, "cii")
ATTACHED = replace(
    GOOD,
    supporting_documents=(
        SupportingDocument(
            reference="RIB",
            description="RIB <b>",
            attachment=BinaryObject(b"a,b\r\n1,2\r\n", "text/csv", '..\\../rib".csv'),
        ),
    ),
)


@pytest.fixture(autouse=True)
def officials(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The official rules accept everything here, and tell what they were asked."""
    asked: list[bytes] = []

    def judge(documents: Any) -> list[OfficialVerdict]:
        asked.extend(documents)
        return [OfficialVerdict("passed", ("a pack",)) for _ in documents]

    monkeypatch.setattr(official, "judge", judge)
    return asked


def sent(client: Client, content: bytes, name: str = "facture.xml", address: str = "check", **more: Any) -> Any:
    return client.post(reverse(address), {"file": SimpleUploadedFile(name, content), **more})


class TestVerdict:
    def test_a_good_file_passes_and_is_read_out(self, approver: Client, officials: list[bytes]) -> None:
        page = sent(approver, CII)
        said = text(page)
        assert page.status_code == 200
        assert officials == [CII]
        assert "Passed" in said
        assert "Nothing to mend" in said
        for shown in (GOOD.seller.name, escape(GOOD.buyer.name), GOOD.invoice_number, "BT-31", "Seller VAT identifier"):
            assert shown in said
        assert page["Cache-Control"].count("no-store") == 1

    def test_a_wrong_file_says_what_to_mend_and_where(self, approver: Client) -> None:
        wrong = replace(
            GOOD,
            lines=(*GOOD.lines, replace(GOOD.lines[0], identifier="99", item=replace(GOOD.lines[0].item, name=""))),
        )
        said = text(sent(approver, write(wrong, "cii")))
        assert "Failed" in said
        assert "BR-25" in said
        assert "Line 99" in said

    def test_what_is_no_invoice_was_not_judged(self, approver: Client, officials: list[bytes]) -> None:
        said = text(sent(approver, b"bonjour", "lettre.txt"))
        assert "Not run" in said
        assert "no electronic invoice" in said
        assert officials == []

    @pytest.mark.parametrize(
        ("content", "rule"),
        [
            (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "read.doctype"),
            (b"<a><b></a>", "read.xml"),
            (b"%PDF-1.7 broken", "PDF"),
        ],
    )
    def test_a_hostile_or_broken_file_is_refused_in_words(self, approver: Client, content: bytes, rule: str) -> None:
        page = sent(approver, content, "x.pdf")
        assert page.status_code == 200
        assert "Failed" in text(page)
        assert rule in text(page)
        assert "root:" not in text(page)

    def test_a_text_of_the_file_is_never_markup(self, approver: Client) -> None:
        loud = replace(GOOD, buyer=replace(GOOD.buyer, name="<script>alert(1)</script>\u202eSARL"))
        page = sent(approver, write(loud, "cii"), '"><img src=x>.xml').content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;SARL" in page
        assert "<img" not in page

    def test_a_pdf_is_judged_by_the_xml_inside(self, approver: Client, officials: list[bytes]) -> None:
        said = text(sent(approver, facturx_pdf.write(GOOD, CII), "facture.pdf"))
        assert officials == [CII]
        assert "Factur-X (PDF)" in said

    def test_nothing_sent_says_so(self, approver: Client) -> None:
        page = approver.post(reverse("check"), {})
        assert page.status_code == 422
        assert "Choose a file first." in text(page)

    def test_a_file_above_the_limit_is_let_go_and_says_so(
        self, approver: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(uploads, "LARGEST", 1000)
        monkeypatch.setattr(uploads, "_ENVELOPE", 500)
        page = sent(approver, b"<a>" + b"x" * 2000)
        assert page.status_code == 422
        assert "above 100 MB" in text(page)
        assert "Failed" not in text(page)

    @override_settings(FILE_UPLOAD_MAX_MEMORY_SIZE=10)
    def test_nothing_of_the_file_stays(self, approver: Client, settings: Any, tmp_path: Any) -> None:
        settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
        sent(approver, CII)
        sent(approver, CII, address="check_file", to="json")
        assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


class TestSaved:
    @pytest.mark.parametrize("to", ["cii", "ubl", "json"])
    def test_a_conversion_says_the_same(self, approver: Client, to: str) -> None:
        answer = sent(approver, CII, address="check_file", to=to)
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment;")
        assert read(answer.content).invoice == read(CII).invoice

    def test_a_factur_x_holds_the_same(self, approver: Client) -> None:
        answer = sent(approver, write(GOOD, "ubl"), address="check_file", to="facturx")
        assert answer["Content-Type"] == "application/pdf"
        inside = facturx_pdf.extract_cii(answer.content)
        assert inside is not None
        assert read(inside).invoice == GOOD

    def test_what_would_be_lost_is_named_and_nothing_is_sent(self, approver: Client) -> None:
        odd = CII.replace(b"</ram:SellerTradeParty>", b"<ram:Unknown>kept?</ram:Unknown></ram:SellerTradeParty>")
        assert "Not possible" in text(sent(approver, odd))
        answer = sent(approver, odd, address="check_file", to="ubl")
        assert answer.status_code == 422
        assert "kept?" in text(answer)
        assert "Content-Disposition" not in answer

    def test_the_conversions_of_a_large_file_are_tried_when_asked_for(
        self, approver: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("sansfaute.desk.queries.checking.PLANNED_UP_TO", 100)
        odd = CII.replace(b"</ram:SellerTradeParty>", b"<ram:Unknown>kept?</ram:Unknown></ram:SellerTradeParty>")
        page = text(sent(approver, odd))
        assert "told when you ask for it" in page
        assert "Not possible" not in page
        assert sent(approver, odd, address="check_file", to="ubl").status_code == 422

    def test_an_attachment_is_saved_as_mere_bytes_under_a_safe_name(self, approver: Client) -> None:
        content = write(ATTACHED, "cii")
        shown = sent(approver, content).content.decode()
        assert "RIB &lt;b&gt;" in shown
        answer = sent(approver, content, address="check_file", attachment="0")
        assert answer.content == b"a,b\r\n1,2\r\n"
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Content-Disposition"] == 'attachment; filename="rib-.csv"'

    @pytest.mark.parametrize("asked", [{"attachment": "7"}, {"attachment": "-1"}, {"attachment": "x"}, {"to": "exe"}])
    def test_what_does_not_exist_is_refused(self, approver: Client, asked: dict[str, str]) -> None:
        assert sent(approver, CII, address="check_file", **asked).status_code == 422

    def test_a_file_that_is_no_invoice_has_nothing_to_save(self, approver: Client) -> None:
        assert sent(approver, b"<a/>", address="check_file", to="cii").status_code == 422
        assert sent(approver, b"<a/>", address="check_file", attachment="0").status_code == 422


class TestWho:
    """One who may, a colleague with the least of roles, people without any, a stranger."""

    def test_any_role_opens_it(self, ours: Seller) -> None:
        assert sent(signed_in(factories.person("sam", ours, "support")), CII).status_code == 200

    def test_no_role_does_not(self) -> None:
        assert sent(signed_in(factories.person("bob")), CII).status_code == 403

    def test_a_stranger_is_asked_to_sign_in_and_nothing_is_judged(self, officials: list[bytes]) -> None:
        for address in ("check", "check_file"):
            answer = Client().post(reverse(address), {"file": io.BytesIO(CII)})
            assert answer["Location"].startswith(reverse("account_login"))
        assert officials == []

    def test_a_form_from_elsewhere_is_refused(self, ours: Seller) -> None:
        client = Client(enforce_csrf_checks=True)
        client.force_login(factories.person("ada", ours, "approver"))
        assert sent(client, CII).status_code == 403


class TestWithoutScript:
    """Without JavaScript the form sends, the page answers whole, and the file is chosen once more to save it."""

    def test_the_answer_is_a_whole_page_with_both_forms(self, approver: Client) -> None:
        page = sent(approver, CII).content.decode()
        assert page.count("<h1>") == 1
        assert 'id="id_file"' in page
        assert 'id="again"' in page
        assert "Choose the same file again: it was not kept" in page
        assert " style=" not in page
        assert "<script>" not in page
