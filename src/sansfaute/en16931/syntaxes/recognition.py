"""Which syntax is this, and which profile (BT-24)? Said from the content, never from the file name."""

import json
import re
from dataclasses import dataclass
from typing import Any

from lxml.etree import QName, _Element

from sansfaute.en16931.profiles import PROFILES, profile_named
from sansfaute.en16931.syntaxes.refusals import ReadRefused
from sansfaute.en16931.syntaxes.size import too_large
from sansfaute.en16931.syntaxes.xml import parse

__all__ = ["PROFILES", "Recognised", "recognise", "recognise_root"]

_ROOTS = {
    "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}CrossIndustryInvoice": "cii",
    "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice": "ubl",
    "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote": "ubl",
    "{urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100}"
    "CrossDomainAcknowledgementAndResponse": "cdar",
}
_GUIDELINE = "{*}ExchangedDocumentContext/{*}GuidelineSpecifiedDocumentContextParameter/{*}ID"
_START = re.compile(rb"(?:\xef\xbb\xbf)?[ \t\r\n]*(.)", re.DOTALL)  # after a byte order mark and white space
_PROFILE_PATHS = {"cii": _GUIDELINE, "ubl": "{*}CustomizationID", "cdar": _GUIDELINE}


@dataclass(frozen=True, slots=True)
class Recognised:
    """`syntax` is cii, ubl, cdar, pdf, json or unknown; `profile` a short name, or BT-24 as written.

    The profile of a PDF is that of the XML inside, which only `documents` can take out: empty here.
    """

    syntax: str
    profile: str = ""


def recognise(content: bytes) -> Recognised:
    """The syntax and profile of a document; never raises."""
    kind = kind_of(content)
    if kind != "xml":
        return _json(content) if kind == "json" else Recognised(kind)
    try:
        return recognise_root(parse(content))
    except ReadRefused:
        return Recognised("unknown")


def kind_of(content: bytes) -> str:
    """What a file looks like at its start: json, pdf or, failing those, xml."""
    start = _START.match(content)
    if start is not None and start[1] == b"{":
        return "json"
    return "pdf" if (start is None or start[1] != b"<") and b"%PDF-" in content[:1024] else "xml"


def recognise_root(root: _Element) -> Recognised:
    """The same, for a document already parsed."""
    syntax = _ROOTS.get(QName(root).text, "unknown")
    profile = root.findtext(_PROFILE_PATHS[syntax], "") if syntax in _PROFILE_PATHS else ""
    return Recognised(syntax, profile_named(profile))


def _json(content: bytes) -> Recognised:
    if too_large(content, "json"):
        return Recognised("unknown")
    try:
        data: Any = json.loads(content)
        profile = data["process_control"]["specification_identifier"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return Recognised("unknown")
    return Recognised("json", profile_named(str(profile)))
