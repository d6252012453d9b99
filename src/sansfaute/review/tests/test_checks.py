"""A file judged for a person: three outcomes, each rule said once, findings where they belong."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from sansfaute.en16931.judgement import judge
from sansfaute.en16931.syntaxes import write
from sansfaute.en16931.tests import samples
from sansfaute.en16931.values import Finding
from sansfaute.review.adapters.official import OfficialVerdict
from sansfaute.review.rules import checks
from sansfaute.review.rules.checks import Check, conclude, prepare
from sansfaute.review.rules.parts import PARTS, line_of, part_of, parts_of, term_name

GOOD = samples.ordinary(3)
CII = write(GOOD, "cii")
WRONG = write(replace(GOOD, seller=replace(GOOD.seller, vat_identifier="88100000009")), "cii")
PASSED = OfficialVerdict("passed", ("a pack",))
NOT_RUN = OfficialVerdict("not_run", why="the worker died")
CDAR = b"""<rsm:CrossDomainAcknowledgementAndResponse xmlns:rsm="urn:un:unece:uncefact:data:standard:\
CrossDomainAcknowledgementAndResponse:100"/>"""


def found(rule: str, path: str = "", *, term: str = "", level: str = "error", value: str = "", fr: str = "") -> Finding:
    said = {"fr": fr or rule, "en": fr or rule}
    return Finding(rule=rule, level=level, term=term, value=value, message=said, fix=said, path=path)


def check(
    content: bytes, official: OfficialVerdict | None = None, *, inside: tuple[bytes, str] = (b"", "none")
) -> Check:
    return conclude(prepare(content, open_pdf=lambda _: inside, judge=judge), official)


class TestVerdict:
    def test_both_sides_must_pass(self) -> None:
        assert check(CII, PASSED).verdict == "passed"
        assert check(CII, OfficialVerdict("failed", findings=(found("BR-CO-15"),))).verdict == "failed"
        assert check(WRONG, PASSED).verdict == "failed"

    def test_nothing_passes_without_the_official_rules_where_they_exist(self) -> None:
        said = check(CII, NOT_RUN)
        assert (said.verdict, said.native.verdict) == ("not_run", "passed")
        assert said.official.why["fr"] == "the worker died"

    def test_what_failed_has_failed_even_if_a_side_did_not_run(self) -> None:
        assert check(WRONG, NOT_RUN).verdict == "failed"

    def test_our_json_is_judged_as_the_cii_that_says_the_same(self) -> None:
        prepared = prepare(write(GOOD, "json"), open_pdf=lambda _: (b"", ""), judge=judge)
        assert prepared.syntax == "json"
        assert prepared.xml == CII

    def test_the_xml_inside_a_pdf_is_judged(self) -> None:
        said = check(b"%PDF-1.7", PASSED, inside=(CII, ""))
        assert (said.syntax, said.profile, said.verdict) == ("facturx", "en16931", "passed")

    @pytest.mark.parametrize("reason", ["none", "broken", "locked", "too_large"])
    def test_a_pdf_without_an_invoice_has_failed_and_says_why(self, reason: str) -> None:
        said = check(b"%PDF-1.7", inside=(b"", reason))
        assert (said.verdict, said.native.rules) == ("failed", ["PDF"])
        assert all(said.findings[0].fix.values())

    def test_a_message_of_the_lifecycle_has_no_official_rules_and_says_so(self) -> None:
        said = check(CDAR)
        assert said.syntax == "cdar"
        assert (said.native.verdict, said.official.verdict, said.verdict) == ("failed", "not_run", "failed")
        assert "CDAR" in said.remarks[0]["fr"]

    @pytest.mark.parametrize(
        ("content", "verdict", "rule"),
        [
            (b"", "not_run", ""),
            (b"bonjour", "not_run", ""),
            (b'{"une": "liste"}', "not_run", ""),
            (b"<note/>", "not_run", ""),
            (b"<a><b></a>", "failed", "read.xml"),
            ("\ufeff<a><b></a>".encode("utf-16-le"), "failed", "read.xml"),
            (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "failed", "read.doctype"),
        ],
    )
    def test_broken_or_hostile_xml_has_failed_and_other_files_were_not_judged(
        self, content: bytes, verdict: str, rule: str
    ) -> None:
        said = check(content)
        assert said.verdict == verdict
        assert [one.rule for one in said.findings] == ([rule] if rule else [])
        assert bool(said.native.why["fr"]) is (verdict == "not_run")

    def test_a_profile_that_france_does_not_know_was_not_judged(self) -> None:
        said = check(CII.replace(b"urn:cen.eu:en16931:2017", b"urn:cen.eu:en16931:2017#compliant#urn:xoev-de"))
        assert said.verdict == "not_run"
        assert "urn:xoev-de" in said.native.why["fr"]

    def test_minimum_is_said_to_be_no_invoice(self) -> None:
        said = check(CII.replace(b"urn:cen.eu:en16931:2017", b"urn:factur-x.eu:1p0:minimum"), PASSED)
        assert "MINIMUM" in said.remarks[0]["fr"]

    def test_a_file_above_the_limit_is_not_even_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(checks, "LARGEST", 10)
        said = check(CII)
        assert (said.verdict, said.native.rules) == ("failed", ["BR-FR-19"])
        assert checks.above_limit() == said

    def test_a_mistake_of_ours_is_not_run_and_the_official_rules_still_judge(self) -> None:
        def breaks(_: bytes) -> Any:
            raise ZeroDivisionError("oh")

        prepared = prepare(CII, open_pdf=lambda _: (b"", ""), judge=breaks)
        said = conclude(prepared, PASSED)
        assert (said.syntax, said.verdict, said.native.verdict) == ("cii", "not_run", "not_run")
        assert "ZeroDivisionError" in said.native.why["fr"]

    def test_a_rule_that_both_sides_name_is_said_once_in_our_words(self) -> None:
        theirs = found("BR-CO-09", "/CrossIndustryInvoice[1]", fr="official"), found("BR-XX-1", fr="official")
        said = check(WRONG, OfficialVerdict("failed", findings=theirs))
        assert [one.message["fr"] == "official" for one in said.findings if one.rule == "BR-CO-09"] == [False]
        assert said.findings[-1] == theirs[1]
        assert said.official.rules == ["BR-CO-09", "BR-XX-1"]


class TestParts:
    @pytest.mark.parametrize(
        ("path", "term", "part"),
        [
            ("seller.vat_identifier", "BT-31", "seller"),
            ("tax_representative.name", "BT-62", "seller"),
            ("buyer.postal_address.country_code", "BT-55", "buyer"),
            ("payment_due_date", "BT-9", "payment"),
            ("delivery.actual_delivery_date", "BT-72", "delivery"),
            ("totals.amount_due", "BT-115", "amounts"),
            ("vat_breakdown[1]", "BG-23", "amounts"),
            ("lines[2].item.name", "BT-153", "lines"),
            ("supporting_documents[0].description", "BT-123", "attachments"),
            ("notes[0].text", "BT-22", "document"),
            ("", "BT-146", "lines"),
            ("", "", "document"),
            (
                "/CrossIndustryInvoice[1]/SupplyChainTradeTransaction[1]/IncludedSupplyChainTradeLineItem[2]",
                "",
                "lines",
            ),
            ("/Invoice/cac:AccountingCustomerParty/cac:Party", "", "buyer"),
            ("/Invoice[1]/InvoiceLine[3]/AllowanceCharge[1]", "", "lines"),
            ("Invoice/AccountingSupplierParty[1]/Party[1]", "", "seller"),
        ],
    )
    def test_a_finding_is_shown_where_it_is_mended(self, path: str, term: str, part: str) -> None:
        assert part_of(found("BR-1", path, term=term)) == part

    @pytest.mark.parametrize("rule", ["XSD", "FX-SCH-A-000123", "FX-UNUSED", "CII-SR-465", "UBL-CR-646", "read.xml"])
    def test_what_is_about_the_file_is_apart(self, rule: str) -> None:
        assert part_of(found(rule, "/Invoice/cac:InvoiceLine[2]")) == "structure"

    def test_a_line_is_called_by_its_own_number(self) -> None:
        named = replace(GOOD, lines=(replace(GOOD.lines[0], identifier="10"), *GOOD.lines[1:]))
        assert line_of(found("BR-1", "lines[0].item"), named) == "10"
        assert line_of(found("BR-1", "/A/b:IncludedSupplyChainTradeLineItem[1]/c"), named) == "10"
        assert line_of(found("BR-1", "lines[7].item"), named) == "8"
        assert line_of(found("BR-1", "/A/InvoiceLine/c"), None) == "1"
        assert line_of(found("BR-1", "seller"), named) == ""

    def test_the_same_words_about_several_lines_are_said_once(self) -> None:
        places = [found("BR-25", f"lines[{place}].item.name", term="BT-153", value=str(place)) for place in range(3)]
        warning = found("BR-9", "lines[0]", level="warning")
        (part,) = parts_of([warning, *places], GOOD)
        assert (part.key, part.errors) == ("lines", 1)
        assert [one.finding.rule for one in part.told] == ["BR-25", "BR-9"]
        assert part.told[0].lines == ("1", "2", "3")
        assert part.told[0].values == ("0", "1", "2")

    def test_parts_come_in_the_order_of_the_page(self) -> None:
        findings = [found("XSD"), found("BR-1", "lines[0]"), found("BR-2", "seller"), found("BR-3")]
        assert [part.key for part in parts_of(findings, None)] == ["document", "seller", "lines", "structure"]
        assert set(PARTS) >= {"document", "seller", "lines", "structure"}

    def test_terms_have_their_names(self) -> None:
        assert term_name("BT-31", "en") == "Seller VAT identifier"
        assert term_name("MDT-3", "fr") == "Profil"
        assert term_name("BT-9999", "fr") == ""
        assert term_name("", "fr") == ""  # a group of CDAR has no number: it lends its name to nobody


@dataclass(frozen=True)
class Spoken:
    """A judgement with a sentence in two languages."""

    syntax: str = "cii"
    profile: str = "en16931"
    verdict: str = "passed"
    invoice: Any = None
    findings: tuple[Finding, ...] = ()
    why: str = ""
    asked: tuple[str, ...] = ()


def test_a_side_names_only_its_errors() -> None:
    said = Spoken(verdict="failed", findings=(found("B"), found("A"), found("B"), found("W", level="warning")))
    prepared = prepare(CII, open_pdf=lambda _: (b"", ""), judge=lambda _: said)
    assert prepared.native.rules == ["A", "B"]
