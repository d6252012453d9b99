"""What the French rules propose: the value that mends, only where it can be known."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.rules import check
from sansfaute.en16931.tests.rule_cases import VALID, put, spoilt
from sansfaute.en16931.tests.wide_cases import WIDE
from sansfaute.en16931.values import Identifier

D = Decimal
GENERAL = "Donner le SIREN du vendeur : 9 chiffres, schéma 0002."
READ = "Donner le SIREN 100000009 (schéma 0002), lu dans son SIRET ou son numéro de TVA."


def fixes(invoice: Invoice, rule: str, syntax: str = "cii") -> dict[str, str]:
    return next(one.fix for one in check(invoice, syntax=syntax) if one.rule == rule)


@pytest.mark.parametrize(
    ("identifiers", "vat", "fix"),
    [
        ((Identifier("10000000900017", "0009"),), None, READ),
        ((Identifier("10000000900017", "0088"),), None, GENERAL),
        ((Identifier("100000009000170", "0009"),), None, GENERAL),
        ((Identifier("1000000090001", "0009"),), None, GENERAL),
        ((Identifier("1000O000900017", "0009"),), None, GENERAL),
        ((), "FR88100000009", READ),
        ((), "BE88100000009", GENERAL),
        ((), "FR8810000000", GENERAL),
        ((), "FR881000000090", GENERAL),
        ((), "", GENERAL),
        ((), None, GENERAL),
        ((Identifier("1000O000900017", "0009"),), "FR88100000009", READ),
    ],
)
def test_a_missing_siren_is_read_where_it_hides(identifiers: tuple[Identifier, ...], vat: str | None, fix: str) -> None:
    changes: list[tuple[str, Any]] = [("seller.legal_registration", None), ("seller.identifiers", identifiers)]
    spoiled = spoilt("plain", *changes, ("seller.vat_identifier", vat))
    assert fixes(spoiled, "BR-FR-10_BT-30")["fr"] == fix


def test_the_buyer_too() -> None:
    spoiled = spoilt("plain", ("buyer.legal_registration", None))
    assert "200000008" in fixes(spoiled, "BR-FR-11_BT-47")["fr"]
    assert "200000008" in fixes(spoiled, "BR-FR-11_BT-47")["en"]


def test_an_address_is_shown_with_the_siren_of_its_party() -> None:
    spoiled = spoilt("plain", ("buyer.electronic_address", Identifier("9", "0225")))
    assert "200000008" in fixes(spoiled, "BR-FR-21_BT-49")["en"]
    for legal in (None, Identifier("9", "0223")):
        without = put(spoiled, "buyer.legal_registration", legal)
        without = put(without, "buyer.electronic_address", Identifier("8", "0225"))
        if legal is not None:
            assert fixes(without, "BR-FR-21_BT-49")["fr"] == "Prendre l'adresse dans l'annuaire."
    billed = spoilt("self-billed", ("seller.electronic_address", Identifier("9", "0225")))
    assert "100000009" in fixes(billed, "BR-FR-22_BT-34")["fr"]


def test_only_the_one_who_receives_is_looked_at() -> None:
    spoiled = spoilt("plain", ("seller.electronic_address", Identifier("9", "0225")))
    assert "BR-FR-22_BT-34" not in {one.rule for one in check(spoiled)}


@pytest.mark.parametrize(
    ("siret", "siren", "fix"),
    [
        (
            "20000000800019",
            "100000009",
            "Donner un SIRET de 14 chiffres qui commence par 100000009, ou corriger le SIREN.",
        ),
        ("100000009", "100000009", "Corriger le SIRET ou le SIREN."),
        ("1000000090001", "100000009", "Corriger le SIRET ou le SIREN."),
        ("20000000800019", None, "Corriger le SIRET ou le SIREN."),
    ],
)
def test_a_siret_is_shown_with_its_siren(siret: str, siren: str | None, fix: str) -> None:
    legal = None if siren is None else Identifier(siren, "0002")
    spoiled = spoilt(
        "plain", ("seller.identifiers", (Identifier(siret, "0009"),)), ("seller.legal_registration", legal)
    )
    assert fixes(spoiled, "BR-FR-09_BT-29")["fr"] == fix


@pytest.mark.parametrize(
    ("rule", "path", "value", "part"),
    [
        ("BR-FR-23_BT-49", "buyer.electronic_address", Identifier("200000008/é", "0225"), "« 200000008 »"),
        ("BR-FR-32-LEGALID", "buyer.legal_registration", Identifier("200 000 008", "0002"), "« 200 000 008 »"),
        ("BR-FR-32-GLOBALID", "seller.identifiers", (Identifier("5", "0231"),), "« 5 »"),
        ("BR-FR-CO-11", "seller.identifiers", (Identifier("1", "0228"),), "« 1 » (schéma 0228) : donner un RIDET"),
        ("BR-FR-02_BT-1", "invoice_number", "-a.b-", "« a-b »"),
        ("BR-FR-02_BT-1", "invoice_number", "X.2026.X", "« X-2026-X »"),
        ("BR-FR-16_BT-119", "vat_breakdown.0.vat_rate", D("19.9"), "« 20 »"),
        ("BR-FR-16_BT-119", "vat_breakdown.0.vat_rate", D("5.25"), "« 5.5 »"),
        ("BR-FR-CO-07_BT-9", "payment_due_date", date(2026, 10, 1), "2026-10-31"),
    ],
)
def test_a_value_is_proposed(rule: str, path: str, value: Any, part: str) -> None:
    assert part in fixes(spoilt("plain", (path, value)), rule)["fr"]


@pytest.mark.parametrize(
    ("rule", "path", "value"),
    [
        ("BR-FR-23_BT-49", "buyer.electronic_address", Identifier("é", "0225")),
        ("BR-FR-23_BT-49", "buyer.electronic_address", Identifier("", "0225")),
        ("BR-FR-02_BT-1", "invoice_number", "é"),
        ("BR-FR-16_BT-119", "vat_breakdown.0.vat_rate", D("15")),
    ],
)
def test_nothing_is_proposed_where_nothing_is_near(rule: str, path: str, value: Any) -> None:
    assert "«" not in fixes(spoilt("plain", (path, value)), rule)["fr"]


def test_a_due_date_is_proposed_in_english_too() -> None:
    spoiled = spoilt("plain", ("payment_due_date", date(2026, 10, 1)))
    assert "2026-10-31" in fixes(spoiled, "BR-FR-CO-07_BT-9")["en"]


@pytest.mark.parametrize(
    ("rule", "path", "value", "fix"),
    [
        ("BR-FR-CO-09_BT-23-1", "totals.paid_amount", D(1), "Remplacer 1 par 85.56."),
        ("BR-FR-CO-09_BT-23-2", "totals.amount_due", D(1), "Remplacer 1 par 0.00."),
    ],
)
def test_a_paid_invoice_is_told_its_sums(rule: str, path: str, value: Any, fix: str) -> None:
    total = VALID["paid"].totals.total_with_vat
    assert fixes(spoilt("paid", (path, value)), rule)["fr"] == fix.replace("85.56", f"{total}")


@pytest.mark.parametrize(
    ("rule", "place", "value", "fix"),
    [
        ("BR-FR-MV-05_EXT-FR-FE-BG-12", "line_net_amount", D("201"), "Remplacer 201 par 200.00."),
        ("BR-FR-MV-09_EXT-FR-FE-181", "vat_amount", D("41"), "Remplacer 41 par 40.00."),
        ("BR-FR-MV-09_EXT-FR-FE-181", "vat_amount", None, "Donner 40.00."),
        ("BR-FR-MV-10_EXT-FR-FE-184", "amount_with_vat", D("241"), "Remplacer 241 par 240.00."),
    ],
)
def test_a_sub_invoice_is_told_its_sums(rule: str, place: str, value: Any, fix: str) -> None:
    assert fixes(put(WIDE["several sellers"], f"lines.0.{place}", value), rule)["fr"] == fix


def test_a_sub_invoice_is_told_its_number() -> None:
    other = put(WIDE["several sellers"], "invoice_number", "F9")
    assert fixes(other, "BR-FR-MV-11_BT-128")["fr"] == "Donner à sa sous-facture le numéro F9 (BT-128, schéma AFL)."
    bare = put(put(WIDE["several sellers"], "lines.1.object_identifier", None), "lines.1.vat.exemption_reason", None)
    assert fixes(bare, "BR-FR-MV-08_BT-128")["fr"] == "Commencer le motif de la ligne par #numéro#."
