"""The limits of the house checks: what counts now, since when and by whom; set anew with a reason."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sansfaute.desk.queries.exception_words import RULE_WORDS, THRESHOLD_GROUPS, ThresholdWords
from sansfaute.desk.queries.words import word
from sansfaute.desk.views.page import language, open_books, sent, show
from sansfaute.lib import clock
from sansfaute.people.queries import open_to_those_who_may
from sansfaute.people.rules import SEE_EXCEPTIONS, SET_THRESHOLDS
from sansfaute.review import actions, rules
from sansfaute.review import queries as review

if TYPE_CHECKING:
    from django.http import QueryDict

    from sansfaute.desk.queries import Books
    from sansfaute.review.models import Thresholds

HISTORY = 50
FLAG, CHOSEN = "hold_on_bank_changes", "four_eyes_rules"


@dataclass(frozen=True, slots=True)
class Shown:
    """One threshold on the page: its words, its value, and what is wrong with it."""

    words: ThresholdWords
    value: Any
    fault: str
    kind: str  # number, flag or rules
    usual: str  # our default, in words


@dataclass(frozen=True, slots=True)
class Changed:
    """One set of limits, and what it changed."""

    row: Thresholds
    changes: list[tuple[str, str, str]]


@require_http_methods(["GET", "HEAD", "POST"])
@open_to_those_who_may(SEE_EXCEPTIONS)
def thresholds(request: HttpRequest) -> HttpResponse:
    """Every limit with its words; posted, those that changed count for what is judged from now on."""
    books = open_books(request, SEE_EXCEPTIONS)
    if request.method != "POST":
        return _show(request, books, review.policy_of(books.seller.pk).to_dict())
    if not books.may(SET_THRESHOLDS):
        raise PermissionDenied
    values, why = _typed(request.POST), sent(request.POST, "why")[:2000]
    try:
        actions.set_thresholds(seller_id=books.seller.pk, values=values, why=why, actor=books.person, at=clock.now())
    except actions.ThresholdsRefused as refusal:
        return _show(request, books, values, refusal, why)
    messages.success(request, _("Kept. These limits count for every draft judged from now on."))
    return HttpResponseRedirect(reverse("thresholds") + books.address_ending)


def _typed(values: QueryDict) -> dict[str, Any]:
    names = [one.name for _title, group in THRESHOLD_GROUPS for one in group]
    typed: dict[str, Any] = {name: sent(values, name).strip()[:40] for name in names if name not in (FLAG, CHOSEN)}
    chosen = [one for one in values.getlist(CHOSEN) if one in rules.SENTENCES]
    return {**typed, FLAG: values.get(FLAG) == "on", CHOSEN: chosen}


def _show(
    request: HttpRequest,
    books: Books,
    values: Mapping[str, Any],
    refusal: actions.ThresholdsRefused | None = None,
    why: str = "",
) -> HttpResponse:
    faults = refusal.faults if refusal else {}
    rows = list(review.thresholds(books.seller.pk)[: HISTORY + 1])
    groups = [(title, [_shown(one, values, faults) for one in group]) for title, group in THRESHOLD_GROUPS]
    page = show(
        request, "desk/thresholds.html", books, "exceptions", tab="thresholds", groups=groups, why=why,
        trouble=str(refusal) if refusal else "", in_force=rows[0] if rows else None, history=_history(rows),
        may_set=books.may(SET_THRESHOLDS), choices=_rule_choices(values.get(CHOSEN, ())),
    )  # fmt: skip
    page.status_code = 422 if refusal else 200
    return page


def _shown(one: ThresholdWords, values: Mapping[str, Any], faults: Mapping[str, str]) -> Shown:
    kind = {FLAG: "flag", CHOSEN: "rules"}.get(one.name, "number")
    value = values.get(one.name)
    if kind == "number":
        value = "" if value is None else _local(value)
    return Shown(one, value, faults.get(one.name, ""), kind, _said(one.name, rules.POLICY.to_dict()[one.name]))


def _local(value: Any) -> str:
    """A number as people write it here; what was typed and is no number stays as it was typed."""
    return str(value).replace(".", ",") if language() == "fr" else str(value)


def _rule_choices(chosen: Iterable[str]) -> list[tuple[str, str, bool]]:
    """Rules that may ask for two people: name, word, asked."""
    known = [rule for rule in rules.SENTENCES if rules.may_be_granted(rule)]
    return sorted(((rule, word(RULE_WORDS, rule), rule in chosen) for rule in known), key=lambda one: one[1])


def _history(rows: list[Thresholds]) -> list[Changed]:
    """Each set beside the one before it, the first beside our defaults."""
    older = [*(row.values for row in rows[1:]), rules.POLICY.to_dict()]
    told = [Changed(row, _changes(before, row.values)) for row, before in zip(rows, older, strict=False)]
    return told[:HISTORY]


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    usual = rules.POLICY.to_dict()
    found = []
    for _title, group in THRESHOLD_GROUPS:
        for one in group:
            old, new = before.get(one.name, usual[one.name]), after.get(one.name, usual[one.name])
            if old != new:
                found.append((str(one.label), _said(one.name, old), _said(one.name, new)))
    return found


def _said(name: str, value: Any) -> str:
    if name == CHOSEN:
        return ", ".join(word(RULE_WORDS, one) for one in value) or "∅"
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return _("off") if value is None else _local(value)
