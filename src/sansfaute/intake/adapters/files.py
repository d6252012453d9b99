"""Which reader a file needs, by its first bytes; its name is not believed."""

import re
from pathlib import Path

from sansfaute.intake.adapters.archive import is_archive
from sansfaute.intake.adapters.csv_text import open_text
from sansfaute.intake.adapters.encodings import recognise_encoding
from sansfaute.intake.adapters.fec import buyers_of, is_ledger
from sansfaute.intake.adapters.invoices import open_document, open_pdf
from sansfaute.intake.adapters.source import Source, source_of
from sansfaute.intake.adapters.vcard import is_address_book, open_address_book
from sansfaute.intake.adapters.workbook import open_workbook
from sansfaute.intake.rules.choices import NOTHING_CHOSEN, Choices
from sansfaute.intake.rules.reasons import Unreadable
from sansfaute.intake.rules.tables import Table, both

MOST_BYTES = 1_000_000_000
"""A larger file is refused before it is read."""
MOST_ROWS = 3_000_000
"""Of a text: what is remembered of each row to find repeats grows to some 400 MB."""
MOST_BYTES_OF_A_BOOK = 256_000_000
_OTHERS = (
    (b"\x89PNG", both("une image", "an image")), (b"GIF8", both("une image", "an image")),
    (b"\xff\xd8\xff", both("une image", "an image")), (b"\x1f\x8b", both("une archive gzip", "a gzip archive")),
    (b"7z\xbc\xaf", both("une archive 7z", "a 7z archive")), (b"Rar!", both("une archive rar", "a rar archive")),
    (b"BZh", both("une archive bzip2", "a bzip2 archive")), (b"\xfd7zXZ", both("une archive xz", "an xz archive")),
    (b"{\\rtf", both("un document RTF", "an RTF document")), (b"MZ", both("un programme", "a program")),
    (b"\x7fELF", both("un programme", "a program")), (b"%!PS", both("du PostScript", "PostScript")),
)  # fmt: skip
_XML = re.compile(rb"<(?:\?xml|!doctype|!--|[\w.:-]+(?:\s+[\w.:-]+\s*=|\s*/?>\s*<))", re.IGNORECASE)
_OUR_JSON = re.compile(rb"\{\s*\"[\w-]+\"\s*:")
_SAMPLE = 1 << 19
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_HTML = re.compile(
    rb"\s*(?:<!--.{0,2000}?-->\s*)?<(?:!doctype\s+html|html|head|body|table|meta|script|div)\b",
    re.IGNORECASE | re.DOTALL,
)
_SPREADSHEET_2003 = re.compile(rb"progid=\"Excel\.Sheet\"|urn:schemas-microsoft-com:office:spreadsheet")


def open_tables(content: bytes | Path, choices: Choices = NOTHING_CHOSEN) -> list[Table]:
    """The tables of a file: one for a text, one for each sheet of a workbook.

    Raises Unreadable when it is neither, or a trap, saying how to mend it.
    """
    source = source_of(content)
    refuse_size(source.size, MOST_BYTES)
    head = source.head.removeprefix(b"\xef\xbb\xbf")
    if not head.strip(b" \t\r\n\x00") and _is_blank(source):
        raise Unreadable("empty_file")
    if head.startswith(_OLE):
        raise Unreadable("password" if _is_encrypted(source) else "old_workbook")
    for mark, what in _OTHERS:
        if head.startswith(mark):
            raise Unreadable("binary_file", what=what)
    return _opened(source, head, choices)


def open_sample(path: Path, choices: Choices = NOTHING_CHOSEN) -> list[Table]:
    """The same from the beginning of a text alone, to look at it; workbooks are opened whole. Raises Unreadable."""
    with path.open("rb") as stream:
        start = stream.read(_SAMPLE)
    whole = len(start) < _SAMPLE or start.startswith((b"PK", _OLE, b"%PDF", b"<", b"\xff\xfe", b"\xfe\xff"))
    return open_tables(path if whole or b"\x00" in start else start[: start.rfind(b"\n") + 1], choices)


def refuse_size(size: int, limit: int) -> None:
    """Raise Unreadable for a file beyond the limit, in bytes."""
    if size > limit:
        raise Unreadable("file_too_large", size=size // 1_000_000, limit=limit // 1_000_000)


def _opened(source: Source, head: bytes, choices: Choices) -> list[Table]:
    plain = head.replace(b"\x00", b"").lstrip(b"\xff\xfe \t\r\n")  # what UTF-16 puts around its letters
    if _HTML.match(plain):
        raise Unreadable("html_file")
    if head.startswith(b"%PDF"):
        return open_pdf(source)
    if _SPREADSHEET_2003.search(head):
        raise Unreadable("old_workbook")
    if _XML.match(plain) or _OUR_JSON.match(plain):
        return open_document(source)
    if is_archive(source):
        refuse_size(source.size, MOST_BYTES_OF_A_BOOK)
        return open_workbook(source)
    return [_opened_text(source, plain, choices)]


def _opened_text(source: Source, plain: bytes, choices: Choices) -> Table:
    """An address book, a ledger, or any table of text."""
    if is_address_book(plain):
        return open_address_book(source, recognise_encoding(source, choices.encoding))
    table = open_text(source, choices)
    if not choices.kind and is_ledger(table):
        return buyers_of(table)
    _refuse_many_rows(source)
    return table


def _refuse_many_rows(source: Source) -> None:
    """A ledger may be as long as it likes, since only its customers are kept."""
    if source.size > MOST_ROWS:
        ends = [(piece.count(b"\n"), piece.count(b"\r")) for piece in source.pieces()]
        if max(map(sum, zip(*ends, strict=True))) > MOST_ROWS:
            raise Unreadable("too_many_rows", limit=MOST_ROWS)


def _is_blank(source: Source) -> bool:
    """Whether nothing stands in the whole file but white space and nulls."""
    return all(not piece.strip(b" \t\r\n\x00") for piece in source.pieces())


def _is_encrypted(source: Source) -> bool:
    """Whether an OLE file is the wrapping that Office gives a workbook locked by a password."""
    return any(_ENCRYPTED_PACKAGE in piece for piece in source.pieces())
