"""Sellers agreed, records agreed once, pairs proposed and never merged."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from sansfaute.intake import actions as intake
from sansfaute.journal.models import Fact
from sansfaute.masterdata import actions, jobs, queries, rules
from sansfaute.masterdata.actions import records, writing
from sansfaute.masterdata.models import Buyer, Finding, Item, Seller

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
ONDINE = Path(__file__).parents[4] / "examples" / "ondine"
HEADER = "Code client;Nom;Adresse;CP;Ville;Pays;SIREN;Courriel\n"
A = "A;Dupont SAS;1 rue X;69007;Lyon;FR;404 833 048;a@b.example\n"
B = "B;Dupont;1 rue X;69007;Lyon;FR;404833048;a at b.example\n"


def seller_values() -> dict[str, Any]:
    return rules.read_seller((ONDINE / "seller.toml").read_text("utf-8"))


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, settings: Any) -> None:
    settings.FILE_STORE = tmp_path / "files"


@pytest.fixture
def seller() -> Seller:
    return actions.agree_seller(values=seller_values(), at=NOW)


def received(seller: Seller, content: str | bytes, name: str = "clients.csv") -> UUID:
    raw = content.encode() if isinstance(content, str) else content
    source_file = intake.receive_file(seller_id=seller.pk, name=name, content=raw, at=NOW)
    intake.parse_rows(source_file_id=source_file.pk, at=NOW)
    return source_file.pk


def agreed(seller: Seller, content: str | bytes, name: str = "clients.csv") -> int:
    return actions.agree_records(source_file_id=received(seller, content, name), at=NOW)


@pytest.mark.django_db
class TestAgreeSeller:
    def test_keeps_what_the_file_says(self, seller: Seller) -> None:
        kept = queries.seller(seller.pk)
        assert (kept.siren, str(kept.capital), kept.registry) == ("899999973", "50000.00", "RCS Lyon")
        assert kept.iban == "FR7630002005500000899997364"
        assert kept.texts["fr"]["AAB"].startswith("Escompte")

    def test_again_changes_nothing(self, seller: Seller) -> None:
        again = actions.agree_seller(values=seller_values(), at=NOW)
        assert again.pk == seller.pk
        assert Fact.objects.filter(kind="SellerAgreed").count() == 1

    def test_changes_what_is_given_and_keeps_the_rest(self, seller: Seller) -> None:
        changed = actions.agree_seller(values={"siren": "899 999 973", "city": "Villeurbanne"}, at=NOW)
        assert (changed.pk, changed.city, changed.registry) == (seller.pk, "Villeurbanne", "RCS Lyon")
        assert Fact.objects.filter(kind="SellerAgreed").count() == 2

    def test_refuses_all_that_is_wrong_at_once(self) -> None:
        wrong = {**seller_values(), "iban": "FR76", "registry": ""}
        with translation.override("en"), pytest.raises(actions.SellerRefused) as caught:
            actions.agree_seller(values=wrong, at=NOW)
        assert "IBAN" in caught.value.remedy
        assert "RCS" in caught.value.remedy
        assert not Seller.objects.exists()


@pytest.mark.django_db
class TestAgreeRecords:
    def test_makes_buyers_with_their_findings(self, seller: Seller) -> None:
        assert agreed(seller, HEADER + A + B) == 2
        buyers = queries.buyers_by_code(seller.pk, ["A", "B", "Z"])
        assert buyers.keys() == {"A", "B"}
        assert (buyers["A"].siren, buyers["A"].kind) == ("404833048", "business")
        found = queries.findings_by_record([buyer.pk for buyer in buyers.values()])
        assert [(one.rule, one.fix) for one in found[buyers["B"].pk]] == [("email_syntax", "a@b.example")]
        assert buyers["A"].pk not in found

    def test_of_the_same_content_again_announces_nothing(self, seller: Seller) -> None:
        agreed(seller, HEADER + A + B)
        facts, findings = Fact.objects.filter(kind="RecordAgreed").count(), set(Finding.objects.values_list("pk"))
        assert agreed(seller, HEADER + B + A) == 0
        assert Fact.objects.filter(kind="RecordAgreed").count() == facts == 2
        assert set(Finding.objects.values_list("pk")) == findings

    def test_changes_what_a_later_file_changes(self, seller: Seller) -> None:
        agreed(seller, HEADER + A + B)
        before = queries.buyers_by_code(seller.pk, ["B"])["B"]
        assert agreed(seller, HEADER + A + B.replace(" at ", "@")) == 1
        after = queries.buyers_by_code(seller.pk, ["B"])["B"]
        assert (after.pk, after.email) == (before.pk, "a@b.example")
        assert not Finding.objects.filter(record_id=after.pk).exists()

    def test_never_lets_an_older_file_undo_a_later_one(self, seller: Seller) -> None:
        old = received(seller, HEADER + A)
        agreed(seller, HEADER + A.replace("Lyon", "Brest"))
        assert actions.agree_records(source_file_id=old, at=NOW) == 0
        assert queries.buyers_by_code(seller.pk, ["A"])["A"].city == "Brest"

    def test_goes_on_where_it_was_killed(self, seller: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(records, "CHUNK", 1)
        source_file_id = received(seller, HEADER + A + B)
        whole = writing.save_records
        with monkeypatch.context() as patched:
            calls: list[int] = []

            def dying(*arguments: Any) -> None:
                calls.append(1)
                if len(calls) == 2:
                    raise KeyboardInterrupt
                whole(*arguments)

            patched.setattr(writing, "save_records", dying)
            with pytest.raises(KeyboardInterrupt):
                actions.agree_records(source_file_id=source_file_id, at=NOW)
        assert Buyer.objects.count() == 1
        actions.agree_records(source_file_id=source_file_id, at=NOW)
        assert Buyer.objects.count() == Fact.objects.filter(kind="RecordAgreed").count() == 2

    def test_makes_items(self, seller: Seller) -> None:
        agreed(seller, (ONDINE / "articles.csv").read_bytes(), "articles.csv")
        items = queries.items_by_code(seller.pk, ["HEB-GO", "FORM", "LIVRE"])
        assert (items["HEB-GO"].unit_code, str(items["HEB-GO"].unit_price)) == ("E34", "0.017500")
        assert (items["FORM"].vat_rate, items["FORM"].exemption_reason_code) == (None, "VATEX-FR-CGI261-4")
        assert (str(items["LIVRE"].vat_rate), items["LIVRE"].nature) == ("5.50", "goods")
        assert not Finding.objects.filter(record_type="item").exists()
        agreed(seller, (ONDINE / "articles.csv").read_bytes() + b"\r\n", "articles (2).csv")
        assert Fact.objects.filter(kind="RecordAgreed").count() == Item.objects.count() == 10

    def test_passes_over_other_kinds_of_file(self, seller: Seller) -> None:
        source_file_id = received(seller, (ONDINE / "contrats.csv").read_bytes(), "contrats.csv")
        jobs.agree_records.func(
            str(seller.pk), [{"subject_id": str(source_file_id), "kind": "contracts", "row_count": 1}]
        )
        assert actions.agree_records(source_file_id=source_file_id, at=NOW) == 0

    def test_spends_as_many_queries_on_500_rows_as_on_50(self, seller: Seller) -> None:
        spent = []
        for count in (50, 500):
            rows = "".join(f"N{count}-{n};Nom SAS;;69007;Lyon;FR;;x\n" for n in range(count))
            source_file_id = received(seller, HEADER + rows)
            with CaptureQueriesContext(connection) as queries_spent:
                actions.agree_records(source_file_id=source_file_id, at=NOW)
            spent.append(len(queries_spent))
        assert spent[0] == spent[1] < 60


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture(autouse=True)
    def _closed(self) -> Iterator[None]:
        yield
        connection.close()

    def test_the_same_job_many_times_agrees_once(self, seller: Seller) -> None:
        source_file_id = str(received(seller, HEADER + A + B))
        fact = {"subject_id": source_file_id, "kind": "buyers", "row_count": 2}

        def work(_: int) -> None:
            try:
                jobs.agree_records.func(str(seller.pk), [fact])
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as hands:
            list(hands.map(work, range(8)))
        assert Fact.objects.filter(kind="RecordAgreed").count() == Buyer.objects.count() == 2
        assert Finding.objects.count() == 1
