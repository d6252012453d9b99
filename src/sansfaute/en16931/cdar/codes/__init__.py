"""The code lists of the lifecycle, dated: what each code means, who may use it, and where that is written.

Lists are those of release 1.4.0 of the French rules (30 June 2026), blocking on both sides since
1 October 2026. A code that is not in them is data, not a crash: platforms may agree on others.
"""

from sansfaute.en16931.cdar.codes.code import Code, in_force
from sansfaute.en16931.cdar.codes.lists import (
    ACTIONS,
    DATA_TYPES,
    ISSUER_ROLES,
    PHASES,
    PROCESSES,
    PROFILE_INVOICE,
    PROFILE_STATE,
    RECIPIENT_ROLES,
    ROLES,
    SENDER_ROLES,
)
from sansfaute.en16931.cdar.codes.reasons import REASONS, Reason, reasons_of
from sansfaute.en16931.cdar.codes.statuses import FAMILIES, STATUSES, Status, may_follow

__all__ = [
    "ACTIONS",
    "DATA_TYPES",
    "FAMILIES",
    "ISSUER_ROLES",
    "PHASES",
    "PROCESSES",
    "PROFILE_INVOICE",
    "PROFILE_STATE",
    "REASONS",
    "RECIPIENT_ROLES",
    "ROLES",
    "SENDER_ROLES",
    "STATUSES",
    "Code",
    "Reason",
    "Status",
    "in_force",
    "may_follow",
    "reasons_of",
]
