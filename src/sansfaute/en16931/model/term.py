"""One field of the model is one term of the norm: how to declare it, how to walk over them all."""

from collections.abc import Iterator
from dataclasses import Field, field, fields, is_dataclass
from typing import Any, get_args, get_type_hints

_MISSING: dict[str, Any] = {"0..1": {"default": None}, "0..n": {"default": ()}}
_PACKAGE = __name__.rpartition(".")[0]


def term(number: str, cardinality: str, kind: str, en: str, fr: str) -> Any:
    """A dataclass field for one term; optional terms default to None, repeated ones to ()."""
    meta = {"term": number, "cardinality": cardinality, "type": kind, "en": en, "fr": fr}
    return field(metadata=meta, **_MISSING.get(cardinality, {}))


def terms_of(group: type) -> Iterator[tuple[type, Field[Any]]]:
    """Every (group class, field) at and below `group`, depth first, in the norm's order."""
    hints = get_type_hints(group)
    for one in fields(group):
        yield group, one
        for part in (hints[one.name], *get_args(hints[one.name])):
            if is_group(part):
                yield from terms_of(part)


def is_group(part: object) -> bool:
    """Whether a type is a group of the model (not a value such as an identifier)."""
    return isinstance(part, type) and is_dataclass(part) and part.__module__.rpartition(".")[0] == _PACKAGE
