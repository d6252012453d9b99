"""The rules of the lifecycle message: BR-FR-CDV, one function each, and a few of ours.

Official identifiers are those of the asserts of release 1.4.0. Several of those asserts look only at
an element that is there, so that they can never tell that it is missing; ours tell.
"""

from sansfaute.en16931.cdar.model import Message
from sansfaute.en16931.cdar.rules import details, envelope, ours, subject
from sansfaute.en16931.cdar.rules.rule import Rule
from sansfaute.en16931.cdar.rules.scopes import SCOPES, Around, facts_of
from sansfaute.en16931.values import Finding

__all__ = ["PACK", "RULES", "Rule", "check"]

PACK = "sansfaute cdar 1 (BR-FR-CDV 1.4.0)"
"""Name and version of the native rules, to be kept beside what they said."""

RULES: tuple[Rule, ...] = tuple(rule for module in (envelope, subject, details, ours) for rule in module.RULES)
_BY_SCOPE = {scope: tuple(rule for rule in RULES if rule.on == scope) for scope in SCOPES}


def check(message: Message) -> list[Finding]:
    """Every rule that does not hold; empty when the message is right. Never raises."""
    whole = Around(message=message, facts=facts_of(message))
    findings: list[Finding] = []
    for scope, places in SCOPES.items():
        for path, around in places(whole):
            findings += [rule.finding(around, path) for rule in _BY_SCOPE[scope] if not rule.holds(around)]
    return findings
