"""The head of a seller's chain of seals: whoever issues for a seller takes turns here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sansfaute.issuing import rules
from sansfaute.issuing.models import SealChain

if TYPE_CHECKING:
    from sansfaute.masterdata.models import Seller


def locked_chain(seller: Seller) -> SealChain:
    """The head of the chain, locked until the transaction ends."""
    first = rules.first_seal_hash(str(seller.id))
    SealChain.objects.bulk_create([SealChain(seller=seller, last_seal_hash=first)], ignore_conflicts=True)
    return SealChain.objects.select_for_update().get(seller=seller)
