"""Codes as a person reads them. The codes themselves stay in small print."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, str | Promise]

ROLE_WORDS: Words = {
    "clerk": _("Clerk"),
    "approver": _("Approver"),
    "accountant": _("Accountant"),
    "support": _("Support"),
    "admin": _("Administrator"),
}

KIND_WORDS: Words = {  # the files intake knows
    "items": _("Items"),
    "buyers": _("Buyers"),
    "contracts": _("Contracts"),
    "usage": _("Usage"),
    "orders": _("Orders"),
}

STATE_WORDS: Words = {
    "sent": _("Sent"),
    "unknown": _("Sending, end unknown"),
    "failed": _("Sending failed"),
    "held": _("Held"),
    "waiting": _("Not sent yet"),
}

STATE_TONES: Mapping[str, str] = {
    "sent": "good",
    "unknown": "attention",
    "failed": "bad",
    "held": "attention",
    "waiting": "quiet",
}

VERDICT_WORDS: Words = {"passed": _("Passed"), "failed": _("Failed"), "not_run": _("Not run")}
VERDICT_TONES: Mapping[str, str] = {"passed": "good", "failed": "bad", "not_run": "attention"}

LEVEL_WORDS: Words = {"error": _("Error"), "warning": _("Warning")}
LEVEL_TONES: Mapping[str, str] = {"error": "bad", "warning": "attention"}

SYNTAX_WORDS: Words = {
    "cii": "CII",
    "ubl": "UBL",
    "facturx": "Factur-X (PDF)",
    "json": "JSON",
    "cdar": _("CDAR lifecycle message"),
    "pdf": "PDF",
    "unknown": _("Unknown"),
}

PROFILE_WORDS: Words = {
    "minimum": "MINIMUM",
    "basicwl": "BASIC WL",
    "basic": "BASIC",
    "en16931": "EN 16931",
    "extended": "EXTENDED",
    "extended-ctc-fr": "EXTENDED-CTC-FR",
}


def word(words: Words, code: str) -> str:
    """The word of a code, else the code."""
    return str(words.get(code, code))
