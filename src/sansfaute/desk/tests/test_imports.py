"""Imports in front of the pages: dropped, read, judged, accepted in part, taken back."""

import io
import zipfile
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from sansfaute.desk.tests import factories
from sansfaute.desk.tests.factories import signed_in, text
from sansfaute.intake.models import ColumnMapping, RefusedFile, SourceFile
from sansfaute.masterdata.actions import undoing
from sansfaute.masterdata.models import Buyer, ChangeSet, RowVerdict, Seller

pytestmark = pytest.mark.django_db
HEADER = "Code client;Nom;Adresse;CP;Ville;Pays;SIREN;Courriel\r\n"
GOOD = "A;Dupont SAS;1 rue X;69007;Lyon;FR;404 833 048;a@b.example\r\n"
WRONG = "B;Durand SARL;1 rue Y;69007;Lyon;FR;732829320;a at b.example\r\n"
UNUSABLE = ";Sans code;;;;;;\r\n"
FILE = (HEADER + GOOD + WRONG + UNUSABLE).encode()
STRANGE = b"colonne a;colonne b;colonne c\r\nZ1;Dupont SAS;Lyon\r\nZ2;Durand SARL;Nice\r\n"


@pytest.fixture
def clerk(ours: Seller) -> Client:
    return signed_in(factories.person("lea", ours, "clerk"))


def drop(client: Client, *files: tuple[str, bytes], follow: bool = False) -> Any:
    sent = [SimpleUploadedFile(name, content) for name, content in files]
    return client.post(reverse("imports"), {"files": sent}, follow=follow)


def only() -> SourceFile:
    return SourceFile.objects.get()


def page(client: Client, ending: str = "", file: SourceFile | None = None) -> str:
    answer = client.get(reverse("import", args=[(file or only()).pk]) + ending)
    assert answer.status_code == 200
    return text(answer)


def ask(client: Client, name: str, **values: Any) -> Any:
    return client.post(reverse(name, args=[only().pk]), values)


class TestWhoMay:
    def test_three_people_and_a_stranger(self, ours: Seller, clerk: Client, no_worker: Any) -> None:
        drop(clerk, ("clients.csv", FILE))
        no_worker.run()
        file = only()
        gets = [
            reverse("imports"),
            *(reverse(n, args=[file.pk]) for n in ("import", "import_progress", "import_rejects")),
        ]
        posts = [
            reverse(name, args=[file.pk])
            for name in ("import_reading", "import_verdicts", "import_rows", "import_decision", "import_undo")
        ]
        colleague = signed_in(factories.person("sam", ours, "support"))
        stranger = signed_in(factories.person("max", factories.seller("Autre", "200000008"), "clerk"))
        for address in gets:
            assert clerk.get(address).status_code == 200, address
            assert colleague.get(address).status_code == 403, address
            assert Client().get(address).status_code == 302, address
        for address in posts:
            assert colleague.post(address).status_code == 403, address
            assert Client().post(address)["Location"].startswith(reverse("account_login"))
            assert stranger.post(address).status_code == 404, address
            assert clerk.get(address).status_code == 405, address
        for address in gets[1:]:
            assert stranger.get(address).status_code == 404, address
        assert file.accepted_at is None

    def test_exports_are_open_to_those_who_see_records(self, ours: Seller, clerk: Client, no_worker: Any) -> None:
        _accepted(clerk, no_worker)
        address = reverse("export_records", args=["buyers"])
        support = signed_in(factories.person("sam", ours, "support"))
        stranger = signed_in(factories.person("max", factories.seller("Autre", "200000008"), "clerk"))
        assert b"Dupont SAS" in b"".join(support.get(address).streaming_content)  # type: ignore[attr-defined]  # it streams
        assert b"Dupont" not in b"".join(stranger.get(address).streaming_content)  # type: ignore[attr-defined]  # it streams
        assert clerk.get(reverse("export_records", args=["secrets"])).status_code == 404


def _accepted(client: Client, worker: Any, content: bytes = FILE) -> SourceFile:
    drop(client, ("clients.csv", content))
    worker.run()
    ask(client, "import_decision", decision="all")
    worker.run()
    return only()


class TestDrop:
    def test_shows_what_is_read_even_when_there_is_nothing_yet(self, clerk: Client) -> None:
        said = text(clerk.get(reverse("imports")))
        for word in ("CSV", "FEC", "vCard", "CII", "UBL", "Factur-X", "No file yet"):
            assert word in said

    def test_leads_to_the_import_which_tells_how_far_it_is(self, clerk: Client, no_worker: Any) -> None:
        answer = drop(clerk, ("clients.csv", FILE))
        assert answer["Location"] == reverse("import", args=[only().pk])
        assert "Being read" in page(clerk)
        no_worker.run()
        said = page(clerk)
        for word in ("To be accepted", "utf-8", "semicolon", "Header row", "Dupont SAS", "Take what is right"):
            assert word in said, word
        assert not Buyer.objects.exists()

    def test_without_a_file_says_so(self, clerk: Client) -> None:
        answer = clerk.post(reverse("imports"), {})
        assert answer.status_code == 422
        assert "Choose a file first." in text(answer)

    def test_many_files_and_a_refused_one(self, clerk: Client) -> None:
        answer = drop(
            clerk, ("a.csv", FILE), ("b.csv", FILE.replace(b"Dupont", b"Duval")), ("c.png", b"\x89PNG\r\n"), follow=True
        )
        said = text(answer)
        assert "2 files were received." in said
        assert "c.png" in said
        assert (SourceFile.objects.count(), RefusedFile.objects.count()) == (2, 1)

    def test_a_zip_gives_its_files(self, clerk: Client) -> None:
        drop(clerk, ("tout.zip", _zip({"dossier/a.csv": FILE, "__MACOSX/x": b"x", "dossier/": b""})))
        assert [one.name for one in SourceFile.objects.all()] == ["a.csv"]

    def test_the_same_file_twice_is_one_import(self, clerk: Client) -> None:
        drop(clerk, ("clients.csv", FILE))
        drop(clerk, ("copie.csv", FILE))
        assert only().name == "clients.csv"

    def test_the_script_is_sent_on(self, clerk: Client) -> None:
        sent = {"files": [SimpleUploadedFile("clients.csv", FILE)]}
        answer = clerk.post(reverse("imports"), sent, headers={"HX-Request": "true"})
        assert (answer.status_code, answer["HX-Redirect"]) == (200, reverse("import", args=[only().pk]))

    def test_progress_ends_by_asking_for_the_page(self, clerk: Client, no_worker: Any) -> None:
        drop(clerk, ("clients.csv", FILE))
        address = reverse("import_progress", args=[only().pk])
        assert "HX-Refresh" not in clerk.get(address).headers
        assert "every 2s" in clerk.get(address).content.decode()
        no_worker.run()
        assert clerk.get(address)["HX-Refresh"] == "true"


class TestReading:
    def test_a_file_in_doubt_is_mapped_and_remembered(self, clerk: Client, no_worker: Any) -> None:
        drop(clerk, ("drole.csv", STRANGE))
        no_worker.run()
        said = page(clerk, "?kind=buyers")
        for word in ("To be mapped", "Read it otherwise", "colonne a", "Not used"):
            assert word in said, word
        ask(clerk, "import_reading", kind="buyers", header_row="1", column_0="code", column_1="name", column_2="city")
        no_worker.run()
        assert "To be accepted" in page(clerk)
        assert RowVerdict.objects.count() == 2
        assert ColumnMapping.objects.get().columns == {"code": 0, "name": 1, "city": 2}

    def test_two_columns_for_one_field_are_refused(self, clerk: Client) -> None:
        drop(clerk, ("drole.csv", STRANGE))
        answer = ask(clerk, "import_reading", kind="buyers", column_0="name", column_1="name")
        assert answer.status_code == 409
        assert "Two columns were chosen" in text(answer)

    def test_a_choice_that_does_not_exist_is_refused(self, clerk: Client) -> None:
        drop(clerk, ("drole.csv", STRANGE))
        assert ask(clerk, "import_reading", kind="buyers", column_0="no_such_field").status_code == 409
        assert ask(clerk, "import_reading", kind="secrets").status_code == 409


class TestVerdicts:
    def test_are_shown_by_outcome_with_differences(self, clerk: Client, no_worker: Any) -> None:
        _accepted(clerk, no_worker)
        drop(clerk, ("neuf.csv", FILE.replace(b"Lyon;FR;404", b"Brest;FR;404")))
        no_worker.run()
        newer = SourceFile.objects.get(name="neuf.csv")
        said = page(clerk, "?outcome=changed", newer)
        assert "<del>Lyon</del> → <ins>Brest</ins>" in said
        assert "Durand" not in said.split('id="lecture"')[0]
        assert "a at b.example" in page(clerk, "?outcome=errors", newer)
        assert "No row matches" in page(clerk, "?q=introuvable", newer)

    def test_the_same_again_changes_nothing_and_says_so(self, clerk: Client, no_worker: Any) -> None:
        _accepted(clerk, no_worker)
        drop(clerk, ("encore.csv", FILE + b"\r\n"))
        no_worker.run()
        assert "This file changes nothing" in page(clerk, "", SourceFile.objects.get(name="encore.csv"))

    def test_go_by_pages(self, clerk: Client, no_worker: Any) -> None:
        rows = "".join(f"C{n:03};Nom SAS;1 rue;69007;Lyon;FR;;\r\n" for n in range(120))
        drop(clerk, ("grand.csv", (HEADER + rows).encode()))
        no_worker.run()
        first = page(clerk)
        assert ("C000" in first, "C049" in first, "C050<" in first) == (True, True, False)
        assert "after=51" in first
        second = page(clerk, "?after=51")
        assert ("C050" in second, "C099" in second, "before=52" in second) == (True, True, True)
        third = page(clerk, "?after=101")
        assert ("C119" in third, 'rel="next"' in third) == (True, False)
        assert "C049" in page(clerk, "?before=52")

    def test_say_when_records_changed_since_and_are_worked_out_again(self, clerk: Client, no_worker: Any) -> None:
        drop(clerk, ("un.csv", FILE))
        drop(clerk, ("deux.csv", FILE.replace(b"Lyon", b"Brest")))
        no_worker.run()
        one, two = SourceFile.objects.order_by("received_at", "id")
        clerk.post(reverse("import_decision", args=[one.pk]), {"decision": "all"})
        no_worker.run()
        assert "Records were changed since" in page(clerk, "", two)
        clerk.post(reverse("import_verdicts", args=[two.pk]))
        assert "Being judged" in page(clerk, "", two)
        no_worker.run()
        said = page(clerk, "", two)
        assert "Records were changed since" not in said
        assert "<ins>Brest</ins>" in said

    def test_ticked_rows_are_left_out_and_taken_again(self, clerk: Client, no_worker: Any) -> None:
        drop(clerk, ("clients.csv", FILE))
        no_worker.run()
        ticked = RowVerdict.objects.get(code="A").source_row_id
        ask(clerk, "import_rows", row=[str(ticked), "not-a-row"], leave="1")
        assert "Left out" in page(clerk, "?outcome=left")
        ask(clerk, "import_rows", row=[str(ticked)], take="1")
        ask(clerk, "import_rows", row=[str(RowVerdict.objects.get(code="B").source_row_id)], leave="1")
        ask(clerk, "import_decision", decision="all")
        no_worker.run()
        assert Buyer.objects.get().code == "A"


class TestDecision:
    def test_what_is_right_is_taken_and_the_rest_comes_back_as_a_file(self, clerk: Client, no_worker: Any) -> None:
        drop(clerk, ("clients.csv", FILE))
        no_worker.run()
        ask(clerk, "import_decision", decision="right")
        assert "Being written" in page(clerk)
        no_worker.run()
        assert Buyer.objects.get().code == "A"
        said = page(clerk)
        assert "Undo this whole import" in said
        answer: Any = clerk.get(reverse("import_rejects", args=[only().pk]))
        lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
        assert (len(lines), lines[1].split(";")[:2], lines[2].split(";")[:2]) == (
            3,
            ["B", "Durand SARL"],
            ["", "Sans code"],
        )
        corrected = "\r\n".join([lines[0], lines[1].replace("a at b", "a@b"), lines[2]])
        drop(clerk, ("rejets.csv", corrected.encode()))
        no_worker.run()
        file = SourceFile.objects.get(name="rejets.csv")
        assert RowVerdict.objects.get(source_file_id=file.pk, code="B").outcome == "new"

    def test_is_undone_with_one_act_and_accepted_again(self, clerk: Client, no_worker: Any) -> None:
        _accepted(clerk, no_worker)
        assert Buyer.objects.count() == 2
        assert ask(clerk, "import_undo").status_code == 302
        assert not Buyer.objects.exists()
        assert "Accept it again" in page(clerk)
        ask(clerk, "import_decision", decision="all")
        no_worker.run()
        assert Buyer.objects.count() == 2

    def test_a_large_one_is_undone_by_a_worker_and_shows_how_far_it_is(
        self, clerk: Client, no_worker: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(undoing, "AT_ONCE", 1)
        _accepted(clerk, no_worker)
        assert ask(clerk, "import_undo").status_code == 302
        assert Buyer.objects.count() == 2
        shown = page(clerk)
        assert "Being undone" in shown
        assert "0 of 2" in shown
        assert "Accept it again" not in shown
        assert "HX-Refresh" not in clerk.get(reverse("import_progress", args=[only().pk]))
        assert "Undoing, 0 %" in text(clerk.get(reverse("change_sets")))
        made = ChangeSet.objects.get()
        assert "Records as they were" in text(clerk.get(reverse("change_set", args=[made.pk])))
        no_worker.run()
        assert not Buyer.objects.exists()
        assert clerk.get(reverse("import_progress", args=[only().pk]))["HX-Refresh"] == "true"
        assert "Accept it again" in page(clerk)
        assert "Undoing" not in text(clerk.get(reverse("change_sets")))

    def test_undoing_is_refused_when_something_was_built_on_it(
        self, ours: Seller, clerk: Client, no_worker: Any
    ) -> None:
        _accepted(clerk, no_worker)
        _contract(ours)
        assert "It can no longer be undone whole" in page(clerk)
        answer = ask(clerk, "import_undo")
        assert answer.status_code == 409
        assert "CT-1" in text(answer)
        assert Buyer.objects.count() == 2

    def test_a_file_let_go_gives_nothing_and_comes_back_when_dropped_again(self, clerk: Client, no_worker: Any) -> None:
        drop(clerk, ("clients.csv", FILE))
        no_worker.run()
        ask(clerk, "import_decision", decision="drop")
        assert "Let go" in page(clerk)
        drop(clerk, ("clients.csv", FILE))
        assert "To be accepted" in page(clerk)

    def test_after_acceptance_nothing_is_chosen_any_more(self, clerk: Client, no_worker: Any) -> None:
        _accepted(clerk, no_worker)
        for name, values in (
            ("import_reading", {"kind": "items"}),
            ("import_rows", {"row": [], "leave": "1"}),
            ("import_decision", {"decision": "drop"}),
        ):
            assert ask(clerk, name, **values).status_code == 409, name
        assert only().kind == "buyers"

    def test_contracts_too(self, ours: Seller, clerk: Client, no_worker: Any) -> None:
        _accepted(clerk, no_worker)
        _contract(ours)
        answer: Any = clerk.get(reverse("export_records", args=["contracts"]))
        drop(clerk, ("contrats.csv", b"".join(answer.streaming_content).replace(b"CT-1", b"CT-2")))
        no_worker.run()
        file = SourceFile.objects.get(name="contrats.csv")
        assert "New" in page(clerk, "", file)
        clerk.post(reverse("import_decision", args=[file.pk]), {"decision": "all"})
        no_worker.run()
        assert "Undo this whole import" in page(clerk, "", file)
        clerk.post(reverse("import_undo", args=[file.pk]))
        assert "Undone" in page(clerk, "", file)


def _contract(ours: Seller) -> UUID:
    from sansfaute.contracts.tests import factories as contracts

    agreed = contracts.contract(Buyer.objects.get(code="A"))
    contracts.contract_line(agreed, contracts.item(ours, "MAINT"))
    return agreed.pk


def _zip(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return stream.getvalue()
