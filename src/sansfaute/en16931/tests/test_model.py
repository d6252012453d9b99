"""The model holds every term of EN 16931-1 and of EXTENDED-CTC-FR, with its cardinality and its meaning."""

import copy
import csv
import os
import pickle
import tomllib
from collections import Counter
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from sansfaute.en16931 import model
from sansfaute.en16931.meanings import meaning, meaning_of_scheme
from sansfaute.en16931.model.walk import walk
from sansfaute.en16931.tests.mutations import full
from sansfaute.en16931.tests.samples import ordinary
from sansfaute.en16931.totals import calculate
from sansfaute.en16931.values import ABSENT, NO_DATE, is_absent

DOMAIN = Path(__file__).resolve().parents[5] / "shared" / "domain"


def lines_of(name: str) -> list[str]:
    """The lines of a list of terms; a test that needs it is skipped where it is absent, but not on the build server."""
    if not (DOMAIN / name).is_file():
        if os.environ.get("CI") == "true":
            pytest.fail("the list of terms is absent")
        pytest.skip("the list of terms is absent")
    return (DOMAIN / name).read_text(encoding="utf-8").splitlines()


def fields() -> dict[str, Mapping[str, Any]]:
    """What is said of each field of the model, by `Group.field`."""
    return {f"{group.__name__}.{one.name}": one.metadata for group, one in model.terms()}


def test_every_term_of_the_norm_is_there_with_its_cardinality() -> None:
    expected = {
        row["term"]: row["cardinality"] for row in csv.DictReader(lines_of("terms.csv")) if row["term"] != "BG-0"
    }
    found: dict[str, str] = {}
    for about in fields().values():  # the first place of a term is that of the norm, others are extensions
        found.setdefault(about["term"], about["cardinality"])
    assert {term: found.get(term) for term in expected} == expected


def test_every_term_of_the_french_extension_is_there() -> None:
    expected = {line for line in lines_of("terms-extended-ctc-fr.txt") if line.startswith("EXT-")}
    numbers = {about[key] for about in fields().values() for key in ("term", "scheme")}
    assert len(expected) == 62
    assert expected - numbers == set()


def test_a_term_is_there_twice_only_where_extended_repeats_it() -> None:
    twice = Counter(about["term"] for about in fields().values())
    assert {term for term, times in twice.items() if times > 1} == {
        # several identifiers, notes and payment terms, the first of which EN 16931 has
        *("BT-46", "BT-60", "BT-71", "BT-127", "EXT-FR-FE-183", "BT-128", "BT-20", "BT-9", "BT-X-275", "BG-X-77"),
    }


def test_each_term_has_two_names_and_two_meanings() -> None:
    for about in fields().values():
        assert about["fr"]
        assert about["en"]
        assert about["type"]
        assert meaning(about, "fr").endswith(".")
        assert meaning(about, "en").endswith(".")
        assert "{" not in meaning(about, "fr") + meaning(about, "en")
    assert meaning(fields()["Payer.role_code"], "fr") == "La qualité du payeur dans l'opération, en code (UNTDID 3035)."
    assert meaning(fields()["InvoicerAddress.city"], "en") == "The town of the invoicer."
    assert meaning_of_scheme(fields()["Payer.identifiers"], "en").startswith("The register or list")


def test_no_meaning_is_left_without_a_term() -> None:
    known = {about.get("shared", about["term"]) for about in fields().values()} | {"scheme"}
    for language in ("fr", "en"):
        data = files("sansfaute.en16931").joinpath(f"data/meanings_{language}.toml").read_text(encoding="utf-8")
        assert set(tomllib.loads(data)) == known


def test_parties_are_told_apart() -> None:
    payer = model.Payer(name="A", postal_address=model.PayerAddress(country_code="FR"))
    assert payer != model.Invoicee(name="A")
    assert replace(payer, role_code="DL").role_code == "DL"
    assert payer == pickle.loads(pickle.dumps(payer))
    with pytest.raises(FrozenInstanceError):
        payer.name = "B"  # type: ignore[misc]  # the offence


def test_what_is_absent_says_so() -> None:
    absent = (None, "", (), ABSENT, ABSENT + 1, NO_DATE)
    assert all(is_absent(one) for one in absent)
    assert not any(is_absent(one) for one in (Decimal(0), "0", (1,), date(2026, 1, 1)))
    assert ABSENT == copy.deepcopy(ABSENT) == pickle.loads(pickle.dumps(ABSENT))
    assert Decimal(1) != ABSENT
    assert not ABSENT != ABSENT  # noqa: SIM202  # unlike any other NaN, it is equal to itself
    with pytest.raises(InvalidOperation):
        assert ABSENT < 1


def test_a_walk_meets_what_is_present_and_nothing_else() -> None:
    invoice = calculate(replace(full(), buyer_reference=""))
    met = Counter(term for term, _, _ in walk(invoice))
    assert (met["BT-1"], met["BG-25"], met["BT-153"], met["BG-23"], met["BT-160"]) == (1, 3, 3, 3, 1)
    assert met["BT-10"] == 0, "an optional text that is empty is absent"
    assert met["BT-88"] == 0
    assert ("BT-161", "lines[0].item.attributes[0].value", "12") in list(walk(invoice))


def test_a_walk_does_not_meet_a_figure_that_is_absent() -> None:
    invoice = ordinary(1)
    bare = replace(invoice.lines[0], price=replace(invoice.lines[0].price, item_net_price=ABSENT))
    met = {term for term, _, _ in walk(replace(invoice, issue_date=NO_DATE, lines=(bare,)))}
    assert not {"BT-146", "BT-2"} & met
    assert "BG-29" in met
