"""How to declare one field of such a document: its number, its element, what it means."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from decimal import Decimal
from typing import Any, get_args, get_type_hints

from sansfaute.en16931.mapped.moments import Moment
from sansfaute.en16931.values import ABSENT, NO_DATE, BinaryObject, Identifier, is_absent

Names = Mapping[str, str]
"""Namespace address of each prefix used in paths; the prefix "" is for names without one."""

_MISSING: dict[str, dict[str, Any]] = {"0..1": {"default": None}, "0..n": {"default": ()}, "1..n": {"default": ()}}


@dataclass(frozen=True, slots=True)
class AmountIn:
    """An amount of money and the currency that its attribute names, if any."""

    value: Decimal
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class QuantityIn:
    """A number of units, and the unit that its attribute names, if any."""

    value: Decimal
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """What the metadata and the type hint of one field say, worked out once."""

    name: str
    term: str
    kind: str
    path: str
    attribute: str
    value_type: type
    repeated: bool
    optional: bool
    needed: bool
    en: str
    fr: str


def element(
    number: str, cardinality: str, kind: str, path: str, en: str, fr: str, *, attribute: str = ""
) -> Any:  # a dataclass field, whatever its type
    """A dataclass field for the term `number`, held by the element at `path` below that of its group.

    A step of the path has the prefix of its namespace, if any; the last one may name alternatives
    (`a|b`: `a` is written, either is read). `kind` is text, code, identifier, amount, quantity,
    decimal, percentage, count, date, moment, indicator, attachment, attribute or group; `attribute` the
    name of the attribute that comes with the element (a scheme, a currency, a format).
    """
    meta = {
        "term": number,
        "cardinality": cardinality,
        "type": kind,
        "path": path,
        "en": en,
        "fr": fr,
        "attribute": attribute,
    }
    return field(metadata=meta, **_MISSING.get(cardinality, {}))


_DECLARED: dict[type, tuple[Declared, ...]] = {}


def declared(group: type) -> tuple[Declared, ...]:
    """The fields of a group in the order of its elements."""
    if group not in _DECLARED:
        hints = get_type_hints(group)
        _DECLARED[group] = tuple(_declared(one.name, one.metadata, hints[one.name]) for one in fields(group))
    return _DECLARED[group]


def _declared(name: str, meta: Mapping[str, str], hint: Any) -> Declared:
    parts = [part for part in get_args(hint) if part not in (type(None), ...)]
    many = meta["cardinality"].endswith("n")
    return Declared(
        name=name,
        term=meta["term"],
        kind=meta["type"],
        path=meta["path"],
        attribute=meta["attribute"],
        value_type=parts[0] if parts else hint,
        repeated=many,
        optional=meta["cardinality"] == "0..1",
        needed=meta["cardinality"].startswith("1"),
        en=meta["en"],
        fr=meta["fr"],
    )


_NOT_GROUPS = (Identifier, AmountIn, QuantityIn, Moment, BinaryObject, type)


def is_mapped(value: object) -> bool:
    """Whether a value is a group of such a document (not an identifier, an amount, a moment)."""
    return is_dataclass(value) and not isinstance(value, _NOT_GROUPS)


def absent(one: Declared) -> Any:
    """What a field holds when the document does not give it."""
    if one.repeated:
        return ()
    return None if one.optional else blank(one.value_type)


def blank(kind: type) -> Any:
    """The value of a compulsory term that is not there; a group is made of blanks."""
    if kind in _BLANKS:
        return _BLANKS[kind]
    return kind(**{one.name: absent(one) for one in declared(kind)})


_BLANKS: dict[type, Any] = {
    str: "",
    bool: False,
    Decimal: ABSENT,
    date: NO_DATE,
    Identifier: Identifier(""),
    Moment: Moment(),
    AmountIn: AmountIn(ABSENT),
    QuantityIn: QuantityIn(ABSENT),
}


def is_blank(value: object) -> bool:
    """Whether a value says nothing: absent, or a group, identifier, amount or moment of such values."""
    if isinstance(value, Identifier):
        return not value.value
    if isinstance(value, Moment):
        return not value.text
    if isinstance(value, AmountIn | QuantityIn):
        return is_absent(value.value)
    if is_mapped(value):
        return all(is_blank(getattr(value, one.name)) for one in declared(type(value)))
    return is_absent(value)
