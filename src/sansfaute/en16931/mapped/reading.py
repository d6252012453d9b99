"""Elements become a model; what is doubled, unreadable or not held is told, and never raises."""

import re
from base64 import b64decode
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any, TypeVar

from lxml.etree import QName, _Element

from sansfaute.en16931.mapped.moments import Moment
from sansfaute.en16931.mapped.term import AmountIn, Declared, Names, QuantityIn, absent, blank, declared
from sansfaute.en16931.syntaxes.refusals import finding
from sansfaute.en16931.values import ABSENT, NO_DATE, BinaryObject, Finding, Identifier

_Group = TypeVar("_Group")
_DECIMAL = re.compile(r"[+-]?([0-9]{1,60}(\.[0-9]{0,60})?|\.[0-9]{1,60})", re.ASCII)
_DAY = re.compile(r"[0-9]{8}", re.ASCII)
_COUNT = re.compile(r"[+-]?[0-9]{1,30}", re.ASCII)
_INDICATORS = {"true": True, "1": True, "false": False, "0": False}
_MOST_FINDINGS = 200
_SAYS_NOTHING = {"{http://www.w3.org/2001/XMLSchema-instance}schemaLocation"}


class Reader:
    """Reads one document; `findings` gathers its faults, `names` are the namespaces of its kind."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._read: set[_Element] = set()
        self._told: set[_Element] = set()
        self._attributes: dict[_Element, set[str]] = {}
        self.findings: list[Finding] = []

    def group(self, kind: type[_Group], parent: _Element) -> _Group:
        """The group that the element holds; terms that are missing are blank or None."""
        self._read.add(parent)
        return kind(**{one.name: self._field(one, parent) for one in declared(kind)})

    def unheld(self, root: _Element) -> tuple[Finding, ...]:
        """What the document says and the model does not hold: to be called after `group`."""
        return tuple(_unheld(where, value) for where, value in islice(self._left(root), _MOST_FINDINGS))

    def _left(self, root: _Element) -> Iterator[tuple[str, str]]:
        for one in root.iter():
            text = (one.text or "").strip()
            if one not in self._read and text and not len(one):
                yield place(one), text
            known = self._attributes.get(one, set()) | _SAYS_NOTHING
            yield from ((f"{place(one)}/@{key}", one.get(key, "")) for key in map(str, one.keys()) if key not in known)

    def _field(self, one: Declared, parent: _Element) -> Any:
        if one.kind == "attribute":
            return self._attribute(one, parent)
        found = self._at(parent, one.path)
        self._read.update(found)
        if one.repeated:
            values = (self._value(one, element) for element in found)
            return tuple(value for value in values if value is not None)
        for doubled in found[1:]:
            self._read.discard(doubled)  # its text is not held: said as well
            self._tell(doubled, lambda path, text: _doubled(one.term, path, text))
        return self._value(one, found[0]) if found else absent(one)

    def _attribute(self, one: Declared, parent: _Element) -> Any:
        self._attributes.setdefault(parent, set()).add(one.path)
        text = parent.get(one.path)
        if text is None or one.value_type is not bool:
            return absent(one) if text is None else text
        if text.strip() not in _INDICATORS:
            self.findings.append(_unreadable(one, f"{place(parent)}/@{one.path}", text))
        return _INDICATORS.get(text.strip(), False)

    def _at(self, parent: _Element, path: str) -> list[_Element]:
        """Every element at the end of the path; of the steps on the way, the first only."""
        found = [parent]
        for step in path.split("/"):
            self._tell_doubled(found[1:])
            tags = {self._tag(name) for name in step.split("|")}
            found = [child for element in found[:1] for child in element if child.tag in tags]
        return found

    def _tell_doubled(self, steps: list[_Element]) -> None:
        for one in steps:
            if one not in self._told:  # several fields share the step
                self._told.add(one)
                self._tell(one, lambda path, text: _doubled("", path, ""))

    def _tell(self, element: _Element, fault: Callable[[str, str], Finding]) -> None:
        """Notes a fault; a hostile document of a million faults is told by its first ones."""
        if len(self.findings) < _MOST_FINDINGS:
            self.findings.append(fault(place(element), element.text or ""))

    def _tag(self, step: str) -> str:
        prefix, _, local = step.rpartition(":")
        address = self._names.get(prefix, "")
        return f"{{{address}}}{local}" if address else local

    def _value(self, one: Declared, element: _Element) -> Any:
        if one.kind == "group":
            return self.group(one.value_type, element)
        if one.attribute or one.kind == "attachment":
            names = {"mimeCode", "filename"} if one.kind == "attachment" else {one.attribute}
            self._attributes.setdefault(element, set()).update(names)
        try:
            return _FORMS[one.kind](element, one)
        except ValueError:
            self._tell(element, lambda path, text: _unreadable(one, path, text))
            return None if one.optional or one.kind == "attachment" else blank(one.value_type)


def place(element: _Element) -> str:
    """Where an element stands: names without namespace, numbered where there are several."""
    steps: list[str] = []
    for one in (element, *element.iterancestors()):
        before = sum(1 for _ in one.itersiblings(one.tag, preceding=True))
        alone = before == 0 and next(one.itersiblings(one.tag), None) is None
        number = "" if alone else f"[{before + 1}]"
        steps.append(QName(one).localname + number)
    return "/" + "/".join(reversed(steps))


def _token(element: _Element) -> str:
    return " ".join((element.text or "").split())


def _text(element: _Element, one: Declared) -> str:
    text = element.text or ""
    return "" if text.isspace() else text


def _code(element: _Element, one: Declared) -> str:
    return _token(element)


def _identifier(element: _Element, one: Declared) -> Identifier:
    return Identifier(_token(element), element.get(one.attribute) or None)


def _number(element: _Element) -> Decimal:
    text = _token(element)
    if text and _DECIMAL.fullmatch(text) is None:
        raise ValueError(text)
    return Decimal(text) if text else ABSENT


def _amount(element: _Element, one: Declared) -> AmountIn:
    return AmountIn(_number(element), element.get(one.attribute) or None)


def _quantity(element: _Element, one: Declared) -> QuantityIn:
    return QuantityIn(_number(element), element.get(one.attribute) or None)


def _decimal(element: _Element, one: Declared) -> Decimal:
    return _number(element)


def _count(element: _Element, one: Declared) -> int | None:
    text = _token(element)
    if text and _COUNT.fullmatch(text) is None:
        raise ValueError(text)
    return int(text) if text else None


def _date(element: _Element, one: Declared) -> date:
    text = _token(element)
    if text and _DAY.fullmatch(text) is None:
        raise ValueError(text)
    return date(int(text[:4]), int(text[4:6]), int(text[6:])) if text else NO_DATE


def _moment(element: _Element, one: Declared) -> Moment:
    return Moment(_token(element), element.get(one.attribute)) if one.attribute else Moment(_token(element))


def _indicator(element: _Element, one: Declared) -> bool | None:
    text = _token(element)
    if text and text not in _INDICATORS:
        raise ValueError(text)
    return _INDICATORS.get(text)


def _attachment(element: _Element, one: Declared) -> BinaryObject:
    content = b64decode("".join((element.text or "").split()), validate=True)
    return BinaryObject(content, element.get("mimeCode", ""), element.get("filename", ""))


_FORMS: dict[str, Callable[[_Element, Declared], Any]] = {
    "text": _text,
    "code": _code,
    "identifier": _identifier,
    "amount": _amount,
    "quantity": _quantity,
    "decimal": _decimal,
    "percentage": _decimal,
    "count": _count,
    "date": _date,
    "moment": _moment,
    "indicator": _indicator,
    "attachment": _attachment,
}


def _doubled(term: str, path: str, value: str) -> Finding:
    fr = f"Cet élément{_named(term)} est donné plusieurs fois ; un seul est admis."
    en = f"This element{_named(term)} is given several times; only one is allowed."
    fix = ("Ne garder que le bon.", "Keep the right one only.")
    return finding("read.doubled", path, value, fr, en, *fix, term=term)


def _unreadable(one: Declared, path: str, value: str) -> Finding:
    what_fr, what_en = _EXPECTED.get(one.kind, ("une valeur lisible", "a readable value"))
    fr = f"« {value.strip()[:40]} »{_named(one.term)} n'est pas {what_fr}."
    en = f'"{value.strip()[:40]}"{_named(one.term)} is not {what_en}.'
    fix = ("Corriger le document à la source.", "Mend the document at its source.")
    return finding("read.value", path, value, fr, en, *fix, term=one.term)


def _unheld(path: str, value: str) -> Finding:
    fr = "Notre modèle ne porte pas cet élément : il serait perdu à la réécriture."
    en = "Our model does not hold this element: writing the document again would lose it."
    fix = ("Garder le fichier d'origine.", "Keep the original file.")
    return finding("read.unheld", path, value, fr, en, *fix)


def _named(term: str) -> str:
    return f" ({term})" if term else ""


_EXPECTED = {
    "amount": ("un nombre décimal", "a decimal number"),
    "quantity": ("un nombre décimal", "a decimal number"),
    "decimal": ("un nombre décimal", "a decimal number"),
    "percentage": ("un nombre décimal", "a decimal number"),
    "count": ("un nombre entier", "a whole number"),
    "date": ("une date AAAAMMJJ", "a date YYYYMMDD"),
    "attribute": ("« true » ou « false »", '"true" or "false"'),
    "indicator": ("« true » ou « false »", '"true" or "false"'),
    "attachment": ("un contenu en base64", "base64 content"),
}
