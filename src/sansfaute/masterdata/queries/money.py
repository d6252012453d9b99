"""What will be billed to buyers, as contracts foresee it: the money that a wrong record puts at risk."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from uuid import UUID

from sansfaute.masterdata.models import ExpectedBilling


def expected_billing(buyer_ids: Iterable[UUID]) -> dict[UUID, Decimal]:
    """What will be billed to each of these buyers in the next period, EUR without VAT; absent: nothing is known."""
    rows = ExpectedBilling.objects.filter(buyer_id__in=list(buyer_ids))
    return dict(rows.values_list("buyer_id", "amount"))


def expected_billing_of(seller_id: UUID | str) -> dict[UUID, Decimal]:
    """The same for every buyer of a seller; one query."""
    return dict(ExpectedBilling.objects.filter(seller_id=seller_id).values_list("buyer_id", "amount"))
