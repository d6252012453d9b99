"""What a draft says: grouping, lines, parties, notes, payment, dates."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.drafts import rules
from sansfaute.drafts.rules.notes import expected_processing
from sansfaute.drafts.tests.factories import BuyerGiven, ContractGiven, ItemGiven, SellerGiven, WorkGiven
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.values import Identifier
from sansfaute.masterdata.rules import PaymentTerms

DAY = date(2026, 10, 31)
TERMS = PaymentTerms(days=45, end_of_month=True)
SCREEN = ItemGiven("SCREEN", "Écran 27 pouces", "H87", nature="goods")
GERMAN = {"country_code": "DE", "post_code": "10115", "siren": "", "vat_identifier": "DE136695976"}


def treated(buyer: BuyerGiven, *work: WorkGiven) -> list[rules.TreatedWork]:
    return [rules.TreatedWork(one, rules.decide(rules.situation(buyer, one.item, DAY))) for one in work]


def document(*work: WorkGiven, seller: SellerGiven | None = None, **buyer: Any) -> Invoice:
    bought = BuyerGiven(**buyer)
    return rules.document_of(
        seller or SellerGiven(), bought, treated(bought, *work), issue_date=DAY, terms=PaymentTerms(days=30)
    )


SUBSCRIPTION = WorkGiven(
    kind="subscription",
    item=ItemGiven("MAINT", "Contrat de maintenance", "MON"),
    contract=ContractGiven(),
    unit_code="MON",
    quantity=Decimal("3.0000"),
    unit_price=Decimal("55.322581"),
    full_unit_price=Decimal("245.000000"),
    proration="7/31",
    period_start=date(2026, 10, 25),
    period_end=DAY,
)


class TestLines:
    def test_a_part_period_is_explained_to_the_reader(self) -> None:
        line = document(SUBSCRIPTION).lines[0]
        assert line.note == "Contrat CT-1 ; période partielle : 7/31 de 245,00\u00a0€"
        assert (str(line.invoiced_quantity), str(line.price.item_net_price), line.unit_code) == (
            "3",
            "55.322581",
            "MON",
        )
        assert line.line_net_amount == Decimal("165.97")
        assert line.period is not None
        assert line.period.start_date == date(2026, 10, 25)

    def test_a_part_quarter_counts_its_months(self) -> None:
        quarter = replace(SUBSCRIPTION, unit_code="QAN", proration="16/30 + 2", full_unit_price=Decimal("735.000000"))
        assert "16/30 + 2 mois sur 3, de 735,00\u00a0€" in (document(quarter).lines[0].note or "")

    def test_a_discount_is_an_allowance_with_its_percentage_and_base(self) -> None:
        line = document(
            WorkGiven(
                unit_price=Decimal("219.900000"), discount_percentage=Decimal("12.5000"), discount_reason="Remise"
            )
        ).lines[0]
        allowance = line.allowances[0]
        assert (allowance.base_amount, allowance.amount, line.line_net_amount) == (
            Decimal("439.80"),
            Decimal("54.98"),
            Decimal("384.82"),
        )
        assert str(line.price.item_net_price) == "219.90"

    def test_order_and_usage_say_where_they_come_from(self) -> None:
        order = WorkGiven(order_reference="CMD1", buyer_reference="REF-8", delivery_date=date(2026, 10, 17))
        usage = replace(SUBSCRIPTION, kind="usage", proration="", period_start=date(2026, 10, 1))
        invoice = document(order, usage)
        assert invoice.lines[0].note == "Commande CMD1, livrée le 17/10/2026, votre référence REF-8"
        assert invoice.lines[1].note == "Consommation d'octobre 2026 ; contrat CT-1"


class TestDocument:
    @pytest.mark.parametrize(
        ("items", "process"), [([SCREEN], "B1"), ([ItemGiven()], "S1"), ([SCREEN, ItemGiven()], "M1")]
    )
    def test_the_nature_of_operations(self, items: list[ItemGiven], process: str) -> None:
        invoice = document(*[WorkGiven(item=item) for item in items])
        assert invoice.process_control.business_process_type == process

    def test_goods_carry_their_delivery_date_and_place_and_services_their_period(self) -> None:
        early, late = date(2026, 10, 2), date(2026, 10, 20)
        invoice = document(
            WorkGiven(item=SCREEN, delivery_date=late), WorkGiven(item=SCREEN, delivery_date=early), SUBSCRIPTION
        )
        assert invoice.delivery is not None
        assert invoice.delivery.actual_delivery_date == late
        assert invoice.delivery.deliver_to_address is not None
        assert invoice.delivery.deliver_to_address.country_code == "FR"
        period = invoice.delivery.invoicing_period
        assert period is not None
        assert (period.start_date, period.end_date) == (date(2026, 10, 25), DAY)
        services = document(SUBSCRIPTION).delivery
        assert services is not None
        assert services.deliver_to_address is None

    def test_references_stand_in_the_header_only_when_there_is_one(self) -> None:
        one = document(replace(SUBSCRIPTION, purchase_order_reference="BC1"), WorkGiven(order_reference="CMD1"))
        assert (one.contract_reference, one.purchase_order_reference, one.sales_order_reference) == (
            "CT-1",
            "BC1",
            "CMD1",
        )
        two = document(SUBSCRIPTION, replace(SUBSCRIPTION, contract=ContractGiven("CT-2")))
        assert two.contract_reference is None

    def test_vat_on_debits_is_told_for_taxed_services_only(self) -> None:
        opted = SellerGiven(vat_on_debits=True)
        assert document(WorkGiven(), seller=opted).vat_point_date_code == "5"
        assert any("débits" in note.text for note in document(WorkGiven(), seller=opted).notes)
        assert document(WorkGiven(item=SCREEN), seller=opted).vat_point_date_code is None
        assert document(WorkGiven(), seller=opted, **GERMAN).vat_point_date_code is None
        assert document(WorkGiven()).vat_point_date_code is None

    def test_two_mentions_of_one_category_share_its_row(self) -> None:
        overseas = {"country_code": "GF", "post_code": "97300"}
        invoice = document(WorkGiven(), WorkGiven(item=SCREEN), **overseas)
        row = invoice.vat_breakdown[0]
        assert row.exemption_reason_code == "VATEX-EU-G"
        assert "259-1 et 294-1" in (row.exemption_reason or "")
        assert "294-2" in (row.exemption_reason or "")

    def test_reverse_charge_and_intra_eu_goods_have_a_row_each(self) -> None:
        invoice = document(WorkGiven(), WorkGiven(item=SCREEN, delivery_date=DAY), **GERMAN)
        assert [(row.vat_category_code, row.exemption_reason_code) for row in invoice.vat_breakdown] == [
            ("AE", "VATEX-EU-AE"),
            ("K", "VATEX-EU-IC"),
        ]
        assert invoice.buyer.vat_identifier == "DE136695976"
        assert invoice.totals.total_vat == 0

    def test_finalising_sets_number_dates_and_remittance_and_nothing_else(self) -> None:
        draft = document(WorkGiven())
        assert draft.invoice_number == rules.NO_NUMBER
        final = rules.finalise(draft, invoice_number="F2026-000001", issue_date=date(2026, 11, 2), terms=TERMS)
        assert final.invoice_number == "F2026-000001"
        assert (final.issue_date, final.payment_due_date) == (date(2026, 11, 2), date(2026, 12, 31))
        assert final.payment_instructions
        assert final.payment_instructions.remittance_information == "F2026-000001"
        back = replace(
            final,
            invoice_number=draft.invoice_number,
            issue_date=draft.issue_date,
            payment_due_date=draft.payment_due_date,
            payment_instructions=draft.payment_instructions,
        )
        assert back == draft
        assert rules.redate(draft, date(2026, 12, 1), None).payment_due_date == date(2026, 12, 31)


class TestParties:
    def test_a_french_business_is_found_by_its_siren(self) -> None:
        buyer = document(WorkGiven(), siret="55210055400013").buyer
        assert buyer.legal_registration == Identifier("552100554", "0002")
        assert buyer.identifier == Identifier("55210055400013", "0009")
        assert buyer.electronic_address == Identifier("552100554", "0225")

    def test_a_siret_of_somebody_else_is_left_out(self) -> None:
        assert document(WorkGiven(), siret="99999999900013").buyer.identifier is None

    def test_a_foreign_buyer_is_reached_by_mail_or_by_nobody(self) -> None:
        assert document(WorkGiven(), **GERMAN).buyer.electronic_address == Identifier("compta@moreau.example", "EM")
        mute = document(WorkGiven(), email="", **GERMAN).buyer.electronic_address
        assert mute == Identifier("no-reply@ondine.example", "EM")

    def test_a_wrong_vat_number_is_left_out(self) -> None:
        assert document(WorkGiven(), vat_identifier="FR00552100554").buyer.vat_identifier is None

    def test_an_overseas_department_takes_its_own_country_code(self) -> None:
        assert document(WorkGiven(), post_code="97200").buyer.postal_address.country_code == "MQ"

    def test_the_seller_shows_form_capital_and_registry(self) -> None:
        seller = document(WorkGiven()).seller
        assert seller.additional_legal_information == "SAS au capital de 50\u202f000\u00a0€, RCS Lyon 899 999 973"
        assert seller.electronic_address == Identifier("899999973", "0225")
        assert seller.identifiers == (Identifier("89999997300014", "0009"),)


class TestNotes:
    @pytest.mark.parametrize(
        ("buyer", "processing"),
        [
            ({}, "B2B"),
            ({"kind": "consumer", "siren": ""}, "B2C"),
            ({"kind": "public"}, "B2B"),
            (GERMAN, "B2BINT"),
            (GERMAN | {"kind": "consumer"}, "B2CINT"),
            ({"country_code": "RE", "post_code": "97400"}, "B2B"),
            ({"country_code": "GF", "post_code": "97300"}, "B2BINT"),
        ],
    )
    def test_the_expected_processing(self, buyer: dict[str, Any], processing: str) -> None:
        assert expected_processing(BuyerGiven(**buyer)) == processing

    def test_every_invoice_has_the_notes_of_french_law_once(self) -> None:
        codes = [note.subject_code for note in document(WorkGiven(), kind="public").notes]
        assert codes == ["PMT", "PMD", "AAB", "BAR", "ADN", "ABL"]

    def test_the_sellers_own_texts_come_first(self) -> None:
        seller = SellerGiven(texts={"fr": {"AAB": "Escompte de 1 % sous huit jours."}, "en": {"PMT": "x"}})
        texts = {note.subject_code: note.text for note in document(WorkGiven(), seller=seller).notes}
        assert texts["AAB"] == "Escompte de 1 % sous huit jours."
        assert "40 €" in texts["PMT"]


class TestPayment:
    def test_a_transfer_shows_the_sellers_account(self) -> None:
        payment = document(WorkGiven(), payment_means_code="").payment_instructions
        assert payment is not None
        assert payment.means_type_code == "58"
        assert payment.credit_transfers[0].payment_account_identifier == "FR7630002005500000899997364"

    def test_a_cheque_is_a_cheque_and_a_seller_without_account_asks_no_transfer(self) -> None:
        payment = document(WorkGiven(), payment_means_code="20").payment_instructions
        assert payment is not None
        assert (payment.means_type_code, payment.credit_transfers) == ("20", ())
        assert document(WorkGiven(), seller=SellerGiven(iban="")).payment_instructions is None

    def test_direct_debit_without_mandate_becomes_a_transfer_and_says_so(self) -> None:
        buyer = BuyerGiven(payment_means_code="59")
        work = treated(buyer, WorkGiven())
        clauses = rules.clauses_of(buyer, rules.group_key(work[0].work), work, PaymentTerms(days=30))
        assert [notice["code"] for notice in clauses["notices"]] == ["no_mandate"]
        payment = document(WorkGiven(), payment_means_code="59").payment_instructions
        assert payment is not None
        assert payment.means_type_code == "58"

    def test_the_contracts_terms_come_before_the_buyers_and_the_law_last(self) -> None:
        assert rules.payment_terms(BuyerGiven(), {"days": 90}) == PaymentTerms(days=90)
        assert rules.payment_terms(BuyerGiven(), {}) == PaymentTerms(days=30)
        assert rules.payment_terms(BuyerGiven(payment_terms={}), None) is None
        assert rules.due_date(DAY, None) == date(2026, 11, 30)


class TestGrouping:
    def sheets(self, *work: WorkGiven, **buyer: Any) -> list[list[int]]:
        return [sheet.places for sheet in rules.sheets(treated(BuyerGiven(**buyer), *work))]

    def test_one_invoice_for_each_purchase_order_and_payment_terms(self) -> None:
        other_terms = ContractGiven("CT-2", {"payment_terms": {"days": 90}})
        work = (
            WorkGiven(),
            WorkGiven(purchase_order_reference="BC1"),
            SUBSCRIPTION,
            replace(SUBSCRIPTION, contract=other_terms),
            WorkGiven(purchase_order_reference="BC1"),
        )
        assert self.sheets(*work) == [[0, 2], [1, 4], [3]]

    def test_work_that_waits_for_a_purchase_order_holds_nothing_else(self) -> None:
        demanding = ContractGiven("CT-2", {"purchase_order_required": True})
        waiting = replace(SUBSCRIPTION, contract=demanding)
        served = replace(waiting, purchase_order_reference="BC1")
        assert self.sheets(WorkGiven(), waiting, served) == [[0], [1], [2]]

    def test_two_exemptions_of_one_category_need_two_invoices(self) -> None:
        training = ItemGiven(vat_rate=None, exemption_reason_code="VATEX-FR-CGI261-4")
        rent = ItemGiven(vat_rate=None, exemption_reason_code="VATEX-FR-CGI261D-2")
        assert self.sheets(WorkGiven(item=training), WorkGiven(item=rent), WorkGiven()) == [[0, 2], [1]]

    def test_review_is_told_what_to_look_at(self) -> None:
        clauses = {"purchase_order_required": True, "unread": ["prévenir Mme Girard"]}
        ended = ContractGiven("CT-9", clauses, end_date=date(2026, 9, 30))
        usage = replace(
            SUBSCRIPTION,
            kind="usage",
            contract=ended,
            period_start=date(2026, 10, 1),
            discount_percentage=Decimal("15.0000"),
            discount_origin="contract",
            discount_reason="Remise prévue au contrat",
        )
        buyer = BuyerGiven(payment_terms={})
        found = rules.clauses_of(buyer, rules.group_key(usage), treated(buyer, usage), None)
        assert found["purchase_order_required"] is True
        assert (found["contracts"], found["unread"], found["terms_origin"]) == (
            ["CT-9"],
            ["prévenir Mme Girard"],
            "law",
        )
        assert found["discounts"] == [
            {"line": "1", "origin": "contract", "percentage": "15", "reason": "Remise prévue au contrat"}
        ]
        assert [notice["code"] for notice in found["notices"]] == ["no_payment_terms", "usage_after_end"]
