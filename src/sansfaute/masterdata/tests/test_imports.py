"""A whole import, taken back with one act."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sansfaute.intake import actions as intake
from sansfaute.intake import queries as intake_queries
from sansfaute.masterdata import actions, queries
from sansfaute.masterdata.actions import records, writing
from sansfaute.masterdata.models import Buyer, ChangeSet, DuplicateCluster, Finding, Progress, Seller
from sansfaute.masterdata.tests.test_verdicts import (
    HEADER,
    LATER,
    NOW,
    A,
    B,
    accepted,
    judged,
    read,
)
from sansfaute.masterdata.tests.test_verdicts import seller as seller


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, settings: Any) -> None:
    settings.FILE_STORE = tmp_path / "files"


def undo(seller: Seller, file_id: Any) -> None:
    actions.undo_import(seller_id=seller.pk, source_file_id=file_id, at=LATER)


def state() -> list[tuple[Any, ...]]:
    found = Finding.objects.order_by("code", "field", "rule").values_list("code", "rule", "value")
    return [*Buyer.objects.order_by("code").values_list("code", "name", "city", "values", "imported"), *found]


class TestUndo:
    def test_takes_away_what_was_made_and_gives_back_what_was_changed(self, seller: Seller) -> None:
        accepted(seller, A)
        before = state()
        file_id = accepted(seller, A.replace("Lyon", "Brest") + B)
        assert state() != before
        undo(seller, file_id)
        assert state() == before
        assert intake_queries.source_file(file_id).undone_at == LATER

    def test_twice_changes_nothing(self, seller: Seller) -> None:
        file_id = accepted(seller, A)
        undo(seller, file_id)
        undo(seller, file_id)
        assert intake_queries.source_file(file_id).undone_at == LATER
        assert ChangeSet.objects.get().undone_at == LATER

    def test_takes_away_what_was_proposed_of_its_records(self, seller: Seller) -> None:
        twin = "B;Dupont bis;1 rue X;69007;Lyon;FR;404833048;;\n"
        accepted(seller, A)
        file_id = accepted(seller, twin)
        actions.propose_duplicates(seller_id=seller.pk, at=NOW)
        assert queries.duplicate_counts(seller.pk)["review"] == 1
        undo(seller, file_id)
        assert DuplicateCluster.objects.get().state == "gone"
        assert Buyer.objects.get().code == "A"

    def test_is_refused_whole_when_a_record_was_changed_since(self, seller: Seller) -> None:
        file_id = accepted(seller, A + B)
        given = {"A": {"city": "Nantes"}}
        actions.change_records(seller_id=seller.pk, record_type="buyer", given=given, kind="edit", at=NOW)
        assert [one.code for one in queries.changed_since_import(file_id)] == ["A"]
        before = state()
        with pytest.raises(actions.ChangeRefused, match="A "):
            undo(seller, file_id)
        assert state() == before
        assert intake_queries.source_file(file_id).undone_at is None

    def test_of_an_older_import_keeps_what_a_later_one_said(self, seller: Seller) -> None:
        accepted(seller, A)
        second = accepted(seller, A.replace("Lyon", "Brest").replace("Dupont", "Duval"))
        accepted(seller, A.replace("Lyon", "Brest"))
        undo(seller, second)
        buyer = Buyer.objects.get()
        assert (buyer.name, buyer.city) == ("Dupont SAS", "Lyon")

    def test_gives_back_the_row_behind_a_record_and_what_files_never_said(self, seller: Seller) -> None:
        """Found by random sequences: it came back standing on no row, its fields as if a file had emptied them."""
        accepted(seller, A)
        given = {"A": {"contact_name": "Mme X"}}
        actions.change_records(seller_id=seller.pk, record_type="buyer", given=given, kind="edit", at=NOW)
        before = Buyer.objects.values().get()
        older = read(seller, A.replace("Lyon", "Nice"))
        first = accepted(seller, A.replace("Lyon", "Brest"))
        assert Buyer.objects.get().source_row_id != before["source_row_id"]
        undo(seller, first)
        assert Buyer.objects.values().get() == before
        widened = HEADER.replace("IBAN", "IBAN;BIC;Contact") + A.replace("Lyon", "Nantes").replace("\n", ";;\n")
        file = intake.receive_file(seller_id=seller.pk, name="c.csv", content=widened.encode(), at=LATER)
        intake.parse_rows(source_file_id=file.pk, accept=True, at=LATER)
        actions.agree_records(source_file_id=file.pk, at=LATER)
        assert Buyer.objects.get().imported["bic"] == ""
        assert actions.agree_records(source_file_id=older, at=LATER) == 0
        undo(seller, file.pk)
        assert Buyer.objects.values().get() == before

    def test_then_accepted_again_it_counts_again(self, seller: Seller) -> None:
        accepted(seller, A)
        file_id = accepted(seller, A.replace("Lyon", "Brest") + B)
        after = state()
        undo(seller, file_id)
        actions.ask_verdicts(seller_id=seller.pk, source_file_id=file_id, at=LATER)
        actions.judge_rows(source_file_id=file_id, at=LATER)
        assert queries.verdict_counts(file_id) == {"new": 1, "changed": 1, "same": 0, "rejected": 0, "errors": 1}
        intake.accept_import(seller_id=seller.pk, source_file_id=file_id, at=LATER + timedelta(minutes=1))
        actions.agree_records(source_file_id=file_id, at=LATER)
        assert state() == after
        assert ChangeSet.objects.filter(undone_at=None).count() == 2

    def test_of_another_sellers_file_is_impossible(self, seller: Seller) -> None:
        file_id = accepted(seller, A)
        other = Seller.objects.create(name="Autre", siren="100000009", line_1="x", post_code="1", city="y")
        with pytest.raises(Exception, match="does not exist"):
            actions.undo_import(seller_id=other.pk, source_file_id=file_id, at=LATER)
        assert Buyer.objects.count() == 1


class TestAgreeing:
    def test_tells_how_far_it_is(self, seller: Seller) -> None:
        file_id = accepted(seller, A + B)
        progress = queries.progress_of("agree", file_id)
        assert progress is not None
        assert (progress.done, progress.total, progress.ended_at) == (2, 2, NOW)

    def test_killed_between_chunks_and_run_again_is_one_set(
        self, seller: Seller, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(records, "CHUNK", 1)
        file_id = read(seller, A + B + "C;Neuf;;;;;;;\n")
        whole, calls = writing.save_records, list[int]()

        def dying(*arguments: Any) -> None:
            calls.append(1)
            if len(calls) == 2:
                raise KeyboardInterrupt
            whole(*arguments)

        with monkeypatch.context() as patched:
            patched.setattr(writing, "save_records", dying)
            with pytest.raises(KeyboardInterrupt):
                actions.agree_records(source_file_id=file_id, at=NOW)
        assert Progress.objects.get(task="agree").done == 1
        actions.agree_records(source_file_id=file_id, at=LATER)
        assert ChangeSet.objects.get().change_count == 3
        assert sorted(Buyer.objects.values_list("code", flat=True)) == ["A", "B", "C"]

    def test_accepted_twice_it_is_agreed_once(self, seller: Seller) -> None:
        file_id = read(seller, A)
        for _ in range(2):
            intake.accept_import(seller_id=seller.pk, source_file_id=file_id, at=NOW)
            actions.agree_records(source_file_id=file_id, at=NOW)
        assert ChangeSet.objects.get().change_count == 1

    def test_two_files_whose_chunks_take_turns_are_two_sets(self, seller: Seller) -> None:
        first, second = read(seller, A), read(seller, A.replace("Lyon", "Brest"))
        records._agree_chunk(seller.pk, first, _rows(first), NOW)
        records._agree_chunk(seller.pk, second, _rows(second), NOW)
        assert ChangeSet.objects.count() == 2
        undo(seller, second)
        assert Buyer.objects.get().city == "Lyon"


def _rows(file_id: Any) -> Any:
    return list(intake_queries.rows_of(file_id).values_list("id", "kind", "values"))


def test_judging_writes_no_record(seller: Seller) -> None:
    judged(seller, A)
    assert not Buyer.objects.exists()
