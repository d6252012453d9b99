"""A person stops the invoices of a buyer, or lets them go on."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Refusal
from sansfaute.lib.ids import new_id
from sansfaute.masterdata import queries as masterdata
from sansfaute.people import queries as people
from sansfaute.people.rules import BLOCK_BUYERS
from sansfaute.review.events import BlockLifted, BuyerBlocked
from sansfaute.review.models import BuyerBlock

if TYPE_CHECKING:
    from sansfaute.people.models import Person

KINDS = ("blocked", "disputed")


class BlockRefused(Refusal):
    """A buyer could not be blocked or freed so; the message is fit for a person."""


@transaction.atomic
def block_buyer(
    *, seller_id: UUID, buyer_id: UUID, why: str, actor: Person, at: datetime, kind: str = "blocked"
) -> BuyerBlock:
    """Hold every draft of this buyer judged from now on, for a reason; `kind` is "blocked" or "disputed".

    Raises BlockRefused without a reason or the right, for a buyer of another company, or one blocked so already.
    """
    assert kind in KINDS, kind
    if not why.strip():
        raise BlockRefused(_("Say why: whoever meets the block has to know."))
    if not people.may(actor, BLOCK_BUYERS, seller_id):
        raise BlockRefused(_("Your role does not let you block customers of this company."))
    if not masterdata.buyers(seller_id).filter(pk=buyer_id).exists():
        raise BlockRefused(_("This customer does not exist."))
    block = BuyerBlock(
        id=new_id(), seller_id=seller_id, buyer_id=buyer_id, kind=kind, why=why.strip(), blocked_by=actor, blocked_at=at
    )
    BuyerBlock.objects.bulk_create([block], ignore_conflicts=True)
    if not BuyerBlock.objects.filter(id=block.id).exists():
        raise BlockRefused(_("This customer is blocked already."))
    event = BuyerBlocked(seller_id, buyer_id, block_id=block.id, block_kind=kind)
    journal.record([event], at=at, actor=actor, why=why.strip())
    return block


@transaction.atomic
def lift_block(*, block_id: UUID, why: str, actor: Person, at: datetime) -> BuyerBlock:
    """Let the invoices of a buyer go on, for a reason; what the block held is judged again.

    Raises BlockRefused without a reason or the right, or when it was lifted already.
    """
    if not why.strip():
        raise BlockRefused(_("Say why: whoever meets the block has to know."))
    block = BuyerBlock.objects.select_for_update(of=("self",)).filter(id=block_id).first()
    if block is None:
        raise BlockRefused(_("This block does not exist."))
    if not people.may(actor, BLOCK_BUYERS, block.seller_id):
        raise BlockRefused(_("Your role does not let you block customers of this company."))
    if block.lifted_at is not None:
        raise BlockRefused(_("This block was lifted already."))
    block.lifted_by, block.lifted_at = actor, at
    block.save(update_fields=["lifted_by", "lifted_at"])
    event = BlockLifted(block.seller_id, block.buyer_id, block_id=block.id, block_kind=block.kind)
    journal.record([event], at=at, actor=actor, why=why.strip())
    return block
