"""Sales beyond the mainland: stories of an exporter (XP Z12-014, cases 43, 43a, 43b and 44; the one-stop shop).

Each story ends in documents that both official packs accept, in CII and in UBL.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.contracts import actions as contracts
from sansfaute.contracts.actions import SaleLine
from sansfaute.contracts.tests import factories as contract_factories
from sansfaute.en16931.model import Invoice as Document
from sansfaute.issuing import queries
from sansfaute.issuing.models import Invoice
from sansfaute.issuing.tests import trade
from sansfaute.masterdata.models import Buyer, RegistryAnswer, Seller
from sansfaute.review.models import DraftException

GERMAN: dict[str, Any] = {
    "country_code": "DE", "post_code": "10115", "city": "Berlin", "siren": "", "vat_identifier": "DE136695976",
}  # fmt: skip
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folders", "steps")]


def vies(buyer: Buyer, outcome: str, is_valid: str, at: datetime = trade.NOW) -> None:
    """What VIES answered about a customer's number, as the registry's answers are kept."""
    RegistryAnswer.objects.create(
        seller=buyer.seller, registry="vies", identifier=buyer.vat_identifier, record_id=buyer.pk, outcome=outcome,
        answer={"is_valid": is_valid} if is_valid else {}, asked_at=at,
    )  # fmt: skip


def seen(document: Document) -> tuple[str, str | None, str | None, str | None, list[str]]:
    """Category, code, mention, process and BAR of a document of one category."""
    (row,) = document.vat_breakdown
    process = document.process_control.business_process_type
    return row.vat_category_code, row.exemption_reason_code, row.exemption_reason, process, trade.notes(document, "BAR")


def numbers(document: Document) -> tuple[str | None, str | None]:
    return document.seller.vat_identifier, document.buyer.vat_identifier


def held(steps: Any) -> list[tuple[str, Any]]:
    steps.run()
    rows = DraftException.objects.filter(decision=None).order_by("id")
    return [(one.rule, one.evidence) for one in rows]


def test_goods_and_services_to_a_german_company_bear_both_vat_numbers(ondine: Seller, steps: Any) -> None:
    """Case 43: K for goods with the delivery address, AE for services; VIES confirmed the number."""
    vies(trade.moreau(ondine, **GERMAN), "found", "yes")
    goods = trade.one_sale(ondine, ("SCREEN", "1"), steps=steps)
    service = trade.one_sale(ondine, ("HOUR", "1"), steps=steps)
    assert seen(goods) == (
        "K", "VATEX-EU-IC", "Exonération de TVA, art. 262 ter I du CGI", "B1", ["B2BINT"],
    )  # fmt: skip
    assert seen(service) == ("AE", "VATEX-EU-AE", "Autoliquidation", "S1", ["B2BINT"])
    assert {numbers(one) for one in (goods, service)} == {("FR44732829320", "DE136695976")}
    assert goods.delivery is not None
    assert goods.delivery.deliver_to_address is not None
    assert goods.delivery.deliver_to_address.country_code == "DE"
    assert goods.delivery.actual_delivery_date == trade.TODAY
    trade.accepted()


def test_a_number_that_vies_called_invalid_is_not_believed(ondine: Seller, steps: Any) -> None:
    """Case 43: invalid is held, and so is no answer; a yes that came later lets the next invoice go."""
    buyer = trade.moreau(ondine, **GERMAN)
    vies(buyer, "found", "no", trade.NOW - timedelta(days=90))
    trade.sold(ondine, ("HOUR", "1"))
    ((rule, evidence),) = held(steps)
    assert rule == "treatment_unknown"
    assert "VIES says that the customer's VAT number is not in use" in evidence["en"][0]
    vies(buyer, "unavailable", "", trade.NOW - timedelta(days=1))  # asked in vain: the "no" stands
    trade.sold(ondine, ("HOUR", "2"))
    assert "not in use" in held(steps)[1][1]["en"][0]
    other = trade.moreau(ondine, "C2", **GERMAN | {"vat_identifier": "DE811569869"})
    vies(other, "unavailable", "")
    trade.sold(ondine, ("HOUR", "3"), to="C2")
    assert "VIES gave no answer" in held(steps)[2][1]["en"][0]
    vies(other, "found", "yes")
    trade.sold(ondine, ("HOUR", "4"), to="C2")
    assert len(held(steps)) == 3
    (let_through,) = Invoice.objects.all()
    assert seen(queries.model_of(let_through))[0] == "AE"
    trade.accepted()


def test_exports_bear_the_article_of_the_law(ondine: Seller, steps: Any) -> None:
    """Case 43: goods to the United States, a service to a Swiss company."""
    trade.moreau(ondine, "US", country_code="US", post_code="10001", city="New York", siren="")
    trade.moreau(ondine, "CH", country_code="CH", post_code="1200", city="Genève", siren="")
    goods = trade.one_sale(ondine, ("SCREEN", "1"), steps=steps, to="US")
    service = trade.one_sale(ondine, ("HOUR", "1"), steps=steps, to="CH")
    assert seen(goods) == ("G", "VATEX-EU-G", "Exonération de TVA, art. 262 I du CGI", "B1", ["B2BINT"])
    assert seen(service) == ("G", "VATEX-EU-G", "TVA non applicable, art. 259-1 du CGI", "S1", ["B2BINT"])
    trade.accepted()


def test_triangular_trade_names_the_directive(ondine: Seller, steps: Any) -> None:
    """Case 43a: bought in Italy, delivered to Spain, invoiced to a Spanish company: art. 141, the last buyer owes."""
    spanish = trade.moreau(
        ondine, country_code="ES", post_code="28001", city="Madrid", siren="", vat_identifier="ESA28015865"
    )
    vies(spanish, "found", "yes")
    contract_factories.item(ondine, "PUMP", "5000", name="Pompe", nature="goods", operation="triangular")
    document = trade.one_sale(ondine, ("PUMP", "1"), steps=steps)
    assert seen(document)[:3] == (
        "AE", "VATEX-EU-AE", "Autoliquidation. Application de l'art. 141 de la directive 2006/112/CE",
    )  # fmt: skip
    assert numbers(document) == ("FR44732829320", "ESA28015865")
    trade.accepted()


def test_own_stock_sent_to_germany_is_a_supply_to_oneself(ondine: Seller, steps: Any) -> None:
    """Case 43b: type 380, category K, the buyer is the company itself under its German VAT number."""
    trade.moreau(ondine, "OURS-DE", **GERMAN | {"vat_identifier": "DE811569869"})
    contract_factories.item(
        ondine, "STOCK", "80", name="Écran (prix de revient)", nature="goods", operation="own_stock"
    )
    document = trade.one_sale(ondine, ("STOCK", "10"), steps=steps, to="OURS-DE")
    assert (document.type_code, seen(document)[:2]) == ("380", ("K", "VATEX-EU-IC"))
    assert "262 ter I-2°" in (document.vat_breakdown[0].exemption_reason or "")
    assert document.totals.total_with_vat == Decimal("800.00")
    trade.accepted()


TERRITORIES = (
    ("GP", "97110", "Pointe-à-Pitre"),
    ("MQ", "97200", "Fort-de-France"),
    ("RE", "97400", "Saint-Denis"),
    ("GF", "97300", "Cayenne"),
    ("YT", "97600", "Mamoudzou"),
    ("NC", "98800", "Nouméa"),
    ("PF", "98714", "Papeete"),
    ("PM", "97500", "Saint-Pierre"),
    ("TF", "98413", "Port-aux-Français"),
)


def test_overseas_territories_each_have_their_channel_and_their_vat(ondine: Seller, steps: Any) -> None:
    """Case 44: goods are an export everywhere; GP, MQ and RE stay in e-invoicing, where services bear their own rate.

    Elsewhere the sale is reported (B2BINT), and a service is outside French VAT.
    """
    for rank, (code, post_code, city) in enumerate(TERRITORIES, 1):  # other amounts each: the same would look double
        trade.moreau(ondine, code, country_code=code, post_code=post_code, city=city)
        trade.sold(ondine, ("SCREEN", str(rank)), to=code)
        trade.sold(ondine, ("HOUR", f"{rank}.5"), to=code)
    by_country: dict[str, dict[str, Document]] = {}
    for one in trade.issued(steps):
        process = one.process_control.business_process_type or ""
        by_country.setdefault(one.buyer.postal_address.country_code, {})[process] = one
    assert {code: seen(found["B1"])[0] for code, found in by_country.items()} == {one[0]: "G" for one in TERRITORIES}
    shown = {code: str(found["S1"].vat_breakdown[0].vat_rate) for code, found in by_country.items()}
    assert shown == {one[0]: "8.5" if one[0] in ("GP", "MQ", "RE") else "0" for one in TERRITORIES}
    channels = {
        code: {*trade.notes(found["B1"], "BAR"), *trade.notes(found["S1"], "BAR")} for code, found in by_country.items()
    }
    assert channels == {one[0]: {"B2B"} if one[0] in ("GP", "MQ", "RE") else {"B2BINT"} for one in TERRITORIES}
    assert "259-1 et 294-1" in (by_country["GF"]["S1"].vat_breakdown[0].exemption_reason or "")
    trade.accepted()


def test_sales_to_german_consumers_change_with_the_one_stop_shop(ondine: Seller, steps: Any) -> None:
    """OSS: French VAT below the threshold, then the German one in words from the day of the registration."""
    trade.moreau(ondine, "ANNA", **GERMAN | {"kind": "consumer", "vat_identifier": ""})
    ondine.vat_options = {
        "oss": [{"option": "domestic", "since": "2026-01-01"}, {"option": "registered", "since": "2026-10-31"}],
        "foreign_rates": {"DE": {"*": "19", "BOOK": "7"}},
        "choices": ["foreign_vat_out_of_scope"],
    }
    ondine.save()
    earlier = trade.TODAY - timedelta(days=1)
    contracts.sell(
        seller_id=ondine.pk, buyer_code="ANNA", lines=[SaleLine("SCREEN", Decimal(1))], delivery_date=earlier,
        at=trade.NOW,
    )  # fmt: skip
    (before,) = trade.issued(steps)
    assert [(one.vat_category_code, str(one.vat_rate)) for one in before.vat_breakdown] == [("S", "20")]
    after = trade.one_sale(ondine, ("BOOK", "1"), steps=steps, to="ANNA")
    assert seen(after) == (
        "O", "VATEX-EU-O", "TVA de l'État membre de consommation, déclarée au guichet unique : DE 7 %", "B1",
        ["B2CINT"],
    )  # fmt: skip
    trade.accepted()
