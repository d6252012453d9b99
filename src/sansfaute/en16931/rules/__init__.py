"""The official rules, native: one function for each, named by it, with message and fix in two languages.

`check` gives the same rule names as the official packs on the same document (see the parity test),
in about a millisecond.
"""

from sansfaute.en16931.codelists import SOURCE
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.rules import (
    calculation,
    code_values,
    document,
    fr_amounts,
    fr_conditions,
    fr_document,
    fr_parties,
    fr_several_sellers,
    lines,
    parties,
    vat,
)
from sansfaute.en16931.rules.carriage import unwritable
from sansfaute.en16931.rules.facts import Facts
from sansfaute.en16931.rules.rule import Rule
from sansfaute.en16931.rules.scopes import SCOPES
from sansfaute.en16931.rules.shape import shape
from sansfaute.en16931.values import Finding

__all__ = ["PACK", "RULES", "Finding", "Rule", "check", "shape"]

PACK = f"sansfaute 1 (EN 16931, BR-FR 1.4, lists of {SOURCE})"
"""Name and version of the native rules, to be kept beside what they said."""

_MODULES = (
    document,
    parties,
    lines,
    calculation,
    code_values,
    vat,
    fr_document,
    fr_conditions,
    fr_parties,
    fr_amounts,
    fr_several_sellers,
)
RULES: tuple[Rule, ...] = tuple(rule for module in _MODULES for rule in module.RULES)
_BY_SCOPE = {scope: tuple(rule for rule in RULES if rule.on == scope) for scope in SCOPES}


def check(invoice: Invoice) -> list[Finding]:
    """Every rule of EN 16931 and of France that does not hold; empty when the document is right.

    Never raises: a value that nothing can carry is a finding, and the rules are then not asked.
    """
    findings, empty = unwritable(invoice)
    if findings:
        return findings
    facts = Facts(invoice, empty)
    for scope, items in SCOPES.items():
        rules = _BY_SCOPE[scope]
        for path, item in items(invoice):
            findings += [rule.finding(item, path) for rule in rules if not rule.holds(item, facts)]
    return findings
