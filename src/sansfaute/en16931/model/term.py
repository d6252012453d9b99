"""One field of the model is one term of the norm: how to declare it, how to walk over them all."""

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import Field, field, fields, is_dataclass
from types import MappingProxyType
from typing import Any, TypeVar, get_args, get_type_hints

_MISSING: dict[str, Any] = {"0..1": {"default": None}, "0..n": {"default": ()}}
_PACKAGE = __name__.rpartition(".")[0]

Group = TypeVar("Group", bound=type)


def term(number: str, cardinality: str, kind: str, en: str, fr: str, *, scheme: str = "") -> Any:
    """A dataclass field for one term; optional terms default to None, repeated ones to ().

    `scheme` is the number of the term that holds the scheme of this identifier, where it has one of
    its own. In a group that several parties share, numbers are distances (`+3`): see `numbered`.
    """
    meta = {"term": number, "cardinality": cardinality, "type": kind, "en": en, "fr": fr, "scheme": scheme}
    return field(metadata=meta, **_MISSING.get(cardinality, {}))


def numbered(first: int, en: str, fr: str, *, meant: str = "") -> Callable[[Group], Group]:
    """Make a shared group that of one party: each field gets its own number, from `first` on, and names.

    EXTENDED-CTC-FR describes its parties alike and numbers them in one go: the name of the payer is
    EXT-FR-FE-43, that of the invoicee EXT-FR-FE-89, and all else follows at the same distance.
    `meant` names the party in an English sentence, where its name alone would not do.
    """

    def decorate(group: Group) -> Group:
        shared, named = group.__mro__[1].__name__, {"en": meant or f"the {en[0].lower()}{en[1:]}", "fr": fr}
        kept = {one.name: _of_party(one, shared, first, en, named) for one in fields(group)}
        group.__dataclass_fields__ = kept  # type: ignore[attr-defined]  # how dataclasses keeps them
        return group

    return decorate


def _of_party(one: Field[Any], shared: str, first: int, en: str, named: dict[str, str]) -> Field[Any]:
    meta = dict(one.metadata)
    for key in ("term", "scheme"):
        if meta[key]:
            meta[key] = f"EXT-FR-FE-{first + int(meta[key]):02d}"
    meta["shared"], meta["party"] = f"{shared}.{one.name}", named
    meta["en"] = f"{en} {meta['en']}"
    meta["fr"] = f"{meta['fr']} {named['fr']}"
    own = copy(one)
    own.metadata = MappingProxyType(meta)
    return own


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
