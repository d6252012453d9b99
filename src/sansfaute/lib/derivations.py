"""How a figure came about: a tree of steps, each a value and a sentence in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Derivation:
    """One figure, why it is what it is, and the figures it was made of.

    `name` is the figure in snake case ("net_amount", "proration"), `value` its text; `fr` and `en`
    are whole sentences; `source` names what proves it (a price version, a person, an article of
    law, an index publication), empty when the figure speaks for itself.
    """

    name: str
    value: str
    fr: str
    en: str
    source: str = ""
    parts: tuple[Derivation, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        own = {"name": self.name, "value": self.value, "fr": self.fr, "en": self.en, "source": self.source}
        return own | {"parts": [part.to_dict() for part in self.parts]}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Derivation:
        """The tree of `to_dict`."""
        parts = tuple(cls.from_dict(part) for part in values.get("parts", ()))
        own = {name: str(values.get(name, "")) for name in ("name", "value", "fr", "en", "source")}
        return cls(**own, parts=parts)

    def walk(self) -> Iterator[tuple[int, Derivation]]:
        """Every step with its depth, parents first."""
        yield 0, self
        for part in self.parts:
            for depth, one in part.walk():
                yield depth + 1, one

    def sentence(self, language: str) -> str:
        """The whole explanation as one paragraph, in "fr" or "en"."""
        return " ".join(one.fr if language == "fr" else one.en for _, one in self.walk())
