"""Likely duplicates: what compares with what, what is sure, what a person decides, and that it is remembered."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from sansfaute.journal.actions import inline_steps
from sansfaute.masterdata import actions, queries, rules
from sansfaute.masterdata.adapters import matching
from sansfaute.masterdata.adapters.matching.scoring import LARGE
from sansfaute.masterdata.models import Buyer, DistinctPair, DuplicateCluster, Seller
from sansfaute.masterdata.rules import duplicates
from sansfaute.masterdata.rules.duplicates_compare import compare
from sansfaute.masterdata.rules.duplicates_keys import keys_of

NOW = datetime(2026, 10, 31, 9, tzinfo=UTC)
SIREN, OTHER_SIREN = "552100554", "732829320"
SIRET, OTHER_SIRET = "55210055400013", "55210055400021"

PERSON = {
    "name": "Jean Martin", "kind": "consumer", "line_1": "12 rue des Lilas", "post_code": "69002", "city": "Lyon",
    "country_code": "FR", "email": "jean.martin@orange.fr", "telephone": "+33478000001",
}  # fmt: skip
COMPANY = {
    "name": "Garage Kerbrat SARL", "kind": "business", "line_1": "4 avenue Foch", "post_code": "29200",
    "city": "Brest", "country_code": "FR", "siren": SIREN, "siret": SIRET, "email": "contact@kerbrat.example",
    "telephone": "+33298000001",
}  # fmt: skip


def judged(one: dict[str, str], two: dict[str, str]) -> str:
    first, second = rules.features_of("1", one), rules.features_of("2", two)
    return rules.judge(first, second, rules.frequencies([first, second])).verdict


def person(**changes: str) -> dict[str, str]:
    return {**PERSON, **changes}


def company(**changes: str) -> dict[str, str]:
    return {**COMPANY, **changes}


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "SARL GARAGE KERBRAT"},
        {"name": "Garage Kerbart", "siret": ""},
        {"line_1": "4, av. Foch", "city": "BREST CEDEX", "siret": "", "telephone": ""},
        {"name": "", "email": ""},
        {"line_1": "Bâtiment B", "line_2": "4 avenue Foch"},
        {"post_code": "Brest", "city": "29200"},
        {"siren": "", "siret": ""},
    ],
)
def test_a_company_written_otherwise_is_surely_the_same(changes: dict[str, str]) -> None:
    assert judged(company(), company(**changes)) == "sure"


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "MARTIN Jean"},
        {"name": "M. Jean Martin", "email": ""},
        {"name": "Jean Martn"},
        {"telephone": "", "email": ""},
        {"line_1": "12 r. des Lilas", "telephone": "+33600000009"},
    ],
)
def test_a_person_written_otherwise_is_surely_the_same(changes: dict[str, str]) -> None:
    assert judged(person(), person(**changes)) == "sure"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (company(), company(siret=OTHER_SIRET, line_1="9 quai Sud", post_code="69002", city="Lyon")),
        (company(), company(siren=OTHER_SIREN, siret="")),  # two companies at one door
        (company(), company(name="Boulangerie Dupuis", line_1="1 rue Haute")),  # one wrong number
        (company(), company(name="Kerbrat Holding", siren="", siret="", telephone="", email="")),
        (company(), company(name="Garage Kerbrat SCI", siren="", siret="")),
        (person(), person(name="Jeanne Martin")),
        (person(), person(name="Paul Martin")),
        (person(name="Paul Martin"), person(name="Paule Martin")),
        (person(), person(line_1="3 place Foch", post_code="59000", city="Lille", email="jm@free.fr", telephone="")),
        (person(name="J. Martin"), person(name="Jeanne Martin", telephone="", email="")),
        (company(siren="", siret=""), company(siren="", siret="", post_code="67000", city="Metz", line_1="1 quai Sud")),
    ],
)  # fmt: skip
def test_what_only_resembles_is_never_sure(one: dict[str, str], two: dict[str, str]) -> None:
    assert judged(one, two) != "sure"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (person(), person(line_1="", telephone="", email="j.martin@free.fr")),
        (person(), person(name="J. Martin")),
        (company(), company(siren=OTHER_SIREN, siret="")),
        (company(), company(name="Garage", siret="")),
        (company(siren="", siret=""), company(line_1="Garage Kerbrat SARL", name="4 avenue Foch", siren="", siret="")),
        (person(), person(name="Jnea Mratin")),
        (person(name="Élodie Bouchard"), person(name="Élodeei Bouchard")),
        (person(name="Chloé Fabre"), person(name="Chloé Fbate")),
        (person(name="Chloé Fabre"), person(name="Chloé Dumoulin")),
        (person(name="Solène Petit"), person(name="Solène Petti", line_1="")),
        (company(name="Serrirrerie Sainte-Anne"), company(name="Serrureire Sainte-Anne", siret="")),
        (company(name="Lycée Victooor Hugo", siren="", siret=""), company(name="Lyc. Victor Hugo", email="")),
        (company(siren="", siret="", telephone=""), company(name="Kerbrta Gaarge SARL", siren="", siret="")),
    ],
)
def test_what_needs_a_person_is_proposed(one: dict[str, str], two: dict[str, str]) -> None:
    assert judged(one, two)


def test_a_country_that_was_not_understood_tells_nothing() -> None:
    here = {
        **COMPANY,
        "name": "Müller Motoren AG",
        "line_1": "20 Bahnhofstrasse",
        "post_code": "8001",
        "city": "Zürich",
    }
    abroad = {**here, "country_code": "CH", "siren": "", "siret": "", "telephone": ""}
    assert judged(abroad, {**abroad, "country_code": ""}) == "sure"
    assert judged(abroad, {**abroad, "country_code": "AT"}) != "sure"


def test_homonyms_in_other_towns_are_not_proposed() -> None:
    elsewhere = person(line_1="3 place Foch", post_code="59000", city="Lille", email="jm@free.fr", telephone="")
    assert judged(person(), elsewhere) == ""


def test_a_number_that_many_share_ties_nobody() -> None:
    first = rules.features_of("1", person(line_1="", post_code="", city="", email=""))
    second = rules.features_of("2", person(line_1="", post_code="", city="", email="", name="Jean Martn"))
    others = [rules.features_of(str(n), person(name=f"Client {n}", email="")) for n in range(3, 12)]
    assert rules.judge(first, second, rules.frequencies([first, second])).verdict == "review"
    counted = rules.frequencies([first, second, *others])
    assert not duplicates._ties(first, second, compare(first, second), counted)


def test_records_that_are_one_share_a_key_whatever_single_thing_is_wrong() -> None:
    whole = set(keys_of(rules.features_of("1", company())))
    for field in COMPANY:
        assert whole & set(keys_of(rules.features_of("2", {**COMPANY, field: ""})))
    assert set(keys_of(rules.features_of("1", {"name": "Lefèvre Anne", "post_code": "75011"}))) & set(
        keys_of(rules.features_of("2", {"name": "Anne Lefebvre", "post_code": "75011"}))
    )


class TestGathering:
    """A, B and C."""

    def gathered(self, verdicts: dict[str, Any], apart: tuple[tuple[str, str], ...] = ()) -> set[tuple[str, str]]:
        links: list[duplicates.Link] = [
            (a, b, verdict, Decimal(9)) for (a, b), verdict in verdicts.items() if verdict in ("sure", "review")
        ]

        def judge_pair(a: str, b: str) -> duplicates.Judged:
            verdict = verdicts.get(a + b, verdicts.get(b + a, ""))
            one = rules.features_of(a, {})
            said = verdict if verdict in ("sure", "review") else ""
            return duplicates.Judged(said, compare(one, one), apart=verdict == "apart")  # type: ignore[arg-type]  # a verdict

        return {("".join(one.keys), one.verdict) for one in duplicates.gather(links, judge_pair, apart)}

    def test_a_triangle_is_one_cluster(self) -> None:
        assert self.gathered({"AB": "sure", "BC": "sure", "AC": "review"}) == {("ABC", "sure")}

    def test_a_chain_whose_ends_are_two_is_cut(self) -> None:
        assert self.gathered({"AB": "sure", "BC": "sure", "AC": "apart"}) == {("AB", "sure")}

    def test_what_is_sure_stays_sure_beside_what_is_not(self) -> None:
        assert self.gathered({"AB": "sure", "BC": "review", "AC": "review"}) == {("AB", "sure"), ("ABC", "review")}

    def test_told_apart_splits(self) -> None:
        told = (("A", "C"),)
        assert self.gathered({"AB": "sure", "AC": "sure"}, told) == {("AB", "sure")}
        assert self.gathered({"AC": "sure"}, told) == set()


def a_seller() -> Seller:
    return Seller.objects.create(name="Ondine", siren="732829320", line_1="1 quai", post_code="69002", city="Lyon")


def a_buyer(seller: Seller, code: str, fields: dict[str, str]) -> Buyer:
    names = {"siren": "legal_identifier", "siret": "legal_identifier", "country_code": "country"}
    values = {names.get(name, name): text for name, text in fields.items() if name != "kind"}
    read = rules.read_buyer({**values, "code": code}).fields
    return Buyer.objects.create(seller=seller, code=code, values=values, **read)


@pytest.mark.django_db
class TestDeciding:
    def proposed(self) -> tuple[Seller, DuplicateCluster]:
        seller = a_seller()
        a_buyer(seller, "C1", company())
        a_buyer(seller, "C2", company(name="SARL Garage Kerbrat", email=""))
        a_buyer(seller, "C3", person())
        a_buyer(seller, "C4", person(name="Paul Durand", line_1="8 rue Haute", email="", telephone=""))
        with inline_steps():
            actions.propose_duplicates(seller_id=seller.pk, at=NOW)
        return seller, DuplicateCluster.objects.get()

    def test_proposed_twice_it_is_there_once_with_its_evidence(self) -> None:
        seller, cluster = self.proposed()
        with inline_steps():
            counts = actions.propose_duplicates(seller_id=seller.pk, at=NOW)
        assert counts == {"sure": 1, "review": 0, "later": 0, "decided": 0}
        cluster.refresh_from_db()
        (pair,) = cluster.pairs
        told = {one["field"]: one for one in pair["evidence"]}
        assert told["identity"]["fr"] == "Même SIRET."
        assert told["identity"]["weight"].startswith("+")
        assert cluster.probability > Decimal("0.99")

    def test_distinct_is_remembered_until_it_is_taken_back(self) -> None:
        seller, cluster = self.proposed()
        with inline_steps():
            actions.tell_apart(seller_id=seller.pk, cluster_id=cluster.pk, at=NOW)
            actions.propose_duplicates(seller_id=seller.pk, at=NOW)
            assert DuplicateCluster.objects.get().state == "distinct"
            assert DistinctPair.objects.count() == 1
            with pytest.raises(actions.DuplicatesRefused):
                actions.decide_later(seller_id=seller.pk, cluster_id=cluster.pk, at=NOW)
            actions.reopen(seller_id=seller.pk, cluster_id=cluster.pk, at=NOW)
        assert DuplicateCluster.objects.get().state == "open"
        assert not DistinctPair.objects.exists()

    def test_all_that_is_sure_is_merged_and_undone_at_once(self) -> None:
        seller, cluster = self.proposed()
        with inline_steps():
            change_set = actions.merge_sure(seller_id=seller.pk, at=NOW)
            assert change_set is not None
            assert actions.merge_sure(seller_id=seller.pk, at=NOW) is None
            kept = Buyer.objects.get(code="C1")
            assert Buyer.objects.get(code="C2").merged_into_id == kept.pk
            assert queries.duplicate_counts(seller.pk)["decided"] == 1
            actions.undo_changes(seller_id=seller.pk, change_set_id=change_set.pk, at=NOW)
        cluster.refresh_from_db()
        assert (cluster.state, Buyer.objects.filter(merged_into=None).count()) == ("open", 4)

    def test_what_no_longer_resembles_is_gone(self) -> None:
        seller, cluster = self.proposed()
        two = Buyer.objects.get(code="C2")
        Buyer.objects.filter(pk=two.pk).update(
            name="Mairie de Pau", siren="", siret="", vat_identifier="", line_1="2 rue B", telephone="", values={}
        )
        with inline_steps():
            actions.propose_duplicates(seller_id=seller.pk, at=NOW)
        cluster.refresh_from_db()
        assert cluster.state == "gone"

    def test_a_new_record_is_compared_at_once(self) -> None:
        seller = a_seller()
        a_buyer(seller, "C1", company())
        new = a_buyer(seller, "C9", company(name="Garage Kerbrat", siret="", telephone=""))
        with inline_steps():
            assert actions.compare_records(seller_id=seller.pk, record_ids=[new.pk], at=NOW) == 1
        assert DuplicateCluster.objects.get().verdict == "sure"

    def test_while_somebody_types_the_likeliest_come_first(self, django_assert_max_num_queries: Any) -> None:
        seller = a_seller()
        one = a_buyer(seller, "C1", company())
        a_buyer(seller, "C2", person())
        with django_assert_max_num_queries(2):
            alike = queries.similar_buyers(seller.pk, name="garage kerbrat", post_code="29200")
        assert [found.buyer.pk for found in alike] == [one.pk]
        assert not queries.similar_buyers(seller.pk, name="Mairie de Pau", post_code="64000")
        assert not queries.similar_buyers(seller.pk, exclude=one.pk, name="garage kerbrat", post_code="29200")


@pytest.mark.slow
def test_a_large_file_teaches_its_weights_even_where_a_level_never_matches() -> None:
    towns = ("Lyon", "Brest", "Lille", "Nice", "Metz")
    records = {
        str(number): {
            "name": f"Jean {''.join(chr(97 + int(figure)) * 2 for figure in f'{number:04}')}", "kind": "consumer",
            "line_1": f"{number % 90 + 1} rue Foch", "post_code": f"{10000 + number % 500}", "city": towns[number % 5],
            "country_code": "FR", "telephone": f"+334{number % 4900:08}",
        }
        for number in range(LARGE)
    }  # fmt: skip
    records |= {f"again {key}": {**records[key], "name": records[key]["name"].upper()} for key in ("7", "77", "777")}
    found = matching.find_clusters(records.items(), told_apart=[("7", "again 7")])
    assert found.figures["weights_learnt"]
    sure = {one.keys for one in found.clusters if one.verdict == "sure"}
    assert {("77", "again 77"), ("777", "again 777")} <= sure
    assert ("7", "again 7") not in {one.keys for one in found.clusters}
