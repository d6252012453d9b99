"""Cells that spreadsheets do not run, and that read back as they were meant."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sansfaute.lib.spreadsheets import csv_lines, meant_cell, plain_cell


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-2+3|cmd", "'-2+3|cmd"),
        ("+33 6 12 34 56 78", "+33 6 12 34 56 78"),
        ("-12,50", "-12,50"),
        ("'=1+1", "''=1+1"),
        ("'s Hertogenbosch", "'s Hertogenbosch"),
        ("", ""),
    ],
)
def test_a_formula_is_disarmed(text: str, written: str) -> None:
    assert plain_cell(text) == written
    assert meant_cell(written) == text


def test_what_another_program_disarmed_is_read_too() -> None:
    assert meant_cell("'+33 6 12 34 56 78") == "+33 6 12 34 56 78"
    assert meant_cell("'90s Vintage") == "'90s Vintage"


@given(st.text(alphabet="'=+-@\t\r 1a;\"", max_size=8))
def test_any_cell_comes_back(text: str) -> None:
    assert meant_cell(plain_cell(text)) == text
    assert plain_cell(text)[:1] not in ("=", "@", "\t", "\r")


@given(st.lists(st.lists(st.text(alphabet="a'=;,|\"\n\té \t", min_size=1), min_size=2, max_size=2), max_size=4))
def test_any_table_comes_back(rows: list[list[str]]) -> None:
    written = "".join(csv_lines(rows)).removeprefix("\ufeff")
    read = csv.reader(io.StringIO(written, newline=""), delimiter=";")
    assert [[meant_cell(cell) for cell in row] for row in read] == rows
