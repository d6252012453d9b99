"""Commands speak plainly: one line for what is wrong, one for the way out, the right exit status."""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.few_customers import few_customers
from tests.prepared_home import furnish
from tests.warm import Warm, ready

from sansfaute.lib.errors import Trouble
from sansfaute.project import databases

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]


KINDS = ("items", "buyers", "contracts", "usage", "orders")


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example with a few of its customers; tests/journeys and `make demo` take it whole."""
    return few_customers(tmp_path_factory.mktemp("few") / "ondine", 60)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory, files: Path) -> Path:
    """A data folder for the commands of this file, with those files imported."""
    folder = tmp_path_factory.mktemp("home")
    furnish(folder)
    assert sansfaute(folder, "import", str(files)).returncode == 0
    return folder


@pytest.fixture(scope="module")
def run(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    """Runs a command there, while the database is up and the program loaded."""
    with ready(home, tmp_path_factory.mktemp("outputs")) as commands:
        yield commands


@pytest.fixture
def idle(tmp_path: Path) -> Path:
    """A data folder in which nothing has been done yet, whose database is down."""
    furnish(tmp_path / "idle")
    return tmp_path / "idle"


def sansfaute(home: Path, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-m", "sansfaute.project", *arguments],
        env={**os.environ, "SANSFAUTE_HOME": str(home), **environment},
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_import_twice_changes_nothing_and_reports_each_file(run: Warm, files: Path) -> None:
    said = json.loads(run("import", str(files), "--json").stdout)
    written = sum(len(one.read_bytes().splitlines()) - 1 for one in files.glob("*.csv"))
    assert said["rows"]["read"] == said["rows"]["usable"] + said["rows"]["set_aside"] == written > 100
    assert {one["kind"] for one in said["files"]} == {*KINDS}


def test_export_then_import_changes_nothing(run: Warm, tmp_path: Path) -> None:
    before = exported(run, tmp_path)
    assert run("import", str(tmp_path)).returncode == 0
    (tmp_path / "again").mkdir()
    assert exported(run, tmp_path / "again") == before
    refused = run("export", "secrets", "--output", "-")
    assert (refused.returncode, "items, buyers" in refused.stderr) == (1, True)


def exported(run: Warm, folder: Path) -> dict[str, bytes]:
    """Every kind of record, written in a folder."""
    for kind in KINDS:
        said = json.loads(run("export", kind, "--output", str(folder / f"{kind}.csv"), "--json").stdout)
        assert said["records"] > 0
    return {path.name: path.read_bytes() for path in folder.glob("*.csv")}


def test_a_file_that_cannot_be_read_is_refused_with_the_way_out(run: Warm, tmp_path: Path) -> None:
    (tmp_path / "photo.csv").write_bytes(os.urandom(2000))
    said = run("import", str(tmp_path / "photo.csv"))
    assert said.returncode == 1
    assert "Traceback" not in said.stderr
    assert "photo.csv" in said.stderr


def test_a_simulation_writes_nothing_and_balances(run: Warm) -> None:
    said = json.loads(run("bill", "--until", "2026-10-31", "--simulate", "--json").stdout)
    assert said["billable"]["count"] == said["invoiced"]["count"] + said["held"]["count"] > 50
    assert {one["number"] for one in said["documents"]} == {None}
    verified = json.loads(run("verify", "--json").stdout)
    assert (verified["invoices"], verified["gaps"], verified["broken_seals"]) == (0, 0, 0)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["bill", "--until", "31/10/2026"], "2026-10-31"),
        (["bill", "--until", "2026-10-31", "--issue-date", "2099-01-01"], "future"),
        (["bill", "--until", "2026-10-31", "--seller", "123"], "seller"),
        (["bill", "--until", "2026-10-31", "--since", "2027-01-01"], "2027-01-01"),
        (["person", "ada", "--email", "ada@x.example", "--role", "king", "--password", "quai-de-Saone-12"], "king"),
        (["person", "ada", "--email", "ada@x.example", "--role", "clerk", "--password", "x"], "12"),
        (["import", "nowhere.csv"], "nowhere.csv"),
        (["convert", "README.md", "x.xml", "--to", "cii"], "unknown"),
        (["jobs", "retry", "987654"], "987654"),
    ],
)
def test_mistakes_get_one_line_and_a_remedy(run: Warm, arguments: list[str], words: str) -> None:
    said = run(*arguments)
    assert said.returncode == 1
    assert "Traceback" not in said.stderr
    assert words in said.stderr
    assert "→" in said.stderr


def test_doctor_finds_a_healthy_installation_healthy(run: Warm) -> None:
    assert json.loads(run("doctor", "--json").stdout)["healthy"]


def test_doctor_says_that_secrets_can_be_read_by_others(home: Path, run: Warm) -> None:
    (home / "secrets.json").chmod(0o644)
    said = run("doctor")
    (home / "secrets.json").chmod(0o600)
    assert said.returncode == 1
    assert "chmod 600" in said.stdout


def test_an_unreachable_server_is_named_with_the_way_out(tmp_path: Path) -> None:
    said = sansfaute(tmp_path, "migrate", DATABASE_URL="postgresql://nobody@127.0.0.1:1/none")
    assert said.returncode == 1
    assert "DATABASE_URL" in said.stderr


@pytest.mark.django_db
def test_an_old_server_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    databases.refuse_old_server()
    monkeypatch.setattr(databases, "OLDEST", 99)
    with pytest.raises(Trouble, match="needs 99 or newer"):
        databases.refuse_old_server()


def test_up_serves_tells_a_second_one_and_stops_cleanly(idle: Path) -> None:
    environment = {**os.environ, "SANSFAUTE_HOME": str(idle)}
    command = [sys.executable, "-m", "sansfaute.project", "up", "--port", "8179", "--workers", "1"]
    up = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        assert "Sansfaute" in answer("http://127.0.0.1:8179/")
        second = sansfaute(idle, "up", "--port", "8180")
        assert "already up at http://127.0.0.1:8179/" in second.stderr
        taken = sansfaute(idle, "web", "--port", "8179")
        assert (taken.returncode, "--port" in taken.stderr) == (1, True)
    finally:
        up.send_signal(signal.SIGTERM)
        assert up.wait(60) == 0
        up.communicate()
    assert not (idle / "postgres" / "data" / "postmaster.pid").exists()


def answer(url: str) -> str:
    for _ in range(120):
        try:
            with urllib.request.urlopen(url) as response:
                return str(response.read().decode())
        except OSError:
            time.sleep(0.25)
    raise AssertionError(f"{url} does not answer")


def test_whatever_up_started_ends_when_up_is_killed(idle: Path) -> None:
    environment: dict[str, Any] = {**os.environ, "SANSFAUTE_HOME": str(idle)}
    command = [sys.executable, "-m", "sansfaute.project", "up", "--port", "8181", "--workers", "1"]
    up = subprocess.Popen(command, env=environment, cwd=ROOT, stderr=subprocess.DEVNULL, start_new_session=True)
    assert answer("http://127.0.0.1:8181/")
    up.kill()
    up.wait()
    for _ in range(120):
        if not (idle / "postgres" / "data" / "postmaster.pid").exists():
            return
        time.sleep(0.25)
    raise AssertionError("the children of a killed `up` go on")
