"""Files that mean harm, or look like it: each is refused in words that say how to mend it, and life goes on."""

import io
import resource
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.utils import translation

from sansfaute.intake import actions, queries, rules
from sansfaute.intake.adapters import files, workbook
from sansfaute.intake.adapters.bundle import is_bundle, unfold
from sansfaute.intake.adapters.files import open_tables
from sansfaute.intake.models import RefusedFile, SourceFile
from sansfaute.intake.tests import traps
from sansfaute.intake.tests.books import archive, book, sheet_xml
from sansfaute.intake.tests.traps import HEADERS
from sansfaute.lib.ids import new_id

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
BUYERS = b"Code client;Nom;Ville\nC1;Dupont;Lyon\n"


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, settings: Any) -> None:
    settings.FILE_STORE = tmp_path / "files"


@pytest.fixture
def seller_id() -> UUID:
    return new_id()


def locked_zip() -> bytes:
    """An archive whose parts say that they are encrypted."""
    content = bytearray(book({"A": sheet_xml([HEADERS])}))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + offset] |= 1
            place = content.find(mark, place + 1)
    return bytes(content)


def deep_xml() -> bytes:
    return b"<?xml version='1.0'?>" + b"<a>" * 100_000 + b"</a>" * 100_000


HOSTILE: dict[str, tuple[str, Callable[[], bytes]]] = {
    "empty.csv": ("empty_file", lambda: b""),
    "blank.csv": ("empty_file", lambda: b" \r\n" * 50_000),
    "nulls.csv": ("null_bytes", lambda: b"Code client;Nom\nC1;A\x00\x00B\x00\nC2;\x00\n"),
    "only-nulls.csv": ("empty_file", lambda: b"\0" * 100_000),
    "wide.csv": ("too_many_columns", lambda: b";".join(b"c%d" % n for n in range(10_000)) + b"\n" + b";" * 9_999),
    "wide.xlsx": ("too_many_columns", lambda: book({"A": wide_sheet(10_000)})),
    "long-line.csv": ("line_too_long", lambda: BUYERS + b"x" * 20_000_000),
    "long-line-quoted.csv": ("line_too_long", lambda: b'Code client;Nom\nC1;"' + b"a b;" * 5_000_000 + b'"\n'),
    "page.csv": ("html_file", lambda: b"<!DOCTYPE html>\n<html><body>Session expir\xc3\xa9e</body></html>"),
    "table.xls": ("html_file", lambda: b"\xef\xbb\xbf  <table><tr><td>Code client</td></tr></table>"),
    "page-utf16.csv": ("html_file", lambda: "<html><body>x</body></html>".encode("utf-16")),
    "report.csv": ("pdf_without_invoice", lambda: b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\ngarbage"),
    "mixed.csv": ("mixed_encodings", lambda: "Code client;Nom\nC1;Écran\n".encode() + "C2;Été\n".encode("cp1252")),
    "bomb.xlsx": ("workbook_too_large", traps.bomb),
    "cut.xlsx": ("damaged_workbook", lambda: book({"A": sheet_xml([HEADERS])})[:-40]),
    "locked.xlsx": ("password", lambda: OLE + "EncryptedPackage".encode("utf-16-le")),
    "locked-zip.xlsx": ("password", locked_zip),
    "locked.ods": ("password", lambda: archive({
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"?",
        "META-INF/manifest.xml": b"<m><manifest:encryption-data/></m>"})),
    "old.xls": ("old_workbook", lambda: OLE),
    "2003.xls": ("old_workbook", lambda: b'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook/>'),
    "deep.xml": ("xml_unknown", deep_xml),
    "doctype.xml": ("xml_unknown", lambda: b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
    "other.xml": ("xml_unknown", lambda: b"<?xml version='1.0'?><catalogue/>"),
    "image.csv": ("binary_file", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 50),
    "far.xlsx": ("workbook_too_large", lambda: traps.far_cell('r="ZZ400000"')),
    "far-quoted.xlsx": ("workbook_too_large", lambda: traps.far_cell("r='ZZ400000'")),
    "far-spaced.xlsx": ("workbook_too_large", lambda: traps.far_cell('a=">" r = "zz400000"')),
    "farther.xlsx": ("workbook_too_large", lambda: traps.far_cell('r="A99999999"')),
    "elsewhere.xlsx": ("workbook_too_large", traps.far_cell_elsewhere),
    "repeated.xlsx": ("workbook_too_large", traps.repeated_text),
    "outside.xlsx": ("damaged_workbook", traps.outside_entity),
    "spaces.ods": ("workbook_too_large", traps.spaces_in_ods),
    "repeated.ods": ("workbook_too_large", traps.repeated_rows_in_ods),
    "really-locked.xlsx": ("password", traps.LOCKED.read_bytes),
    "locked-whole.ods": ("password", traps.locked_ods),
    "headers.csv": ("no_rows", lambda: b"Code client;Nom;Ville\r\n"),
    "headers.xlsx": ("no_rows", lambda: book({"A": sheet_xml([HEADERS])})),
    "card.vcf": ("vcard_endless", traps.endless_card),
    "note.vcf": ("vcard_endless", traps.endless_note),
    "rows.csv": ("too_many_rows", lambda: b"Code client;Nom\n" + b"1;a\n" * 3_000_001),
    "ledger.txt": ("ledger_incomplete", traps.ledger_without_accounts),
    "noise.csv": ("binary_file", lambda: bytes(range(1, 256)) * 400),
}  # fmt: skip


def wide_sheet(count: int) -> str:
    cells = "".join("<c><v>1</v></c>" for _ in range(count))
    return sheet_xml([]).replace("</sheetData>", f"<row>{cells}</row><row>{cells}</row></sheetData>")


@pytest.mark.django_db
class TestRefusals:
    @pytest.mark.parametrize("name", HOSTILE)
    def test_say_what_is_wrong_and_how_to_mend_it(self, name: str, seller_id: UUID) -> None:
        code, make = HOSTILE[name]
        content = make()
        said = {}
        for language in ("fr", "en"):
            with translation.override(language), pytest.raises(actions.FileRefused) as caught:
                actions.receive_file(seller_id=seller_id, name=name, content=content, at=NOW)
            assert caught.value.code == code
            assert name in str(caught.value)
            assert "{" not in str(caught.value) + caught.value.remedy
            assert caught.value.remedy.endswith(".")
            said[language] = str(caught.value)
        assert said["fr"] != said["en"]
        assert RefusedFile.objects.get().reason_code == code

    @pytest.mark.parametrize("name", HOSTILE)
    def test_leave_the_next_file_to_be_read(self, name: str, seller_id: UUID) -> None:
        found = actions.receive_files(
            seller_id=seller_id, files=[(name, HOSTILE[name][1]()), ("clients.csv", BUYERS)], at=NOW
        )
        assert [one.kind for one in found.files] == ["buyers"]
        assert len(found.refused) == 1

    def test_of_what_is_too_large_come_before_a_byte_is_read(
        self, seller_id: UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        path = tmp_path / "line.csv"
        with path.open("wb") as sparse:
            sparse.truncate(2_000_000_000)
        monkeypatch.setattr(files, "source_of", lambda content: pytest.fail("it was opened"))
        with pytest.raises(actions.FileRefused) as caught:
            actions.receive_file(seller_id=seller_id, name="line.csv", content=path, at=NOW)
        assert caught.value.code == "file_too_large"
        assert not (tmp_path / "files").exists()

    def test_of_an_endless_line_hold_no_more_than_a_piece_of_it(self, tmp_path: Path) -> None:
        path = tmp_path / "line.csv"
        with path.open("wb") as written:
            for _ in range(900):
                written.write(b"Dupont;Lyon" * 95_325)
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with pytest.raises(rules.Unreadable) as caught:
            open_tables(path)
        assert caught.value.code == "line_too_long"
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kilobytes; the file has 900,000


class TestBombs:
    def test_are_counted_as_they_unfold(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(workbook, "MOST_BYTES", 10**12)
        shared = book({"A": sheet_xml([HEADERS])})
        assert open_tables(shared)

    def test_are_refused_by_an_archive_s_list_alone(self) -> None:
        content = traps.many_names(90_000)
        with pytest.raises(rules.Unreadable) as caught:
            is_bundle(content)
        assert caught.value.code == "archive_refused"

    def test_that_the_reader_dies_of_kill_a_process_made_for_it(self) -> None:
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        with pytest.raises(rules.Unreadable):
            open_tables(traps.far_cell("r='ZZ400000'"))
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes; it asks for 8 GB


@pytest.mark.django_db
class TestNames:
    def test_climb_nowhere_and_show_as_they_are_read(self, seller_id: UUID) -> None:
        found = actions.receive_files(seller_id=seller_id, files=[("lot.zip", traps.links_and_climbers())], at=NOW)
        assert [one.name for one in found.files] == ["clientsvsc.csv"]
        assert [one.code for one in found.refused] == ["archive_refused"]

    def test_of_three_hundred_letters_are_cut(self, seller_id: UUID) -> None:
        name = "\u202e" + "é" * 300 + ".csv"
        assert actions.receive_file(seller_id=seller_id, name=name, content=BUYERS, at=NOW).name.endswith("éé.csv")


@pytest.mark.django_db
class TestFormulas:
    FORMULAS = ("=1+1", "=cmd|' /C calc'!A0", "@SUM(A1)", "+SUM(1)", "-2+3+cmd|' /C calc'!A0")

    def test_are_text_like_any_other(self, seller_id: UUID) -> None:
        content = "Code client;Nom\n" + "".join(f"C{n};{text}\n" for n, text in enumerate(self.FORMULAS))
        source_file = actions.receive_file(seller_id=seller_id, name="a.csv", content=content.encode(), at=NOW)
        actions.parse_rows(source_file_id=source_file.pk, at=NOW)
        assert tuple(row.values["name"] for row in queries.rows_of(source_file.pk)) == self.FORMULAS

    def test_disarmed_by_an_export_come_back_as_they_were(self, seller_id: UUID) -> None:
        content = "Code client;Nom\n" + "".join(f"C{n};'{text}\n" for n, text in enumerate(self.FORMULAS))
        source_file = actions.receive_file(seller_id=seller_id, name="a.csv", content=content.encode(), at=NOW)
        actions.parse_rows(source_file_id=source_file.pk, at=NOW)
        assert tuple(row.values["name"] for row in queries.rows_of(source_file.pk)) == self.FORMULAS


@pytest.mark.django_db
class TestEncodings:
    @pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
    def test_of_sixteen_bits_are_read_with_and_without_a_mark(self, seller_id: UUID, encoding: str) -> None:
        content = BUYERS.decode().replace("Dupont", "Dupré").encode(encoding)
        source_file = actions.receive_file(seller_id=seller_id, name="a.csv", content=content, at=NOW)
        actions.parse_rows(source_file_id=source_file.pk, at=NOW)
        assert queries.rows_of(source_file.pk).get().values["name"] == "Dupré"
        assert SourceFile.objects.count() == 1


def test_a_photograph_in_an_address_book_is_read_in_one_pass() -> None:
    """Quadratic, this took hours: the lines of one property are put together once."""
    lines = b"".join(b"=41" * 23 + b"=\r\n" for _ in range(60_000))
    card = b"BEGIN:VCARD\r\nVERSION:2.1\r\nFN:Ada\r\nPHOTO;ENCODING=QUOTED-PRINTABLE:" + lines + b"\r\nEND:VCARD\r\n"
    (table,) = open_tables(card)
    assert [cells[0] for _row, cells in table.rows()] == ["Ada"]


@pytest.mark.parametrize("packing", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
@pytest.mark.parametrize("member", ["clients.csv", "xl/workbook.xml"])
def test_broken_data_is_refused_however_it_is_packed(packing: int, member: str, tmp_path: Path) -> None:
    """Each way of packing fails by an exception of its own."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", packing) as archive:
        archive.writestr(member, "Code client;Raison sociale\n" * 500)
    content = bytearray(held.getvalue())
    start = 30 + len(member)
    content[start + 9 : start + 40] = b"\xff" * 31
    with pytest.raises(rules.Unreadable):
        _opened(bytes(content), tmp_path)


def _opened(content: bytes, folder: Path) -> list[Any]:
    return list(unfold(content, folder)) if is_bundle(content) else open_tables(content)
