"""Registries: what is asked, how answers read, and what counts as a difference. No network, no database."""

import json
from typing import Any

import pytest

from sansfaute.masterdata.rules import registries as rules
from sansfaute.masterdata.tests.recorded_service import RECORDED

OURS: dict[str, Any] = {
    "name": "Ateliers du Rhône SAS",
    "line_1": "12 bis, avenue du Général-Leclerc",
    "line_2": "",
    "post_code": "69007",
    "city": "Lyon",
    "country_code": "FR",
    "siren": "552100554",
    "siret": "55210055400021",
    "vat_identifier": "FR96552100554",
    "electronic_address": "",
}


def answer(name: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((RECORDED / f"{name}.json").read_text("utf-8"))
    return told


def found(registry: str, told: dict[str, str], outcome: rules.Outcome = "found", **ours: str) -> set[tuple[str, str]]:
    return {
        (one.field, one.theirs)
        for one in rules.differences(registry, {**OURS, **ours}, outcome, told, asked_on="2026-11-24")
    }


class TestQuestions:
    def test_each_number_that_holds_is_asked(self) -> None:
        asked = {(one.registry, one.identifier) for one in rules.questions(OURS)}
        assert asked == {("sirene", "55210055400021"), ("directory", "552100554"), ("vies", "FR96552100554")}

    def test_a_number_that_fails_its_check_is_not_worth_a_question(self) -> None:
        broken = {**OURS, "siren": "552100555", "siret": "", "vat_identifier": "FR00552100555"}
        assert rules.questions(broken) == []

    def test_a_foreign_buyer_is_asked_of_vies_alone(self) -> None:
        german = {**OURS, "siren": "", "siret": "", "vat_identifier": "DE136695976"}
        assert [(one.registry, one.identifier) for one in rules.questions(german)] == [("vies", "DE136695976")]


class TestReading:
    def test_an_open_establishment(self) -> None:
        assert rules.read_sirene(answer("sirene_siret_open")) == {
            "siren": "552100554",
            "siret": "55210055400021",
            "name": "ATELIERS DU RHONE",
            "line_1": "12 BIS AV DU GENERAL LECLERC",
            "post_code": "69007",
            "city": "LYON 7",
            "is_active": "yes",
        }

    def test_a_closed_company_tells_since_when(self) -> None:
        told = rules.read_sirene(answer("sirene_siret_closed"))
        assert (told["is_active"], told["closed_on"]) == ("no", "2026-06-30")

    def test_what_is_withheld_is_not_said(self) -> None:
        told = rules.read_sirene(answer("sirene_siren_withheld"))
        assert told == {"siren": "552100554", "is_active": "yes"}

    def test_vies_that_hides_the_name(self) -> None:
        assert rules.read_vies(answer("vies_valid")) == {"vat_identifier": "DE136695976", "is_valid": "yes"}

    def test_vies_that_says_neither(self) -> None:
        assert "is_valid" not in rules.read_vies({"countryCode": "DE", "vatNumber": "1"})

    def test_the_directory(self) -> None:
        told = rules.read_directory(answer("directory_on_a_platform"), "552100554")
        assert told["addresses"] == "552100554"
        assert told["upcoming"] == "552100554_PAIE"
        assert told["platform"] == "yes"

    def test_lines_of_another_company_are_not_ours(self) -> None:
        assert rules.read_directory(answer("directory_on_a_platform"), "404833048") == {}


class TestDifferences:
    def test_written_otherwise_is_no_difference(self) -> None:
        assert found("sirene", rules.read_sirene(answer("sirene_siret_open"))) == set()

    def test_a_closed_company(self) -> None:
        told = rules.read_sirene(answer("sirene_siret_closed"))
        assert ("closed_on", "2026-06-30") in found("sirene", told)

    def test_a_moved_establishment(self) -> None:
        told = {**rules.read_sirene(answer("sirene_siret_open")), "line_1": "3 QUAI RAMBAUD", "post_code": "69002"}
        assert found("sirene", told) == {("line_1", "3 QUAI RAMBAUD"), ("post_code", "69002")}

    def test_the_address_of_another_establishment_is_not_compared(self) -> None:
        told = {**rules.read_sirene(answer("sirene_siret_open")), "siret": "55210055400013", "post_code": "13001"}
        assert found("sirene", told) == set()

    def test_a_number_that_nobody_has(self) -> None:
        assert found("sirene", {}, "absent") == {("legal_identifier", "")}

    def test_another_name(self) -> None:
        told = {**rules.read_sirene(answer("sirene_siret_open")), "name": "RHONE CONSTRUCTIONS"}
        assert found("sirene", told) == {("name", "RHONE CONSTRUCTIONS")}

    def test_a_vat_number_out_of_service(self) -> None:
        assert found("vies", rules.read_vies(answer("vies_invalid")), "absent") == {("vat_identifier", "")}

    def test_the_published_address_is_proposed(self) -> None:
        told = rules.read_directory(answer("directory_on_a_platform"), "552100554")
        assert found("directory", told) == {("electronic_address", "0225:552100554")}
        assert found("directory", told, electronic_address="0225:552100554") == set()
        assert found("directory", told, electronic_address="0225:552100554_OLD") == {
            ("electronic_address", "0225:552100554")
        }

    @pytest.mark.parametrize("registry", ["sirene", "vies", "directory"])
    def test_a_service_that_is_down_proves_nothing(self, registry: str) -> None:
        assert rules.differences(registry, OURS, "unavailable", {"is_active": "no", "is_valid": "no"}) == []


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("Ateliers du Rhône SAS", "ATELIERS DU RHONE", True),
        ("SARL L'Étoile", "ETOILE (L')", True),
        ("Rhône Ateliers", "ATELIERS DU RHONE", True),
        ("Boulangerie Martin", "BOULANGERIE DURAND", False),
        ("Martin", "MARTIN ET FILS", False),
        ("", "ATELIERS DU RHONE", False),
    ],
)
def test_names(one: str, two: str, same: bool) -> None:
    assert rules.same_name(one, two) is same


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("Lyon", "LYON 7", True),
        ("Paris 13e arrondissement", "PARIS 13", True),
        ("St-Étienne cedex 1", "SAINT-ETIENNE", True),
        ("Lyon", "LILLE", False),
    ],
)
def test_cities(one: str, two: str, same: bool) -> None:
    assert rules.same_city(one, two) is same


def test_streets() -> None:
    assert rules.street_key("12 bis, avenue du Général-Leclerc") == rules.street_key("12 BIS AV DU GENERAL LECLERC")
    assert rules.street_key("12 rue X") != rules.street_key("21 rue X")
