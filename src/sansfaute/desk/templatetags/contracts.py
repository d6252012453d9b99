"""Contracts in words, for their templates."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.translation import get_language

from sansfaute.desk.queries import contract_words as words
from sansfaute.desk.queries.clause_words import CLAUSE_WORDS, OFFERED, line_asks
from sansfaute.desk.queries.words import word
from sansfaute.ui import rules as ui

if TYPE_CHECKING:
    from django.forms import BoundField

    from sansfaute.contracts.models import ContractChange, ContractLine
    from sansfaute.contracts.rules import Terms

register = template.Library()


@register.inclusion_tag("ui/components/tag.html")
def contract_state(state: str) -> dict[str, str]:
    """How a contract stands, as a tag."""
    return {"word": word(words.CONTRACT_STATE_WORDS, state), "tone": words.CONTRACT_STATE_TONES[state]}


@register.inclusion_tag("ui/components/tag.html")
def line_state(state: str) -> dict[str, str]:
    """How a line of it stands, as a tag."""
    return {"word": word(words.LINE_STATE_WORDS, state), "tone": words.LINE_STATE_TONES[state]}


@register.inclusion_tag("ui/components/tag.html")
def repair_state(decided: str) -> dict[str, str]:
    """Whether a repair is decided, as a tag."""
    return {"word": word(words.REPAIR_WORDS, decided), "tone": words.REPAIR_TONES[decided]}


@register.filter
def change_word(kind: str) -> str:
    """pause reads "Put on hold"."""
    return word(words.CHANGE_WORDS, kind)


@register.filter
def change_values(change: ContractChange, currency_code: str) -> str:
    """What the change says."""
    return words.change_words(change, currency_code)


@register.filter
def grouping_word(grouping: str) -> str:
    """How its work is put on invoices."""
    return word(words.GROUPING_WORDS, grouping)


@register.filter
def terms_price(terms: Terms, currency_code: str) -> str:
    """What a line costs."""
    return words.terms_price(terms, currency_code)


@register.filter
def price_word(price: dict[str, Any], currency_code: str) -> str:
    """A price as JSON holds it, as one line."""
    return words.price_words(price, currency_code)


@register.filter
def kept_amount(text: str, currency_code: str) -> str:
    """An amount that JSON holds as text, as people write it."""
    return ui.write_amount(Decimal(text), currency_code, get_language() or "fr")


@register.inclusion_tag("desk/contracts/cell.html")
def cell(bound: BoundField, named: str) -> dict[str, Any]:
    """One field in a cell of a table: its name is that of row and column, its errors stand under it."""
    attrs: dict[str, str | bool] = {"aria-label": named}
    if bound.errors:
        attrs |= {"aria-invalid": "true", "aria-describedby": f"{bound.auto_id}_error"}
    return {"control": bound.as_widget(attrs=attrs), "errors": bound.errors, "id": bound.auto_id}


@register.filter
def line_clauses(line: ContractLine) -> list[str]:
    """What a line promises beyond its price."""
    return line_asks(line)


@register.filter
def clauses_offered(line: ContractLine) -> list[tuple[str, str]]:
    """The clauses that a line may agree on, with their words; what it has already is not offered again."""
    offered = OFFERED.get(line.kind, ())
    return [(name, str(CLAUSE_WORDS[name])) for name in offered if name not in line.details]
