"""Identifiers, addresses, names, payments, sellers and shared identifiers, without database."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfaute.masterdata import rules
from sansfaute.masterdata.rules import addresses, contacts, names, payments, terms

ONDINE = Path(__file__).parents[4] / "examples" / "ondine"


class TestLegalIdentifiers:
    @pytest.mark.parametrize(
        ("text", "siren", "siret", "verdict"),
        [
            ("732 829 320", "732829320", "", "valid"), ("732829320 00074", "732829320", "73282932000074", "valid"),
            ("SIREN 732.829.320", "732829320", "", "valid"), ("RCS Lyon 732 829 320", "732829320", "", "valid"),
            ("732 829 321", "732829321", "", "checksum"), ("73282932000075", "732829320", "73282932000075", "checksum"),
            ("356 000 000", "356000000", "", "valid"), ("356 000 000 49837", "356000000", "35600000049837", "valid"),
            ("356 000 000 00048", "356000000", "35600000000048", "valid"), ("1234567", "1234567", "", "length"),
            ("732829320000", "", "732829320000", "length"), ("000000000", "000000000", "", "checksum"),
            ("à venir", "", "", "shape"), ("HRB 12345", "", "", "shape"),
        ],
    )  # fmt: skip
    def test_are_read_as_written(self, text: str, siren: str, siret: str, verdict: str) -> None:
        found = rules.read_legal_identifier(text)
        assert found is not None
        assert (found.siren, found.siret, found.verdict) == (siren, siret, verdict)

    def test_absent_is_absent(self) -> None:
        assert rules.read_legal_identifier("  ") is None

    def test_la_poste_still_has_to_sum_to_a_multiple_of_five(self) -> None:
        assert rules.siret_verdict("35600000049838") == "checksum"

    @given(st.text(max_size=30))
    def test_never_raise(self, text: str) -> None:
        rules.read_legal_identifier(text)


class TestVatNumbers:
    @pytest.mark.parametrize(
        "number",
        [
            "ATU13585627", "BE0428759497", "BG175074752", "CY10259033P", "CZ25123891", "DE136695976", "DK13585628",
            "EE100931558", "EL094259216", "ESB58378431", "FI20774740", "FR83404833048", "FRK7399859412",
            "HR33392005961",
            "HU12892312", "IE6433435F", "IE3628739UA", "IT00743110157", "LT119511515", "LU15027442", "LV40003521600",
            "MT11679112", "NL004495445B01", "NL123456789B13", "PL8567346215", "PT501964843", "RO18547290",
            "SE123456789701",
            "SI50223054", "SK2022749619", "XI980780684",
        ],
    )  # fmt: skip
    def test_of_every_member_state_are_accepted(self, number: str) -> None:
        assert rules.vat_verdict(number) in ("valid", "doubtful")

    @pytest.mark.parametrize(("number", "verdict"), [
        ("FR84404833048", "checksum"), ("FR8340483304", "shape"), ("FRIO404833048", "shape"),
        ("DE136695977", "checksum"),
        ("DE13669597", "shape"), ("SE123456789702", "doubtful"), ("GB980780684", "country"), ("CHE123", "country"),
        ("", "country"),
    ])  # fmt: skip
    def test_wrong_ones_are_refused_or_doubted(self, number: str, verdict: str) -> None:
        assert rules.vat_verdict(number) == verdict

    def test_hold_the_siren(self) -> None:
        assert rules.siren_of_vat("FR83404833048") == "404833048"
        assert rules.siren_of_vat("FR84404833048") == ""
        assert rules.french_vat_number("404833048") == "FR83404833048"

    @given(st.text(alphabet="FRDEBXI0123456789 AZ", max_size=16))
    def test_never_raise(self, number: str) -> None:
        rules.vat_verdict(number)


class TestAddresses:
    @pytest.mark.parametrize(("text", "code"), [
        ("France", "FR"), ("FRANCE", "FR"), ("fr", "FR"), ("Allemagne", "DE"), ("Germany", "DE"), ("Deutschland", "DE"),
        ("USA", "US"), ("États-Unis", "US"), ("Royaume-Uni", "GB"), ("UK", "GB"), ("Suisse", "CH"), ("CHE", "CH"),
        ("La Réunion", "RE"), ("Côte d’Ivoire", "CI"), ("Pays-Bas", "NL"), ("the Netherlands", "NL"),
        ("Le Mexique", "MX"),
        ("Atlantide", None), ("", None), ("EU", None),
    ])  # fmt: skip
    def test_countries_are_known_by_name_and_code(self, text: str, code: str | None) -> None:
        assert addresses.read_country(text) == code

    @pytest.mark.parametrize(("post_code", "territory"), [
        ("97100", "GP"), ("97200", "MQ"), ("97300", "GF"), ("97400", "RE"), ("97500", "PM"), ("97600", "YT"),
        ("97133", "BL"), ("97150", "MF"), ("98000", "MC"), ("98600", "WF"), ("98714", "PF"), ("98800", "NC"),
        ("75011", None), ("20000", None), ("69007", None),
    ])  # fmt: skip
    def test_post_codes_name_their_territory(self, post_code: str, territory: str | None) -> None:
        assert addresses.territory_of(post_code) == territory
        record = rules.read_buyer({"code": "C", "name": "N", "country": "France", "post_code": post_code})
        assert record.fields["country_code"] == (territory or "FR")

    @pytest.mark.parametrize(
        ("text", "expected"), [("F-75 011", "75011"), ("2A000", "20000"), ("69 007", "69007"), ("01000", "01000")]
    )
    def test_post_codes_lose_their_dress(self, text: str, expected: str) -> None:
        assert addresses.read_french_post_code(text) == expected

    def test_a_lost_zero_is_proposed_not_put_back(self) -> None:
        record = rules.read_buyer({"code": "C", "name": "N", "country": "FR", "post_code": "6000"})
        found = next(one for one in record.findings if one.rule == "post_code_zero")
        assert (record.fields["post_code"], found.fix) == ("6000", "06000")

    def test_four_figures_are_right_in_switzerland(self) -> None:
        record = rules.read_buyer(
            {"code": "C", "name": "N", "country": "Suisse", "post_code": "1201", "city": "Genève"}
        )
        assert not [one for one in record.findings if one.field == "post_code"]


class TestKinds:
    @pytest.mark.parametrize(("name", "more", "kind"), [
        ("Mairie de Lyon", {}, "public"), ("Commune de L’Isle-Adam", {}, "public"), ("Centre hospitalier Lille", {},
        "public"),
        ("Restaurant de la Mairie SARL", {}, "business"), ("Lycée Privé SARL", {}, "business"), ("CHU de Nantes", {},
        "public"),
        ("Dupont SAS", {}, "business"), ("S.A.R.L. Martin", {}, "business"), ("Dupont", {"vat_identifier": "X"},
        "business"),
        ("Dupont", {"siren": "213800001"}, "public"), ("Dupont", {"siren": "732829320"}, "business"),
        ("Boulangerie Girard", {}, "business"), ("Camille Girard", {}, "consumer"), ("Mme Untel", {}, "consumer"),
        ("Jean-Loïc Château-Rouge", {}, "consumer"), ("DUPONT Marie", {}, "consumer"), ("Zzyzx Qwerty", {}, ""),
        ("", {}, ""),
    ])  # fmt: skip
    def test_follow_from_what_is_written(self, name: str, more: dict[str, str], kind: str) -> None:
        given_ = {"siren": "", "vat_identifier": "", "legal_identifier_given": False, **more}
        assert names.kind_of_buyer(name=name, **given_) == kind  # type: ignore[arg-type]  # the table mixes texts

    @pytest.mark.parametrize(
        ("name", "form"), [("Dupont SAS", "SAS"), ("S.A.R.L. Martin", "SARL"), ("Sas", ""), ("Pierre SA Dupont", "")]
    )
    def test_legal_forms_stand_at_one_end(self, name: str, form: str) -> None:
        assert names.legal_form(name) == form


class TestPayments:
    @pytest.mark.parametrize(("text", "code"), [
        ("VIR", "58"), ("Virement", "58"), ("prlv SEPA", "59"), ("Prélèvement", "59"), ("CB", "48"),
        ("carte bancaire", "48"),
        ("Chèque", "20"), ("espèces", "10"), ("LCR", "24"), ("30", "30"), ("troc", None), ("", None), ("99", None),
    ])  # fmt: skip
    def test_means_are_codes(self, text: str, code: str | None) -> None:
        assert payments.read_payment_means(text) == code

    def test_a_sepa_transfer_stays_in_the_sepa_area(self) -> None:
        read = [
            rules.read_buyer({"code": "C", "country": country, "payment_means": "VIR"})
            for country in ("USA", "CH", "FR")
        ]
        assert [one.fields["payment_means_code"] for one in read] == ["30", "58", "58"]

    @pytest.mark.parametrize(("text", "fix"), [
        ("compta at zoe.example", "compta@zoe.example"), ("compta (at) zoe.example", "compta@zoe.example"),
        ("compta@zoe,example.fr", "compta@zoe.example.fr"), ("n'importe quoi", ""),
        ("mailto:a@b.example", "a@b.example"),
    ])  # fmt: skip
    def test_a_slip_in_an_address_is_explained(self, text: str, fix: str) -> None:
        assert not contacts.email_is_valid(text)
        assert contacts.propose_email(text) == fix

    @pytest.mark.parametrize(("text", "country", "number"), [
        ("04 78 00 00 10", "FR", "+33478000010"), ("02.74.61.48.77", "FR", "+33274614877"),
        ("+33 5 81 89 70 44", "US", "+33581897044"),
        ("0262 12 34 56", "RE", "+262262123456"), ("pas de téléphone", "FR", None), ("12", "FR", None),
    ])  # fmt: skip
    def test_telephones_are_written_for_the_world(self, text: str, country: str, number: str | None) -> None:
        assert contacts.read_telephone(text, country) == number


class TestPaymentTerms:
    @pytest.mark.parametrize(("text", "expected"), [
        ("45 j fdm", (45, True, None, False)), ("30j fin de mois", (30, True, None, False)),
        ("60 jours", (60, False, None, False)),
        ("30", (30, False, None, False)), ("à réception", (0, False, None, False)),
        ("comptant", (0, False, None, False)),
        ("le 10", (0, False, 10, False)), ("30 jours le 10", (30, False, 10, False)),
        ("45 jours fin de mois le 10", (45, True, 10, False)), ("fin de mois 45 jours", (45, False, None, True)),
        ("fin de mois", (0, True, None, False)), ("45JFDM", (45, True, None, False)),
        ("Net 30", (30, False, None, False)),
        ("30 days end of month", (30, True, None, False)), ("règlement 90 jours", (90, False, None, False)),
        ("Paiement à 30 jours", (30, False, None, False)), ("on receipt", (0, False, None, False)),
    ])  # fmt: skip
    def test_are_read_as_people_type_them(self, text: str, expected: tuple[Any, ...]) -> None:
        found = rules.parse_payment_terms(text)
        assert found == rules.PaymentTerms(*expected)

    @pytest.mark.parametrize(
        "text", ["", "un jour", "-30", "99999", "le 32", "le 0", "30/45", "2,5 jours", "1 an", "jamais"]
    )
    def test_are_never_guessed(self, text: str) -> None:
        assert rules.parse_payment_terms(text) is None

    @pytest.mark.parametrize(("given_terms", "issued", "due"), [
        (rules.PaymentTerms(30), date(2026, 1, 31), date(2026, 3, 2)),
        (rules.PaymentTerms(45, end_of_month=True), date(2026, 1, 15), date(2026, 3, 31)),
        (rules.PaymentTerms(45, month_end_first=True), date(2026, 1, 15), date(2026, 3, 17)),
        (rules.PaymentTerms(30, end_of_month=True), date(2028, 1, 15), date(2028, 2, 29)),
        (rules.PaymentTerms(0), date(2026, 10, 31), date(2026, 10, 31)),
        (rules.PaymentTerms(0, day_of_month=10), date(2026, 10, 10), date(2026, 11, 10)),
        (rules.PaymentTerms(0, day_of_month=10), date(2026, 10, 9), date(2026, 10, 10)),
        (rules.PaymentTerms(0, day_of_month=31), date(2026, 12, 31), date(2027, 1, 31)),
        (rules.PaymentTerms(30, day_of_month=30), date(2027, 1, 15), date(2027, 2, 28)),
        (rules.PaymentTerms(30, end_of_month=True, day_of_month=10), date(2026, 11, 15), date(2027, 1, 10)),
    ])  # fmt: skip
    def test_name_a_day(self, given_terms: rules.PaymentTerms, issued: date, due: date) -> None:
        assert given_terms.due_date(issued) == due

    TERMS = st.builds(
        rules.PaymentTerms,
        days=st.integers(0, 365),
        end_of_month=st.booleans(),
        day_of_month=st.none() | st.integers(1, 31),
    )

    @given(TERMS, st.dates(date(2000, 1, 1), date(2100, 1, 1)))
    def test_never_fall_due_before_issue(self, given_terms: rules.PaymentTerms, issued: date) -> None:
        due = given_terms.due_date(issued)
        assert due >= issued
        assert (due - issued).days >= given_terms.days
        assert (due - issued).days <= given_terms.days + 62

    @given(TERMS)
    def test_come_back_from_json_and_from_words(self, given_terms: rules.PaymentTerms) -> None:
        assert rules.PaymentTerms.from_dict(given_terms.to_dict()) == given_terms
        assert rules.parse_payment_terms(rules.describe_payment_terms(given_terms, "fr")) == given_terms

    @pytest.mark.parametrize("wrong", [{"days": -1}, {"days": terms.LONGEST + 1}, {"days": 0, "day_of_month": 32}])
    def test_that_no_calendar_follows_are_refused(self, wrong: dict[str, Any]) -> None:
        with pytest.raises(ValueError, match="day"):
            rules.PaymentTerms(**wrong)

    def test_are_said_in_both_languages(self) -> None:
        given_terms = rules.PaymentTerms(45, end_of_month=True)
        assert rules.describe_payment_terms(given_terms, "en") == "45 days end of month"
        assert rules.describe_payment_terms(rules.PaymentTerms(0), "fr") == "à réception de la facture"


class TestBuyers:
    WHOLE = {
        "code": "C1", "name": "  Dupont   SAS ", "line_1": "1 rue X",
        "post_code": "69007", "city": "Lyon", "country": "FR",
        "legal_identifier": "404 833 048", "vat_identifier": "FR 83 404 833 048", "email": "a@b.example",
        "iban": "FR76 3000 2005 5000 0089 9997 364", "payment_terms": "30", "language": "fr", "discount": "2.5",
    }  # fmt: skip

    def found(self, **changes: str) -> dict[str, tuple[str, str]]:
        record = rules.read_buyer({**self.WHOLE, **changes})
        return {one.rule: (one.value, one.fix) for one in record.findings}

    def test_in_order_raise_no_finding(self) -> None:
        record = rules.read_buyer(self.WHOLE)
        assert record.findings == ()
        assert record.fields["name"] == "Dupont SAS"
        assert record.fields["iban"] == "FR7630002005500000899997364"
        assert record.fields["payment_terms"] == {"days": 30}

    def test_keep_a_missing_siren_missing_but_propose_it(self) -> None:
        assert self.found(legal_identifier="") == {"siren_missing_proposed": ("", "404833048")}
        assert rules.read_buyer({**self.WHOLE, "legal_identifier": ""}).fields["siren"] == ""

    @pytest.mark.parametrize(("changes", "rule", "fix"), [
        ({"vat_identifier": "FR84404833048"}, "vat_key", "FR83404833048"),
        ({"legal_identifier": "404833049"}, "identifier_checksum", "404833048"),
        ({"legal_identifier": "404833048000"}, "identifier_length", "404833048"),
        ({"legal_identifier": "732829320"}, "vat_siren_differs", "FR44732829320"),
        ({"iban": "FR76 3000 2005 5000 0089 9997 365"}, "iban_checksum", ""),
        ({"email": "a at b.example"}, "email_syntax", "a@b.example"), ({"line_1": ""}, "address_missing", ""),
        ({"name": ""}, "name_missing", ""), ({"city": ""}, "city_missing", ""), ({"discount": "200"},
        "discount_unreadable", ""),
        ({"payment_terms": "bientôt"}, "payment_terms_unreadable", ""), ({"language": "klingon"},
        "language_unreadable", ""),
        ({"country": "Atlantide"}, "country_unknown", ""), ({"telephone": "néant"}, "value_placeholder", ""),
        ({"legal_identifier": "", "vat_identifier": ""}, "siren_missing", ""), ({"post_code": "ABC"},
        "post_code_shape", ""),
    ])  # fmt: skip
    def test_out_of_order_say_so_with_a_proposal(self, changes: dict[str, str], rule: str, fix: str) -> None:
        assert self.found(**changes)[rule][1] == fix

    def test_without_country_are_read_by_their_identifiers(self) -> None:
        assert self.found(country="") == {}
        german = rules.read_buyer(
            {"code": "C", "name": "X GmbH", "vat_identifier": "DE136695976", "post_code": "10115"}
        )
        assert german.fields["country_code"] == "DE"
        assert "country_assumed" in self.found(country="", legal_identifier="", vat_identifier="")

    def test_abroad_need_no_siren(self) -> None:
        assert "siren_missing" not in self.found(country="DE", legal_identifier="", vat_identifier="DE136695976")
        assert "vat_missing" in self.found(country="DE", legal_identifier="", vat_identifier="", post_code="10115")
        abroad = {"legal_identifier": "", "vat_identifier": "", "post_code": "105 57", "country": "Grèce"}
        assert "vat_missing" in self.found(name="Elaion Lab A.E.", **abroad), "nothing tells, yet nobody is called so"
        assert "vat_missing" not in self.found(name="Eleni Papadaki", **abroad)

    @given(st.fixed_dictionaries({}, optional={name: st.text(max_size=60) for name in WHOLE}))
    def test_never_raise_and_every_finding_has_words(self, values: dict[str, str]) -> None:
        for one in rules.read_buyer(values).findings:
            for language in ("fr", "en"):
                assert rules.finding_sentence(one.rule, language, one.value).endswith(".")
                assert rules.fix_sentence(one.rule, language).endswith(".")


class TestItems:
    @pytest.mark.parametrize(("text", "code"), [
        ("mois", "MON"), ("Go", "E34"), ("unité", "C62"), ("heure", "HUR"), ("pièce", "H87"), ("m", "MTR"),
        ("jour", "DAY"),
        ("kg", "KGM"), ("M²", "MTK"), ("HUR", "HUR"), ("parsec", None),
    ])  # fmt: skip
    def test_units_are_codes(self, text: str, code: str | None) -> None:
        assert rules.read_unit(text) == code

    @pytest.mark.parametrize(("text", "code"), [
        ("exo 261-4-4", "VATEX-FR-CGI261-4"), ("exonéré art. 261-4-4° CGI", "VATEX-FR-CGI261-4"),
        ("293 B", "VATEX-FR-FRANCHISE"),
        ("VATEX-EU-132-1I", "VATEX-EU-132-1I"), ("exo", None), ("n'importe", None),
    ])  # fmt: skip
    def test_exemptions_are_codes(self, text: str, code: str | None) -> None:
        assert rules.read_exemption(text) == code

    def test_findings_name_what_is_wrong(self) -> None:
        record = rules.read_item(
            {"code": "A", "name": "N", "unit": "parsec", "unit_price": "", "vat": "19", "nature": "?"}
        )
        assert {one.rule for one in record.findings} == {
            "unit_unknown",
            "unit_price_missing",
            "vat_unknown",
            "nature_unknown",
        }
        assert (
            rules.read_item({"unit_price": "1", "nature": "bien", "unit": "m"}).findings[0].rule == "vat_rate_missing"
        )


class TestSellers:
    def values(self, **changes: Any) -> dict[str, Any]:
        return rules.clean_seller({**rules.read_seller((ONDINE / "seller.toml").read_text("utf-8")), **changes})

    def test_of_the_example_is_right(self) -> None:
        assert rules.check_seller(self.values()) == []

    @pytest.mark.parametrize("wrong", [
        {"siren": "899999974"}, {"siret": "89999997300015"}, {"siret": "40483304800022"},
        {"vat_identifier": "FR82899999973"},
        {"vat_identifier": "DE136695976"}, {"iban": "FR7630002005500000899997365"}, {"bic": "LYON"},
        {"registry": "Lyon"},
        {"capital": None}, {"capital": "beaucoup"}, {"name": ""}, {"post_code": "6900"}, {"country_code": "DE"},
        {"contact_email": "a at b"}, {"electronic_address": "404833048"}, {"texts": {}},
        {"texts": {"fr": {"PMT": "x"}}},
        {"number_prefix": "TROPLONG"}, {"vat_on_debits": "oui"}, {"line_1": ""},
    ])  # fmt: skip
    def test_are_checked_to_the_last_figure(self, wrong: dict[str, Any]) -> None:
        problems = rules.check_seller(self.values(**wrong))
        assert problems
        assert all(problem["fr"] and problem["en"] for problem in problems)

    def test_files_with_unknown_fields_are_refused(self) -> None:
        with pytest.raises(ValueError, match="colour"):
            rules.read_seller('colour = "blue"')
        with pytest.raises(ValueError, match=r"Expected|toml"):
            rules.read_seller("not toml at all")
