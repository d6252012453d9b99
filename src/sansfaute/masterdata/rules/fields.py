"""The fields of a buyer and of an item as a person fills them, in the order of their form, and their words."""

from sansfaute.lib.sentences import sentences
from sansfaute.lib.text import squeeze

_WORDS = sentences(__package__ or "", "fields")

FIELDS: dict[str, tuple[str, ...]] = {kind: tuple(words) for kind, words in _WORDS.items()}
"""By record type ("buyer", "item"): the names that `values` may hold, the code aside."""


def field_word(record_type: str, field: str, language: str) -> str:
    """What people call a field, in "fr" or "en" (any other language reads English); its name when it has no word."""
    if field == "code":
        return "Code"
    words = _WORDS.get(record_type, {}).get(field, {})
    return str(words.get("fr" if language.startswith("fr") else "en", field))


def clean_code(text: str) -> str:
    """A code as it is kept, single spaces; an empty text when it is none (empty, over 60 characters, control signs)."""
    code = squeeze(text)
    return code if len(code) <= 60 and code.isprintable() else ""
