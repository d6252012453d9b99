"""Agree a seller: checked thoroughly, for it stands on every invoice."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import get_language

from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Trouble
from sansfaute.masterdata import rules
from sansfaute.masterdata.actions.bank import hold_seller_change
from sansfaute.masterdata.events import SellerAgreed
from sansfaute.masterdata.models import Seller


class SellerRefused(Trouble):
    """A seller whose description would make wrong invoices; says everything that is wrong with it."""

    def __init__(self, problems: list[dict[str, str]]) -> None:
        language = "fr" if (get_language() or "").startswith("fr") else "en"
        super().__init__(rules.SELLER_REFUSED[language], " ".join(problem[language] for problem in problems))
        self.problems = problems


@transaction.atomic
def agree_seller(*, values: Mapping[str, Any], at: datetime, actor: journal.Actor | None = None) -> Seller:
    """Create a seller or change the one with this SIREN; the same values again change nothing.

    `values` are fields of `rules.SELLER_FIELDS`; those left out keep what they are. Raises
    SellerRefused with every problem found. New bank details of a known seller wait for a second
    person: the old ones stay on invoices until then.
    """
    given = rules.clean_seller(values)
    siren = str(given.get("siren", ""))
    seller = Seller.objects.select_for_update().filter(siren=siren).first()
    known = {name: getattr(seller, name) for name in rules.SELLER_FIELDS} if seller else {}
    wished = {**known, **given}
    if problems := rules.check_seller(wished):
        raise SellerRefused(problems)
    if seller and seller.iban and _bank(wished) != _bank(known):
        hold_seller_change(seller, *_bank(wished), at=at, actor=actor)
        wished |= {name: known[name] for name in ("iban", "bic")}
    if seller and known == wished:
        return seller
    seller, _fresh = Seller.objects.update_or_create(siren=siren, defaults=wished)
    journal.record([SellerAgreed(seller_id=seller.pk, subject_id=seller.pk)], at=at, actor=actor)
    return seller


def _bank(values: Mapping[str, Any]) -> tuple[str, str]:
    return str(values.get("iban") or ""), str(values.get("bic") or "")
