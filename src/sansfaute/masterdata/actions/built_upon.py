"""What stands on records that an undo would take away: then nothing is undone, and the refusal says what it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django.db.models import PROTECT, ProtectedError, QuerySet
from django.utils.translation import gettext as _

from sansfaute.masterdata.actions.changes import ChangeRefused
from sansfaute.masterdata.actions.writing import RECORD_TYPES, RecordType
from sansfaute.masterdata.models import ChangeSet, Merge, RecordChange

_AT_ONCE = 1000

RecordIds = Sequence[UUID] | QuerySet[RecordChange, Any]
"""Identifiers of records, or the query that gives them."""


class BuiltUpon(ChangeRefused):
    """Records cannot go away; `record_ids` are those that something stands on (a thousand at most are told)."""

    def __init__(self, message: str, record_ids: set[UUID]) -> None:
        super().__init__(message)
        self.record_ids = record_ids


def refuse_what_is_built_upon(change_set: ChangeSet) -> None:
    """Raise BuiltUpon when something stands on a record that the set made, whatever their number."""
    for kind in RECORD_TYPES.values():
        made = change_set.changes.filter(is_creation=True, record_type=kind.name)
        refuse_built_upon(kind, made.values_list("record_id", flat=True))


def refuse_built_upon(kind: RecordType, record_ids: RecordIds) -> None:
    """Raise BuiltUpon when these records were changed since they were made, merged into, or used by other rooms."""
    later = RecordChange.objects.filter(record_id__in=record_ids, change_set__undone_at=None, is_creation=False)
    _refuse(kind, _some(later.order_by("id"), "record_id"), _said_changed)
    if kind.name == "buyer":
        merged = Merge.objects.filter(kept__in=record_ids, undone_at=None)
        _refuse(kind, _some(merged.order_by("id"), "kept_id"), _said_merged)
    for model, name in _uses(kind):
        used = model._base_manager.filter(**{f"{name}__in": record_ids})
        _refuse(kind, _some(used.order_by("pk"), name), _said_used)


def as_built_upon(kind: RecordType, record_ids: Sequence[UUID], failure: ProtectedError) -> BuiltUpon:
    """The refusal to delete what another room began to use just now."""
    names = {(model, name) for model, name in _uses(kind)}
    used = {getattr(one, name) for one in failure.protected_objects for model, name in names if type(one) is model}
    return BuiltUpon(_said_used(_code(kind, used or set(record_ids))), used & set(record_ids))


def _some(rows: QuerySet[Any], name: str) -> list[UUID]:
    return list(rows.values_list(name, flat=True)[:_AT_ONCE])


def _refuse(kind: RecordType, found: list[UUID], said: Any) -> None:
    if found:
        raise BuiltUpon(said(_code(kind, {found[0]})), set(found))


def _code(kind: RecordType, record_ids: set[UUID]) -> str:
    codes = kind.model._default_manager.filter(pk__in=record_ids).order_by("code").values_list("code", flat=True)
    return codes.first() or ""


def _uses(kind: RecordType) -> Iterator[tuple[Any, str]]:
    """Where other rooms point at such records: model and column."""
    for relation in kind.model._meta.get_fields(include_hidden=True):
        used = relation.is_relation and relation.auto_created and getattr(relation, "on_delete", None) is PROTECT
        if used and relation.related_model not in (Merge, kind.model):
            yield relation.related_model, relation.field.attname  # type: ignore[union-attr]  # a ManyToOneRel


def _said_changed(code: str) -> str:
    return _("%(code)s was changed since. Undo those changes first; nothing is undone now.") % {"code": code}


def _said_merged(code: str) -> str:
    said = _("Another record was merged into %(code)s. Undo that merge first; nothing is undone now.")
    return said % {"code": code}


def _said_used(code: str) -> str:
    said = _("Contracts, orders or invoices were built on %(code)s or others; nothing is undone.")
    return said % {"code": code}
