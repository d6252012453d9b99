"""The short versions of the kill and concurrency tests; `make soak` runs the long ones (SANSFAUTE_SOAK=1)."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.endurance import second_machine
from tests.prepared_home import furnish

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
LONG = os.environ.get("SANSFAUTE_SOAK") == "1"


SCRIPTS = {
    "issuers": ("--invoices 60 --issuers 4 --kills 6", "--invoices 2000 --issuers 16 --kills 60"),
    "killed_data": ("--rows 60 --chunk 8 --kills 1 --few", "--rows 6000 --kills 4 --rounds 2"),
    "killed_run": ("--as-it-is --invoices 40 --chunk 8 --kills 3", "--as-it-is --invoices 20000 --kills 10"),
}
"""Short and long. The short ones mostly wait (until a dead worker is missed, a server has mended itself): those that
are asked for run beside each other, each in an installation of its own."""


class Scripts:
    """The scripts beside this file, each with a data folder of its own that has its tables."""

    def __init__(self, folder: Path, *names: str) -> None:
        self._folder = folder
        self._started = {name: self._start(name) for name in names}

    def said(self, name: str) -> dict[str, Any]:
        """What a script prints in the end."""
        process = self._started[name] = self._started.get(name) or self._start(name)
        assert process.wait() == 0, (self._folder / f"{name}.err").read_text()[-3000:]
        found: dict[str, Any] = json.loads((self._folder / f"{name}.out").read_text())
        return found

    def wait(self) -> None:
        """Each is let come to its end, so that its database stops."""
        for process in self._started.values():
            process.wait()

    def _start(self, name: str) -> "subprocess.Popen[bytes]":
        home = self._folder / name
        furnish(home)
        command = [sys.executable, str(HERE / f"{name}.py"), "--home", str(home), *SCRIPTS[name][LONG].split()]
        with (self._folder / f"{name}.out").open("wb") as out, (self._folder / f"{name}.err").open("wb") as errors:
            return subprocess.Popen(command, env=environment(), cwd=HERE.parents[1], stdout=out, stderr=errors)


def environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("SANSFAUTE_")}


@pytest.fixture(scope="module")
def scripts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scripts]:
    here = [item.name for item in request.session.items if item.path == Path(__file__)]
    asked = [name for name in SCRIPTS if not LONG and any(name in one for one in here)]
    found = Scripts(tmp_path_factory.mktemp("scripts"), *asked)
    yield found
    found.wait()


@pytest.fixture
def said(request: pytest.FixtureRequest, scripts: Scripts) -> dict[str, Any]:
    """What the script that a test is named after says in the end."""
    (name,) = [name for name in SCRIPTS if name in request.node.name]
    return scripts.said(name)


def run(script: str, home: Path, *options: str) -> dict[str, Any]:
    """Another script, alone, with a data folder of its own; what it prints."""
    command = [sys.executable, str(HERE / script), "--home", str(home), *options]
    done = subprocess.run(command, env=environment(), cwd=HERE.parents[1], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def test_issuers_killed_at_random_leave_no_gap_and_no_double(said: dict[str, Any]) -> None:
    assert said["invoices"] == said["counter"] == said["approved"] == (2000 if LONG else 60)
    assert said["numbers_are_1_to_n"]
    assert said["dates_never_backwards"]
    assert said["drafts_issued_twice"] == 0
    assert said["problems"] == []
    assert said["killed"] == 60 if LONG else said["killed"] > 0


@pytest.mark.skipif(not LONG, reason="`make soak` runs it; bill runs and acts on master data are killed here")
def test_a_demo_killed_at_random_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    said = run("killed_demo.py", tmp_path / "homes", "--kills", "20", "--examples", "examples/ondine")
    assert said["same"], said["differences"]
    assert said["kills"] == 20
    assert said["invoices"] > 100


def test_killed_data_long_acts_on_master_data_end_as_undisturbed_ones(said: dict[str, Any]) -> None:
    assert said["same"], said["differences"]
    assert sum(said["kills"].values()) >= 8


def test_a_killed_run_gives_the_documents_of_an_undisturbed_one(said: dict[str, Any]) -> None:
    assert said["same"], said["differences"]
    assert said["gapless"]
    assert said["invoices"] == said["stored"] == (20_000 if LONG else 40)
    assert (said["problems"], said["unfinished"]) == ([], 0)
    assert sum(said["kills"].values()) >= (10 if LONG else 2)


@pytest.mark.skipif(not LONG, reason="`make soak` runs it; it needs root and iproute2")
def test_a_second_machine_changes_nothing_but_the_speed(tmp_path: Path) -> None:
    if reason := second_machine.why_not():
        pytest.skip(reason)
    said = run("second_machine.py", tmp_path / "machines", "--invoices", "2000")
    assert said["same_result"]
    assert [one["invoices"] for one in said["runs"]] == [2000, 2000]
