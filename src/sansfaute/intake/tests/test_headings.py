"""The headings of exports as French companies have them are understood without a word from anybody."""

import pytest

from sansfaute.intake import rules
from sansfaute.intake.rules.headers import recognise_header

EXPORTS = {
    "dolibarr": (
        "Nom;Nom alternatif;Code client;Code fournisseur;Adresse;Code postal;Ville;Pays;Téléphone;Fax;"
        "Email;Id prof. 1 (SIREN);Id prof. 2 (SIRET);Numéro de TVA;Mode de règlement;"
        "Conditions de règlement;Type du tiers"
    ),
    "odoo": (
        "Référence interne;Nom d'affichage;Nom complet;Rue;Rue 2;Code postal;Ville;Pays;N° TVA;E-mail;"
        "Téléphone;Mobile;Conditions de paiement client;Langue"
    ),
    "odoo_en": (
        "Reference;Name;Street;Street2;Zip;City;Country;Tax ID;Email;Phone;Is a Company"
    ),
    "pennylane": (
        "Nom;Référence externe;SIREN;Numéro de TVA;Adresse de facturation;Code postal de facturation;"
        "Ville de facturation;Pays de facturation;Emails;Téléphone;Conditions de paiement;IBAN"
    ),
    "sage": (
        "Numéro compte;Intitulé;Type;N° compte principal;Adresse;Complément;Code postal;Ville;Pays;"
        "Téléphone;E-mail;N° identifiant;Siret;Code NAF"
    ),
    "ebp": (
        "Code;Nom;Civilité;Adresse 1 (facturation);Adresse 2 (facturation);Code postal (facturation);"
        "Ville (facturation);Code Pays (facturation);Téléphone;E-mail (facturation);Siren;"
        "N° TVA intracommunautaire;IBAN;BIC"
    ),
    "ciel": (
        "Code;Société;Nom;Prénom;Adresse;CP;Ville;Pays;Téléphone 1;E-mail;N° Siret;N° TVA CEE;"
        "Mode règlement"
    ),
    "quickbooks": (
        "Client;Nom de la société;E-mail;Téléphone;Adresse de facturation;Ville de facturation;"
        "Code postal de facturation;Pays de facturation;Numéro de TVA;Solde"
    ),
    "henrri": (
        "Code client;Raison sociale;Nom contact;Prénom contact;Email;Téléphone;Adresse;Complément;CP;"
        "Ville;Pays;SIRET;N° TVA Intra.;Délai de paiement;Mode de paiement"
    ),
    "cegid": (
        "Code tiers;Raison sociale;Adresse 1;Adresse 2;Code postal;Ville;Pays;Téléphone;EMail;SIRET;NIF;"
        "Mode de règlement;Régime TVA"
    ),
    "axonaut": (
        "N° client;Nom;Adresse - Rue;Adresse - Code postal;Adresse - Ville;Adresse - Pays;SIRET;"
        "TVA Intra;Email;Tel"
    ),
    "items_dol": (
        "Réf.;Libellé;Prix de vente HT;Taux TVA;Unité;Type"
    ),
    "items_odoo": (
        "Référence interne;Nom;Prix de vente;Taxes à la vente;Unité de mesure;Type de produit"
    ),
    "items_sage": (
        "Référence article;Désignation;Famille;Prix de vente;Unité de vente;Code taxe"
    ),
    "items_ebp": (
        "Code;Libellé;PV HT;Taux TVA vente;Unité"
    ),
    "items_qb": (
        "Product/Service Name;SKU;Type;Sales Description;Sales Price / Rate;Taxable"
    ),
}  # fmt: skip
NEEDED = {"buyers": {"code", "name", "line_1", "post_code", "city", "country", "email", "telephone"}}


@pytest.mark.parametrize("source", EXPORTS)
def test_of_common_programs_are_known(source: str) -> None:
    cells: list[rules.Cell] = [*EXPORTS[source].split(";")]
    header = recognise_header([(1, cells)])
    kind = "items" if source.startswith("items") else "buyers"
    assert header.kind == kind
    assert NEEDED.get(kind, {"code", "name", "unit_price"}) <= header.columns.keys()
    assert header.rivals == ()
    assert len(header.unused()) <= 4


def test_a_reference_and_a_name_alone_say_too_little() -> None:
    with pytest.raises(rules.Unreadable):
        recognise_header([(1, ["Référence", "Nom", "Couleur"])])


def read(*rows: list[rules.Cell]) -> list[dict[str, str]]:
    found = rules.recognise([rules.Table(rows=lambda: iter([*enumerate(rows, 1)]))])
    return [row.values for row in found.read()]


def test_a_second_column_speaks_where_the_first_is_silent() -> None:
    values = read(
        ["Code client", "Société", "Nom", "Téléphone", "Mobile", "SIREN", "SIRET"],
        ["C1", "Dupont SAS", "Anne", "", "0612345678", "404833048", "40483304800022"],
        ["C2", "", "Jean Petit", "0102030405", "0612345678", "404833048", ""],
    )
    assert [one["name"] for one in values] == ["Dupont SAS", "Jean Petit"]
    assert [one["telephone"] for one in values] == ["0612345678", "0102030405"]
    assert [one["legal_identifier"] for one in values] == ["40483304800022", "404833048"]


def test_what_may_not_be_mixed_is_still_asked() -> None:
    with pytest.raises(rules.Unreadable) as caught:
        read(["Réf", "Désignation", "PU HT", "Tarif"], ["A", "Un", "1", "2"])
    assert caught.value.code == "column_twice"


@pytest.mark.parametrize("names", ["Compte;Client;Adresse 1;CP;Ville", "Customer;Street;City;ID", "Code;Tiers;Ville"])
def test_beside_a_code_the_word_for_a_customer_heads_names(names: str) -> None:
    header = recognise_header([(1, names.split(";"))])
    columns = {name: header.names[index] for name, index in header.columns.items()}
    assert columns["name"] in ("Client", "Customer", "Tiers")
    assert columns["code"] in ("Compte", "ID", "Code")


def test_without_another_name_or_code_the_word_for_a_customer_heads_codes() -> None:
    header = recognise_header([(1, ["Client", "Code", "Raison sociale", "Ville"])])
    assert (header.names[header.columns["code"]], header.names[header.columns["name"]]) == ("Client", "Raison sociale")
