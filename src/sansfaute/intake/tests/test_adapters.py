"""Texts and workbooks as they come from the wild: recognised with evidence, or refused with a way out."""

import contextlib
import struct
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sansfaute.intake import rules
from sansfaute.intake.adapters import workbook
from sansfaute.intake.adapters.encodings import Encoding, recognise_encoding
from sansfaute.intake.adapters.files import open_tables
from sansfaute.intake.adapters.source import source_of
from sansfaute.intake.tests.books import archive, book, sheet_xml

FRENCH = "Code client;Raison sociale;Adresse;CP;Ville\r\nC1;L’Œuvre d’été;12 allée des Écoles à Noël;01000;Bourg\r\n"
USAGE = "Id;Contrat;Article;Horodatage;Quantité\nU1;CT1;HEURE;2026-10-08T15:34;0,718\n"


def reading(content: bytes, kind: str | None = None) -> rules.Reading:
    return rules.recognise(open_tables(content), kind)


@dataclass(frozen=True)
class Decoded:
    text: str
    encoding: str
    evidence: dict[str, str]


def decode(content: bytes) -> Decoded:
    source = source_of(content)
    found: Encoding = recognise_encoding(source)
    with found.text(source) as text:
        return Decoded(text.read(), found.name, found.evidence)


def refused(content: bytes) -> str:
    with pytest.raises(rules.Unreadable) as caught:
        reading(content)
    for language in ("fr", "en"):
        what, mend = rules.reason_parts(caught.value.code, caught.value.details, language)
        assert what.endswith(".")
        assert mend.endswith(".")
        assert "…" not in mend
    return caught.value.code


class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "utf-32"])
    def test_of_every_age_read_the_same(self, encoding: str) -> None:
        decoded = decode(FRENCH.encode(encoding))
        assert (decoded.text, decoded.encoding) == (FRENCH, encoding)
        assert decoded.evidence.keys() == {"fr", "en"}

    @pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
    def test_without_a_mark_are_known_by_their_zeros(self, encoding: str) -> None:
        assert decode(FRENCH.encode(encoding)).text == FRENCH

    @pytest.mark.parametrize("encoding", ["cp850", "mac_roman", "iso8859-15", "latin-1"])
    def test_of_one_byte_are_told_apart_by_where_accents_stand(self, encoding: str) -> None:
        text = "Désignation;Unité;Prix\nÉcran à relier, pièce reçue;forêt;Noël\nHôtel Lefèvre;Où ça;théâtre\n"
        assert decode(text.encode(encoding)).text == text

    def test_evidence_shows_the_bytes(self) -> None:
        assert "0xE9 → é" in decode("Clé;café;été\r\n".encode("cp1252")).evidence["fr"]

    def test_plain_ascii_is_said_to_be_so(self) -> None:
        assert decode(b"a;b\n").encoding == "ascii"

    def test_the_euro_of_latin_9_is_not_a_currency_sign(self) -> None:
        text = "Prix;89,00 €\nœuvre;Œuvrard\n"
        assert decode(text.encode("iso8859-15")).text == text


class TestSeparators:
    @pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
    def test_are_recognised_whatever_the_decimal_mark(self, separator: str) -> None:
        number = '"0,718"' if separator == "," else "0,718"
        text = USAGE.replace("0,718", number).replace(";", separator)
        read = reading(text.encode())
        assert read.recognised["separator"]["value"] == separator
        values, reason = read.reader.read(next(read.rows())[1])
        assert (values["quantity"], reason) == ("0.718", None)

    def test_named_by_excel_are_taken_at_its_word(self) -> None:
        read = reading(("sep=;\r\n" + USAGE).encode())
        assert [number for number, _ in read.rows()] == [3]

    @pytest.mark.parametrize("ends", ["\r\n", "\n", "\r"])
    def test_and_line_ends_of_every_system(self, ends: str) -> None:
        assert len(list(reading(USAGE.replace("\n", ends).encode()).rows())) == 1


class TestQuotes:
    def test_keep_separators_and_lines_inside(self) -> None:
        text = 'Code client;Nom;Note\nC1;"Dupont; ""le vrai""";"une\nligne"\nC2;X;y\n'
        rows = list(reading(text.encode()).rows())
        assert rows[0] == (2, ["C1", 'Dupont; "le vrai"', "une\nligne"])
        assert rows[1][0] == 4  # counted as a person counts lines

    def test_that_are_part_of_the_text_are_kept(self) -> None:
        text = 'Code client;Nom;Ville\nC1;"Le Petit" SARL;Lyon\nC2;Écran 27";Brest\n'
        read = reading(text.encode())
        assert next(read.rows())[1][1] == '"Le Petit" SARL'
        assert read.recognised["quotes"]["value"] == ""

    def test_that_never_close_are_refused(self) -> None:
        rest = "".join(f'C{number};"Nom";Lyon\n' for number in range(50))
        assert refused(('Code client;Nom;Ville\nC0;"ouvert;Lyon\n' + rest).encode()) == "unbalanced_quotes"


class TestHostileTexts:
    @pytest.mark.parametrize("content", [b"", b"\r\n \n", b"\x00" * 100, "\ufeff".encode()])
    def test_empty(self, content: bytes) -> None:
        assert refused(content) == "empty_file"

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"%PDF-1.7\n", "pdf_without_invoice"), (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "binary_file"),
            (b"<?xml version='1.0'?><a/>", "xml_unknown"),
        ],
    )  # fmt: skip
    def test_other_kinds_of_file(self, content: bytes, code: str) -> None:
        assert refused(content) == code

    def test_random_bytes(self) -> None:
        assert refused(bytes(range(256)) * 40) in ("binary_file", "encoding_unknown", "kind_unknown")

    def test_an_endless_line(self) -> None:
        assert refused(b"Code client;Nom\n" + b"x" * 5_000_000 + b";y\n") == "line_too_long"

    def test_too_many_columns(self) -> None:
        assert refused(";".join(f"c{n}" for n in range(20_000)).encode() + b"\n" + b";" * 19_999) == "too_many_columns"

    def test_two_columns_for_one_field_that_differ(self) -> None:
        assert refused(b"Code client;Nom;Ville;Ville\nC1;A;Lyon;Paris\n") == "column_twice"
        assert reading(b"Code client;Nom;Ville;Ville\nC1;A;Lyon;Lyon\n").header.columns["city"] == 2

    def test_headers_alone(self) -> None:
        assert refused(b"Code client;Nom;Ville\n") == "no_rows"

    def test_columns_that_mean_nothing(self) -> None:
        assert refused(b"foo;bar;baz\n1;2;3\n") == "kind_unknown"

    @given(st.binary(max_size=400))
    @settings(max_examples=200, deadline=None)
    def test_any_bytes_are_read_or_refused(self, content: bytes) -> None:
        with contextlib.suppress(rules.Unreadable):
            assert reading(content).header.kind in rules.KINDS

    @given(st.text(alphabet='ab;,"\n\r 1é\x00', max_size=200))
    @settings(max_examples=200, deadline=None)
    def test_any_rows_end_usable_or_with_a_reason(self, text: str) -> None:
        try:
            read = reading(("Code client;Nom;Ville\n" + text).encode())
        except rules.Unreadable:
            return
        for _, cells in read.rows():
            values, reason = read.reader.read(cells)
            assert reason or values["code"]


class TestWorkbooks:
    HEADERS = ["N° commande", "Client", "Date", "Article", "Quantité", "Prix unitaire HT", "Remise %"]

    def test_give_exact_decimals(self) -> None:
        rows = [self.HEADERS, ["CMD1", "C1", "2026-10-24", "LIVRE", 3, 219.9, 0.1 + 0.2]]
        read = reading(book({"Commandes": sheet_xml(rows)}))
        values, reason = read.reader.read(next(read.rows())[1])
        assert reason is None
        assert (values["quantity"], values["unit_price"], values["discount"]) == ("3", "219.9", "0.3")

    def test_are_read_below_a_title_and_blank_rows(self) -> None:
        rows = [["Export du 31/10/2026"], [], [], self.HEADERS, [], ["CMD1", "C1", "2026-10-24", "LIVRE", 3, 2, ""]]
        read = reading(book({"Feuille": sheet_xml(rows, first_row=3)}))
        assert (read.header.row_number, [number for number, _ in read.rows()]) == (6, [8])

    def test_of_several_sheets_are_chosen_by_columns(self) -> None:
        orders = sheet_xml([self.HEADERS, ["CMD1", "C1", "2026-10-24", "LIVRE", 3, 2, ""]])
        notes = sheet_xml([["Bonjour", "à tous"], ["rien", "ici"]])
        assert reading(book({"Notes": notes, "Commandes": orders})).table.sheet == "Commandes"
        assert refused(book({"A": orders, "B": orders})) == "several_sheets"

    def test_errors_of_formulas_are_reasons(self) -> None:
        rows = [self.HEADERS, ["CMD1", "C1", "2026-10-24", "LIVRE", b't="e"><f>1/0</f><v>#DIV/0!</v>', 2, ""]]
        read = reading(book({"Commandes": sheet_xml(rows)}))
        _, reason = read.reader.read(next(read.rows())[1])
        assert reason is not None
        assert reason[0] in ("spreadsheet_error", "missing_value")

    def test_that_explode_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(workbook, "MOST_BYTES", 1_000_000)
        bomb = sheet_xml([self.HEADERS]).replace("</sheetData>", " " * 1_100_000 + "</sheetData>")
        assert refused(book({"Bombe": bomb})) == "workbook_too_large"

    def test_whose_cells_are_worlds_apart_are_refused(self) -> None:
        far = sheet_xml([["a"]]).replace(
            "</sheetData>", '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        )
        assert refused(book({"Loin": far})) == "workbook_too_large"

    def test_whose_cells_hide_their_place_are_refused(self) -> None:
        hidden = f'<row r="1048576">{"<c><v>1</v></c>" * 100}</row>'
        sheet = sheet_xml([["a"]]).replace("</sheetData>", hidden + "</sheetData>")
        assert refused(book({"Caché": sheet})) == "workbook_too_large"

    def test_that_claim_to_be_vast_are_read_for_what_they_are(self) -> None:
        rows = [self.HEADERS, ["CMD1", "C1", "2026-10-24", "LIVRE", 3, 2, ""]]
        vast = sheet_xml(rows).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
        assert len(list(reading(book({"Vaste": vast})).rows())) == 1

    def test_whose_declared_size_is_a_lie_are_refused(self) -> None:
        honest = book({"Commandes": sheet_xml([self.HEADERS, ["x"] * 6])})
        start = honest.index(b"PK\x01\x02")
        lying = bytearray(honest)
        lying[start + 24 : start + 28] = struct.pack("<I", 10)
        assert refused(bytes(lying)) == "damaged_workbook"

    def test_that_are_cut_short_are_refused(self) -> None:
        whole = book({"Commandes": sheet_xml([self.HEADERS])})
        assert {refused(whole[:cut]) for cut in (100, len(whole) // 2, len(whole) - 5)} == {"damaged_workbook"}

    def test_that_are_other_archives_are_refused(self) -> None:
        assert refused(archive({"readme.txt": b"hello"})) == "binary_file"
        assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600) == "old_workbook"

    def open_document(self, body: str) -> bytes:
        names = "".join(
            f' xmlns:{one}="urn:oasis:names:tc:opendocument:xmlns:{one}:1.0"' for one in ("office", "table", "text")
        )
        content = (
            f"<office:document-content{names}><office:body><office:spreadsheet>"
            f'<table:table table:name="A">{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>"
        )
        mime = "application/vnd.oasis.opendocument.spreadsheet"
        return archive({"mimetype": mime.encode(), "META-INF/manifest.xml": b"<a/>", "content.xml": content.encode()})

    def row(self, *texts: str, repeated: str = "", tail: str = "") -> str:
        cells = "".join(
            f'<table:table-cell office:value-type="string"><text:p>{one}</text:p></table:table-cell>' for one in texts
        )
        return f"<table:table-row{repeated}>{cells}{tail}</table:table-row>"

    def test_in_open_document_are_read(self) -> None:
        empty = '<table:table-cell table:number-columns-repeated="16378"/>'
        price = '<table:table-cell office:value-type="float" office:value="219.9"></table:table-cell>'
        day = '<table:table-cell office:value-type="date" office:date-value="2026-10-24"></table:table-cell>'
        headers = ["Commande", "Client", "Article", "Qté", "PU", "Date"]
        body = self.row(*headers, tail=empty) + self.row("CMD1", "C1", "LIVRE", "2,5", tail=price + day + empty)
        far = ' table:number-rows-repeated="1048574"'
        read = reading(self.open_document(body + self.row(repeated=far, tail=empty)))
        values, reason = read.reader.read(next(read.rows())[1])
        assert (values["unit_price"], values["order_date"], values["quantity"], reason) == (
            "219.9",
            "2026-10-24",
            "2.5",
            None,
        )

    @pytest.mark.parametrize("repeated", ["columns", "rows"])
    def test_in_open_document_that_repeat_a_cell_without_end_are_refused(self, repeated: str) -> None:
        cell = '<table:table-cell office:value-type="float" office:value="1" table:number-columns-repeated="16384"/>'
        rows = ' table:number-rows-repeated="100000"'
        body = (
            self.row(tail=cell, repeated=rows)
            if repeated == "columns"
            else (self.row("a") + self.row(repeated=' table:number-rows-repeated="1048574"') + self.row(tail=cell))
        )
        assert refused(self.open_document(body)) == "workbook_too_large"

    def test_cells_that_are_dates_need_no_reading(self) -> None:
        read = reading(book({"C": sheet_xml([self.HEADERS, ["CMD1", "C1", "24/10/2026", "L", 1, 2, ""]])}))
        cells = [*next(read.rows())[1]]
        cells[2] = date(2026, 3, 4)
        cells[4] = Decimal("1.234")
        values, reason = read.reader.read(cells)
        assert (values["order_date"], values["quantity"], reason) == ("2026-03-04", "1.234", None)
