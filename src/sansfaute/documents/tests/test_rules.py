"""What the page says, in texts: no database, no rendering."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfaute.documents import rules
from sansfaute.documents.rules import formats, words
from sansfaute.documents.rules.proof import figure
from sansfaute.documents.tests import samples
from sansfaute.documents.tests.samples import due, invoice, line
from sansfaute.en16931.model import (
    DeliverToAddress,
    DeliveryInformation,
    DirectDebit,
    DocumentAllowance,
    Item,
    LineAllowance,
    LineCharge,
    LineVat,
    Note,
    PaymentCard,
    PaymentInstructions,
    PrecedingInvoice,
    Price,
    ProcessControl,
    TaxRepresentative,
    TaxRepresentativeAddress,
    VatBreakdown,
)
from sansfaute.en16931.values import Identifier

DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**19), max_value=10**19)


def said(page: object) -> str:
    """Every text of the page, with plain spaces."""
    if isinstance(page, dict):
        return "\n".join(map(said, page.values()))
    if isinstance(page, list | tuple):
        return "\n".join(map(said, page))
    return " ".join(str(page).replace(formats.BREAK_HERE, "").split(formats.NO_BREAK)).replace(formats.NARROW, " ")


class TestFormats:
    @pytest.mark.parametrize(
        ("value", "places", "shown"),
        [
            ("0", 2, "0,00"),
            ("-0.00", 2, "0,00"),
            ("1234.5", 2, "1 234,50"),
            ("-1234567.891", 2, "−1 234 567,891"),
            ("999", 0, "999"),
            ("1E+3", 2, "1 000,00"),
            ("0.000001", 2, "0,000001"),
            ("12345678901234567.89", 2, "12 345 678 901 234 567,89"),
            ("5", 3, "5,000"),
            ("100", 0, "100"),
        ],
    )
    def test_a_number_keeps_every_decimal(self, value: str, places: int, shown: str) -> None:
        assert formats.number(Decimal(value), places).replace(formats.NARROW, " ") == shown

    @given(DECIMALS, st.integers(0, 4))
    def test_what_is_written_reads_back_the_same(self, value: Decimal, places: int) -> None:
        assert figure(formats.number(value, places)) == value
        assert figure(formats.shortest(value, places)) == value
        assert figure(formats.amount(value, "EUR", places)) == value

    @pytest.mark.parametrize(
        ("value", "shown"), [("20.00", "20"), ("5.50", "5,5"), ("1.05", "1,05"), ("0", "0"), ("100", "100")]
    )
    def test_a_rate_is_short(self, value: str, shown: str) -> None:
        assert formats.percentage(Decimal(value)) == f"{shown}{formats.NARROW}%"

    def test_dates_as_people_write_them(self) -> None:
        assert formats.long_date(date(2028, 2, 29)).replace(formats.NO_BREAK, " ") == "29 février 2028"
        assert formats.long_date(date(2026, 5, 1)).startswith("1er")
        assert formats.period(date(2026, 1, 1), None) == "À partir du 01/01/2026"
        assert formats.period(None, date(2026, 1, 31)) == "Jusqu'au 31/01/2026"
        assert formats.period(None, None) == ""

    @given(st.text())
    def test_printable_holds_no_control_and_no_turn_of_direction(self, text: str) -> None:
        shown = formats.printable(text)
        assert not set(shown) & set("\u202e\u202d\u2066\u2067\u2068\u200e\u200f\x00\x07\x1b\r\t")
        assert formats.printable(shown) == shown

    @given(st.text(alphabet="abcé01-/", max_size=300))
    def test_a_long_word_can_be_cut_and_loses_nothing(self, text: str) -> None:
        shown = formats.printable(text)
        assert shown.replace(formats.BREAK_HERE, "") == text
        assert max(map(len, shown.split(formats.BREAK_HERE))) <= formats.LONGEST_WORD

    def test_an_override_cannot_turn_an_amount_round(self) -> None:
        assert formats.printable("Mercier\u202e00,1\r\n\x07x") == "Mercier00,1\n x"

    def test_identifiers_are_grouped(self) -> None:
        assert formats.grouped("FR76 30006000011234567890189").split(formats.NO_BREAK)[:3] == ["FR76", "3000", "6000"]
        assert formats.siret("73282932000074").replace(formats.NO_BREAK, " ") == "732 829 320 00074"


class TestMentions:
    """France: the table of mandatory mentions (CGI annex II 242 nonies A, C. com. L441-9)."""

    @pytest.mark.parametrize(
        "mention",
        [
            "Ondine Informatique",
            "12 quai Rambaud",
            "69002 Lyon",
            "SIREN 732 829 320",
            "RCS Lyon",
            "capital de 50 000 €",
            "TVA FR44732829320",
            "Établissements Mercier & Fils",
            "48 avenue de la République",
            "404 833 048",
            "FR83404833048",
            "31 octobre 2026",
            "F2026-000012",
            "Prestation de services",
            "Maintenance du parc",
            "12\nheures",
            "85,50",
            "20 %",
            "1 026,00",
            "Du 01/10/2026 au 31/10/2026",
            "Total HT\n2 226,00 €",
            "Total TVA\n445,20 €",
            "Total TTC\n2 671,20 €",
            "30 novembre 2026",
            "Escompte pour paiement anticipé : néant.",
            "12,40 % l'an",
            "40 €",
            "BC-2026-0417",
            "CTR-0042",
            "FR76 3000 6000 0112 3456 7890 189",
            "AGRIFRPP",
            "Net à payer\n2 671,20 €",
            "Virement SEPA",
        ],
    )
    def test_an_ordinary_invoice_says(self, mention: str) -> None:
        assert mention in said(rules.page_of(invoice()))

    def test_what_steers_machines_is_not_printed(self) -> None:
        assert "B2B" not in said(rules.page_of(invoice()))

    def test_vat_on_debits_is_said_for_services(self) -> None:
        assert words.VAT_ON_DEBITS.fr in rules.page_of(invoice(vat_point_date_code="5"))["notes"]
        assert words.VAT_ON_DEBITS.fr in rules.page_of(invoice(vat_point_date_code="3"))["notes"]
        assert words.VAT_DUE["72"].fr in rules.page_of(invoice(vat_point_date_code="432"))["notes"]

    def test_vat_group_member(self) -> None:
        note = Note(subject_code="TXD", text="MEMBRE_ASSUJETTI_UNIQUE")
        page = rules.page_of(invoice(notes=(note,)))
        assert words.VAT_GROUP_MEMBER.fr in page["notes"]
        assert "MEMBRE_ASSUJETTI_UNIQUE" not in said(page)

    @pytest.mark.parametrize(
        ("category", "reason", "shown"),
        [
            ("AE", None, "Autoliquidation"),
            ("AE", "art. 283-2 du CGI", "Autoliquidation\n0,00"),
            ("AE", "art. 283-2 du CGI", "art. 283-2 du CGI"),
            ("K", None, "Exonération de TVA, art. 262 ter I du CGI"),
            ("G", None, "Exonération de TVA, art. 262 I du CGI"),
            ("E", "TVA non applicable, art. 293 B du CGI", "TVA non applicable, art. 293 B du CGI"),
            ("O", "Débours", "Débours"),
        ],
    )
    def test_an_exemption_says_why(self, category: str, reason: str | None, shown: str) -> None:
        rate = None if category == "O" else Decimal(0)
        row = VatBreakdown(
            taxable_amount=Decimal(0),
            tax_amount=Decimal(0),
            vat_category_code=category,
            vat_rate=rate,
            exemption_reason=reason,
        )
        exempt = line(vat=LineVat(vat_category_code=category, vat_rate=rate), quantity="0")
        page = rules.page_of(invoice(lines=(exempt,), vat_breakdown=(row,)))
        assert shown in said(page["vat"]).replace("0,00\n0,00", "0,00")

    def test_a_credit_note_names_the_invoice_it_corrects(self) -> None:
        before = PrecedingInvoice(invoice_number="F2026-000001", issue_date=date(2026, 9, 1))
        page = rules.page_of(invoice(type_code="381", preceding_invoices=(before,)))
        assert page["kind"] == "Avoir"
        assert "F2026-000001 du 1er septembre 2026" in said(page)
        assert page["due"]["label"] == "Net en votre faveur"

    @pytest.mark.parametrize("type_code", ["389", "261", "471", "473", "500", "501", "502"])
    def test_self_billing_is_said(self, type_code: str) -> None:
        assert "autofacturation" in rules.page_of(invoice(type_code=type_code))["kind"].lower()

    def test_goods_delivered_elsewhere_and_a_tax_representative(self) -> None:
        there = DeliverToAddress(line_1="Quai 4", post_code="13002", city="Marseille", country_code="FR")
        one = TaxRepresentative(
            name="Fiducie",
            vat_identifier="FR00123456789",
            postal_address=TaxRepresentativeAddress(city="Lille", country_code="FR"),
        )
        delivery = DeliveryInformation(actual_delivery_date=date(2026, 10, 2), deliver_to_address=there)
        page = rules.page_of(invoice(delivery=delivery, tax_representative=one))
        for mention in ("Quai 4", "13002 Marseille", "2 octobre 2026", "Fiducie", "FR00123456789"):
            assert mention in said(page)

    def test_discounts_and_charges_are_shown_as_given(self) -> None:
        off = LineAllowance(amount=Decimal(10), percentage=Decimal(10), base_amount=Decimal(100), reason="Fidélité")
        on = LineCharge(amount=Decimal("3.5"), reason="Écotaxe")
        whole = DocumentAllowance(amount=Decimal(50), vat_category_code="S", vat_rate=Decimal(20), reason="Fin d'année")
        page = rules.page_of(invoice(lines=(line(allowances=(off,), charges=(on,)),), allowances=(whole,)))
        text = said(page)
        for mention in (
            "−10 %",
            "+3,50",
            "Fidélité 10 % de 100,00 € : −10,00 €",
            "Écotaxe : 3,50 €",
            "Fin d'année (TVA 20 %)\n−50,00 €",
        ):
            assert mention in text

    def test_price_details_are_shown(self) -> None:
        price = Price(
            item_net_price=Decimal("8.123456"),
            item_gross_price=Decimal(10),
            item_price_discount=Decimal("1.876544"),
            base_quantity=Decimal(100),
        )
        text = said(rules.page_of(invoice(lines=(replace(line(), price=price),))))
        assert "8,123456" in text
        assert "Prix brut 10,00 €, rabais 1,876544 €" in text
        assert "Prix pour 100 heures" in text

    def test_a_paid_invoice_says_when_not_until_when(self) -> None:
        paid = ProcessControl(business_process_type="S2", specification_identifier="urn:cen.eu:en16931:2017")
        page = rules.page_of(invoice(process_control=paid))
        assert "Réglée le" in said(page)
        assert "Échéance" not in said(page)

    def test_an_account_or_a_card_is_never_given_away(self) -> None:
        how = PaymentInstructions(
            means_type_code="59",
            payment_card=PaymentCard(primary_account_number="4970101234567890"),
            direct_debit=DirectDebit(
                mandate_reference="RUM-1",
                creditor_identifier="FR12ZZZ123456",
                debited_account_identifier="FR7630006000011234567890189",
            ),
        )
        text = said(rules.page_of(invoice(payment_instructions=how)))
        assert "RUM-1" in text
        assert "FR12ZZZ123456" in text
        assert "•••• 0189" in text
        assert "497010" not in text

    def test_long_legal_information_leaves_the_footer_for_the_notes(self) -> None:
        long = "Assurance décennale " * 30
        page = rules.page_of(invoice(notes=(Note(subject_code="ABL", text=long),)))
        assert long in page["notes"]
        assert long not in page["identity"]


class TestPage:
    @given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
    def test_any_text_makes_a_page_that_says_the_same_figures(self, text: str) -> None:
        buyer = replace(samples.BUYER, name=text)
        item = Item(name=text, seller_identifier=text, description=text)
        document = invoice(buyer=buyer, lines=(line(item=item, note=text),), payment_terms=text)
        page = rules.page_of(document)
        assert rules.unlike(page, document) == []
        assert json.loads(json.dumps(page)) == json.loads(json.dumps(page))

    @pytest.mark.parametrize(
        ("path", "term"),
        [
            (("due", "value"), "BT-115"),
            (("totals", 0, "value"), "BT-109"),
            (("lines", 0, "net"), "BT-131"),
            (("vat", 0, "tax"), "BT-117"),
            (("number",), "BT-1"),
        ],
    )
    def test_a_page_that_says_something_else_is_found(self, path: tuple[str | int, ...], term: str) -> None:
        page = rules.page_of(invoice())
        spot = page
        for step in path[:-1]:
            spot = spot[step]  # type: ignore[index]  # a path of the page
        spot[path[-1]] = "9,99 €"  # type: ignore[index]  # a path of the page
        assert rules.unlike(page, invoice()) == [term]

    def test_columns_that_nobody_uses_are_left_out(self) -> None:
        bare = line(item=Item(name="Maintenance"))
        assert len(rules.page_of(invoice(lines=(bare,)))["widths"]) == 6
        assert len(rules.page_of(invoice())["widths"]) == 7

    def test_figures_out_of_proportion_are_set_smaller_never_wider_than_the_page(self) -> None:
        huge = line(quantity="999999999999999.9999", price="9999999999999.999999")
        page = rules.page_of(invoice(lines=(huge,)))
        assert page["scale"] < 1
        assert sum(width for width in page["widths"] if width) <= 125
        assert rules.page_of(invoice())["scale"] == 1

    def test_other_currencies_keep_their_own_decimals(self) -> None:
        page = rules.page_of(invoice(currency_code="JPY", lines=(line(price="100", quantity="3"),)))
        assert said(page["due"]) == "Net à payer\n360 JPY"
        assert page["currency"] == "JPY"

    def test_a_country_is_named_outside_france_only(self) -> None:
        abroad = replace(samples.BUYER, postal_address=replace(samples.BUYER.postal_address, country_code="BE"))
        assert rules.page_of(invoice(buyer=abroad))["buyer"]["address"][-1] == "BELGIQUE"
        assert "FRANCE" not in said(rules.page_of(invoice()))


class TestTransferCode:
    def test_the_payload_is_that_of_the_council(self) -> None:
        assert rules.epc_payload(due("2671.20")) == (
            "BCD\n002\n1\nSCT\nAGRIFRPP\nOndine Informatique\nFR7630006000011234567890189\nEUR2671.20\n\n\nF2026-000012"
        )

    @pytest.mark.parametrize(
        "document",
        [
            due("0"),
            due("-5"),
            due("0.001"),
            due("1000000000"),
            due("10", currency_code="USD"),
            due("10", type_code="381"),
            due("10", payment_instructions=None),
            due("10", payment_instructions=replace(samples.TRANSFER, means_type_code="59")),
            due("10", payment_instructions=replace(samples.TRANSFER, credit_transfers=())),
        ],
    )
    def test_there_is_none_when_there_is_nothing_to_transfer(self, document: samples.Invoice) -> None:
        assert rules.epc_payload(document) is None

    def test_the_limits_are_included(self) -> None:
        assert "EUR0.01" in (rules.epc_payload(due("0.01")) or "")
        assert "EUR999999999.99" in (rules.epc_payload(due("999999999.99")) or "")

    def test_a_name_cannot_add_a_field(self) -> None:
        account = replace(samples.TRANSFER.credit_transfers[0], payment_account_name="Ondine\nFR76EVIL\n" + "é" * 100)
        how = replace(samples.TRANSFER, credit_transfers=(account,), remittance_information="a\r\nb" + "c" * 200)
        payload = rules.epc_payload(due("10", payment_instructions=how)) or ""
        assert len(payload.split("\n")) == 11
        assert len(payload.split("\n")[5]) <= 70
        assert len(payload.encode()) <= 331

    def test_a_payload_that_is_too_long_is_left_out(self) -> None:
        how = replace(samples.TRANSFER, remittance_information="漢" * 140)
        assert rules.epc_payload(due("10", payment_instructions=how)) is None


class TestNames:
    @pytest.mark.parametrize(
        ("number", "name"),
        [
            ("F2026-000012", "F2026-000012.pdf"),
            ("A/B 1", "A-B-1.pdf"),
            ("../../etc/passwd", "etc-passwd.pdf"),
            ("...", "facture.pdf"),
            ("é", "facture.pdf"),
        ],
    )
    def test_a_file_name_is_never_a_path(self, number: str, name: str) -> None:
        assert rules.filename(number) == name

    @given(st.text())
    def test_any_number_makes_a_safe_name(self, number: str) -> None:
        name = rules.filename(number, "cii")
        assert "/" not in name
        assert not name.startswith(".")
        assert name.endswith(".xml")
        assert len(name) <= 80

    def test_a_version_keeps_its_parts_apart(self) -> None:
        assert rules.version_of([b"ab", b"c"]) != rules.version_of([b"a", b"bc"])

    def test_words_exist_in_both_languages(self) -> None:
        for table in (words.KINDS, words.UNITS, words.PAYMENT_MEANS, words.VAT_CATEGORIES, words.NATURES):
            assert all(word.fr and word.en for word in table.values())
        assert (words.unit("HUR", True), words.unit("HUR", language="en"), words.unit("ZZ9")) == (
            "heures",
            "hour",
            "ZZ9",
        )
        assert words.kind("386", "en") == "Deposit invoice"
        assert words.payment_means("ZZ1") == "ZZ1"
        assert words.country("QZ") == "QZ"
        assert Identifier("1").scheme is None
