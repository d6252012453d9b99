"""States of imports and outcomes of rows as words: `{% load imports %}`."""

from __future__ import annotations

from django import template

from sansfaute.desk.queries import words

register = template.Library()


@register.inclusion_tag("ui/components/tag.html")
def import_state(state: str) -> dict[str, str]:
    """How far an import is, as a tag."""
    return {"word": words.word(words.IMPORT_STATE_WORDS, state), "tone": words.IMPORT_STATE_TONES[state]}


@register.inclusion_tag("ui/components/tag.html")
def outcome(name: str) -> dict[str, str]:
    """What becomes of a row, as a tag."""
    return {"word": words.word(words.ROW_WORDS, name), "tone": words.OUTCOME_TONES[name]}


@register.filter
def outcome_word(name: str) -> str:
    """new reads "New"."""
    return words.word(words.OUTCOME_WORDS, name)


@register.filter
def evidence_word(name: str) -> str:
    """header_row reads "Header row"."""
    return words.word(words.EVIDENCE_WORDS, name)


@register.filter
def state_sentence(state: str) -> str:
    """What is being done, above its bar."""
    return words.word(words.IMPORT_STATE_WORDS, state)


@register.filter
def key_word(name: str) -> str:
    """What stands for a code, in words."""
    return words.word(words.KEY_WORDS, name)


@register.filter
def separator_word(sign: str) -> str:
    """; reads "Semicolon"."""
    return words.word(words.SEPARATOR_WORDS, sign)
