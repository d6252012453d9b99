"""What holds of every buyer, however badly written: nothing raises, proposals mend, reading twice changes nothing."""

from typing import Any

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sansfaute.lib.text import plain
from sansfaute.masterdata import rules
from sansfaute.masterdata.rules.findings import FINDINGS

SAMPLES: dict[str, tuple[str, ...]] = {
    "name": (
        "  Dupont   SAS ", "S.A.R.L. DUPONT", "SociÃ©tÃ© Ã‰tÃ©", "A &amp;amp; B", '"Garage Garage Martin"', "MARIE GAY",
        "boulangerie de la gare", "SNC ÉLECTRICITÉ LE GOFF", "Argile S.à r.l.", "«  Dupont »", "X", "-", ".", "",
        "O'CONNOR PLOMBERIE", "D'ALIGRE", "Mairie de Lyon", "Association sportive", "Nexora", "Jean Dupont", "''",
        '"""',
        "S A R L DUPONT ET FILS", "sarl martin", "GmbH Müller GmbH", "ÉTS. L'ÉTÉ", "Famille Durand", "«»", "la la land",
    ),
    "line_1": (
        "12 bis av. Foch", "3, r. X", "1 rue X", "-", "", "12 AV FOCH", "1 ch. ch. des ch.", "5 PL. PL. DU",
        "12 imp imp",
    ),
    "line_2": ("", "BP 1", "CS 40012 &amp; co", "x"),
    "post_code": (
        "69007", "6000", "F-75 011", "2A000", "97200", "98000", "ABC", "", "75008 PARIS", "00100", "1201", "-",
    ),
    "city": (
        "Lyon", "75008 Paris", "Paris (75008)", "PARIS CEDEX 08", "12 rue X", "Genève", "", "SaintÃ©", "-", "Monaco",
    ),
    "country": ("FR", "France", "", "DE", "Allemagne", "MC", "GP", "NC", "日本", "Suisse", "EL", "USA", "XI"),
    "legal_identifier": (
        "404 833 048", "404833049", "40483304800022", "40483304800023", "4048330", "FR83404833048",
        "RCS Lyon B 404 833 048",
        "", "0", "néant", "HRB 1", "404833048.0", "05650141400012", "5650141400012", "356 000 000 49837", "123456.001",
    ),
    "siren": ("", "404833048", "732829320", "1"),
    "siret": ("", "40483304800022", "73282932000074"),
    "vat_identifier": (
        "FR83404833048", "fr 84 404 833 048", "83404833048", "404833048", "DE136695976", "136695976", "",
        "non assujetti",
        "EL094259216", "GR094259216", "FR00000000000", "TVA FR 83 404 833 048", "CHE-123.456.789 TVA", "GB123",
        "XI110305878",
        "BE0428759497", "428759497", "FRK7399859412",
    ),
    "email": (
        "a@b.fr", "a at b.fr", "a@b.fr; c@d.fr", "Jean <j@d.fr>", "mailto:a@b.fr", "a@b", "a@b.local", "a@b-.fr",
        "a@gmial.com",
        "a@@b.fr", "a@b,fr", "", "-", "test@test", "a b@c.fr", "a@b..fr", ".a@b.fr", "a.@b.fr", "A@B.FR.", "é@é.fr",
        "(a@b.fr)",
    ),
    "telephone": (
        "04 78 00 00 00", "+33 (0)4 78 00 00 00", "478000000", "0590 12 34 56", "01 02 03 04 05 / 06 07 08 09 10",
        "poste 12",
        "", "0", "+49 30 123456", "04.78.00.00.00 poste 12", "+1 212 555 0100", "néant",
    ),
    "iban": (
        "FR76 3000 2005 5000 0089 9997 364", "fr7630002005500000899997365", "IBAN FR76 3000 2005 5000 0089 9997 364",
        "",
        "20041010050500013M02606", "DE89370400440532013000", "ZZ00", "-", "30002 00550 00008999973 64",
    ),
    "bic": ("", "CRLYFRPP", "DEUTDEFF", "CRLY", "crlyfrppxxx", "BNPAFRPPXXXX"),
    "payment_means": ("VIR", "prlv SEPA", "CB", "troc", "", "58", "30", "mandat administratif"),
    "payment_terms": (
        "30j fdm", "45FDM", "le 10", "à réception", "30/60", "1 mois", "90 jours", "bientôt", "", "EOM", "0", "net 30",
    ),
    "language": ("fr", "Français", "EN", "klingon", "", "de-DE"),
    "discount": ("", "2,5%", "200", "10", "-1", "x"),
    "comment": ("", " =A1 ", "x"),
    "kind": ("", "B2B", "particulier", "public", "chose"),
    "contact_name": ("", "M. X", "-"),
    "electronic_address": ("", "404833048", "0225:404833048_40483304800022", "x", "9957:FR1"),
}  # fmt: skip
BUYERS = st.fixed_dictionaries(
    {}, optional={name: st.one_of(st.sampled_from(texts), st.text(max_size=40)) for name, texts in SAMPLES.items()}
)


def written(fields: dict[str, Any]) -> dict[str, str]:
    """The values that say what was stored."""
    same = ("name", "comment", "contact_name", "line_1", "line_2", "post_code", "city", "vat_identifier", "email")
    terms = fields["payment_terms"]
    return {
        **{
            name: fields[name] for name in (*same, "telephone", "iban", "bic", "language", "kind", "electronic_address")
        },
        "country": fields["country_code"],
        "legal_identifier": fields["siret"] or fields["siren"],
        "payment_means": fields["payment_means_code"],
        "payment_terms": rules.describe_payment_terms(rules.PaymentTerms.from_dict(terms), "fr") if terms else "",
        "discount": plain(fields["discount_percentage"]),
    }


@settings(max_examples=200, deadline=None)
@given(BUYERS)
def test_a_proposal_taken_makes_its_finding_vanish(values: dict[str, str]) -> None:
    for one in rules.read_buyer(values).findings:
        if one.fix:
            after = rules.read_buyer({**values, one.field: one.fix}).findings
            assert (one.field, one.rule) not in {(other.field, other.rule) for other in after}, (one, after)


@settings(max_examples=200, deadline=None)
@given(BUYERS)
def test_what_was_stored_reads_as_itself(values: dict[str, str]) -> None:
    first = rules.read_buyer(values)
    assume(first.fields["country_code"])
    assert rules.read_buyer(written(first.fields)).fields == first.fields


@settings(max_examples=200, deadline=None)
@given(BUYERS)
def test_a_rule_speaks_once_of_a_field_with_words_and_a_level(values: dict[str, str]) -> None:
    found = rules.read_buyer(values).findings
    assert len({(one.field, one.rule) for one in found}) == len(found)
    for one in found:
        assert one.level in ("error", "warning")
        assert one.fix != one.value or not one.fix
        for language in ("fr", "en"):
            assert rules.finding_sentence(one.rule, language, one.value)
            assert rules.fix_sentence(one.rule, language).endswith(".")


def test_every_rule_says_its_level_and_both_languages() -> None:
    for rule, said in FINDINGS.items():
        assert said["level"] in ("error", "warning"), rule
        assert said.get("certainty", "likely") in ("sure", "likely"), rule
        assert said.get("dimension", "valid") in ("complete", "valid", "style"), rule
        for language in ("fr", "en"):
            assert said[language]["what"].endswith(".")
            assert said[language]["mend"].endswith(".")
