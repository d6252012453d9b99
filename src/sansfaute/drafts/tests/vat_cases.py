"""One case for each row of the VAT table, and the invoice it leads to."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sansfaute.drafts import rules
from sansfaute.drafts.tests.factories import BuyerGiven, ItemGiven, SellerGiven, WorkGiven
from sansfaute.en16931.model import DeliverToAddress, Invoice
from sansfaute.masterdata.rules import PaymentTerms

DAY = date(2026, 10, 31)
SERVICE, GOODS = ItemGiven(), ItemGiven("SCREEN", "Écran 27 pouces", "H87", nature="goods")
TRAINING = ItemGiven(vat_rate=None, exemption_reason_code="VATEX-FR-CGI261-4")
NATURELESS = ItemGiven(nature="")

GERMAN = {"country_code": "DE", "post_code": "10115", "city": "Berlin", "siren": ""}
VALID = GERMAN | {"vat_identifier": "DE136695976"}
CONSUMER = {"kind": "consumer", "siren": ""}
GERMAN_CONSUMER = GERMAN | CONSUMER
REUNION = {"country_code": "RE", "post_code": "97400"}
GUYANE = {"country_code": "GF", "post_code": "97300"}
CORSICAN = {"post_code": "20200", "city": "Bastia"}
AMERICAN = {"country_code": "US", "post_code": "10001", "city": "New York", "siren": ""}
NUMBERED = {"vat_identifier": "FR40303265045", "siren": "303265045"}

WITHOUT_NUMBER = {"vat_identifier": ""}
NOT_FRENCH = {"siren": "", "siret": "", "registry": "", "capital": None}
BELGIAN_SELLER = NOT_FRENCH | {"country_code": "BE", "post_code": "1000", "vat_identifier": "BE0428759497"}
SWISS_SELLER = NOT_FRENCH | {"country_code": "CH", "post_code": "1200", "vat_identifier": "CHE116281710"}
OVERSEAS_SELLER = {"country_code": "RE", "post_code": "97400"}


@dataclass(frozen=True)
class Case:
    """What leads to a row: item, buyer, seller and what else `situation` is told."""

    row: str
    item: ItemGiven
    buyer: dict[str, Any]
    seller: dict[str, Any]
    told: dict[str, Any]

    def __str__(self) -> str:
        return self.row


def case(row: str, item: ItemGiven = SERVICE, buyer: dict[str, Any] | None = None, **told: Any) -> Case:
    seller = told.pop("seller", {})
    return Case(row, item, buyer or {}, seller, told)


FRANCHISE = {"seller_regime": "franchise"}
CASES = (
    case("operation_unknown", operation="barter"),
    case("operation_unknown_without_vat", operation="barter", seller_regime="franchise", seller=WITHOUT_NUMBER),
    case("seller_regime_unknown", seller_regime="simplified"),
    case("within_vat_group", operation="within_vat_group"),
    case("within_vat_group_unsure", SERVICE, CONSUMER, operation="within_vat_group"),
    case("disbursement_out_of_scope", operation="disbursement", choices=frozenset({"disbursements_out_of_scope"})),
    case("disbursement", operation="disbursement"),
    case("local_supply_by_foreign_seller", GOODS, NUMBERED, operation="local_supply", seller=BELGIAN_SELLER),
    case("goods_bought_in_the_eu", GOODS, NUMBERED, seller=BELGIAN_SELLER),
    case("service_bought_abroad", SERVICE, NUMBERED, seller=SWISS_SELLER),
    case("goods_imported", GOODS, NUMBERED, seller=SWISS_SELLER),
    case("foreign_seller_unsure", SERVICE, seller=BELGIAN_SELLER),
    case("overseas_seller_unsure", seller=OVERSEAS_SELLER),
    case("multi_purpose_voucher", operation="multi_purpose_voucher"),
    case("franchise_service_to_eu_business", SERVICE, VALID, **FRANCHISE),
    case("franchise_service_outside_eu", SERVICE, AMERICAN, **FRANCHISE),
    case("franchise_service_outside_eu_without_number", SERVICE, AMERICAN, seller=WITHOUT_NUMBER, **FRANCHISE),
    case("franchise_eu_consumer_over_threshold", GOODS, GERMAN_CONSUMER, seller=WITHOUT_NUMBER, **FRANCHISE),
    case("franchise_place_unsure", SERVICE, GERMAN, seller=WITHOUT_NUMBER, **FRANCHISE),
    case("franchise", seller=WITHOUT_NUMBER, **FRANCHISE),
    case("exempt_seller_code_missing", seller=WITHOUT_NUMBER, seller_regime="exempt"),
    case("exempt_seller", TRAINING, seller=WITHOUT_NUMBER, seller_regime="exempt"),
    case("exempt_seller_abroad", TRAINING, AMERICAN, seller_regime="exempt"),
    case("margin_goods", GOODS, CONSUMER, operation="margin_goods"),
    case("margin_art", GOODS, operation="margin_art"),
    case("margin_collectors", GOODS, operation="margin_collectors"),
    case("travel", operation="travel"),
    case("margin_unsure", operation="margin_goods"),
    case("single_purpose_voucher", operation="single_purpose_voucher"),
    case("building_subcontract", operation="building_subcontract"),
    case("building_subcontract_unsure", SERVICE, CONSUMER, operation="building_subcontract"),
    case("building_excluded_from_reverse_charge", operation="building_study"),
    case("domestic_waste", GOODS, operation="waste"),
    case("domestic_energy", GOODS, operation="energy"),
    case("domestic_emission_rights", SERVICE, operation="emission_rights"),
    case("domestic_telecom", SERVICE, operation="telecom"),
    case("domestic_reverse_charge_unsure", GOODS, {"kind": ""}, operation="waste"),
    case("exempt_in_france", TRAINING),
    case("mainland"),
    case("corsica_listed", GOODS, CORSICAN, corsica_list="oil_products"),
    case("corsica", GOODS, CORSICAN),
    case("goods_to_overseas_department", GOODS, REUNION),
    case("exempt_in_overseas_department", TRAINING, REUNION),
    case("immovable_in_overseas_department", operation="immovable", deliver_to=("RE", "97400")),
    case("immovable_where_vat_does_not_apply", operation="immovable", deliver_to=("GF", "97300")),
    case("service_to_business_in_overseas_department", SERVICE, REUNION),
    case(
        "service_to_public_body_in_overseas_department",
        SERVICE,
        {"kind": "public", "country_code": "FR", "post_code": "97400"} | NUMBERED,
    ),
    case("service_to_business_where_vat_does_not_apply", SERVICE, GUYANE),
    case("exempt_service_to_consumer_overseas", TRAINING, GUYANE | CONSUMER),
    case("service_to_consumer_overseas", SERVICE, REUNION | CONSUMER),
    case("service_overseas_buyer_unsure", SERVICE, REUNION | {"kind": ""}),
    case("immovable_abroad", operation="immovable", deliver_to=("ES", "28001")),
    case("triangular", GOODS, VALID, operation="triangular", deliver_to=("ES", "28001")),
    case("triangular_unsure", SERVICE, operation="triangular"),
    case("own_stock_transfer", GOODS, VALID, operation="own_stock"),
    case("own_stock_transfer_unsure", GOODS, operation="own_stock"),
    case("intra_eu_service", SERVICE, VALID, vies="valid", vies_date=DAY),
    case("intra_eu_goods", GOODS, VALID, vies="valid", vies_date=DAY),
    case("intra_eu_service_vies_unknown", SERVICE, VALID, vies="unknown", vies_date=DAY),
    case("intra_eu_goods_vies_unknown", GOODS, VALID, vies="unknown"),
    case("eu_vat_number_invalid", GOODS, VALID, vies="invalid"),
    case("eu_distance_sale_below_threshold", GOODS, GERMAN_CONSUMER, oss="domestic"),
    case("eu_digital_service_below_threshold", SERVICE, GERMAN_CONSUMER, oss="domestic", operation="electronic"),
    case(
        "eu_distance_sale_one_stop_shop",
        GOODS,
        GERMAN_CONSUMER,
        oss="registered",
        foreign_rate=Decimal("19"),
        choices=frozenset({"foreign_vat_out_of_scope"}),
    ),
    case("eu_digital_service_one_stop_shop", SERVICE, GERMAN_CONSUMER, oss="registered", operation="electronic"),
    case("eu_consumer_service", SERVICE, GERMAN_CONSUMER, operation="ordinary"),
    case("eu_consumer", SERVICE, GERMAN_CONSUMER),
    case("goods_sent_to_eu_for_buyer_elsewhere", GOODS, NUMBERED, deliver_to=("DE", "10115")),
    case("eu_vat_number_missing", SERVICE, GERMAN),
    case("export", GOODS, AMERICAN),
    case("service_outside_eu", SERVICE, AMERICAN),
    case("listed_service_outside_eu", SERVICE, AMERICAN | CONSUMER, operation="intangible"),
    case("digital_service_outside_eu", SERVICE, AMERICAN | CONSUMER, operation="electronic"),
    case("service_to_consumer_outside_eu", SERVICE, AMERICAN | CONSUMER, operation="ordinary"),
    case("service_outside_eu_buyer_unsure", SERVICE, AMERICAN | CONSUMER),
    case("place_unsure", GOODS, {"country_code": "ES", "post_code": "35001", "siren": ""}),
    case("nature_unsure", NATURELESS),
    case("exemption_code_missing", ItemGiven(vat_rate=None)),
    case("rate_of_zero", ItemGiven(vat_rate=Decimal("0"))),
    case("rate_not_in_force", ItemGiven(vat_rate=Decimal("19.60"))),
)
BY_ROW = {one.row: one for one in CASES}


def situation_of(one: Case) -> rules.Situation:
    seller = SellerGiven(**one.seller)
    return rules.situation(BuyerGiven(**one.buyer), one.item, DAY, seller=seller, **one.told)


def document(*cases: Case, kind: str = "order", **how: Any) -> Invoice:
    """The invoice of these cases, with the seller and buyer of the first, calculated."""
    first = cases[0]
    given = [(one, rules.decide(situation_of(one))) for one in cases]
    work = [
        rules.TreatedWork(
            WorkGiven(item=one.item, kind=kind, delivery_date=DAY if one.item.nature == "goods" else None), treatment
        )
        for one, treatment in given
    ]
    draft = rules.document_of(
        SellerGiven(**first.seller),
        BuyerGiven(**first.buyer),
        work,
        issue_date=DAY,
        terms=PaymentTerms(days=30),
        delivered_to=_delivered_to(first),
        **how,
    )
    return rules.finalise(draft, invoice_number="F2026-000001", issue_date=DAY, terms=PaymentTerms(days=30))


def _delivered_to(one: Case) -> DeliverToAddress | None:
    place = one.told.get("deliver_to")
    return DeliverToAddress(country_code=place[0], post_code=place[1]) if place else None
