"""The native verdict names the same error rules as the official packs, on spoilt documents of every kind."""

import random
from itertools import islice

import pytest

from sansfaute.en16931.judgement import judge as native
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.rules import check, not_coded
from sansfaute.en16931.syntaxes import WriteRefused, recognise, write
from sansfaute.en16931.tests.mutations import spoilt as spoiling
from sansfaute.en16931.tests.mutations import valid_documents
from sansfaute.en16931.tests.official import EXAMPLES, needs_examples
from sansfaute.en16931.tests.rule_cases import CASES as RULE_CASES
from sansfaute.en16931.tests.rule_cases import spoilt
from sansfaute.en16931.values import Finding
from sansfaute.review.adapters.official import OfficialVerdict, judge
from sansfaute.review.tests.mutants import Mutant, mutants, sources
from sansfaute.review.tests.mutations import MUTATIONS
from sansfaute.review.tests.parity import Compared, compare, compared, errors, tally
from sansfaute.review.tests.parity_cases import CASES, mutant
from sansfaute.review.tests.parity_cases_in_ubl import IN_UBL

SLICE = 500
SEEN_AS_PRESENT = frozenset(("BR-17",))
"""What the official pack for CII is content to see as an element without text, which the model calls missing."""


@pytest.fixture(scope="module")
def judged() -> dict[str, list[Compared]]:
    """Both verdicts on all documents of this file, asked at once: each pack is compiled once, which costs the most."""
    documents = {
        "slice": list(islice(mutants(SLICE, 20261031), SLICE)),
        "cases": [mutant(one) for one in CASES],
        "in UBL": [mutant(one) for one in IN_UBL],
    }
    found = compare([one for some in documents.values() for one in some])
    return {name: list(islice(found, len(some))) for name, some in documents.items()}


def differing(found: list[Compared]) -> list[tuple[str, tuple[str, ...], list[str], list[str]]]:
    """What differs, for a person to read."""
    return [
        (f"{one.mutant.syntax} {one.mutant.profile} {one.mutant.origin}", one.mutant.done, sorted(one.native),
         sorted(one.official))
        for one in found
        if one.differs
    ]  # fmt: skip


def test_a_slice_of_mutants_gets_the_same_names_from_both(judged: dict[str, list[Compared]]) -> None:
    assert len(judged["slice"]) == SLICE
    assert differing(judged["slice"]) == []


def test_differences_seen_once_are_gone(judged: dict[str, list[Compared]]) -> None:
    assert len(judged["cases"]) == len(CASES)
    assert differing(judged["cases"]) == []
    assert all(one.named for one in judged["cases"] if one.outcome == "failed")


def test_differences_seen_once_in_ubl_are_gone(judged: dict[str, list[Compared]]) -> None:
    assert differing(judged["in UBL"]) == []
    outcomes = [one.outcome for one in judged["in UBL"]]
    assert len(outcomes) == len(IN_UBL)
    assert "refused by the schema" not in outcomes
    assert outcomes.count("failed") > 6 * outcomes.count("passed")


def test_mutants_are_the_same_for_the_same_seed_and_of_every_kind() -> None:
    made = list(mutants(300, 7))
    assert made == list(mutants(300, 7))
    assert made != list(mutants(300, 8))
    assert {kind for one in made for kind in one.kinds} >= MUTATIONS.keys()
    assert {(one.syntax, one.profile) for one in made} == {
        *(("cii", profile) for profile in ("basic", "basicwl", "en16931", "extended", "extended-ctc-fr")),
        ("ubl", "en16931"),
        ("ubl", "extended-ctc-fr"),
    }


def test_any_mutant_is_judged_without_a_schema_to_stop_it() -> None:
    """Numbers that are none, doubled totals, dates of no calendar: findings, never a crash."""
    for one in mutants(400, 123):
        assert native(one.content).verdict in ("passed", "failed", "not_run"), one.done


def test_every_official_example_is_a_source() -> None:
    needs_examples()
    origins = {one.origin for one in sources(EXAMPLES)}
    assert sum(not origin.startswith("ours ") for origin in origins) >= 40


def test_a_tally_counts_by_kind_and_keeps_the_smallest_example() -> None:
    report = tally([*islice(mutants(0, 1), 3)]).report()
    assert (report["documents"], report["same"], report["differences"]) == (3, 3, {})
    assert report["mutations"] == {"none": [3, 3]}


def test_a_difference_is_seen_on_either_side() -> None:
    (good,) = islice(mutants(0, 1), 1)
    said = {"fr": "", "en": ""}
    refused = Finding(rule="BR-01", level="error", term="", value="", message=said, fix=said)
    one = compared(good, OfficialVerdict("failed", ("pack",), (refused,)))
    assert one.official == frozenset({"BR-01"})
    assert not one.native
    assert one.differs
    bad = Mutant(good.content.replace(b"EUR", b"EUX"), good.syntax, good.profile, good.origin)
    assert compared(bad, OfficialVerdict("passed", ("pack",))).native
    assert not compared(bad, OfficialVerdict("failed", ("pack",), (), "a stylesheet gave up")).differs


def test_rules_asked_of_an_invoice_before_it_is_written_say_the_same() -> None:
    """As at the issue of an invoice: nothing is known but the model."""
    chance = random.Random(20261031)
    streams = [spoiling(invoice, chance) for invoice in valid_documents().values()]
    failing = [spoilt(base, *changes) for _, base, changes in RULE_CASES][::3]
    written = _written([*failing, *(next(chance.choice(streams)) for _ in range(60))])
    wrong = []
    for (invoice, content), verdict in zip(written, judge([content for _, content in written]), strict=True):
        known = recognise(content)
        ours = {one.rule for one in check(invoice) if one.level == "error"}
        ours -= not_coded(known.syntax, known.profile) | SEEN_AS_PRESENT
        theirs = {one for one in errors(verdict.findings) if not one.startswith("FX-")}
        if not verdict.why and ours != theirs:
            wrong.append((known.profile, sorted(ours - theirs), sorted(theirs - ours)))
    assert wrong == []


def _written(invoices: list[Invoice]) -> list[tuple[Invoice, bytes]]:
    """Those that the syntax and profile can hold."""
    found = []
    for invoice in invoices:
        try:
            found.append((invoice, write(invoice, "cii")))
        except WriteRefused:
            continue
    return found
