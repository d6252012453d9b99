"""In which encoding a text was written, and how we know; read piece by piece, never held whole."""

import codecs
import io
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TextIO

from charset_normalizer import from_bytes

from sansfaute.intake.adapters.source import Source
from sansfaute.intake.rules.choices import MIXED
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
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_MIXTURE = 20
"""One accent in UTF-8 for twenty in another encoding is a mixture; fewer are slips of whoever typed them."""


@dataclass(frozen=True, slots=True)
class Encoding:
    """The name of an encoding, the evidence in both languages, and how bytes beyond it are read."""

    name: str
    evidence: dict[str, str]
    errors: str = "strict"

    def text(self, source: Source) -> TextIO:
        """The text from its start, line ends as they are."""
        name = "utf-8" if self.name == MIXED else self.name
        return io.TextIOWrapper(source.open(), encoding=name, errors=self.errors, newline="")


@dataclass(slots=True)
class _Seen:
    """What one pass over the bytes shows."""

    ascii: bool = True
    utf8: bool = True
    sample: list[bytes] = field(default_factory=list)  # bytes above 0x7F with their neighbours
    first_high: int = -1


def recognise_encoding(source: Source, chosen: str = "") -> Encoding:
    """The encoding of these bytes, or the one a person chose. Raises Unreadable when none can be told."""
    if chosen:
        return _chosen(source, chosen)
    for mark, marked in _BOMS:
        if source.head.startswith(mark):
            why = both("marque d’ordre des octets en tête", "byte order mark at the start")
            return _strictly(source, Encoding(marked, why))
    if encoding := _unmarked_utf16(source):
        why = both("un octet nul à côté de chaque lettre", "a zero byte beside every letter")
        return _strictly(source, Encoding(encoding, why))
    seen = _look(source)
    if seen.ascii:
        return Encoding("ascii", both("aucun octet au-delà de 0x7F", "no byte above 0x7F"))
    return _utf8(seen) if seen.utf8 else _as_single_bytes(source, seen)


def _chosen(source: Source, chosen: str) -> Encoding:
    why = both("choisi par une personne", "chosen by a person")
    if chosen == MIXED:
        return Encoding(MIXED, why, "windows_where_not_utf8")
    return _strictly(source, Encoding(chosen, why))


def _windows_where_not_utf8(failure: UnicodeError) -> tuple[str, int]:
    """What stands where UTF-8 breaks, read as a Windows program wrote it."""
    assert isinstance(failure, UnicodeDecodeError)
    return failure.object[failure.start : failure.end].decode("cp1252", "replace"), failure.end


codecs.register_error("windows_where_not_utf8", _windows_where_not_utf8)


def _strictly(source: Source, encoding: Encoding) -> Encoding:
    """The encoding, once it has been seen to read the whole."""
    decoder = codecs.getincrementaldecoder(encoding.name)("strict")
    done = 0
    try:
        for piece in source.pieces():
            decoder.decode(piece)
            done += len(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as failure:
        raise _unknown(failure.object[failure.start : failure.start + 1], done + failure.start) from failure
    return encoding


def _unknown(byte: bytes, position: int) -> Unreadable:
    return Unreadable("encoding_unknown", byte=f"0x{byte.hex().upper()}", position=position + 1)


def _unmarked_utf16(source: Source) -> str | None:
    """UTF-16 without mark: mostly Western text has a zero in every other byte."""
    head = source.head[:4096]
    if len(head) < 8 or source.size % 2:
        return None
    even, odd = head[0::2].count(0) / (len(head) / 2), head[1::2].count(0) / (len(head) / 2)
    if odd > 0.7 and even < 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 and odd < 0.1 else None


def _look(source: Source) -> _Seen:
    """One pass: is it ASCII, is it UTF-8, and what stands around the first bytes above 0x7F."""
    seen = _Seen()
    decoder, done = codecs.getincrementaldecoder("utf-8")("strict"), 0
    for piece in source.pieces():
        high = not piece.isascii()
        seen.utf8 = seen.utf8 and _continues(decoder, piece)
        if high:
            seen.ascii = False
            found = _around_high_bytes(piece, _LOOKED_AT - len(seen.sample))
            seen.sample += found
            if seen.first_high < 0:
                seen.first_high = done + next(index for index, byte in enumerate(piece) if byte > 127)
        done += len(piece)
    seen.utf8 = seen.utf8 and _continues(decoder, b"", final=True)
    return seen


def _continues(decoder: codecs.IncrementalDecoder, piece: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(piece, final)
    except UnicodeDecodeError:
        return False
    return True


def _utf8(seen: _Seen) -> Encoding:
    texts = (piece.decode("utf-8", "ignore") for piece in seen.sample)
    counted = Counter(one for text in texts for one in text if ord(one) > 127).most_common(4)
    shown = ", ".join(f"{one} ({'.'.join(f'{byte:02X}' for byte in one.encode())})" for one, _ in counted)
    evidence = both(f"suites d’octets UTF-8 valides partout : {shown}", f"valid UTF-8 sequences throughout: {shown}")
    return Encoding("utf-8", evidence)


def _as_single_bytes(source: Source, seen: _Seen) -> Encoding:
    """Old single-byte encodings all decode; the right one puts accents where French has them."""
    _refuse_mixture(source)
    scores = {encoding: _plausibility(seen.sample, encoding) for encoding in _CANDIDATES}
    best = max(_CANDIDATES, key=lambda encoding: scores[encoding])
    if scores[best] < _PLAUSIBLE:
        best = _second_opinion(source, seen)
    return _strictly(source, Encoding(best, _evidence(best, seen.sample)))


def _refuse_mixture(source: Source) -> None:
    """Raise Unreadable when some accents are UTF-8 and others are not: no one encoding reads them all."""
    as_utf8, otherwise, first, other, row = 0, 0, 0, 0, 1
    for line in _lines(source):
        found = [one for one in _UTF8_SEQUENCE.findall(line) if _is_plausible(one)]
        rest = len(re.findall(rb"[\x80-\xff]", line)) - sum(map(len, found))
        as_utf8, otherwise = as_utf8 + len(found), otherwise + rest
        first, other = first or (row if found else 0), other or (row if rest else 0)
        row += line.count(b"\n")
    if as_utf8 and otherwise and as_utf8 * _MIXTURE >= otherwise:
        raise Unreadable("mixed_encodings", first_row=first, other_row=other)


def _lines(source: Source) -> Iterator[bytes]:
    """The bytes, line by line; a line without end comes in pieces."""
    with source.open() as stream:
        while line := stream.readline(1 << 16):
            yield line


def _is_plausible(sequence: bytes) -> bool:
    text = sequence.decode("utf-8", "ignore")
    return text in _FRENCH or text in _SIGNS or text == "’"


def _around_high_bytes(piece: bytes, most: int) -> list[bytes]:
    """Each byte above 0x7F with its neighbours, for as many as are worth looking at."""
    found = re.finditer(rb"[\x80-\xff]", piece)
    places = [match.start() for _, match in zip(range(most), found, strict=False)]
    return [piece[max(place - 1, 0) : place] + piece[place : place + 2] for place in places if place]


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


def _second_opinion(source: Source, seen: _Seen) -> str:
    """What charset-normalizer says of a text that is not French. Raises Unreadable without answer."""
    with source.open() as stream:
        stream.seek(max(seen.first_high - 1000, 0))
        sample = stream.read(200_000)
    match = from_bytes(sample).best()
    if match is None or match.chaos > 0.1 or match.coherence < 0.3:
        raise _unknown(sample[seen.first_high - max(seen.first_high - 1000, 0) :][:1], seen.first_high)
    return match.encoding


def _evidence(encoding: str, sample: list[bytes]) -> dict[str, str]:
    bytes_seen = Counter(byte for piece in sample for byte in piece if byte > 127).most_common(4)
    shown = ", ".join(f"0x{byte:02X} → {bytes((byte,)).decode(encoding, 'replace')}" for byte, _ in bytes_seen)
    share = round(100 * _plausibility(sample, encoding))
    return both(
        f"pas de l’UTF-8 ; {share} % des octets au-delà de 0x7F se lisent comme du français : {shown}",
        f"not UTF-8; {share} % of the bytes above 0x7F read as French: {shown}",
    )
