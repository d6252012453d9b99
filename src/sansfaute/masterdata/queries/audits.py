"""Rules of the company, and what audits found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import CharField, Max, QuerySet, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce, NullIf

from sansfaute.lib import clock
from sansfaute.masterdata import rules
from sansfaute.masterdata.models import Audit, AuditRule, Buyer, Correction, Item, RecordChange

_ELSEWHERE = {"country": "country_code"}
"""Fields that stand in another column than their name says."""


def audit_rules(seller_id: UUID | str) -> QuerySet[AuditRule]:
    """Every rule that the company wrote or was proposed, retired ones included, by name."""
    return AuditRule.objects.filter(seller_id=seller_id).select_related("owner", "made_by").order_by("name", "id")


def rules_in_force(seller_id: UUID | str, record_type: str | None = None) -> QuerySet[AuditRule]:
    """The rules that count today: accepted and not retired."""
    found = AuditRule.objects.filter(seller_id=seller_id, is_proposed=False, retired_at=None).order_by("id")
    return found if record_type is None else found.filter(record_type=record_type)


def user_rule(rule: AuditRule) -> rules.UserRule:
    """The rule as `rules.audits` judges it."""
    return rules.UserRule(
        str(rule.pk), rule.record_type, rule.field, rule.condition, rule.argument, rule.scope, rule.level
    )


def own_sentences(names: Iterable[str]) -> Mapping[str, Mapping[str, str]]:
    """The sentences of the company's rules among these names of rules, retired ones included; one query at most."""
    identifiers = _identifiers(names)
    if not identifiers:
        return {}
    found = AuditRule.objects.filter(pk__in=identifiers).values_list("pk", "sentence_fr", "sentence_en")
    return {f"audit:{pk}": {"fr": french, "en": english or french} for pk, french, english in found}


def _identifiers(names: Iterable[str]) -> set[UUID]:
    found = set()
    for name in names:
        prefix, _, identifier = name.partition(":")
        if prefix == "audit":
            try:
                found.add(UUID(identifier))
            except ValueError:
                continue
    return found


def audits(seller_id: UUID | str) -> QuerySet[Audit]:
    """The audits of a seller, latest first."""
    return Audit.objects.filter(seller_id=seller_id).order_by("-day")


@dataclass(frozen=True, slots=True)
class Found:
    """A record that a rule finds."""

    record_id: UUID
    code: str
    name: str
    value: str


def records_found(seller_id: UUID | str, rule: rules.UserRule, today: date) -> Iterator[Found]:
    """The records that a rule finds today, by code: read field by field, so that a hundred thousand take moments."""
    model: Any = Buyer if rule.record_type == "buyer" else Item
    names = sorted({rule.field, *rule.scope, *([rule.argument] if rule.condition == "differs_from_field" else [])})
    rows = model.objects.filter(seller_id=seller_id)
    rows = rows.filter(merged_into=None) if rule.record_type == "buyer" else rows
    columns = {f"shown_{name}": shown_as(model, name) for name in names}
    shown = rows.annotate(**columns).order_by("code").values_list("pk", "code", "name", *columns)
    around = _around(seller_id, rule, today, shown, 3 + names.index(rule.field))
    for pk, code, name, *texts in shown.iterator(chunk_size=5000):
        view = {field: str(text or "") for field, text in zip(names, texts, strict=True)}
        if rules.finds(rule, view, around(pk, view[rule.field])):
            yield Found(pk, code, name, view[rule.field])


def _around(seller_id: UUID | str, rule: rules.UserRule, today: date, shown: Any, place: int) -> Any:
    """What the rule needs to know beyond a record, as a function of its id and value."""
    if rule.condition == "is_not_unique":
        held = Counter(str(row[place] or "").lower() for row in shown.iterator(chunk_size=5000))
        alone, shared = rules.ALONE, rules.Around(shared=frozenset({rule.field}))
        return lambda _pk, value: shared if held[value.lower()] > 1 else alone
    if rule.condition == "is_older_than":
        changes = RecordChange.objects.filter(
            seller_id=seller_id, change_set__undone_at=None, after__has_key=rule.field
        ).order_by()
        given = dict(changes.values_list("record_id").annotate(last=Max("change_set__made_at")))
        ages = {pk: (today - clock.day_of(last)).days for pk, last in given.items()}
        return lambda pk, _value: rules.Around(ages={rule.field: ages.get(pk, 0)})
    return lambda _pk, _value: rules.ALONE


def shown_as(model: Any, name: str) -> Any:
    """Where the database keeps what `rules.view_of` shows of a field."""
    if name == "legal_identifier":
        read = Coalesce(NullIf("siret", Value("")), NullIf("siren", Value("")), KT("values__legal_identifier"))
        return Coalesce(read, Value(""), output_field=CharField())
    columns = {one.name for one in model._meta.concrete_fields if one.get_internal_type() in ("CharField", "TextField")}
    column = _ELSEWHERE.get(name, name)
    return Coalesce(column, Value("")) if column in columns else Coalesce(KT(f"values__{name}"), Value(""))


def found_before(seller_id: UUID | str, records: Iterable[UUID], field: str) -> int:
    """How many of these records an invoice came back for already, because of this field."""
    rows = Correction.objects.filter(seller_id=seller_id, field=field, source__in=["refusal", "bounce"])
    return rows.filter(record_id__in=list(records)).values("record_id").distinct().count()
