"""`sansfaute bench core` measures what it says: each piece of work runs, and its documents are right."""

from sansfaute.en16931.judgement import judge
from sansfaute.project.commands import bench_core
from sansfaute.project.commands.bench_invoice import ordinary
from sansfaute.review.adapters.official import schema


def test_every_measure_runs_and_every_limit_is_measured() -> None:
    works = bench_core._works()
    for work in works.values():
        work()
    assert set(bench_core._MUST) <= set(works)


def test_the_measured_documents_pass() -> None:
    documents = bench_core._documents()
    assert {"cii en16931", "cii extended", "ubl en16931", "ubl extended-ctc-fr"} <= set(documents)
    for name, content in documents.items():
        judged = judge(content, schema=schema.findings)
        assert (judged.verdict, [one.rule for one in judged.findings if one.level == "error"]) == ("passed", []), name


def test_the_yardstick_never_changes() -> None:
    assert bench_core.yardstick() == 5778
    assert len(ordinary(7).lines) == 7
