"""A person sets the limits of the house checks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from sansfaute.journal import actions as journal
from sansfaute.lib.errors import Refusal
from sansfaute.people import queries as people
from sansfaute.people.rules import SET_THRESHOLDS
from sansfaute.review import queries, rules
from sansfaute.review.events import ThresholdsSet
from sansfaute.review.models import Thresholds

if TYPE_CHECKING:
    from sansfaute.people.models import Person


class ThresholdsRefused(Refusal):
    """The limits cannot be set so; the message is fit for a person, `faults` name each value at fault."""

    def __init__(self, message: str, faults: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.faults = dict(faults or {})


@transaction.atomic
def set_thresholds(*, seller_id: UUID, values: Mapping[str, Any], why: str, actor: Person, at: datetime) -> Thresholds:
    """Set some limits, for a reason; those not named stay. They count for what is judged from now on.

    Raises ThresholdsRefused without a reason or the right, for values that cannot be, all told at
    once, or when nothing would change.
    """
    if not why.strip():
        raise ThresholdsRefused(_("Say why: the reason is kept with the limits."))
    if not people.may(actor, SET_THRESHOLDS, seller_id):
        raise ThresholdsRefused(_("Your role does not let you set the limits of this company."))
    before = queries.policy_of(seller_id)
    given = {**before.to_dict(), **values}
    _refuse_faults(given)
    policy = rules.read_policy(given)
    old, new = before.to_dict(), policy.to_dict()
    changed = sorted(name for name in new if new[name] != old[name])
    if not changed:
        raise ThresholdsRefused(_("These limits are in force already: nothing would change."))
    row = Thresholds.objects.create(seller_id=seller_id, values=new, why=why.strip(), set_by=actor, set_at=at)
    journal.record([ThresholdsSet(seller_id, row.id, changed=changed)], at=at, actor=actor, why=why.strip())
    return row


def _refuse_faults(given: Mapping[str, Any]) -> None:
    grantable = frozenset(rule for rule in rules.SENTENCES if rules.may_be_granted(rule))
    faults = rules.policy_faults(given, grantable)
    if faults:
        french = (get_language() or "").startswith("fr")
        told = {one.name: one.fr if french else one.en for one in faults}
        raise ThresholdsRefused(" ".join(dict.fromkeys(told.values())), told)
