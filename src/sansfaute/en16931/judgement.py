"""One native verdict on a document as it came: read it, hold it against its schema, then ask the rules.

Platforms stop at the first stage that refuses, and so do the official packs as we run them: after a
schema error the rules are not asked, since they speak of a document that is not one.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from lxml.etree import _Element

from sansfaute.en16931 import rules, structure
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.rules.packs import JUDGED
from sansfaute.en16931.syntaxes import Reading, cii, read
from sansfaute.en16931.values import Finding

Verdict = Literal["passed", "failed", "not_run"]
Schema = Callable[[_Element, str, str], list[Finding] | None]
"""(root, syntax, profile) to the errors of the schema (rule `XSD`); None when it knows no schema for them."""

_JUDGED = {**JUDGED, "json": JUDGED["cii"]}
_RULES = {name: rule for rule in rules.RULES for name in (rule.id, *rule.also)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """What we say of one document.

    `asked` names the packs that spoke; `why` tells what did not run. "not_run" is neither good nor
    bad: nobody judged. `invoice` is what could be read, None when there is none.
    """

    syntax: str
    profile: str
    verdict: Verdict
    invoice: Invoice | None = None
    findings: tuple[Finding, ...] = ()
    why: str = ""
    asked: tuple[str, ...] = field(default=())


def judge(content: bytes, *, schema: Schema | None = None, given: rules.Given = rules.NOTHING_GIVEN) -> Judgement:
    """The verdict on any file; never raises for a fault of the document. `given` is what only the caller knows."""
    return judge_reading(read(content), schema=schema, given=given)


def judge_reading(
    reading: Reading, *, schema: Schema | None = None, given: rules.Given = rules.NOTHING_GIVEN
) -> Judgement:
    """The same, for a document already read."""
    if reading.syntax in _JUDGED and reading.profile not in _JUDGED[reading.syntax] and reading.invoice is not None:
        return _said(reading, (), (), f"no rules for {reading.syntax} {reading.profile}".rstrip())
    if reading.syntax not in _JUDGED:
        return _said(reading, reading.findings, (), "" if reading.findings else f"no rules for {reading.syntax}")
    refused = _refused(reading, schema)
    if refused:
        return _said(reading, (*reading.findings, *refused), ("XSD",), "")
    asked = (*(("XSD",) if refused is not None else ()), rules.PACK)
    unread = [_noted(one) if refused is not None else one for one in reading.findings]
    return _said(reading, (*unread, *_findings(reading, given)), asked, "")


def _noted(one: Finding) -> Finding:
    """What cannot be read, of a document that its schema accepts: whether it may be so is for the rules to say."""
    return replace(one, level="warning")


def _refused(reading: Reading, schema: Schema | None) -> list[Finding] | None:
    """The errors of the schema; None when none was asked."""
    if schema is None or reading.root is None:
        return None
    return schema(reading.root, reading.syntax, reading.profile)


def _findings(reading: Reading, given: rules.Given) -> list[Finding]:
    """What the rules say of the invoice, and what they cannot see in it.

    A rule that the structure states whole is decided by the document as written: an element that is
    there but blank, or there twice, is not what the model holds. It keeps its own words all the same.
    """
    said = list(_asked(reading.invoice, reading, given)) if reading.invoice is not None else []
    if reading.root is None:
        return said
    examined = structure.examine(reading.root, reading.syntax, reading.profile)
    found, settled = examined.findings, examined.decided | examined.silent
    seen = {one.rule for one in found}
    kept = [one for one in said if one.rule in seen or one.rule not in settled]
    known = {one.rule for one in kept}
    return [*kept, *(_worded(one) for one in found if one.rule not in known)]


def _asked(invoice: Invoice, reading: Reading, given: rules.Given) -> list[Finding]:
    """What the rules say of the invoice; in CII, where they compare codes with their blanks, of it as written."""
    if reading.syntax == "cii" and reading.raw and reading.root is not None:
        invoice, _, _ = cii.open(reading.root, verbatim=True)
    return rules.check(invoice, syntax=reading.syntax, raw=reading.raw, given=given)


def _worded(one: Finding) -> Finding:
    """A finding of the structure in the words of the rule, when `rules` has it."""
    rule = _RULES.get(one.rule)
    return one if rule is None else replace(one, term=rule.term, message=rule.message, fix=rule.fix)


def _said(reading: Reading, findings: tuple[Finding, ...], asked: tuple[str, ...], why: str) -> Judgement:
    verdict: Verdict = "failed" if any(one.level == "error" for one in findings) else "passed"
    if verdict == "passed" and why:
        verdict = "not_run"
    return Judgement(
        syntax=reading.syntax,
        profile=reading.profile,
        verdict=verdict,
        invoice=reading.invoice,
        findings=findings,
        why=why,
        asked=asked,
    )
