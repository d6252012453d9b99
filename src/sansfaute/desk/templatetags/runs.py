"""The words of bill runs for templates: `{% load runs %}`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from sansfaute.desk.queries import run_words, words

register = template.Library()


@register.inclusion_tag("ui/components/tag.html")
def run_state(state: str) -> dict[str, str]:
    """How far a run is, as a tag."""
    return {"word": words.word(run_words.RUN_STATE_WORDS, state), "tone": run_words.RUN_STATE_TONES[state]}


@register.inclusion_tag("ui/components/tag.html")
def simulation_state(state: str) -> dict[str, str]:
    """How far a simulation is, as a tag."""
    tone = run_words.SIMULATION_STATE_TONES[state]
    return {"word": words.word(run_words.SIMULATION_STATE_WORDS, state), "tone": tone}


@register.filter
def decimal(text: str) -> Decimal:
    """An amount kept as text, for the filter `amount`."""
    return Decimal(text)


@register.filter
def work_word(kind: str) -> str:
    """usage reads "Consumption"."""
    return words.word(run_words.WORK_WORDS, kind)


@register.filter
def hold_rule(rule: str) -> str:
    """siren_missing reads "SIREN missing"."""
    return words.word(run_words.HOLD_WORDS, rule)


@register.filter
def until_word(until: str) -> str:
    """same_day reads "the same day"."""
    return words.word(run_words.UNTIL_WORDS, until)


@register.filter
def task_word(task: str) -> str:
    """contracts.find_work reads "Looking for what is billable"."""
    return words.word(run_words.TASK_WORDS, task)


@register.filter
def moment_word(kind: str) -> str:
    """BillRunPaused reads "Put on hold"."""
    return words.word(run_words.MOMENT_WORDS, kind)


@register.filter
def rhythm_words(rhythm: Mapping[str, Any]) -> str:
    """How often, in words."""
    count = int(rhythm["count"])
    if rhythm["unit"] == "calendar":
        return _("On given days")
    if rhythm["unit"] == "month":
        return ngettext("Every month", "Every %(count)s months", count) % {"count": count}
    if rhythm["unit"] == "week":
        return ngettext("Every week", "Every %(count)s weeks", count) % {"count": count}
    return ngettext("Every day", "Every %(count)s days", count) % {"count": count}
