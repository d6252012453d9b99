"""The official packs really judge: the published examples, hostile bytes, workers killed at work."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest

from sansfaute.en16931.syntaxes import Recognised, cii
from sansfaute.en16931.tests.official import EXAMPLES, content_of, needs_examples
from sansfaute.en16931.tests.samples import ordinary
from sansfaute.review.adapters import official
from sansfaute.review.adapters.official import Pool, packs_for
from sansfaute.review.adapters.official import packs as packs_module
from sansfaute.review.adapters.official import pool as pool_module
from sansfaute.review.adapters.official.frames import FrameBroken, receive, send
from sansfaute.review.adapters.official.limits import Limits
from sansfaute.review.adapters.official.process import Worker, WorkerLost
from sansfaute.review.adapters.official.report import ReportEmpty, findings_of

GOOD = cii.write(ordinary(3))
# Errors since Factur-X 1.09.2 (one element for each contact, one account), after the index was made.
LATER = {"CII-SR-465", "CII-SR-466", "CII-SR-470"}


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """A pool of two workers for this module."""
    pool = Pool(2)
    yield pool
    pool.close()


def errors(verdict: official.OfficialVerdict) -> set[str]:
    return {one.rule for one in verdict.findings if one.level == "error"}


def test_a_good_document_passes_the_three_packs(pool: Pool) -> None:
    (verdict,) = pool.judge([GOOD])
    assert (verdict.verdict, verdict.why, errors(verdict)) == ("passed", "", set())
    assert [one.split()[2] for one in verdict.packs] == [
        "facturx-en16931/Factur-X_EN16931.xsd",
        "facturx-en16931/FACTUR-X_EN16931.xslt",
        "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt",
    ]
    assert all(one.startswith("factur-x 7") and "sha256:" in one for one in verdict.packs)


def test_a_wrong_document_fails_with_rule_term_and_place(pool: Pool) -> None:
    invoice = ordinary(1)
    wrong = replace(invoice, totals=replace(invoice.totals, total_with_vat=Decimal("1.00")))
    (verdict,) = pool.judge([cii.write(wrong)])
    assert verdict.verdict == "failed"
    (found,) = [one for one in verdict.findings if one.rule == "BR-CO-15"]
    assert (found.level, found.term) == ("error", "BT-112")
    assert found.path.endswith("/SpecifiedTradeSettlementHeaderMonetarySummation[1]")
    assert "BT-112" in found.message["en"]


def test_the_schema_is_judged_too(pool: Pool) -> None:
    (verdict,) = pool.judge([GOOD.replace(b"<ram:TypeCode>380", b"<ram:X/><ram:TypeCode>380")])
    assert "XSD" in errors(verdict)


def test_a_document_on_which_a_pack_breaks_has_failed_if_another_says_so(pool: Pool) -> None:
    broken = GOOD.replace(b"<ram:GrandTotalAmount>", b"<ram:GrandTotalAmount>x")
    verdicts = pool.judge([broken, GOOD, broken, GOOD])
    assert [one.verdict for one in verdicts] == ["failed", "passed", "failed", "passed"]
    assert "XSD" in errors(verdicts[0])
    assert "did not run" in verdicts[0].why
    assert len(verdicts[0].packs) < len(verdicts[1].packs)


def test_official_examples_pass_or_fail_as_their_index_says(pool: Pool) -> None:
    needs_examples()
    rows = [line.split("|") for line in (EXAMPLES / "INDEX.md").read_text().splitlines() if line.startswith("| ")]
    wanted = {
        row[1].strip(): {one.strip() for one in row[8].split(",")} - {"ok"}
        for row in rows[1:]
        if row[2].strip() != "CDAR" and "MINIMUM" not in row[3]
    }
    verdicts = pool.judge([content_of(EXAMPLES / name) for name in wanted])
    found = {name: errors(verdict) - LATER for name, verdict in zip(wanted, verdicts, strict=True)}
    assert found == wanted
    assert {verdict.verdict for verdict in verdicts} == {"passed", "failed"}


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff" * 50,
        b"<a/>",
        b"<a",
        GOOD[:-20],
        b"%PDF-1.7",
        GOOD.replace(b"?>\n", b"?><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]>"),
        GOOD.replace(b"urn:cen.eu:en16931:2017", b"urn:nobody:knows"),
    ],
    ids=lambda content: f"{content[:10]!r} {len(content)}",
)
def test_what_no_pack_knows_is_not_run_and_says_why(pool: Pool, content: bytes) -> None:
    (verdict,) = pool.judge([content])
    assert verdict.verdict == "not_run"
    assert verdict.why
    assert verdict.packs == ()


def test_order_is_kept_and_threads_may_share_the_pool(pool: Pool) -> None:
    wrong = cii.write(replace(ordinary(1), invoice_number=""))
    documents = [GOOD, wrong, b"<a/>"] * 4
    outcomes: list[list[str]] = []

    def judge() -> None:
        outcomes.append([one.verdict for one in pool.judge(documents)])

    threads = [threading.Thread(target=judge) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert outcomes == [["passed", "failed", "not_run"] * 4] * 3
    assert len(pool.workers()) <= 2


def test_no_document_is_no_verdict(pool: Pool) -> None:
    assert pool.judge([]) == []


def test_a_worker_killed_at_work_is_replaced_and_the_document_judged(pool: Pool) -> None:
    pool.judge([GOOD])
    killed = set(pool.workers())

    def kill() -> None:
        time.sleep(0.05)  # in the middle: a dozen documents take two workers several times as long
        for pid in killed:
            os.kill(pid, signal.SIGKILL)

    thread = threading.Thread(target=kill)
    thread.start()
    verdicts = pool.judge([GOOD] * 12)
    thread.join()
    assert {one.verdict for one in verdicts} == {"passed"}
    assert not killed & set(pool.workers())


def test_a_worker_has_a_limit_of_memory_and_none_of_our_secrets(pool: Pool) -> None:
    pool.judge([GOOD])
    pid = pool.workers()[0]
    with open(f"/proc/{pid}/limits", encoding="ascii") as limits:
        bounded = [line for line in limits if line.startswith(("Max address space", "Max data size"))]
    assert len(bounded) == 2
    assert not any("unlimited" in line for line in bounded)
    with open(f"/proc/{pid}/environ", encoding="utf-8") as environment:
        names = {one.partition("=")[0] for one in environment.read().split("\0") if one}
    assert names <= {"PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "PYTHONPATH", "LC_ALL", "SANSFAUTE_OFFICIAL_PACKS"}


def test_a_document_that_takes_too_long_is_not_run_and_its_worker_is_ended() -> None:
    pool = Pool(1, Limits(seconds=0))
    (verdict,) = pool.judge([GOOD])
    assert (verdict.verdict, verdict.packs) == ("not_run", ())
    assert "within 0 s" in verdict.why
    assert pool.workers() == []


def test_a_worker_that_cannot_start_is_not_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "/bin/false")
    (verdict,) = Pool(1).judge([GOOD])
    assert verdict.verdict == "not_run"
    assert "did not start" in verdict.why


def test_a_worker_whose_self_check_fails_judges_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    class Doubtful:
        trouble = "a wrong document is not refused"
        ended = False

        def __init__(self, _limits: Limits) -> None:
            pass

        def end(self) -> None:
            Doubtful.ended = True

    monkeypatch.setattr(pool_module, "Worker", Doubtful)
    (verdict,) = Pool(1).judge([GOOD])
    assert (verdict.verdict, verdict.why) == ("not_run", "a wrong document is not refused")
    assert Doubtful.ended


def test_the_engine_is_never_imported_here(pool: Pool) -> None:
    pool.judge([GOOD])
    assert "saxonche" not in sys.modules


def test_closing_ends_the_workers_and_a_closed_pool_keeps_none() -> None:
    pool = Pool(1)
    pool.judge([GOOD])
    (pid,) = pool.workers()
    pool.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
    pool.judge([GOOD])
    assert pool.workers() == []


def test_a_worker_ends_when_its_owner_is_killed() -> None:
    program = (
        "from sansfaute.review.adapters.official.limits import Limits\n"
        "from sansfaute.review.adapters.official.process import Worker\n"
        "import time\n"
        "print(Worker(Limits()).pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE) as owner:
        assert owner.stdout is not None
        pid = int(owner.stdout.readline())
        owner.kill()
    for _ in range(100):
        if not _lives(pid):
            return
        time.sleep(0.05)
    pytest.fail("the worker outlived its owner")


def _lives(pid: int) -> bool:
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii") as stat:
            return stat.read().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_the_shared_pool_starts_once_and_closes() -> None:
    (first,) = official.judge([GOOD])
    assert first.verdict == "passed"
    official.close()
    official.close()


FORKING = """
import os, warnings
warnings.simplefilter("error")
from sansfaute.review.adapters import official
from sansfaute.en16931.tests.samples import ordinary
from sansfaute.en16931.syntaxes import cii
content = cii.write(ordinary(1))
official.judge([content])
child = os.fork()
mine = official.judge([content, content])
print({one.verdict for one in mine}, flush=True)
if child:
    assert os.waitpid(child, 0)[1] == 0
    print({one.verdict for one in official.judge([content])}, flush=True)
"""


def test_a_forked_child_has_workers_of_its_own() -> None:
    done = subprocess.run([sys.executable, "-c", FORKING], capture_output=True, text=True, check=False, timeout=60)
    assert (done.stdout, done.stderr) == ("{'passed'}\n" * 3, "")


def test_a_report_in_which_no_rule_was_applied_is_refused() -> None:
    with pytest.raises(ReportEmpty):
        findings_of(b"<svrl:schematron-output xmlns:svrl='http://purl.oclc.org/dsdl/svrl'/>", "x")
    with pytest.raises(ReportEmpty):
        findings_of(b"<html/>", "x")


def test_rubbish_on_the_pipe_is_a_lost_worker() -> None:
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    os.write(writing, b"\xff\xff\xff\xff")
    with pytest.raises(FrameBroken):
        receive(reading, time.monotonic() + 1)
    os.close(writing)
    with pytest.raises(FrameBroken):
        receive(reading, time.monotonic() + 1)
    os.close(reading)


def test_a_worker_that_does_not_read_is_late() -> None:
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    with pytest.raises(FrameBroken):
        send(writing, b"x" * 1_000_000, time.monotonic() + 0.2)
    os.close(reading)
    with pytest.raises(FrameBroken):
        send(writing, b"x", time.monotonic() + 1)
    os.close(writing)


def test_a_worker_that_was_killed_is_lost() -> None:
    worker = Worker(Limits(seconds=5))
    try:
        assert worker.trouble == ""
        os.kill(worker.pid, signal.SIGKILL)
        with pytest.raises(WorkerLost, match="signal 9"):
            worker.ask(GOOD)
    finally:
        worker.end()


def test_each_profile_has_its_packs_and_each_file_exists() -> None:
    for profile in ("minimum", "basicwl", "basic", "en16931", "extended", "extended-ctc-fr"):
        packs = packs_for(Recognised("cii", profile))
        assert packs is not None
        assert all(packs_module.path_of(one).is_file() for one in (packs.schema, *packs.stylesheets))
    for root in ("Invoice", "CreditNote"):
        packs = packs_for(Recognised("ubl", "en16931"), root)
        assert packs is not None
        assert packs_module.path_of(packs.schema).is_file()
    assert packs_for(Recognised("cdar")) is None
    assert packs_for(Recognised("ubl", "basic")) is None
