"""Which syntax is this, and which profile (BT-24)? Said from the content, never from the file name."""

import json
from dataclasses import dataclass
from typing import Any

from lxml.etree import QName, _Element

from sansfaute.en16931.syntaxes.refusals import ReadRefused
from sansfaute.en16931.syntaxes.xml import parse

PROFILES = {
    "urn:cen.eu:en16931:2017": "en16931",
    "urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:basic": "basic",
    "urn:factur-x.eu:1p0:basicwl": "basicwl",
    "urn:factur-x.eu:1p0:minimum": "minimum",
    "urn:cen.eu:en16931:2017#conformant#urn:factur-x.eu:1p0:extended": "extended",
    # A spelling of the French norm's text, against the one of every sample: accepted when reading.
    "urn:cen.eu:en16931:2017#compliant#urn:factur-x.eu:1p0:extended": "extended",
    "urn:cen.eu:en16931:2017#conformant#urn.cpro.gouv.fr:1p0:extended-ctc-fr": "extended-ctc-fr",
}
"""The name of the profile for each value of BT-24 that French texts know."""

_ROOTS = {
    "{urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100}CrossIndustryInvoice": "cii",
    "{urn:oasis:names:specification:ubl:schema:xsd:Invoice-2}Invoice": "ubl",
    "{urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2}CreditNote": "ubl",
    "{urn:un:unece:uncefact:data:standard:CrossDomainAcknowledgementAndResponse:100}"
    "CrossDomainAcknowledgementAndResponse": "cdar",
}
_GUIDELINE = "{*}ExchangedDocumentContext/{*}GuidelineSpecifiedDocumentContextParameter/{*}ID"
_BLANKS = b"\xef\xbb\xbf \t\r\n"  # a byte order mark, then white space
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
    start = content.lstrip(_BLANKS)[:1]
    if start == b"{":
        return _json(content)
    if start != b"<" and b"%PDF-" in content[:1024]:
        return Recognised("pdf")
    try:
        return recognise_root(parse(content))
    except ReadRefused:
        return Recognised("unknown")


def recognise_root(root: _Element) -> Recognised:
    """The same, for a document already parsed."""
    syntax = _ROOTS.get(QName(root).text, "unknown")
    profile = root.findtext(_PROFILE_PATHS[syntax], "") if syntax in _PROFILE_PATHS else ""
    return Recognised(syntax, _profile(profile))


def _json(content: bytes) -> Recognised:
    try:
        data: Any = json.loads(content)
        profile = data["process_control"]["specification_identifier"]
    except (ValueError, KeyError, TypeError, RecursionError):
        return Recognised("unknown")
    return Recognised("json", _profile(str(profile)))


def _profile(written: str) -> str:
    name = " ".join(written.split())
    return PROFILES.get(name, name)
