"""Writes `docs/conformance.md`: what the official examples get from us, from the official rules, and from their index.

`python tools/conformance.py`: judges, writes back and converts every file of the official examples,
then writes the page. The figures of parity come from `build/parity.json` (written by `tools/parity.py
--json`); without it those of the page stay. `--check` writes nothing and fails when the table of
examples is not that of the page.
"""

import json
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "src"))

from lxml.etree import XMLSchema, _Element, parse

from sansfaute.documents.adapters.facturx_pdf import extract_cii
from sansfaute.documents.rules.conversion import as_bytes, contacts_in_one, converted
from sansfaute.en16931 import cdar
from sansfaute.en16931.judgement import judge
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.model.term import is_group
from sansfaute.en16931.model.walk import walk
from sansfaute.en16931.rules import not_coded
from sansfaute.en16931.rules.packs import JUDGED
from sansfaute.en16931.syntaxes import Reading, Recognised, read, unheld
from sansfaute.en16931.values import Finding
from sansfaute.review.adapters import official
from sansfaute.review.adapters.official import schema
from sansfaute.review.adapters.official.coverage import MISNAMED, unchecked
from sansfaute.review.adapters.official.packs import packs_for
from sansfaute.review.adapters.official.report import schema_finding
from sansfaute.review.tests.known_differences import GIVES_UP, KNOWN

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT.parent / "shared" / "examples" / "france"
CDAR_SCHEMA = ROOT.parent / "shared" / "schemas" / "cdar"
PAGE = ROOT / "docs" / "conformance.md"
PARITY = ROOT / "build" / "parity.json"
OTHER = {"cii": "ubl", "ubl": "cii"}
LATER = {
    "CII-SR-465": "one element for the name of a contact, since Factur-X 1.09.2",
    "CII-SR-466": "one element for the name of a contact, since Factur-X 1.09.2",
    "CII-SR-470": "one account for a transfer, since Factur-X 1.09.2",
}
"""Rules that came after the index was made."""
_BEGIN, _END = "<!-- parity: begin -->", "<!-- parity: end -->"


@dataclass(frozen=True, slots=True)
class Row:
    """One example: what the index says of it, and what was found."""

    name: str
    syntax: str
    expected: frozenset[str]
    native: str
    native_rules: frozenset[str]
    official: str
    official_rules: frozenset[str]
    written: str
    converted: str
    is_minimum: bool = False

    @property
    def agrees(self) -> bool:
        """Whether both verdicts are what the index expects, rules that came later aside."""
        later = frozenset(LATER)
        found = [self.native_rules - later] + ([] if self.official == "none" else [self.official_rules - later])
        return all(one == self.expected for one in found)

    def cells(self) -> list[str]:
        """The row as the page shows it."""
        rules = said(self.native_rules)
        if self.official != "none" and self.native_rules != self.official_rules:
            rules = f"native: {rules or 'none'}; official: {said(self.official_rules) or 'none'}"
        expected = "not an invoice of the reform" if self.is_minimum else said(self.expected) or "ok"
        return [self.name, self.syntax, expected, self.native, self.official, rules, self.written, self.converted]


def said(rules: Iterable[str]) -> str:
    """Names of rules, sorted."""
    return ", ".join(sorted(rules))


def errors(findings: Iterable[Finding]) -> frozenset[str]:
    """The names of the rules that an error bears."""
    return frozenset(one.rule for one in findings if one.level == "error")


def index(folder: Path) -> dict[str, tuple[bool, frozenset[str]]]:
    """For each example, whether its profile is MINIMUM, and the rules that its index says fail."""
    lines = [line.split("|") for line in (folder / "INDEX.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    return {
        cells[1].strip(): (
            "MINIMUM" in cells[3],
            frozenset(one.strip() for one in cells[8].split(",")) - {"ok"},
        )
        for cells in lines[1:]
    }


def rows(folder: Path) -> list[Row]:
    """Every example of the index, judged by both sides in one go."""
    expected = index(folder)
    contents = {name: content_of(folder / name) for name in expected}
    readings = {name: read(content) for name, content in contents.items()}
    asked = [name for name, one in readings.items() if one.syntax in OTHER]
    verdicts = dict(zip(asked, official.judge([contents[name] for name in asked]), strict=True))
    return [row(name, contents[name], readings[name], *expected[name], verdicts.get(name)) for name in expected]


def content_of(path: Path) -> bytes:
    """The XML of an example, taken out of it when it is a PDF."""
    content = path.read_bytes()
    return extract_cii(content) or b"" if path.suffix == ".pdf" else content


def row(
    name: str,
    content: bytes,
    reading: Reading,
    is_minimum: bool,
    expected: frozenset[str],
    verdict: official.OfficialVerdict | None,
) -> Row:
    """One line of the table."""
    if reading.syntax == "cdar":
        native, lost = cdar.judge(content, schema=cdar_schema), cdar.unheld(content)
    else:
        native, lost = judge(content, schema=schema.findings), unheld(reading)
    kind = f"{'Factur-X' if name.endswith('.pdf') else reading.syntax.upper()} {reading.profile}"
    return Row(
        name=name,
        syntax=kind if reading.syntax != "cdar" else f"CDAR {reading.profile.rpartition(':')[2]}",
        expected=expected,
        native=native.verdict,
        native_rules=errors(native.findings),
        official="none" if verdict is None else verdict.verdict,
        official_rules=frozenset() if verdict is None else errors(verdict.findings),
        written="whole" if not lost else f"{len(lost)} not held: {said({last_step(one) for one in lost})}",
        converted=there_and_back(reading) if reading.syntax in OTHER else "–",
        is_minimum=is_minimum,
    )


def last_step(one: Finding) -> str:
    """The term of a finding, else the last element of its path."""
    return one.term or re.sub(r"\[\d+\]", "", one.path).rpartition("/")[2]


def there_and_back(reading: Reading) -> str:
    """What becomes of an invoice in the other syntax and back."""
    away = converted(reading, OTHER[reading.syntax])
    if away.findings:
        return f"refused: {said({last_step(one) or one.rule for one in away.findings})}"
    back = read(as_bytes(away))
    again = converted(back, reading.syntax, reading.profile)
    assert reading.invoice is not None
    if again.findings or again.invoice is None:
        return f"not back: {said({last_step(one) or one.rule for one in again.findings})}"
    returned = read(as_bytes(again)).invoice
    if returned == reading.invoice:
        return "whole"
    assert returned is not None
    if returned == contacts_in_one(reading.invoice):
        return "whole, contacts in one element"
    same = said_by(returned) == said_by(reading.invoice)
    return "whole, in another order" if same else "changed"


def said_by(invoice: Invoice) -> Counter[tuple[str, Any]]:
    """Each term with its value, whatever its place among its like."""
    return Counter((term, value) for term, _, value in walk(invoice) if not is_group(type(value)))


_CDAR: list[XMLSchema] = []


def cdar_schema(root: _Element, _syntax: str, _profile: str) -> list[Finding] | None:
    """What the schema of lifecycle messages refuses; None where the schema is absent."""
    if not _CDAR:
        found = sorted(CDAR_SCHEMA.rglob("CrossDomainAcknowledgementAndResponse_*.xsd"), key=lambda one: len(one.name))
        if not found:
            return None
        _CDAR.append(XMLSchema(parse(found[0])))
    _CDAR[0].validate(root)
    return [schema_finding(one.message, one.path or "") for one in _CDAR[0].error_log]  # type: ignore[attr-defined]  # stubs


def page(table: list[Row], parity: str) -> str:
    """The whole page."""
    return "\n".join([*head(table), "", *examples(table), "", _BEGIN, parity.strip(), _END, "", *tail()]) + "\n"


def head(table: list[Row]) -> Iterator[str]:
    """What the page is, and the sums."""
    invoices = [one for one in table if one.official != "none"]
    same = sum(one.native_rules == one.official_rules and one.native == one.official for one in invoices)
    agreeing, whole = sum(one.agrees for one in table), sum(one.written == "whole" for one in table)
    back = sum(one.converted.startswith("whole") for one in invoices)
    yield from (
        "# Conformance",
        "",
        "What the official French examples (`../shared/examples`) get from the native rules, from the official rules",
        "(XSD and Schematron of the installed package), and from their own index. Made by `make conformance`; the page",
        "holds verdicts and names of rules, none of the examples' texts.",
        "",
        f"- {len(table)} files: {len(invoices)} invoices; {len(table) - len(invoices)} lifecycle messages (CDAR), for",
        "  which no official rules can be run (“none”).",
        f"- Native and official verdict name the same rules on {same} of {len(invoices)} invoices.",
        f"- Verdicts are those of the index on {agreeing} files; the others are explained below.",
        f"- Written back in their own syntax without a loss: {whole} of {len(table)}.",
        f"- Converted to the other syntax and back without a loss: {back} of {len(invoices)} invoices; the others are",
        "  refused, and what would be lost is named.",
    )


def examples(table: list[Row]) -> Iterator[str]:
    """The table, and why some rows are not what the index says."""
    yield from (
        "## The examples",
        "",
        "| file | syntax, profile | index | native | official | rules named | written back | other syntax and back |",
        "|---|---|---|---|---|---|---|---|",
    )
    yield from ("| " + " | ".join(cell or "–" for cell in one.cells()) + " |" for one in table)
    different = [one for one in table if not one.agrees]
    if different:
        yield from ("", "Against the index:", "")
    yield from (f"- `{one.name}`: {why_different(one)}" for one in different)
    later = sorted({rule for one in table for rule in one.native_rules | one.official_rules} & set(LATER))
    yield from (f"- {rule} is younger than the index: {LATER[rule]}." for rule in later)


def why_different(one: Row) -> str:
    """One sentence about a row that the index does not describe."""
    if one.is_minimum:
        return (
            "the index judges it by the rules of EN 16931, which it cannot meet; here the rules of its own profile,"
            " MINIMUM, judge it."
        )
    extra = said((one.native_rules | one.official_rules) - one.expected - set(LATER))
    lacking = said(one.expected - one.native_rules)
    parts = [
        f"named here and not in the index: {extra}" if extra else "",
        f"only in the index: {lacking}" if lacking else "",
    ]
    return "; ".join(filter(None, parts)) + "."


def parity_section(report: dict[str, Any]) -> str:
    """The figures of `tools/parity.py`."""
    lines = [
        "## Parity",
        "",
        f"{report['documents']} documents (the examples, then mutants of them) judged by both sides, and compared by",
        f"the set of error rules named: **{report['documents'] - report['same']} differ**;"
        f" {report['rules_met']} official rules were met at least once.",
        "",
        "| outcome | documents |",
        "|---|---|",
        *(f"| {name} | {count} |" for name, count in report["outcomes"].items()),
    ]
    for part, title in (("profiles", "syntax and profile"), ("mutations", "mutation")):
        lines += ["", f"| {title} | same verdict | of |", "|---|---|---|"]
        lines += [f"| {name} | {same} | {whole} |" for name, (same, whole) in report[part].items()]
    if report["differences"]:
        lines += ["", "Rules named by one side only:", "", "| rule, side, syntax, profile | documents |", "|---|---|"]
        lines += [f"| {name} | {count} |" for name, count in report["differences"].items()]
    return "\n".join(lines)


def tail() -> Iterator[str]:
    """The known errors of the official packs, and what nobody checks."""
    yield from ("## Errors of the official packs", "", "Kept as differences on purpose, each with its proof.", "")
    for (side, why), rules in known_by_reason().items():
        yield f"- **{', '.join(rules)}**, named by the {side} side alone: {why}"
    yield from (f"- {one}" for one in GIVES_UP)
    yield from (
        f"- **{wrong}** is the name under which the BR-FR pack for UBL states the rule {right}."
        for wrong, right in sorted(MISNAMED.items())
    )
    yield from (
        "",
        "## What the official packs leave out",
        "",
        "Rules of EN 16931 and of XP Z12-012 that no stylesheet states for documents of a syntax and profile; `check",
        "--json` gives them as `unchecked`. Those in bold are checked by the native rules. Rules that an extended",
        "profile lifts on purpose, such as those against mixing VAT category O with others, are named too.",
        "",
    )
    for syntax, profiles in JUDGED.items():
        for profile in profiles:
            packs = packs_for(Recognised(syntax, profile))
            assert packs is not None
            names = [f"**{one}**" if is_native(one, not_coded(syntax, profile)) else one for one in unchecked(packs)]
            yield f"- {syntax.upper()} {profile}: {', '.join(names)}."
    yield "- CDAR: the installed package has no rules; the native ones (BR-FR-CDV) judge alone."


def known_by_reason() -> dict[tuple[str, str], list[str]]:
    """The rules of the known differences, by who names them alone, and why."""
    found: dict[tuple[str, str], list[str]] = {}
    for one in KNOWN:
        found.setdefault((one.side, one.why), []).append(one.rule)
    return found


def is_native(rule: str, native: frozenset[str]) -> bool:
    """Whether a native rule bears this name, whole or with the term it looks at."""
    return rule in native or any(one.startswith(f"{rule}_") for one in native)


def kept_parity() -> str:
    """The section of the page as it stands."""
    text = PAGE.read_text("utf-8") if PAGE.exists() else ""
    _, found, rest = text.partition(_BEGIN)
    return rest.partition(_END)[0] if found else "## Parity\n\nNot measured yet: `make conformance` measures it."


def table_of(text: str) -> list[str]:
    """The rows of the table of examples on a page."""
    return [line for line in text.splitlines() if re.match(r"\| \S+\.(?:xml|pdf) \|", line)]


def main() -> None:
    """Writes the page, or compares with it."""
    table = rows(EXAMPLES)
    parity = parity_section(json.loads(PARITY.read_text("utf-8"))) if PARITY.exists() else kept_parity()
    text = page(table, parity)
    if "--check" in sys.argv:
        raise SystemExit(table_of(text) != table_of(PAGE.read_text("utf-8")))
    PAGE.write_text(text, "utf-8")
    print(f"{PAGE.relative_to(ROOT)}: {len(table)} examples")


if __name__ == "__main__":
    main()
