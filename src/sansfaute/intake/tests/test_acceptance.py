"""What was read becomes records only once somebody accepts it."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from sansfaute.intake import actions, queries
from sansfaute.intake.models import SourceFile
from sansfaute.journal.models import Fact
from sansfaute.lib.ids import new_id

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
BUYERS = b"Code client;Nom;Ville\nC1;Dupont;Lyon\nC2;Durand;Nice\n;Sans code;Metz\n"


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, settings: Any) -> None:
    settings.FILE_STORE = tmp_path / "files"


@pytest.fixture
def seller_id() -> UUID:
    return new_id()


def received(seller_id: UUID) -> SourceFile:
    return actions.receive_file(seller_id=seller_id, name="clients.csv", content=BUYERS, at=NOW)


def parsed(seller_id: UUID, *, accept: bool = False) -> SourceFile:
    return actions.parse_rows(source_file_id=received(seller_id).pk, accept=accept, at=NOW)


def facts(kind: str) -> int:
    return Fact.objects.filter(kind=kind).count()


@pytest.mark.django_db
class TestAccept:
    def test_is_announced_by_a_command_as_it_reads(self, seller_id: UUID) -> None:
        source_file = parsed(seller_id, accept=True)
        assert source_file.accepted_at == NOW
        fact = Fact.objects.get(kind="ImportAccepted")
        assert (fact.subject_id, fact.data) == (source_file.pk, {"kind": "buyers"})
        parsed(seller_id, accept=True)
        assert facts("ImportAccepted") == 1

    def test_is_not_announced_by_reading_alone(self, seller_id: UUID) -> None:
        assert parsed(seller_id).accepted_at is None
        assert (facts("RowsParsed"), facts("ImportAccepted")) == (1, 0)

    def test_leaves_out_the_rows_that_a_person_names(self, seller_id: UUID) -> None:
        source_file = parsed(seller_id)
        first, second = queries.rows_of(source_file.pk)
        actions.accept_import(seller_id=seller_id, source_file_id=source_file.pk, leave_out=[second.pk], at=NOW)
        assert [row.pk for row in queries.rows_of(source_file.pk)] == [first.pk]
        assert queries.reason_counts(seller_id) == {"left_out": 1, "missing_value": 1}

    def test_leaves_rows_of_other_files_and_rows_set_aside_alone(self, seller_id: UUID) -> None:
        source_file, stranger = parsed(seller_id), parsed(new_id())
        aside = queries.rows_set_aside(seller_id).get()
        others = list(queries.rows_of(stranger.pk))
        leave_out = [aside.pk, *(row.pk for row in others)]
        actions.accept_import(seller_id=seller_id, source_file_id=source_file.pk, leave_out=leave_out, at=NOW)
        assert queries.reason_counts(seller_id) == {"missing_value": 1}
        assert list(queries.rows_of(stranger.pk)) == others

    def test_counts_once(self, seller_id: UUID) -> None:
        source_file = parsed(seller_id)
        for _ in range(2):
            actions.accept_import(seller_id=seller_id, source_file_id=source_file.pk, at=NOW)
        assert facts("ImportAccepted") == 1

    def test_counts_again_after_an_undo(self, seller_id: UUID) -> None:
        source_file = parsed(seller_id, accept=True)
        actions.mark_import_undone(seller_id=seller_id, source_file_id=source_file.pk, at=NOW)
        again = actions.accept_import(seller_id=seller_id, source_file_id=source_file.pk, at=NOW)
        assert (again.undone_at, facts("ImportAccepted")) == (None, 2)

    def test_waits_for_the_rows(self, seller_id: UUID) -> None:
        with pytest.raises(actions.ImportRefused):
            actions.accept_import(seller_id=seller_id, source_file_id=received(seller_id).pk, at=NOW)

    def test_is_for_the_seller_alone(self, seller_id: UUID) -> None:
        source_file = parsed(seller_id)
        for act in (actions.accept_import, actions.drop_import, actions.mark_import_undone):
            with pytest.raises(SourceFile.DoesNotExist):
                act(seller_id=new_id(), source_file_id=source_file.pk, at=NOW)


@pytest.mark.django_db
class TestDrop:
    def test_ends_an_import_that_was_not_accepted(self, seller_id: UUID) -> None:
        source_file = parsed(seller_id)
        for _ in range(2):
            actions.drop_import(seller_id=seller_id, source_file_id=source_file.pk, at=NOW)
        assert facts("ImportDropped") == 1
        with pytest.raises(actions.ImportRefused):
            actions.accept_import(seller_id=seller_id, source_file_id=source_file.pk, at=NOW)

    def test_comes_too_late_once_accepted(self, seller_id: UUID) -> None:
        source_file = parsed(seller_id, accept=True)
        with pytest.raises(actions.ImportRefused):
            actions.drop_import(seller_id=seller_id, source_file_id=source_file.pk, at=NOW)
