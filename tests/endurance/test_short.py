"""The short versions of the kill and concurrency tests; `make soak` runs the long ones (SANSFAUTE_SOAK=1)."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.slow
HERE = Path(__file__).parent
LONG = os.environ.get("SANSFAUTE_SOAK") == "1"


def run(script: str, home: Path, *options: str) -> dict[str, Any]:
    """One of the scripts beside this file, with a data folder of its own; what it prints."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("SANSFAUTE_")}
    command = [sys.executable, str(HERE / script), "--home", str(home), *options]
    done = subprocess.run(command, env=environment, cwd=HERE.parents[1], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    said: dict[str, Any] = json.loads(done.stdout)
    return said


def test_issuers_killed_at_random_leave_no_gap_and_no_double(tmp_path: Path) -> None:
    invoices, issuers, kills = ("2000", "16", "60") if LONG else ("40", "4", "4")
    said = run("issuers.py", tmp_path, "--invoices", invoices, "--issuers", issuers, "--kills", kills)
    assert said["invoices"] == said["counter"] == said["approved"] == int(invoices)
    assert said["numbers_are_1_to_n"]
    assert said["dates_never_backwards"]
    assert said["drafts_issued_twice"] == 0
    assert said["problems"] == []
    assert said["killed"] == int(kills) if LONG else said["killed"] > 0


@pytest.mark.skipif(not LONG, reason="`make soak` runs it; bill runs and acts on master data are killed here")
def test_a_demo_killed_at_random_ends_as_an_undisturbed_one(tmp_path: Path) -> None:
    said = run("killed_demo.py", tmp_path / "homes", "--kills", "20", "--examples", "examples/ondine")
    assert said["same"], said["differences"]
    assert said["kills"] == 20
    assert said["invoices"] > 100


def test_long_acts_on_master_data_killed_in_the_middle_end_as_undisturbed_ones(tmp_path: Path) -> None:
    long, short = "--rows 6000 --kills 4 --rounds 2", "--rows 40 --chunk 8 --kills 1 --few"
    size = (long if LONG else short).split()
    said = run("killed_data.py", tmp_path, *size)
    assert said["same"], said["differences"]
    assert sum(said["kills"].values()) >= 8


def test_a_bill_run_killed_at_random_gives_the_documents_of_an_undisturbed_one(tmp_path: Path) -> None:
    long, short = "--invoices 20000 --kills 10", "--invoices 40 --chunk 8 --kills 3"
    said = run("killed_run.py", tmp_path / "home", *(long if LONG else short).split())
    assert said["same"], said["differences"]
    assert said["gapless"]
    assert said["invoices"] == said["stored"] == (20_000 if LONG else 40)
    assert (said["problems"], said["unfinished"]) == ([], 0)
    assert sum(said["kills"].values()) >= (10 if LONG else 2)
