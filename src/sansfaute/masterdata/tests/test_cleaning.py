"""What the cleaning rules propose: names, addresses, contacts, bank details, payment terms written by hand."""

import pytest

from sansfaute.masterdata import rules
from sansfaute.masterdata.rules import addresses, banks, cells, contacts, names, payments, term_words, terms

WHOLE = {
    "code": "C1", "name": "Dupont SAS", "line_1": "1 rue X", "post_code": "69007", "city": "Lyon", "country": "FR",
    "legal_identifier": "404 833 048",
}  # fmt: skip


def found(**changes: str) -> dict[str, tuple[str, str]]:
    return {one.rule: (one.level, one.fix) for one in rules.read_buyer({**WHOLE, **changes}).findings}


@pytest.mark.parametrize(
    ("name", "rule", "fix"),
    [
        ("S.A.R.L. Dupont", "name_legal_form", "SARL Dupont"), ("Dupont Sarl", "name_legal_form", "Dupont SARL"),
        ("S A R L Dupont", "name_legal_form", "SARL Dupont"), ("SNC ÉLECTRICITÉ LE GOFF", "name_case",
        "SNC Électricité Le Goff"),
        ("BOULANGERIE DE LA GARE", "name_case", "Boulangerie de la Gare"), ("marie d'aligre", "name_case",
        "Marie d'Aligre"),
        ("O'CONNOR PLOMBERIE", "name_case", "O'Connor Plomberie"), ('"Dupont SAS"', "name_quotes", "Dupont SAS"),
        ("Garage Garage Martin", "name_doubled_word", "Garage Martin"), ("SociÃ©tÃ© X", "text_garbled", "Société X"),
        ("Ã‰TÃ‰ DUPONT", "name_case", "Été Dupont"), ("A &amp;amp; B", "text_entities", "A & B"),
        ("SCI DE L'ÉTOILE", "name_case", "SCI de l'Étoile"), ("SAINT-ÉLOI ET FILS", "name_case", "Saint-Éloi et Fils"),
    ],
)  # fmt: skip
def test_names_get_one_proposal_that_mends_all(name: str, rule: str, fix: str) -> None:
    assert found(name=name)[rule] == ("warning", fix)
    assert rules.read_buyer({**WHOLE, "name": name}).fields["name"] == name, "nothing is corrected unseen"


@pytest.mark.parametrize(
    "name", ["EDF", "SNCF", "Argile S.à r.l.", "Jean Jean", "C.C.A.S. de Lyon", "BTP 69", "Le Goff"]
)
def test_names_in_order_are_left_alone(name: str) -> None:
    assert names.proposed_name(name) == name


@pytest.mark.parametrize(
    ("name", "form"),
    [("S.A.R.L. X", "SARL"), ("X S.A.", "SA"), ("Maria Sa", ""), ("X Sp. z o.o.", "SPZOO"), ("Müller GmbH",
    "GMBH"), ("SARL", "")],
)  # fmt: skip
def test_legal_forms_at_either_end(name: str, form: str) -> None:
    assert names.legal_form(name) == form


@pytest.mark.parametrize(
    ("field", "text"),
    [("name", "."), ("name", "N/A"), ("line_1", "-"), ("legal_identifier", "00000000000000"), ("telephone", "0"),
     ("vat_identifier", "FR00000000000"), ("email", "test@test"), ("city", "inconnu"), ("iban", "néant"), ("line_1",
     "xxx")],
)  # fmt: skip
def test_values_that_mean_nothing_are_missing(field: str, text: str) -> None:
    record = rules.read_buyer({**WHOLE, field: text})
    assert ("value_placeholder", field) in {(one.rule, one.field) for one in record.findings}


@pytest.mark.parametrize(
    ("field", "text"),
    [("name", "X"), ("city", "Y"), ("payment_terms", "0"), ("discount", "0"), ("country", "NC"), ("comment", "-")],
)
def test_short_values_that_mean_something(field: str, text: str) -> None:
    assert not cells.means_nothing(field, text)


@pytest.mark.parametrize(
    ("line", "full"),
    [
        ("12 bis av. Foch", "12 bis avenue Foch"), ("12, r. X", "12, rue X"), ("5 pl. de la Mairie",
        "5 place de la Mairie"),
        ("12 AV FOCH", "12 AVENUE FOCH"), ("12 R Dupont", "12 R Dupont"), ("3 B rue X", "3 B rue X"), ("BP 12",
        "BP 12"),
    ],
)  # fmt: skip
def test_kinds_of_street_in_full(line: str, full: str) -> None:
    assert addresses.full_street(line) == full


def test_postcode_and_city_in_one_cell() -> None:
    record = rules.read_buyer({**WHOLE, "post_code": "", "city": "75008 PARIS CEDEX 08"})
    assert (record.fields["post_code"], record.fields["city"]) == ("75008", "PARIS CEDEX 08")
    assert found(city="12 rue Victor Hugo")["city_is_street"] == ("warning", "")
    assert found(line_1="1 rue " + "x" * 40)["line_long"][0] == "warning"


@pytest.mark.parametrize(
    ("text", "country", "number"),
    [
        ("01 42 68 53 00 poste 12", "FR", "+33142685300"), ("+33 (0)1 42 68 53 00", "FR", "+33142685300"),
        ("142685300", "FR", "+33142685300"), ("0590 82 12 34", "GP", "+590590821234"), ("01 42 68 53 00", "MQ",
        "+33142685300"),
        ("0262 20 12 34", "RE", "+262262201234"), ("+41 22 730 51 11", "FR", "+41227305111"), ("022 730 51 11", "CH",
        "+41227305111"),
    ],
)  # fmt: skip
def test_telephones_are_read_where_they_ring(text: str, country: str, number: str) -> None:
    assert contacts.read_telephone(text, country) == number


@pytest.mark.parametrize(
    ("email", "rule", "fix"),
    [
        ("a at b.fr", "email_syntax", "a@b.fr"), ("a@@b.fr", "email_syntax", "a@b.fr"), ("a@b,fr", "email_syntax",
        "a@b.fr"),
        ("a@b..fr", "email_syntax", "a@b.fr"), ("a@b.fr.", "email_syntax", "a@b.fr"), ("a @b.fr", "email_syntax",
        "a@b.fr"),
        ("a@b", "email_syntax", ""), ("a.b.fr", "email_syntax", ""), ("@b.fr", "email_syntax", ""), ("a.@b.fr",
        "email_syntax", "a@b.fr"),
        ("a@gmial.com", "email_domain_typo", "a@gmail.com"), ("Jean <a@b.fr>", "email_dressed", "a@b.fr"),
        ("a@b.fr ; c@d.fr", "email_several", "a@b.fr"), ("a@x.local", "email_domain", ""),
    ],
)  # fmt: skip
def test_mail_addresses(email: str, rule: str, fix: str) -> None:
    assert found(email=email)[rule][1] == fix
    assert found(email=email)[rule][0] == ("error" if rule == "email_syntax" else "warning")


def test_bank_details() -> None:
    assert banks.iban_of_rib("20041010050500013M02606") == "FR1420041010050500013M02606"
    assert found(iban="20041 01005 0500013M026 06")["iban_rib"] == ("error", "FR1420041010050500013M02606")
    iban = "FR76 3000 2005 5000 0089 9997 364"
    assert found(iban=iban, bic="CRLYFRPP") == {}
    assert found(iban=iban, bic="CRLY")["bic_shape"] == ("warning", "CRLYFRPP")
    assert found(iban=iban, bic="DEUTDEFF")["bic_country"] == ("warning", "CRLYFRPP")
    assert found(iban=iban.replace("364", "365"))["iban_checksum"][0] == "error"


def test_identifiers_beside_each_other() -> None:
    assert found(legal_identifier="", siren="732829320", siret="40483304800022")["siren_siret_differ"] == (
        "warning",
        "404833048",
    )
    assert found(legal_identifier="5650141400012", vat_identifier="")["identifier_length"][0] == "error"
    assert found(vat_identifier="84404833048")["vat_key"] == ("error", "FR83404833048")
    assert found(legal_identifier="", vat_identifier="FR84404833048")["siren_missing_proposed"] == (
        "warning",
        "404833048",
    )
    assert found(vat_identifier="FR44732829320")["vat_siren_differs"] == ("warning", "FR83404833048")


def test_what_a_person_chose_is_respected() -> None:
    chosen = rules.read_buyer(
        {**WHOLE, "kind": "Particulier", "language": "en", "country": "MC", "post_code": "98000"}
    ).fields
    assert (chosen["kind"], chosen["language"], chosen["country_code"]) == ("consumer", "en", "MC")
    assert found(kind="chose")["kind_unreadable"][0] == "warning"


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("30j fdm", (30, True, None, False)), ("45FDM", (45, True, None, False)), ("30JFDM", (30, True, None, False)),
        ("fin de mois + 30", (30, False, None, True)), ("le 10", (0, False, 10, False)), ("EOM",
        (0, True, None, False)),
        ("30 jours fin de mois le 15", (30, True, 15, False)), ("60 jrs date de facture", (60, False, None, False)),
        ("comptant", (0, False, None, False)), ("30 JOURS NETS", (30, False, None, False)), ("net30",
        (30, False, None, False)),
        ("J+30", (30, False, None, False)), ("60JDF", (60, False, None, False)), ("trente jours",
        (30, False, None, False)),
        ("30 jours à compter de la date de facture", (30, False, None, False)), ("dès réception",
        (0, False, None, False)),
        ("45 jours fin de mois le 10 du mois suivant", (45, True, 10, False)), ("30 days EOM", (30, True, None, False)),
    ],
)  # fmt: skip
def test_terms_written_by_hand(text: str, given: tuple[int, bool, int | None, bool]) -> None:
    days, end_of_month, day, first = given
    wished = rules.PaymentTerms(days, end_of_month=end_of_month, day_of_month=day, month_end_first=first)
    assert rules.parse_payment_terms(text) == wished


@pytest.mark.parametrize("text", ["30/60", "2% 10 net 30", "bientôt", "-30", "30-60-90", "400 mois"])
def test_terms_that_are_not_guessed(text: str) -> None:
    assert rules.parse_payment_terms(text) is None


def test_terms_say_what_they_may_mean_and_what_the_law_allows() -> None:
    assert found(payment_terms="30/60")["payment_terms_several"] == ("warning", "")
    assert found(payment_terms="1 mois fin de mois")["payment_terms_unreadable"] == ("warning", "30 jours fin de mois")
    assert found(payment_terms="90 jours")["payment_terms_beyond_law"] == ("warning", "")
    assert found(payment_terms="90 jours", name="Jean Dupont", legal_identifier="") == {}
    assert [terms.beyond_law(rules.PaymentTerms(days)) for days in (60, 61)] == [False, True]
    assert [terms.beyond_law(rules.PaymentTerms(days, end_of_month=True)) for days in (45, 46)] == [False, True]
    assert terms.beyond_law(rules.PaymentTerms(30, end_of_month=True, day_of_month=15))
    assert term_words.names_several_terms("30-60-90 jours")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("VIREMENT SEPA", "58"),
        ("mandat administratif", "30"),
        ("prélev. auto", "59"),
        ("par chèque", "20"),
        ("troc", None),
    ],
)
def test_payment_means(text: str, code: str | None) -> None:
    assert payments.read_payment_means(text) == code


@pytest.mark.parametrize(
    ("text", "code"), [("fr-FR", "fr"), ("Français", "fr"), ("Nederlands", "en"), ("klingon", None)]
)
def test_languages(text: str, code: str | None) -> None:
    assert payments.read_language(text) == code
