"""Native rules against the official packs on spoilt documents: `python tools/parity.py [count] [seed]`.

Prints one JSON document: how many documents got the same set of rule names from both, and for each
rule that differed how often. What only the schema states, or that the official pack does not
code, are left out and listed.
"""

import json
import random
import sys
from collections import Counter
from collections.abc import Iterable
from itertools import islice

from sansfaute.en16931.codelists import ASSERTS
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.rules import RULES, check
from sansfaute.en16931.syntaxes import cii
from sansfaute.en16931.tests.mutations import spoilt, valid_documents
from sansfaute.review.adapters.official import judge

NOT_CODED = {"BR-CO-25", "vat.accounting_currency"}
"""What the official pack for CII leaves out, or states without a name."""


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


def documents(count: int, seed: int) -> list[Invoice]:
    """The valid documents, and as many spoilt ones as asked, spread over the kinds; valid profile kept."""
    chance = random.Random(seed)
    valid = valid_documents()
    streams = [spoilt(invoice, chance) for invoice in valid.values()]
    mixed = (next(chance.choice(streams)) for _ in iter(int, 1))
    kept = (one for one in mixed if one.process_control.specification_identifier == "urn:cen.eu:en16931:2017")
    return [*valid.values(), *islice(kept, count)]


def main() -> None:
    """Measures, and prints."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    print(json.dumps(compare(documents(count, seed)), indent=1))


if __name__ == "__main__":
    main()
