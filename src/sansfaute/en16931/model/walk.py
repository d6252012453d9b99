"""A walk over what an invoice really holds: every value that is present, with its field and place."""

from collections.abc import Iterator
from dataclasses import fields
from operator import attrgetter
from typing import Any

from sansfaute.en16931.model.term import is_group

_FIELDS: dict[type, tuple[Any, tuple[tuple[str, str, bool], ...]]] = {}


def walk(group: Any, path: str = "") -> Iterator[tuple[str, str, Any]]:
    """(term, path, value) of every present value below `group`, groups themselves included.

    An optional text that is empty is absent; a compulsory one is there, and empty.
    """
    read, named = _fields(type(group))
    for (name, term, optional), value in zip(named, read(group), strict=True):
        if value is None or value == () or (optional and value == ""):
            continue
        if type(value) is not tuple:
            yield from _one(term, f"{path}{name}", value)
            continue
        for number, item in enumerate(value):
            yield from _one(term, f"{path}{name}[{number}]", item)


def _one(term: str, path: str, value: Any) -> Iterator[tuple[str, str, Any]]:
    yield term, path, value
    if type(value) in _FIELDS or is_group(type(value)):
        yield from walk(value, f"{path}.")


def _fields(kind: type) -> tuple[Any, tuple[tuple[str, str, bool], ...]]:
    """How to read the fields of a group, and their (name, term, whether optional); worked out once."""
    if kind not in _FIELDS:
        every = fields(kind)
        named = tuple((one.name, one.metadata["term"], one.default is None) for one in every)
        _FIELDS[kind] = attrgetter(*(one.name for one in every)), named
    return _FIELDS[kind]
