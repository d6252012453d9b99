"""The one XML parser: no entity, no network, no huge text; what is not XML is refused with a reason."""

from lxml import etree

from sansfaute.en16931.syntaxes.refusals import ReadRefused, finding
from sansfaute.en16931.values import Finding

MAX_BYTES = 100 * 1024 * 1024
"""Largest document read, in bytes (100 MB: France, BR-FR-19). One text is at most 10 MB (libxml2)."""


def parse(content: bytes) -> etree._Element:
    """The root element, without comments or processing instructions; raises ReadRefused.

    Any encoding that the document declares, with or without a byte order mark. A document type
    declaration is refused: no invoice format has one, and entities are born there.
    """
    if len(content) > MAX_BYTES:
        raise ReadRefused([_finding("read.size", f"{len(content)} bytes", f"{len(content)} octets")])
    try:
        root = etree.fromstring(content, _parser())
    except (etree.XMLSyntaxError, ValueError) as problem:
        why = str(problem) or "not XML"
        raise ReadRefused([_finding("read.xml", why, why)]) from problem
    if root.getroottree().docinfo.internalDTD is not None:
        raise ReadRefused([_finding("read.doctype", "a DOCTYPE is not allowed", "un DOCTYPE n'est pas admis")])
    return root


def _parser() -> etree.XMLParser:
    """A parser of its own for each document: parsers keep state and are not shared between threads."""
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )


def _finding(rule: str, en: str, fr: str) -> Finding:
    return finding(
        rule,
        "",
        "",
        f"Le fichier n'est pas un document XML lisible : {fr}.",
        f"The file is not a readable XML document: {en}.",
        "Demander à l'émetteur un fichier XML correct.",
        "Ask the sender for a correct XML file.",
    )
