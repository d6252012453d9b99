"""What a kit is made of: articles of the same company, none of which is a kit itself."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Refusal
from sansfaute.masterdata import queries
from sansfaute.masterdata.events import KitAgreed
from sansfaute.masterdata.models import Item


class KitRefused(Refusal):
    """A kit cannot be made of these articles; the message is fit for a person."""


@transaction.atomic
def agree_kit(
    *,
    seller_id: UUID | str,
    item_code: str,
    components: Mapping[str, Decimal],
    at: datetime,
    actor: journal.Actor | None = None,
) -> Item:
    """Say what one kit holds, by code of article; an empty mapping makes it an ordinary article again.

    Invoices show it from then on; the price stays the kit's own. Raises KitRefused.
    """
    seller = queries.locked_seller(seller_id)
    item = Item.objects.select_for_update(no_key=True).filter(seller=seller, code=item_code).first()
    if item is None:
        raise KitRefused(_("There is no article %(code)s.") % {"code": item_code})
    _refuse(item, components, queries.items_by_code(seller.pk, components))
    given = [{"item": code, "quantity": f"{quantity.normalize():f}"} for code, quantity in components.items()]
    if item.components == given:
        return item
    item.components = given
    item.save(update_fields=["components"])
    fact = KitAgreed(seller_id=seller.pk, subject_id=item.pk, code=item.code, component_count=len(given))
    journal.record([fact], at=at, actor=actor)
    return item


def _refuse(item: Item, components: Mapping[str, Decimal], known: Mapping[str, Item]) -> None:
    for code, quantity in components.items():
        if code not in known:
            raise KitRefused(_("There is no article %(code)s.") % {"code": code})
        if code == item.code or known[code].components:
            raise KitRefused(_("%(code)s is a kit itself: name the articles that it is made of.") % {"code": code})
        if quantity <= 0 or quantity != round(quantity, 4):
            raise KitRefused(_("The quantity of article %(code)s is not above zero.") % {"code": code})
    within = Item.objects.filter(seller_id=item.seller_id, components__contains=[{"item": item.code}])
    if components and within.exists():
        raise KitRefused(_("%(code)s is part of another kit: it cannot be one itself.") % {"code": item.code})
