"""Address books: vCard 3.0 (RFC 2426) and 4.0 (RFC 6350), and 2.1 as far as telephones still write it."""

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from sansfaute.intake.adapters.encodings import Encoding
from sansfaute.intake.adapters.source import Source
from sansfaute.intake.rules.reasons import Unreadable
from sansfaute.intake.rules.tables import NumberedRow, Table, both

FIELDS = (
    "name", "contact_name", "line_1", "line_2", "post_code", "city", "country", "email", "telephone", "language",
    "comment",
)  # fmt: skip
_LINE = re.compile(r"(?:[\w-]+\.)?([\w-]+)((?:;(?:[^\";:]|\"[^\"]*\")*)*):(.*)", re.DOTALL)
_PARAMETER = re.compile(r";([^=;]+)(?:=((?:\"[^\"]*\"|[^;])*))?")
_ESCAPE = re.compile(r"\\(.)", re.DOTALL)
_SPLIT = re.compile(r"(?<!\\);")
_HEAD = 1000
"""Characters of a line within which its parameters stand."""
_PIECE = 1 << 16
_LONGEST = 100_000
"""Characters kept of one property: beyond them it is a photograph, a key, or a trap; none of these is taken."""
_MOST_LINES = 200_000
"""Lines of one card: a photograph of ten megabytes has no more."""
_TAKEN = frozenset(("FN", "N", "ORG", "ADR", "EMAIL", "TEL", "LANG", "NOTE"))


@dataclass(frozen=True, slots=True)
class _Property:
    """One line of a card: its parameters, in capitals, and its value as written."""

    parameters: dict[str, str]
    value: str

    def rank(self) -> int:
        """Preferred first."""
        types = self.parameters.get("TYPE", "")
        return (
            int(self.parameters["PREF"]) if self.parameters.get("PREF", "").isdigit() else 0 if "PREF" in types else 99
        )


@dataclass(slots=True)
class _Card:
    """The preferred one of each property that is taken: a card may have a million lines."""

    row: int
    properties: dict[str, _Property] = field(default_factory=dict)

    def add(self, name: str, parameters: str, value: str) -> None:
        """One line of the card."""
        if name in _TAKEN:
            one = _property(parameters, value)
            known = self.properties.get(name)
            if known is None or one.rank() < known.rank():
                self.properties[name] = one

    def best(self, name: str) -> str:
        """The preferred value of a property, unescaped; "" without it."""
        found = self.properties.get(name)
        return _plain(found.value) if found else ""

    def parts(self, name: str) -> list[str]:
        """The parts of the preferred value of a structured property."""
        found = self.properties.get(name)
        return [_plain(one) for one in _SPLIT.split(found.value)] if found else []


def is_address_book(head: bytes) -> bool:
    """Whether a file begins as address books do."""
    return bool(re.match(rb"\s*BEGIN:VCARD\b", head.replace(b"\x00", b"").lstrip(b"\xff\xfe"), re.IGNORECASE))


def open_address_book(source: Source, encoding: Encoding) -> Table:
    """One row for each card: the organisation, or else the person. Raises Unreadable when a card has no end."""
    count = sum(1 for _ in _cards(source, encoding))
    recognised = {
        "format": "vcard",
        "encoding": {"value": encoding.name, "evidence": encoding.evidence},
        "taken": both(f"{count} fiches", f"{count} cards"),
        "headers": list(FIELDS),
    }
    return Table(rows=lambda: _rows(source, encoding), recognised=recognised, kind="buyers", fields=FIELDS)


def _rows(source: Source, encoding: Encoding) -> Iterator[NumberedRow]:
    for card in _cards(source, encoding):
        organisation, person = (card.parts("ORG") or [""])[0], card.best("FN") or _full_name(card)
        box, extended, street, city, region, post_code, country = (*card.parts("ADR"), *[""] * 7)[:7]
        lines = [*filter(None, street.splitlines()), *filter(None, (extended, box))]
        yield (
            card.row,
            [
                organisation or person,
                person if organisation and person != organisation else "",
                lines[0] if lines else "",
                ", ".join(lines[1:]),
                post_code,
                city or region,
                country,
                card.best("EMAIL"),
                card.best("TEL").removeprefix("tel:"),
                card.best("LANG"),
                card.best("NOTE"),
            ],
        )


def _full_name(card: _Card) -> str:
    family, given = (*card.parts("N"), "", "")[:2]
    return " ".join(filter(None, (given, family)))


def _cards(source: Source, encoding: Encoding) -> Iterator[_Card]:
    card: _Card | None = None
    for row, line in _unfolded(source, encoding):
        mark = line.strip().upper() if len(line) < _HEAD else ""
        if card:
            _refuse_endless(card.row, row)
        if mark == "BEGIN:VCARD":
            if card:
                raise Unreadable("vcard_unreadable", row=row)
            card = _Card(row)
        elif mark == "END:VCARD" and card:
            yield card
            card = None
        elif card and (found := _LINE.fullmatch(line)):
            card.add(found[1].upper(), found[2], found[3])
    if card:
        raise Unreadable("vcard_unreadable", row=card.row)


def _refuse_endless(first: int, row: int) -> None:
    if row - first > _MOST_LINES:
        raise Unreadable("vcard_endless", row=first, limit=_MOST_LINES)


def _property(said: str, text: str) -> _Property:
    parameters: dict[str, str] = {}
    for name, value in _PARAMETER.findall(said):
        known = name.upper() if value else "TYPE"  # 2.1 writes a bare type: TEL;WORK;PREF
        one = (value or name).strip('"').upper()
        parameters[known] = ",".join(filter(None, (parameters.get(known, ""), one)))
    if "QUOTED-PRINTABLE" in parameters.get("ENCODING", "") + parameters.get("TYPE", ""):
        text = quopri.decodestring(text.encode()).decode("utf-8", "replace")
    return _Property(parameters, text)


def _unfolded(source: Source, encoding: Encoding) -> Iterator[tuple[int, str]]:
    """Lines put together again (a line that begins with white space goes on the one before), with their numbers.

    Of an endless one, as much is kept as any property that is taken may have.
    """
    held, length, first, is_quoted, ending = list[str](), 0, 0, False, ""
    for number, line in _lines(source, encoding):
        soft = is_quoted and ending == "="
        _refuse_endless(first, number if soft or line[:1] in (" ", "\t") else first)
        if held and (soft or line[:1] in (" ", "\t")):
            if soft and length <= _LONGEST:
                held[-1] = held[-1].removesuffix("=")
            more = line if soft else line[1:]
        else:
            if held:
                yield first, "".join(held)
            held, length, first, is_quoted, more = [], 0, number, "QUOTED-PRINTABLE" in line[:_HEAD].upper(), line
        if more and length <= _LONGEST:
            held.append(more)
        length, ending = length + len(more), more[-1:]
    if held:
        yield first, "".join(held)


def _lines(source: Source, encoding: Encoding) -> Iterator[tuple[int, str]]:
    """Lines without their ends and with their numbers; of an endless one, its beginning."""
    number, is_new = 0, True
    with encoding.text(source) as text:
        while piece := text.readline(_PIECE):
            if is_new:
                number += 1
                yield number, piece.rstrip("\r\n")
            is_new = piece.endswith(("\n", "\r"))


def _plain(text: str) -> str:
    """Unescaped: \\n is a line end, any other escaped sign is itself."""
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], text).strip()
