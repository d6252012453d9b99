"""What each quality rule says, in French and English: the finding, then how to mend it.

Rules of the house are named in findings.toml. Those of a company (`audit:<id>`) say what their
author wrote: `own` gives it. Whatever opened a correction from outside (`bounce`, `refusal:<code>`,
`registry:<field>`) is in corrections.toml. No name is ever without a sentence.
"""

from collections.abc import Mapping
from typing import Literal

from sansfaute.lib.sentences import sentences
from sansfaute.masterdata.rules.refusals import refusal_words

FINDINGS = sentences(__package__ or "", "findings")
_FROM_OUTSIDE = sentences(__package__ or "", "corrections")

OwnSentences = Mapping[str, Mapping[str, str]]
"""Name of a company's rule -> its sentence in fr and en."""


def finding_sentence(rule: str, language: str, value: str = "", own: OwnSentences | None = None) -> str:
    """What the rule says of this value, in "fr" or "en" (any other language reads English)."""
    tongue = _tongue(language)
    written = (own or {}).get(rule)
    said = (written.get(tongue) or written.get("fr", "")) if written else _sentence(rule, tongue, "what")
    return _filled(said, rule, tongue, value)


def fix_sentence(rule: str, language: str) -> str:
    """How to mend what the rule found, in "fr" or "en" (any other language reads English)."""
    return _sentence(rule, _tongue(language), "mend")


Certainty = Literal["sure", "likely"]


def certainty_of(rule: str) -> Certainty:
    """How sure the fix that a rule proposes is: "sure" or "likely"; of a rule unknown here, likely."""
    said: Certainty = FINDINGS.get(rule, {}).get("certainty", "likely")
    return said


def dimension_of(rule: str) -> str:
    """What a rule measures: "complete", "valid" or "style"; of a rule unknown here, valid."""
    return str(FINDINGS.get(rule, {}).get("dimension", "valid"))


def _sentence(rule: str, tongue: str, part: str) -> str:
    known = FINDINGS.get(rule) or _FROM_OUTSIDE.get(rule.partition(":")[0]) or _FROM_OUTSIDE["unknown"]
    return str(known[tongue][part])


def _filled(said: str, rule: str, tongue: str, value: str) -> str:
    code = rule.partition(":")[2]
    blanks = {"{code}": code, "{why}": refusal_words(code, tongue), "{rule}": rule, "{value}": value}
    for blank, text in blanks.items():
        said = said.replace(blank, text)
    return said


def _tongue(language: str) -> str:
    return "fr" if language.startswith("fr") else "en"
