"""What a rule is: an official identifier, where it looks, what must hold, and what to tell a person."""

from collections.abc import Callable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from sansfaute.en16931.codelists import codes
from sansfaute.en16931.model import terms
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.values import Finding, decimal_text

Holds = Callable[[Any, Facts], bool]
"""Whether the rule holds for one item of its scope (a line, a VAT row, the invoice…)."""

NAMES: dict[str, tuple[str, str]] = {
    one.metadata["term"]: (one.metadata["fr"], one.metadata["en"]) for _, one in terms()
}
"""French and English name of every term of the model."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One official rule. `on` names its scope, `at` the field of the item that is shown when it fails."""

    id: str
    on: str
    term: str
    at: str
    holds: Holds
    message: dict[str, str]
    fix: dict[str, str]
    level: str

    def finding(self, item: Any, path: str) -> Finding:
        """What to report of an item for which the rule does not hold."""
        where = ".".join(part for part in (path, self.at) if part)
        value = _shown(value_at(item, self.at)) if self.at else ""
        return Finding(
            rule=self.id, level=self.level, term=self.term, value=value, message=self.message, fix=self.fix, path=where
        )


def rule(
    id: str,
    on: str,
    term: str,
    at: str,
    *,
    fr: str,
    en: str,
    fix_fr: str = "",
    fix_en: str = "",
    level: str = "error",
) -> Callable[[Holds], Rule]:
    """Declares the decorated function as the rule `id`; without a fix, the term is named as what to correct."""
    name_fr, name_en = NAMES[term]
    fix = {"fr": fix_fr or f"Corriger : {name_fr} ({term}).", "en": fix_en or f"Correct: {name_en} ({term})."}
    return lambda holds: Rule(id, on, term, at, holds, {"fr": fr, "en": en}, fix, level)


def missing(id: str, on: str, term: str, at: str) -> Rule:
    """The rule that a text is not empty."""
    name_fr, name_en = NAMES[term]
    value = getter(at)
    declare = rule(
        id,
        on,
        term,
        at,
        fr=f"{name_fr} ({term}) manque.",
        en=f"{name_en} ({term}) is missing.",
        fix_fr=f"Renseigner : {name_fr} ({term}).",
        fix_en=f"Give: {name_en} ({term}).",
    )
    return declare(lambda item, _: value(item) != "")


def listed(id: str, on: str, term: str, at: str, list_name: str) -> Rule:
    """The rule that a code, if given, is one of a list."""
    name_fr, name_en = NAMES[term]
    value, accepted = getter(at), codes(list_name) | {"", None}
    declare = rule(
        id,
        on,
        term,
        at,
        fr=f"{name_fr} ({term}) : ce code n'est pas dans la liste officielle.",
        en=f"{name_en} ({term}): this code is not in the official list.",
        fix_fr="Choisir un code de la liste.",
        fix_en="Choose a code of the list.",
    )
    return declare(lambda item, _: value(item) in accepted)


def at_most_two_decimals(id: str, on: str, term: str, at: str) -> Rule:
    """The rule that an amount has at most two decimals, whatever its currency (EN 16931, BR-DEC-*)."""
    name_fr, name_en = NAMES[term]
    value = getter(at)
    declare = rule(
        id,
        on,
        term,
        at,
        fr=f"{name_fr} ({term}) a plus de deux décimales.",
        en=f"{name_en} ({term}) has more than two decimals.",
        fix_fr="Arrondir au centime.",
        fix_en="Round to the cent.",
    )
    return declare(lambda item, _: (amount := value(item)) is None or len(decimal_text(amount).partition(".")[2]) <= 2)


def getter(at: str) -> Callable[[Any], Any]:
    """A function that reads a field by its path, None when something on the way is absent."""
    read = attrgetter(at)
    if "." not in at:
        return read

    def read_or_none(item: Any) -> Any:
        try:
            return read(item)
        except AttributeError:  # a group on the way is None
            return None

    return read_or_none


def value_at(item: Any, at: str) -> Any:
    """The field of `item` at the path `at`, or None."""
    for name in at.split("."):
        item = getattr(item, name, None)
    return item


def rules_in(namespace: dict[str, Any]) -> tuple[Rule, ...]:
    """Every rule declared in a module, or in tuples of it, in the order of the file."""
    found: list[Rule] = []
    for value in namespace.values():
        found += [one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, Rule)]
    return tuple(found)


def _shown(value: Any) -> str:
    return "" if value is None or isinstance(value, tuple) else str(value)[:80]
