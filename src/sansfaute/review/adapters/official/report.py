"""From a Schematron report (SVRL) or a schema error to findings."""

import re

from lxml import etree

from sansfaute.en16931.structure import rule_name
from sansfaute.en16931.values import Finding

_SVRL = "{http://purl.oclc.org/dsdl/svrl}"
_TERM = re.compile(r"B[TG]-\d+")
_STEP = re.compile(r"\*:(\w+)\[namespace-uri\(\)='[^']*'\]")


class ReportEmpty(Exception):
    """A pack gave a report in which no rule was applied: it did not really run."""


def findings_of(report: bytes, pack: str) -> list[Finding]:
    """What failed, in the report's order, under the names of the rules that the asserts state.

    Raises ReportEmpty when no rule was applied at all.
    """
    root = etree.fromstring(report, etree.XMLParser(resolve_entities=False, no_network=True))
    if root.tag != _SVRL + "schematron-output" or root.find(f"{_SVRL}fired-rule") is None:
        raise ReportEmpty(f"{pack} applied no rule")
    found, context = [], ""
    for one in root.iter(_SVRL + "fired-rule", _SVRL + "failed-assert", _SVRL + "successful-report"):
        if one.tag == _SVRL + "fired-rule":
            context = one.get("context", "")
        else:
            found.append(_finding(one, rule_name(pack, one.get("id", ""), context)))
    return found


def schema_finding(message: str, path: str) -> Finding:
    """One error of the schema."""
    return _said("XSD", "error", message, path)


def _finding(failed: etree._Element, rule: str) -> Finding:
    text = " ".join(" ".join(str(part) for part in failed.itertext()).split())
    level = "warning" if failed.get("flag") in ("warning", "information", "info") else "error"
    return _said(rule, level, text, _STEP.sub(r"\1", failed.get("location") or ""))


def _said(rule: str, level: str, text: str, path: str) -> Finding:
    """Packs speak one language each: their sentence stands for both."""
    term = _TERM.search(rule) or _TERM.search(text)
    return Finding(
        rule=rule,
        level=level,
        term=term[0] if term else "",
        value="",
        message={"fr": text, "en": text},
        fix={"fr": "", "en": ""},
        path=path,
    )
