"""`sansfaute quality`: on files it keeps nothing, on the base it says what is kept; wrong options get one line."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.warm import Warm, warm

pytestmark = pytest.mark.slow
CLIENTS = "examples/ondine/clients.csv"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which nothing has been done yet."""
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def run(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    with warm(home, tmp_path_factory.mktemp("outputs")) as commands:
        yield commands


def test_files_are_judged_and_not_kept(home: Path, run: Warm) -> None:
    said = json.loads(run("quality", CLIENTS, "--json").stdout)
    assert said["counts"] == {"buyer": 698, "item": 0}
    assert {"code", "field", "rule", "level", "message", "fix"} <= said["records"][0].keys()
    assert 90 < said["score"] < 100
    assert said["dimensions"]["unique"] is None, "a file alone does not tell"
    assert {one.name for one in home.iterdir() if one.is_dir()} <= {"static"}, "no database, no file store"
    only = json.loads(run("quality", CLIENTS, "--json", "--level", "error", "--language", "en").stdout)["records"]
    assert {one["level"] for one in only} == {"error"}
    assert 0 < len(only) < len(said["records"])
    assert "The name is missing." in {one["message"] for one in only}


def test_the_truth_is_compared(run: Warm, tmp_path: Path) -> None:
    truth = tmp_path / "truth.csv"
    truth.write_text("customer_code,issues\nC00024,name_missing\nC00001,\nC00002,vat_key\n", "utf-8")
    said = json.loads(run("quality", CLIENTS, "--json", "--truth", str(truth)).stdout)["comparison"]
    assert {one["issue"]: (one["planted"], one["found"]) for one in said["issues"]} == {
        "name_missing": (1, 1),
        "vat_key": (1, 0),
    }
    assert said["sound_called_wrong"] == {}


def test_rows_that_became_no_record_are_told_with_their_place(run: Warm, tmp_path: Path) -> None:
    file = tmp_path / "clients.csv"
    file.write_text(
        "Code;Nom;Adresse;CP;Ville\n007;Anne Petit;1 rue X;75001;Paris\n;Sans code;2 rue X;75001;Paris\n"
        "A 1;Trop;3 rue X;75001;Paris;x;y\nTOTAL;;;;\n", "utf-8",
    )  # fmt: skip
    said = json.loads(run("quality", str(file), "--json").stdout)
    told = [
        (one["code"], one["field"], one["rule"], one["level"], one["row"]) for one in said["records"] if "row" in one
    ]
    assert told == [("", "code", "missing_value", "error", 3), ("A 1", "", "wrong_column_count", "error", 4)]
    assert said["counts"] == {"buyer": 1, "item": 0, "set_aside": 2}
    warnings = json.loads(run("quality", str(file), "--json", "--level", "warning").stdout)["records"]
    assert {one["level"] for one in warnings} == {"warning"}


@pytest.mark.parametrize(
    ("arguments", "way_out"),
    [
        (("--level", "high"), "--level all, error or warning"), (("--language", "de"), "--language fr"),
        ((CLIENTS, "--truth", CLIENTS), "customer_code and issues"), (("nowhere.csv",), "nowhere.csv"),
        (("examples/ondine/contrats.csv",), "files of customers or items"),
    ],
)  # fmt: skip
def test_what_cannot_be_done_gets_one_line(run: Warm, arguments: tuple[str, ...], way_out: str) -> None:
    said = run("quality", *arguments)
    assert said.returncode == 1
    assert "Traceback" not in said.stderr
    assert way_out in said.stderr
