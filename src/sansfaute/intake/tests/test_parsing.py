"""Rows are read in chunks: killed anywhere, run twice at once, they end the same; rejects come back mended."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sansfaute.intake import actions, queries
from sansfaute.intake.actions import parsing
from sansfaute.intake.models import SetAside, SourceFile, SourceRow
from sansfaute.journal.models import Fact
from sansfaute.lib.ids import new_id
from sansfaute.lib.spreadsheets import csv_lines

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
HEADER = "Code client;Nom;Ville;Mémo\n"


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, settings: Any) -> None:
    settings.FILE_STORE = tmp_path / "files"


@pytest.fixture
def seller_id() -> UUID:
    return new_id()


@pytest.fixture
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parsing, "CHUNK", 3)


def received(seller_id: UUID, content: str) -> SourceFile:
    return actions.receive_file(seller_id=seller_id, name="clients.csv", content=content.encode(), at=NOW)


def parsed(seller_id: UUID, content: str) -> SourceFile:
    return actions.parse_rows(source_file_id=received(seller_id, content).pk, at=NOW)


def rows() -> list[tuple[int, str, str]]:
    found = SourceRow.objects.select_related("set_aside").order_by("row_number")
    return [
        (row.row_number, row.values["code"], getattr(getattr(row, "set_aside", None), "reason_code", ""))
        for row in found
    ]


BUYERS = HEADER + "".join(f"C{n};Nom {n};Lyon;\n" for n in range(9)) + "C2;Nom 2;Lyon;\nC4;Autre;Nice;\n;Sans;Metz;\n"
EXPECTED = [
    *((n + 2, f"C{n}", "conflicting_row" if n == 4 else "") for n in range(9)),
    (11, "C2", "duplicate_row"), (12, "C4", "conflicting_row"), (13, "", "missing_value"),
]  # fmt: skip


class Killed(BaseException):
    """As if the process had been killed."""


@pytest.mark.django_db
@pytest.mark.usefixtures("_small_chunks")
class TestChunks:
    def test_end_the_same_wherever_they_are_killed(self, seller_id: UUID) -> None:
        source_file = received(seller_id, BUYERS)
        seen = []
        for stop in (3, 6, 9, 12):

            def kill(done: int, stop: int = stop) -> None:
                if done == stop:
                    raise Killed

            with pytest.raises(Killed):
                actions.parse_rows(source_file_id=source_file.pk, at=NOW, tell=kill)
            source_file.refresh_from_db()
            seen.append(source_file.rows_done)
        assert seen == [3, 6, 9, 12]
        assert not Fact.objects.filter(kind="RowsParsed").exists()
        actions.parse_rows(source_file_id=source_file.pk, at=NOW)
        assert rows() == EXPECTED
        assert Fact.objects.filter(kind="RowsParsed").count() == 1
        assert Fact.objects.filter(kind="RowSetAside").count() == 4

    def test_stop_when_somebody_chooses_another_reading(self, seller_id: UUID) -> None:
        source_file = received(seller_id, BUYERS)
        choices = {"kind": "buyers", "columns": {"code": 1, "name": 0}}

        def choose(done: int) -> None:
            if done == 3:
                actions.choose_reading(seller_id=seller_id, source_file_id=source_file.pk, choices=choices, at=NOW)

        actions.parse_rows(source_file_id=source_file.pk, at=NOW, tell=choose)
        assert rows() == []
        actions.parse_rows(source_file_id=source_file.pk, at=NOW)
        assert rows()[0] == (2, "Nom 0", "")

    def test_show_how_far_they_are(self, seller_id: UUID) -> None:
        told: list[int] = []
        source_file = received(seller_id, BUYERS)
        actions.parse_rows(source_file_id=source_file.pk, at=NOW, tell=told.append)
        assert told == [3, 6, 9, 12]
        assert source_file.recognised["row_count"] == 12

    def test_take_queries_by_the_chunk(self, seller_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
        def spent(count: int, start: int) -> int:
            source_file = received(seller_id, HEADER + "".join(f"C{start + n};Nom;Lyon;\n" for n in range(count)))
            with CaptureQueriesContext(connection) as queries_spent:
                actions.parse_rows(source_file_id=source_file.pk, at=NOW)
            return len(queries_spent)

        monkeypatch.setattr(parsing, "CHUNK", 100)
        once, ten_times = spent(100, 0), spent(1000, 1000)
        assert ten_times - once <= 9 * 6


@pytest.mark.django_db
class TestRejects:
    BAD = HEADER + "C1;Dupont;Lyon;=1+1\n;Sans code;Metz;'=x\nC3;A;Lyon;\nC3;B;Nice;01000\n"

    def rejects(self, source_file: SourceFile, mend: Callable[[list[str]], list[str]]) -> str:
        lines: Iterator[list[str]] = queries.reject_rows(source_file.pk, "fr")
        return "".join(csv_lines([next(lines), *map(mend, lines)]))

    def test_come_back_mended(self, seller_id: UUID) -> None:
        source_file = parsed(seller_id, self.BAD)
        text = self.rejects(source_file, lambda cells: ["C2", *cells[1:]] if not cells[0] else cells)
        assert text.startswith(
            "\ufeffCode client;Nom;Ville;Mémo;Sansfaute : ligne;Sansfaute : motif;Sansfaute : repère\r\n"
        )
        again = parsed(seller_id, text)
        assert [row.values["code"] for row in queries.rows_of(again.pk)] == ["C2"]
        assert [row.values["comment"] for row in queries.rows_of(again.pk)] == ["=x"]
        reasons = SetAside.objects.filter(row__source_file=again).values_list("reason_code", flat=True)
        assert list(reasons) == ["not_corrected", "not_corrected"]
        assert "Sansfaute : motif" not in again.recognised["unused_columns"]

    def test_of_rejects_are_as_good(self, seller_id: UUID) -> None:
        first = parsed(seller_id, self.BAD)
        second = parsed(seller_id, self.rejects(first, lambda cells: cells))
        third = self.rejects(second, lambda cells: ["C9", *cells[1:]] if not cells[0] else cells)
        assert third.count("Sansfaute : motif") == 1
        assert [row.values["code"] for row in queries.rows_of(parsed(seller_id, third).pk)] == ["C9"]

    def test_left_out_by_choice_are_not_taken_by_chance(self, seller_id: UUID) -> None:
        source_file = parsed(seller_id, HEADER + "C1;Dupont;Lyon;\nC2;Durand;Nice;\n")
        out = [row.pk for row in queries.rows_of(source_file.pk)]
        actions.accept_import(seller_id=seller_id, source_file_id=source_file.pk, leave_out=out, at=NOW)
        again = parsed(
            seller_id,
            self.rejects(source_file, lambda cells: cells if cells[0] == "C1" else ["C2", "D", "Nice", *cells[3:]]),
        )
        assert [row.values["name"] for row in queries.rows_of(again.pk)] == ["D"]
