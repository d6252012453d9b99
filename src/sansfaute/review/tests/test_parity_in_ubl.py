"""In UBL too, the native verdict names the same error rules as the official packs."""

from sansfaute.review.tests.parity import compare
from sansfaute.review.tests.parity_cases import mutant
from sansfaute.review.tests.parity_cases_in_ubl import IN_UBL


def test_differences_seen_once_in_ubl_are_gone() -> None:
    found = list(compare([mutant(one) for one in IN_UBL]))
    differing = [(one.mutant.origin, sorted(one.native), sorted(one.official)) for one in found if one.differs]
    assert differing == []
    outcomes = [one.outcome for one in found]
    assert "refused by the schema" not in outcomes
    assert outcomes.count("failed") > 6 * outcomes.count("passed")
