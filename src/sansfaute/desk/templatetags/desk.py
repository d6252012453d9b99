"""Codes as words, for the desk's templates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from django import template
from django.template.defaultfilters import filesizeformat
from django.utils.translation import get_language

from sansfaute.delivery import rules as delivery_rules
from sansfaute.desk.queries import words
from sansfaute.documents.rules import words as documents_words
from sansfaute.review.rules.parts import PARTS, term_name

if TYPE_CHECKING:
    from sansfaute.en16931.model import Line

register = template.Library()
_RULE_FIRST = re.compile(r"\[[\w ./-]+\]\s*[-:]?\s*")


@register.inclusion_tag("ui/components/tag.html")
def invoice_state(state: str) -> dict[str, str]:
    """How far an invoice went, as a tag."""
    return {"word": words.word(words.STATE_WORDS, state), "tone": words.STATE_TONES[state]}


def _language() -> str:
    return (get_language() or "fr")[:2]


@register.filter
def document_word(type_code: str) -> str:
    """380 reads "Invoice"."""
    return documents_words.kind(type_code, _language())


@register.simple_tag
def unit_word(line: Line) -> str:
    """HUR reads "hour", or "hours" for more than one."""
    many = abs(line.invoiced_quantity) >= 2 if _language() == "fr" else abs(line.invoiced_quantity) != 1
    return documents_words.unit(line.unit_code, many, _language())


@register.filter
def vat_word(vat_category_code: str) -> str:
    """AE reads "Reverse charge"."""
    return documents_words.vat_category(vat_category_code, _language())


@register.filter
def role_word(role: str) -> str:
    """approver reads "Approver"."""
    return words.word(words.ROLE_WORDS, role)


@register.filter
def kind_word(kind: str) -> str:
    """usage reads "Usage"."""
    return words.word(words.KIND_WORDS, kind)


@register.filter
def hold_word(reason_code: str) -> str:
    """Why an invoice cannot leave yet."""
    said = delivery_rules.REASONS.get(reason_code, {})
    return said.get(_language(), reason_code)


@register.inclusion_tag("ui/components/tag.html")
def verdict(outcome: str) -> dict[str, str]:
    """passed, failed or not_run, as a tag."""
    return {"word": words.word(words.VERDICT_WORDS, outcome), "tone": words.VERDICT_TONES[outcome]}


@register.inclusion_tag("ui/components/tag.html")
def level(name: str) -> dict[str, str]:
    """error or warning, as a tag."""
    return {"word": words.word(words.LEVEL_WORDS, name), "tone": words.LEVEL_TONES[name]}


@register.filter
def syntax_word(syntax: str) -> str:
    """cii reads "CII"."""
    return words.word(words.SYNTAX_WORDS, syntax)


@register.filter
def profile_word(profile: str) -> str:
    """extended-ctc-fr reads "EXTENDED-CTC-FR"."""
    return words.word(words.PROFILE_WORDS, profile)


@register.filter
def part_word(part: str) -> str:
    """seller reads "Seller"."""
    return PARTS[part][_language()]


@register.filter
def term_word(term: str) -> str:
    """BT-31 reads "Seller VAT identifier"."""
    return term_name(term, _language())


@register.filter
def said(sentences: dict[str, str]) -> str:
    """A sentence in the reader's language. Official ones begin with their rule in brackets, which is shown apart."""
    return _RULE_FIRST.sub("", sentences[_language()])


@register.filter
def size(count: int) -> str:
    """A number of bytes, as people write it."""
    return str(filesizeformat(count))
