"""The score of the whole base."""

from uuid import UUID

from sansfaute.masterdata.models import QualityScore


def base_score(seller_id: UUID | str) -> QualityScore | None:
    """The latest score of a seller's base; None before the first."""
    return QualityScore.objects.filter(seller_id=seller_id, buyer=None).order_by("-since").first()
