"""Columns of the records: what they hold, faceted and narrowed; which records an operation reaches."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from sansfaute.masterdata import rules
from sansfaute.masterdata.models import AcceptedFinding, Buyer, ChangeSet, Finding, Item

_SEARCHED = {
    "buyer": (
        "code", "name", "email", "siren", "siret", "vat_identifier", "city", "post_code", "line_1", "telephone", "iban",
    ),
    "item": ("code", "name"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many records one rule speaks of in one field, and how many of them it can mend."""

    field: str
    rule: str
    level: str
    count: int
    fixes: int


def current_records(seller_id: UUID | str, record_type: str) -> QuerySet[Any]:
    """The buyers or items of a seller, but for those merged into another, by code."""
    if record_type == "item":
        return Item.objects.filter(seller_id=seller_id).order_by("code")
    return Buyer.objects.filter(seller_id=seller_id, merged_into=None).order_by("code")


def searched(rows: QuerySet[Any], record_type: str, words: str) -> QuerySet[Any]:
    """The records that hold each of these words, in any of the fields that people search by."""
    for word in words.split()[:10]:
        found = Q()
        for name in _SEARCHED[record_type]:
            found |= Q(**{f"{name}__icontains": word})
        rows = rows.filter(found)
    return rows


def selected(rows: QuerySet[Any], record_type: str, selection: rules.Selection, but: str = "") -> QuerySet[Any]:
    """The records of a selection; `but` leaves out the conditions on one field, for the counts of its own facet."""
    for name, texts in selection.values.items():
        if name != but:
            rows = _holding(rows, name).filter(**{f"given_{name}__in": texts})
    for name in selection.malformed:
        if name != but:
            rows = rows.filter(Exists(Finding.objects.filter(record_id=OuterRef("pk"), field=name)))
    if selection.codes:
        rows = rows.filter(code__in=selection.codes)
    return searched(rows, record_type, selection.words) if selection.words else rows


def _holding(rows: QuerySet[Any], field: str) -> QuerySet[Any]:
    """The records with `given_<field>`: the text given for this field, empty for none."""
    if field not in {"code", *rules.FIELDS["buyer"], *rules.FIELDS["item"]}:
        raise ValueError(field)
    given = F("code") if field == "code" else Coalesce(KT(f"values__{field}"), Value(""), output_field=TextField())
    held: QuerySet[Any] = rows.annotate(**{f"given_{field}": given})
    return held


def value_counts(rows: QuerySet[Any], field: str) -> QuerySet[Any, tuple[str, int]]:
    """Each text of a field with the number of records that hold it, the most frequent first."""
    name = f"given_{field}"
    counted = _holding(rows.order_by(), field).values_list(name).annotate(rows=Count("pk"))
    ordered: QuerySet[Any, tuple[str, int]] = counted.order_by("-rows", name)
    return ordered


def column_values(seller_id: UUID | str, record_type: str, field: str) -> Iterator[tuple[str, int]]:
    """The same for a whole column, read as a stream in no order."""
    rows = value_counts(current_records(seller_id, record_type), field).order_by()
    return rows.iterator(chunk_size=5000)


def rule_counts(rows: QuerySet[Any]) -> list[RuleCount]:
    """What the rules say of these records, by field and rule, the most frequent first."""
    counted = (
        Finding.objects.filter(record_id__in=rows.order_by().values("pk"))
        .values_list("field", "rule", "level")
        .annotate(count=Count("pk"), fixes=Count("pk", filter=~Q(fix="")))
        .order_by("-count", "field", "rule")
    )
    return [RuleCount(*row) for row in counted]


def records_mark(seller_id: UUID | str) -> str:
    """A text that changes whenever records do: what was computed from them holds as long as it stays."""
    said = ChangeSet.objects.filter(seller_id=seller_id).aggregate(
        Count("pk"), Sum("change_count"), Max("made_at"), Max("undone_at")
    )
    return "|".join(str(one) for one in said.values())


def operation_matches(seller_id: UUID | str, operation: rules.Operation) -> QuerySet[Any]:
    """The records that an operation may change; for a transform, those that only their text can tell."""
    kind, field = operation.record_type, operation.field
    rows = _holding(selected(current_records(seller_id, kind), kind, operation.selection), field)
    given = f"given_{field}"
    if operation.name == "replace":
        return rows.filter(**{f"{given}__in": [one for one, other in operation.forms.items() if one != other]})
    if operation.name == "fix":
        return rows.filter(_mendable(operation))
    if operation.name == "set":
        return rows.exclude(**{given: operation.value})
    return rows.exclude(**{given: ""})


def _mendable(operation: rules.Operation) -> Exists:
    """A rule proposes another value, and nobody said that the value is to stay."""
    accepted = AcceptedFinding.objects.filter(
        record_id=OuterRef("record_id"), field=OuterRef("field"), rule=OuterRef("rule"), value=OuterRef("value")
    )
    found = Finding.objects.filter(record_id=OuterRef("pk"), field=operation.field, rule=operation.rule)
    return Exists(found.exclude(fix="").exclude(Exists(accepted)))


def operation_reach(seller_id: UUID | str, operation: rules.Operation) -> int:
    """How many records an operation changes."""
    rows = operation_matches(seller_id, operation)
    if operation.name not in rules.TRANSFORMS:
        return rows.count()
    counted = value_counts(rows, operation.field).order_by().iterator(chunk_size=5000)
    return sum(count for text, count in counted if rules.text_after(operation, {operation.field: text}) is not None)


def operation_records(seller_id: UUID | str, operation: rules.Operation, after: UUID | None, limit: int) -> list[UUID]:
    """Ids of records that an operation may change, in order, the next `limit` after one."""
    rows = operation_matches(seller_id, operation).order_by("pk")
    return list((rows.filter(pk__gt=after) if after else rows).values_list("pk", flat=True)[:limit])


def proposals_of(record_ids: Iterable[UUID], operation: rules.Operation) -> dict[UUID, list[rules.Proposal]]:
    """What the operation's rule proposes for these records; nothing for operations that are no fix."""
    proposals: dict[UUID, list[rules.Proposal]] = defaultdict(list)
    if operation.name == "fix":
        found = Finding.objects.filter(
            record_id__in=list(record_ids), field=operation.field, rule=operation.rule
        ).exclude(fix="")
        for record_id, fix in found.values_list("record_id", "fix"):
            proposals[record_id].append(rules.Proposal(operation.field, operation.rule, fix))
    return proposals


def operation_preview(seller_id: UUID | str, operation: rules.Operation, limit: int = 50) -> list[tuple[Any, str, str]]:
    """The first records that an operation changes, each with the text before and after."""
    shown: list[tuple[Any, str, str]] = []
    after: UUID | None = None
    while len(shown) < limit and (ids := operation_records(seller_id, operation, after, 500)):
        proposals = proposals_of(ids, operation)
        model = Item if operation.record_type == "item" else Buyer
        for one in model._default_manager.filter(pk__in=ids).order_by("pk"):
            text = rules.text_after(operation, one.values, proposals.get(one.pk, ()))
            if text is not None and len(shown) < limit:
                shown.append((one, one.values.get(operation.field, ""), text))
        after = ids[-1]
    return shown
