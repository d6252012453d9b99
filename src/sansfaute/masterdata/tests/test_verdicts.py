"""The dry run: what it says of each row is what the import then does."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import OperationalError, connection, transaction
from django.db.models.query import QuerySet
from django.test.utils import CaptureQueriesContext

from sansfaute.intake import actions as intake
from sansfaute.intake import queries as intake_queries
from sansfaute.journal.models import Fact
from sansfaute.lib.bulk import copy_in
from sansfaute.masterdata import actions, queries, rules
from sansfaute.masterdata.actions import verdicts
from sansfaute.masterdata.models import BankChange, Buyer, Finding, Progress, RowVerdict, Seller

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ONDINE = Path(__file__).parents[4] / "examples" / "ondine"
HEADER = "Code client;Nom;Adresse;CP;Ville;Pays;SIREN;Courriel;IBAN\n"
A = "A;Dupont SAS;1 rue X;69007;Lyon;FR;404 833 048;a@b.example;FR7630006000011234567890189\n"
B = "B;Durand;1 rue X;69007;Lyon;FR;732829320;a at b.example;\n"
NO_CODE = ";Sans code;;;;;;;\n"


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, settings: Any) -> None:
    settings.FILE_STORE = tmp_path / "files"


@pytest.fixture
def seller(db: None) -> Seller:
    return actions.agree_seller(values=rules.read_seller((ONDINE / "seller.toml").read_text("utf-8")), at=NOW)


def read(seller: Seller, rows: str, at: datetime = NOW) -> UUID:
    """A file that was dropped and read, and is not accepted."""
    file = intake.receive_file(seller_id=seller.pk, name="clients.csv", content=(HEADER + rows).encode(), at=at)
    intake.parse_rows(source_file_id=file.pk, at=at)
    return file.pk


def accepted(seller: Seller, rows: str) -> UUID:
    file_id = read(seller, rows)
    intake.accept_import(seller_id=seller.pk, source_file_id=file_id, at=NOW)
    actions.agree_records(source_file_id=file_id, at=NOW)
    return file_id


def judged(seller: Seller, rows: str) -> dict[str, RowVerdict]:
    file_id = read(seller, rows)
    actions.judge_rows(source_file_id=file_id, at=NOW)
    return {one.code: one for one in queries.verdicts(file_id)}


class TestJudge:
    def test_says_what_is_new_with_what_the_rules_find(self, seller: Seller) -> None:
        said = judged(seller, A + B + NO_CODE)
        assert {code: one.outcome for code, one in said.items()} == {"A": "new", "B": "new", "": "rejected"}
        assert [one["rule"] for one in said["B"].findings] == ["email_syntax"]
        assert (said["A"].has_errors, said["B"].has_errors, said[""].has_errors) == (False, True, True)
        assert not Buyer.objects.exists()
        assert not Finding.objects.exists()

    def test_shows_the_differences_of_a_newer_file_field_by_field(self, seller: Seller) -> None:
        accepted(seller, A + B)
        said = judged(seller, A.replace("Lyon", "Brest") + B)
        assert said["A"].outcome == "changed"
        assert said["A"].differences == [{"field": "city", "before": "Lyon", "after": "Brest", "note": ""}]
        assert (said["B"].outcome, said["B"].differences) == ("same", [])

    def test_of_the_same_content_says_the_same(self, seller: Seller) -> None:
        accepted(seller, A + B)
        assert {one.outcome for one in judged(seller, B + A).values()} == {"same"}

    def test_keeps_what_a_person_mended(self, seller: Seller) -> None:
        accepted(seller, A + B)
        actions.change_records(
            seller_id=seller.pk, record_type="buyer", given={"B": {"email": "a@b.example"}}, kind="edit", at=NOW
        )
        said = judged(seller, B + A.replace("Lyon", "Brest"))
        kept = {"field": "email", "before": "a@b.example", "after": "a at b.example", "note": "kept"}
        assert (said["B"].outcome, said["B"].differences, said["B"].findings) == ("same", [kept], [])

    def test_shows_that_bank_details_need_a_second_person(self, seller: Seller) -> None:
        accepted(seller, A)
        new = "DE89370400440532013000"
        rows = A.replace("FR7630006000011234567890189", new)
        said = judged(seller, rows)["A"]
        assert (said.outcome, [one["note"] for one in said.differences]) == ("changed", ["bank"])
        file_id = accepted(seller, rows)
        assert Buyer.objects.get().iban == "FR7630006000011234567890189"
        assert BankChange.objects.get(refused_at=None).iban == new
        actions.undo_import(seller_id=seller.pk, source_file_id=file_id, at=LATER)
        assert not BankChange.objects.filter(refused_at=None).exists()

    def test_an_older_file_changes_nothing_and_says_so(self, seller: Seller) -> None:
        old = read(seller, A)
        accepted(seller, A.replace("Lyon", "Brest"))
        actions.judge_rows(source_file_id=old, at=NOW)
        said = queries.verdicts(old).get()
        older = {"field": "city", "before": "Brest", "after": "Lyon", "note": "older"}
        assert (said.outcome, said.differences) == ("same", [older])

    def test_says_what_the_import_then_does(self, seller: Seller) -> None:
        accepted(seller, A + B)
        file_id = read(seller, A.replace("Dupont SAS", "Dupont SARL") + B + "C;Neuf;;;;;;;\n")
        actions.judge_rows(source_file_id=file_id, at=NOW)
        counts = queries.verdict_counts(file_id)
        actions.agree_records(source_file_id=file_id, at=NOW)
        report = queries.import_report(seller.pk, file_id)
        assert (report.made, report.changed) == (counts["new"], counts["changed"]) == (1, 1)

    def test_our_own_export_of_mended_records_brings_nothing_new(self, seller: Seller) -> None:
        accepted(seller, B)
        actions.change_records(
            seller_id=seller.pk, record_type="buyer", given={"B": {"email": "a@b.example"}}, kind="edit", at=NOW
        )
        mended = B.replace(" at ", "@")
        assert judged(seller, mended)["B"].outcome == "same"
        assert actions.agree_records(source_file_id=read(seller, mended), at=NOW) == 0
        assert actions.agree_records(source_file_id=read(seller, B + "\n"), at=NOW) == 0
        assert Buyer.objects.get().email == "a@b.example"


class TestRuns:
    def test_is_done_by_chunks_and_goes_on_where_it_was_stopped(
        self, seller: Seller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(verdicts, "CHUNK", 2)
        file_id = read(seller, "".join(f"C{n};Nom SAS;;69007;Lyon;FR;;;\n" for n in range(7)))
        whole, calls = copy_in, list[int]()

        def dying(rows: Any) -> None:
            calls.append(1)
            if len(calls) == 3:
                raise KeyboardInterrupt
            whole(rows)

        with monkeypatch.context() as patched:
            patched.setattr(verdicts, "copy_in", dying)
            with pytest.raises(KeyboardInterrupt):
                actions.judge_rows(source_file_id=file_id, at=NOW)
        progress = Progress.objects.get(task="judge")
        assert (progress.done, progress.total, progress.ended_at, RowVerdict.objects.count()) == (4, 7, None, 4)
        assert actions.judge_rows(source_file_id=file_id, at=LATER) == 3
        assert actions.judge_rows(source_file_id=file_id, at=LATER) == 0
        progress.refresh_from_db()
        assert (progress.done, progress.ended_at, RowVerdict.objects.count()) == (7, LATER, 7)

    def test_begins_anew_when_asked(self, seller: Seller) -> None:
        file_id = read(seller, A)
        actions.judge_rows(source_file_id=file_id, at=NOW)
        accepted(seller, A.replace("Lyon", "Brest"))
        assert queries.records_changed_since(seller.pk, NOW - timedelta(seconds=1))
        actions.ask_verdicts(seller_id=seller.pk, source_file_id=file_id, at=LATER)
        assert not RowVerdict.objects.exists()
        assert Fact.objects.get(kind="VerdictsAsked").subject_id == file_id
        actions.judge_rows(source_file_id=file_id, at=LATER)
        assert queries.verdicts(file_id).get().outcome == "same"
        assert not queries.records_changed_since(seller.pk, LATER)

    def test_is_skipped_once_the_file_is_accepted(self, seller: Seller) -> None:
        file_id = accepted(seller, A)
        assert actions.judge_rows(source_file_id=file_id, at=NOW) == 0
        assert not RowVerdict.objects.exists()

    def test_a_file_of_another_seller_cannot_be_asked(self, seller: Seller) -> None:
        file_id = read(seller, A)
        with pytest.raises(Exception, match="does not exist"):
            actions.ask_verdicts(seller_id=file_id, source_file_id=file_id, at=NOW)

    def test_spends_as_many_queries_on_a_full_chunk_as_on_a_few_rows(self, seller: Seller) -> None:
        spent = []
        for count in (5, verdicts.CHUNK - 1):
            file_id = read(seller, "".join(f"N{count}-{n};Nom SAS;;69007;Lyon;FR;;x;\n" for n in range(count)))
            with CaptureQueriesContext(connection) as queries_spent:
                actions.judge_rows(source_file_id=file_id, at=NOW)
            spent.append(len(queries_spent))
        assert spent[0] == spent[1] < 25

    def test_no_query_ever_holds_the_whole_file(self, seller: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(verdicts, "CHUNK", 10)
        file_id = read(seller, "".join(f"C{n};Nom SAS;;69007;Lyon;FR;;;\n" for n in range(45)))
        held, fetch = list[int](), QuerySet._fetch_all

        def counting(rows: Any) -> None:
            fetch(rows)
            held.append(len(rows._result_cache))

        monkeypatch.setattr(QuerySet, "_fetch_all", counting)
        assert actions.judge_rows(source_file_id=file_id, at=NOW) == 45
        assert max(held) == 10


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture(autouse=True)
    def _closed(self) -> Iterator[None]:
        yield
        connection.close()

    def test_several_hands_share_the_work(self, seller: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(verdicts, "CHUNK", 3)
        file_id = read(seller, "".join(f"C{n};Nom SAS;;69007;Lyon;FR;;;\n" for n in range(20)))

        def work(_: int) -> int:
            try:
                return actions.judge_rows(source_file_id=file_id, at=NOW)
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as hands:
            shares = list(hands.map(work, range(6)))
        assert sum(shares) == 20 == RowVerdict.objects.count()
        assert Progress.objects.get(task="judge").done == 20

    def test_an_import_undone_while_it_is_agreed_leaves_nothing(self, seller: Seller) -> None:
        file_id = read(seller, "".join(f"C{n};Nom SAS;;69007;Lyon;FR;;;\n" for n in range(1200)))
        intake.accept_import(seller_id=seller.pk, source_file_id=file_id, at=NOW)

        def work(task: str) -> None:
            try:
                if task == "agree":
                    actions.agree_records(source_file_id=file_id, at=NOW)
                else:
                    actions.undo_import(seller_id=seller.pk, source_file_id=file_id, at=LATER)
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as hands:
            list(hands.map(work, ("agree", "undo")))
        assert (Buyer.objects.count(), Finding.objects.count()) == (0, 0)

    def test_rows_are_left_out_before_the_file_is_accepted_or_not_at_all(self, seller: Seller) -> None:
        file_id = read(seller, A + B)
        rows = list(intake_queries.rows_of(file_id).values_list("pk", flat=True))
        named: dict[str, Any] = {"seller_id": seller.pk, "source_file_id": file_id, "at": NOW}
        acts: list[Callable[[], Any]] = [
            lambda: intake.accept_import(**named),
            lambda: actions.leave_out_rows(**named, row_ids=rows[:1]),
            lambda: actions.take_rows_again(**named, row_ids=rows[:1]),
        ]
        for waits in acts:
            with transaction.atomic():
                assert actions.leave_out_rows(**named, row_ids=rows[1:]) in (0, 1)
                assert has_to_wait(waits)
        with transaction.atomic():
            intake.accept_import(**named)
            assert has_to_wait(lambda: actions.leave_out_rows(**named, row_ids=rows[:1]))
        with pytest.raises(intake.ImportRefused):
            actions.leave_out_rows(**named, row_ids=rows[:1])
        assert list(intake_queries.rows_of(file_id).values_list("pk", flat=True)) == rows[:1]


def has_to_wait(act: Callable[[], Any]) -> bool:
    """Whether somebody else finds the way barred: told by the database after a millisecond of waiting."""

    def work() -> bool:
        try:
            with connection.cursor() as cursor:
                cursor.execute("set lock_timeout = 1")
            act()
        except OperationalError:
            return True
        else:
            return False
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as hands:
        return hands.submit(work).result()
