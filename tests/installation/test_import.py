"""`sansfaute import` takes folders however deep, archives and doubtful files, and says what became of each."""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.warm import Warm, ready

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
SELLER = ROOT / "examples" / "ondine" / "seller.toml"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    """Runs a command in a data folder of this file, while its database is up and the program loaded."""
    with ready(tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("outputs")) as commands:
        yield commands


def test_takes_a_folder_whole_and_says_what_it_refuses(run: Warm, tmp_path: Path) -> None:
    deep = tmp_path / "exports" / "2026"
    deep.mkdir(parents=True)
    (deep / "clients.csv").write_text("Code client;Nom\nC1;Dupont\n")
    (deep / "page.xls").write_text("<html><body>Session expirée</body></html>")
    (deep / "secret.csv").symlink_to("/etc/passwd")
    with zipfile.ZipFile(deep / "lot.zip", "w") as bundle:
        bundle.writestr("articles.csv", "Réf;Désignation;PU HT\nA;Un;1,50\n")
    said = run("import", str(SELLER), str(tmp_path / "exports"), "--dry-run", "--json")
    assert said.returncode == 1
    result = json.loads(said.stdout)
    assert sorted((one["file"], one["kind"], one["usable"]) for one in result["files"]) == [
        ("articles.csv", "items", 1), ("clients.csv", "buyers", 1),
    ]  # fmt: skip
    assert [(one["file"], one["code"]) for one in result["refused"]] == [("page.xls", "html_file")]
    assert "Traceback" not in said.stderr


def test_reads_what_is_in_doubt_as_it_is_told(run: Warm, tmp_path: Path) -> None:
    bare = tmp_path / "bare.csv"
    bare.write_text("Raison sociale;CP;SIREN\nDupont;69007;404 833 048\n")
    assert run("import", str(SELLER), str(bare), "--dry-run").returncode == 1
    said = run("import", str(SELLER), str(bare), "--choose", "key=siren", "--json")
    assert (said.returncode, json.loads(said.stdout)["rows"]["usable"]) == (0, 1)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [(["nowhere"], "nowhere"), (["/dev/null"], "/dev/null"), (["README.md", "--choose", "key=magic"], "magic")],
)
def test_says_in_one_line_what_cannot_be(run: Warm, arguments: list[str], expected: str) -> None:
    said = run("import", *arguments)
    assert said.returncode == 1
    assert expected in said.stderr
    assert "Traceback" not in said.stderr
