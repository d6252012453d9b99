"""The native verdict names the same official rules as the official packs."""

import pytest

from sansfaute.en16931.rules import check
from sansfaute.en16931.syntaxes import cii
from sansfaute.en16931.tests.official import cii_examples, needs_examples
from sansfaute.review.adapters.official import judge
from sansfaute.review.tests.parity import NOT_CODED, compare, failing_documents, official_names, random_documents

# Said of CII elements that the model has no term for: a second contact name, a second account.
NO_TERM = {"CII-SR-465", "CII-SR-466", "CII-SR-470"}


def test_a_failing_document_for_each_rule_gets_the_same_names_from_both() -> None:
    result = compare(failing_documents()[::2])
    assert (result["native_only"], result["official_only"]) == ({}, {})


@pytest.mark.parametrize("seed", [20261031])
def test_random_spoilt_documents_get_the_same_names_from_both(seed: int) -> None:
    result = compare(random_documents(120, seed))
    assert (result["native_only"], result["official_only"]) == ({}, {})


def test_official_examples_get_the_same_names_from_both() -> None:
    needs_examples()
    examples = cii_examples("EN16931", "en16931/", "z12-012")
    for (name, content), verdict in zip(examples, judge([content for _, content in examples]), strict=True):
        official = official_names(one.rule for one in verdict.findings) - NO_TERM
        native = {one.rule for one in check(cii.read(content))} - NOT_CODED - NO_TERM
        assert native == official, name
