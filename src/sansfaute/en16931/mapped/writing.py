"""A model becomes elements, in the order of its fields; what says nothing leaves nothing."""

from base64 import b64encode
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from lxml import etree
from lxml.etree import SubElement, _Element

from sansfaute.en16931.mapped.moments import Moment
from sansfaute.en16931.mapped.term import AmountIn, Declared, Names, QuantityIn, declared, is_blank
from sansfaute.en16931.values import BinaryObject, Identifier, decimal_text, rate_text

_Attributes = dict[str, str]


class Writer:
    """Writes the groups of one kind of document; `names` are its namespaces.

    Raises ValueError for a number that has no plain form, or a text that XML cannot carry.
    """

    def __init__(self, names: Names) -> None:
        self._names = names

    def document(self, group: Any, root: str, prefixes: Names) -> bytes:
        """The whole document in UTF-8, its root element named `root` (with its prefix)."""
        top = etree.Element(self._tag(root), nsmap=dict(prefixes))
        self.group(top, group)
        return etree.tostring(top, encoding="UTF-8", xml_declaration=True, pretty_print=True)

    def group(self, parent: _Element, group: Any) -> None:
        """The terms of a group as children of the element that holds it."""
        for one in declared(type(group)):
            value = getattr(group, one.name)
            for item in value if one.repeated else (value,):
                if one.kind == "group" and (one.repeated or (one.optional and item is not None)):
                    # An empty group of a list counts: the rules ask how many there are.
                    self.group(self._element(parent, one.path), item)
                elif not is_blank(item):
                    self._value(parent, one, item)

    def _value(self, parent: _Element, one: Declared, item: Any) -> None:
        if one.kind == "attribute":
            parent.set(one.path, _indicator(item, one)[0] if one.value_type is bool else item)
        elif one.kind == "group":
            self.group(self._element(parent, one.path), item)
        else:
            written = self._element(parent, one.path)
            written.text, attributes = _FORMS[one.kind](item, one)
            for name, value in attributes.items():
                written.set(name, value)

    def _element(self, parent: _Element, path: str) -> _Element:
        """A new element at the end of `path`, inside the steps before it, which several fields may share."""
        *above, last = path.split("/")
        for step in above:
            tag = self._tag(step)
            parent = parent[-1] if len(parent) and parent[-1].tag == tag else SubElement(parent, tag)
        return SubElement(parent, self._tag(last.partition("|")[0]))

    def _tag(self, step: str) -> str:
        prefix, _, local = step.rpartition(":")
        address = self._names.get(prefix, "")
        return f"{{{address}}}{local}" if address else local


def _text(value: Any, one: Declared) -> tuple[str, _Attributes]:
    return value, {}


def _identifier(value: Identifier, one: Declared) -> tuple[str, _Attributes]:
    return value.value, {one.attribute: value.scheme} if value.scheme else {}


def _amount(value: AmountIn, one: Declared) -> tuple[str, _Attributes]:
    return decimal_text(value.value), {one.attribute: value.currency} if value.currency else {}


def _quantity(value: QuantityIn, one: Declared) -> tuple[str, _Attributes]:
    return decimal_text(value.value), {one.attribute: value.unit} if value.unit else {}


def _decimal(value: Decimal, one: Declared) -> tuple[str, _Attributes]:
    return decimal_text(value), {}


def _percentage(value: Decimal, one: Declared) -> tuple[str, _Attributes]:
    return rate_text(value), {}


def _count(value: int, one: Declared) -> tuple[str, _Attributes]:
    return str(value), {}


def _date(value: date, one: Declared) -> tuple[str, _Attributes]:
    return value.isoformat().replace("-", ""), {}


def _moment(value: Moment, one: Declared) -> tuple[str, _Attributes]:
    return value.text, {one.attribute: value.format} if one.attribute and value.format is not None else {}


def _indicator(value: bool, one: Declared) -> tuple[str, _Attributes]:
    return "true" if value else "false", {}


def _attachment(value: BinaryObject, one: Declared) -> tuple[str, _Attributes]:
    named = {"mimeCode": value.mime_code, "filename": value.filename}
    return b64encode(value.content).decode(), {key: text for key, text in named.items() if text}


_FORMS: dict[str, Callable[[Any, Declared], tuple[str, _Attributes]]] = {
    "text": _text,
    "code": _text,
    "identifier": _identifier,
    "amount": _amount,
    "quantity": _quantity,
    "decimal": _decimal,
    "percentage": _percentage,
    "count": _count,
    "date": _date,
    "moment": _moment,
    "indicator": _indicator,
    "attachment": _attachment,
}
