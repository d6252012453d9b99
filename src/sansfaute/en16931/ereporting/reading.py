"""A flow 10 file is read as far as it goes: to look at what was sent, and to prove that writing loses nothing."""

from dataclasses import replace

from sansfaute.en16931.ereporting.model import Transmission
from sansfaute.en16931.ereporting.names import NAMES, ROOT
from sansfaute.en16931.mapped import Reader, terms
from sansfaute.en16931.syntaxes.refusals import ReadRefused, finding
from sansfaute.en16931.syntaxes.xml import parse
from sansfaute.en16931.values import Finding

_DATES = frozenset(one.term for one in terms(Transmission) if one.kind == "date")


def read(content: bytes) -> tuple[Transmission, tuple[Finding, ...]]:
    """The transmission that the bytes hold, and what of it is doubled, unreadable or not held.

    Raises ReadRefused when they are not XML, are hostile, or are another kind of document.
    """
    root = parse(content)
    if root.tag != ROOT:
        name = str(root.tag)
        fr, en = f"Ce document n'est pas un flux 10 ({name}).", f"This document is not a flow 10 ({name})."
        fix = ("Fournir un fichier dont la racine est Report.", "Supply a file whose root is Report.")
        raise ReadRefused([finding("read.root", "", name, fr, en, *fix)])
    reader = Reader(NAMES)
    transmission = reader.group(Transmission, root)
    return transmission, (*map(_named, reader.findings), *reader.unheld(root))


def _named(one: Finding) -> Finding:
    """The fault by its official number, where annex 7 has one: a date that cannot be read is G1.09."""
    return replace(one, rule="G1.09") if one.rule == "read.value" and one.term in _DATES else one
