"""The tabs of the exception desk, and what stands about a customer there: `{% load exceptions %}`."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django import template
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sansfaute.desk.queries import exception_words, open_exceptions, words
from sansfaute.people.rules import BLOCK_BUYERS
from sansfaute.review import queries as review
from sansfaute.ui import rules as ui

if TYPE_CHECKING:
    from sansfaute.desk.queries import Books

register = template.Library()


@register.inclusion_tag("desk/exception_tabs.html")
def exception_tabs(books: Books, tab: str) -> dict[str, Any]:
    """The lists of the desk, each with how many wait there."""
    ours = {"seller_id": books.seller.pk}
    counts = {
        "open": open_exceptions(books).count(),
        "second": review.grants_waiting(books.seller.pk).count(),
        "terms": review.term_proposals_for(books.person).filter(**ours, decided="").count(),
        "blocks": review.blocks_for(books.person).filter(**ours, lifted_at=None).count(),
    }
    ending = books.address_ending
    decided = reverse("exceptions") + (f"{ending}&decided=1" if ending else "?decided=1")
    tabs = [
        ("open", reverse("exceptions") + ending, _("To decide")),
        ("second", reverse("second_looks") + ending, _("Second look")),
        ("decided", decided, _("Decisions taken")),
        ("terms", reverse("term_proposals") + ending, _("Proposed terms")),
        ("blocks", reverse("blocks") + ending, _("Customers stopped")),
        ("thresholds", reverse("thresholds") + ending, _("Limits")),
    ]
    return {"tabs": [(name, address, word, counts.get(name, 0)) for name, address, word in tabs], "tab": tab}


@register.inclusion_tag("desk/buyer_blocks.html")
def buyer_blocks(books: Books, buyer_id: Any) -> dict[str, Any]:
    """What stops the invoices of one customer, and the way to stop them."""
    found = review.blocks_for(books.person).filter(buyer_id=buyer_id, lifted_at=None) if books.sees_exceptions else []
    return {"books": books, "buyer_id": buyer_id, "blocks": list(found), "may_block": books.may(BLOCK_BUYERS)}


@register.filter
def block_word(kind: str) -> str:
    """disputed reads "In dispute"."""
    return words.word(exception_words.BLOCK_WORDS, kind)


@register.filter
def rule_word(rule: str) -> str:
    """discount_above_limit reads "Discount above the limit"."""
    return words.word(exception_words.RULE_WORDS, rule)


@register.simple_tag
def changed_value(text: str, term: str, currency_code: str) -> str:
    """A value of an edited term as people write it: days and figures in the reader's language, texts as they are."""
    spoken = get_language() or "fr"
    if not text:
        return "—"
    if term in _DAYS:
        return ui.write_day(date.fromisoformat(text), spoken)
    try:
        if term in _AMOUNTS:
            return ui.write_amount(Decimal(text), currency_code, spoken)
        return ui.write_quantity(Decimal(text), spoken) if term in _FIGURES else text
    except InvalidOperation:
        return text


_DAYS = frozenset({"BT-2", "BT-9", "BT-72", "BT-134", "BT-135"})
_AMOUNTS = frozenset({"BT-92", "BT-106", "BT-109", "BT-110", "BT-112", "BT-131", "BT-136"})
_FIGURES = frozenset({"BT-129", "BT-138", "BT-146"})
