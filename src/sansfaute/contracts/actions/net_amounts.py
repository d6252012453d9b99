"""Amounts without VAT of what was agreed with VAT, as its document gives them."""

from collections.abc import Mapping
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from sansfaute.contracts.models import BillableItem


@transaction.atomic
def keep_net_amounts(nets: Mapping[UUID, Decimal]) -> None:
    """Give these billable items the amount without VAT of their line; the price with VAT stays what was agreed.

    A document has its VAT on the sum of its lines, so that only it knows the cents; until it is drafted, an
    item has the amount that its own price comes to. Two queries; none for nothing.
    """
    if not nets:
        return
    items = list(BillableItem.objects.filter(pk__in=list(nets)).only("pk", "net_amount"))
    for item in items:
        item.net_amount = nets[item.pk]
    BillableItem.objects.bulk_update(items, ["net_amount"], batch_size=500)
