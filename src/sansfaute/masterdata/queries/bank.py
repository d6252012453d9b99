"""Bank details that wait, and those decided."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404

from sansfaute.masterdata.models import BankChange


def bank_changes(seller_id: UUID | str) -> QuerySet[BankChange]:
    """Every change of bank details of one seller and its buyers, latest first."""
    changes = BankChange.objects.filter(seller_id=seller_id).order_by("-asked_at", "-id")
    return changes.select_related("asked_by", "confirmed_by", "refused_by")


def waiting_bank_changes(seller_id: UUID | str, party_ids: Iterable[UUID] | None = None) -> QuerySet[BankChange]:
    """Those that do not count yet (of these parties, else of all), oldest first."""
    waiting = BankChange.objects.filter(seller_id=seller_id, applied_at=None, refused_at=None).order_by("asked_at")
    waiting = waiting if party_ids is None else waiting.filter(party_id__in=list(party_ids))
    return waiting.select_related("asked_by", "confirmed_by")


def bank_change(seller_id: UUID | str, bank_change_id: UUID | str) -> BankChange:
    """One change of this seller. Raises Http404 when there is none."""
    return get_object_or_404(BankChange, pk=bank_change_id, seller_id=seller_id)
