"""From the bytes of an XML document to UTF-8: the byte order mark, then the pattern of zeros, then the declaration.

Only encodings that invoices come in are taken. UTF-7 and the like hide markup from whoever reads
the bytes; an encoding that nobody expects is refused by name.
"""

import re

from sansfaute.en16931.syntaxes.refusals import ReadRefused, finding
from sansfaute.en16931.values import Finding

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_PATTERNS = (
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
    (b"<\x00", "utf-16-le"),
    (b"\x00<", "utf-16-be"),
)
_ONE_BYTE = {
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "iso-8859-1": "latin-1",
    "latin1": "latin-1",
    "iso-8859-15": "iso-8859-15",
    "latin-9": "iso-8859-15",
    "windows-1252": "cp1252",
    "cp1252": "cp1252",
}
_WIDE = re.compile(r"(utf-?16|utf-?32|ucs-?[24]|iso-10646-ucs-[24])(-?[lb]e)?")
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([^\"'>]{0,40})[\"']")
_SHOWN = 12  # bytes of the place at fault that a message shows


def as_utf_8(content: bytes) -> bytes:
    """The same document in UTF-8, without mark; its declaration may still name another encoding.

    Raises ReadRefused for an encoding that is unknown or not taken, or bytes that do not follow it.
    UTF-8 itself is left to the parser to judge; `not_utf_8` then says where it goes wrong.
    """
    mark, codec = next(((mark, codec) for mark, codec in _MARKS if content.startswith(mark)), (b"", ""))
    codec = codec or next((codec for start, codec in _PATTERNS if content.startswith(start)), "") or _declared(content)
    if codec == "utf-8":
        return content[len(mark) :] if mark else content
    try:
        return content[len(mark) :].decode(codec).encode()
    except UnicodeError as problem:
        raise ReadRefused([_undecodable(problem, codec)]) from problem


def not_utf_8(content: bytes) -> ReadRefused | None:
    """The refusal of bytes that are not UTF-8, with the place of the first; None when they are."""
    try:
        content.decode()
    except UnicodeDecodeError as problem:
        return ReadRefused([_undecodable(problem, "UTF-8")])
    return None


def _declared(content: bytes) -> str:
    """The codec of the encoding that the XML declaration names; UTF-8 when it names none."""
    found = _DECLARED.match(content)
    name = found[1].decode("ascii", "replace") if found else "utf-8"
    codec = _ONE_BYTE.get(name.lower())
    if codec:
        return codec
    if _WIDE.fullmatch(name.lower()):
        raise ReadRefused([_contradicted(name)])
    raise ReadRefused([_unknown(name)])


def _undecodable(problem: UnicodeError, codec: str) -> Finding:
    at, shown = 0, ""
    if isinstance(problem, UnicodeDecodeError):
        at, shown = problem.start, problem.object[problem.start : problem.start + _SHOWN].hex(" ")
    return finding(
        "read.encoding",
        "",
        shown,
        f"Le fichier s'annonce en {codec} et ne l'est pas : octet {at + 1}.",
        f"The file says that it is {codec} and is not: byte {at + 1}.",
        *_FIX,
    )


def _contradicted(name: str) -> Finding:
    return finding(
        "read.encoding",
        "",
        name,
        f"Le fichier s'annonce en {name} et ses octets n'en sont pas.",
        f"The file says that it is {name} and its bytes are not.",
        *_FIX,
    )


def _unknown(name: str) -> Finding:
    return finding(
        "read.encoding",
        "",
        name,
        f"L'encodage « {name} » n'est pas admis dans une facture.",
        f"The encoding “{name}” is not accepted in an invoice.",
        *_FIX,
    )


_FIX = (
    "Enregistrer le fichier en UTF-8, et le déclarer ainsi à la première ligne.",
    "Save the file as UTF-8, and declare that on its first line.",
)
