"""A lifecycle message is read as far as it goes; a file that is none is refused."""

from lxml.etree import _Element

from sansfaute.en16931.cdar.model import Message
from sansfaute.en16931.cdar.names import NAMES, TAG
from sansfaute.en16931.mapped import Reader
from sansfaute.en16931.syntaxes.refusals import ReadRefused, finding
from sansfaute.en16931.syntaxes.xml import parse
from sansfaute.en16931.values import Finding


def read(content: bytes) -> Message:
    """The message that the bytes hold, missing terms blank.

    Raises ReadRefused when they are not XML, are hostile, or are another kind of document.
    """
    return read_root(parse(content))[0]


def read_root(root: _Element) -> tuple[Message, tuple[Finding, ...]]:
    """The message of a document already parsed, and what of it is doubled or unreadable.

    Raises ReadRefused when its root element is another one.
    """
    reader = _reader_of(root)
    return reader.group(Message, root), tuple(reader.findings)


def unheld(content: bytes) -> tuple[Finding, ...]:
    """What the document says and the model does not hold, by place: writing it again would lose it."""
    root = parse(content)
    reader = _reader_of(root)
    reader.group(Message, root)
    return reader.unheld(root)


def _reader_of(root: _Element) -> Reader:
    if root.tag != TAG:
        name = str(root.tag)
        fr = f"Ce document n'est pas un message de cycle de vie CDAR ({name})."
        en = f"This document is not a CDAR lifecycle message ({name})."
        fix = ("Fournir un message CDAR D22B.", "Supply a CDAR D22B message.")
        raise ReadRefused([finding("read.root", "", name, fr, en, *fix)])
    return Reader(NAMES)
