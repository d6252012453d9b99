"""Address books: vCard 3.0 (RFC 2426) and 4.0 (RFC 6350), and 2.1 as far as telephones still write it."""

import quopri
import re
from collections import defaultdict
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
    row: int
    properties: dict[str, list[_Property]] = field(default_factory=lambda: defaultdict(list))

    def best(self, name: str) -> str:
        """The preferred value of a property, unescaped; "" without it."""
        found = min(self.properties.get(name, ()), key=_Property.rank, default=None)
        return _plain(found.value) if found else ""

    def parts(self, name: str) -> list[str]:
        """The parts of the preferred value of a structured property."""
        found = min(self.properties.get(name, ()), key=_Property.rank, default=None)
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
        mark = line.strip().upper()
        if mark == "BEGIN:VCARD":
            if card:
                raise Unreadable("vcard_unreadable", row=row)
            card = _Card(row)
        elif mark == "END:VCARD" and card:
            yield card
            card = None
        elif card and (found := _LINE.fullmatch(line)):
            one = _property(found)
            card.properties[found[1].upper()].append(one)
    if card:
        raise Unreadable("vcard_unreadable", row=card.row)


def _property(found: re.Match[str]) -> _Property:
    parameters: dict[str, str] = {}
    for name, value in _PARAMETER.findall(found[2]):
        known = name.upper() if value else "TYPE"  # 2.1 writes a bare type: TEL;WORK;PREF
        said = (value or name).strip('"').upper()
        parameters[known] = ",".join(filter(None, (parameters.get(known, ""), said)))
    text = found[3]
    if "QUOTED-PRINTABLE" in parameters.get("ENCODING", "") + parameters.get("TYPE", ""):
        text = quopri.decodestring(text.encode()).decode("utf-8", "replace")
    return _Property(parameters, text)


def _unfolded(source: Source, encoding: Encoding) -> Iterator[tuple[int, str]]:
    """Lines put together again (a line that begins with white space goes on the one before), with their numbers."""
    held, first, is_quoted = list[str](), 0, False  # a photograph has thousands of lines: they are joined once
    with encoding.text(source) as text:
        for number, raw in enumerate(text, 1):
            line = raw.rstrip("\r\n")
            soft = is_quoted and held[-1].endswith("=")
            if held and (soft or line[:1] in (" ", "\t")):
                held[-1] = held[-1].removesuffix("=") if soft else held[-1]
                held.append(line if soft else line[1:])
                continue
            if held:
                yield first, "".join(held)
            held, first, is_quoted = ([line] if line else []), number, "QUOTED-PRINTABLE" in line[:_HEAD].upper()
    if held:
        yield first, "".join(held)


def _plain(text: str) -> str:
    """Unescaped: \\n is a line end, any other escaped sign is itself."""
    return _ESCAPE.sub(lambda found: "\n" if found[1] in "nN" else found[1], text).strip()
