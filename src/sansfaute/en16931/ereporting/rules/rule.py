"""What a rule of flow 10 is: a number, the terms it looks at, what must hold, what to tell a person."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.en16931.ereporting.facts import START, Limit, limited
from sansfaute.en16931.ereporting.model import Transmission
from sansfaute.en16931.mapped import AmountIn, Moment, QuantityIn, terms
from sansfaute.en16931.values import Finding, Identifier, decimal_text

NAMES: dict[str, tuple[str, str]] = {
    "TB-0": ("Transmission", "Transmission"),
    **{one.term: (one.fr, one.en) for one in terms(Transmission)},
}
"""French and English name of every term of the model."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the rules are asked about: the transmission, and what is known around it."""

    transmission: Transmission
    sent_on: date | None
    sent_before: frozenset[str]
    limits: tuple[Limit, ...]

    @property
    def buys(self) -> bool:
        """Whether the declarant reports purchases."""
        return self.transmission.header.declarant.role_code == "BY"

    def limited(self, name: str) -> bool:
        """Whether a limit of the portal is in force on the day of the transmission, if that is known."""
        return self.sent_on is not None and limited(name, self.sent_on, self.limits)


Holds = Callable[[Any, Asked], bool]
"""Whether a rule holds for one value, or one group, that its terms name."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `terms` are the numbers of the values or groups that it looks at."""

    id: str
    terms: frozenset[str]
    holds: Holds
    message: dict[str, str]
    fix: dict[str, str]
    level: str
    since: date
    source: str

    def finding(self, term: str, path: str, value: object) -> Finding:
        """What to report of a value for which the rule does not hold."""
        fr, en = NAMES[term]
        message = {"fr": f"{fr} ({term}) : {self.message['fr']}", "en": f"{en} ({term}): {self.message['en']}"}
        return Finding(
            rule=self.id, level=self.level, term=term, value=shown(value), message=message, fix=self.fix, path=path
        )


def rule(
    id: str,
    terms: str,
    *,
    fr: str,
    en: str,
    fix_fr: str,
    fix_en: str,
    level: str = "error",
    since: date = START["large"],
    source: str = "A7 1.9; F10 1.0",
) -> Callable[[Holds], Rule]:
    """Declares the decorated function as the rule `id`; `terms` are the numbers it looks at, by spaces."""
    looked_at = frozenset(terms.split())
    return lambda holds: Rule(
        id, looked_at, holds, {"fr": fr, "en": en}, {"fr": fix_fr, "en": fix_en}, level, since, source
    )


def rules_in(namespace: dict[str, Any]) -> tuple[Rule, ...]:
    """Every rule declared in a module, in the order of the file."""
    return tuple(value for value in namespace.values() if isinstance(value, Rule))


def shown(value: object) -> str:
    """A value as a person sees it, at most 80 characters; a group shows nothing."""
    if isinstance(value, Moment):
        return value.text[:80]
    if isinstance(value, Identifier | AmountIn | QuantityIn):
        return str(value.value)[:80]
    return str(value)[:80] if isinstance(value, str | int | Decimal | date) else ""


def number_fits(value: Decimal, decimals: int, *, signed: bool = True) -> bool:
    """Whether a number has at most so many decimals, and 19 characters without separator, sign included."""
    try:
        text = decimal_text(value)
    except ValueError:  # no figure at all
        return False
    whole, _, fraction = text.partition(".")
    return len(whole + fraction) <= 19 and len(fraction) <= decimals and (signed or not text.startswith("-"))
