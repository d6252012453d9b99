"""Filters and small components for every template: `{% load ui %}`."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.translation import get_language

from sansfaute.ui import rules

register = template.Library()

TONES = ("good", "attention", "bad", "quiet")


def _language() -> str:
    return get_language() or "fr"


@register.filter
def amount(value: Decimal | None, currency_code: str = "EUR") -> str:
    """`{{ total|amount:"EUR" }}`: at the currency's minor unit; empty for none."""
    return "" if value is None else rules.write_amount(value, currency_code, _language())


@register.filter
def price(value: Decimal | None, currency_code: str = "EUR") -> str:
    """A unit price, up to six decimals."""
    return "" if value is None else rules.write_price(value, currency_code, _language())


@register.filter
def quantity(value: Decimal | int | None) -> str:
    """A count or quantity with thousands apart and no useless zero."""
    return "" if value is None else rules.write_quantity(Decimal(value), _language())


@register.filter
def percentage(value: Decimal | None) -> str:
    """20 reads `20 %`."""
    return "" if value is None else rules.write_percentage(value, _language())


@register.filter
def day(value: date | None, length: str = "medium") -> str:
    """A civil day; `{{ date|day:"long" }}` spells the month."""
    return "" if value is None else rules.write_day(value, _language(), length)


@register.filter
def moment(value: datetime | None) -> str:
    """An instant, in the time zone of the site."""
    return "" if value is None else rules.write_moment(timezone.localtime(value), _language())


@register.inclusion_tag("ui/components/tag.html")
def tag(word: str, tone: str) -> dict[str, Any]:
    """A state: its word, and the shape and colour of its tone (good, attention, bad, quiet)."""
    if tone not in TONES:
        raise template.TemplateSyntaxError(f"{tone!r} is not one of {TONES}")
    return {"word": word, "tone": tone}


@register.inclusion_tag("ui/components/field.html")
def field(bound: Any) -> dict[str, Any]:
    """One field of a form with its label, help and errors, tied together for screen readers."""
    return {"field": bound, "is_check": getattr(bound.field.widget, "input_type", "") == "checkbox"}


@register.inclusion_tag("ui/components/progress.html")
def progress(words: str, done: int, total: int) -> dict[str, Any]:
    """How far a long step is, in words, in figures and as a bar."""
    return {"words": words, "done": done, "total": total}


@register.inclusion_tag("ui/components/line_chart.html")
def line_chart(title: str, values: Sequence[tuple[date, Decimal]], last_day: date) -> dict[str, Any]:
    """Marks from 0 to 100 over time: a drawing for the eye, and its figures in a table for everybody."""
    return {"title": title, "chart": rules.line_chart(values, last_day, _language())}
