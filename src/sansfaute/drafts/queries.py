"""What other rooms may ask of drafts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import QuerySet

from sansfaute.contracts import queries as contracts
from sansfaute.drafts.models import Discard, Draft, DraftLine
from sansfaute.en16931.model import Invoice
from sansfaute.en16931.syntaxes import json as json_form

if TYPE_CHECKING:
    from sansfaute.contracts.models import BillableItem


def draft(draft_id: UUID | str) -> Draft:
    """One draft. Raises Draft.DoesNotExist."""
    return Draft.objects.get(pk=draft_id)


def drafts(draft_ids: Iterable[UUID | str]) -> QuerySet[Draft]:
    """The drafts among these identifiers."""
    return Draft.objects.filter(pk__in=list(draft_ids))


def drafts_of(seller_id: UUID | str) -> QuerySet[Draft]:
    """The drafts of one seller."""
    return Draft.objects.filter(seller_id=seller_id)


def drafts_of_run(run_id: UUID) -> QuerySet[Draft]:
    """The drafts that a bill run gave."""
    return Draft.objects.filter(run_id=run_id)


def invoice_of(row: Draft) -> Invoice:
    """The complete invoice of a draft, without its number."""
    return json_form.from_dict(row.document)


def lines_of(draft_ids: Iterable[UUID]) -> QuerySet[DraftLine]:
    """The lines of these drafts, each with its billable item."""
    return DraftLine.objects.filter(draft_id__in=list(draft_ids)).select_related("billable").order_by("id")


def lock_drafts(draft_ids: Iterable[UUID]) -> list[Draft]:
    """These drafts in the order of their ids, held until the transaction ends."""
    held = Draft.objects.filter(pk__in=list(draft_ids)).order_by("pk")
    return list(held.select_for_update(no_key=True))


def is_discarded(draft_id: UUID | str) -> bool:
    """Did a person decide that this draft will not be invoiced?"""
    return Discard.objects.filter(draft_id=draft_id).exists()


def work_to_assemble(buyer_ids: Sequence[UUID], run_ids: Iterable[UUID]) -> QuerySet[BillableItem]:
    """What these runs found for these buyers and no draft carries yet, in a steady order."""
    return contracts.work_of_buyers(buyer_ids, run_ids).filter(draft_line=None)
