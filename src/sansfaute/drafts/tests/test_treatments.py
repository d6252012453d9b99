"""The VAT decision table, case by case, and what it must never do."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sansfaute.drafts import rules
from sansfaute.drafts.rules import treatments, vat_rates
from sansfaute.drafts.tests.factories import BuyerGiven, ItemGiven

DAY = date(2026, 10, 31)
SERVICE, GOODS = ItemGiven(), ItemGiven(nature="goods")
TRAINING = ItemGiven(vat_rate=None, exemption_reason_code="VATEX-FR-CGI261-4")
BOOK, MEAL = ItemGiven(nature="goods", vat_rate=Decimal("5.50")), ItemGiven(vat_rate=Decimal("10.00"))
GERMAN = {"country_code": "DE", "post_code": "10115", "siren": ""}
VALID = {"vat_identifier": "DE136695976"}
REUNION = {"country_code": "RE", "post_code": "97400"}
GUYANE = {"country_code": "GF", "post_code": "97300"}
AMERICAN = {"country_code": "US", "post_code": "10001", "siren": ""}


def treat(item: ItemGiven, **buyer: Any) -> rules.Treatment:
    return rules.decide(rules.situation(BuyerGiven(**buyer), item, DAY))


@pytest.mark.parametrize(
    ("item", "buyer", "expected"),
    [
        (SERVICE, {}, "mainland S 20"),
        (BOOK, {"kind": "consumer"}, "mainland S 5.5"),
        (SERVICE, {"kind": ""}, "mainland S 20"),
        (SERVICE, {"country_code": "MC", "post_code": "98000"}, "mainland S 20"),
        (TRAINING, {}, "exempt_in_france E 0 VATEX-FR-CGI261-4"),
        (SERVICE, {"post_code": "20000"}, "corsica S 20"),
        (BOOK, {"post_code": "20200"}, "corsica S 5.5"),
        (SERVICE, REUNION, "service_to_business_in_overseas_department S 8.5"),
        (MEAL, REUNION, "service_to_business_in_overseas_department S 2.1"),
        (SERVICE, {"country_code": "FR", "post_code": "97200"}, "service_to_business_in_overseas_department S 8.5"),
        (TRAINING, REUNION, "exempt_in_overseas_department E 0 VATEX-FR-CGI261-4"),
        (SERVICE, REUNION | {"kind": "consumer"}, "service_to_consumer_overseas S 20"),
        (SERVICE, REUNION | {"kind": ""}, "service_overseas_buyer_unsure S 20 unknown"),
        (GOODS, REUNION, "goods_to_overseas_department G 0 VATEX-EU-G"),
        (GOODS, GUYANE | {"kind": "consumer"}, "goods_to_overseas_department G 0 VATEX-EU-G"),
        (SERVICE, GUYANE, "service_to_business_where_vat_does_not_apply G 0 VATEX-EU-G"),
        (TRAINING, GUYANE, "service_to_business_where_vat_does_not_apply G 0 VATEX-EU-G"),
        (SERVICE, GUYANE | {"kind": "consumer"}, "service_to_consumer_overseas S 20"),
        (TRAINING, GUYANE | {"kind": "consumer"}, "exempt_service_to_consumer_overseas E 0 VATEX-FR-CGI261-4"),
        (SERVICE, GERMAN | VALID, "intra_eu_service AE 0 VATEX-EU-AE"),
        (TRAINING, GERMAN | VALID, "intra_eu_service AE 0 VATEX-EU-AE"),
        (GOODS, GERMAN | VALID, "intra_eu_goods K 0 VATEX-EU-IC"),
        (SERVICE, GERMAN, "eu_vat_number_missing S 20 unknown"),
        (GOODS, GERMAN | {"vat_identifier": "DE136695977"}, "eu_vat_number_missing S 20 unknown"),
        (SERVICE, GERMAN | {"vat_identifier": "FR40303265045"}, "eu_vat_number_missing S 20 unknown"),
        (TRAINING, GERMAN, "eu_vat_number_missing E 0 VATEX-FR-CGI261-4 unknown"),
        (SERVICE, GERMAN | VALID | {"kind": "consumer"}, "eu_consumer S 20 unknown"),
        (GOODS, AMERICAN | {"kind": "consumer"}, "export G 0 VATEX-EU-G"),
        (SERVICE, AMERICAN, "service_outside_eu G 0 VATEX-EU-G"),
        (SERVICE, AMERICAN | {"kind": "consumer"}, "service_outside_eu_buyer_unsure S 20 unknown"),
        (GOODS, {"country_code": "GB", "post_code": "EC1A 1BB"}, "export G 0 VATEX-EU-G"),
        (GOODS, {"country_code": "NC", "post_code": "98800"}, "export G 0 VATEX-EU-G"),
        (GOODS, {"country_code": "ES", "post_code": "35001", "siren": ""}, "place_unsure S 20 unknown"),
        (SERVICE, {"country_code": ""}, "place_unsure S 20 unknown"),
        (ItemGiven(nature=""), {}, "nature_unsure S 20 unknown"),
        (ItemGiven(vat_rate=Decimal("2.10")), REUNION, "service_to_business_in_overseas_department S 2.1 unknown"),
    ],
)  # fmt: skip
def test_each_case_has_its_row(item: ItemGiven, buyer: dict[str, Any], expected: str) -> None:
    found = treat(item, **buyer)
    words = [found.row.name, found.category, str(found.rate), found.exemption_reason_code]
    assert " ".join([*filter(None, words), *([] if found.known else ["unknown"])]) == expected


@pytest.mark.parametrize(
    ("item", "buyer", "mention"),
    [
        (SERVICE, {}, ""),
        (TRAINING, {}, "Exonération de TVA, art. 261-4-4° a du CGI"),
        (GOODS, REUNION, "Exonération de TVA, art. 294-2 et 262 I du CGI"),
        (SERVICE, GERMAN | VALID, "Autoliquidation"),
        (GOODS, GERMAN | VALID, "Exonération de TVA, art. 262 ter I du CGI"),
        (GOODS, AMERICAN, "Exonération de TVA, art. 262 I du CGI"),
        (SERVICE, AMERICAN, "TVA non applicable, art. 259-1 du CGI"),
        (
            ItemGiven(vat_rate=None, exemption_reason_code="VATEX-EU-132-1I"),
            {},
            "Exonération de TVA, art. 132, paragraphe 1, point i, de la directive 2006/112/CE",
        ),
    ],
)
def test_the_mention_stands_on_the_invoice(item: ItemGiven, buyer: dict[str, Any], mention: str) -> None:
    assert treat(item, **buyer).mention == mention


TERRITORIES = st.sampled_from(
    ["FR", "MC", "GP", "MQ", "RE", "GF", "YT", "BL", "PM", "NC", "DE", "GR", "ES", "XI", "GB", "US", "CH", "", "ZZ"]
)


@settings(deadline=None)
@given(
    country=TERRITORIES,
    post_code=st.sampled_from(["", "20000", "97200", "97600", "69002", "35001", "x"]),
    kind=st.sampled_from(["business", "public", "consumer", "", "?"]),
    nature=st.sampled_from(["goods", "services", "", "?"]),
    rate=st.none() | st.sampled_from([Decimal("20.00"), Decimal("5.50"), Decimal("0"), Decimal("19.60")]),
    number=st.sampled_from(["", "DE136695976", "EL094259216", "nonsense", "FR40303265045"]),
)
def test_there_is_always_an_answer_and_zero_always_has_its_reason(
    country: str, post_code: str, kind: str, nature: str, rate: Decimal | None, number: str
) -> None:
    buyer = BuyerGiven(
        country_code=country, post_code=post_code, kind=kind if kind != "?" else "", vat_identifier=number
    )
    item = ItemGiven(
        nature=nature, vat_rate=rate, exemption_reason_code="" if rate is not None else "VATEX-FR-CGI261-4"
    )
    found = rules.decide(rules.situation(buyer, item, DAY))
    assert found.why_fr
    assert found.why_en
    assert found.row.source
    if found.category != "S":
        assert found.rate == 0
        assert found.exemption_reason_code or not found.known
        assert found.mention
    if not found.known:
        assert found.category in ("S", "E")
    if found.category in ("AE", "K"):
        assert number
        assert rules.territory_of(country, post_code) == "european_union"


def test_the_rate_of_corsica_is_data_and_off_until_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    confirmed = [replace(one, confirmed=True) for one in vat_rates.LOCAL_RATES]
    monkeypatch.setattr(treatments, "LOCAL_RATES", confirmed)
    rules.decide.cache_clear()
    try:
        assert treat(BOOK, post_code="20200").rate == Decimal("2.1")
        assert treat(MEAL, post_code="20200").rate == 10
    finally:
        rules.decide.cache_clear()


def test_rows_are_dated_and_sourced_and_names_are_unique() -> None:
    names = [row.name for row in rules.VAT_TABLE]
    assert len(names) == len(set(names))
    assert all(row.source and row.why_fr and row.why_en for row in rules.VAT_TABLE)
    reverse_charged = {row.name for row in rules.VAT_TABLE if row.category in ("AE", "K") and not row.known}
    assert reverse_charged == {"intra_eu_service_vies_unknown", "intra_eu_goods_vies_unknown"}
