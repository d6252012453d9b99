"""Remember what will be billed to buyers: carried here by the journey, since contracts stand downstream."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from sansfaute.lib.ids import new_id
from sansfaute.masterdata.models import Buyer, ExpectedBilling


@transaction.atomic
def remember_forecast(*, seller_id: UUID | str, facts: Iterable[Mapping[str, Any]], at: datetime) -> int:
    """Keep the last forecast of each buyer of these facts; how many are known now. An older one never replaces
    a newer: facts may arrive late or twice."""
    said = {UUID(str(fact["subject_id"])): fact for fact in facts}
    ours = set(Buyer.objects.filter(seller_id=seller_id, pk__in=said).values_list("pk", flat=True))
    newer = ExpectedBilling.objects.filter(buyer_id__in=ours).in_bulk(field_name="buyer_id")
    rows = [
        _row(seller_id, buyer_id, fact, at)
        for buyer_id, fact in sorted(said.items())
        if buyer_id in ours
        and not (buyer_id in newer and newer[buyer_id].period_start > date.fromisoformat(fact["period_start"]))
    ]
    ExpectedBilling.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["buyer"],
        update_fields=["amount", "period_start", "period_end", "worked_out_at"],
    )
    return len(rows)


def _row(seller_id: UUID | str, buyer_id: UUID, fact: Mapping[str, Any], at: datetime) -> ExpectedBilling:
    return ExpectedBilling(
        id=new_id(),
        seller_id=UUID(str(seller_id)),
        buyer_id=buyer_id,
        amount=Decimal(fact["amount"]),
        period_start=date.fromisoformat(fact["period_start"]),
        period_end=date.fromisoformat(fact["period_end"]),
        worked_out_at=at,
    )
