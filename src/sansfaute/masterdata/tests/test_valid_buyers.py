"""Everything right that a naive rule refuses: not one error is said of these buyers."""

import pytest

from sansfaute.masterdata import rules

WHOLE = {
    "code": "C1", "name": "Dupont SAS", "line_1": "1 rue X", "post_code": "69007", "city": "Lyon", "country": "FR",
    "legal_identifier": "404 833 048", "vat_identifier": "FR 83 404 833 048", "email": "a@b.example",
    "payment_terms": "30", "language": "fr",
}  # fmt: skip
NONE = {"legal_identifier": "", "vat_identifier": ""}


def errors(**changes: str) -> list[tuple[str, str]]:
    found = rules.read_buyer({**WHOLE, **changes}).findings
    return [(one.rule, one.value) for one in found if one.level == "error"]


@pytest.mark.parametrize(
    "text",
    [
        "404833048 RCS Lyon", "RCS LYON B 404 833 048", "SIRET : 404 833 048 00022", "N° SIREN 404833048",
        "404.833.048",
        "404\u00a0833\u00a0048", "404833048.0", "FR83404833048", "404-833-048", "RM 69 404 833 048",
        "404833048 R.C.S. Aix-en-Provence", "'404833048", "SIREN/SIRET 40483304800022",
    ],
)  # fmt: skip
def test_identifiers_in_every_dress(text: str) -> None:
    assert errors(legal_identifier=text) == []


@pytest.mark.parametrize(
    ("legal", "vat"),
    [
        ("356 000 000 49837", ""), ("35600000000048", "FR39356000000"), ("399859412", "FRK7399859412"),
        ("404833048", "83404833048"), ("404833048", "404833048"), ("404833048", "non assujetti"), ("404833048", "-"),
        ("404833048", "TVA intracom : FR83404833048"), ("404833048", "Art. 293 B du CGI"), ("404833048",
        "fr83404833048"),
    ],
)  # fmt: skip
def test_french_vat_numbers(legal: str, vat: str) -> None:
    assert errors(legal_identifier=legal, vat_identifier=vat) == []


@pytest.mark.parametrize(
    ("country", "post_code", "vat"),
    [
        ("MC", "98000", "FR53000004605"), ("GB", "SW1A 1AA", "GB980780684"), ("Irlande du Nord", "BT1 1AA",
        "XI110305878"),
        ("CH", "1201", "CHE-107.787.577 IVA"), ("NO", "0150", "NO 995 525 828 MVA"), ("IE", "D02 X285", "IE3628739UA"),
        ("NL", "1012AB", "NL004495445B01"), ("ES", "28001", "ESX5910266W"), ("CZ", "110 00", "CZ7103192745"),
        ("LV", "LV-1010", "LV16117519997"), ("BG", "1000", "BG7523169263"), ("GR", "105 57", "EL094259216"),
        ("EL", "10557", "GR094259216"), ("SE", "111 22", "SE123456789701"), ("US", "10001-1234", ""), ("HK", "", ""),
        ("Émirats arabes unis", "", ""), ("日本", "100-0001", ""), ("BE", "B-1000", "BE 0428.759.497"),
        ("DE", "D-10115", "DE 136 695 976"), ("LU", "L-1331", "LU15027442"), ("PT", "1100-148", "PT501964843"),
        ("NC", "98800", ""), ("Polynésie française", "98714", ""), ("WF", "98600", ""), ("Kosovo", "10000", ""),
    ],
)  # fmt: skip
def test_buyers_abroad(country: str, post_code: str, vat: str) -> None:
    assert errors(country=country, post_code=post_code, vat_identifier=vat, legal_identifier="") == []


@pytest.mark.parametrize(
    "text",
    [
        "Etats-Unis d'Amérique", "United Arab Emirates", "La Suisse", "Le Luxembourg", "Hollande", "U.S.A.", "U.K.",
        "NL - Pays-Bas", "ITALY", "Ile Maurice", "Corée", "Viêt Nam", "Birmanie", "Rép. Tchèque", "Irlande (Eire)",
        "Россия",
        "BELGIQUE (BE)", "Ελλάδα", "España", "DEU", "276", "Allemange", "Beligque", "NC", "NA", "SO",
    ],
)  # fmt: skip
def test_countries_in_any_language(text: str) -> None:
    assert errors(country=text, post_code="", **NONE) in ([], [("post_code_missing", "")])


@pytest.mark.parametrize(
    ("country", "post_code", "city"),
    [
        ("FR", "20090", "Ajaccio"), ("Corse", "2A004", "AJACCIO"), ("FR", "2B200", "Bastia"), ("FR", "00100", "ARMEES"),
        ("FR", "75380", "PARIS CEDEX 08"), ("FR", "75008 CEDEX 08", "PARIS"), ("BL", "97133", "Gustavia"),
        ("Saint-Martin", "97150", "Marigot"), ("PM", "97500", "Saint-Pierre"), ("YT", "97600", "Mamoudzou"),
        ("La Réunion", "97410", "Saint-Pierre"), ("FRANCE METROPOLITAINE", "F-75 011", "Paris"), ("", "6000", "Nice"),
        ("FR", "", "75008 Paris"), ("FR", "80190", "Y"),
    ],
)  # fmt: skip
def test_places_of_france(country: str, post_code: str, city: str) -> None:
    assert errors(country=country, post_code=post_code, city=city) == []


@pytest.mark.parametrize(
    "email",
    [
        "jean+factures@dupont.photography", "o'neil@dupont.fr", "compta@société.fr", "rené@dupont.fr", "a/b@c.fr",
        "a_b-c.d@sub.domain.co.uk", "x@a.museum", "COMPTA@DUPONT.FR", '"jean dupont"@dupont.fr', "a@xn--socit-esab.fr",
        "compta@dupont.local", "1234@dupont.fr", "a@b.fr;c@d.fr", "Jean Dupont <j@d.fr>", "compta@[192.168.1.1]",
        "user%ext@dupont.fr", "a@163.com", "compta@clinique-de-.example", "-", "mailto:a@b.fr",
    ],
)  # fmt: skip
def test_addresses_of_mail(email: str) -> None:
    assert errors(email=email) == []


@pytest.mark.parametrize(
    "iban",
    [
        "FR14 2004 1010 0505 0001 3M02 606", "fr7630006000011234567890189", "IBAN FR76 3000 6000 0112 3456 7890 189",
        "MC5811222000010123456789030", "GB29NWBK60161331926819", "MT84MALT011000012345MTLCAST001S", "BE68539007547034",
        "SC18SSCB11010000000000001497USD", "NO9386011117947", "MA64011519000001205000534921",
        "DE89 3704 0044 0532 0130 00",
        "DZ580002100001113000000570", "SN08SN0100152000048500003035", "TN5910006035183598478831",
    ],
)  # fmt: skip
def test_accounts_of_all_countries(iban: str) -> None:
    assert errors(iban=iban) == []


@pytest.mark.parametrize(
    "name",
    [
        "Jean Dupont", "J. Dupont", "M. et Mme Durand", "DURAND MARIE-CLAUDE", "Mlle Traoré Aïssatou", "Nguyen Thi Lan",
        "Famille Bernard", "Marie Boulanger", "Pierre Charpentier", "Paul Marchand", "Xnthé Durand", "Li Wei",
        "Maria Sa",
        "Luc Château", "Anne Garage", "O. Martin", "Y", "Durand", "de La Tour d'Auvergne", "Indivision Martin",
        "Association des amis du Vieux Lyon", "Syndicat des copropriétaires 12 rue X", "Comité des fêtes", "Paroisse X",
    ],
)  # fmt: skip
def test_who_may_have_no_siren(name: str) -> None:
    assert errors(name=name, **NONE) == []


@pytest.mark.parametrize(
    "name",
    ["Plomberie Martin", "SARL Martin", "Martin et Fils EURL", "Mairie de Lyon", "Boulangerie de la Gare",
    "SCI DES LILAS",
     "S.A.R.L. X", "Martin Menuiserie Générale"],
)  # fmt: skip
def test_who_must_have_one(name: str) -> None:
    assert errors(name=name, **NONE) == [("siren_missing", "")]
