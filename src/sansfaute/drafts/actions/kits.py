"""What the kits of a chunk are made of: the articles, read once, and their VAT treatment."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from copy import copy
from decimal import Decimal
from typing import TYPE_CHECKING
from uuid import UUID

from sansfaute.drafts import rules
from sansfaute.masterdata import queries as masterdata

if TYPE_CHECKING:
    from sansfaute.contracts.models import BillableItem
    from sansfaute.masterdata.models import Item


def components_of(seller_id: UUID, work: Iterable[BillableItem]) -> Mapping[str, Item]:
    """The articles that kits of this work are made of, by code. One query where there are kits, else none."""
    codes = {str(one["item"]) for item in work for one in item.item.components}
    return masterdata.items_by_code(seller_id, codes) if codes else {}


def parts_of(
    sold: BillableItem, components: Mapping[str, Item], treat: Callable[[BillableItem], rules.Treatment]
) -> tuple[rules.KitPart, ...]:
    """The parts of a kit, each with the treatment that it would have if sold alone; () of what is no kit."""
    return tuple(
        _part(sold, components[str(one["item"])], Decimal(str(one["quantity"])), treat)
        for one in sold.item.components
        if str(one["item"]) in components
    )


def _part(
    sold: BillableItem, item: Item, quantity: Decimal, treat: Callable[[BillableItem], rules.Treatment]
) -> rules.KitPart:
    alone = copy(sold)
    alone.item = item
    return rules.KitPart(item=item, quantity=quantity, treatment=treat(alone), worth=quantity * item.unit_price)
