"""A walk over what an invoice really holds: every value that is present, with its term and place."""

from dataclasses import fields
from datetime import date
from decimal import Decimal
from operator import attrgetter
from typing import Any

from sansfaute.en16931.model.term import is_group
from sansfaute.en16931.values import ABSENT, NO_DATE, BinaryObject, Identifier

Present = tuple[str, str, Any]
"""(term, path, value) of something that is there."""

_PLAIN = frozenset((str, Decimal, date, Identifier, BinaryObject))

# For each group: a reader of all its fields at once, and their (name, term, whether optional).
_FIELDS: dict[type, tuple[Any, tuple[tuple[str, str, bool], ...]] | None] = {}


def walk(group: Any) -> list[Present]:
    """Every present value below `group`, groups themselves included, in the norm's order.

    An optional text that is empty is absent; a compulsory one is there, and empty. A compulsory
    figure or date that is absent is not met.
    """
    found: list[Present] = []
    _collect(group, "", found)
    return found


def _collect(group: Any, path: str, found: list[Present]) -> None:
    known = _known(type(group))
    if known is None:
        return
    read, named = known
    for (name, term, optional), value in zip(named, read(group), strict=True):
        if value is None or _says_nothing(value, optional):
            continue
        if type(value) is not tuple:
            found.append((term, path + name, value))
            if _known(type(value)) is not None:
                _collect(value, f"{path}{name}.", found)
            continue
        for number, item in enumerate(value):
            found.append((term, f"{path}{name}[{number}]", item))
            _collect(item, f"{path}{name}[{number}].", found)


def held(group: Any) -> list[tuple[str, Any]]:
    """The same values with their terms, without their paths: several times faster."""
    found: list[tuple[str, Any]] = []
    known = _known(type(group))
    if known is not None:
        _hold(group, known, found)
    return found


def _hold(group: Any, known: tuple[Any, tuple[tuple[str, str, bool], ...]], found: list[tuple[str, Any]]) -> None:
    """Most fields of most groups are None, and most of the others are texts and figures: asked in that order."""
    read, named = known
    for (_, term, optional), value in zip(named, read(group), strict=True):
        if value is None:
            continue
        kind = type(value)
        if kind is str:
            if value or not optional:
                found.append((term, value))
        elif kind is tuple:
            for item in value:
                found.append((term, item))
                if (inner := _FIELDS.get(type(item)) or _known(type(item))) is not None:
                    _hold(item, inner, found)
        elif kind in _PLAIN:
            if kind is not date or value != NO_DATE:
                found.append((term, value))
        elif value is not ABSENT:
            found.append((term, value))
            if (inner := _FIELDS.get(kind) or _known(kind)) is not None:
                _hold(value, inner, found)


def _says_nothing(value: Any, optional: bool) -> bool:
    if type(value) is str:
        return optional and not value
    return value is ABSENT or (type(value) is date and value == NO_DATE)


def _known(kind: type) -> tuple[Any, tuple[tuple[str, str, bool], ...]] | None:
    """How to read the fields of a group, worked out once; None for a value that is not one."""
    if kind in _FIELDS:
        return _FIELDS[kind]
    _FIELDS[kind] = None
    if is_group(kind):
        every = fields(kind)
        named = tuple((one.name, one.metadata["term"], one.default is None) for one in every)
        _FIELDS[kind] = attrgetter(*(one.name for one in every)), named
    return _FIELDS[kind]
