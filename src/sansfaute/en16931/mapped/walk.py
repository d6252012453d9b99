"""A walk over what a document really holds: every value that is present, with its term and place."""

from collections.abc import Iterator
from typing import Any

from sansfaute.en16931.mapped.term import Declared, declared, is_blank, is_mapped

Present = tuple[str, str, Any]
"""(term, path in the model, value) of something that is there."""


def walk(group: Any, path: str = "") -> Iterator[Present]:
    """Every present value below `group`, groups included, in the order of the elements."""
    for one in declared(type(group)):
        value = getattr(group, one.name)
        items = enumerate(value) if one.repeated else ((None, value),)
        for number, item in items:
            if is_blank(item):
                continue
            where = f"{path}{one.name}" + ("" if number is None else f"[{number}]")
            yield one.term, where, item
            if is_mapped(item):
                yield from walk(item, f"{where}.")


def terms(group: type) -> Iterator[Declared]:
    """Every field of a kind of group and of those below, in the order of the elements."""
    for one in declared(group):
        yield one
        if one.kind == "group":
            yield from terms(one.value_type)


def present_groups(group: Any, path: str = "") -> Iterator[tuple[str, Any, tuple[Declared, ...]]]:
    """(path, group, its fields) of the group itself and of every group below that is there, empty ones included."""
    fields = declared(type(group))
    yield path, group, fields
    for one in fields:
        value = getattr(group, one.name)
        items = enumerate(value) if one.repeated else ((None, value),)
        for number, item in items:
            if is_mapped(item):
                where = f"{path}{one.name}" + ("" if number is None else f"[{number}]")
                yield from present_groups(item, f"{where}.")
