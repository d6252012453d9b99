"""Runs the packs on one document. For worker processes only: this imports the XSLT engine."""

from functools import cache
from typing import Any

from lxml import etree
from saxonche import PySaxonApiError, PySaxonProcessor

from sansfaute.en16931.syntaxes import ReadRefused, recognise_root
from sansfaute.en16931.syntaxes.xml import parse
from sansfaute.en16931.values import Finding
from sansfaute.review.adapters.official.packs import Packs, name_of, packs_for, path_of
from sansfaute.review.adapters.official.report import ReportEmpty, findings_of, schema_finding
from sansfaute.review.adapters.official.verdict import OfficialVerdict, not_run


class Engine:
    """Stylesheets and schemas, compiled once at their first use and kept."""

    def __init__(self) -> None:
        self._processor = PySaxonProcessor(license=False)
        self._stylesheets: dict[str, Any] = {}

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
        """Schema, then stylesheets; one that breaks on a document already failed leaves it failed."""
        findings, ran, why = _schema_findings(root, packs.schema), [packs.schema], ""
        node = self._processor.parse_xml(xml_text=etree.tostring(root, encoding="unicode"))
        for pack in packs.stylesheets:
            try:
                findings += findings_of(self._report(pack, node), pack)
                ran.append(pack)
            except (PySaxonApiError, ReportEmpty) as problem:
                why = f"{pack} did not run: {problem}"
        names = tuple(map(name_of, ran))
        if any(one.level == "error" for one in findings):
            return OfficialVerdict("failed", names, tuple(findings), why)
        return OfficialVerdict("not_run" if why else "passed", names, tuple(findings), why)

    def _report(self, pack: str, node: Any) -> bytes:
        if pack not in self._stylesheets:
            compiler = self._processor.new_xslt30_processor()
            self._stylesheets[pack] = compiler.compile_stylesheet(stylesheet_file=str(path_of(pack)))
        report = self._stylesheets[pack].transform_to_string(xdm_node=node)
        return str(report or "<nothing/>").encode()


@cache
def _schema(pack: str) -> etree.XMLSchema:
    return etree.XMLSchema(etree.parse(path_of(pack)))


def _schema_findings(root: etree._Element, pack: str) -> list[Finding]:
    schema = _schema(pack)
    schema.validate(root)
    errors: Any = schema.error_log
    return [schema_finding(one.message, one.path or "") for one in errors]
