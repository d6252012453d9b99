"""check and convert on the command line: files, folders, patterns; exit statuses; one line for each mishap."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from sansfaute.documents.adapters import facturx_pdf
from sansfaute.en16931.syntaxes import read, write
from sansfaute.en16931.tests import samples
from sansfaute.lib.errors import Trouble
from sansfaute.project.commands import check, check_files, convert  # noqa: F401  # importing them registers them
from sansfaute.project.commands.app import app
from sansfaute.review.adapters import official
from sansfaute.review.adapters.official import OfficialVerdict

GOOD = samples.ordinary(2)
CII, UBL = write(GOOD, "cii"), write(GOOD, "ubl")
WRONG = write(
    replace(
        GOOD,
        seller=replace(GOOD.seller, vat_identifier="88100000009"),
        lines=tuple(replace(one, item=replace(one.item, name="")) for one in GOOD.lines),
    ),
    "cii",
)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(app, [str(one) for one in arguments])


def checked(*arguments: object) -> tuple[int, list[dict[str, Any]]]:
    said = run("check", "--json", *arguments)
    return said.exit_code, json.loads(said.stdout)


@pytest.fixture(autouse=True)
def batches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The official rules pass everything here, and count what they were asked at a time."""
    sizes: list[int] = []

    def judge(documents: Any) -> list[OfficialVerdict]:
        sizes.append(len(documents))
        return [OfficialVerdict("passed", ("a pack",)) for _ in documents]

    monkeypatch.setattr(official, "judge", judge)
    return sizes


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "deep" / "er").mkdir(parents=True)
    (tmp_path / "good.xml").write_bytes(CII)
    (tmp_path / "deep" / "good.pdf").write_bytes(facturx_pdf.write(GOOD, CII))
    (tmp_path / "deep" / "er" / "wrong.XML").write_bytes(WRONG)
    (tmp_path / "deep" / "notes.txt").write_text("bonjour")
    (tmp_path / "deep" / ".hidden.xml").write_text("<a/>")
    return tmp_path


class TestCheck:
    def test_the_outcomes_are_exit_statuses(self, folder: Path) -> None:
        assert checked(folder / "good.xml")[0] == 0
        assert checked(folder / "deep" / "er" / "wrong.XML")[0] == 1
        assert checked(folder / "deep" / "notes.txt")[0] == 2

    def test_a_failure_outweighs_a_file_that_was_not_judged(self, folder: Path) -> None:
        assert checked(folder / "deep" / "notes.txt", folder / "deep" / "er" / "wrong.XML")[0] == 1

    def test_without_the_official_rules_nothing_passes(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        dead = [OfficialVerdict("not_run", why="two workers died")]
        monkeypatch.setattr(official, "judge", lambda _: dead)
        status, (said,) = checked(folder / "good.xml")
        assert (status, said["verdict"], said["official"]["why"]) == (2, "not_run", "two workers died")

    def test_json_says_all_of_it(self, folder: Path) -> None:
        _, (said,) = checked("--language", "en", folder / "deep" / "er" / "wrong.XML")
        assert (said["syntax"], said["profile"], said["verdict"]) == ("cii", "en16931", "failed")
        assert said["native"]["rules"] == sorted(set(said["native"]["rules"])) == ["BR-25", "BR-CO-09"]
        assert said["official"] == {"verdict": "passed", "packs": ["a pack"], "rules": [], "why": "", "unchecked": []}
        errors = [one for one in said["findings"] if one["level"] == "error"]
        assert [(one["rule"], one["part"], one["line"]) for one in errors if one["rule"] == "BR-25"] == [
            ("BR-25", "lines", "1"),
            ("BR-25", "lines", "2"),
        ]
        assert {"rule", "level", "term", "path", "message", "fix"} <= set(errors[0])

    def test_a_folder_is_searched_below_and_each_file_judged_once(self, folder: Path, batches: list[int]) -> None:
        _, said = checked(folder, folder / "good.xml", folder / "deep")
        names = [Path(one["file"]).name for one in said]
        assert sorted(names) == ["good.pdf", "good.xml", "wrong.XML"]
        assert batches == [3]

    def test_a_pattern_that_the_shell_left_is_followed(self, folder: Path) -> None:
        assert [Path(one["file"]).name for one in checked(f"{folder}/**/*.pdf")[1]] == ["good.pdf"]

    def test_many_files_are_judged_a_few_at_a_time(
        self, folder: Path, batches: list[int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(check_files, "_BATCH_FILES", 2)
        monkeypatch.setattr(check_files, "_PATIENCE", -1)  # the progress bar too
        for number in range(5):
            (folder / f"{number}.xml").write_bytes(UBL)
        status, said = checked(*sorted(folder.glob("[0-9].xml")))
        assert (status, batches) == (0, [2, 2, 1])
        assert {one["syntax"] for one in said} == {"ubl"}

    def test_what_cannot_be_read_gets_one_clear_line(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("sansfaute.review.rules.checks.LARGEST", 100)
        said = run("check", folder / "absent.xml", folder / "good.xml").stdout
        assert "n'existe pas" in said
        assert "dépasse 100 Mo" in said
        assert "Traceback" not in said

    def test_nothing_to_check_is_said(self, tmp_path: Path) -> None:
        assert isinstance(run("check", tmp_path).exception, Trouble)
        assert isinstance(run("check", tmp_path, "--language", "de").exception, Trouble)

    def test_people_read_the_part_the_lines_and_the_fix(self, folder: Path) -> None:
        said = run("check", folder).stdout
        assert "✗ échoué" in said
        assert "✓ réussi" in said
        assert said.index("  Vendeur\n") < said.index("BR-CO-09") < said.index("  Lignes\n") < said.index("BR-25")
        assert "lignes 1, 2" in said
        assert "« 88100000009 »" in said
        assert "→" in said
        assert "3 fichiers\xa0: ✓ 2 réussis, ✗ 1 échoué" in said

    def test_a_name_is_never_markup(self, folder: Path) -> None:
        (folder / "[red]x.xml").write_bytes(CII)
        assert "[red]x.xml" in run("check", folder / "[red]x.xml", "--language", "en").stdout


class TestConvert:
    @pytest.mark.parametrize("to", ["cii", "ubl", "json"])
    def test_each_way(self, folder: Path, to: str) -> None:
        assert run("convert", folder / "deep" / "good.pdf", folder / "out", "--to", to).exit_code == 0
        assert read((folder / "out").read_bytes()).invoice == GOOD

    def test_to_a_factur_x_from_ubl(self, folder: Path) -> None:
        (folder / "in").write_bytes(UBL)
        assert run("convert", folder / "in", folder / "out.pdf", "--to", "facturx").exit_code == 0
        assert facturx_pdf.extract_cii((folder / "out.pdf").read_bytes()) == CII

    def test_a_loss_is_named_and_nothing_is_written(self, folder: Path) -> None:
        (folder / "in").write_bytes(
            CII.replace(b"</ram:SellerTradeParty>", b"<ram:Odd>x</ram:Odd></ram:SellerTradeParty>")
        )
        said = run("convert", folder / "in", folder / "out", "--to", "ubl")
        assert isinstance(said.exception, Trouble)
        assert "Odd" in said.stderr
        assert not (folder / "out").exists()

    @pytest.mark.parametrize(
        ("options", "words"),
        [
            (("--to", "docx"), "docx"),
            (("--to", "cii", "--profile", "gold"), "gold"),
            (("--to", "ubl", "--profile", "basic"), "reason"),
        ],
    )
    def test_what_does_not_exist_is_named(self, folder: Path, options: tuple[str, ...], words: str) -> None:
        said = run("convert", folder / "good.xml", folder / "out", *options)
        assert isinstance(said.exception, Trouble)
        assert words in str(said.exception)
        assert not (folder / "out").exists()

    @pytest.mark.parametrize("content", [b"", b"bonjour", b"<a/>", b"%PDF-1.4 x"])
    def test_what_is_no_invoice_is_refused(self, folder: Path, content: bytes) -> None:
        (folder / "in").write_bytes(content)
        said = run("convert", folder / "in", folder / "out", "--to", "cii")
        assert isinstance(said.exception, Trouble)
        assert said.exception.remedy
