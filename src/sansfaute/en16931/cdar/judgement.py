"""One native verdict on a lifecycle message: read it, hold it against its schema, then ask the rules."""

from lxml.etree import _Element

from sansfaute.en16931.cdar.reading import read_root
from sansfaute.en16931.cdar.rules import PACK, check
from sansfaute.en16931.judgement import Judgement, Schema, Verdict
from sansfaute.en16931.syntaxes import recognise_root
from sansfaute.en16931.syntaxes.refusals import ReadRefused
from sansfaute.en16931.syntaxes.xml import parse
from sansfaute.en16931.values import Finding

NO_OFFICIAL_PACK = "the installed packages hold no official rules for CDAR: the native rules judged alone"
"""What `why` says of every message that was judged."""


def judge(content: bytes, *, schema: Schema | None = None) -> Judgement:
    """The verdict on a lifecycle message; never raises for a fault of the document.

    `why` says that no official pack spoke: the package of official rules has none for CDAR. As for
    invoices, the rules are not asked of a document that its schema refuses.
    """
    try:
        root = parse(content)
    except ReadRefused as refusal:
        return _said("unknown", "", refusal.findings, ())
    return judge_root(root, schema=schema)


def judge_root(root: _Element, *, schema: Schema | None = None) -> Judgement:
    """The same, for a document already parsed."""
    known = recognise_root(root)
    try:
        message, findings = read_root(root)
    except ReadRefused as refusal:
        return _said(known.syntax, known.profile, refusal.findings, ())
    refused = schema(root, "cdar", known.profile) if schema else None
    if refused:
        return _said("cdar", known.profile, (*findings, *refused), ("XSD",))
    asked = (*(("XSD",) if refused is not None else ()), PACK)
    return _said("cdar", known.profile, (*findings, *check(message)), asked)


def _said(syntax: str, profile: str, findings: tuple[Finding, ...], asked: tuple[str, ...]) -> Judgement:
    verdict: Verdict = "failed" if any(one.level == "error" for one in findings) else "passed"
    return Judgement(
        syntax=syntax,
        profile=profile,
        verdict=verdict,
        findings=findings,
        why=NO_OFFICIAL_PACK if asked else "",
        asked=asked,
    )
