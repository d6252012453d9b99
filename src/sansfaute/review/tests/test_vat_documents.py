"""The official packs accept an invoice of every row of the VAT table."""

from collections.abc import Callable, Iterator

import pytest

from sansfaute.drafts.tests.vat_cases import BY_ROW, CASES, Case, document
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.syntaxes import cii, ubl
from sansfaute.review.adapters.official import OfficialVerdict, Pool

# The French pack asks a SIREN of every seller: an invoice of a foreign one is outside e-invoicing, and reported (10.1).
FOREIGN = frozenset({"BR-FR-10_BT-30"})
MIXED = [
    ("mainland", "disbursement"),
    ("mainland", "disbursement_out_of_scope"),
    ("building_subcontract", "mainland"),
    ("intra_eu_service", "intra_eu_goods"),
]


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    """A pool of one worker for this module: two would compile every pack twice."""
    pool = Pool(1)
    yield pool
    pool.close()


def errors(verdict: OfficialVerdict) -> set[str]:
    assert verdict.why == ""
    return {one.rule for one in verdict.findings if one.level == "error"}


def expected(one: Case) -> frozenset[str]:
    return FOREIGN if one.seller.get("country_code") in ("BE", "CH") else frozenset()


@pytest.mark.slow
@pytest.mark.parametrize("write", [cii.write, ubl.write], ids=["cii", "ubl"])
def test_every_row_makes_an_invoice_that_the_official_packs_accept(
    pool: Pool, write: Callable[[Invoice], bytes]
) -> None:
    verdicts = pool.judge([write(document(one)) for one in CASES])
    refused = {one.row: errors(verdict) for one, verdict in zip(CASES, verdicts, strict=True)}
    assert refused == {one.row: expected(one) for one in CASES}
    assert sum(one.verdict == "passed" for one in verdicts) == len(CASES) - sum(bool(expected(one)) for one in CASES)


def test_lines_of_two_rows_make_one_invoice(pool: Pool) -> None:
    verdicts = pool.judge([cii.write(document(*(BY_ROW[row] for row in rows))) for rows in MIXED])
    assert [one.verdict for one in verdicts] == ["passed"] * len(MIXED)
