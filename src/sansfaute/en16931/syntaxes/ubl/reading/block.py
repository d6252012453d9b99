"""One element and its children by name, with the readings that UBL needs; oddities are collected."""

import re
from base64 import b64decode
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from lxml.etree import _Element

from sansfaute.en16931.syntaxes.refusals import finding
from sansfaute.en16931.syntaxes.ubl.names import CAC, CBC
from sansfaute.en16931.values import ABSENT, NO_DATE, BinaryObject, Finding, Identifier

_PLAIN = re.compile(r"-?[0-9]{1,60}(\.[0-9]{1,60})?", re.ASCII)
_ODD = re.compile(r"[+-]?([0-9]{1,60}(\.[0-9]{0,60})?|\.[0-9]{1,60})", re.ASCII)
_TOKEN = re.compile(r"(?:[^ \t\r\n]+(?: [^ \t\r\n]+)*)?")
_BLANKS = re.compile("[ \t\r\n]+")
BLANKS = " \t\r\n"
"""The white space of XML: other blanks are characters like any other."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_DAY_IN_ZONE = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(Z|[+-][0-9]{2}:[0-9]{2})?", re.ASCII)


class Margin:
    """What one reading notes beside the values: `findings`, and `raw` texts by model path."""

    __slots__ = ("findings", "raw")

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.raw: dict[str, str] = {}


class Block:
    """An element of the document; `where` is the model path that its fields are put after."""

    __slots__ = ("_children", "element", "margin", "where")

    def __init__(self, element: _Element | None, where: str, margin: Margin) -> None:
        children: dict[str, list[_Element]] = {}
        if element is not None:
            for child in element:
                tag = child.tag
                if tag in children:
                    children[tag].append(child)
                else:
                    children[tag] = [child]
        self._children = children
        self.element = element
        self.margin = margin
        self.where = where

    def __bool__(self) -> bool:
        return self.element is not None

    def names(self) -> Iterator[str]:
        """The names of the children, in order, each once."""
        return iter(self._children)

    def first(self, name: str) -> _Element | None:
        """The first basic component of that name."""
        found = self._children.get(CBC + name)
        return found[0] if found else None

    def every(self, name: str) -> list[_Element]:
        """Every basic component of that name."""
        return self._children.get(CBC + name, [])

    def block(self, name: str, where: str | None = None) -> "Block":
        """The first aggregate of that name, or an empty block."""
        found = self._children.get(CAC + name)
        return Block(found[0] if found else None, self.where if where is None else where, self.margin)

    def blocks(self, name: str, where: str | None = None) -> list["Block"]:
        """Every aggregate of that name; `where` gives the path of the field that repeats."""
        found = self._children.get(CAC + name)
        if not found:
            return []
        if where is None:
            return [Block(one, self.where, self.margin) for one in found]
        return [Block(one, f"{where}[{n}].", self.margin) for n, one in enumerate(found)]

    def further(self, name: str) -> list["Block"]:
        """Every aggregate of that name but the first."""
        found = self._children.get(CAC + name)
        return [Block(one, self.where, self.margin) for one in found[1:]] if found and len(found) > 1 else []

    def text(self, name: str) -> str | None:
        """An optional text, its spaces kept; None when absent, empty when blank."""
        found = self._children.get(CBC + name)
        return text_of(found[0]) if found else None

    def code(self, name: str, field: str) -> str | None:
        """An optional code or identifier, its spaces collapsed as XML tokens ask."""
        found = self._children.get(CBC + name)
        return self.token(found[0], field) if found else None

    def needed_code(self, name: str, field: str) -> str:
        """A compulsory code; empty when absent. One that is there and empty is noted: rules make a difference."""
        found = self._children.get(CBC + name)
        if not found:
            return ""
        if not found[0].text:
            self.margin.raw[self.where + field] = ""
        return self.token(found[0], field)

    def identifier(self, name: str, field: str) -> Identifier | None:
        """An optional identifier with the scheme in its attribute."""
        found = self._children.get(CBC + name)
        return Identifier(self.token(found[0], field), found[0].get("schemeID")) if found else None

    def decimal(self, name: str, field: str) -> Decimal | None:
        """An optional number; None when absent or unreadable."""
        found = self._children.get(CBC + name)
        return self.figure(found[0], field) if found else None

    def needed(self, name: str, field: str) -> Decimal:
        """A compulsory number; ABSENT when absent or unreadable."""
        found = self._children.get(CBC + name)
        return self.number(found[0], field) if found else ABSENT

    def day(self, name: str, field: str) -> date | None:
        """An optional date; None when absent or unreadable."""
        found = self._children.get(CBC + name)
        return (self.date_of(found[0], field) or None) if found else None

    def needed_day(self, name: str, field: str) -> date:
        """A compulsory date; NO_DATE when absent or unreadable."""
        return self.day(name, field) or NO_DATE

    def number(self, element: _Element, field: str) -> Decimal:
        """The number that the element holds; ABSENT when it holds none."""
        text = element.text or ""
        if _PLAIN.fullmatch(text) is not None and (text[:1] != "0" or text[1:2] in ("", ".")):
            return Decimal(text)
        self.margin.raw[self.where + field] = text
        token = text.strip(BLANKS)
        if _ODD.fullmatch(token) is not None:
            return Decimal(token)
        self._refuse(field, text, "un nombre décimal", "a decimal number")
        return ABSENT

    def figure(self, element: _Element | None, field: str) -> Decimal | None:
        """The number of an element that may be absent; None when absent or unreadable."""
        number = self.number(element, field) if element is not None else ABSENT
        return None if number is ABSENT else number

    def date_of(self, element: _Element, field: str) -> date | None:
        """The day that the element holds, its time zone left aside."""
        text = element.text or ""
        if _DAY.fullmatch(text) is None:
            self.margin.raw[self.where + field] = text
        found = _DAY_IN_ZONE.fullmatch(text.strip(BLANKS))
        if found is not None:
            try:
                return date.fromisoformat(found[1])
            except ValueError:
                self.margin.raw[self.where + field] = text  # no such day: said below, as for any other text
        self._refuse(field, text, "une date AAAA-MM-JJ", "a date YYYY-MM-DD")
        return None

    def token(self, element: _Element, field: str) -> str:
        """The code that the element holds; empty when blank."""
        text = element.text or ""
        if _TOKEN.fullmatch(text) is not None:
            return text
        self.margin.raw[self.where + field] = text
        return " ".join(_BLANKS.split(text.strip(BLANKS)))

    def classification(self, element: _Element, number: int) -> Identifier:
        """BT-158: a code with its list and the version of the list."""
        value = self.token(element, f"classifications[{number}]")
        return Identifier(value, element.get("listID"), element.get("listVersionID"))

    def attachment(self, element: _Element, field: str) -> BinaryObject:
        """An attached file; content that is not base64 is noted, and empty."""
        text = element.text or ""
        try:
            content = b64decode("".join(text.split()), validate=True)
        except ValueError:
            self.margin.raw[self.where + field] = text
            self._refuse(field, "", "un contenu en base64", "base64 content")
            content = b""
        return BinaryObject(content, element.get("mimeCode", ""), element.get("filename", ""))

    def _refuse(self, field: str, value: str, fr: str, en: str) -> None:
        path = self.where + field
        message = (f"« {value[:40]} » n'est pas {fr}.", f"“{value[:40]}” is not {en}.")
        fix = ("Corriger le document à la source.", "Mend the document at its source.")
        self.margin.findings.append(finding("read.value", path, value, *message, *fix))


def text_of(element: _Element) -> str:
    """The text of an element; empty when blank."""
    text = element.text
    return text if text and text.strip(BLANKS) else ""
