"""A walk over what an invoice really holds: every value that is present, with its term and place."""

from dataclasses import fields
from operator import attrgetter
from typing import Any

from sansfaute.en16931.model.term import is_group

Present = tuple[str, str, Any]
"""(term, path, value) of something that is there."""

# For each group: a reader of all its fields at once, and their (name, term, whether optional).
_FIELDS: dict[type, tuple[Any, tuple[tuple[str, str, bool], ...]] | None] = {}


def walk(group: Any) -> list[Present]:
    """Every present value below `group`, groups themselves included, in the norm's order.

    An optional text that is empty is absent; a compulsory one is there, and empty.
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
        if value is None or value == () or (optional and value == ""):
            continue
        if type(value) is not tuple:
            found.append((term, path + name, value))
            if _known(type(value)) is not None:
                _collect(value, f"{path}{name}.", found)
            continue
        for number, item in enumerate(value):
            found.append((term, f"{path}{name}[{number}]", item))
            _collect(item, f"{path}{name}[{number}].", found)


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
