"""Which rules are asked: by syntax, profile and date; what the text in the source adds; what is proposed."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.en16931.model import Invoice, PaymentTerms
from sansfaute.en16931.rules import RULES, Given, check, not_coded, rules_for
from sansfaute.en16931.rules.packs import (
    JUDGED,
    PACKS,
    REFORM,
    TARGET_DATA,
    coded_in,
    errors_of,
    judged_as,
    level_in,
    tolerated_at_reception,
    warnings_of,
)
from sansfaute.en16931.rules.scopes import SCOPES
from sansfaute.en16931.tests.rule_cases import VALID, spoilt
from sansfaute.en16931.tests.wide_cases import AS_WRITTEN, WIDE
from sansfaute.en16931.values import ABSENT, Identifier

D = Decimal


def found(invoice: Invoice, **options: Any) -> set[str]:
    return {one.rule for one in check(invoice, **options)}


def fix_of(rule: str, invoice: Invoice, language: str = "fr", **options: Any) -> str:
    return next(one.fix[language] for one in check(invoice, **options) if one.rule == rule)


def in_profile(base: str, guideline: str) -> Invoice:
    invoice = VALID[base]
    return replace(invoice, process_control=replace(invoice.process_control, specification_identifier=guideline))


def test_basic_wl_asks_for_no_line() -> None:
    assert "BR-16" in found(spoilt("plain", ("lines", ())))
    assert "BR-16" not in found(replace(in_profile("plain", "urn:factur-x.eu:1p0:basicwl"), lines=()))


def test_extended_counts_only_some_lines_and_en_16931_all() -> None:
    assert not {one for one in found(WIDE["grouped"]) if one.startswith(("BR-CO", "BR-FREXT-CO"))}
    control = replace(WIDE["grouped"].process_control, specification_identifier="urn:cen.eu:en16931:2017")
    assert "BR-CO-10" in found(replace(WIDE["grouped"], process_control=control))


@pytest.mark.parametrize(
    ("guideline", "day", "allowed"),
    [
        ("urn:cen.eu:en16931:2017", TARGET_DATA, True),
        ("urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic", REFORM, False),
        ("urn:factur-x.eu:1p0:minimum", REFORM, False),
        ("urn:factur-x.eu:1p0:basicwl", date(2027, 8, 31), True),
        ("urn:factur-x.eu:1p0:basicwl", TARGET_DATA, False),
    ],
)
def test_a_profile_that_the_reform_does_not_allow_is_told(guideline: str, day: date, allowed: bool) -> None:
    assert ("fr.profile" not in found(replace(in_profile("plain", guideline), issue_date=day))) is allowed


def test_an_unknown_profile_is_judged_as_en_16931() -> None:
    assert judged_as("cii", "urn:other") == ("cii", "en16931")
    assert judged_as("json", "extended") == ("cii", "extended")
    assert judged_as("ubl", "basic") == ("ubl", "en16931")
    assert found(in_profile("plain", "urn:other")) == found(VALID["plain"])


def test_a_rule_has_in_each_syntax_the_names_of_its_pack() -> None:
    spoiled = spoilt("plain", ("invoice_number", "a b"))
    assert {one for one in found(spoiled) if "BT-1" in one} == {"BR-FR-02_BT-1"}
    assert {one for one in found(spoiled, syntax="ubl") if "BT-1" in one} == {"BR-FR-01_BT-1-2", "BR-FR-02_BT-1"}


def test_a_rule_has_the_level_of_its_pack() -> None:
    card = spoilt("full", ("payment_instructions.payment_card.primary_account_number", "4970 1234 5678"))
    assert {one.level for one in check(card) if one.rule == "BR-51"} == {"error"}
    assert {one.level for one in check(card, syntax="ubl") if one.rule == "BR-51"} == {"warning"}


def test_packs_are_dated_and_named() -> None:
    assert all(one.name and one.version and one.source and one.since for one in PACKS)
    assert all(one.until is None or one.until > one.since for one in PACKS)
    keys = {pack.partition("/")[2] for syntax, profiles in JUDGED.items() for pack in coded_in("BR-FR-02_BT-1")}
    assert keys == {"fr"}
    assert level_in("cii", "en16931", "BR-16") == "error"
    assert level_in("cii", "basicwl", "BR-16") == ""
    assert "PEPPOL-EN16931-R008" in warnings_of("cii/en16931")
    assert len(errors_of("cii/fr")) == 171


@pytest.mark.parametrize(
    ("day", "expected"),
    [(date(2026, 8, 31), set()), (REFORM, {"BR-FR-CO-17"}), (TARGET_DATA, {"BR-FR-14", "BR-FR-CO-17"})],
)
def test_rules_that_no_pack_codes_apply_from_their_day_on(day: date, expected: set[str]) -> None:
    goods = spoilt("plain", ("process_control.business_process_type", "B1"), ("issue_date", day))
    assert found(goods) & {"BR-FR-14", "BR-FR-CO-17"} == expected


def test_a_coded_rule_also_judges_older_documents() -> None:
    assert "BR-FR-08_BT-23" in found(
        spoilt("plain", ("process_control.business_process_type", None), ("issue_date", date(2025, 1, 1)))
    )


def test_what_no_pack_codes_is_told_apart() -> None:
    assert {"BR-FR-CO-01", "BR-FR-14", "BR-CO-25"} <= not_coded("cii", "en16931")
    assert "BR-CO-25" not in not_coded("cii", "extended")
    assert not not_coded("ubl", "en16931") & (errors_of("ubl/en16931") | errors_of("ubl/fr"))


def test_a_receiver_was_lenient_until_the_end_of_september_2026() -> None:
    spoiled = spoilt("plain", ("invoice_number", "a b"))
    levels = {}
    for day in (date(2026, 9, 30), date(2026, 10, 1)):
        (one,) = (one for one in check(spoiled, given=Given(received_date=day)) if one.rule == "BR-FR-02_BT-1")
        levels[day] = one.level
    assert list(levels.values()) == ["warning", "error"]
    assert not tolerated_at_reception("BR-FR-MV-01_EXT-FR-FE-163", date(2026, 9, 1))
    assert not tolerated_at_reception("BR-CO-10", date(2026, 9, 1))


def test_the_caller_tells_what_the_document_cannot() -> None:
    invoice = VALID["plain"]
    told = Given(today=invoice.issue_date, size=100_000_000, known_numbers=frozenset(("F2026-00002",)))
    assert not found(invoice, given=told) & {"BR-FR-CO-01", "BR-FR-CO-02", "BR-FR-19"}


@pytest.mark.parametrize(
    ("syntax", "path", "text", "rule"),
    [
        ("cii", "issue_date", "20261301", "BR-FR-03_BT-2"),
        ("cii", "issue_date", "2026-10-31", "BR-FR-03_BT-2"),
        ("ubl", "issue_date", "2026-10-31Z", "BR-FR-03_BT-2"),
        ("ubl", "issue_date", "20261031", "BR-FR-03_BT-2"),
        ("ubl", "lines[0].period.start_date", "2026-02-30", "BR-FR-03_BT-134"),
        ("cii", "type_code", " 380", "BR-FR-04_BT-3"),
        ("cii", "lines[0].vat.vat_rate", "20.000", "BR-FR-16_BT-152"),
        ("cii", "lines[0].vat.vat_rate", "+20", "BR-FR-DEC-04_BT-152"),
        ("cii", "totals.amount_due", "+77.49", "BR-FR-DEC-01_BT-115"),
        ("cii", "totals.amount_due", "77.490", "BR-DEC-18"),
        ("cii", "lines[1].invoiced_quantity", "3.", "BR-FR-DEC-02_BT-129"),
        ("cii", "lines[1].price.item_net_price", ".5", "BR-FR-DEC-03_BT-146"),
    ],
)
def test_a_text_that_is_not_the_plain_form_is_judged_as_written(syntax: str, path: str, text: str, rule: str) -> None:
    invoice = VALID["plain"]
    assert rule not in found(invoice, syntax=syntax)
    assert rule in found(invoice, syntax=syntax, raw={path: text})


@pytest.mark.parametrize(("rule", "base", "raw"), AS_WRITTEN, ids=[case[0] for case in AS_WRITTEN])
def test_what_only_the_xml_shows_is_judged_by_the_readers_notes(rule: str, base: str, raw: dict[str, str]) -> None:
    assert rule not in found(VALID[base])
    assert rule in found(VALID[base], raw=raw)


def test_a_harmless_text_changes_nothing() -> None:
    invoice = VALID["plain"]
    raw = {"lines[0].vat.vat_rate": "20.0", "lines[1].invoiced_quantity": "007", "issue_date": "20261031T00:00"}
    assert found(invoice, raw=raw) == found(invoice)


def test_a_date_that_cannot_be_read_is_there_all_the_same() -> None:
    paid = spoilt("paid", ("payment_due_date", None))
    assert "BR-FR-CO-09_BT-23-3" in found(paid)
    assert "BR-FR-CO-09_BT-23-3" not in found(paid, raw={"payment_due_date": "20261301"})


def test_an_absent_figure_is_named_and_breaks_what_compares_it() -> None:
    assert {"BR-26", "BR-27"} <= found(spoilt("plain", ("lines.0.price.item_net_price", ABSENT)))
    assert {"BR-15", "BR-CO-16"} <= found(spoilt("plain", ("totals.amount_due", ABSENT)))
    assert "BR-24" in found(spoilt("plain", ("lines.0.line_net_amount", ABSENT)))


@pytest.mark.parametrize(
    ("rule", "base", "changes", "fix"),
    [
        ("BR-CO-10", "plain", [("totals.sum_of_line_net_amounts", D("74.081"))], "Remplacer 74.081 par 74.08."),
        ("BR-CO-12", "full", [("totals.sum_of_charges", None)], "Donner 10.00."),
        ("BR-S-09", "plain", [("vat_breakdown.0.tax_amount", D(100))], "Remplacer 100 par 7.41."),
        ("BR-FREXT-08", "grouped", [("lines.0.line_net_amount", D("200.5"))], "Remplacer 200.5 par 200.00."),
        ("BR-CL-23", "plain", [("lines.0.unit_code", "c62")],
         "Remplacer « c62 » par « C62 », si c'est ce que vous vouliez dire."),
        ("BR-FR-02_BT-1", "plain", [("invoice_number", " F 2026/1 é")],
         "Remplacer «  F 2026/1 é » par « F-2026/1 », si c'est ce que vous vouliez dire."),
        ("BR-FR-16_BT-152", "plain", [("lines.0.vat.vat_rate", D("20.2"))],
         "Remplacer « 20.2 » par « 20 », si c'est ce que vous vouliez dire."),
        ("BR-FR-10_BT-30", "plain", [("seller.legal_registration", None)],
         "Donner le SIREN 100000009 (schéma 0002), lu dans son SIRET ou son numéro de TVA."),
        ("BR-FR-09_BT-29", "plain", [("seller.identifiers", (Identifier("20000000800019", "0009"),))],
         "Donner un SIRET de 14 chiffres qui commence par 100000009, ou corriger le SIREN."),
        ("BR-FR-21_BT-49", "plain", [("buyer.electronic_address", Identifier("9", "0225"))],
         "Prendre dans l'annuaire une adresse qui commence par 200000008 (schéma 0225)."),
        ("BR-FR-32-LEGALID", "full", [("payee.legal_registration", Identifier("300 000 007", "0002"))],
         "Écrire le SIREN « 300 000 007 » en 9 chiffres, sans espace, ou donner un autre schéma."),
        ("BR-CO-09", "plain", [("seller.vat_identifier", "88100000009")],
         "Remplacer « 88100000009 » par « FR88100000009 », si c'est ce que vous vouliez dire."),
        ("BR-FR-MV-08_BT-128", "several sellers", [("lines.1.vat.exemption_reason", None)],
         "Commencer le motif par #F2026-00001#."),
    ],
)  # fmt: skip
def test_a_proposal_says_the_value(rule: str, base: str, changes: list[tuple[str, Any]], fix: str) -> None:
    spoiled = spoilt(base, *changes)
    assert fix_of(rule, spoiled) == fix
    assert fix_of(rule, spoiled, "en") not in ("", fix)


def test_a_sum_that_nobody_can_work_out_gets_the_general_proposal() -> None:
    spoiled = spoilt("plain", ("totals.total_without_vat", ABSENT))
    assert fix_of("BR-CO-15", spoiled) == "Recalculer la facture."


def test_every_name_of_a_coded_rule_is_one_of_a_pack() -> None:
    assert [name for one in RULES if one.coded for name in (one.id, *one.also) if not coded_in(name)] == []


def test_every_rule_shows_a_field_that_exists() -> None:
    def reaches(item: Any, at: str) -> bool:
        for name in at.split("."):
            if item is None or not hasattr(item, name):
                return False
            item = getattr(item, name)
        return True

    terms = replace(VALID["full"], further_payment_terms=(PaymentTerms(due_date=date(2026, 12, 1)),))
    seller = spoilt("wide", ("lines.4.seller.identifiers", (Identifier("1", "0088"),)))
    known = (*VALID.values(), terms, seller)
    items = {scope: [item for one in known for _, item in of(one)] for scope, of in SCOPES.items()}
    assert [
        (one.id, one.at) for one in RULES if one.at and not any(reaches(item, one.at) for item in items[one.on])
    ] == []


def test_rules_of_a_kind_are_worked_out_once() -> None:
    assert rules_for("cii", "en16931", stage=1) is rules_for("cii", "en16931", stage=1)
