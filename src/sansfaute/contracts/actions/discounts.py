"""Discounts that somebody grants, with a reason that is printed and a last day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.contracts import queries, rules
from sansfaute.contracts.actions.refusals import AgreementRefused, terms_read
from sansfaute.contracts.events import DiscountEnded, DiscountGranted
from sansfaute.contracts.models import DiscountTerm
from sansfaute.journal import actions as journal
from sansfaute.masterdata import queries as masterdata


@transaction.atomic
def grant_discount(
    *, seller_id: UUID, values: Mapping[str, Any], actor: journal.Actor | None, at: datetime
) -> DiscountTerm:
    """Grant a discount (rules.read_discount) on lines or documents; raises AgreementRefused.

    Its author is who acts. `buyer_code`, `item_code` and `contract_number` narrow what it is for.
    """
    author = actor.get_username() if actor else _("the house")
    with terms_read():
        read = rules.read_discount({**values, "author": author})
    made = DiscountTerm.objects.create(
        seller_id=seller_id,
        scope=read.scope,
        percentage=read.percentage,
        amount=read.amount,
        buyer=_one(masterdata.buyers_by_code(seller_id, [read.buyer_code]), read.buyer_code),
        item=_one(masterdata.items_by_code(seller_id, [read.item_code]), read.item_code),
        contract=_one(queries.contracts_by_number(seller_id, [read.contract_number]), read.contract_number),
        since=read.since,
        until=read.until,
        reason=read.reason,
        granted_by_id=actor.pk if actor else None,
        granted_at=at,
    )
    fact = DiscountGranted(seller_id=seller_id, subject_id=made.pk)
    journal.record([fact], at=at, actor=actor, why=read.reason)
    return made


def _one(found: Mapping[str, Any], code: str) -> Any:
    if code and code not in found:
        raise AgreementRefused(_("%(code)s is not known: a discount needs what it is for.") % {"code": code})
    return found.get(code) if code else None


@transaction.atomic
def end_discount(
    *, discount_id: UUID | str, until: date, why: str, actor: journal.Actor | None, at: datetime
) -> DiscountTerm:
    """Give a discount its last day, never later than the one it had; raises AgreementRefused."""
    term = DiscountTerm.objects.select_for_update().get(pk=discount_id)
    if not why.strip():
        raise AgreementRefused(_("Ending a discount needs a reason."))
    if until < term.since or (term.until is not None and until > term.until):
        said = _("This discount runs from %(since)s: give a last day within it, or grant another discount.")
        raise AgreementRefused(said % {"since": term.since.isoformat()})
    term.until = until
    term.save(update_fields=["until"])
    fact = DiscountEnded(seller_id=term.seller_id, subject_id=term.pk, until=until.isoformat())
    journal.record([fact], at=at, actor=actor, why=why.strip())
    return term
