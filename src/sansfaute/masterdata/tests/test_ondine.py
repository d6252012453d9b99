"""The quality rules against the truth of the example: what was planted is found, and little else."""

import csv
import os
from collections import Counter
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from sansfaute.intake import actions as intake
from sansfaute.masterdata import rules
from sansfaute.masterdata.adapters import matching

REPOSITORY = Path(__file__).parents[4]
TRUTH = REPOSITORY.parent / "shared" / "data" / "ondine" / "truth" / "clients.csv"
PLANTED = {
    "identifier_checksum": 15, "identifier_length": 11, "siren_missing": 12, "vat_key": 8, "iban_checksum": 9,
    "email_syntax": 24, "address_missing": 11, "name_missing": 4,
}  # fmt: skip
# True of the data though nobody planted them, and all of them warnings: a country left empty, a SIREN that only
# the VAT number has, postcodes whose zero a spreadsheet lost, e-mail domains that end in a hyphen, other dress.
UNPLANTED = {
    "country_assumed": 30,
    "siren_missing_proposed": 8,
    "post_code_zero": 3,
    "email_domain": 3,
    "name_case": 20,
    "street_abbreviated": 11,
}
KINDS = {"b2b": "business", "b2c": "consumer", "b2g": "public", "eu": "business", "export": "business"}

if not TRUTH.exists():
    if os.environ.get("CI") == "true":
        raise FileNotFoundError(f"{TRUTH} is needed here")
    pytest.skip("the truth of the example is not here", allow_module_level=True)


@cache
def truth() -> dict[str, dict[str, str]]:
    with TRUTH.open(encoding="utf-8", newline="") as file:
        return {row["customer_code"]: row for row in csv.DictReader(file)}


@cache
def records() -> dict[str, rules.Record]:
    content = (REPOSITORY / "examples" / "ondine" / "clients.csv").read_bytes()
    reading = intake.recognise_file(name="clients.csv", content=content)
    rows = [reading.reader.read(cells) for _, cells in reading.rows()]
    return {values["code"]: rules.read_buyer(values) for values, reason in rows if not reason}


def issues(code: str) -> set[str]:
    return set(truth()[code]["issues"].replace("|", " ").replace(";", " ").split())


def test_every_planted_issue_is_found() -> None:
    found = Counter(
        rule for code, record in records().items() for rule in {one.rule for one in record.findings} & issues(code)
    )
    assert dict(found) == PLANTED


def test_nothing_else_is_found_but_what_is_true() -> None:
    others = [one for code, record in records().items() for one in record.findings if one.rule not in issues(code)]
    assert dict(Counter(one.rule for one in others)) == UNPLANTED
    assert {one.level for one in others} == {"warning"}


def test_the_comparison_says_so() -> None:
    known = {code: rules.read_issues(row["issues"]) for code, row in truth().items()}
    compared = rules.compare({code: record.findings for code, record in records().items()}, known)
    assert {one.issue: one.planted for one in compared.issues} == PLANTED
    assert {share for one in compared.issues for share in (one.precision, one.recall)} == {1}
    assert (compared.sound_called_wrong, compared.sound) == ({}, 604)


def test_no_vat_number_of_another_member_state_is_doubted() -> None:
    abroad = [code for code in truth() if truth()[code]["kind"] == "eu"]
    assert len(abroad) == 50
    assert not [one for code in abroad for one in records()[code].findings if one.field == "vat_identifier"]


def test_buyers_are_told_apart() -> None:
    wrong = [code for code, record in records().items() if record.fields["kind"] != KINDS[truth()[code]["kind"]]]
    # "Cintre hospitalier Limoges" (misspelt) reads as a business, "Maçenerie Alpine" as nothing.
    assert len(records()) == 698
    assert len(wrong) <= 2


def test_duplicates_are_found_and_nothing_else_is_sure() -> None:
    compared = {
        code: {name: str(record.fields.get(name) or "") for name in rules.COMPARED}
        for code, record in records().items()
    }
    found = matching.find_clusters(compared.items())
    by_verdict = {
        verdict: [one.keys for one in found.clusters if one.verdict == verdict] for verdict in ("sure", "review")
    }
    entities = {code: row["entity"] for code, row in truth().items()}
    score = rules.score_duplicates(by_verdict["sure"], by_verdict["review"], entities)
    assert score.true_pairs == 102
    assert score.wrong_sure == ()
    assert score.missed == ()
    assert score.recall_of_sure > Decimal("0.95")
