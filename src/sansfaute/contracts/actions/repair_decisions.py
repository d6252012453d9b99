"""Accept or refuse a repair that was proposed."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from sansfaute.contracts.actions.proposals import propose_repairs
from sansfaute.contracts.events import RepairDecided
from sansfaute.contracts.models import Repair
from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Refusal


class RepairRefused(Refusal):
    """A repair cannot be decided as asked; the message is fit for a person."""


@transaction.atomic
def accept_repair(*, repair_id: UUID | str, why: str, actor: journal.Actor | None, at: datetime) -> Repair:
    """Let the next bill run credit and bill again; raises RepairRefused.

    Refused when the terms changed since, and while what is to be credited is not issued.
    """
    repair = Repair.objects.get(pk=repair_id)
    _refuse_decided(repair)
    propose_repairs(line_id=repair.line_id, at=at)
    repair = Repair.objects.select_for_update().get(pk=repair_id)
    _refuse_decided(repair)
    if any(not one["invoice_number"] for one in repair.credited):
        said = _("What this repair would credit is not issued yet: issue or discard its draft first.")
        raise RepairRefused(said)
    return _decide(repair, "accepted", why, actor, at)


@transaction.atomic
def refuse_repair(*, repair_id: UUID | str, why: str, actor: journal.Actor | None, at: datetime) -> Repair:
    """Leave what was invoiced as it is; it is not proposed again unless something changes. Raises RepairRefused."""
    repair = Repair.objects.select_for_update().get(pk=repair_id)
    _refuse_decided(repair)
    if not why.strip():
        raise RepairRefused(_("Refusing a repair needs a reason."))
    return _decide(repair, "refused", why, actor, at)


def _refuse_decided(repair: Repair) -> None:
    if repair.decided == "stale":
        raise RepairRefused(_("This repair was replaced by a newer one: decide on that one."))
    if repair.decided:
        raise RepairRefused(_("This repair is decided already."))


def _decide(repair: Repair, decided: str, why: str, actor: journal.Actor | None, at: datetime) -> Repair:
    repair.decided, repair.why, repair.decided_at = decided, why.strip(), at
    repair.decided_by_id = actor.pk if actor else None
    repair.save(update_fields=["decided", "why", "decided_at", "decided_by"])
    fact = RepairDecided(seller_id=repair.seller_id, subject_id=repair.pk, decided=decided)
    journal.record([fact], at=at, actor=actor, why=why.strip())
    return repair
