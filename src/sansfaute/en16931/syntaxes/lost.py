"""What a syntax has no place for: the invoice is written, read again, and the two are compared term by term.

Nothing is assumed: what does not come back is refused, by its term and its place.
"""

from collections import Counter

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.model.walk import walk
from sansfaute.en16931.syntaxes.reading import read
from sansfaute.en16931.syntaxes.refusals import WriteRefused, finding
from sansfaute.en16931.syntaxes.writing import write
from sansfaute.en16931.values import Finding, Identifier, is_absent

_NAMES = {"cii": "CII", "ubl": "UBL", "json": "JSON"}


def lost_in(invoice: Invoice, syntax: str) -> tuple[Finding, ...]:
    """What `syntax` ("cii", "ubl" or "json") would lose of the invoice; nothing when all of it comes back.

    A group that is lost is named once, without the terms inside.
    """
    try:
        back = read(write(invoice, syntax)).invoice
    except WriteRefused as refusal:
        return refusal.findings
    assert back is not None, "what we write is an invoice"
    found: list[Finding] = []
    kept = {path: value for _, path, value in walk(back)}
    listed = Counter((_list_of(path), value) for path, value in kept.items() if isinstance(value, Identifier))
    gone = ""
    for term, path, value in walk(invoice):
        inside = bool(gone) and path.startswith(gone)
        if inside or is_absent(value) or is_absent_group(value):
            continue
        if isinstance(value, Identifier) and listed[_list_of(path), value] > 0:
            listed[_list_of(path), value] -= 1  # the order of identifiers says nothing
        elif path not in kept or (not is_group(value) and kept[path] != value):
            found.append(_finding(term, path, value, syntax))
            gone = path + "."
    return tuple(found)


def _list_of(path: str) -> str:
    """The path of the field that holds a repeated value."""
    return path.rpartition("[")[0] if path.endswith("]") else path


def is_group(value: object) -> bool:
    """Whether the value has terms of its own."""
    return type(value).__module__.startswith(Invoice.__module__.rpartition(".")[0])


def is_absent_group(value: object) -> bool:
    """Whether a group says nothing: all of its terms are absent."""
    return is_group(value) and all(is_absent(inner) or is_absent_group(inner) for _, _, inner in walk(value))


def _finding(term: str, path: str, value: object, syntax: str) -> Finding:
    name, said = _NAMES[syntax], "" if is_group(value) else str(value)[:60]
    of_fr, of_en = (f" (« {said} »)", f" (“{said}”)") if said else ("", "")
    return finding(
        "write.lost",
        path,
        said,
        f"{name} n'a pas de place pour {term}{of_fr} : l'écriture le perdrait.",
        f"{name} has no place for {term}{of_en}: writing would lose it.",
        "Choisir une autre syntaxe, ou retirer cette donnée.",
        "Choose another syntax, or remove this.",
        term=term,
    )
