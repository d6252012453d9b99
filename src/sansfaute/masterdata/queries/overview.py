"""What waits in the data of a seller, in figures, with the money that stands on it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from sansfaute.masterdata.models import (
    BankChange,
    Buyer,
    ChangeSet,
    Correction,
    DuplicateCluster,
    ExpectedBilling,
    Finding,
    Item,
    RegistryDifference,
)


@dataclass(frozen=True, slots=True)
class Waiting:
    """How many wait, and what will be billed in the next period to the buyers concerned (EUR without VAT)."""

    count: int
    money: Decimal


def wrong_records(seller_id: UUID | str) -> Waiting:
    """Buyers with errors, and what is to be billed to them all the same."""
    wrong = Exists(Finding.objects.filter(record_id=OuterRef("pk"), level="error"))
    buyers = Buyer.objects.filter(wrong, seller_id=seller_id, merged_into=None)
    return Waiting(buyers.count(), _expected(buyers))


def wrong_items(seller_id: UUID | str) -> int:
    """Items with errors."""
    wrong = Exists(Finding.objects.filter(record_id=OuterRef("pk"), level="error"))
    return Item.objects.filter(wrong, seller_id=seller_id).count()


def open_corrections(seller_id: UUID | str) -> Waiting:
    """Corrections that somebody is to make."""
    rows = Correction.objects.filter(seller_id=seller_id, closed_at=None)
    return Waiting(rows.count(), _expected(Buyer.objects.filter(pk__in=rows.values("record_id"))))


def open_clusters(seller_id: UUID | str) -> Waiting:
    """Groups of buyers that may be one."""
    rows = DuplicateCluster.objects.filter(seller_id=seller_id, state__in=("open", "later"))
    return Waiting(rows.count(), _expected(Buyer.objects.filter(clusters__cluster__in=rows.values("pk")).distinct()))


def open_bank_changes(seller_id: UUID | str) -> Waiting:
    """Bank details that wait for a second person or for their time."""
    rows = BankChange.objects.filter(seller_id=seller_id, applied_at=None, refused_at=None)
    return Waiting(rows.count(), _expected(Buyer.objects.filter(pk__in=rows.values("party_id"))))


def open_differences(seller_id: UUID | str) -> Waiting:
    """Fields where a registry says otherwise."""
    rows = RegistryDifference.objects.filter(seller_id=seller_id, state="open")
    return Waiting(rows.count(), _expected(Buyer.objects.filter(pk__in=rows.values("buyer_id"))))


def _expected(buyers: QuerySet[Buyer]) -> Decimal:
    rows = ExpectedBilling.objects.filter(buyer__in=buyers.order_by().values("pk"))
    return rows.aggregate(Sum("amount"))["amount__sum"] or Decimal(0)


def sure_fixes(seller_id: UUID | str) -> int:
    """How many values have a proposal that one click takes."""
    merged = Buyer.objects.filter(pk=OuterRef("record_id"), merged_into__isnull=False)
    return Finding.objects.filter(~Q(fix=""), ~Exists(merged), seller_id=seller_id).count()


def last_operations(seller_id: UUID | str, limit: int = 5) -> list[ChangeSet]:
    """The latest acts."""
    rows = ChangeSet.objects.filter(seller_id=seller_id).select_related("made_by", "undone_by")
    return list(rows.order_by("-id")[:limit])


def record_counts(seller_id: UUID | str) -> tuple[int, int]:
    """How many buyers (merged ones aside) and items there are."""
    buyers = Buyer.objects.filter(seller_id=seller_id, merged_into=None).count()
    return buyers, Item.objects.filter(seller_id=seller_id).count()
