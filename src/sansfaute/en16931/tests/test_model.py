"""The model holds every term of EN 16931-1, once, with its cardinality and group."""

import csv
import os
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from sansfaute.en16931 import model
from sansfaute.en16931.model.walk import walk
from sansfaute.en16931.tests.mutations import full
from sansfaute.en16931.totals import calculate

TERMS = Path(__file__).resolve().parents[5] / "shared" / "domain" / "terms.csv"


def test_every_term_of_the_norm_is_there_with_its_cardinality() -> None:
    if not TERMS.is_file():
        if os.environ.get("CI") == "true":
            pytest.fail("the list of terms is absent")
        pytest.skip("the list of terms is absent")
    with TERMS.open(encoding="utf-8", newline="") as rows:
        expected = {row["term"]: row["cardinality"] for row in csv.DictReader(rows) if row["term"] != "BG-0"}
    found = {one.metadata["term"]: one.metadata["cardinality"] for _, one in model.terms()}
    assert found == expected


def test_no_term_is_there_twice_and_each_has_two_names() -> None:
    assert not [term for term, times in Counter(one.metadata["term"] for _, one in model.terms()).items() if times > 1]
    assert all(one.metadata["fr"] and one.metadata["en"] and one.metadata["type"] for _, one in model.terms())


def test_a_walk_meets_what_is_present_and_nothing_else() -> None:
    invoice = calculate(replace(full(), buyer_reference=""))
    met = Counter(term for term, _, _ in walk(invoice))
    assert (met["BT-1"], met["BG-25"], met["BT-153"], met["BG-23"], met["BT-160"]) == (1, 3, 3, 3, 1)
    assert met["BT-10"] == 0, "an optional text that is empty is absent"
    assert met["BT-88"] == 0
    assert ("BT-161", "lines[0].item.attributes[0].value", "12") in list(walk(invoice))
