"""Encoders and decoders of the model's classes, worked out once from their type hints."""

import re
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from decimal import Decimal
from operator import attrgetter
from types import NoneType
from typing import Any, get_args, get_origin, get_type_hints

from sansfaute.en16931.model.term import is_group
from sansfaute.en16931.syntaxes.refusals import is_writable
from sansfaute.en16931.values import ABSENT, NO_DATE, decimal_text

_DECIMAL = re.compile(r"-?[0-9]{1,60}(\.[0-9]{1,60})?", re.ASCII)
_DAY_LENGTH = 10
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)

_ABSENT: dict[Any, Any] = {Decimal: ABSENT, date: NO_DATE, str: ""}

Encode = Callable[[Any], Any] | None  # None: the value stands for itself
Decode = Callable[[Any, str], Any]
Take = Callable[[Any], Any]
"""Decodes what is known to be sound so far, without saying where: raises anything at the first fault."""


class UnreadableError(ValueError):
    """A value that does not fit its field."""

    def __init__(self, path: str, why: str) -> None:
        super().__init__(f"{path}: {why}")
        self.path = path
        self.why = why


class Codec:
    """One dataclass: its fields, and how each is written and read."""

    def __init__(self, kind: type[Any]) -> None:
        hints = get_type_hints(kind)
        self.kind = kind
        self.names = tuple(one.name for one in fields(kind))
        self.known = frozenset(self.names)
        self.values = attrgetter(*self.names)
        parts = {name: _part(hints[name]) for name in self.names}
        self.encoders = tuple(parts[name][0] for name in self.names)
        self.decoders = {name: parts[name][1] for name in self.names}
        self.takers = {name: parts[name][2] for name in self.names}
        needed = [one.name for one in fields(kind) if one.default is MISSING]
        # What is compulsory may still be absent: the rules say so, not the reader. Only a whole
        # group must be there, and the parts of a value.
        self.empty: dict[str, Any] = {name: () for name in needed if get_origin(hints[name]) is tuple}
        if is_group(kind):
            self.empty |= {name: _ABSENT[hints[name]] for name in needed if hints[name] in _ABSENT}
        self.required = frozenset(needed) - self.empty.keys()

    def encode(self, value: Any) -> dict[str, Any]:
        """The object as a dict, without what is absent."""
        data: dict[str, Any] = {}
        for name, encode, item in zip(self.names, self.encoders, self.values(value), strict=True):
            if item is not None and item != () and item is not ABSENT and item is not NO_DATE:
                data[name] = item if encode is None else encode(item)
        return data

    def take(self, data: Any) -> Any:
        """As `decode`, several times faster; raises anything where `decode` names what does not fit."""
        if type(data) is not dict or not data.keys() >= self.required:
            raise TypeError
        takers = self.takers
        return self.kind(**self.empty | {name: takers[name](item) for name, item in data.items()})

    def decode(self, data: Any, path: str) -> Any:
        """The object held by `data`; raises UnreadableError at the first field that does not fit."""
        if type(data) is not dict:
            raise UnreadableError(path.rstrip("."), "an object is expected")
        if not self.known.issuperset(data):
            unknown = min(str(key) for key in data.keys() - self.known)
            raise UnreadableError(f"{path}{unknown}", "unknown field")
        if not data.keys() >= self.required:
            raise UnreadableError(f"{path}{min(self.required - data.keys())}", "missing field")
        given = {name: self.decoders[name](item, f"{path}{name}") for name, item in data.items()}
        return self.kind(**{**self.empty, **given})


_CODECS: dict[type[Any], Codec] = {}


def codec(kind: type[Any]) -> Codec:
    """The codec of a class of the model, built at its first use."""
    if kind not in _CODECS:
        _CODECS[kind] = Codec(kind)
    return _CODECS[kind]


def _part(hint: Any) -> tuple[Encode, Decode, Take]:
    """How to write and read one field; optional fields are those of their type."""
    options = [option for option in get_args(hint) if option is not NoneType]
    if get_origin(hint) is tuple:
        return _repeated(*_part(options[0]))
    if options:
        return _part(options[0])
    if isinstance(hint, type) and is_dataclass(hint):
        return _nested(codec(hint))
    return _SCALARS[hint]


def _nested(inner: Codec) -> tuple[Encode, Decode, Take]:
    return inner.encode, lambda data, path: inner.decode(data, f"{path}."), inner.take


def _repeated(encode: Encode, decode: Decode, take: Take) -> tuple[Encode, Decode, Take]:
    def decode_all(data: Any, path: str) -> tuple[Any, ...]:
        if type(data) is not list:
            raise UnreadableError(path, "a list is expected")
        return tuple([decode(item, f"{path}[{number}]") for number, item in enumerate(data)])

    def take_all(data: Any) -> tuple[Any, ...]:
        if type(data) is not list:
            raise TypeError
        return tuple(map(take, data))

    write = encode or str  # nothing that repeats stands for itself, but the type allows it
    return (lambda items: [write(item) for item in items]), decode_all, take_all


def _decimal(data: Any, path: str) -> Decimal:
    if type(data) is not str or _DECIMAL.fullmatch(data) is None:
        raise UnreadableError(path, "a decimal number, as text, is expected")
    return Decimal(data)


def _text(data: Any, path: str) -> str:
    if type(data) is not str:
        raise UnreadableError(path, "text is expected")
    if not (data.isascii() and data.isprintable()) and not is_writable(data):
        raise UnreadableError(path, "a character that no invoice format can carry")
    return data


def _date(data: Any, path: str) -> date:
    if type(data) is not str or _DATE.fullmatch(data) is None:
        raise UnreadableError(path, "a date, YYYY-MM-DD, is expected")
    try:
        return date.fromisoformat(data)
    except ValueError as problem:
        raise UnreadableError(path, "no such day") from problem


def _bytes(data: Any, path: str) -> bytes:
    try:
        return b64decode(data, validate=True)
    except (ValueError, TypeError) as problem:
        raise UnreadableError(path, "base64 is expected") from problem


def _take_text(data: Any) -> Any:
    if not (data.isascii() and data.isprintable()) and not is_writable(data):
        raise ValueError
    return data


def _take_decimal(data: Any) -> Decimal:
    if _DECIMAL.fullmatch(data) is None:
        raise ValueError
    return Decimal(data)


def _take_date(data: Any) -> date:
    if len(data) != _DAY_LENGTH or data[4] != "-" or data[7] != "-":  # the other forms of ISO 8601 are not ours
        raise ValueError
    return date.fromisoformat(data)


_SCALARS: dict[type, tuple[Encode, Decode, Take]] = {
    str: (None, _text, _take_text),
    Decimal: (decimal_text, _decimal, _take_decimal),
    date: (date.isoformat, _date, _take_date),
    bytes: (lambda content: b64encode(content).decode("ascii"), _bytes, lambda data: _bytes(data, "")),
}
