"""Runs the packs on one document. For worker processes only: this imports the XSLT engine."""

from typing import Any

from lxml import etree
from saxonche import PySaxonApiError, PySaxonProcessor

from sansfaute.en16931.syntaxes import ReadRefused, recognise_root
from sansfaute.en16931.syntaxes.xml import parse
from sansfaute.review.adapters.official.coverage import unchecked
from sansfaute.review.adapters.official.hollow import hollow, misshapen
from sansfaute.review.adapters.official.packs import Packs, name_of, packs_for, path_of
from sansfaute.review.adapters.official.report import ReportEmpty, findings_of
from sansfaute.review.adapters.official.schema import schema_findings
from sansfaute.review.adapters.official.verdict import OfficialVerdict, Outcome, not_run

_PRE_EVALUATE = "http://saxon.sf.net/feature/preEvaluateDocFunction"
"""Saxon then reads the code lists of a stylesheet once, when it compiles it, and not for each document."""


class PackMute(Exception):
    """A pack accepts a document that says nothing at all: it is not the pack it should be."""


class Engine:
    """Stylesheets and schemas, compiled and proved once at their first use, and kept."""

    def __init__(self) -> None:
        self._processor = PySaxonProcessor(license=False)
        self._processor.set_configuration_property(_PRE_EVALUATE, "true")
        self._stylesheets: dict[str, Any] = {}
        self._proved: set[tuple[str, str]] = set()

    def judge(self, content: bytes) -> OfficialVerdict:
        """The verdict of every pack of the document's profile; "passed" only if each really ran."""
        try:
            root = parse(content)
        except ReadRefused as refusal:
            return not_run(str(refusal))
        recognised = recognise_root(root)
        packs = packs_for(recognised, etree.QName(root).localname)
        if packs is None:
            return not_run(f"no rules for {recognised.syntax} {recognised.profile}".rstrip())
        return self._run(root, packs)

    def _run(self, root: etree._Element, packs: Packs) -> OfficialVerdict:
        """Schema, then stylesheets; one that breaks on a document already failed leaves it failed.

        After a schema error the stylesheets are not run, as platforms do: they would speak of a
        document that is not one.
        """
        self._prove_schema(packs.schema, root.tag)
        findings, ran, why, left_out = schema_findings(root, packs.schema), [packs.schema], "", unchecked(packs)
        if findings:
            why = "the schema refuses the document: the stylesheets did not run"
            return OfficialVerdict("failed", (name_of(packs.schema),), tuple(findings), why, left_out)
        node = self._processor.parse_xml(xml_text=etree.tostring(root, encoding="unicode"))
        for pack in packs.stylesheets:
            try:
                findings += findings_of(self._report(pack, node, root.tag), pack)
                ran.append(pack)
            except (PySaxonApiError, ReportEmpty, PackMute) as problem:
                why = f"{pack} did not run: {problem}"
        verdict: Outcome = "not_run" if why else "passed"
        if any(one.level == "error" for one in findings):
            verdict = "failed"
        return OfficialVerdict(verdict, tuple(map(name_of, ran)), tuple(findings), why, left_out)

    def _prove_schema(self, pack: str, root_tag: str) -> None:
        """Raises PackMute for a schema that accepts an element nobody knows."""
        if (pack, root_tag) not in self._proved:
            if not schema_findings(parse(misshapen(root_tag)), pack):
                raise PackMute(f"{pack} accepts an unknown element")
            self._proved.add((pack, root_tag))

    def _report(self, pack: str, node: Any, root_tag: str) -> bytes:
        stylesheet = self._stylesheets.get(pack) or self._compiled(pack, root_tag)
        return _transformed(stylesheet, node)

    def _compiled(self, pack: str, root_tag: str) -> Any:
        """The stylesheet, kept once it has refused a document that says nothing; raises PackMute if it does not."""
        stylesheet = self._processor.new_xslt30_processor().compile_stylesheet(stylesheet_file=str(path_of(pack)))
        report = _transformed(stylesheet, self._processor.parse_xml(xml_text=hollow(root_tag).decode()))
        if not any(one.level == "error" for one in findings_of(report, pack)):
            raise PackMute(f"{pack} accepts a document that says nothing")
        self._stylesheets[pack] = stylesheet
        return stylesheet


def _transformed(stylesheet: Any, node: Any) -> bytes:
    return str(stylesheet.transform_to_string(xdm_node=node) or "<nothing/>").encode()
