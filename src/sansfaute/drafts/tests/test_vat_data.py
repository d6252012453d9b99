"""The data beside the table: exemptions, rates in force and abroad, when VAT is due, VAT groups, derivations."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfaute.drafts import rules
from sansfaute.drafts.rules.destination_rates import DESTINATION_RATES, destination_rate, oss_option
from sansfaute.drafts.rules.exemptions import EXEMPTIONS
from sansfaute.drafts.rules.operations import CHOICES, OSS_OPTIONS
from sansfaute.drafts.rules.territories import MEMBER_STATES
from sansfaute.drafts.rules.treatment_derivation import derivation
from sansfaute.drafts.rules.vat_due import DUE_TABLE, point_code, vat_due
from sansfaute.drafts.rules.vat_group import VatGroup
from sansfaute.drafts.rules.vat_rates import CORSICA_RATES, RATES_IN_FORCE, in_force
from sansfaute.drafts.tests.factories import BuyerGiven, ItemGiven, SellerGiven, WorkGiven
from sansfaute.drafts.tests.vat_cases import BY_ROW, CASES, DAY, Case, document, situation_of
from sansfaute.en16931 import rules as norm
from sansfaute.en16931.codelists import codes
from sansfaute.en16931.model import Invoice
from sansfaute.lib.derivations import Derivation
from sansfaute.masterdata.rules import PaymentTerms, vat_options

NOT_EXEMPTIONS = {f"VATEX-EU-{code}" for code in ("79-C", "AE", "D", "F", "G", "I", "IC", "J", "O")}
GROUP = VatGroup(
    name="Groupe Ondine", siren="303265045", vat_identifier="FR40303265045", city="Lyon", post_code="69007"
)


class TestExemptions:
    def test_every_code_of_the_packs_is_an_exemption_or_decided_by_the_table(self) -> None:
        assert codes("exemption_reasons") == EXEMPTIONS.keys() | NOT_EXEMPTIONS | {"VATEX-FR-AE", "VATEX-FR-CNWVAT"}

    @pytest.mark.parametrize("code", sorted(EXEMPTIONS))
    def test_each_names_its_article_on_the_invoice(self, code: str) -> None:
        one = EXEMPTIONS[code]
        item = ItemGiven(vat_rate=None, exemption_reason_code=code)
        found = rules.decide(rules.situation(BuyerGiven(), item, DAY))
        assert (found.category, found.exemption_reason_code, found.mention) == ("E", code, one.mention)
        assert one.mention.count("art. ") == 1
        assert one.article_fr
        assert one.article_en

    def test_a_second_letter_is_bis(self) -> None:
        assert "point f bis" in EXEMPTIONS["VATEX-EU-143-1FA"].mention
        assert EXEMPTIONS["VATEX-EU-148-A"].article_en.endswith("art. 148(a)")


class TestRates:
    def test_they_are_all_on_the_french_list(self) -> None:
        listed = codes("fr_vat_rates")
        assert {str(one.rate) for one in (*RATES_IN_FORCE, *CORSICA_RATES)} <= listed

    def test_the_old_normal_rate_ended_with_2013(self) -> None:
        days = (date(2013, 12, 31), date(2014, 1, 1))
        assert [in_force(Decimal("19.6"), "mainland", day) for day in days] == [True, False]
        assert [in_force(Decimal("20"), "mainland", day) for day in days] == [False, True]

    def test_some_are_of_corsica_alone(self) -> None:
        assert in_force(Decimal("13"), "corsica", DAY)
        assert not in_force(Decimal("13"), "mainland", DAY)


class TestDestinations:
    def test_each_member_state_has_one_standard_rate_on_any_day_of_the_one_stop_shop(self) -> None:
        for day in (date(2021, 7, 1), date(2023, 6, 1), date(2025, 7, 31), DAY):
            for country in sorted({*MEMBER_STATES, "FR"}):
                dated = [
                    one
                    for one in DESTINATION_RATES
                    if one.country_code == country and one.since <= day <= (one.until or date.max)
                ]
                assert len(dated) == 1, (country, day)
                assert dated[0] is destination_rate(country, day)

    def test_all_but_ours_are_to_be_confirmed_and_there_are_27(self) -> None:
        assert {one.country_code for one in DESTINATION_RATES if one.confirmed} == {"FR"}
        assert len({one.country_code for one in DESTINATION_RATES}) == 27
        assert destination_rate("US", DAY) is None

    @pytest.mark.parametrize(
        ("last", "this", "amount", "opted", "option"),
        [
            ("0", "9000", "1000", False, "domestic"),
            ("0", "9000", "1000.01", False, "registered"),
            ("10000.01", "0", "1", False, "registered"),
            ("0", "0", "1", True, "registered"),
        ],
    )
    def test_the_sale_that_exceeds_the_threshold_is_taxed_abroad(
        self, last: str, this: str, amount: str, opted: bool, option: str
    ) -> None:
        found = oss_option(
            last_year=Decimal(last), this_year=Decimal(this), amount=Decimal(amount), day=DAY, opted=opted
        )
        assert found == option

    def test_before_the_one_stop_shop_nothing_is_said(self) -> None:
        nothing = Decimal(0)
        assert oss_option(last_year=nothing, this_year=nothing, amount=nothing, day=date(2021, 6, 30), opted=True) == ""


class TestWhenVatIsDue:
    @pytest.mark.parametrize(
        ("nature", "on_debits", "deposit", "day", "code"),
        [
            ("services", True, False, DAY, "5"),
            ("services", False, False, DAY, "72"),
            ("services", False, True, DAY, "72"),
            ("goods", True, False, DAY, "29"),
            ("goods", False, True, DAY, "72"),
            ("goods", False, True, date(2022, 12, 31), "29"),
        ],
    )
    def test_by_nature_option_and_deposit(
        self, nature: str, on_debits: bool, deposit: bool, day: date, code: str
    ) -> None:
        found = vat_due(nature, on_debits=on_debits, deposit=deposit, day=day)
        assert found
        assert found.code == code
        assert found.told == bool(found.mention)

    def test_an_unknown_nature_has_none(self) -> None:
        assert vat_due("", on_debits=False, deposit=False, day=DAY) is None

    @pytest.mark.parametrize(
        ("natures", "on_debits", "told_only", "code"),
        [
            (["services"], False, True, None),
            (["services"], False, False, "72"),
            (["goods"], False, False, "29"),
            (["goods", "services"], False, False, None),
            (["goods", "services"], True, True, "5"),
            ([], True, False, None),
        ],
    )
    def test_an_invoice_has_one_code_or_none(
        self, natures: list[str], on_debits: bool, told_only: bool, code: str | None
    ) -> None:
        found = point_code(natures, on_debits=on_debits, deposit=False, day=DAY, told_only=told_only)
        assert found == code

    def test_codes_are_those_of_the_list(self) -> None:
        assert {row.code for row in DUE_TABLE} <= codes("vat_point_date_codes")

    def test_the_document_says_it_on_demand(self) -> None:
        assert document(BY_ROW["mainland"]).vat_point_date_code is None
        assert document(BY_ROW["mainland"], tell_due=True).vat_point_date_code == "72"
        assert document(BY_ROW["corsica"], tell_due=True).vat_point_date_code == "29"
        assert document(BY_ROW["corsica"], tell_due=True, kind="deposit").vat_point_date_code == "72"
        assert document(BY_ROW["intra_eu_service"], tell_due=True).vat_point_date_code is None


class TestVatGroup:
    def member(self, row: str) -> Invoice:
        return document(BY_ROW[row], vat_group=GROUP)

    def test_its_member_shows_the_group(self) -> None:
        invoice = self.member("mainland")
        assert [one.value for one in invoice.seller.identifiers if one.scheme == "0231"] == ["303265045"]
        assert invoice.tax_representative
        assert invoice.tax_representative.vat_identifier == "FR40303265045"
        assert [one.text for one in invoice.notes if one.subject_code == "TXD"] == ["MEMBRE_ASSUJETTI_UNIQUE"]
        assert [one.rule for one in norm.check(invoice) if one.level == "error"] == []

    def test_between_members_no_number_stands(self) -> None:
        invoice = self.member("within_vat_group")
        assert invoice.tax_representative is None
        assert [one.rule for one in norm.check(invoice) if one.level == "error"] == []

    def test_it_survives_its_json(self) -> None:
        assert VatGroup.from_dict(GROUP.to_dict()) == GROUP


class TestDerivation:
    @pytest.mark.parametrize("one", CASES, ids=str)
    def test_each_row_explains_itself_in_both_languages(self, one: Case) -> None:
        given_here = situation_of(one)
        found = rules.decide(given_here)
        told = derivation(found, given_here)
        assert told.source == found.row.source
        assert told.fr.startswith(found.why_fr)
        assert told.en.startswith(found.why_en)
        assert ("personne" in told.fr.removeprefix(found.why_fr)) != found.known
        assert [part.value for part in told.parts if part.name == "evidence"] == list(found.row.evidence)
        assert all(part.fr and part.en for _, part in told.walk())
        assert Derivation.from_dict(told.to_dict()) == told

    def test_vies_says_when(self) -> None:
        one = BY_ROW["intra_eu_goods"]
        told = derivation(rules.decide(situation_of(one)), situation_of(one)).sentence("fr")
        assert "VIES a répondu le 31/10/2026 : en cours de validité." in told

    def test_the_date_of_an_answer_decides_nothing(self) -> None:
        one, other = (
            rules.situation(BuyerGiven(), ItemGiven(), DAY, vies="valid", vies_date=day) for day in (DAY, None)
        )
        assert one == other
        assert rules.decide(one) is rules.decide(other)


@given(st.sampled_from(sorted(BY_ROW)), st.sampled_from(sorted(BY_ROW)))
def test_two_rows_share_an_invoice_only_where_the_rules_accept_it(one: str, other: str) -> None:
    """Whatever `sheets` puts together, of one buyer of a seller of the mainland with a number, is right."""
    first, second = BY_ROW[one], BY_ROW[other]
    seller, buyer = SellerGiven(), BuyerGiven(**first.buyer)
    work = []
    for case in (first, second):
        told = {**case.told, "seller_regime": first.told.get("seller_regime", "normal")}
        treatment = rules.decide(rules.situation(buyer, case.item, DAY, seller=seller, **told))
        work.append(rules.TreatedWork(WorkGiven(item=case.item, delivery_date=DAY), treatment))
    for sheet in rules.sheets(work):
        invoice = rules.document_of(seller, buyer, sheet.treated, issue_date=DAY, terms=PaymentTerms(days=30))
        wrong = [found.rule for found in norm.check(invoice) if found.level == "error"]
        assert not [rule for rule in wrong if rule.startswith(("BR-S-", "BR-E-", "BR-O-", "BR-AE-", "BR-G-"))], wrong


def test_the_options_of_a_seller_name_what_the_table_knows() -> None:
    assert {one.name for one in CORSICA_RATES} == set(vat_options.CORSICA_LIST)
    assert set(CHOICES) == set(vat_options.CHOICES)
    assert {one for one in OSS_OPTIONS if one} == set(vat_options.OSS)
