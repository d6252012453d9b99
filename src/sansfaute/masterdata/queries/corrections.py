"""Corrections to make, with the money at risk; what was accepted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, DecimalField, F, Max, OuterRef, QuerySet, Subquery, Sum

from sansfaute.masterdata.models import AcceptedFinding, Correction, ExpectedBilling, QualityScore


@dataclass(frozen=True, slots=True)
class CorrectionFilter:
    """What is looked for: empty fields filter nothing. `owner`: a person's id, or "nobody"."""

    owner: str = ""
    rule: str = ""
    level: str = ""
    overdue_on: date | None = None
    code: str = ""


def corrections(seller_id: UUID | str) -> QuerySet[Correction]:
    """Every correction of a seller, open and closed."""
    return Correction.objects.filter(seller_id=seller_id).select_related("owner", "closed_by")


def open_corrections(seller_id: UUID | str, asked: CorrectionFilter | None = None) -> QuerySet[Correction]:
    """Those still to make, each with `money` (EUR without VAT, null when nothing is known): the most money first."""
    wanted = asked or CorrectionFilter()
    rows = corrections(seller_id).filter(closed_at=None)
    if wanted.owner:
        rows = rows.filter(owner=None) if wanted.owner == "nobody" else rows.filter(owner_id=UUID(wanted.owner))
    if wanted.rule:
        rows = rows.filter(rule=wanted.rule)
    if wanted.level:
        rows = rows.filter(level=wanted.level)
    if wanted.overdue_on:
        rows = rows.filter(due_date__lt=wanted.overdue_on)
    if wanted.code:
        rows = rows.filter(code__iexact=wanted.code)
    return with_money(rows).order_by(F("money").desc(nulls_last=True), "due_date", "code", "id")


def with_money(rows: QuerySet[Correction]) -> QuerySet[Correction]:
    """The same, each with what will be billed to its record in the next period (`money`)."""
    expected = ExpectedBilling.objects.filter(buyer_id=OuterRef("record_id")).values("amount")
    return rows.annotate(money=Subquery(expected, output_field=DecimalField(max_digits=19, decimal_places=2)))


def money_at_risk(seller_id: UUID | str) -> Decimal:
    """What will be billed in the next period to buyers with an error to mend, each counted once."""
    wrong = Correction.objects.filter(seller_id=seller_id, closed_at=None, level="error", record_type="buyer")
    expected = ExpectedBilling.objects.filter(seller_id=seller_id, buyer_id__in=wrong.values("record_id"))
    return expected.aggregate(total=Sum("amount"))["total"] or Decimal("0.00")


def correction_counts(seller_id: UUID | str) -> list[tuple[str, str, int]]:
    """Rule, level and number of corrections to make, the most frequent first."""
    rows = Correction.objects.filter(seller_id=seller_id, closed_at=None).order_by()
    counted = rows.values_list("rule").annotate(level=Max("level"), count=Count("id"))
    return sorted(((rule, level, count) for rule, level, count in counted), key=lambda one: (-one[2], one[0]))


def fixable(seller_id: UUID | str, rule: str, field: str = "") -> QuerySet[Correction]:
    """The corrections of a rule that propose a value, by code: all that one act would mend alike."""
    rows = corrections(seller_id).filter(closed_at=None, rule=rule).exclude(fix="")
    return (rows.filter(field=field) if field else rows).order_by("code", "field", "id")


def accepted_findings(seller_id: UUID | str) -> QuerySet[AcceptedFinding]:
    """What people took as it is, latest first."""
    return AcceptedFinding.objects.filter(seller_id=seller_id).select_related("accepted_by").order_by("-accepted_at")


def scores_of_base(seller_id: UUID | str) -> QuerySet[QualityScore]:
    """The score of the base over time: a row for each day that it changed, oldest first."""
    return QualityScore.objects.filter(seller_id=seller_id, buyer=None).order_by("since")


def score_of_buyer(buyer_id: UUID) -> QualityScore | None:
    """The present score of one buyer; None before the first audit."""
    return QualityScore.objects.filter(buyer_id=buyer_id).order_by("-since").first()
