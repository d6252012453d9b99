"""The quality rules against the truth of the example: what was planted is found, and little else."""

import csv
import os
from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from sansfaute.intake import actions as intake
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import rules

REPOSITORY = Path(__file__).parents[4]
TRUTH = REPOSITORY.parent / "shared" / "data" / "ondine" / "truth" / "clients.csv"
PLANTED = {
    "identifier_checksum": 15, "identifier_length": 11, "siren_missing": 12, "vat_key": 8, "iban_checksum": 9,
    "email_syntax": 24, "address_missing": 11, "name_missing": 4,
}  # fmt: skip
# True of the data though nobody planted them: a country left empty, a SIREN that only the VAT number
# has, postcodes whose zero a spreadsheet lost, e-mail domains that end in a hyphen, a trade misspelt.
UNPLANTED = {
    "country_assumed": 30,
    "siren_missing_proposed": 7,
    "post_code_zero": 3,
    "email_syntax": 3,
    "kind_unknown": 1,
    "siren_missing": 1,
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
    others = Counter(
        one.rule for code, record in records().items() for one in record.findings if one.rule not in issues(code)
    )
    assert dict(others) == UNPLANTED


def test_no_vat_number_of_another_member_state_is_doubted() -> None:
    abroad = [code for code in truth() if truth()[code]["kind"] == "eu"]
    assert len(abroad) == 50
    assert not [one for code in abroad for one in records()[code].findings if one.field == "vat_identifier"]


def test_buyers_are_told_apart() -> None:
    wrong = [code for code, record in records().items() if record.fields["kind"] != KINDS[truth()[code]["kind"]]]
    # "Cintre hospitalier Limoges" (misspelt) reads as a business, "Maçenerie Alpine" as nothing.
    assert len(records()) == 698
    assert len(wrong) <= 2


def test_proposals_are_right_and_miss_no_shared_identifier() -> None:
    identities = [
        rules.Identity(new_id(), code, *(record.fields[name] for name in ("siren", "siret", "vat_identifier")))
        for code, record in records().items()
    ]
    code = {one.buyer_id: one.code for one in identities}
    proposed = {(code[one.first_id], code[one.second_id]) for one in rules.shared_identifiers(identities)}
    wrong = [pair for pair in proposed if truth()[pair[0]]["entity"] != truth()[pair[1]]["entity"]]
    assert wrong == []
    same = [
        pair for pair in combinations(sorted(records()), 2) if truth()[pair[0]]["entity"] == truth()[pair[1]]["entity"]
    ]
    sharing = {pair for pair in same if _keys(pair[0]) & _keys(pair[1])}
    assert proposed == sharing
    assert (len(proposed), len(same)) == (79, 102)


def _keys(code: str) -> set[str]:
    fields = records()[code].fields
    return rules.identity_keys(fields["siren"], fields["vat_identifier"])
