"""The PDF itself: set by Typst, declared as Factur-X, read back as anybody would; and PDFs from anybody."""

import io
import json
import re
from collections.abc import Callable
from dataclasses import replace

import facturx
import pikepdf
import pypdf
import pytest

from sansfaute.documents.adapters import facturx_pdf
from sansfaute.documents.adapters.facturx_pdf import extract
from sansfaute.documents.adapters.typst_pdf import RenderingError, compiler, qr, render, template_version
from sansfaute.documents.rules import page_of
from sansfaute.documents.tests import samples
from sansfaute.documents.tests.samples import invoice, line
from sansfaute.en16931.model import Buyer, Invoice, Item
from sansfaute.en16931.syntaxes import cii

SPACES = re.compile(r"[\s\u200b\u00a0\u202f]+")
LETTERS = b"<rsm:CrossIndustryInvoice/>"


def written(document: Invoice) -> bytes:
    return facturx_pdf.write(document, cii.write(document))


def pages(pdf: bytes) -> list[str]:
    """The text of each page, spaces made plain."""
    return [SPACES.sub(" ", page.extract_text()) for page in pypdf.PdfReader(io.BytesIO(pdf)).pages]


def named(name: str, description: str = "") -> Invoice:
    """An invoice whose every free text is `name`."""
    address = replace(samples.BUYER.postal_address, line_1=name, city=name)
    item = Item(name=name, description=description or name, seller_identifier=name)
    seller = replace(samples.SELLER, name=name, additional_legal_information=name)
    return invoice(
        seller=seller,
        buyer=Buyer(name=name, postal_address=address),
        lines=(line(item=item, note=name),),
        payment_terms=name,
    )


class TestPdf:
    def test_the_same_invoice_gives_the_same_bytes(self) -> None:
        first = written(invoice())
        compiler._IDLE.queue.clear()
        compiler._fonts.cache_clear()
        assert written(invoice()) == first
        assert written(invoice(invoice_number="F2026-000013")) != first

    def test_it_says_what_the_invoice_says(self) -> None:
        (text,) = pages(written(invoice()))
        for part in ("Facture", "F2026-000012", "Mercier", "2 671,20 €", "FR76 3000 6000", "Page 1 / 1", "RCS Lyon"):
            assert part in text

    def test_300_lines_repeat_the_header_and_count_the_pages(self) -> None:
        texts = pages(written(invoice(lines=tuple(line(number) for number in range(1, 301)))))
        assert 5 < len(texts) < 20
        for number, text in enumerate(texts, start=1):
            assert f"Page {number} / {len(texts)}" in text
            assert ("Désignation" in text) == ("MNT-" in text)
        assert all("suite" in text for text in texts[1:])
        assert "MNT-300" in "".join(texts)

    @pytest.mark.parametrize(
        "text",
        [
            '#panic("x")',
            '#read("/etc/passwd")',
            "$x$ *b* _i_ `r` @ref <l> \\ // c /* d */",
            '"};{',
            '#import "@preview/x:1.0.0"',
            "<script>&amp;",
            "= Titre",
            "a\\",
            "#",
            "]",
            "'",
            '"',
        ],
    )
    def test_a_text_is_never_a_program(self, text: str) -> None:
        whole = "".join(pages(written(named(text)))).replace(" ", "")
        assert whole.count(text.replace(" ", "")) >= 4

    @pytest.mark.parametrize(
        "text",
        [
            "x" * 255,
            "Société " * 32,
            "Anticonstitutionnellement-" * 9,
            "é" * 255,
            "שירותי תחזוקה בע״מ",
            "شركة الخدمات",
            "Ωμέγα Привет",
            "\u202eabc",
            "a\nb\tc",
            "ẅ́ñ",
        ],
    )
    def test_any_name_holds(self, text: str) -> None:
        pdf = written(named(text))
        assert facturx_pdf.extract_cii(pdf) is not None
        assert "□" not in "".join(pages(pdf))

    def test_a_script_without_a_font_is_owned_up_to(self) -> None:
        document = named("王小明 😀 Mercier")
        text = "".join(pages(written(document)))
        assert "□□□ □ Mercier" in text
        assert "factur-x.xml joint le contient" in text
        assert cii.read(facturx_pdf.extract_cii(written(document)) or b"") == document

    def test_the_scripts_said_to_be_known_are_known(self) -> None:
        known = [
            chr(code)
            for code in range(0x20, 0x2600)
            if not compiler._KNOWN.match(chr(code)) and chr(code).isprintable()
        ]
        page = page_of(invoice()) | {"notes": [" ".join(known)]}
        assert render(page, cii=LETTERS, payload=None)
        assert len(known) > 400

    def test_huge_and_negative_figures_are_whole(self) -> None:
        huge = line(quantity="-999999999999999.9999", price="9999999999.999999")
        document = invoice(lines=(huge, line(2, quantity="-1")), payment_instructions=None)
        text = "".join(pages(written(document))).replace(" ", "")
        for row in page_of(document)["lines"]:
            for column in ("quantity", "price", "net"):
                assert SPACES.sub("", row[column]) in text

    def test_a_page_that_lies_is_not_printed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def lying(document: Invoice) -> object:
            return page_of(document) | {"due": {"label": "Net à payer", "value": "0,01 €"}}

        monkeypatch.setattr("sansfaute.documents.adapters.facturx_pdf.writing.page_of", lying)
        with pytest.raises(RenderingError, match="BT-115"):
            written(invoice())

    def test_a_mistake_of_the_template_is_a_rendering_error(self) -> None:
        with pytest.raises(RenderingError):
            render(page_of(invoice()) | {"totals": "none"}, cii=LETTERS, payload=None)

    def test_the_template_is_fit_for_accessibility(self) -> None:
        """Typst itself checks PDF/UA-1 when asked; we declare it afterwards, which is cheaper."""
        inputs = {"page": json.dumps(page_of(invoice())), "cii": "<a/>", "qr": qr.svg("BCD\n002")}
        assert compiler._new_compiler().compile(
            format="pdf", pdf_standards=["a-3a", "ua-1"], sys_inputs=inputs, timestamp=0
        )

    def test_the_version_is_of_what_shapes_the_bytes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        before = template_version()
        assert len(before) == 64
        template_version.cache_clear()
        assert template_version() == before
        monkeypatch.setattr(compiler, "version", lambda name: "99")
        template_version.cache_clear()
        assert template_version() != before
        template_version.cache_clear()

    def test_the_code_to_pay_is_a_true_qr_code(self) -> None:
        image = qr.svg("BCD\n002\n1\nSCT\n\nOndine\nFR7630006000011234567890189\nEUR1\n\n\nF1")
        assert image.startswith("<svg")
        with pytest.raises(ValueError, match="13"):
            qr.svg("x" * 400)


class TestDeclaration:
    def test_others_read_what_we_wrote(self) -> None:
        document = invoice()
        pdf = written(document)
        name, xml = facturx.get_xml_from_pdf(pdf)
        assert (name, xml) == ("factur-x.xml", cii.write(document))
        with pikepdf.open(io.BytesIO(pdf)) as opened:
            assert opened.check_pdf_syntax() == []
            assert str(opened.Root.AF[0].AFRelationship) == "/Alternative"
            assert str(opened.Root.AF[0].EF.F.Subtype) == "/text/xml"
            assert str(opened.Root.Lang) == "fr"
            assert opened.Root.MarkInfo.Marked
            assert opened.Root.ViewerPreferences.DisplayDocTitle
            with opened.open_metadata() as metadata:
                said = dict(metadata)
                assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
                assert metadata["xmp:CreateDate"].startswith("2026-10-31T00:00:00")
        fx = "{urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#}"
        assert said[fx + "DocumentType"] == "INVOICE"
        assert said[fx + "DocumentFileName"] == "factur-x.xml"
        assert said[fx + "Version"] == "1.0"
        assert said[fx + "ConformanceLevel"] == "EN 16931"

    @pytest.mark.parametrize(
        "spoil",
        [
            lambda pdf: b"",
            lambda pdf: pdf.replace(b"/Subtype/XML", b"/Subtype/XXX"),
            lambda pdf: pdf.replace(b"</rdf:RDF>", b"</rdf:XXX>"),
            lambda pdf: pdf.replace(b"\nxref\n", b"\nxxxx\n"),
            lambda pdf: pdf.replace(b"startxref\n", b"startxref\n1"),
            lambda pdf: pdf.replace(b"/ViewerPreferences", b"/ViewerPrefer"),
            lambda pdf: pdf.replace(b" 00000 n", b" 00000 x"),
            lambda pdf: pdf + pdf,
        ],
    )
    def test_a_file_of_another_shape_is_refused(self, spoil: Callable[[bytes], bytes]) -> None:
        pdf = render(page_of(invoice()), cii=LETTERS, payload=None)
        with pytest.raises(facturx_pdf.MetadataError):
            facturx_pdf.declare(spoil(pdf))


def pdf_with(*files: tuple[str, bytes], encryption: pikepdf.Encryption | None = None) -> bytes:
    """A one-page PDF with these files attached."""
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        for name, content in files:
            pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, content, filename=name)
        out = io.BytesIO()
        pdf.save(out, encryption=encryption or False)
    return out.getvalue()


def outcome(pdf: bytes) -> bytes | str | None:
    """What extraction gives, or the reason for which it refuses."""
    try:
        return facturx_pdf.extract_cii(pdf)
    except facturx_pdf.PdfRefused as refused:
        return refused.reason


class TestExtraction:
    def test_what_goes_in_comes_out(self) -> None:
        document = invoice(lines=(line(price="1.005", quantity="3"),))
        assert cii.read(facturx_pdf.extract_cii(written(document)) or b"") == document

    @pytest.mark.parametrize(
        "name", ["factur-x.xml", "FACTUR-X.XML", "ZUGFeRD-invoice.xml", "xrechnung.xml", "facture.xml"]
    )
    def test_known_names_and_others_are_found(self, name: str) -> None:
        assert facturx_pdf.extract_cii(pdf_with(("conditions.txt", b"x"), (name, LETTERS))) == LETTERS

    def test_the_best_name_wins(self) -> None:
        other, best = b"<a:CrossIndustryInvoice>1", b"<a:CrossIndustryInvoice>2"
        assert facturx_pdf.extract_cii(pdf_with(("a.xml", other), ("factur-x.xml", best), ("z.xml", other))) == best

    @pytest.mark.parametrize(
        "files", [(), (("a.xml", b"<a/>"),), (("factur-x.xml", b"%PDF"),), (("factur-x.exe", LETTERS),)]
    )
    def test_no_invoice_is_none(self, files: tuple[tuple[str, bytes], ...]) -> None:
        assert facturx_pdf.extract_cii(pdf_with(*files)) is None

    @pytest.mark.parametrize("content", [b"", b"hello", b"%PDF-1.7\n", b"%PDF-1.7\n" + b"\x00" * 5000, b"<xml/>"])
    def test_what_is_no_pdf_is_refused(self, content: bytes) -> None:
        with pytest.raises(facturx_pdf.PdfRefused) as refused:
            facturx_pdf.extract_cii(content)
        assert refused.value.reason == "broken"

    def test_every_truncation_is_refused_or_read(self) -> None:
        whole = pdf_with(("factur-x.xml", LETTERS))
        for end in range(0, len(whole), 37):
            assert outcome(whole[:end]) in (None, LETTERS, "broken")

    def test_a_locked_pdf_is_refused(self) -> None:
        with pytest.raises(facturx_pdf.PdfRefused) as refused:
            facturx_pdf.extract_cii(
                pdf_with(("factur-x.xml", LETTERS), encryption=pikepdf.Encryption(owner="o", user="u"))
            )
        assert refused.value.reason == "locked"

    def test_a_pdf_that_unpacks_without_end_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(extract, "LARGEST_XML", 1000)
        with pytest.raises(facturx_pdf.PdfRefused) as refused:
            facturx_pdf.extract_cii(pdf_with(("factur-x.xml", LETTERS + b" " * 2000)))
        assert refused.value.reason == "too_large"

    def test_a_huge_file_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(extract, "LARGEST_PDF", 10)
        with pytest.raises(facturx_pdf.PdfRefused) as refused:
            facturx_pdf.extract_cii(pdf_with())
        assert refused.value.reason == "too_large"

    def test_a_name_tree_that_bites_its_tail_ends(self) -> None:
        with pikepdf.new() as pdf:
            pdf.add_blank_page()
            tree = pdf.make_indirect(pikepdf.Dictionary())
            tree.Kids = pikepdf.Array([tree])
            pdf.Root.Names = pikepdf.Dictionary(EmbeddedFiles=tree)
            pdf.Root.AF = pikepdf.Array([1, pikepdf.Dictionary(EF=pikepdf.Dictionary(F=3))])
            out = io.BytesIO()
            pdf.save(out)
        assert outcome(out.getvalue()) in (None, "broken")
