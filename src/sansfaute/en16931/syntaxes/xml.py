"""The one XML parser: no entity, no network, no file, bounded memory; what is not XML is refused with a reason."""

import re

from lxml import etree

from sansfaute.en16931.syntaxes.encoding import as_utf_8, not_utf_8
from sansfaute.en16931.syntaxes.refusals import ReadRefused, finding
from sansfaute.en16931.syntaxes.size import too_large
from sansfaute.en16931.values import Finding

MAX_DEPTH = 256
"""Deepest nesting of elements: an invoice has about 12."""

_SPACE = re.compile(rb"[ \t\r\n]*")
_BEYOND = "/*" * (MAX_DEPTH + 1)


def parse(content: bytes) -> etree._Element:
    """The root element, without comments or processing instructions; raises ReadRefused.

    Encodings that invoices come in, with or without a byte order mark. A document type declaration
    is refused before anything is parsed: no invoice format has one, and entities are born there.
    """
    large = too_large(content, "xml")
    if large:
        raise ReadRefused([large])
    text = as_utf_8(content)
    if _has_doctype(text):
        raise ReadRefused([_doctype()])
    try:
        root = etree.fromstring(text, _parser())
    except etree.XMLSyntaxError as problem:
        if getattr(problem, "code", 0) != etree.ErrorTypes.ERR_RESOURCE_LIMIT:
            raise (not_utf_8(text) or ReadRefused([_not_xml(problem, text)])) from problem
        root = _with_long_texts(text)
    except ValueError as problem:
        raise ReadRefused([_finding("read.xml", str(problem), str(problem))]) from problem
    if root.getroottree().docinfo.internalDTD is not None:
        raise ReadRefused([_doctype()])
    return root


def _with_long_texts(text: bytes) -> etree._Element:
    """A document that passed a limit of the parser: of a text (10 MB), which attachments do, or of depth.

    The parser lifts both limits or none; the depth is then ours to check.
    """
    try:
        root = etree.fromstring(text, _parser(huge=True))
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise ReadRefused([_not_xml(problem, text)]) from problem
    if root.xpath(f"boolean({_BEYOND})"):
        raise ReadRefused([_too_deep()])
    return root


def _parser(*, huge: bool = False) -> etree.XMLParser:
    """A parser of its own for each document: parsers keep state and are not shared between threads."""
    return etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=huge,
        remove_comments=True,
        remove_pis=True,
    )


def _has_doctype(text: bytes) -> bool:
    """Whether a DOCTYPE follows the declaration, comments and processing instructions at the start."""
    at = 0
    while True:
        at = _SPACE.match(text, at).end()  # type: ignore[union-attr]  # it always matches
        end = b"?>" if text.startswith(b"<?", at) else b"-->" if text.startswith(b"<!--", at) else b""
        found = text.find(end, at) if end else -1
        if found < 0:
            return text.startswith(b"<!DOCTYPE", at)
        at = found + len(end)


def _not_xml(problem: Exception, text: bytes) -> Finding:
    """The parser's own words, which are English; and whether the file ends too early."""
    if not text.strip():
        return _finding("read.xml", "it is empty", "il est vide")
    if "xcessive depth" in str(problem):
        return _too_deep()
    said = " ".join(str(getattr(problem, "msg", problem)).split())
    if not text.rstrip().endswith(b">"):
        return _finding("read.xml", f"it is cut short ({said})", f"il est coupé avant sa fin ({said})")
    return _finding("read.xml", said, said)


def _too_deep() -> Finding:
    return _finding(
        "read.xml",
        f"elements are nested more than {MAX_DEPTH} deep",
        f"des éléments sont imbriqués sur plus de {MAX_DEPTH} niveaux",
    )


def _doctype() -> Finding:
    return finding(
        "read.doctype",
        "",
        "",
        "Le fichier contient une déclaration DOCTYPE : une facture n'en a pas, et elle peut cacher une attaque.",
        "The file holds a DOCTYPE declaration: an invoice has none, and it may hide an attack.",
        "Retirer la déclaration DOCTYPE et ses entités, ou demander un autre fichier à l'émetteur.",
        "Take out the DOCTYPE declaration and its entities, or ask the sender for another file.",
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
