"""Any document, read as far as it goes: what it is, what it holds, and what could not be read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml.etree import QName, _Element

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.syntaxes import cii, json, ubl
from sansfaute.en16931.syntaxes.recognition import kind_of, recognise, recognise_root
from sansfaute.en16931.syntaxes.refusals import ReadRefused, finding
from sansfaute.en16931.syntaxes.size import too_large
from sansfaute.en16931.syntaxes.xml import parse
from sansfaute.en16931.values import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was found in a file.

    `syntax` is cii, ubl, json, cdar, pdf or unknown; `profile` a short name, or BT-24 as written;
    `root_name` the name of the root element, without namespace. `invoice` is None when there is
    none to hold: not a readable file, or another kind of document. `findings` tell what cannot be
    read. `raw` gives, by model path (`lines[0].price.item_net_price`), a text as it is written
    where it is not the plain form of the value held.
    """

    syntax: str
    profile: str = ""
    root_name: str = ""
    root: _Element | None = None
    invoice: Invoice | None = None
    findings: tuple[Finding, ...] = ()
    raw: Mapping[str, str] = field(default_factory=dict)


_READERS: dict[str, Callable[[_Element], tuple[Invoice | None, tuple[Finding, ...], Mapping[str, str]]]] = {
    "cii": cii.open,
    "ubl": ubl.open,
}


def read(content: bytes) -> Reading:
    """What a document says, whatever its syntax; never raises for a fault of the document."""
    kind = kind_of(content)
    if kind == "json":
        return _json(content)
    if kind == "pdf":
        return Reading(syntax="pdf", findings=(_pdf(),))
    try:
        root = parse(content)
    except ReadRefused as refusal:
        return Reading(syntax="unknown", findings=refusal.findings)
    return read_root(root)


def read_root(root: _Element) -> Reading:
    """The same, for a document already parsed."""
    known = recognise_root(root)
    what: dict[str, Any] = {
        "syntax": known.syntax,
        "profile": known.profile,
        "root_name": QName(root).localname,
        "root": root,
    }
    if known.syntax not in _READERS:
        return Reading(**what, findings=() if known.syntax == "cdar" else (_unknown(QName(root).localname),))
    invoice, findings, raw = _READERS[known.syntax](root)
    return Reading(**what, invoice=invoice, findings=findings, raw=raw)


def _json(content: bytes) -> Reading:
    """Our JSON; other JSON is unknown, with what is wrong when it is broken or too large."""
    known = recognise(content)
    if known.syntax != "json":
        large = too_large(content, "json")
        return Reading(syntax="unknown", findings=(large or _not_ours(content),))
    try:
        invoice = json.read(content.decode("utf-8-sig"))
    except ReadRefused as refusal:
        return Reading(syntax="json", profile=known.profile, findings=refusal.findings)
    except UnicodeDecodeError as problem:
        return Reading(syntax="json", profile=known.profile, findings=(_not_utf_8(problem),))
    return Reading(syntax="json", profile=known.profile, invoice=invoice)


def _not_ours(content: bytes) -> Finding:
    """Why JSON is not an invoice: it is broken, or speaks of something else."""
    try:
        json.read(content.decode("utf-8-sig"))
    except ReadRefused as refusal:
        return refusal.findings[0]
    except UnicodeDecodeError as problem:
        return _not_utf_8(problem)
    fr, en = "Ce JSON n'est pas une facture de ce logiciel.", "This JSON is not an invoice of this program."
    return finding("read.json", "", "", fr, en, *_MEND_JSON)


def _not_utf_8(problem: UnicodeDecodeError) -> Finding:
    at = problem.start + 1
    fr, en = f"Ce fichier JSON n'est pas en UTF-8 (octet {at}).", f"This JSON file is not UTF-8 (byte {at})."
    return finding("read.json", "", "", fr, en, "Enregistrer le fichier en UTF-8.", "Save the file as UTF-8.")


_MEND_JSON = (
    "Écrire le fichier avec ce logiciel, ou fournir du CII ou de l'UBL.",
    "Write the file with this program, or supply CII or UBL.",
)


def _pdf() -> Finding:
    fr = "Ce fichier est un PDF : la facture est dans le fichier XML qu'il contient."
    en = "This file is a PDF: the invoice is in the XML file inside."
    fix = ("Extraire d'abord le XML du PDF.", "Take the XML out of the PDF first.")
    return finding("read.pdf", "", "", fr, en, *fix)


def _unknown(name: str) -> Finding:
    fr = f"Ce document XML n'est ni une facture CII ou UBL, ni un message CDAR (racine {name})."
    en = f"This XML document is neither a CII or UBL invoice nor a CDAR message (root {name})."
    fix = (
        "Fournir un CrossIndustryInvoice, une Invoice ou CreditNote UBL.",
        "Supply a CrossIndustryInvoice, or a UBL Invoice or CreditNote.",
    )
    return finding("read.root", "", name, fr, en, *fix)
