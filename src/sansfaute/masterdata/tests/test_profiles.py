"""Profiles, clusters and operations of the cleaning studio, without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfaute.masterdata import rules
from sansfaute.masterdata.rules import clusters, operations, profiles


class TestPatterns:
    @pytest.mark.parametrize(
        ("text", "pattern"),
        [
            ("69007", "99999"),
            ("2A004", "9A999"),
            ("C-12", "A-99"),
            ("Le Havre", "Aa Aa"),
            ("SAINT-ÉTIENNE", "A-A"),
            ("aix", "a"),
            ("", ""),
            ("FR76 3000", "A99 9999"),
            ("٣٤", "99"),
        ],
    )
    def test_of_a_text(self, text: str, pattern: str) -> None:
        assert profiles.text_pattern(text) == pattern

    def test_of_an_endless_text_is_cut(self) -> None:
        assert len(profiles.text_pattern("1,2;" * 5000)) <= 40


class TestProfile:
    def test_counts_what_fills_a_column(self) -> None:
        told = profiles.profile_column([("69007", 60), ("69002", 37), ("6900", 2), ("Lyon", 1), ("", 9)], 109)
        assert (told.total, told.filled, told.blank, told.distinct) == (109, 100, 9, 4)
        assert [(one.text, one.count) for one in told.frequent[:2]] == [("69007", 60), ("69002", 37)]
        assert [(one.pattern, one.count, one.example) for one in told.rare] == [("Aa", 1, "Lyon")]
        assert {one.pattern for one in told.patterns} == {"99999", "9999"}

    def test_of_free_text_has_no_odd_pattern(self) -> None:
        words = [(" ".join("mot" * (n % 3 + 1) for _ in range(n)) + "!" * n, 1) for n in range(1, 90)]
        told = profiles.profile_column(words, 89)
        assert told.is_free_text
        assert told.rare == ()

    def test_of_an_empty_column(self) -> None:
        told = profiles.profile_column([("", 12)], 12)
        assert (told.filled, told.distinct, told.frequent, told.rare) == (0, 0, (), ())

    @given(st.lists(st.tuples(st.text(max_size=6), st.integers(1, 9)), max_size=40, unique_by=lambda one: one[0]))
    def test_adds_up(self, values: list[tuple[str, int]]) -> None:
        told = profiles.profile_column(values, sum(count for _, count in values))
        assert told.filled == sum(count for text, count in values if text)
        assert told.blank == sum(count for text, count in values if not text)
        best = sorted((count for text, count in values if text), reverse=True)[: profiles.FREQUENT]
        assert [one.count for one in told.frequent] == best


def forms(found: list[rules.Cluster]) -> list[set[str]]:
    return [{one.text for one in cluster.forms} for cluster in found]


class TestClusters:
    def test_by_fingerprint(self) -> None:
        values = [("Café Bar", 3), ("CAFE BAR", 5), ("Bar, café", 1), ("Bar", 2)]
        found = clusters.clusters_of(values, "fingerprint")
        assert forms(found) == [{"Café Bar", "CAFE BAR", "Bar, café"}]
        assert found[0].proposed == "CAFE BAR"  # the most frequent
        assert (found[0].rows, found[0].odd_rows) == (9, 4)

    def test_of_equal_forms_the_better_dressed_is_proposed(self) -> None:
        values = [("SAINT-ETIENNE", 2), ("Saint-Etienne", 2), ("saint-etienne", 2), ("Saint-Étienne", 2)]
        assert clusters.clusters_of(values, "fingerprint")[0].proposed == "Saint-Étienne"

    def test_by_groups_of_letters(self) -> None:
        assert forms(clusters.clusters_of([("Aix en Provence", 1), ("Aixenprovence", 1)], "ngram")) == [
            {"Aix en Provence", "Aixenprovence"}
        ]

    @pytest.mark.parametrize(
        ("one", "other"),
        [
            ("Dupont", "Dupond"),
            ("Philippe", "Filipe"),
            ("Chauffage", "Schaufage"),
            ("Gauthier", "Gautier"),
            ("Moreau", "Moraux"),
            ("Lefebvre", "Lefèvre"),
            ("Garçon", "Garsson"),
            ("St Etienne", "SAINT-ÉTIENNE"),
            ("Maillet", "Maillé"),
        ],
    )
    def test_by_sound(self, one: str, other: str) -> None:
        assert clusters.phonetic_key(one) == clusters.phonetic_key(other)

    @pytest.mark.parametrize(
        ("one", "other"),
        [("Lyon", "Laon"), ("Martin", "Morin"), ("Bon", "Ban"), ("Rue 12", "Rue 14"), ("Caen", "Cannes")],
    )
    def test_another_sound_is_another_key(self, one: str, other: str) -> None:
        assert clusters.phonetic_key(one) != clusters.phonetic_key(other)

    def test_by_nearness(self) -> None:
        values = [("Villeurbanne", 9), ("Villeurbane", 1), ("Vileurbanne", 1), ("Lyon", 5), ("Laon", 5)]
        assert forms(clusters.clusters_of(values, "near")) == [{"Villeurbanne", "Villeurbane", "Vileurbanne"}]

    def test_figures_must_agree(self) -> None:
        values = [("12 rue de la République", 1), ("14 rue de la République", 1), ("12 rue de la Republique.", 1)]
        assert forms(clusters.clusters_of(values, "near")) == [{"12 rue de la République", "12 rue de la Republique."}]

    def test_signs_alone_are_never_grouped(self) -> None:
        for method in clusters.METHODS:
            assert clusters.clusters_of([("-", 4), ("—", 3), ("...", 1), ("", 2)], method) == []

    @given(st.lists(st.text(max_size=12), max_size=30, unique=True), st.sampled_from(clusters.METHODS))
    def test_a_value_is_in_one_cluster_at_most(self, texts: list[str], method: str) -> None:
        found = clusters.clusters_of([(text, 1) for text in texts], method)
        grouped = [one.text for cluster in found for one in cluster.forms]
        assert len(grouped) == len(set(grouped))
        assert set(grouped) <= set(texts)


LYON = rules.Operation("replace", "buyer", "city", forms={"LYON": "Lyon", "lyon ": "Lyon"})


class TestOperations:
    @pytest.mark.parametrize(
        ("operation", "held", "wished"),
        [
            (LYON, "LYON", "Lyon"),
            (LYON, "Lyon", None),
            (LYON, "Paris", None),
            (rules.Operation("set", "buyer", "country", value="France"), "", "France"),
            (rules.Operation("set", "buyer", "country", value="France"), "France", None),
            (rules.Operation("trim", "buyer", "city"), "  Aix   en Provence ", "Aix en Provence"),
            (rules.Operation("upper", "buyer", "city"), "Orléans", "ORLÉANS"),
            (rules.Operation("lower", "buyer", "email"), "A@B.FR", "a@b.fr"),
            (rules.Operation("title", "buyer", "city"), "LE HAVRE DE GRÂCE", "Le Havre de Grâce"),
            (rules.Operation("title", "buyer", "city"), "L'ISLE-SUR-LA-SORGUE", "L'Isle-sur-la-Sorgue"),
        ],
    )
    def test_what_becomes_of_a_text(self, operation: rules.Operation, held: str, wished: str | None) -> None:
        values = {operation.field: held, "other": "x"}
        assert rules.text_after(operation, values) == wished
        if wished is not None:
            assert rules.text_after(operation, {operation.field: wished}) is None, "done again it changes nothing"

    def test_a_fix_takes_what_its_rule_proposes(self) -> None:
        fix = rules.Operation("fix", "buyer", "email", rule="email_syntax")
        said = [rules.Proposal("email", "other", "no"), rules.Proposal("email", "email_syntax", "a@b.fr")]
        assert rules.text_after(fix, {"email": "a at b.fr"}, said) == "a@b.fr"
        assert rules.text_after(fix, {"email": "a at b.fr"}, [rules.Proposal("email", "email_syntax", "")]) is None

    def test_kept_and_read_again_it_is_the_same(self) -> None:
        chosen = rules.Selection({"city": ("Lyon", "")}, ("email",), "dupont", ("C1",))
        for one in (LYON, rules.Operation("set", "buyer", "comment", value="", selection=chosen)):
            assert rules.read_operation(rules.operation_to_dict(one)) == one

    @pytest.mark.parametrize(
        "data",
        [
            None, [], "x", {}, {"name": "drop", "record_type": "buyer", "field": "city"},
            {"name": "set", "record_type": "buyer", "field": "code", "value": "x"},
            {"name": "set", "record_type": "seller", "field": "name", "value": "x"},
            {"name": "set", "record_type": "buyer", "field": "merged_into", "value": "x"},
            {"name": "set", "record_type": "buyer", "field": "city", "value": 12},
            {"name": "set", "record_type": "buyer", "field": "city", "value": "a\x00b"},
            {"name": "set", "record_type": "buyer", "field": "city", "value": "a" * 5000},
            {"name": "replace", "record_type": "buyer", "field": "city"},
            {"name": "replace", "record_type": "buyer", "field": "city", "forms": ["a", "b"]},
            {"name": "fix", "record_type": "buyer", "field": "email"},
            {"name": "trim", "record_type": "buyer", "field": "city", "selection": {"values": {"password": ["x"]}}},
            {"name": "trim", "record_type": "buyer", "field": "city", "selection": {"values": {"city": "x"}}},
            {"name": "trim", "record_type": "buyer", "field": "city", "selection": []},
            {"name": ["trim"], "record_type": "buyer", "field": "city"},
        ],
    )  # fmt: skip
    def test_what_is_no_operation_is_none(self, data: object) -> None:
        assert rules.read_operation(data) is None

    def test_each_has_a_sentence(self) -> None:
        assert rules.describe_operation(LYON, "fr") == "Ville : remplacer « LYON », « lyon  » par « Lyon »"
        where = rules.Selection({"country": ("", "FR")}, ("email",))
        one = rules.Operation("set", "buyer", "language", value="fr", selection=where)
        assert rules.describe_operation(one, "en") == (
            "Language: write “fr”, where Country is empty or “FR” and E-mail is malformed"
        )
        for name in operations.NAMES:
            made = rules.Operation(name, "buyer", "city", forms={"a": "b"}, rule="email_syntax", value="{field} {x}")
            for language in ("fr", "en"):
                assert rules.describe_operation(made, language)

    def test_values_are_never_read_as_places_to_fill(self) -> None:
        one = rules.Operation("set", "buyer", "city", value="{field} {0.__class__}")
        assert "{field} {0.__class__}" in rules.describe_operation(one, "en")

    def test_every_field_has_its_word_in_both_languages(self) -> None:
        for kind, names in rules.FIELDS.items():
            for name in names:
                assert rules.field_word(kind, name, "fr")
                assert rules.field_word(kind, name, "en") != name
