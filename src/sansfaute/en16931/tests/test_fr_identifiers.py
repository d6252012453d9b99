"""Identifiers of parties and places: where each syntax looks for a scheme and for nine digits."""

import pytest

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.rules import check
from sansfaute.en16931.tests.rule_cases import VALID, put, spoilt
from sansfaute.en16931.tests.wide_cases import WIDE
from sansfaute.en16931.values import Identifier

PLACES = ["delivery.location_identifier", "lines.4.item.standard_identifier"]


def found(invoice: Invoice, syntax: str, raw: dict[str, str] | None = None) -> set[str]:
    return {one.rule for one in check(invoice, syntax=syntax, raw=raw) if one.rule.startswith("BR-FR-")}


def test_in_cii_an_identifier_without_scheme_has_an_element_of_its_own() -> None:
    plain = put(VALID["plain"], "seller.identifiers", (Identifier("1"),))
    assert "BR-FR-CO-10_BT-29-1" in found(plain, "ubl")
    assert "BR-FR-CO-10_BT-29-1" not in found(plain, "cii")


@pytest.mark.parametrize("path", PLACES)
def test_in_cii_alone_places_and_items_are_asked_for_nine_digits(path: str) -> None:
    spoiled = put(WIDE["wide"], path, Identifier("1", "0002"))
    assert "BR-FR-32-GLOBALID" in found(spoiled, "cii")
    assert not {"BR-FR-32-GLOBALID", "BR-FR-32-ID"} & found(spoiled, "ubl")


def test_in_ubl_the_location_of_a_line_has_no_siret() -> None:
    spoiled = put(WIDE["wide"], "lines.4.delivery.identifiers", (Identifier("1", "0009"),))
    assert "BR-FR-09_EXT-FR-FE-146" in found(spoiled, "cii")
    assert "BR-FR-09_EXT-FR-FE-146" not in found(spoiled, "ubl")


@pytest.mark.parametrize("path", ["seller.identifiers[0]", "seller.legal_registration"])
def test_in_ubl_blanks_around_a_siret_or_its_siren_are_characters(path: str) -> None:
    numbered = put(VALID["plain"], "seller.identifiers", (Identifier("10000000900017", "0009"),))
    raw = {path: " 10000000900017 "}
    assert "BR-FR-09_BT-29" in found(numbered, "ubl", raw)
    assert "BR-FR-09_BT-29" not in found(numbered, "cii", raw)
    assert "BR-FR-09_BT-29" not in found(numbered, "ubl", {"buyer.legal_registration": " 200000008 "})


def test_a_siren_that_is_not_there_has_no_blanks_around_it() -> None:
    located = put(VALID["full"], "delivery.location_identifier", Identifier("20000000800019", "0009"))
    assert "BR-FR-09_BT-71" not in found(located, "ubl", {"delivery.legal_registration": " "})
    assert "BR-FR-09_BT-71" in found(located, "ubl", {"delivery.location_identifier": " 20000000800019"})


def test_in_ubl_only_a_siren_is_compared_with_its_blanks() -> None:
    numbered = spoilt("full", ("payee.identifier", Identifier("30000000600014", "0009")))
    for scheme, holds in (("0002", False), ("0088", True)):
        named = put(numbered, "payee.legal_registration", Identifier("300000006", scheme))
        said = found(named, "ubl", {"payee.legal_registration": " 300000006 "})
        assert ("BR-FR-09_BT-60" not in said) is holds


def test_the_beginning_of_a_long_identifier_is_shown() -> None:
    spoiled = spoilt("plain", ("buyer.legal_registration", Identifier("2" * 41, "0002")))
    (fix,) = (one.fix for one in check(spoiled) if one.rule == "BR-FR-32-LEGALID")
    shown = "2" * 40
    assert fix["fr"] == f"Écrire le SIREN « {shown} » en 9 chiffres, sans espace, ou donner un autre schéma."
    assert fix["en"] == f"Write the SIREN '{shown}' with 9 digits, without space, or give another scheme."
