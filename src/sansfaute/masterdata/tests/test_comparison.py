"""Findings beside a known truth: what was found, what was missed, what was called wrong without being so."""

from decimal import Decimal

from sansfaute.masterdata import rules
from sansfaute.masterdata.rules.records import RecordFinding

WRONG = RecordFinding("email", "email_syntax", "error")
DOUBT = RecordFinding("email", "email_syntax", "warning")


def test_counts_by_issue() -> None:
    truth = {
        "A": frozenset({"email_syntax"}),
        "B": frozenset({"email_syntax"}),
        "C": frozenset[str](),
        "D": frozenset[str](),
    }
    compared = rules.compare({"A": [WRONG], "B": [], "C": [WRONG], "D": [DOUBT], "E": [WRONG]}, truth)
    (one,) = compared.issues
    assert (one.planted, one.found, one.missed, one.elsewhere) == (2, 1, ("B",), ("C",))
    assert (one.recall, one.precision) == (Decimal("0.5"), Decimal("0.5"))
    assert (compared.sound, compared.sound_called_wrong, compared.unknown_codes) == (2, {"C": ("email_syntax",)}, 1)


def test_a_warning_finds_what_was_planted_and_calls_nothing_wrong() -> None:
    compared = rules.compare({"A": [DOUBT], "B": [DOUBT]}, {"A": frozenset({"email_syntax"}), "B": frozenset()})
    assert [compared.issues[0].recall, compared.issues[0].precision] == [1, 1]
    assert compared.sound_called_wrong == {}


def test_a_row_that_was_not_read_is_missed() -> None:
    compared = rules.compare({}, {"A": frozenset({"email_syntax"})})
    assert compared.issues[0].missed == ("A",)
    assert compared.issues[0].recall == 0


def test_issues_are_parted_by_anything() -> None:
    assert rules.read_issues("a_b; c|d,e") == {"a_b", "c", "d", "e"}
    assert rules.read_issues("") == frozenset()
