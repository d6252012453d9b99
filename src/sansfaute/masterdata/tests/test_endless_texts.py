"""Texts made to keep a reader busy for ever: each is read in time that grows with its length."""

import pytest

from sansfaute.masterdata import rules
from sansfaute.masterdata.rules.term_words import names_several_terms

PARTS = (
    "+33 ",
    "33 ",
    "30/",
    "30 et ",
    "30 j ",
    "a ",
    "((",
    "a@",
    "a.",
    "< ",
    "-",
    "&amp;",
    "01 ",
    "Ã©",
    "SARL ",
    "à ",
)


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("begin", ["", "30 ", "x"])
def test_are_read_to_their_end_in_every_field(part: str, begin: str) -> None:
    """One expression once tried every way to part "30 +33 +33 +33…": fifty characters stopped a worker for ever."""
    text = begin + part * (1000 // len(part)) + "!"
    for kind, read in (("buyer", rules.read_buyer), ("item", rules.read_item)):
        for name in rules.FIELDS[kind]:
            assert read({"code": "C1", "name": "N", "country": "FR", name: text}).fields


@pytest.mark.parametrize(
    ("text", "several"),
    [
        ("30/60", True), ("30-60-90 jours", True), ("30 j, 60 j et 90 j", True), ("30 ou 60", True),
        ("30 jours puis 60 jours", True), ("30/60/", True), ("30+60 jours", True), ("30", False), ("30 jours", False),
        ("30 60", False), ("30/x", False), ("le 10", False), ("", False), ("/", False), ("30 +33 " * 20 + "x", False),
    ],
)  # fmt: skip
def test_several_delays_are_told_from_one(text: str, several: bool) -> None:
    assert names_several_terms(text) is several
