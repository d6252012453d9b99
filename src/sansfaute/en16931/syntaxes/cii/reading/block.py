"""One element and its children by name, with the readings that CII needs; faults are collected."""

import re
from base64 import b64decode
from datetime import date
from decimal import Decimal

from lxml.etree import _Element

from sansfaute.en16931.syntaxes.cii.names import QDT, RAM, UDT
from sansfaute.en16931.syntaxes.refusals import finding
from sansfaute.en16931.values import BinaryObject, Finding, Identifier

_DECIMAL = re.compile(r"[+-]?([0-9]{1,60}(\.[0-9]{0,60})?|\.[0-9]{1,60})", re.ASCII)
_DAY = re.compile(r"[0-9]{8}", re.ASCII)
_DATE_STRINGS = (UDT + "DateTimeString", UDT + "DateString", QDT + "DateTimeString")


class Block:
    """An element of the document; `findings` is shared by all blocks of one reading."""

    __slots__ = ("_children", "element", "findings", "path")

    def __init__(self, element: _Element | None, path: str, findings: list[Finding]) -> None:
        children: dict[str, list[_Element]] = {}
        for child in element if element is not None else ():
            children.setdefault(child.tag, []).append(child)
        self._children = children
        self.element = element
        self.path = path
        self.findings = findings

    def __bool__(self) -> bool:
        return self.element is not None

    def first(self, name: str, namespace: str = RAM) -> _Element | None:
        """The first child of that name."""
        found = self._children.get(namespace + name)
        return found[0] if found else None

    def block(self, name: str, namespace: str = RAM) -> "Block":
        """The first child of that name, or an empty block."""
        return Block(self.first(name, namespace), f"{self.path}/{name}", self.findings)

    def blocks(self, name: str) -> list["Block"]:
        """Every child of that name, in order."""
        found = self._children.get(RAM + name, ())
        return [Block(one, f"{self.path}/{name}[{n + 1}]", self.findings) for n, one in enumerate(found)]

    def text(self, name: str) -> str | None:
        """An optional text, its inner line breaks kept; blank is absent."""
        element = self.first(name)
        return _text(element) if element is not None else None

    def code(self, name: str) -> str | None:
        """An optional code or identifier, its spaces collapsed as XML tokens ask."""
        element = self.first(name)
        return _token(element) if element is not None else None

    def identifier(self, name: str, scheme: str = "schemeID", version: str = "") -> Identifier | None:
        """An optional identifier with the scheme in its attribute."""
        element = self.first(name)
        return identifier(element, scheme, version) if element is not None else None

    def identifiers(self, name: str) -> list[Identifier]:
        """Every identifier of that name that is not blank."""
        found = (identifier(one) for one in self._children.get(RAM + name, ()))
        return [one for one in found if one is not None]

    def decimal(self, name: str, term: str) -> Decimal | None:
        """An optional number; a malformed one is a finding."""
        element = self.first(name)
        return self.decimal_of(element, name, term) if element is not None else None

    def decimals(self, name: str, term: str) -> list[tuple[Decimal, str]]:
        """Every number of that name, with its currency attribute."""
        found = self._children.get(RAM + name, ())
        return [(self.decimal_of(one, name, term) or Decimal(0), one.get("currencyID", "")) for one in found]

    def decimal_of(self, element: _Element, name: str, term: str) -> Decimal | None:
        """The number that the element holds."""
        raw = _token(element) or ""
        if _DECIMAL.fullmatch(raw) is None:
            self.refuse(name, term, raw, "un nombre décimal", "a decimal number")
            return None
        return Decimal(raw)

    def needed_decimal(self, name: str, term: str) -> Decimal:
        """A compulsory number; absence is a finding."""
        if self.first(name) is None:
            self.refuse(name, term, "", "un nombre décimal", "a decimal number")
        return self.decimal(name, term) or Decimal(0)

    def date(self, name: str, term: str) -> date | None:
        """An optional date of format 102; anything else is a finding."""
        outer = self.first(name)
        if outer is None:
            return None
        inner = next((one for one in outer if one.tag in _DATE_STRINGS), None)
        raw = (_token(inner) or "") if inner is not None else ""
        if inner is not None and inner.get("format") == "102" and _DAY.fullmatch(raw):
            try:
                return date(int(raw[:4]), int(raw[4:6]), int(raw[6:]))
            except ValueError:
                pass  # no such day: said below, as for any other text
        self.refuse(name, term, raw, "une date AAAAMMJJ (format 102)", "a date YYYYMMDD (format 102)")
        return None

    def attachment(self, name: str) -> BinaryObject | None:
        """An optional attached file; content that is not base64 is a finding."""
        element = self.first(name)
        if element is None:
            return None
        try:
            content = b64decode("".join((element.text or "").split()), validate=True)
        except ValueError:
            self.refuse(name, "BT-125", "", "un contenu en base64", "base64 content")
            content = b""
        return BinaryObject(content, element.get("mimeCode", ""), element.get("filename", ""))

    def refuse(self, name: str, term: str, value: str, fr: str, en: str) -> None:
        """Notes that `name` does not hold what is expected."""
        message = (f"{term} doit être {fr}.", f"{term} must be {en}.")
        if not value:
            message = (f"{term} manque : {fr} est attendu.", f"{term} is missing: {en} is expected.")
        fix = ("Corriger le document à la source.", "Mend the document at its source.")
        self.findings.append(finding("read.value", f"{self.path}/{name}", value, *message, *fix, term=term))


def identifier(element: _Element, scheme: str = "schemeID", version: str = "") -> Identifier | None:
    """The identifier that the element holds, or None when it is blank."""
    value = _token(element)
    if value is None:
        return None
    return Identifier(value, element.get(scheme) or None, (element.get(version) or None) if version else None)


def _text(element: _Element) -> str | None:
    text = element.text
    return text if text and not text.isspace() else None


def _token(element: _Element) -> str | None:
    text = element.text
    return " ".join(text.split()) or None if text else None
