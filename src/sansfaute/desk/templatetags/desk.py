"""Codes as words, for the desk's templates."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from sansfaute.desk.queries import state_of, words

if TYPE_CHECKING:
    from sansfaute.issuing.models import Invoice

register = template.Library()


@register.inclusion_tag("ui/components/tag.html")
def invoice_state(invoice: Invoice) -> dict[str, str]:
    """The state of an invoice as a tag."""
    state = state_of(invoice)
    return {"word": words.word(words.STATE_WORDS, state), "tone": words.STATE_TONES[state]}


@register.filter
def document_word(type_code: str) -> str:
    """380 reads "Invoice"."""
    return words.word(words.DOCUMENT_WORDS, type_code)


@register.filter
def unit_word(unit_code: str) -> str:
    """HUR reads "hour"."""
    return words.word(words.UNIT_WORDS, unit_code)


@register.filter
def vat_word(vat_category_code: str) -> str:
    """AE reads "Reverse charge"."""
    return words.word(words.VAT_WORDS, vat_category_code)


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
    return words.word(words.HOLD_WORDS, reason_code)
