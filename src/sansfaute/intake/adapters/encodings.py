"""In which encoding a text was written, and how we know."""

import codecs
import re
from collections import Counter
from dataclasses import dataclass

from charset_normalizer import from_bytes

from sansfaute.intake.rules.reasons import Unreadable
from sansfaute.intake.rules.tables import both

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF32_LE, "utf-32"), (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"),
)  # fmt: skip
# In order of preference: on equal evidence the first wins.
_CANDIDATES = ("cp1252", "iso8859-15", "cp850", "mac_roman", "cp437")
_FRENCH = frozenset("àâäæçéèêëîïôöœùûüÿÀÂÄÆÇÉÈÊËÎÏÔÖŒÙÛÜŸñÑáíóúßøåØÅ")
_FRENCH_LOWER = frozenset(one for one in _FRENCH if one.islower())
_SIGNS = frozenset("€°§£«»·²³µ–—…“”‘\u00a0•×±½¼®©™")
_LOOKED_AT = 20_000
_PLAUSIBLE = 0.8


@dataclass(frozen=True, slots=True)
class Decoded:
    """The text, the name of its encoding, and the evidence in both languages."""

    text: str
    encoding: str
    evidence: dict[str, str]


def decode(content: bytes) -> Decoded:
    """The text of these bytes. Raises Unreadable when no encoding can be recognised."""
    for mark, marked in _BOMS:
        if content.startswith(mark):
            return _strictly(content, marked, both("marque d’ordre des octets en tête", "byte order mark at the start"))
    if encoding := _unmarked_utf16(content):
        return _strictly(
            content, encoding, both("un octet nul à côté de chaque lettre", "a zero byte beside every letter")
        )
    if content.isascii():
        return Decoded(content.decode("ascii"), "ascii", both("aucun octet au-delà de 0x7F", "no byte above 0x7F"))
    try:
        return _as_utf8(content)
    except UnicodeDecodeError:
        return _as_single_bytes(content)


def _strictly(content: bytes, encoding: str, evidence: dict[str, str]) -> Decoded:
    try:
        return Decoded(content.decode(encoding), encoding, evidence)
    except UnicodeDecodeError as failure:
        raise _unknown(content, failure.start) from failure


def _unknown(content: bytes, position: int) -> Unreadable:
    return Unreadable("encoding_unknown", byte=f"0x{content[position]:02X}", position=position + 1)


def _unmarked_utf16(content: bytes) -> str | None:
    """UTF-16 without mark: mostly Western text has a zero in every other byte."""
    head = content[:4096]
    if len(head) < 8 or len(content) % 2:
        return None
    even, odd = head[0::2].count(0) / (len(head) / 2), head[1::2].count(0) / (len(head) / 2)
    if odd > 0.7 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 and odd < 0.1 else None


def _as_utf8(content: bytes) -> Decoded:
    text = content.decode("utf-8")
    seen = Counter(one for one in text if ord(one) > 127).most_common(4)
    shown = ", ".join(f"{one} ({'.'.join(f'{byte:02X}' for byte in one.encode())})" for one, _ in seen)
    evidence = both(f"suites d’octets UTF-8 valides partout : {shown}", f"valid UTF-8 sequences throughout: {shown}")
    return Decoded(text, "utf-8", evidence)


def _as_single_bytes(content: bytes) -> Decoded:
    """Old single-byte encodings all decode; the right one puts accents where French has them."""
    sample = _around_high_bytes(content)
    scores = {encoding: _plausibility(sample, encoding) for encoding in _CANDIDATES}
    best = max(_CANDIDATES, key=lambda encoding: scores[encoding])
    if scores[best] < _PLAUSIBLE:
        best = _second_opinion(content)
    return _strictly(content, best, _evidence(content, best, sample))


def _around_high_bytes(content: bytes) -> list[bytes]:
    """Each byte above 0x7F with its neighbours, for as many as are worth looking at."""
    found = re.finditer(rb"[\x80-\xff]", content)
    places = [match.start() for _, match in zip(range(_LOOKED_AT), found, strict=False)]
    return [content[max(place - 1, 0) : place] + content[place : place + 2] for place in places if place]


def _plausibility(sample: list[bytes], encoding: str) -> float:
    """The share of bytes above 0x7F that read as French where they stand, from 0 to 1."""
    good = 0
    for piece, count in Counter(sample).items():
        try:
            text = piece.decode(encoding) + "  "
        except (UnicodeDecodeError, ValueError):
            continue
        good += count * _fits(text[0], text[1], text[2])
    return good / len(sample) if sample else 0.0


def _fits(before: str, here: str, after: str) -> bool:
    """Whether this character may stand between these two in a French or Western text."""
    if here == "’":
        return before.isalpha()
    if here in _FRENCH_LOWER:
        return not (before.isupper() and before.isascii() and after.isupper())
    if here in _FRENCH:
        return not (before.islower() and before.isascii())
    return here in _SIGNS and not (before.isalpha() and after.isalpha())


def _second_opinion(content: bytes) -> str:
    """What charset-normalizer says of a text that is not French. Raises Unreadable without answer."""
    match = from_bytes(content[:200_000]).best()
    if match is None or match.chaos > 0.1 or match.coherence < 0.3:
        position = next(index for index, byte in enumerate(content) if byte > 127)
        raise _unknown(content, position)
    return match.encoding


def _evidence(content: bytes, encoding: str, sample: list[bytes]) -> dict[str, str]:
    bytes_seen = Counter(byte for byte in content[:1_000_000] if byte > 127).most_common(4)
    shown = ", ".join(f"0x{byte:02X} → {bytes((byte,)).decode(encoding, 'replace')}" for byte, _ in bytes_seen)
    share = round(100 * _plausibility(sample, encoding))
    return both(
        f"pas de l’UTF-8 ; {share} % des octets au-delà de 0x7F se lisent comme du français : {shown}",
        f"not UTF-8; {share} % of the bytes above 0x7F read as French: {shown}",
    )
