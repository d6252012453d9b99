"""What was changed: the sets of a seller, and those of one record."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet

from sansfaute.masterdata.models import Buyer, ChangeSet, Item, RecordChange


def change_sets(seller_id: UUID | str) -> QuerySet[ChangeSet]:
    """The acts that changed records, the latest first."""
    return ChangeSet.objects.filter(seller_id=seller_id).select_related("made_by", "undone_by").order_by("-id")


def changes_of_set(change_set_id: UUID | str) -> QuerySet[RecordChange]:
    """What one set changed, record by record."""
    return RecordChange.objects.filter(change_set__pk=change_set_id).order_by("code", "id")


def changes_of_record(record_id: UUID | str) -> QuerySet[RecordChange]:
    """Every change of one record with its set, the latest first."""
    rows = RecordChange.objects.filter(record_id=record_id)
    return rows.select_related("change_set", "change_set__made_by", "change_set__undone_by").order_by("-id")


def only_changes(change_set_ids: Iterable[UUID]) -> dict[UUID, RecordChange]:
    """The change of each of these sets, which have but one."""
    rows = RecordChange.objects.filter(change_set__pk__in=list(change_set_ids))
    return {one.change_set_id: one for one in rows}


def record_of(seller_ids: set[UUID], record_id: UUID) -> tuple[str, Buyer | Item] | None:
    """The record with this id among the sellers', with its type; None when there is none."""
    buyer = Buyer.objects.filter(pk=record_id, seller_id__in=seller_ids).select_related("merged_into").first()
    if buyer:
        return "buyer", buyer
    item = Item.objects.filter(pk=record_id, seller_id__in=seller_ids).first()
    return ("item", item) if item else None


def change_set_of(seller_ids: set[UUID], change_set_id: UUID) -> ChangeSet | None:
    """The set with this id among the sellers'; None when there is none."""
    rows = ChangeSet.objects.filter(pk=change_set_id, seller_id__in=seller_ids)
    return rows.select_related("made_by", "undone_by").first()
