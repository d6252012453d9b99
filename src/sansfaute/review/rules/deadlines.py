"""Until when the owner of an exception decides, in working days."""

from datetime import date

from sansfaute.masterdata.rules.workdays import due_date
from sansfaute.review.rules.policy import Policy

_SOONER = frozenset({"official_rules_not_run", "official_rules_failed", "norm_broken"})
"""An installation or a document at fault waits for nobody else's answer: one day at most."""
_LATER = frozenset({"purchase_order_missing", "buyer_disputed", "buyer_blocked", "siren_missing", "siren_wrong"})
"""The customer has to answer: three days more."""


def decide_by(rule: str, opened_on: date, policy: Policy) -> date:
    """The last day for the owner of an exception opened on this day."""
    days = policy.deadline_days
    if rule in _SOONER:
        days = min(days, 1)
    elif rule in _LATER:
        days += 3
    return due_date(opened_on, days)
