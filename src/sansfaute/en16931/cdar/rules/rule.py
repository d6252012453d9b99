"""What a rule of the lifecycle is: a name, where it looks, what must hold, what to tell a person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sansfaute.en16931.cdar.rules.scopes import Around
from sansfaute.en16931.mapped import AmountIn, Moment
from sansfaute.en16931.values import Finding, Identifier

BLOCKING = date(2026, 10, 1)
"""Errors of release 1.4.0 block on both sides from this day; receivers could warn only before. Source: N14."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `on` names its scope, `at` the field of the item that is shown when it fails."""

    id: str
    on: str
    term: str
    at: str
    holds: Callable[[Around], bool]
    message: dict[str, str]
    fix: dict[str, str]
    level: str
    since: date
    source: str

    def finding(self, around: Around, path: str) -> Finding:
        """What to report of a place where the rule does not hold."""
        item = around.message if self.on == "message" else getattr(around, self.on)
        for name in self.at.split(".") if self.at else ():
            item = getattr(item, name, None)
        where = ".".join(part for part in (path, self.at) if part)
        return Finding(
            rule=self.id,
            level=self.level,
            term=self.term,
            value=_shown(item) if self.at else "",
            message=self.message,
            fix=self.fix,
            path=where,
        )


def rule(
    id: str,
    on: str,
    term: str,
    at: str,
    *,
    fr: str,
    en: str,
    fix_fr: str,
    fix_en: str,
    level: str = "error",
    since: date = BLOCKING,
    source: str = "SCH 1.4.0 (BR-FR-CDV)",
) -> Callable[[Callable[[Around], bool]], Rule]:
    """Declares the decorated function as the rule `id`."""
    message, fix = {"fr": fr, "en": en}, {"fr": fix_fr, "en": fix_en}
    return lambda holds: Rule(id, on, term, at, holds, message, fix, level, since, source)


def missing(id: str, on: str, term: str, at: str, fr: str, en: str) -> Callable[[Callable[[Around], bool]], Rule]:
    """Declares a rule that something compulsory is there; `fr` and `en` name it."""
    return rule(
        id,
        on,
        term,
        at,
        fr=f"{fr} ({term}) manque.",
        en=f"{en} ({term}) is missing.",
        fix_fr=f"Renseigner : {fr[0].lower()}{fr[1:]} ({term}).",
        fix_en=f"Give {en[0].lower()}{en[1:]} ({term}).",
    )


def rules_in(namespace: dict[str, Any]) -> tuple[Rule, ...]:
    """Every rule declared in a module, or in tuples of it, in the order of the file."""
    found: list[Rule] = []
    for value in namespace.values():
        found += [one for one in (value if isinstance(value, tuple) else (value,)) if isinstance(one, Rule)]
    return tuple(found)


def _shown(value: object) -> str:
    if isinstance(value, Moment):
        return value.text[:80]
    if isinstance(value, Identifier | AmountIn):
        return str(value.value)[:80]
    return "" if value is None or isinstance(value, tuple) else str(value)[:80]
