"""The rules of flow 10: those of annex 7 by their numbers (G1.14…), and a few of ours."""

from collections.abc import Iterable
from datetime import date

from sansfaute.en16931.ereporting.facts import LIMITS, Limit
from sansfaute.en16931.ereporting.model import Transmission
from sansfaute.en16931.ereporting.rules import head, invoice, ours, outside, totals, values
from sansfaute.en16931.ereporting.rules.missing import missing
from sansfaute.en16931.ereporting.rules.rule import Asked, Rule
from sansfaute.en16931.mapped import walk
from sansfaute.en16931.values import Finding

__all__ = ["PACK", "RULES", "Asked", "Rule", "check"]

PACK = "sansfaute ereporting 1 (A7 1.9, F10 1.0)"
"""Name and version of the rules, to be kept beside what they said."""

RULES: tuple[Rule, ...] = tuple(
    rule for module in (head, invoice, totals, values, outside, ours) for rule in module.RULES
)
_BY_TERM: dict[str, tuple[Rule, ...]] = {
    term: tuple(rule for rule in RULES if term in rule.terms) for rule in RULES for term in rule.terms
}


def check(
    transmission: Transmission,
    *,
    sent_on: date | None = None,
    sent_before: Iterable[str] = (),
    limits: Iterable[Limit] = LIMITS,
) -> list[Finding]:
    """Every rule that does not hold; empty when the transmission may leave. Never raises.

    What the file alone cannot tell is asked only when the caller knows it: `sent_on`, the day of the
    transmission (period over, no date in the future, limits of the portal), and `sent_before`, the
    identifiers already used.
    """
    asked = Asked(transmission, sent_on, frozenset(sent_before), tuple(limits))
    findings = list(missing(transmission))
    for term, path, value in (("TB-0", "", transmission), *walk(transmission)):
        for rule in _BY_TERM.get(term, ()):
            if not rule.holds(value, asked):
                findings.append(rule.finding(term, path, value))
    return findings
