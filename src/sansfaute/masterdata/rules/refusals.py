"""Why invoices come back, and which field of the buyer's record each reason points at."""

from sansfaute.lib.sentences import sentences

REFUSALS: dict[str, dict[str, str]] = sentences(__package__ or "", "refusals")
"""Reason code -> its words in fr and en, and the buyer's `field` at fault (absent when it is none)."""
_BY_MAIL = {"bounced", "recipient_refused"}
_WAITING = {"no_email_address", "wrong_email_address"}
_OURS = {"server_unreachable", "NON_TRANSMISE"}


def field_at_fault(reason_code: str) -> str:
    """The field of the buyer's record that a reason points at; "" for the invoice, the item or ourselves."""
    return REFUSALS.get(reason_code, {}).get("field", "")


def concerns_the_buyer(reason_code: str) -> bool:
    """Whether a person should look at the buyer: not when our own mail server or platform failed."""
    return reason_code not in _OURS


def correction_rule(reason_code: str) -> tuple[str, str]:
    """How a correction for this reason is named, and its source."""
    if reason_code in _BY_MAIL:
        return "bounce", "bounce"
    if reason_code in _WAITING:
        return "undeliverable", "bounce"
    return f"refusal:{reason_code}", "refusal"


def refusal_words(reason_code: str, language: str) -> str:
    """What the reason means, in "fr" or "en"; the code itself when nobody knows it."""
    words = REFUSALS.get(reason_code, {})
    return words.get("fr" if language.startswith("fr") else "en", reason_code)
