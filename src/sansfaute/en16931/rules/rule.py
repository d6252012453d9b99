"""What a rule is: an official identifier, where it looks, what must hold, and what to tell a person."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from operator import attrgetter
from typing import Any, TypedDict

from sansfaute.en16931.codelists import codes
from sansfaute.en16931.model import terms
from sansfaute.en16931.model.term import is_group
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.mending import Mend, nearest
from sansfaute.en16931.values import Finding, Identifier, decimal_text, is_absent

Holds = Callable[[Any, Facts], bool]
"""Whether the rule holds for one item of its scope (a line, a VAT row, the invoice…)."""

Text = Callable[[str, Facts], bool]
"""Whether the rule holds for a field as it is written, where that is not the plain form of its value."""

NAMES: dict[str, tuple[str, str]] = {
    one.metadata["term"]: (one.metadata["fr"], one.metadata["en"]) for _, one in terms()
}
"""French and English name of every term of the model."""


class Fix(TypedDict):
    """A proposal that several rules share, for `rule(**fix)`."""

    fix_fr: str
    fix_en: str


AGAIN: Fix = {"fix_fr": "Recalculer la facture.", "fix_en": "Calculate the invoice again."}
"""What to do with a sum that is not the one expected."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One official rule. `on` names its scope, `at` the field of the item that is shown when it fails.

    `syntaxes` and `profiles` narrow where this function states the rule, where the official packs
    differ; empty means everywhere that they code it. `also` are other names that some packs give it.
    `among` is the list that the field must be a code of, which differs between packs. `category` is
    the only VAT category that the rule speaks of: items of another are not asked. A rule that is not
    `coded` stands in the standard only, and applies from `since` on. `text` judges the field as written.
    """

    id: str
    on: str
    term: str
    at: str
    holds: Holds
    message: dict[str, str]
    fix: dict[str, str]
    level: str
    syntaxes: tuple[str, ...] = ()
    profiles: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    among: str = ""
    category: str = ""
    coded: bool = True
    since: date | None = None
    mend: Mend | None = None
    text: Text | None = None

    def holds_as(self, item: Any, path: str, facts: Facts) -> bool:
        """Whether the rule holds, looking at the text in the source where it says more than the value."""
        if self.text is not None and facts.raw:
            written = facts.raw.get(".".join(part for part in (path, self.at) if part))
            if written is not None:
                return self.text(written, facts)
        return self.holds(item, facts)

    def finding(self, item: Any, path: str, facts: Facts | None = None) -> Finding:
        """What to report of an item for which the rule does not hold."""
        where = ".".join(part for part in (path, self.at) if part)
        value = _shown(value_at(item, self.at)) if self.at else ""
        return Finding(
            rule=self.id,
            level=self.level,
            term=self.term,
            value=value,
            message=self.message,
            fix=(self._proposed(item, facts) if facts else None) or self.fix,
            path=where,
        )

    def _proposed(self, item: Any, facts: Facts) -> dict[str, str] | None:
        """The proposal for this item; None when there is none, or a figure that it needs is absent."""
        if self.mend is None:
            return None
        try:
            return self.mend(item, facts)
        except InvalidOperation:
            return None


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
    syntaxes: tuple[str, ...] = (),
    profiles: tuple[str, ...] = (),
    also: tuple[str, ...] = (),
    among: str = "",
    category: str = "",
    coded: bool = True,
    since: date | None = None,
    mend: Mend | None = None,
    text: Text | None = None,
) -> Callable[[Holds], Rule]:
    """Declares the decorated function as the rule `id`; without a fix, the term is named as what to correct."""
    name_fr, name_en = NAMES[term]
    fix = {"fr": fix_fr or f"Corriger : {name_fr} ({term}).", "en": fix_en or f"Correct: {name_en} ({term})."}
    message = {"fr": fr, "en": en}
    return lambda holds: Rule(
        id,
        on,
        term,
        at,
        holds,
        message,
        fix,
        level,
        syntaxes,
        profiles,
        also,
        among,
        category,
        coded,
        since,
        mend,
        text,
    )


def missing(id: str, on: str, term: str, at: str, **where: Any) -> Rule:
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
        **where,
    )
    return declare(lambda item, _: value(item) != "")


def listed(id: str, on: str, term: str, at: str, list_name: str, **where: Any) -> Rule:
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
        mend=nearest(value, accepted),
        among=list_name,
        **where,
    )
    return declare(lambda item, _: value(item) in accepted)


def as_listed_in(pack: str, one: Rule) -> Rule:
    """The same rule, with the list as that pack (`ubl/en16931`) has it."""
    value, accepted = getter(one.at), codes(one.among, pack) | {"", None}
    return replace(one, holds=lambda item, _: value(item) in accepted, mend=nearest(value, accepted))


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
        text=lambda written, _: len(written.partition(".")[2]) <= 2,
    )
    return declare(lambda item, _: (amount := value(item)) is None or decimals_of(amount) <= 2)


def decimals_of(amount: Decimal) -> int:
    """How many decimals an amount is given with; none when it is absent."""
    whole, _, part = str(amount).partition(".")
    if whole.isdecimal() and "E" not in part:  # written plainly, as nearly all are
        return len(part)
    return 0 if amount.is_nan() else len(decimal_text(amount).partition(".")[2])


def getter(at: str) -> Callable[[Any], Any]:
    """A function that reads a field by its path, None when something on the way is absent."""
    first, _, rest = at.partition(".")
    if not rest:
        return attrgetter(at)
    outer, inner = attrgetter(first), getter(rest)

    def read_or_none(item: Any) -> Any:
        found = outer(item)
        return None if found is None else inner(found)

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
    """What a person finds in the document; a group of terms has no text of its own."""
    if isinstance(value, Identifier):
        return value.value[:80]
    return "" if is_absent(value) or isinstance(value, tuple) or is_group(type(value)) else str(value)[:80]
