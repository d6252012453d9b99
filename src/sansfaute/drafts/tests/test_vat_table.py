"""The whole VAT table: every row is reached, every answer makes an invoice whose VAT the rules accept."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sansfaute.drafts import rules
from sansfaute.drafts.rules import vat_table, vat_words
from sansfaute.drafts.rules.operations import CHOICES, OPERATIONS, OSS_OPTIONS, REGIMES, VIES_ANSWERS
from sansfaute.drafts.rules.territories import DOM_WITH_VAT, EUROPEAN_UNION, FRENCH
from sansfaute.drafts.rules.vat_rates import CORSICA_RATES
from sansfaute.drafts.tests.factories import BuyerGiven, ItemGiven, SellerGiven, WorkGiven
from sansfaute.drafts.tests.vat_cases import (
    BY_ROW,
    CASES,
    CONSUMER,
    CORSICAN,
    DAY,
    GERMAN_CONSUMER,
    GOODS,
    NUMBERED,
    SERVICE,
    VALID,
    Case,
    case,
    document,
    situation_of,
)
from sansfaute.en16931 import rules as norm
from sansfaute.masterdata.rules import PaymentTerms

EVERY_ROW = [*vat_table.VAT_TABLE, *vat_table.RATE_ROWS.values()]
ABOUT_VAT = re.compile(r"BR-(S|Z|E|AE|IC|G|O|B|AF|AG|CO-1[78]|CL-(17|18|22)|FR-1[56]|FR-CO-16|48)\b")
OUTSIDE_THE_REFORM = {"BR-FR-10_BT-30"}  # a foreign seller has no SIREN: its invoice is reported (10.1), not sent


def vat_errors(invoice: Any) -> list[str]:
    return [one.rule for one in norm.check(invoice) if one.level == "error" and ABOUT_VAT.match(one.rule)]


@pytest.mark.parametrize("one", CASES, ids=str)
def test_each_row_is_reached_by_its_case(one: Case) -> None:
    found = rules.decide(situation_of(one))
    assert found.row.name == one.row
    if found.category == "S":
        assert (found.exemption_reason_code, found.mention) == ("", "")
    elif found.known:
        assert found.mention
        assert found.exemption_reason_code


def test_no_row_is_without_a_case_and_names_are_unique() -> None:
    assert sorted(one.name for one in EVERY_ROW) == sorted(BY_ROW)


@pytest.mark.parametrize("one", CASES, ids=str)
def test_the_document_of_each_row_is_right(one: Case) -> None:
    allowed = OUTSIDE_THE_REFORM if one.seller.get("country_code") in ("BE", "CH") else set()
    wrong = {found.rule for found in norm.check(document(one)) if found.level == "error"}
    assert wrong == allowed


def test_rows_say_all_that_a_person_needs() -> None:
    for row in EVERY_ROW:
        assert row.source, row.name
        assert row.evidence, row.name
        assert row.why_fr.endswith("."), row.name
        assert row.why_en.endswith("."), row.name
        assert row.until is None or row.since <= row.until
        assert not row.confirm or row.confirm in CHOICES
        assert not row.choice or row.choice in CHOICES
        assert all(vat_words.evidence_words(name) for name in row.evidence)


class TestTheSeller:
    @pytest.mark.parametrize("item", [SERVICE, GOODS, ItemGiven(vat_rate=Decimal("5.5"))])
    def test_under_the_franchise_his_regime_wins_over_the_items_rate(self, item: ItemGiven) -> None:
        invoice = document(replace(BY_ROW["franchise"], item=item))
        (row,) = invoice.vat_breakdown
        assert (row.vat_category_code, row.exemption_reason_code) == ("E", "VATEX-FR-FRANCHISE")
        assert row.exemption_reason == "TVA non applicable, art. 293 B du CGI"
        assert (invoice.seller.vat_identifier, invoice.seller.tax_registration) == (None, "899999973")

    def test_without_a_number_and_without_a_special_regime_the_siren_does_not_stand_for_it(self) -> None:
        invoice = document(case("mainland", seller={"vat_identifier": ""}))
        assert invoice.seller.tax_registration is None
        assert "BR-S-02" in vat_errors(invoice)

    def test_an_exempt_seller_is_exempt_by_the_code_of_the_item(self) -> None:
        found = rules.decide(situation_of(BY_ROW["exempt_seller"]))
        assert (found.category, found.exemption_reason_code) == ("E", "VATEX-FR-CGI261-4")

    def test_a_franchise_subcontractor_bears_his_own_mention(self) -> None:
        found = rules.decide(
            situation_of(case("franchise", operation="building_subcontract", seller_regime="franchise"))
        )
        assert (found.row.name, found.mention) == ("franchise", "TVA non applicable, art. 293 B du CGI")


class TestReverseCharge:
    def test_a_building_subcontractor_says_autoliquidation_and_his_process(self) -> None:
        invoice = document(BY_ROW["building_subcontract"])
        (row,) = invoice.vat_breakdown
        assert (row.vat_category_code, row.exemption_reason_code, row.exemption_reason) == (
            "AE",
            "VATEX-FR-AE",
            "Autoliquidation",
        )
        assert invoice.process_control.business_process_type == "S5"

    @pytest.mark.parametrize(
        "buyer", [CONSUMER, {"kind": "public"}, {"kind": ""}, {"siren": ""}, {"country_code": "US", "post_code": "1"}]
    )
    def test_it_asks_a_taxable_principal_in_france_who_is_identified(self, buyer: dict[str, Any]) -> None:
        found = rules.decide(situation_of(case("", SERVICE, buyer, operation="building_subcontract")))
        assert (found.row.name, found.known) == ("building_subcontract_unsure", False)

    @pytest.mark.parametrize("operation", ["building_cleaning", "building_goods", "building_study", "building_hire"])
    def test_what_is_not_works_is_taxed(self, operation: str) -> None:
        found = rules.decide(situation_of(case("", SERVICE, operation=operation)))
        assert (found.category, str(found.rate), found.known) == ("S", "20", True)

    def test_it_began_in_2014(self) -> None:
        old = rules.situation(BuyerGiven(), SERVICE, date(2013, 12, 31), operation="building_subcontract")
        assert rules.decide(old).row.name != "building_subcontract"


class TestAbroad:
    @pytest.mark.parametrize(
        ("vies", "row", "known"),
        [
            ("", "intra_eu_service", True),
            ("valid", "intra_eu_service", True),
            ("unknown", "intra_eu_service_vies_unknown", False),
            ("no answer", "intra_eu_service_vies_unknown", False),
            ("invalid", "eu_vat_number_invalid", False),
        ],
    )
    def test_vies_decides_whether_a_number_is_relied_upon(self, vies: str, row: str, known: bool) -> None:
        found = rules.decide(situation_of(case("", SERVICE, VALID, vies=vies)))
        assert (found.row.name, found.known) == (row, known)

    def test_goods_handed_over_in_france_to_a_foreign_buyer_are_taxed(self) -> None:
        found = rules.decide(situation_of(case("", GOODS, VALID, deliver_to=("FR", "69002"))))
        assert (found.row.name, found.category) == ("mainland", "S")

    def test_the_delivery_place_of_goods_says_nothing_of_services(self) -> None:
        found = rules.decide(situation_of(case("", SERVICE, VALID, deliver_to=("FR", "69002"))))
        assert found.row.name == "intra_eu_service"

    def test_triangular_trade_names_the_directive(self) -> None:
        found = rules.decide(situation_of(BY_ROW["triangular"]))
        assert (found.category, found.exemption_reason_code) == ("AE", "VATEX-EU-AE")
        assert "Autoliquidation" in found.mention
        assert "141" in found.mention

    def test_foreign_vat_is_known_only_when_the_seller_confirmed_both_rate_and_document(self) -> None:
        told = {
            "oss": "registered",
            "foreign_rate": Decimal("7.00"),
            "choices": frozenset({"foreign_vat_out_of_scope"}),
        }
        known = rules.decide(situation_of(case("", GOODS, GERMAN_CONSUMER, **told)))
        assert (known.known, known.foreign_rate, known.reporting) == (True, Decimal("7"), "TNT1")
        assert known.mention.endswith(": DE 7 %")
        for less in ({"foreign_rate": None}, {"choices": frozenset()}):
            assert not rules.decide(situation_of(case("", GOODS, GERMAN_CONSUMER, **told | less))).known
        proposed = rules.decide(situation_of(case("", GOODS, GERMAN_CONSUMER, oss="registered")))
        assert (proposed.foreign_rate, proposed.known) == (Decimal("19"), False)

    def test_foreign_vat_keeps_the_sellers_number_on_the_document(self) -> None:
        invoice = document(BY_ROW["eu_distance_sale_one_stop_shop"])
        assert invoice.seller.vat_identifier == "FR81899999973"
        assert "extended" in invoice.process_control.specification_identifier
        assert rules.decide(situation_of(BY_ROW["eu_distance_sale_one_stop_shop"])).as_dict("1")["vat_included"] is True


class TestCorsica:
    @pytest.mark.parametrize("entry", CORSICA_RATES, ids=lambda entry: entry.name)
    def test_an_item_on_the_list_bears_its_rate(self, entry: Any) -> None:
        item = ItemGiven(nature=entry.natures[0])
        found = rules.decide(situation_of(case("", item, CORSICAN, corsica_list=entry.name)))
        assert (found.row.name, found.rate, found.known) == ("corsica_listed", entry.rate, True)

    def test_the_list_is_for_what_is_delivered_there_and_for_its_nature(self) -> None:
        for one in (
            case("", GOODS, corsica_list="oil_products"),
            case("", SERVICE, CORSICAN, corsica_list="oil_products"),
            case("", GOODS, CORSICAN, corsica_list="no such entry"),
        ):
            assert rules.decide(situation_of(one)).rate == 20
        sent = case("", GOODS, {}, corsica_list="oil_products", deliver_to=("FR", "20090"))
        assert rules.decide(situation_of(sent)).rate == 13


class TestMargin:
    @pytest.mark.parametrize(
        ("operation", "code", "mention"),
        [
            ("margin_goods", "VATEX-EU-F", "Régime particulier - Biens d'occasion"),
            ("margin_art", "VATEX-EU-I", "Régime particulier - Objets d'art"),
            ("margin_collectors", "VATEX-EU-J", "Régime particulier - Objets de collection et d'antiquité"),
        ],
    )
    def test_no_vat_is_shown_and_the_sentence_stands_in_bt_120(self, operation: str, code: str, mention: str) -> None:
        found = rules.decide(situation_of(case("", GOODS, operation=operation)))
        assert (found.category, found.exemption_reason_code, found.mention) == ("E", code, mention)
        assert found.row.vat_included
        assert found.reporting == "TMA1"

    def test_the_code_of_travel_agencies_is_the_sellers_to_confirm_or_replace(self) -> None:
        assert not rules.decide(situation_of(BY_ROW["travel"])).known
        confirmed = case("", SERVICE, operation="travel", choices=frozenset({"travel_code"}))
        assert rules.decide(situation_of(confirmed)).known
        other = ItemGiven(exemption_reason_code="VATEX-EU-309")
        found = rules.decide(situation_of(case("", other, operation="travel")))
        assert (found.exemption_reason_code, found.known) == ("VATEX-EU-309", True)


class TestDisbursements:
    def test_alone_out_of_scope_has_no_vat_number_and_is_outside_e_invoicing(self) -> None:
        invoice = document(BY_ROW["disbursement_out_of_scope"])
        assert invoice.seller.vat_identifier is None
        assert invoice.lines[0].vat.vat_rate is None
        assert invoice.process_control.specification_identifier == "urn:cen.eu:en16931:2017"
        assert [note.text for note in invoice.notes if note.subject_code == "BAR"] == ["OUTOFSCOPE"]

    def test_mixed_out_of_scope_is_extended(self) -> None:
        invoice = document(BY_ROW["mainland"], BY_ROW["disbursement_out_of_scope"])
        assert "extended-ctc-fr" in invoice.process_control.specification_identifier
        assert invoice.seller.vat_identifier
        assert [one.rule for one in norm.check(invoice) if one.level == "error"] == []

    def test_as_an_exemption_it_mixes_in_the_plain_profile(self) -> None:
        invoice = document(BY_ROW["mainland"], BY_ROW["disbursement"])
        assert invoice.process_control.specification_identifier == "urn:cen.eu:en16931:2017"
        assert [one.rule for one in norm.check(invoice) if one.level == "error"] == []


TOLD = st.fixed_dictionaries(
    {
        "seller_regime": st.sampled_from([*REGIMES, "?"]),
        "operation": st.sampled_from([*OPERATIONS, "?"]),
        "deliver_to": st.none()
        | st.sampled_from([("FR", "69002"), ("FR", "20000"), ("RE", ""), ("DE", ""), ("US", "")]),
        "vies": st.sampled_from([*VIES_ANSWERS, "?"]),
        "oss": st.sampled_from([*OSS_OPTIONS, "?"]),
        "corsica_list": st.sampled_from(["", "oil_products", "food_and_farm_products"]),
        "foreign_rate": st.none() | st.just(Decimal("19.00")),
        "choices": st.frozensets(st.sampled_from(sorted(CHOICES))),
    }
)
BUYERS = st.fixed_dictionaries(
    {
        "country_code": st.sampled_from(["FR", "MC", "RE", "GF", "DE", "GR", "XI", "US", ""]),
        "post_code": st.sampled_from(["69002", "20000", "97200", "97600", "35001", ""]),
        "kind": st.sampled_from(["business", "public", "consumer", ""]),
        "siren": st.sampled_from(["552100554", ""]),
        "vat_identifier": st.sampled_from(["", "DE136695976", "EL094259216", "nonsense", "FR40303265045"]),
    }
)
ITEMS = st.builds(
    ItemGiven,
    nature=st.sampled_from(["goods", "services", ""]),
    vat_rate=st.none() | st.sampled_from([Decimal(one) for one in ("20.00", "5.50", "10", "2.1", "0", "19.60")]),
    exemption_reason_code=st.sampled_from(["", "VATEX-FR-CGI261-4", "VATEX-EU-132-1I", "VATEX-EU-AE", "nonsense"]),
)
SELLERS = st.sampled_from(
    [{}, {"country_code": "BE", "post_code": "1000", "vat_identifier": "BE0428759497"}, {"post_code": "97400"}]
)


@settings(deadline=None, max_examples=300)
@given(buyer=BUYERS, item=ITEMS, seller=SELLERS, numbered=st.booleans(), told=TOLD)
def test_whatever_is_given_the_vat_of_the_invoice_is_one_the_rules_accept(
    buyer: dict[str, str], item: ItemGiven, seller: dict[str, str], numbered: bool, told: dict[str, Any]
) -> None:
    bought = BuyerGiven(**buyer)
    own = told["seller_regime"] in ("franchise", "exempt")
    sold = SellerGiven(**seller | ({} if numbered or not own or seller else {"vat_identifier": ""}))
    situation = rules.situation(bought, item, DAY, seller=sold, **told)
    found = rules.decide(situation)
    _as_the_law_says(situation, found)
    work = [rules.TreatedWork(WorkGiven(item=item, delivery_date=DAY), found)]
    place = told["deliver_to"]
    invoice = rules.document_of(sold, bought, work, issue_date=DAY, terms=PaymentTerms(days=30))
    assert vat_errors(invoice) == [], (found.row.name, place)
    assert [row.vat_category_code for row in invoice.vat_breakdown] == [found.category]


def _as_the_law_says(given: rules.Situation, found: rules.Treatment) -> None:
    """What holds whatever the table: said once more, from the situation alone."""
    if given.seller_regime == "franchise" and given.seller_territory == "mainland" and given.operation != "unknown":
        assert found.category != "S"
    if found.category == "K":
        assert given.has_vat_number
        assert given.vies != "invalid" or given.seller_territory == EUROPEAN_UNION
        assert given.nature == "goods"
    if found.exemption_reason_code == "VATEX-FR-AE":
        assert given.territory in FRENCH
        assert given.buyer_kind != "consumer"
        assert given.is_identified
    if given.buyer_kind == "consumer":
        assert found.category not in ("AE", "K")
    if given.vies in ("unknown", "invalid") and found.known and given.seller_territory == "mainland":
        assert found.category != "K"
        assert found.exemption_reason_code != "VATEX-EU-AE"
    if found.known and found.category == "S":
        rates = ("8.5", "2.1") if given.territory == DOM_WITH_VAT and found.row.rate_rule == "local" else None
        assert str(found.rate) in (rates or ("20", "10", "5.5", "2.1", "13", "0.9"))


def test_monaco_is_mainland() -> None:
    monaco = {"country_code": "MC", "post_code": "98000"}
    for item in (SERVICE, GOODS):
        assert rules.decide(situation_of(case("", item, monaco))) == rules.decide(situation_of(case("", item)))


def test_numbers_of_public_bodies_overseas_and_taxable_buyers_are_asked() -> None:
    assert rules.decide(situation_of(case("", SERVICE, {"kind": "public"} | NUMBERED))).row.name == "mainland"
