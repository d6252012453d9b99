"""Correct a usage event: by its opposite and a new one, never by an edit."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.contracts import queries
from sansfaute.contracts.actions.refusals import AgreementRefused
from sansfaute.contracts.events import UsageCorrected, UsageRecorded
from sansfaute.contracts.models import UsageEvent
from sansfaute.journal import actions as journal


@transaction.atomic
def correct_usage(
    *, event_id: UUID | str, quantity: Decimal, why: str, actor: journal.Actor | None, at: datetime
) -> list[UsageEvent]:
    """Take an event back and record it with another quantity, on the same moment; the events recorded.

    The next run bills the difference. Raises AgreementRefused.
    """
    event = UsageEvent.objects.select_related("contract").get(pk=event_id)
    queries.locked_families(event.seller_id, [event.contract.buyer_id])
    if not why.strip():
        raise AgreementRefused(_("A correction needs a reason."))
    if quantity < 0 or quantity == event.quantity:
        raise AgreementRefused(_("Give the quantity that was really used, other than the one recorded."))
    alike = UsageEvent.objects.filter(seller_id=event.seller_id, event_id__startswith=f"{event.event_id}~")
    if alike.exists():
        raise AgreementRefused(_("This event was corrected already: correct the last one that replaced it."))
    taken_back = _copy(event, "annule", -event.quantity)
    made = [taken_back, *([_copy(event, "corrige", quantity)] if quantity else [])]
    UsageEvent.objects.bulk_create(made)
    facts = [UsageRecorded(seller_id=one.seller_id, subject_id=one.pk) for one in made]
    journal.record(facts, at=at, actor=actor)
    corrected = UsageCorrected(seller_id=event.seller_id, subject_id=event.pk)
    journal.record([corrected], at=at, actor=actor, why=why.strip())
    return made


def _copy(event: UsageEvent, mark: str, quantity: Decimal) -> UsageEvent:
    return UsageEvent(
        seller_id=event.seller_id,
        event_id=f"{event.event_id}~{mark}"[-120:],
        contract=event.contract,
        item_id=event.item_id,
        used_at=event.used_at,
        used_on=event.used_on,
        quantity=quantity,
    )
