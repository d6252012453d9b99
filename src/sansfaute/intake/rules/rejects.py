"""The rows set aside of a file, given back in its own columns to be corrected and dropped again."""

from collections.abc import Sequence
from hashlib import blake2b

from sansfaute.lib.text import fold, squeeze

ROW, REASON, MARK = "sansfaute ligne", "sansfaute motif", "sansfaute repere"
_NAMES = {
    ROW: {"fr": "Sansfaute : ligne", "en": "Sansfaute: row"},
    REASON: {"fr": "Sansfaute : motif", "en": "Sansfaute: reason"},
    MARK: {"fr": "Sansfaute : repère", "en": "Sansfaute: mark"},
}
_FOLDED = {fold(name): column for column, names in _NAMES.items() for name in names.values()}
OURS = frozenset(_FOLDED)
"""Folded headers of the columns that we add; nothing is read from them but the mark."""


def reject_headers(language: str) -> list[str]:
    """The headers of the columns that we add, in "fr" or "en"."""
    return [names["fr" if language.startswith("fr") else "en"] for names in _NAMES.values()]


def mark_of(cells: Sequence[str]) -> str:
    """What tells whether anything in a row was corrected since it was given back."""
    said = "\x1f".join(squeeze(cell) for cell in cells).rstrip("\x1f")
    return "r" + blake2b(said.encode(), digest_size=6).hexdigest()


def own_columns(names: Sequence[str]) -> dict[str, int]:
    """Where our own columns stand among these headers, by column."""
    return {_FOLDED[fold(name)]: index for index, name in enumerate(names) if fold(name) in _FOLDED}


def is_uncorrected(cells: Sequence[str], own: dict[str, int]) -> bool:
    """Whether a row that was given back comes again just as it was."""
    place = own.get(MARK)
    mark = cells[place].strip() if place is not None and place < len(cells) else ""
    ours = set(own.values())
    return bool(mark) and mark == mark_of([cell for index, cell in enumerate(cells) if index not in ours])
