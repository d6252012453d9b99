"""The exception desk: which exceptions, a page at a time, and each in words with what may be done about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from sansfaute.desk.queries.evidence import evidence_lines
from sansfaute.desk.queries.exception_words import RULE_WORDS
from sansfaute.desk.queries.rows import Facet
from sansfaute.desk.queries.sources import Fix, fix_of
from sansfaute.desk.queries.today import open_exceptions
from sansfaute.desk.queries.words import ROLE_WORDS, word
from sansfaute.drafts import queries as drafts
from sansfaute.people.rules import DECIDE_BEYOND_LIMITS
from sansfaute.review import queries as review
from sansfaute.review import rules

if TYPE_CHECKING:
    from sansfaute.desk.queries.books import Books
    from sansfaute.review.models import Decision, DraftException

PAGE_LENGTH = 50
NO_DEADLINE = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class ExceptionFilter:
    """What the person asked to see."""

    rule: str = ""
    owner: str = ""
    buyer: str = ""
    late_on: date | None = None  # only those whose last day was before this one


@dataclass(frozen=True, slots=True)
class ExceptionPage:
    """Some exceptions, and the keys at which the pages around them begin."""

    rows: list[DraftException]
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """An exception with its sentences, and what this person may do about it."""

    row: DraftException
    sentence: str
    mend: str
    may_be_granted: bool
    why_not: str  # why this very person may not grant what may be granted
    others: int  # open exceptions of the same draft, this one aside
    evidence: list[str]
    decision: Decision | None
    waits: bool  # granted, and a second person has to agree
    late: bool
    due_today: bool
    fix: Fix | None


def selected(books: Books, asked: ExceptionFilter) -> QuerySet[DraftException]:
    """The open exceptions of these books that match."""
    rows = open_exceptions(books)
    if asked.rule:
        rows = rows.filter(rule=asked.rule)
    if asked.owner:
        rows = rows.filter(owner_role=asked.owner)
    if asked.buyer.strip():
        words = asked.buyer.strip()
        rows = rows.filter(Q(draft__buyer__name__icontains=words) | Q(draft__buyer__code__icontains=words))
    return rows.filter(due_on__lt=asked.late_on) if asked.late_on else rows


def decided(books: Books) -> QuerySet[DraftException]:
    """Those decided, in these books."""
    rows = review.exceptions_for(books.person).filter(seller_id=books.seller.pk, decision__isnull=False)
    return rows.select_related("decision__second", "decision__second__decided_by")


def open_page(rows: QuerySet[DraftException], after: str = "", before: str = "") -> ExceptionPage:
    """PAGE_LENGTH of those still to decide, the soonest due first; keys are those of pages already shown."""
    keyed = rows.annotate(due_key=Coalesce("due_on", NO_DEADLINE)).order_by("due_key", "id")
    return _page(keyed, "due_key", after, before, forward=True)


def decided_page(rows: QuerySet[DraftException], after: str = "", before: str = "") -> ExceptionPage:
    """PAGE_LENGTH of those decided, the latest first."""
    return _page(rows.order_by("-decision__decided_at", "-id"), "decision__decided_at", after, before, forward=False)


def _page(rows: QuerySet[Any], name: str, after: str, before: str, *, forward: bool) -> ExceptionPage:
    after_key, before_key = _key(after), _key(before)
    if before_key:
        found = list(rows.filter(_beyond(name, before_key, greater=not forward)).reverse()[: PAGE_LENGTH + 1])
        shown = found[:PAGE_LENGTH][::-1]
        first = _key_of(shown[0], name) if len(found) > PAGE_LENGTH else ""
        return ExceptionPage(shown, first, _key_of(shown[-1], name) if shown else "")
    if after_key:
        rows = rows.filter(_beyond(name, after_key, greater=forward))
    found = list(rows[: PAGE_LENGTH + 1])
    shown = found[:PAGE_LENGTH]
    last = _key_of(shown[-1], name) if len(found) > PAGE_LENGTH else ""
    return ExceptionPage(shown, _key_of(shown[0], name) if after_key and shown else "", last)


def _beyond(name: str, key: tuple[date | datetime, UUID], *, greater: bool) -> Q:
    step = "gt" if greater else "lt"
    return Q(**{f"{name}__{step}": key[0]}) | Q(**{name: key[0], f"id__{step}": key[1]})


def _key_of(row: DraftException, name: str) -> str:
    value = row.decision.decided_at if name.startswith("decision") else getattr(row, name)
    return f"{value.isoformat()}~{row.pk}"


def _key(text: str) -> tuple[date | datetime, UUID] | None:
    """A key as links carry it; None when it is not one."""
    first, _tilde, last = text.partition("~")
    try:
        return (datetime.fromisoformat(first) if "T" in first else date.fromisoformat(first)), UUID(last)
    except ValueError:
        return None


def rule_facets(books: Books) -> list[Facet]:
    """Rules that hold drafts, the most frequent first."""
    counted = (
        open_exceptions(books).order_by().values_list("rule").annotate(count=Count("id")).order_by("-count", "rule")
    )
    return [Facet(rule, word(RULE_WORDS, rule), count) for rule, count in counted]


def owner_facets(books: Books) -> list[Facet]:
    """Roles that own exceptions still to decide."""
    counted = open_exceptions(books).order_by().values_list("owner_role").annotate(count=Count("id"))
    return [Facet(role, word(ROLE_WORDS, role), count) for role, count in counted.order_by("owner_role")]


def told(books: Books, rows: Sequence[DraftException], today: date, language: str) -> list[Told]:
    """These exceptions in words. Three queries, however many there are."""
    draft_ids = {row.draft_id for row in rows}
    beside = dict(
        open_exceptions(books).filter(draft_id__in=draft_ids).order_by().values_list("draft_id").annotate(Count("id"))
    )
    editors = drafts.editors_of(draft_ids)
    return [_told(row, books, beside, editors, today, language) for row in rows]


def _told(
    row: DraftException, books: Books, beside: dict[Any, int], editors: dict[UUID, set[UUID]], today: date, tongue: str
) -> Told:
    decision: Decision | None = getattr(row, "decision", None)
    undecided = decision is None
    return Told(
        row,
        rules.exception_sentence(row.rule, row.evidence, tongue),
        rules.mend_sentence(row.rule, tongue),
        rules.may_be_granted(row.rule),
        why_not(books, row, editors.get(row.draft_id, ())),
        max(0, beside.get(row.draft_id, 0) - int(undecided)),
        evidence_lines(row.evidence, tongue),
        decision,
        decision is not None and review.waits_for_second(decision),
        undecided and row.due_on is not None and row.due_on < today,
        undecided and row.due_on == today,
        fix_of(row, books),
    )


def why_not(books: Books, row: DraftException, editors: Iterable[UUID]) -> str:
    """Why this very person may not let this pass; empty when nothing stands against it."""
    if row.owner_role == "admin" and not books.may(DECIDE_BEYOND_LIMITS):
        return _("Beyond your limit: an administrator lets it pass.")
    if books.person.pk in editors:
        return _("You edited this draft: another person lets it pass.")
    return ""
