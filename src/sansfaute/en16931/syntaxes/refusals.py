"""Why a document cannot be read or written: findings, never a traceback."""

import re
from collections.abc import Sequence

from sansfaute.en16931.values import Finding

_LONGEST_PATH = 300
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class _RefusalError(ValueError):
    """A refusal that carries its findings; its text is the first of them, in English."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        first = self.findings[0]
        super().__init__(f"{first.path}: {first.message['en']}" if first.path else first.message["en"])


class ReadRefused(_RefusalError):
    """The bytes or the text are not a document that the model can hold."""


class WriteRefused(_RefusalError):
    """The document holds something that the syntax cannot carry."""


def is_writable(text: str) -> bool:
    """Whether XML 1.0 and JSON can carry every character (no control character, no lone surrogate)."""
    return _UNWRITABLE.search(text) is None


def finding(rule: str, path: str, value: str, fr: str, en: str, fix_fr: str, fix_en: str, *, term: str = "") -> Finding:
    """An error about the text at `path`; a long value is cut to 80 characters."""
    return Finding(
        rule=rule,
        level="error",
        term=term,
        value=_printable(value[:80]),
        message={"fr": _printable(fr), "en": _printable(en)},
        fix={"fr": fix_fr, "en": fix_en},
        path=_printable(path[:_LONGEST_PATH]),
    )


def _printable(text: str) -> str:
    """What a document says may hold half a character, which nothing can print: shown as its number."""
    return text.encode("utf-8", "backslashreplace").decode()
