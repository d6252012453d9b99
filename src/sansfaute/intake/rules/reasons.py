"""Why a row or a file cannot be used, in full sentences that say how to mend it."""

from collections.abc import Mapping
from typing import Any

from sansfaute.intake.rules.reason_texts import FIELD_WORDS, REASONS, UNKNOWN_REASON


class Unreadable(Exception):
    """A file that cannot be read as it stands: a reason code and its details."""

    def __init__(self, code: str, **details: Any) -> None:
        super().__init__(reason_sentence(code, details, "en"))
        self.code = code
        self.details = details


def reason_parts(code: str, details: Mapping[str, Any], language: str) -> tuple[str, str]:
    """What is wrong, and how to mend it, in "fr" or "en" (any other language reads English)."""
    tongue = "fr" if language == "fr" else "en"
    what, mend = REASONS.get(code, UNKNOWN_REASON)[tongue]
    words = _Words(details, tongue, code)
    return what.format_map(words), mend.format_map(words)


def reason_sentence(code: str, details: Mapping[str, Any], language: str) -> str:
    """The whole sentence: what is wrong, and how to mend it."""
    return " ".join(reason_parts(code, details, language))


class _Words(dict[str, str]):
    """The details as people read them; a detail that is missing reads as an ellipsis."""

    def __init__(self, details: Mapping[str, Any], language: str, code: str) -> None:
        shown = {name: _shown(value, language) for name, value in details.items()}
        for name in ("field", "other_field"):
            if name in details:
                word = FIELD_WORDS.get(str(details[name]))
                shown[name] = word[language] if word else str(details[name])
        super().__init__({"code": code, **shown})

    def __missing__(self, name: str) -> str:
        return "…"


def _shown(value: Any, language: str) -> str:
    if isinstance(value, dict) and language in value:
        return str(value[language])
    text = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return text if len(text) <= 200 else text[:200] + "…"
