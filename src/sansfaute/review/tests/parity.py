"""Native rules against the official packs: the same set of rule names on the same document."""

import random
from collections import Counter
from collections.abc import Iterable
from itertools import islice

from sansfaute.en16931.codelists import ASSERTS
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.rules import RULES, check
from sansfaute.en16931.syntaxes import cii
from sansfaute.en16931.tests.mutations import spoilt, valid_documents
from sansfaute.en16931.tests.rule_cases import CASES
from sansfaute.en16931.tests.rule_cases import spoilt as failing
from sansfaute.review.adapters.official import judge

EN_16931 = "urn:cen.eu:en16931:2017"
NOT_CODED = {"BR-17", "BR-CO-25", "vat.accounting_currency"}
"""What the official pack for CII leaves out (BR-CO-25), states without a name (the accounting
currency), or sees only as the presence of an element (BR-17)."""


def official_names(rules: Iterable[str]) -> set[str]:
    """Names of the official verdict: asserts of lists by the rule they stand for; no schema, nothing nameless."""
    return {ASSERTS.get(rule, rule) for rule in rules} - {"XSD", "unnamed"}


def compare(invoices: list[Invoice]) -> dict[str, object]:
    """Both verdicts on each document, and where they differ."""
    verdicts = judge([cii.write(invoice) for invoice in invoices])
    same, extra, lacking, met = 0, Counter[str](), Counter[str](), set[str]()
    for invoice, verdict in zip(invoices, verdicts, strict=True):
        assert verdict.verdict != "not_run", verdict.why
        official = official_names(one.rule for one in verdict.findings)
        native = {one.rule for one in check(invoice)} - NOT_CODED
        extra.update(native - official)
        lacking.update(official - native)
        met |= official
        same += native == official
    known = {rule.id for rule in RULES} - NOT_CODED
    return {
        "documents": len(invoices),
        "same": same,
        "share": round(same / len(invoices), 4),
        "native_only": dict(extra.most_common()),
        "official_only": dict(lacking.most_common()),
        "rules_met": len(met & known),
        "rules_native": len(known),
        "official_without_native": sorted(met - known),
        "native_never_met": sorted(known - met),
    }


def failing_documents() -> list[Invoice]:
    """A document that fails each native rule, several for some."""
    made = [failing(base, *changes) for _, base, changes in CASES]
    return [one for one in made if one.process_control.specification_identifier == EN_16931]


def random_documents(count: int, seed: int) -> list[Invoice]:
    """The valid documents, and as many spoilt ones as asked, spread over the kinds; valid profile kept."""
    chance = random.Random(seed)
    valid = valid_documents()
    streams = [spoilt(invoice, chance) for invoice in valid.values()]
    mixed = (next(chance.choice(streams)) for _ in iter(int, 1))
    kept = (one for one in mixed if one.process_control.specification_identifier == EN_16931)
    return [*valid.values(), *islice(kept, count)]
