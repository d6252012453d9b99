"""One verdict on a file as it came: read, schema, structure, rules, in that order."""

from dataclasses import replace
from decimal import Decimal

import pytest
from lxml import etree

from sansfaute.en16931.judgement import Judgement, judge
from sansfaute.en16931.syntaxes import cii, json
from sansfaute.en16931.tests.samples import ordinary
from sansfaute.en16931.values import Finding

GOOD = cii.write(ordinary(2))
REFUSAL = Finding(rule="XSD", level="error", term="", value="", message={"fr": "", "en": ""}, fix={"fr": "", "en": ""})


def errors(judgement: Judgement) -> set[str]:
    return {one.rule for one in judgement.findings if one.level == "error"}


def test_a_good_document_passes_and_names_who_judged() -> None:
    judgement = judge(GOOD, schema=lambda root, syntax, profile: [])
    assert (judgement.verdict, judgement.syntax, judgement.profile) == ("passed", "cii", "en16931")
    assert judgement.invoice == ordinary(2)
    assert judgement.asked[0] == "XSD"
    assert "EN 16931" in judgement.asked[1]


def test_without_schema_the_rules_are_asked_all_the_same() -> None:
    assert judge(GOOD).asked[0] != "XSD"
    assert judge(GOOD, schema=lambda root, syntax, profile: None).verdict == "passed"


def test_after_a_schema_error_the_rules_are_not_asked() -> None:
    wrong = GOOD.replace(b"<ram:TypeCode>380", b"<ram:TypeCode>999")
    assert errors(judge(wrong)) == {"BR-CL-01", "BR-FR-04_BT-3"}
    judgement = judge(wrong, schema=lambda root, syntax, profile: [REFUSAL])
    assert (judgement.verdict, errors(judgement), judgement.asked) == ("failed", {"XSD"}, ("XSD",))


def test_the_schema_is_given_the_root_and_what_was_recognised() -> None:
    seen: list[tuple[str, str, str]] = []

    def schema(root: etree._Element, syntax: str, profile: str) -> list[Finding]:
        seen.append((etree.QName(root).localname, syntax, profile))
        return []

    judge(GOOD, schema=schema)
    assert seen == [("CrossIndustryInvoice", "cii", "en16931")]


@pytest.mark.parametrize(
    ("content", "verdict", "why"),
    [
        (GOOD.replace(b"urn:cen.eu:en16931:2017", b"urn:nobody"), "not_run", "no rules for cii urn:nobody"),
        (b"<a", "failed", ""),
        (b"<a/>", "failed", ""),
        (b"", "failed", ""),
        (b"%PDF-1.7", "failed", ""),
        (b"{", "failed", ""),
    ],
)
def test_what_cannot_be_judged_is_not_said_to_pass(content: bytes, verdict: str, why: str) -> None:
    judgement = judge(content)
    assert (judgement.verdict, judgement.why) == (verdict, why)


def test_our_json_is_judged_by_the_same_rules() -> None:
    assert judge(json.write(ordinary(1)).encode()).verdict == "passed"
    invoice = ordinary(1)
    wrong = replace(invoice, totals=replace(invoice.totals, total_with_vat=Decimal(1)))
    assert "BR-CO-15" in errors(judge(json.write(wrong).encode()))


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        # Blank, doubled or oddly written: what official rules see in the text, and the model does not hold.
        (b"<ram:TypeCode>380<", b"<ram:TypeCode> 380<", {"BR-CL-01", "BR-FR-04_BT-3"}),
        (b"<ram:ID>F2026-00001</ram:ID>", b"<ram:ID>F2026-00001</ram:ID>" * 2, {"FX-SCH-A-000019"}),
        (b">20261130<", b">20261131<", {"BR-FR-03_BT-9"}),
        (b">20261130<", b">20261030<", {"BR-FR-CO-07_BT-9"}),
        (b"<ram:GrandTotalAmount>", b"<ram:GrandTotalAmount>+", {"BR-FR-DEC-01_BT-112"}),
        (b"<ram:GrandTotalAmount>", b"<ram:GrandTotalAmount>0", set()),
        (b'<ram:ID schemeID="VA">FR88', b'<ram:ID schemeID="VA">fr88', {"BR-CO-09"}),
    ],
)
def test_the_document_as_written_has_the_last_word(old: bytes, new: bytes, named: set[str]) -> None:
    assert old in GOOD
    assert errors(judge(GOOD.replace(old, new), schema=lambda root, syntax, profile: [])) == named


def test_a_finding_of_the_structure_speaks_the_words_of_its_rule() -> None:
    wrong = GOOD.replace(b"<ram:Name>Ondine Services</ram:Name>", b"<ram:Name></ram:Name>")
    (one,) = [one for one in judge(wrong).findings if one.rule == "BR-06"]
    assert one.term == "BT-27"
    assert "manque" in one.message["fr"]


def test_a_number_that_is_none_is_an_error_without_schema_and_a_warning_after_it() -> None:
    wrong = GOOD.replace(b"<ram:GrandTotalAmount>", b"<ram:GrandTotalAmount>x")
    levels = [
        one.level
        for judgement in (judge(wrong), judge(wrong, schema=lambda root, syntax, profile: []))
        for one in judgement.findings
        if one.rule == "read.value"
    ]
    assert levels == ["error", "warning"]
