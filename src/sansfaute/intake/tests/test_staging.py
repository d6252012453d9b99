"""A file that is not understood is kept, explained by a person, and its like understood from then on."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from sansfaute.intake import actions, jobs, queries, rules
from sansfaute.intake.models import ColumnMapping, RefusedFile, SourceFile, SourceRow
from sansfaute.intake.tests.books import book, sheet_xml
from sansfaute.journal.models import Fact
from sansfaute.lib.ids import new_id

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
ODD = "Zeichen;Firma;Strasse;PLZ;Ort\nC1;Dupont SAS;1 rue Haute;69007;Lyon\nC2;Durand SARL;2 rue Basse;06000;Nice\n"
COLUMNS = {"code": 0, "name": 1, "line_1": 2, "post_code": 3, "city": 4}


@pytest.fixture(autouse=True)
def _store(tmp_path: Path, settings: Any) -> None:
    settings.FILE_STORE = tmp_path / "files"


@pytest.fixture
def seller_id() -> UUID:
    return new_id()


def staged(seller_id: UUID, content: str | bytes = ODD, name: str = "export.csv") -> SourceFile:
    raw = content.encode() if isinstance(content, str) else content
    return actions.receive_file(seller_id=seller_id, name=name, content=raw, stage=True, at=NOW)


def chosen(source_file: SourceFile, **choices: Any) -> SourceFile:
    return actions.choose_reading(
        seller_id=source_file.seller_id, source_file_id=source_file.pk, choices=choices, at=NOW
    )


def parsed(source_file: SourceFile) -> list[dict[str, str]]:
    jobs.read_rows.func(str(source_file.seller_id), [{"subject_id": str(source_file.pk)}])
    return [row.values for row in queries.rows_of(source_file.pk)]


def asked() -> int:
    return Fact.objects.filter(kind="ReadingAsked").count()


@pytest.mark.django_db
class TestInDoubt:
    def test_is_kept_with_its_trouble(self, seller_id: UUID) -> None:
        source_file = staged(seller_id)
        assert (source_file.kind, source_file.recognised["trouble"]["code"]) == ("", "kind_unknown")
        assert not RefusedFile.objects.exists()
        assert asked() == 0

    def test_is_not_read_before_somebody_says_how(self, seller_id: UUID) -> None:
        with pytest.raises(actions.ImportRefused):
            actions.parse_rows(source_file_id=staged(seller_id).pk, at=NOW)

    def test_is_refused_where_nobody_can_be_asked(self, seller_id: UUID) -> None:
        with pytest.raises(actions.FileRefused):
            actions.receive_file(seller_id=seller_id, name="export.csv", content=ODD.encode(), at=NOW)

    def test_waits_in_vain_for_a_command_that_says_nothing(self, seller_id: UUID) -> None:
        given: dict[str, Any] = {"seller_id": seller_id, "name": "export.csv", "content": ODD.encode(), "at": NOW}
        source_file = staged(seller_id)
        with pytest.raises(actions.FileRefused):
            actions.receive_file(**given)
        again = actions.receive_file(**given, choices={"kind": "buyers", "columns": COLUMNS})
        assert (again.pk, again.kind) == (source_file.pk, "buyers")

    def test_is_read_as_it_was_received_whatever_is_remembered_since(self, seller_id: UUID) -> None:
        usual = "Code client;Nom;Ville\nC1;Dupont;Lyon\n"
        waiting = staged(seller_id, usual)
        other = staged(seller_id, usual + "C2;Durand;Nice\n")
        chosen(other, kind="buyers", columns={"code": 0, "name": 2, "city": 1})
        assert parsed(waiting)[0]["name"] == "Dupont"
        assert parsed(other)[0]["name"] == "Lyon"

    def test_a_table_whose_headings_stand_in_angles_is_no_xml(self, seller_id: UUID) -> None:
        assert staged(seller_id, "<Code>;<Nom>\nC1;Dupont\n").kind == "buyers"

    def test_hopeless_files_are_refused_even_so(self, seller_id: UUID) -> None:
        with pytest.raises(actions.FileRefused):
            staged(seller_id, b"\x89PNG\r\n\x1a\n....")

    def test_files_that_read_well_are_handed_to_a_worker(self, seller_id: UUID) -> None:
        source_file = staged(seller_id, "Code client;Nom\nC1;Dupont\n")
        assert asked() == 1
        assert parsed(source_file) == [{"code": "C1", "name": "Dupont"}]
        assert SourceFile.objects.get().accepted_at is None


@pytest.mark.django_db
class TestChoose:
    def test_columns_are_read_as_chosen(self, seller_id: UUID) -> None:
        source_file = chosen(staged(seller_id), kind="buyers", columns=COLUMNS)
        assert (source_file.kind, asked()) == ("buyers", 1)
        assert [row["city"] for row in parsed(source_file)] == ["Lyon", "Nice"]

    def test_columns_are_remembered_for_the_next_file(self, seller_id: UUID) -> None:
        chosen(staged(seller_id), kind="buyers", columns=COLUMNS)
        following = staged(seller_id, ODD.replace("C1", "C9"))
        assert (following.kind, following.recognised["remembered"]["value"]) == ("buyers", "2026-11-02")
        assert parsed(following)[0]["code"] == "C9"
        assert staged(new_id()).kind == ""

    def test_columns_are_remembered_for_the_rejects_given_back(self, seller_id: UUID) -> None:
        source_file = chosen(staged(seller_id, ODD + ";Sans code;;;\n"), kind="buyers", columns=COLUMNS)
        parsed(source_file)
        rows = list(queries.reject_rows(source_file.pk, "fr"))
        corrected = "\n".join(";".join(cells) for cells in (rows[0], ["C3", *rows[1][1:]]))
        assert parsed(staged(seller_id, corrected))[0]["code"] == "C3"

    def test_of_several_sheets_one_is_shown_and_another_can_be_asked_for(self, seller_id: UUID) -> None:
        customers = sheet_xml([["Code client", "Nom", "Ville"], ["X1", "Dupont SAS", "Lyon"]])
        prices = sheet_xml([["Tarif"], ["Code article", "Désignation", "Prix HT"], ["A1", "Heure", 120]])
        read_me = sheet_xml([["Lisez-moi"]])
        content = book({"Notes": read_me, "Tarif": prices, "Clients": customers})
        source_file = staged(seller_id, content, "tout.xlsx")
        assert source_file.recognised["trouble"]["code"] == "several_sheets"
        first, other = queries.propose_mapping(source_file), queries.propose_mapping(source_file, sheet="Clients")
        assert (first.sheet, first.kind, first.header_row) == ("Tarif", "items", 2)
        assert (other.sheet, other.kind, other.header_row) == ("Clients", "buyers", 1)

    def test_what_was_remembered_can_be_corrected(self, seller_id: UUID) -> None:
        chosen(staged(seller_id), kind="buyers", columns={"code": 0, "name": 4})
        chosen(staged(seller_id), kind="buyers", columns={"code": 0, "name": 1})
        assert ColumnMapping.objects.get().columns == {"code": 0, "name": 1}

    def test_choosing_again_throws_the_rows_away(self, seller_id: UUID) -> None:
        source_file = chosen(staged(seller_id), kind="buyers", columns={"code": 0, "name": 4})
        parsed(source_file)
        again = chosen(source_file, kind="buyers", columns=COLUMNS)
        assert (again.parsed_at, SourceRow.objects.count()) == (None, 0)
        assert [row["name"] for row in parsed(again)] == ["Dupont SAS", "Durand SARL"]

    def test_is_too_late_once_accepted(self, seller_id: UUID) -> None:
        source_file = chosen(staged(seller_id), kind="buyers", columns=COLUMNS)
        parsed(source_file)
        actions.accept_import(seller_id=seller_id, source_file_id=source_file.pk, at=NOW)
        with pytest.raises(actions.ImportRefused):
            chosen(source_file, kind="buyers", columns=COLUMNS)

    def test_a_needed_column_left_out_is_said(self, seller_id: UUID) -> None:
        source_file = chosen(staged(seller_id), kind="buyers", columns={"name": 1})
        assert source_file.recognised["trouble"] == {"code": "columns_missing", "details": {"fields": ["code"]}}

    @pytest.mark.parametrize(
        "choices",
        [
            {"kind": "ghosts"}, {"kind": "buyers", "columns": {"soul": 1}}, {"decimal_mark": ";"}, {"colour": "red"},
            {"kind": "buyers", "columns": {"code": -1}}, {"kind": "buyers", "columns": {"code": 0, "name": 0}},
            {"date_order": "year"}, {"key": "magic"}, {"header_row": "one"}, {"separator": "ab"},
            {"encoding": "klingon"},
        ],
    )  # fmt: skip
    def test_what_does_not_exist_cannot_be_chosen(self, seller_id: UUID, choices: dict[str, Any]) -> None:
        with pytest.raises(rules.ChoiceUnknown):
            chosen(staged(seller_id), **choices)

    def test_is_for_the_seller_alone(self, seller_id: UUID) -> None:
        source_file = staged(seller_id)
        with pytest.raises(SourceFile.DoesNotExist):
            actions.choose_reading(seller_id=new_id(), source_file_id=source_file.pk, choices={}, at=NOW)

    def test_a_sheet_can_be_chosen(self, seller_id: UUID) -> None:
        rows = [["Code client", "Nom"], ["C1", "Dupont"]]
        source_file = staged(seller_id, book({"A": sheet_xml(rows), "B": sheet_xml([rows[0], ["C2", "Durand"]])}))
        assert source_file.recognised["trouble"]["code"] == "several_sheets"
        assert parsed(chosen(source_file, sheet="B"))[0]["code"] == "C2"

    def test_the_order_of_dates_and_the_decimal_mark_can_be_chosen(self, seller_id: UUID) -> None:
        text = "Event id,Contract,Item,Timestamp,Quantity\nU1,C,A,03/04/2026,387.974\n"
        source_file = staged(seller_id, text)
        assert source_file.recognised["trouble"]["code"] in ("dates_ambiguous", "numbers_ambiguous")
        row = parsed(chosen(source_file, date_order="month_first", decimal_mark="."))[0]
        assert (row["used_at"], row["quantity"]) == ("2026-03-04T00:00:00", "387.974")

    def test_one_of_two_columns_for_a_field_can_be_chosen(self, seller_id: UUID) -> None:
        source_file = staged(seller_id, "Code client;Nom;Ville;Ville\nC1;A;Lyon;Paris\n")
        assert source_file.recognised["trouble"]["code"] == "column_twice"
        assert (
            parsed(chosen(source_file, kind="buyers", columns={"code": 0, "name": 1, "city": 3}))[0]["city"] == "Paris"
        )

    def test_the_header_row_can_be_chosen_or_denied(self, seller_id: UUID) -> None:
        source_file = staged(seller_id, "C1;Dupont;Lyon\nC2;Durand;Nice\n")
        columns = {"code": 0, "name": 1, "city": 2}
        assert len(parsed(chosen(source_file, kind="buyers", columns=columns, header_row=0))) == 2
        assert len(parsed(chosen(source_file, kind="buyers", columns=columns, header_row=1))) == 1

    def test_mixed_encodings_can_be_read_as_they_come(self, seller_id: UUID) -> None:
        raw = "Code client;Nom\nC1;Écran\n".encode() + "C2;Éclair\n".encode("cp1252")
        source_file = staged(seller_id, raw)
        assert source_file.recognised["trouble"]["code"] == "mixed_encodings"
        assert [row["name"] for row in parsed(chosen(source_file, encoding="mixed"))] == ["Écran", "Éclair"]


@pytest.mark.django_db
class TestKeys:
    BARE = (
        "Raison sociale;CP;SIREN;Courriel\nDupont;69007;404 833 048;A@b.example\nDurand;06000;552 100 554;c@d.example\n"
    )

    @pytest.mark.parametrize(
        ("key", "code"),
        [("siren", "404833048"), ("email", "a@b.example"), ("name_post_code", "DUPONT-69007"), ("first", "404833048")],
    )
    def test_stand_for_the_code(self, seller_id: UUID, key: str, code: str) -> None:
        assert parsed(chosen(staged(seller_id, self.BARE), kind="buyers", key=key))[0]["code"] == code

    def test_are_drawn_alike_from_the_same_rows(self, seller_id: UUID) -> None:
        first = parsed(chosen(staged(seller_id, self.BARE), kind="buyers", key="generated"))
        again = staged(seller_id, self.BARE + "Petit;75001;;\n")
        assert again.choices["key"] == "generated"
        assert [row["code"] for row in parsed(again)][:2] == [row["code"] for row in first]

    def test_that_a_row_cannot_give_set_it_aside(self, seller_id: UUID) -> None:
        source_file = chosen(staged(seller_id, self.BARE + "Petit;75001;;\n"), kind="buyers", key="email")
        assert len(parsed(source_file)) == 2
        assert queries.reason_counts(seller_id) == {"missing_key": 1}


@pytest.mark.django_db
class TestProposals:
    def test_show_columns_with_their_reasons(self, seller_id: UUID) -> None:
        proposal = queries.propose_mapping(staged(seller_id))
        assert (proposal.kind, proposal.header_row, proposal.trouble["code"]) == ("buyers", 1, "kind_unknown")
        fields = {one.header: one.field for one in proposal.columns}
        assert (fields["Strasse"], fields["PLZ"]) == ("line_1", "post_code")
        assert all(one.why["fr"] and one.why["en"] for one in proposal.columns if one.field)
        assert proposal.columns[1].samples == ("Dupont SAS", "Durand SARL")

    def test_show_what_is_read_once_it_is(self, seller_id: UUID) -> None:
        proposal = queries.propose_mapping(chosen(staged(seller_id), kind="buyers", columns=COLUMNS))
        assert {one.field: one.index for one in proposal.columns} == COLUMNS
        assert proposal.trouble == {}

    def test_show_keys_where_no_column_gives_a_code(self, seller_id: UUID) -> None:
        proposal = queries.propose_mapping(staged(seller_id, TestKeys.BARE))
        assert (proposal.kind, proposal.missing) == ("buyers", ("code",))
        best = next(one for one in proposal.keys if one.proposed)
        assert (best.key, best.filled, best.examples[0]) == ("siren", 2, "404833048")

    def test_recognise_contents_under_names_that_say_nothing(self, seller_id: UUID) -> None:
        rows = "".join(f"K{n};x{n}@y.example;{69000 + n};FR;30 jours\n" for n in range(1, 20))
        proposal = queries.propose_mapping(staged(seller_id, "A;B;C;D;E\n" + rows), kind="buyers")
        fields = [one.field for one in proposal.columns]
        assert fields == ["code", "email", "post_code", "country", "payment_terms"]

    def test_never_fail(self, seller_id: UUID) -> None:
        source_file = staged(seller_id, b"Code client;Nom\nC1;\xc3\xa9 et \xe9\n")
        assert queries.propose_mapping(source_file).trouble["code"] == "mixed_encodings"
