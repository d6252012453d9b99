"""Keep the name of an article from the State: a general word in its place (XP Z12-014, case 36)."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Refusal
from sansfaute.lib.text import squeeze
from sansfaute.masterdata import queries
from sansfaute.masterdata.events import ConfidentialNameAgreed
from sansfaute.masterdata.models import Item
from sansfaute.masterdata.rules.confidential import too_telling

_LONGEST = 255


class ConfidentialNameRefused(Refusal):
    """A general word cannot stand for an article; the message is fit for a person."""


@transaction.atomic
def agree_confidential_name(
    *, seller_id: UUID | str, item_code: str, general: str, at: datetime, actor: journal.Actor | None = None
) -> Item:
    """Say the general word that stands for an article's name; "" makes its name plain again.

    Raises ConfidentialNameRefused for an unknown article, or a word that tells its name.
    """
    seller = queries.locked_seller(seller_id)
    item = Item.objects.select_for_update(no_key=True).filter(seller=seller, code=item_code).first()
    if item is None:
        raise ConfidentialNameRefused(_("There is no article %(code)s.") % {"code": item_code})
    general = squeeze(general)
    if len(general) > _LONGEST:
        raise ConfidentialNameRefused(_("A general word has %d characters at most.") % _LONGEST)
    if wrong := too_telling(general, item.name):
        raise ConfidentialNameRefused(wrong["fr" if (get_language() or "").startswith("fr") else "en"])
    if item.confidential_name == general:
        return item
    item.confidential_name = general
    item.save(update_fields=["confidential_name"])
    fact = ConfidentialNameAgreed(seller_id=seller.pk, subject_id=item.pk, code=item.code, is_secret=bool(general))
    journal.record([fact], at=at, actor=actor)
    return item
