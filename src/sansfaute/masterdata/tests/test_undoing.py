"""The undo of a large act: asked for at once, carried out by a job that may be killed anywhere."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from sansfaute.intake import actions as intake
from sansfaute.journal.actions import inline_steps
from sansfaute.journal.models import Fact
from sansfaute.masterdata import actions, queries
from sansfaute.masterdata.actions import built_upon, undoing
from sansfaute.masterdata.actions.writing import RECORD_TYPES
from sansfaute.masterdata.models import Buyer, ChangeSet, Correction, Finding, Progress, RecordChange, Seller
from sansfaute.masterdata.tests.test_imports import state
from sansfaute.masterdata.tests.test_verdicts import LATER, A, B, accepted
from sansfaute.masterdata.tests.test_verdicts import seller as seller

C = "C;Neuf;2 rue Y;33000;Bordeaux;FR;;c at d;\n"


@pytest.fixture(autouse=True)
def _small(tmp_path: Path, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.FILE_STORE = tmp_path / "files"
    monkeypatch.setattr(undoing, "AT_ONCE", 1)
    monkeypatch.setattr(undoing, "CHUNK", 1)


def undo(seller: Seller, file_id: Any) -> ChangeSet:
    """Ask for the undo and leave the job waiting."""
    with inline_steps():
        actions.undo_import(seller_id=seller.pk, source_file_id=file_id, at=LATER)
    return ChangeSet.objects.get(about={"source_file_id": str(file_id)})


def progress(made: ChangeSet) -> tuple[int, int, bool]:
    one = Progress.objects.get(task="undo", subject_id=made.pk)
    return one.done, one.total, one.ended_at is not None


def give(seller: Seller, code: str, **values: str) -> None:
    actions.change_records(seller_id=seller.pk, record_type="buyer", given={code: values}, kind="edit", at=LATER)


def test_is_asked_for_then_carried_out(seller: Seller) -> None:
    accepted(seller, A)
    before = state()
    made = undo(seller, file_id := accepted(seller, A.replace("Lyon", "Brest") + B + C))
    assert made.undone_at == LATER
    assert (progress(made), Buyer.objects.count()) == ((0, 3, False), 3)
    assert Fact.objects.filter(kind="UndoAsked", subject_id=made.pk).exists()
    assert not Fact.objects.filter(kind="ChangesUndone").exists()
    assert queries.undo_progress([file_id])[file_id].total == 3
    for _ in range(2):
        actions.carry_out_undo(change_set_id=made.pk, at=LATER)
    assert (state(), progress(made)) == (before, (3, 3, True))
    assert Fact.objects.filter(kind="ChangesUndone").count() == 1
    assert not Correction.objects.filter(code__in=["B", "C"], closed_at=None).exists()
    assert queries.undo_progress([file_id]) == {}


def test_killed_in_between_it_goes_on(seller: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
    made = undo(seller, accepted(seller, A + B + C))
    whole, calls = undoing._take_all_back, list[int]()

    def dying(*arguments: Any) -> None:
        calls.append(1)
        whole(*arguments)
        if len(calls) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(undoing, "_take_all_back", dying)
        with pytest.raises(KeyboardInterrupt):
            actions.carry_out_undo(change_set_id=made.pk, at=LATER)
    assert (progress(made), Buyer.objects.count()) == ((1, 3, False), 2)
    actions.carry_out_undo(change_set_id=made.pk, at=LATER)
    assert (progress(made), Buyer.objects.count()) == ((3, 3, True), 0)


def test_two_workers_at_once_share_the_work(seller: Seller) -> None:
    made = undo(seller, accepted(seller, A + B + C))
    place = undoing._undo_chunk(made.pk, None, LATER)
    other = undoing._undo_chunk(made.pk, None, LATER)
    assert place is not None
    assert other is not None
    assert (place.done, other.done) == (1, 2)
    assert undoing._undo_chunk(made.pk, place, LATER) is not None
    assert undoing._undo_chunk(made.pk, other, LATER) is None
    assert not Buyer.objects.exists()


def test_a_record_changed_meanwhile_stays_in_a_set_of_its_own(seller: Seller) -> None:
    made = undo(seller, accepted(seller, A + B + C))
    give(seller, "B", city="Nantes")
    actions.carry_out_undo(change_set_id=made.pk, at=LATER)
    buyer = Buyer.objects.get()
    assert (buyer.code, buyer.name, buyer.city) == ("B", "Durand", "Nantes")
    kept = RecordChange.objects.get(code="B", is_creation=True).change_set
    assert (kept.undone_at, kept.kind, kept.about, kept.change_count) == (None, "import", made.about, 1)
    made.refresh_from_db()
    assert (made.change_count, progress(made)) == (2, (2, 2, True))


def test_is_refused_whole_when_a_record_was_changed_before(seller: Seller) -> None:
    file_id = accepted(seller, A + B)
    give(seller, "B", city="Nantes")
    before = state()
    with pytest.raises(actions.ChangeRefused, match="B "):
        undo(seller, file_id)
    assert (state(), Progress.objects.filter(task="undo").exists()) == (before, False)


def test_is_refused_whole_when_another_record_was_merged_into_one(seller: Seller) -> None:
    accepted(seller, A)
    file_id = accepted(seller, B + C)
    with inline_steps():
        merged = merge(seller, keep="B", absorb="A")
    before = state()
    with pytest.raises(actions.ChangeRefused, match=r"\bB\b"):
        undo(seller, file_id)
    assert (state(), Progress.objects.filter(task="undo").exists()) == (before, False)
    actions.undo_changes(seller_id=seller.pk, change_set_id=merged.pk, at=LATER)
    actions.carry_out_undo(change_set_id=undo(seller, file_id).pk, at=LATER)
    assert [one.code for one in Buyer.objects.all()] == ["A"]


def test_is_refused_whole_when_another_room_uses_one(seller: Seller, monkeypatch: pytest.MonkeyPatch) -> None:
    used = list(built_upon._uses(RECORD_TYPES["buyer"]))
    assert {"contracts", "drafts", "issuing"} <= {model._meta.app_label for model, _ in used}
    monkeypatch.setattr(built_upon, "_uses", lambda _: [(Finding, "record_id")])  # only B has one
    file_id = accepted(seller, A + B)
    before = state()
    with pytest.raises(actions.ChangeRefused, match=r"\bB\b"):
        undo(seller, file_id)
    assert (state(), Progress.objects.filter(task="undo").exists()) == (before, False)


def merge(seller: Seller, keep: str, absorb: str) -> ChangeSet:
    ids = dict(Buyer.objects.values_list("code", "pk"))
    return actions.merge_buyers(seller_id=seller.pk, keep=ids[keep], absorb=[ids[absorb]], at=LATER)


def test_accepted_again_before_its_end_it_is_undone_first(seller: Seller) -> None:
    file_id = accepted(seller, A + B + C)
    after = state()
    undo(seller, file_id)
    intake.accept_import(seller_id=seller.pk, source_file_id=file_id, at=LATER + timedelta(minutes=1))
    actions.agree_records(source_file_id=file_id, at=LATER + timedelta(minutes=1))
    assert (state(), Progress.objects.get(task="undo").ended_at is None) == (after, False)
    assert RecordChange.objects.filter(change_set__undone_at=None).count() == 3


def test_another_file_that_says_the_same_keeps_its_records(seller: Seller) -> None:
    undo(seller, accepted(seller, A + B + C))
    accepted(seller, A + B)
    assert sorted(Buyer.objects.values_list("code", flat=True)) == ["A", "B"]


def test_a_bulk_operation_too(seller: Seller) -> None:
    accepted(seller, A + B + C)
    before = state()
    given = {code: {"city": "Lille"} for code in ("A", "B", "C")}
    made = actions.change_records(seller_id=seller.pk, record_type="buyer", given=given, kind="fix", at=LATER)
    assert made is not None
    with inline_steps() as steps:
        actions.undo_changes(seller_id=seller.pk, change_set_id=made.pk, at=LATER)
        give(seller, "A", name="Autre")
        assert Buyer.objects.filter(city="Lille").count() == 3
        steps.run()
    assert Buyer.objects.get(code="A").name == "Autre"
    give(seller, "A", name="Dupont SAS")
    assert [row[:3] for row in state()] == [row[:3] for row in before]


def test_below_the_limit_it_is_done_at_once(seller: Seller) -> None:
    file_id = accepted(seller, A)
    undo(seller, file_id)
    assert not Buyer.objects.exists()
    assert not Finding.objects.exists()
    assert not Progress.objects.filter(task="undo").exists()
