"""Small files that ask their reader for gigabytes, or for hours; and others that are not what they look like."""

import io
import struct
import zipfile
import zlib
from pathlib import Path

from sansfaute.intake.tests.books import archive, book, sheet_xml

HEADERS = ["Code client", "Nom", "Ville"]
LOCKED = Path(__file__).parent / "data" / "locked.xlsx"
"""A workbook of ours that msoffcrypto-tool encrypted (ECMA-376, agile; the password is "sansfaute")."""
_CARD = b"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\n"
_SHARED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"


def sheet(more: str) -> str:
    """A sheet with headers, then what is given."""
    return sheet_xml([HEADERS]).replace("</sheetData>", f"{more}</sheetData>")


def far_cell(reference: str) -> bytes:
    """A workbook whose last cell is written this way."""
    return book({"A": sheet(f"<row><c {reference}><v>1</v></c></row>")})


def far_cell_elsewhere() -> bytes:
    """A far cell in a sheet that is not where sheets are."""
    return _renamed(book({"A": sheet('<row><c r="ZZ400000"><v>1</v></c></row>')}), "worksheets/sheet1", "other/one")


def repeated_text() -> bytes:
    """One long text that fifty thousand cells name."""
    cells = '<c t="s"><v>0</v></c>' * 10
    written = io.BytesIO(book({"A": sheet(f"<row>{cells}</row>" * 5_000)}))
    with zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/sharedStrings.xml", f"<sst><si><t>{'x' * 30_000}</t></si></sst>")
    link = f'<Relationship Id="rId9" Type="{_SHARED}" Target="sharedStrings.xml"/></Relationships>'
    return _renamed(written.getvalue(), "</Relationships>", link)


def bomb() -> bytes:
    """A few hundred kilobytes that unfold to a quarter of a gigabyte of spaces."""
    written = io.BytesIO(book({"A": sheet_xml([HEADERS])}))
    with (
        zipfile.ZipFile(written, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as made,
        made.open("xl/sharedStrings.xml", "w") as part,
    ):
        for _ in range(250):
            part.write(b" " * 1_000_000)
    return written.getvalue()


def outside_entity() -> bytes:
    """A workbook that asks for a file of the machine that reads it."""
    asking = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
    return book({"A": asking + sheet_xml([HEADERS, ["C1", "&b;", "Lyon"]])})


def spaces_in_ods() -> bytes:
    """A cell of two thousand million spaces."""
    return ods('<table:table-row><table:table-cell office:value-type="string">'
               '<text:p>a<text:s text:c="2000000000"/>b</text:p></table:table-cell></table:table-row>')  # fmt: skip


def repeated_rows_in_ods() -> bytes:
    """A hundred thousand rows of one long text."""
    cell = f'<table:table-cell office:value-type="string"><text:p>{"x" * 30_000}</text:p></table:table-cell>'
    return ods(f'<table:table-row table:number-rows-repeated="100000">{cell}</table:table-row>')


def locked_ods() -> bytes:
    """Locked as LibreOffice does it since 24.8: nothing shows that it is a workbook."""
    return archive({
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
        "META-INF/manifest.xml": b"<m><manifest:encryption-data/></m>", "encrypted-package": b"\x07" * 400,
    })  # fmt: skip


def ods(rows: str) -> bytes:
    """A book of one sheet with these rows."""
    spaces = 'xmlns:office="o" xmlns:table="t" xmlns:text="x"'
    return archive({
        "mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "META-INF/manifest.xml": b"<m/>",
        "content.xml": f"<office:document-content {spaces}><office:body><office:spreadsheet>"
        f'<table:table table:name="A">{rows}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>".encode(),
    })  # fmt: skip


def endless_card() -> bytes:
    """A card of a quarter of a million telephones."""
    return _CARD + b"TEL:1\r\n" * 250_000 + b"END:VCARD\r\n"


def endless_note() -> bytes:
    """A card whose note is folded over as many lines."""
    return _CARD + b"NOTE:x\r\n" + b" a\r\n" * 250_000 + b"END:VCARD\r\n"


def many_names(count: int) -> bytes:
    """An archive that lists one file again and again."""
    name, data = b"a.csv", b"x"
    about = struct.pack("<HHHHHIIIHH", 20, 0, 0, 0, 0, zlib.crc32(data), 1, 1, len(name), 0)
    local = b"PK\x03\x04" + about + name + data
    listed = b"PK\x01\x02" + struct.pack("<H", 20) + about + bytes(14) + name
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, len(listed) * count, len(local), 0)
    return local + listed * count + end


def swollen_archive() -> bytes:
    """An archive whose one file says that it unfolds to three gigabytes."""
    content = bytearray(archive({"clients.csv": b"Code client;Nom\r\nC1;Dupont\r\n"}))
    for mark, offset in ((b"PK\x03\x04", 22), (b"PK\x01\x02", 24)):
        struct.pack_into("<I", content, content.find(mark) + offset, 3_000_000_000)
    return bytes(content)


def ledger_without_accounts() -> bytes:
    """A French ledger export that lacks the columns of the accounts."""
    return (
        b"JournalCode\tJournalLib\tEcritureNum\tEcritureDate\tCompte\tDebit\tCredit\r\n"
        + b"VE\tVentes\t1\t20260101\t411000\t1,00\t0,00\r\n" * 20
    )


def links_and_climbers() -> bytes:
    """An archive with a link, names that climb, names that turn the direction of writing, and one good file."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as made:
        link = zipfile.ZipInfo("secret.csv")
        link.create_system, link.external_attr = 3, 0o120777 << 16
        made.writestr(link, "/etc/passwd")
        made.writestr("../../../etc/clients\u202evsc.csv", "Code client;Nom\r\nC1;Dupont\r\n")
        made.writestr("inside.zip", archive({"a.csv": b"Code client;Nom\r\nC2;Durand\r\n"}))
    return kept.getvalue()


def _renamed(content: bytes, old: str, new: str) -> bytes:
    """The archive with another text in the names and the contents of its parts."""
    kept = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as read, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as written:
        for name in read.namelist():
            written.writestr(name.replace(old, new), read.read(name).replace(old.encode(), new.encode()))
    return kept.getvalue()
