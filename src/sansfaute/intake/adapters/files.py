"""Which reader a file needs, by its first bytes; its name is not believed."""

from sansfaute.intake.adapters.csv_text import open_text
from sansfaute.intake.adapters.workbook import is_workbook, open_workbook
from sansfaute.intake.rules.reasons import Unreadable
from sansfaute.intake.rules.tables import Table, both

MOST_BYTES = 256_000_000
_OTHERS = (
    (b"%PDF", both("un PDF", "a PDF")), (b"\x89PNG", both("une image", "an image")),
    (b"\xff\xd8\xff", both("une image", "an image")), (b"\x1f\x8b", both("une archive gzip", "a gzip archive")),
    (b"7z\xbc\xaf", both("une archive 7z", "a 7z archive")), (b"Rar!", both("une archive rar", "a rar archive")),
    (b"<?xml", both("du XML", "XML")), (b"{\\rtf", both("un document RTF", "an RTF document")),
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def open_tables(content: bytes) -> list[Table]:
    """The tables of a file: one for a text, one for each sheet of a workbook.

    Raises Unreadable when it is neither, or a trap, saying how to mend it.
    """
    if not content.strip(b" \t\r\n\x00"):
        raise Unreadable("empty_file")
    if len(content) > MOST_BYTES:
        raise Unreadable("file_too_large", size=len(content) // 1_000_000, limit=MOST_BYTES // 1_000_000)
    if content.startswith(_OLE):
        raise Unreadable("old_workbook")
    for mark, what in _OTHERS:
        if content.startswith(mark):
            raise Unreadable("binary_file", what=what)
    return open_workbook(content) if is_workbook(content) else [open_text(content)]
