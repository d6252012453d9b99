"""Files kept byte for byte, rows read once, nothing lost."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from sansfaute.intake import actions, queries, rules
from sansfaute.intake.actions import readings
from sansfaute.intake.models import RefusedFile, SetAside, SourceFile, SourceRow
from sansfaute.journal.models import Fact
from sansfaute.lib.errors import Trouble
from sansfaute.lib.files import FileStore
from sansfaute.lib.ids import new_id

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
HEADER = "Id;Contrat;Article;Horodatage;Quantité\r\n"
ROWS = (
    "U1;CT1;HEURE;2026-10-08T15:34;1,5\r\n"
    "U2;CT1;HEURE;2026-10-32T15:34;1\r\n"
    "\r\n"
    "U1;CT1;HEURE;2026-10-08T15:34;1,5\r\n"
    "U3;CT1;HEURE;2026-10-09T15:34;2\r\n"
    "U3;CT1;HEURE;2026-10-09T15:34;3\r\n"
    "TOTAL;;;;9\r\n"
)
USAGE = (HEADER + ROWS).encode("cp1252")


@pytest.fixture(autouse=True)
def store(tmp_path: Path, settings: Any) -> FileStore:
    settings.FILE_STORE = tmp_path / "files"
    return FileStore(tmp_path / "files")


@pytest.fixture
def seller_id() -> UUID:
    return new_id()


def parsed(seller_id: UUID, content: bytes = USAGE, name: str = "usage.csv") -> SourceFile:
    received = actions.receive_file(seller_id=seller_id, name=name, content=content, at=NOW)
    return actions.parse_rows(source_file_id=received.pk, at=NOW)


def reasons(source_file: SourceFile) -> dict[int, str]:
    asides = SetAside.objects.filter(row__source_file=source_file).select_related("row")
    return {aside.row.row_number: aside.reason_code for aside in asides}


@pytest.mark.django_db
class TestReceiveFile:
    def test_keeps_the_bytes_and_what_was_recognised(self, seller_id: UUID, store: FileStore) -> None:
        received = actions.receive_file(seller_id=seller_id, name="usage.csv", content=USAGE, at=NOW)
        assert store.get(received.sha256) == USAGE
        assert received.sha256 == sha256(USAGE).hexdigest()
        assert (received.kind, received.size, received.parsed_at) == ("usage", len(USAGE), None)
        assert received.recognised["encoding"]["value"] == "cp1252"
        assert Fact.objects.filter(subject_id=received.pk, kind="FileReceived").count() == 1

    def test_knows_the_same_bytes_under_any_name(self, seller_id: UUID) -> None:
        first = parsed(seller_id)
        again = actions.receive_file(seller_id=seller_id, name="copie (2).csv", content=USAGE, at=NOW)
        assert (again.pk, again.name) == (first.pk, "usage.csv")
        assert Fact.objects.filter(kind="FileReceived").count() == 1
        other = actions.receive_file(seller_id=new_id(), name="usage.csv", content=USAGE, at=NOW)
        assert other.pk != first.pk

    def test_keeps_what_it_refuses_and_says_how_to_mend(self, seller_id: UUID, store: FileStore) -> None:
        for _ in range(2):
            with translation.override("fr"), pytest.raises(actions.FileRefused) as caught:
                actions.receive_file(seller_id=seller_id, name="photo.png", content=b"\x89PNG" + b"\0" * 9, at=NOW)
        assert caught.value.what == "photo.png : Ce n’est ni un texte ni un classeur (une image)."
        assert "CSV" in caught.value.remedy
        refused = RefusedFile.objects.get(seller_id=seller_id)
        assert store.get(refused.sha256).startswith(b"\x89PNG")
        assert Fact.objects.filter(kind="FileTurnedAway").count() == 1

    def test_refuses_no_more_what_it_learnt_to_read(self, seller_id: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
        with monkeypatch.context() as patched:
            patched.setattr(readings, "open_tables", lambda content, choices: [])
            with pytest.raises(actions.FileRefused):
                actions.receive_file(seller_id=seller_id, name="usage.csv", content=USAGE, at=NOW)
        actions.receive_file(seller_id=seller_id, name="usage.csv", content=USAGE, at=NOW)
        assert not RefusedFile.objects.exists()

    def test_reads_without_writing_when_only_asked(self) -> None:
        reading = actions.recognise_file(name="usage.csv", content=USAGE)
        assert reading.header.kind == "usage"
        assert not SourceFile.objects.exists()

    def test_refuses_a_kind_that_does_not_exist(self, seller_id: UUID) -> None:
        with pytest.raises(ValueError, match="orders"):
            actions.receive_file(seller_id=seller_id, name="a.csv", content=USAGE, kind="invoices", at=NOW)


@pytest.mark.django_db
class TestParseRows:
    def test_accounts_for_every_row(self, seller_id: UUID) -> None:
        source_file = parsed(seller_id)
        assert reasons(source_file) == {
            3: "impossible_date", 5: "duplicate_row", 6: "conflicting_row", 7: "conflicting_row", 8: "total_line",
        }  # fmt: skip
        assert source_file.row_count == 6
        assert queries.row_counts(seller_id) == {"read": 6, "usable": 1, "set_aside": 5}
        assert queries.row_counts_by_file(seller_id) == {source_file.pk: {"read": 6, "usable": 1, "set_aside": 5}}
        assert [row.values["event_id"] for row in queries.rows_of(source_file.pk)] == ["U1"]

    def test_keeps_cells_as_written_beside_values_as_read(self, seller_id: UUID) -> None:
        row = queries.rows_of(parsed(seller_id).pk).get()
        assert row.original == ["U1", "CT1", "HEURE", "2026-10-08T15:34", "1,5"]
        assert row.values["quantity"] == "1.5"

    def test_says_what_differs(self, seller_id: UUID) -> None:
        parsed(seller_id)
        details = {tuple(aside.details.items()) for aside in SetAside.objects.filter(reason_code="conflicting_row")}
        assert len(details) == 1
        sentence = rules.reason_sentence("conflicting_row", dict(details.pop()), "fr")
        assert "Les lignes 6 et 7" in sentence
        assert "quantity: 2 ≠ 3" in sentence

    def test_reads_a_file_once(self, seller_id: UUID) -> None:
        source_file = parsed(seller_id)
        actions.parse_rows(source_file_id=source_file.pk, at=NOW)
        assert SourceRow.objects.count() == 6
        assert Fact.objects.filter(kind="RowsParsed").count() == 1

    def test_announces_rows_and_what_is_aside(self, seller_id: UUID) -> None:
        source_file = parsed(seller_id)
        fact = Fact.objects.get(kind="RowsParsed")
        assert (fact.subject_id, fact.data) == (source_file.pk, {"kind": "usage", "row_count": 6})
        assert Fact.objects.filter(kind="RowSetAside").count() == 5

    def test_stores_nul_characters_as_a_symbol(self, seller_id: UUID) -> None:
        content = ("Code client;Nom\nC1;Du\x00pont\n" + "".join(f"C{n + 2};Nom\n" for n in range(30))).encode()
        source_file = parsed(seller_id, content)
        assert reasons(source_file) == {2: "control_characters"}
        assert SourceRow.objects.get(row_number=2).original == ["C1", "Du␀pont"]

    def test_says_when_the_kept_bytes_are_damaged(self, seller_id: UUID, store: FileStore) -> None:
        received = actions.receive_file(seller_id=seller_id, name="usage.csv", content=USAGE, at=NOW)
        store.path(received.sha256).write_bytes(b"other")
        with pytest.raises(Trouble, match="damaged"):
            actions.parse_rows(source_file_id=received.pk, at=NOW)
        assert not SourceRow.objects.exists()

    def test_takes_as_many_queries_for_ten_times_the_rows(
        self, seller_id: UUID, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def usage(count: int, start: int) -> bytes:
            return (HEADER + "".join(f"U{start + n};CT;A;2026-10-01T00:00;1\r\n" for n in range(count))).encode()

        counts = []
        for count in (100, 1000):
            with CaptureQueriesContext(
                connection,
            ) as spent:
                parsed(seller_id, usage(count, count))
            counts.append(len(spent))
        assert counts[0] == counts[1]


@pytest.mark.django_db
class TestSetAsideRows:
    def test_sets_aside_changes_reasons_and_announces_once(self, seller_id: UUID) -> None:
        row = queries.rows_of(parsed(seller_id).pk).get()
        first = [(row.pk, "unknown_contract", {"code": "CT1"})]
        assert actions.set_aside_rows(seller_id=seller_id, reasons=first, at=NOW) == 1
        assert actions.set_aside_rows(seller_id=seller_id, reasons=first, at=NOW) == 0
        changed = [(row.pk, "unknown_item", {"code": "HEURE"})]
        assert actions.set_aside_rows(seller_id=seller_id, reasons=changed, at=NOW) == 1
        assert Fact.objects.filter(kind="RowSetAside", subject_id=row.pk).count() == 2
        assert [one.pk for one in queries.rows_set_aside(seller_id, ["unknown_item"])] == [row.pk]
        assert queries.row_counts(seller_id) == {"read": 6, "usable": 0, "set_aside": 6}

    def test_takes_rows_up_again(self, seller_id: UUID) -> None:
        row = queries.rows_of(parsed(seller_id).pk).get()
        actions.set_aside_rows(seller_id=seller_id, reasons=[(str(row.pk), "unknown_contract", {})], at=NOW)
        assert actions.use_rows_again(row_ids=[row.pk], at=NOW) == 1
        assert actions.use_rows_again(row_ids=[row.pk], at=NOW) == 0
        assert Fact.objects.filter(kind="RowUsedAgain").count() == 1
        assert queries.rows_of(row.source_file_id).get().pk == row.pk

    def test_passes_over_rows_of_others(self, seller_id: UUID) -> None:
        row = queries.rows_of(parsed(seller_id).pk).get()
        assert actions.set_aside_rows(seller_id=new_id(), reasons=[(row.pk, "unknown_item", {})], at=NOW) == 0

    def test_counts_by_reason(self, seller_id: UUID) -> None:
        parsed(seller_id)
        assert queries.reason_counts(seller_id) == {
            "conflicting_row": 2, "duplicate_row": 1, "impossible_date": 1, "total_line": 1,
        }  # fmt: skip


@pytest.mark.django_db(transaction=True)
class TestAtOnce:
    @pytest.fixture(autouse=True)
    def _closed(self) -> Iterator[None]:
        yield
        connection.close()

    def test_many_hands_make_one_file_and_read_it_once(self, seller_id: UUID) -> None:
        def work(_: int) -> UUID:
            try:
                return parsed(seller_id).pk
            finally:
                connection.close()

        with ThreadPoolExecutor(4) as hands:
            files = set(hands.map(work, range(8)))
        assert len(files) == 1
        assert SourceRow.objects.count() == 6
        assert Fact.objects.filter(kind__in=("FileReceived", "RowsParsed")).count() == 2


ONDINE = Path(__file__).parents[4] / "examples" / "ondine"


@pytest.mark.django_db
def test_the_example_is_read_whole(seller_id: UUID) -> None:
    found = {}
    for name in ("articles.csv", "clients.csv", "contrats.csv", "consommations.csv", "commandes.xlsx"):
        source_file = parsed(seller_id, (ONDINE / name).read_bytes(), name)
        found[source_file.kind] = (source_file.row_count, reasons(source_file))
    assert found == {
        "items": (10, {}),
        "buyers": (699, {700: "total_line"}),
        "contracts": (488, {88: "end_before_start", 470: "end_before_start"}),
        "usage": (
            1119,
            {1115: "duplicate_row", 1116: "duplicate_row", 1119: "impossible_date", 1120: "negative_quantity"},
        ),
        "orders": (759, {}),
    }
    assert queries.row_counts(seller_id) == {"read": 3075, "usable": 3068, "set_aside": 7}
    assert django_settings.FILE_STORE.exists()
