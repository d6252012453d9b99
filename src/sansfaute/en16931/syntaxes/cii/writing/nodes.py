"""The document on its way to bytes: blocks of what is written already, as lxml would write it, several times faster."""

from collections.abc import Mapping

from lxml import etree

from sansfaute.en16931.syntaxes.cii.names import PREFIXES, QDT, RAM, RSM, UDT
from sansfaute.en16931.syntaxes.refusals import is_writable

_ROOT = etree.tostring(etree.Element(RSM + "CrossIndustryInvoice", nsmap=PREFIXES), encoding="unicode")
_OPENING, _CLOSING = f"{_ROOT.removesuffix('/>')}>", "</rsm:CrossIndustryInvoice>"
_DECLARATION = "<?xml version='1.0' encoding='UTF-8'?>\n"
_SHORT = {RSM: "rsm:", RAM: "ram:", UDT: "udt:", QDT: "qdt:"}


class Node:
    """An element that holds others: texts of elements that are whole, and blocks still open."""

    __slots__ = ("_held", "_name")

    def __init__(self, name: str) -> None:
        self._name = name
        self._held: list[str | Node] = []

    def __len__(self) -> int:
        return len(self._held)

    def append(self, one: "str | Node") -> None:
        """Adds a block, or an element that is written."""
        self._held.append(one)

    def remove(self, one: "Node") -> None:
        """Leaves out a block that turned out to hold nothing."""
        self._held = [other for other in self._held if other is not one]

    def write(self, out: list[str]) -> None:
        """Adds the texts of the element and of all that it holds."""
        if not self._held:
            out.append(f"<{self._name}/>")
            return
        out.append(f"<{self._name}>")
        self.write_held(out)
        out.append(f"</{self._name}>")

    def write_held(self, out: list[str]) -> None:
        """The same without the element itself."""
        for one in self._held:
            if type(one) is str:
                out.append(one)
            else:
                one.write(out)  # type: ignore[union-attr]  # a text or a block, and it is no text


def child(parent: Node, namespace: str, name: str) -> Node:
    """A new, empty element at the end of `parent`."""
    found = Node(_SHORT[namespace] + name)
    parent._held.append(found)
    return found


def leaf(parent: Node, namespace: str, name: str, text: str, attributes: Mapping[str, str] | None = None) -> None:
    """An element with a text at the end of `parent`; raises ValueError for a character that XML cannot carry."""
    tag = _SHORT[namespace] + name
    if not text.isprintable() or "&" in text or "<" in text or ">" in text:
        text = _escaped(text)
    if attributes:
        given = "".join([f' {key}="{_quoted(value)}"' for key, value in attributes.items()])
        parent._held.append(f"<{tag}{given}>{text}</{tag}>")
    else:
        parent._held.append(f"<{tag}>{text}</{tag}>")


def whole(root: Node) -> bytes:
    """The document in UTF-8."""
    out = [_DECLARATION, _OPENING]
    root.write_held(out)
    out.append(_CLOSING)
    return "".join(out).encode()


def _escaped(text: str) -> str:
    if not is_writable(text):
        raise ValueError("All strings must be XML compatible: Unicode or ASCII, no NULL bytes or control characters")
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")


def _quoted(text: str) -> str:
    if text.isalnum():
        return text
    quoted = _escaped(text).replace('"', "&quot;")
    return quoted.replace("\n", "&#10;").replace("\t", "&#9;")
