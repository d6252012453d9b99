"""VAT at home, in its special cases: stories of an accountant (XP Z12-014, cases 13, 14, 16, 29, 31, 33 and 36).

Each story ends in documents that both official packs accept, in CII and in UBL.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.contracts import actions as contracts
from sansfaute.contracts.actions import SaleLine
from sansfaute.contracts.tests import factories as contract_factories
from sansfaute.drafts.models import Draft
from sansfaute.en16931.model import Invoice as Document
from sansfaute.issuing.tests import trade
from sansfaute.lib.files import FileStore
from sansfaute.masterdata import actions as masterdata
from sansfaute.masterdata.models import Buyer, Item, Seller
from sansfaute.review.models import DraftException

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("folders", "steps")]


def article(owner: Seller, code: str, price: str, name: str, nature: str = "services", **values: Any) -> Item:
    return contract_factories.item(owner, code, price, name=name, nature=nature, **values)


def vat(document: Document) -> list[tuple[str, str, str | None, str | None]]:
    """Category, base, exemption code and mention of each row of the breakdown."""
    return [
        (one.vat_category_code, str(one.taxable_amount), one.exemption_reason_code, one.exemption_reason)
        for one in document.vat_breakdown
    ]


def process(document: Document) -> str | None:
    return document.process_control.business_process_type


def held(steps: Any) -> list[str]:
    """The rules that hold drafts, once the journey went on."""
    steps.run()
    return sorted(DraftException.objects.filter(decision=None).values_list("rule", flat=True))


def test_a_subcontractor_invoices_without_vat_and_the_client_pays(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Case 13: process S5, reverse charge, the client as payer (EXTENDED); cleaning under its own contract is taxed."""
    article(ondine, "WALLS", "8000", "Maçonnerie", operation="building_subcontract")
    article(ondine, "CLEAN", "500", "Nettoyage de fin de chantier", operation="building_cleaning")
    client = trade.moreau(ondine, "CLIENT", siren="443061841")
    for number, code in (("CT-1", "WALLS"), ("CT-2", "CLEAN")):
        of = contract_factories.contract(
            moreau, number, payer=client, grouping="contract", start_date=date(2026, 10, 1)
        )
        contract_factories.contract_line(of, ondine.items.get(code=code))
    contracts.start_bill_run(seller_id=ondine.pk, until=trade.TODAY, issue_date=trade.TODAY, at=trade.NOW)
    works, cleaning = sorted(trade.issued(steps), key=lambda one: one.contract_reference or "")
    assert vat(works) == [("AE", "8000.00", "VATEX-FR-AE", "Autoliquidation")]
    assert (process(works), works.totals.total_vat, trade.is_extended(works)) == ("S5", Decimal(0), True)
    assert works.payer is not None
    assert works.payer.legal_registration is not None
    assert works.payer.legal_registration.value == "443061841"
    assert (process(cleaning), cleaning.totals.total_vat) == ("S1", Decimal("100.00"))
    trade.accepted()


def test_a_co_contractor_invoices_his_lot(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Case 14: process S6, the lot in BT-17, the agent of the group named (EXTENDED)."""
    article(ondine, "ROOF", "12000", "Charpente")
    trade.third_party(ondine, "AGENT", "Dupont Bâtiment", siren="443061841", electronic_address="0225:443061841")
    masterdata.give_role(
        seller_id=ondine.pk, party_code="AGENT", buyer_code="C1", role="seller_agent", since=date(2026, 1, 1),
        at=trade.NOW,
    )  # fmt: skip
    document = trade.one_sale(ondine, ("ROOF", "1"), steps=steps, details={"co_contracting": "Lot 3 charpente"})
    assert (process(document), document.tender_reference) == ("S6", "Lot 3 charpente")
    assert document.seller_agent is not None
    assert document.seller_agent.name == "Dupont Bâtiment"
    assert trade.is_extended(document)
    trade.accepted()


def test_disbursements_are_recharged_at_cost_with_their_proof(
    ondine: Seller, moreau: Buyer, steps: Any, settings: Any
) -> None:
    """Case 16: out of scope, alone in EN 16931 without VAT numbers, beside taxed lines only in EXTENDED.

    Account 467 and the copy in the customer's name are asked.
    """
    ondine.vat_options = {"choices": ["disbursements_out_of_scope"]}
    ondine.save()
    article(ondine, "GREFFE", "42.30", "Frais de greffe", operation="disbursement", vat_rate=None, account="467100")
    article(ondine, "STAMP", "10", "Timbres", operation="disbursement", vat_rate=None)
    copy = FileStore(settings.FILE_STORE).put(b"%PDF-1.4 greffe")
    proof = {"support": copy, "support_name": "greffe.pdf"}
    alone = trade.one_sale(ondine, SaleLine("GREFFE", Decimal(1), details=proof), steps=steps)
    assert vat(alone) == [("O", "42.30", "VATEX-EU-O", "Débours, art. 267 II-2° du CGI")]
    assert (trade.is_extended(alone), alone.seller.vat_identifier, alone.totals.total_with_vat) == (
        False, None, Decimal("42.30"),
    )  # fmt: skip
    assert trade.notes(alone, "BAR") == ["OUTOFSCOPE"]
    (attached,) = alone.supporting_documents
    assert attached.attachment is not None
    assert (attached.attachment.filename, attached.attachment.content) == ("greffe.pdf", b"%PDF-1.4 greffe")
    mixed = trade.one_sale(ondine, ("HOUR", "2"), SaleLine("GREFFE", Decimal(1), details=proof), steps=steps)
    assert sorted(one[:2] for one in vat(mixed)) == [("O", "42.30"), ("S", "200.00")]
    assert (trade.is_extended(mixed), mixed.totals.total_with_vat) == (True, Decimal("282.30"))
    assert trade.notes(mixed, "BAR") == ["B2B"]
    trade.accepted()
    trade.sold(ondine, ("STAMP", "1"))
    assert held(steps) == ["disbursement_unproved"]
    assert DraftException.objects.get().evidence["lines"] == ["1"]


def test_a_member_of_a_vat_group_names_its_group(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Case 29: BT-29 with 0231, BG-11 with the group's name and VAT number, note TXD; from the day it joined."""
    group = {
        "name": "Groupe Ondine AU", "siren": "552100554", "vat_identifier": "FR96552100554",
        "line_1": "1 quai de Saône", "post_code": "69002", "city": "Lyon",
    }  # fmt: skip
    ondine.vat_options = {"vat_group": group | {"since": "2027-01-01"}}
    ondine.save()
    before = trade.one_sale(ondine, ("HOUR", "1"), steps=steps)
    assert (before.tax_representative, trade.notes(before, "TXD")) == (None, [])
    ondine.vat_options = {"vat_group": group | {"since": "2026-01-01"}}
    ondine.save()
    member = trade.one_sale(ondine, ("HOUR", "2"), steps=steps)
    assert trade.notes(member, "TXD") == ["MEMBRE_ASSUJETTI_UNIQUE"]
    assert ("552100554", "0231") in [(one.value, one.scheme) for one in member.seller.identifiers]
    assert member.tax_representative is not None
    assert (member.tax_representative.name, member.tax_representative.vat_identifier) == (
        "Groupe Ondine AU", "FR96552100554",
    )  # fmt: skip
    trade.accepted()


def test_goods_and_services_on_one_invoice_say_which_is_ancillary(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Case 31: M when neither is ancillary; B when the delivery follows the goods; two rates stay two rates."""
    article(ondine, "PORT", "15", "Frais de port")
    ondine.vat_options = {"ancillary_items": ["PORT"]}
    ondine.save()
    both = trade.one_sale(ondine, ("BOOK", "1"), ("HOUR", "1"), steps=steps)
    goods = trade.one_sale(ondine, ("BOOK", "1"), ("PORT", "1"), steps=steps)
    hours = trade.one_sale(
        ondine, ("HOUR", "3"), SaleLine("CABLE", Decimal(1), details={"ancillary": "yes"}), steps=steps
    )
    assert [process(one) for one in (both, goods, hours)] == ["M1", "B1", "S1"]
    assert sorted(str(one.vat_rate) for one in goods.vat_breakdown) == ["20", "5.5"]
    told = [one["fr"] for one in _processes()]
    assert told[0] == "M1 : des biens et des services dont aucun n'est accessoire."
    assert told[1] == "B1 : des biens ; Frais de port n'en est que l'accessoire et suit l'opération principale."
    trade.accepted()


def _processes() -> list[dict[str, str]]:
    rows = Draft.objects.filter(clauses__has_key="process").order_by("assembled_at", "id")
    return [row.clauses["process"] for row in rows]


def test_the_margin_scheme_shows_no_vat(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Case 33: second-hand goods, art, antiques, travel: prices VAT included, none shown, the sentence of the law."""
    for code, price, name, nature, operation in (
        ("BIKE", "240", "Vélo d'occasion", "goods", "margin_goods"),
        ("PRINT", "900", "Estampe", "goods", "margin_art"),
        ("CLOCK", "350", "Pendule ancienne", "goods", "margin_collectors"),
        ("TRIP", "1200", "Séjour à Séville", "services", "travel"),
    ):
        article(ondine, code, price, name, nature, operation=operation)
    ondine.vat_options = {"choices": ["travel_code"]}
    ondine.save()
    documents = [trade.one_sale(ondine, (code, "1"), steps=steps) for code in ("BIKE", "PRINT", "CLOCK", "TRIP")]
    assert [vat(one)[0] for one in documents] == [
        ("E", "240.00", "VATEX-EU-F", "Régime particulier - Biens d'occasion"),
        ("E", "900.00", "VATEX-EU-I", "Régime particulier - Objets d'art"),
        ("E", "350.00", "VATEX-EU-J", "Régime particulier - Objets de collection et d'antiquité"),
        ("E", "1200.00", "VATEX-EU-D", "Régime particulier - Agences de voyages"),
    ]
    assert {one.totals.total_vat for one in documents} == {Decimal(0)}
    assert [process(one) for one in documents] == ["B1", "B1", "B1", "S1"]
    trade.accepted()


def test_professional_secrecy_keeps_the_details_from_the_state(ondine: Seller, moreau: Buyer, steps: Any) -> None:
    """Case 36: BT-153 is general, BT-154 tells the customer; a name that tells too much is held."""
    name = "Défense de M. Durand devant la cour d'appel de Lyon"
    article(ondine, "CASE-1", "2400", name, confidential_name="Prestation juridique")
    article(ondine, "CASE-2", "2400", name, confidential_name="Prestation juridique Durand")
    document = trade.one_sale(ondine, ("CASE-1", "1"), steps=steps)
    (line,) = document.lines
    assert (line.item.name, line.item.description) == ("Prestation juridique", name)
    trade.accepted()
    trade.sold(ondine, ("CASE-2", "1"))
    assert held(steps) == ["secrecy_broken"]
    assert DraftException.objects.get().evidence["words"] == "Durand"


def test_corsica_has_its_own_rates_for_the_goods_of_its_list(ondine: Seller, steps: Any) -> None:
    """Cases 43 and 44 by territory: the articles that the seller put on the list of CGI 297, others as elsewhere."""
    trade.moreau(ondine, "BASTIA", post_code="20200", city="Bastia")
    article(ondine, "FUEL", "100", "Fioul domestique", "goods")
    ondine.vat_options = {"corsica_items": {"FUEL": "oil_products"}}
    ondine.save()
    document = trade.one_sale(ondine, ("FUEL", "1"), ("CABLE", "1"), steps=steps, to="BASTIA")
    assert sorted((str(one.vat_rate), str(one.tax_amount)) for one in document.vat_breakdown) == [
        ("13", "13.00"), ("20", "2.00"),
    ]  # fmt: skip
    trade.accepted()
