"""What the company's own rules find in records about to be written, beside the rules of the house."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.db.models.functions import Lower

from sansfaute.lib import clock
from sansfaute.masterdata import queries, rules
from sansfaute.masterdata.models import Buyer, Item, RecordChange

AnyRecord = Buyer | Item
Findings = tuple[rules.RecordFinding, ...]


@dataclass(frozen=True, slots=True)
class CompanyRules:
    """The rules of a company for one type of record, and how their findings are followed up."""

    seller_id: UUID
    record_type: str
    own: tuple[rules.UserRule, ...]
    follow: Mapping[str, rules.Follow]

    def fields_that(self, condition: str) -> set[str]:
        """The fields of which a rule asks this."""
        return {one.field for one in self.own if one.condition == condition}


def company_rules(seller_id: UUID, record_type: str) -> CompanyRules:
    """The rules in force; one query."""
    rows = list(queries.rules_in_force(seller_id, record_type))
    follow = {
        f"audit:{row.pk}": rules.Follow(row.level == "error" or row.opens_corrections, row.delay_days, row.owner_id)
        for row in rows
    }
    return CompanyRules(seller_id, record_type, tuple(queries.user_rule(row) for row in rows), follow)


def with_company_findings(
    company: CompanyRules, judged: Sequence[tuple[AnyRecord, Findings]], at: datetime
) -> list[tuple[AnyRecord, Findings]]:
    """The same records with what the company's rules find in them besides; their fields are read already."""
    if not company.own:
        return list(judged)
    views = {record.pk: view_of(record) for record, _ in judged}
    shared = _shared(company, [record for record, _ in judged], views)
    ages = _ages(company, list(views), clock.day_of(at))
    return [
        (
            record,
            found + rules.company_findings(
                company.own, views[record.pk], rules.Around(frozenset(shared[record.pk]), ages.get(record.pk, {}))
            ),
        )
        for record, found in judged
    ]  # fmt: skip


def view_of(record: AnyRecord) -> dict[str, str]:
    """What rules read of a record (see `rules.view_of`)."""
    return rules.view_of(record.values, vars(record))


def _shared(
    company: CompanyRules, records: Sequence[AnyRecord], views: Mapping[UUID, Mapping[str, str]]
) -> dict[UUID, set[str]]:
    """For each record, the fields that must be unique and hold what another record holds too."""
    shared: dict[UUID, set[str]] = defaultdict(set)
    standing = [one for one in records if not getattr(one, "merged_into_id", None)]
    for name in company.fields_that("is_not_unique"):
        held = {one.pk: text.lower() for one in standing if (text := views[one.pk].get(name, ""))}
        here = Counter(held.values())
        elsewhere = _held_elsewhere(company, name, set(held.values()), list(views))
        for record_id, text in held.items():
            if here[text] > 1 or text in elsewhere:
                shared[record_id].add(name)
    return shared


def _held_elsewhere(company: CompanyRules, name: str, texts: set[str], but: Sequence[UUID]) -> set[str]:
    """Which of these values a record holds that is not among `but`; one query."""
    if not texts:
        return set()
    model: Any = Buyer if company.record_type == "buyer" else Item
    others = model.objects.filter(seller_id=company.seller_id).exclude(pk__in=but)
    if company.record_type == "buyer":
        others = others.filter(merged_into=None)
    found = others.annotate(held=Lower(queries.shown_as(model, name))).filter(held__in=texts)
    return set(found.values_list("held", flat=True).distinct())


def _ages(company: CompanyRules, record_ids: Sequence[UUID], today: date) -> dict[UUID, dict[str, int]]:
    """For each record, the days since fields were last given, of those whose age a rule asks; one query a field."""
    ages: dict[UUID, dict[str, int]] = defaultdict(dict)
    for name in company.fields_that("is_older_than"):
        given = RecordChange.objects.filter(
            record_id__in=record_ids, change_set__undone_at=None, after__has_key=name
        ).order_by()
        for record_id, last in given.values_list("record_id").annotate(last=Max("change_set__made_at")):
            ages[record_id][name] = (today - clock.day_of(last)).days
    return ages
