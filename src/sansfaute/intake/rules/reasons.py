"""Why a row or a file cannot be used, in full sentences that say how to mend it."""

from collections.abc import Mapping
from typing import Any

from sansfaute.lib.errors import Trouble
from sansfaute.lib.sentences import sentences

ROW_REASONS = sentences(__package__ or "", "row_reasons")
FILE_REASONS = sentences(__package__ or "", "file_reasons")
FIELD_WORDS = sentences(__package__ or "", "field_words")
_UNKNOWN = ROW_REASONS["unknown_reason"]


class Unreadable(Trouble):
    """A file that cannot be read as it stands: a reason code and its details."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(*reason_parts(code, details, "en"))
        self.code = code
        self.details = details


def reason_parts(code: str, details: Mapping[str, Any], language: str) -> tuple[str, str]:
    """What is wrong, and how to mend it, in "fr" or "en" (any other language reads English)."""
    tongue = "fr" if language.startswith("fr") else "en"
    said = (ROW_REASONS.get(code) or FILE_REASONS.get(code) or _UNKNOWN)[tongue]
    words = _Words(details, tongue, code)
    return said["what"].format_map(words), said["mend"].format_map(words)


def reason_sentence(code: str, details: Mapping[str, Any], language: str) -> str:
    """The whole sentence: what is wrong, and how to mend it."""
    return " ".join(reason_parts(code, details, language))


def field_word(field: str, language: str) -> str:
    """How people call a field, in "fr" or "en"; the field's own name when nobody ever sees it."""
    words: str = FIELD_WORDS.get(field, {}).get("fr" if language.startswith("fr") else "en", field)
    return words


class _Words(dict[str, str]):
    """The details as people read them; a detail that is missing reads as an ellipsis."""

    def __init__(self, details: Mapping[str, Any], language: str, code: str) -> None:
        shown = {name: _shown(value, language) for name, value in details.items()}
        if "field" in details:
            shown["field"] = field_word(str(details["field"]), language)
        if "fields" in details:
            shown["fields"] = ", ".join(field_word(str(one), language) for one in details["fields"])
        super().__init__({"code": code, **shown})

    def __missing__(self, name: str) -> str:
        return "…"


def _shown(value: Any, language: str) -> str:
    if isinstance(value, dict) and language in value:
        return str(value[language])
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return text if len(text) <= 200 else text[:200] + "…"
