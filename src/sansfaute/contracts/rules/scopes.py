"""What a bill run is about: everything, or some buyers, contracts, orders, items, kinds of work."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

KINDS = (
    "subscription", "usage", "order", "minimum", "true_up", "instalment", "situation", "retention", "deposit",
    "prepaid", "deduction", "credit", "rebill",
)  # fmt: skip
"""Every kind of billable work."""


class ScopeUnknown(ValueError):
    """A scope names what does not exist; the message names it."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Names by kind; an empty tuple does not narrow. What is given narrows together."""

    buyers: tuple[str, ...] = ()  # codes
    segments: tuple[str, ...] = ()
    contracts: tuple[str, ...] = ()  # numbers
    orders: tuple[str, ...] = ()  # numbers
    items: tuple[str, ...] = ()  # codes
    kinds: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, list[str]]:
        """As JSON holds it: only what narrows."""
        return {one.name: list(getattr(self, one.name)) for one in fields(self) if getattr(self, one.name)}

    @property
    def is_everything(self) -> bool:
        """Does nothing narrow it?"""
        return not self.to_dict()

    def takes(self, kind: str) -> bool:
        """Is this kind of work asked for? Orders named leave contracts out, and the other way round."""
        if self.kinds and kind not in self.kinds:
            return False
        if kind == "order":
            return bool(self.orders) or not self.contracts
        return bool(self.contracts) or not self.orders


def read_scope(values: Mapping[str, Any] | None) -> Scope:
    """The scope of a dictionary; raises ScopeUnknown for a name or a kind of work that does not exist."""
    given = {name: _texts(found) for name, found in (values or {}).items() if found}
    names = {one.name for one in fields(Scope)}
    unknown = [*(set(given) - names), *(set(given.get("kinds", ())) - set(KINDS))]
    if unknown:
        raise ScopeUnknown(", ".join(sorted(unknown)))
    return Scope(**given)


def _texts(found: Sequence[str] | str) -> tuple[str, ...]:
    return (found,) if isinstance(found, str) else tuple(dict.fromkeys(str(one) for one in found))
