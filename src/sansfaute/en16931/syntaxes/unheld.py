"""What a document says and the model does not hold: nothing is dropped in silence by a conversion.

The invoice that was read is written again in the syntax it came in, and the two are compared leaf by
leaf. What the source alone says is named, with its place.
"""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal

from lxml.etree import QName, _Element

from sansfaute.en16931.syntaxes import cii, ubl
from sansfaute.en16931.syntaxes.reading import Reading
from sansfaute.en16931.syntaxes.refusals import WriteRefused, finding
from sansfaute.en16931.syntaxes.xml import parse
from sansfaute.en16931.values import Finding

_NUMBERS = ("Amount", "Quantity", "Percent", "Numeric", "Measure")
_NUMBER = re.compile(r"[+-]?([0-9]{1,60}(\.[0-9]{0,60})?|\.[0-9]{1,60})", re.ASCII)
# Said by the syntax, not by the invoice: the norm has no term for them.
_OF_THE_SYNTAX = ("UBLVersionID", "CardAccount/NetworkID", "@schemaLocation")
_OF_A_CREDIT_NOTE = {
    "CreditNoteLine": "InvoiceLine",
    "CreditedQuantity": "InvoicedQuantity",
    "CreditNoteTypeCode": "InvoiceTypeCode",
}
_WRITERS = {"cii": cii.write_whole, "ubl": ubl.write_whole}

Leaf = tuple[str, str]
"""(path without positions, value in a form that can be compared)."""


def unheld(reading: Reading) -> tuple[Finding, ...]:
    """What the source says and the invoice read from it does not; nothing for a document that is not XML."""
    if reading.root is None or reading.invoice is None:
        return ()
    try:
        written = parse(_WRITERS[reading.syntax](reading.invoice))
    except WriteRefused as refusal:
        return refusal.findings
    return tuple(_finding(path, leaf) for leaf, path in _missing(reading.root, written))


def _missing(source: _Element, written: _Element) -> Iterator[tuple[Leaf, str]]:
    """Leaves of the source that are not written again; two texts that became one are not missing."""
    left = Counter(leaf for leaf, _ in leaves(written))
    missing = []
    for leaf, path in leaves(source):
        if left[leaf] > 0:
            left[leaf] -= 1
        else:
            missing.append((leaf, path))
    new: dict[str, list[str]] = {}
    for (path, value), number in left.items():
        if number > 0:
            new.setdefault(path.rpartition("/")[0], []).append(value)
    for (path, value), place in missing:
        if not any(value in one for one in new.get(path.rpartition("/")[0], ())):
            yield (path, value), place


def leaves(root: _Element) -> Iterator[tuple[Leaf, str]]:
    """Every text and attribute of a document that says something, with its place for people."""
    yield from _of(root, "", "")


def _of(element: _Element, path: str, place: str) -> Iterator[tuple[Leaf, str]]:
    values = {f"@{QName(name).localname}": str(value) for name, value in element.attrib.items()}
    if len(element) == 0:
        values[""] = element.text or ""
    for name, value in values.items():
        where = f"{path}{'/' if name else ''}{name}"
        if not value.isspace() and value and not where.endswith(_OF_THE_SYNTAX):
            yield (where, _plain(where, value)), f"{place}{'/' if name else ''}{name}"
    seen: Counter[str] = Counter()
    for child in element:
        name = QName(child).localname
        seen[name] += 1
        inner = f"{place}/{name}" + (f"[{seen[name]}]" if seen[name] > 1 else "")
        yield from _of(child, f"{path}/{_OF_A_CREDIT_NOTE.get(name, name)}", inner)


def _plain(path: str, value: str) -> str:
    """The value in the one form in which writers give it."""
    text = " ".join(value.split())
    if path.endswith(_NUMBERS) and _NUMBER.fullmatch(text):
        return format(Decimal(text).normalize(), "f")
    if path.endswith("Indicator"):
        return {"1": "true", "0": "false"}.get(text, text)
    if path.endswith("BinaryObject"):
        return "".join(value.split())
    return text


def _finding(place: str, leaf: Leaf) -> Finding:
    value = leaf[1]
    fr = f"« {value[:60]} » ({place}) n'a pas de place dans le modèle : une conversion le perdrait."
    en = f"“{value[:60]}” ({place}) has no place in the model: a conversion would lose it."
    fix = (
        "Garder le fichier d'origine, ou retirer cette donnée avant de convertir.",
        "Keep the original file, or remove this before converting.",
    )
    return finding("read.unheld", place, value, fr, en, *fix)
