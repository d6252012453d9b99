"""What each quality rule says, in French and English: the finding, then how to mend it."""

from sansfaute.lib.sentences import sentences

FINDINGS = sentences(__package__ or "", "findings")


def finding_sentence(rule: str, language: str, value: str = "") -> str:
    """What the rule says of this value, in "fr" or "en" (any other language reads English)."""
    said: str = FINDINGS[rule]["fr" if language.startswith("fr") else "en"]["what"]
    return said.replace("{value}", value)


def fix_sentence(rule: str, language: str) -> str:
    """How to mend what the rule found, in "fr" or "en" (any other language reads English)."""
    said: str = FINDINGS[rule]["fr" if language.startswith("fr") else "en"]["mend"]
    return said
