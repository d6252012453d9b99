"""Corrections and rules of the company, in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from sansfaute.desk.queries.rows import Facet
from sansfaute.journal import queries as journal
from sansfaute.masterdata import queries as masterdata
from sansfaute.masterdata import rules
from sansfaute.people import queries as people

if TYPE_CHECKING:
    from sansfaute.desk.queries.books import Books
    from sansfaute.journal.models import Fact
    from sansfaute.masterdata.models import AuditRule, Correction

PREVIEW = 10


@dataclass(frozen=True, slots=True)
class CorrectionTold:
    """A correction with its sentences."""

    row: Correction
    sentence: str
    mend: str
    field: str
    name: str  # of the record
    money: Decimal | None
    overdue: bool
    holds_anyway: bool  # the norm or the law refuses it: accepting does not let invoices pass


def told_corrections(rows: Sequence[Correction], today: date, language: str) -> list[CorrectionTold]:
    """Each in words; three queries at most, for the company's own sentences and the names."""
    own = masterdata.own_sentences(one.rule for one in rows)
    named: dict[str, Mapping[Any, Any]] = {
        "buyer": masterdata.buyers_by_id(one.record_id for one in rows if one.record_type == "buyer"),
        "item": masterdata.items_by_id(one.record_id for one in rows if one.record_type == "item"),
    }
    return [
        CorrectionTold(
            one,
            rules.finding_sentence(one.rule, language, one.value, own),
            rules.fix_sentence(one.rule, language),
            rules.field_word(one.record_type, one.field, language) if one.field else "",
            getattr(named[one.record_type].get(one.record_id), "name", ""),
            getattr(one, "money", None),
            one.closed_at is None and one.due_date < today,
            one.source == "audit" and not rules.may_be_lifted(one.rule, one.level),
        )
        for one in rows
    ]


def correction_facets(books: Books, language: str) -> list[Facet]:
    """Rules that have corrections to make, the most frequent first."""
    counted = masterdata.correction_counts(books.seller.pk)
    own = masterdata.own_sentences(rule for rule, _level, _count in counted)
    return [Facet(rule, rules.finding_sentence(rule, language, "…", own), count) for rule, _level, count in counted]


def owners(books: Books) -> list[tuple[str, str]]:
    """The people who may be given corrections: id and user name."""
    return [(str(one.pk), one.get_username()) for one in people.people_of(books.seller.pk)]


@dataclass(frozen=True, slots=True)
class HistoryStep:
    """One thing that happened to a correction or to its field."""

    sentence: str
    tone: str
    happened_at: Any
    who: str
    why: str


def correction_history(correction: Correction, language: str) -> list[HistoryStep]:
    """The facts about a correction, and each change of its field, oldest first."""
    facts = [_fact_step(fact, language) for fact in journal.timeline([correction.pk])]
    changes = [
        HistoryStep(
            _changed(one.before.get(correction.field, ""), one.after[correction.field]),
            "quiet" if one.change_set.undone_at else "",
            one.change_set.made_at,
            str(one.change_set.made_by or ""),
            "",
        )
        for one in masterdata.changes_of_record(correction.record_id)
        if correction.field in one.after
    ]
    return sorted([*facts, *changes], key=lambda step: step.happened_at)


def _changed(before: str, after: str) -> str:
    return _("“%(before)s” became “%(after)s”") % {"before": before or "∅", "after": after or "∅"}


def _fact_step(fact: Fact, language: str) -> HistoryStep:
    sentence, tone = _fact_words(fact.kind, fact.data)
    return HistoryStep(sentence, tone, fact.happened_at, fact.actor_name, fact.why)


def _fact_words(kind: str, data: Mapping[str, Any]) -> tuple[str, str]:
    if kind == "CorrectionClosed":
        return OUTCOMES.get(data.get("outcome", ""), lambda: _("Closed"))(), "good"
    if kind == "CorrectionAssigned":
        name = data.get("owner_name") or _("nobody")
        return _("Given to %(name)s") % {"name": name}, ""
    if kind == "CorrectionPostponed":
        return _("Due date changed to %(day)s") % {"day": data.get("due_date", "")}, "attention"
    return _("Correction opened"), "attention"


OUTCOMES = {
    "mended": lambda: _("Mended"),
    "accepted": lambda: _("Accepted as it is"),
    "gone": lambda: _("Gone: the rule finds nothing any more"),
}


@dataclass(frozen=True, slots=True)
class RuleTold:
    """A rule of the company in words, with what it finds."""

    row: AuditRule
    words: str
    sentence: str
    count: int
    before: int = 0  # of those, records for which an invoice came back already


def told_rules(books: Books, today: date, language: str) -> dict[str, list[RuleTold]]:
    """The rules in force, proposed and retired; those proposed are tried on the records of today."""
    counts = masterdata.finding_counts(books.seller.pk)
    told: dict[str, list[RuleTold]] = {"in_force": [], "proposed": [], "retired": []}
    for row in masterdata.audit_rules(books.seller.pk):
        if row.retired_at:
            told["retired"].append(_rule_told(row, language, 0))
        elif row.is_proposed:
            told["proposed"].append(_tried(row, today, language))
        else:
            told["in_force"].append(_rule_told(row, language, counts.get(f"audit:{row.pk}", 0)))
    return told


def _rule_told(row: AuditRule, language: str, count: int, before: int = 0) -> RuleTold:
    sentence = row.sentence_fr if language == "fr" else row.sentence_en or row.sentence_fr
    return RuleTold(row, rules.condition_words(masterdata.user_rule(row), language), sentence, count, before)


def _tried(row: AuditRule, today: date, language: str) -> RuleTold:
    found = [one.record_id for one in masterdata.records_found(row.seller_id, masterdata.user_rule(row), today)]
    return _rule_told(row, language, len(found), masterdata.found_before(row.seller_id, found, row.field))


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rule would find today: how many records, and the first of them; or what is wrong with the rule."""

    words: str = ""
    count: int = 0
    first: tuple[Any, ...] = ()
    problems: tuple[str, ...] = ()


def preview_rule(books: Books, rule: rules.UserRule, today: date, language: str) -> Preview:
    """Try a rule on the records of today, without writing anything."""
    problems = rules.check_rule(rule)
    if problems:
        return Preview(problems=tuple(one[language] for one in problems))
    count, first = 0, []
    for one in masterdata.records_found(books.seller.pk, rule, today):
        count += 1
        if count <= PREVIEW:
            first.append(one)
    return Preview(rules.condition_words(rule, language), count, tuple(first))


def field_choices(record_types: Iterable[str], language: str) -> list[tuple[str, str]]:
    """The fields that a rule may speak of, with their words, each once."""
    names = dict.fromkeys((name, kind) for kind in record_types for name in rules.FIELDS[kind])
    return list({name: (name, rules.field_word(kind, name, language)) for name, kind in names}.values())


def condition_choices(language: str) -> list[tuple[str, str]]:
    """The conditions with their words."""
    return [(name, words[language]) for name, words in rules.CONDITIONS.items()]
