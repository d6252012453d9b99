"""Identifiers of parties and places: where each syntax looks for a scheme and for nine digits."""

import pytest

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.rules import check
from sansfaute.en16931.tests.rule_cases import VALID, put, spoilt
from sansfaute.en16931.values import Identifier

PLACES = ["delivery.location_identifier", "lines.4.item.standard_identifier"]


def found(invoice: Invoice, syntax: str) -> set[str]:
    return {one.rule for one in check(invoice, syntax=syntax) if one.rule.startswith("BR-FR-")}


def test_in_cii_an_identifier_without_scheme_has_an_element_of_its_own() -> None:
    plain = put(VALID["plain"], "seller.identifiers", (Identifier("1"),))
    assert "BR-FR-CO-10_BT-29-1" in found(plain, "ubl")
    assert "BR-FR-CO-10_BT-29-1" not in found(plain, "cii")


@pytest.mark.parametrize("path", PLACES)
def test_in_cii_alone_places_and_items_are_asked_for_nine_digits(path: str) -> None:
    spoiled = put(VALID["wide"], path, Identifier("1", "0002"))
    assert "BR-FR-32-GLOBALID" in found(spoiled, "cii")
    assert not {"BR-FR-32-GLOBALID", "BR-FR-32-ID"} & found(spoiled, "ubl")


def test_the_beginning_of_a_long_identifier_is_shown() -> None:
    spoiled = spoilt("plain", ("buyer.legal_registration", Identifier("2" * 41, "0002")))
    (fix,) = (one.fix for one in check(spoiled) if one.rule == "BR-FR-32-LEGALID")
    shown = "2" * 40
    assert fix["fr"] == f"Écrire le SIREN « {shown} » en 9 chiffres, sans espace, ou donner un autre schéma."
    assert fix["en"] == f"Write the SIREN '{shown}' with 9 digits, without space, or give another scheme."
