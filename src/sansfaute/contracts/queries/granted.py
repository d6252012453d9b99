"""Discounts that somebody granted, as the rules take them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import Q

from sansfaute.contracts import rules
from sansfaute.contracts.models import DiscountTerm

if TYPE_CHECKING:
    from sansfaute.masterdata.models import Buyer


def granted_discounts(seller_id: UUID, buyers: Mapping[UUID, Buyer], scope: str = "line") -> list[rules.DiscountTerm]:
    """The discounts of lines (or of documents) granted to these buyers or to everyone; one query.

    `buyers`: the one that is billed, for each buyer.
    """
    theirs = Q(buyer=None) | Q(buyer_id__in=list(buyers))
    rows = DiscountTerm.objects.filter(theirs, seller_id=seller_id, scope=scope)
    rows = rows.select_related("item", "contract", "granted_by").order_by("since", "id")
    return [_discount(row, buyers) for row in rows]


def _discount(row: DiscountTerm, buyers: Mapping[UUID, Buyer]) -> rules.DiscountTerm:
    return rules.DiscountTerm(
        scope="document" if row.scope == "document" else "line",
        percentage=row.percentage,
        amount=row.amount,
        since=row.since,
        until=row.until,
        reason=row.reason,
        author=row.granted_by.get_username() if row.granted_by else "",
        buyer_code=_code(row.buyer_id, buyers),
        item_code=row.item.code if row.item else "",
        contract_number=row.contract.contract_number if row.contract else "",
        currency_code=row.contract.currency_code if row.contract else rules.EURO,
        term_id=str(row.pk),
    )


def _code(buyer_id: Any, buyers: Mapping[UUID, Buyer]) -> str:
    return str(buyers[buyer_id].code) if buyer_id is not None else ""
