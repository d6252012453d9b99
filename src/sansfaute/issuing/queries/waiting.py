"""Approved drafts that have no number yet: which, for how much, and why each of them waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from django.db.models import Count, QuerySet, Sum
from django.utils.translation import gettext as _

from sansfaute.contracts import queries as contracts
from sansfaute.drafts import queries as drafts
from sansfaute.issuing import rules
from sansfaute.issuing.models import Correction, Invoice
from sansfaute.issuing.queries import soundness
from sansfaute.issuing.queries.corrections import plans_of, standing_corrections

if TYPE_CHECKING:
    from sansfaute.drafts.models import Draft
    from sansfaute.masterdata.models import Seller
    from sansfaute.review.models import Approval


@dataclass(frozen=True, slots=True)
class Waiting:
    """One approved draft without number; `reason` says what stops it, "" when nothing does."""

    draft: Draft
    reason: str
    is_paused: bool = False


@dataclass(frozen=True, slots=True)
class WaitingTotal:
    """What waits in one currency and of one kind of document."""

    type_code: str
    currency_code: str
    count: int
    total_without_vat: Decimal
    total_vat: Decimal
    total_with_vat: Decimal


def waiting_drafts(seller_id: UUID) -> QuerySet[Draft]:
    """The approved drafts of a seller that no invoice came of, in the order in which they would be numbered."""
    found = drafts.drafts_of(seller_id).filter(approval__isnull=False, discard=None, invoice=None)
    return found.order_by("approval__issue_date", "pk")


def waiting_totals(rows: QuerySet[Draft]) -> list[WaitingTotal]:
    """The database's own sums, for each kind of document and currency; a credit note is never netted."""
    summed = (
        rows.order_by()
        .values("type_code", "currency_code")
        .annotate(
            count=Count("pk"),
            without_vat=Sum("total_without_vat"),
            vat=Sum("total_vat"),
            with_vat=Sum("total_with_vat"),
        )
        .order_by("type_code", "currency_code")
        .values_list("type_code", "currency_code", "count", "without_vat", "vat", "with_vat")
    )
    return [WaitingTotal(*one) for one in summed]


def why_waiting(seller: Seller, rows: Sequence[Draft]) -> list[Waiting]:
    """These drafts, each with what would stop it if it were issued now; some milliseconds each."""
    paused = contracts.runs_stopped({one.run_id for one in rows if one.run_id}, "paused", "cancelled")
    plans = plans_of(seller.pk)
    found = Correction.objects.filter(draft_id__in=[one.pk for one in rows if one.corrects])
    corrections = {one.draft_id: one for one in found.select_related("invoice")}
    told = []
    for one in rows:
        stopped = one.run_id in paused
        reason = _("Its bill run is paused: resume the run first.") if stopped else ""
        reason = reason or _reason(seller, one, plans, corrections.get(one.pk))
        told.append(Waiting(one, reason, stopped))
    return told


def _reason(seller: Seller, draft: Draft, plans: list[rules.Planned], correction: Correction | None) -> str:
    approval: Approval = draft.approval
    if said := soundness.unapproved(approval):
        return said
    document = soundness.finalised(draft, approval.issue_date)
    if said := soundness.unsound(draft, document):
        return said
    kind = rules.series_kind(draft.type_code)
    if rules.counted_in(seller.number_prefix, kind, draft.channel, approval.issue_date, plans) is None:
        return soundness.unplanned(kind, draft.channel)
    if correction is None:
        return ""
    invoice: Invoice = correction.invoice
    others = [one for one in standing_corrections(invoice.pk) if one.pk != correction.pk]
    return soundness.beyond(invoice, correction, others, document)
