"""One element and its children by name, with the readings that CII needs; faults are collected."""

import datetime
import re
from base64 import b64decode
from decimal import Decimal

from lxml.etree import _Element

from sansfaute.en16931.syntaxes.cii.names import QDT, RAM, UDT
from sansfaute.en16931.syntaxes.cii.reading.places import Places
from sansfaute.en16931.syntaxes.refusals import finding
from sansfaute.en16931.values import ABSENT, NO_DATE, BinaryObject, Finding, Identifier

_PLAIN = re.compile(r"-?(0|[1-9][0-9]{0,59})(\.[0-9]{1,60})?", re.ASCII)
_DECIMAL = re.compile(r"[+-]?([0-9]{1,60}(\.[0-9]{0,60})?|\.[0-9]{1,60})", re.ASCII)
_DAY = re.compile(r"[0-9]{8}", re.ASCII)
NO_CURRENCY = "-"
"""What stands for the currency of an amount that does not say it: no document can be in it."""
_DATE_STRINGS = (UDT + "DateTimeString", UDT + "DateString", QDT + "DateTimeString")


class Record:
    """What one reading notes: values that cannot be read, and texts that are not the plain form of a value.

    A `verbatim` reading keeps the blanks of codes and texts, as official rules compare them.
    """

    __slots__ = ("findings", "places", "raw", "verbatim")

    def __init__(self, verbatim: bool = False) -> None:
        self.verbatim = verbatim
        self.findings: list[Finding] = []
        self.raw: dict[str, str] = {}
        self.places = Places()


class Block:
    """An element of the document. `at` is the path in the model of what it holds (`lines[0].price.`)."""

    __slots__ = ("_children", "at", "element", "record")

    def __init__(self, element: _Element | None, record: Record, at: str = "") -> None:
        children: dict[str, list[_Element]] = {}
        for child in element if element is not None else ():
            tag = child.tag
            if tag in children:
                children[tag].append(child)
            else:
                children[tag] = [child]
        self._children = children
        self.element = element
        self.record = record
        self.at = at

    def __bool__(self) -> bool:
        return self.element is not None

    def first(self, name: str, namespace: str = RAM) -> _Element | None:
        """The first child of that name."""
        found = self._children.get(namespace + name)
        return found[0] if found else None

    def every(self, name: str) -> list[_Element]:
        """Every child of that name, in order."""
        return self._children.get(RAM + name, [])

    def block(self, name: str, at: str = "", namespace: str = RAM) -> "Block":
        """The first child of that name, or an empty block; `at` is added to the path in the model."""
        found = self._children.get(namespace + name)
        if not found:
            return NOTHING
        return Block(found[0], self.record, self.at + at if at else self.at)

    def blocks(self, name: str) -> list["Block"]:
        """Every child of that name, in order."""
        return [Block(one, self.record, self.at) for one in self._children.get(RAM + name, ())]

    def listed(self, name: str, at: str) -> list["Block"]:
        """Every child of that name, in order, each at its place in the list `at` of the model."""
        found = self._children.get(RAM + name)
        return [Block(one, self.record, f"{self.at}{at}[{n}].") for n, one in enumerate(found)] if found else []

    def text(self, name: str) -> str | None:
        """An optional text, its inner line breaks kept; blank is empty."""
        found = self._children.get(RAM + name)
        if not found:
            return None
        return found[0].text or "" if self.record.verbatim else _text(found[0])

    def code(self, name: str, field: str = "") -> str | None:
        """An optional code or identifier, its spaces collapsed as XML tokens ask; blank is empty."""
        found = self._children.get(RAM + name)
        return self.token(found[0], field) if found else None

    def needed_code(self, name: str, field: str) -> str:
        """A compulsory code; empty when absent. One that is there and empty is noted: rules make a difference."""
        found = self._children.get(RAM + name)
        if not found:
            return ""
        if not found[0].text:
            self.record.raw[self.at + field] = ""
        return self.token(found[0], field)

    def token(self, element: _Element, field: str = "") -> str:
        """The text of the element, its spaces collapsed."""
        text: str = element.text or ""
        token = " ".join(text.split())
        if token != text:
            self.record.raw[self.at + field if field else self.record.places.of(element)] = text
        return text if self.record.verbatim else token

    def identifier(self, name: str, field: str = "", scheme: str = "schemeID", version: str = "") -> Identifier | None:
        """An optional identifier with the scheme in its attribute."""
        found = self._children.get(RAM + name)
        return self._identifier(found[0], field, scheme, version) if found else None

    def identifiers(self, field: str = "identifiers") -> list[Identifier]:
        """The identifiers of a party: those without scheme, then the global ones, which have one.

        A global one without scheme is noted: only the XML tells it from the others.
        """
        own, known = self._children.get(RAM + "ID", []), self._children.get(RAM + "GlobalID", [])
        for one in known:
            if "schemeID" not in one.attrib:
                self.record.raw[self.at + field] = one.text or ""
        return [self._identifier(one) for one in own + known]

    def _identifier(
        self, element: _Element, field: str = "", scheme: str = "schemeID", version: str = ""
    ) -> Identifier:
        value = self.token(element, field)
        return Identifier(value, element.get(scheme) or None, (element.get(version) or None) if version else None)

    def decimal(self, name: str, term: str, field: str) -> Decimal | None:
        """An optional number; a malformed one is a finding."""
        found = self._children.get(RAM + name)
        return self.decimal_of(found[0], term, field) if found else None

    def needed_decimal(self, name: str, term: str, field: str) -> Decimal:
        """A compulsory number; ABSENT when it is not given."""
        found = self._children.get(RAM + name)
        value = self.decimal_of(found[0], term, field) if found else None
        return ABSENT if value is None else value

    def decimals(self, name: str) -> list[tuple[_Element, str]]:
        """Every amount of that name, with its currency attribute; one that has none is in no currency."""
        return [(one, one.get("currencyID", NO_CURRENCY)) for one in self._children.get(RAM + name, ())]

    def decimal_of(self, element: _Element, term: str, field: str) -> Decimal | None:
        """The number that the element holds; how it is written is noted unless it is plain."""
        text: str = element.text or ""
        if _PLAIN.fullmatch(text):
            return Decimal(text)
        self.record.raw[self.at + field] = text
        token = " ".join(text.split())
        if _DECIMAL.fullmatch(token):
            return Decimal(token)
        self.refuse(element, term, text, "un nombre décimal", "a decimal number")
        return None

    def date(self, name: str, term: str, field: str) -> datetime.date | None:
        """An optional date of format 102; anything else is a finding."""
        outer = self.first(name)
        if outer is None:
            return None
        inner = next((one for one in outer if one.tag in _DATE_STRINGS), None)
        text: str = inner.text or "" if inner is not None else ""
        token = " ".join(text.split())
        day = _day(token) if inner is not None and inner.get("format") == "102" else None
        if day is None or token != text:
            self.record.raw[self.at + field] = text
        if day is None:
            self.refuse(outer, term, text, "une date AAAAMMJJ (format 102)", "a date YYYYMMDD (format 102)")
        return day

    def needed_date(self, name: str, term: str, field: str) -> datetime.date:
        """A compulsory date; NO_DATE when it is not given."""
        return self.date(name, term, field) or NO_DATE

    def attachment(self, name: str) -> BinaryObject | None:
        """An optional attached file; content that is not base64 is a finding."""
        element = self.first(name)
        if element is None:
            return None
        try:
            content = b64decode("".join((element.text or "").split()), validate=True)
        except ValueError:
            self.refuse(element, "BT-125", "?", "un contenu en base64", "base64 content")
            content = b""
        return BinaryObject(content, element.get("mimeCode", ""), element.get("filename", ""))

    def note_kind(self) -> None:
        """Notes the kind of a tax that does not say that it is VAT, which the model has no term for."""
        found = self._children.get(RAM + "TypeCode")
        text = (found[0].text or "") if found else ""
        if text != "VAT":
            self.record.raw[self.at + "type_code"] = text

    def refuse(self, element: _Element, term: str, value: str, fr: str, en: str) -> None:
        """Notes that the element does not hold what is expected."""
        message = (f"{term} doit être {fr}.", f"{term} must be {en}.")
        if not value.strip():
            message = (f"{term} est vide : {fr} est attendu.", f"{term} is empty: {en} is expected.")
        fix = ("Corriger le document à la source.", "Mend the document at its source.")
        self.record.findings.append(
            finding("read.value", self.record.places.of(element), value, *message, *fix, term=term)
        )


NOTHING = Block(None, Record())
"""An element that is not there."""


def _day(token: str) -> datetime.date | None:
    if _DAY.fullmatch(token) is None:
        return None
    try:
        return datetime.date(int(token[:4]), int(token[4:6]), int(token[6:]))
    except ValueError:
        return None


def _text(element: _Element) -> str:
    text = element.text
    return text if text and not text.isspace() else ""
