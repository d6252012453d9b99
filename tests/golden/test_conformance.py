"""The table of `docs/conformance.md` is what the examples get today, and the page gives nothing away."""

import re

import pytest
from tests.architecture.house import ROOT
from tools import conformance

from sansfaute.en16931.tests.official import needs_examples
from sansfaute.review.tests.mutants import Mutant
from sansfaute.review.tests.parity import Compared, Tally

PAGE = ROOT / "docs" / "conformance.md"


@pytest.mark.slow
def test_every_example_gets_the_verdict_of_the_page() -> None:
    needs_examples()
    table = conformance.rows(conformance.EXAMPLES)
    found = conformance.table_of("\n".join(conformance.examples(table)))
    assert found == conformance.table_of(PAGE.read_text("utf-8")), "run `python tools/conformance.py`"
    assert len(found) == len(conformance.index(conformance.EXAMPLES)) == 86
    assert "not_run" not in {one.official for one in table} | {one.native for one in table}


def test_the_page_names_no_place_of_the_machine_that_made_it() -> None:
    text = PAGE.read_text("utf-8")
    assert str(ROOT) not in text
    assert not re.search(r"/(?:home|root|tmp|work|Users)/", text)


def test_a_row_that_differs_from_its_index_is_explained() -> None:
    row = conformance.Row(
        name="a.xml",
        syntax="CII en16931",
        expected=frozenset({"BR-01"}),
        native="failed",
        native_rules=frozenset({"BR-02"}),
        official="failed",
        official_rules=frozenset({"BR-02", "BR-03"}),
        written="whole",
        converted="whole",
    )
    assert not row.agrees
    assert "native: BR-02; official: BR-02, BR-03" in row.cells()
    assert conformance.why_different(row) == "named here and not in the index: BR-02, BR-03; only in the index: BR-01."


def test_the_figures_of_parity_are_shown() -> None:
    tally = Tally()
    mutant = Mutant(content=b"<a/>", syntax="cii", profile="en16931", origin="a.xml", kinds=("drop",))
    tally.add(Compared(mutant, "passed"))
    tally.add(Compared(mutant, "failed", native=frozenset({"BR-01"}), named=frozenset({"BR-02"})))
    text = conformance.parity_section(tally.report())
    assert "2 documents" in text
    assert "**1 differ**; 1 official rules" in text
    assert "| cii en16931 | 1 | 2 |" in text
    assert "| drop | 1 | 2 |" in text
    assert "| BR-01 native cii en16931 | 1 |" in text
