"""Codes as a person reads them. The codes themselves stay in small print."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = Mapping[str, str | Promise]

DOCUMENT_WORDS: Words = {  # UNTDID 1001, BT-3
    "380": _("Invoice"),
    "381": _("Credit note"),
    "384": _("Corrected invoice"),
    "386": _("Prepayment invoice"),
    "389": _("Self-billed invoice"),
    "393": _("Factored invoice"),
    "261": _("Self-billed credit note"),
    "396": _("Factored credit note"),
}

UNIT_WORDS: Words = {  # UN/ECE Recommendation 20, BT-130
    "C62": _("unit"),
    "H87": _("piece"),
    "HUR": _("hour"),
    "DAY": _("day"),
    "WEE": _("week"),
    "MON": _("month"),
    "QAN": _("quarter"),
    "ANN": _("year"),
    "KGM": _("kg"),
    "MTR": _("m"),
    "LTR": _("l"),
    "KMT": _("km"),
    "KWH": _("kWh"),
    "E34": _("GB"),
    "LS": _("lump sum"),
    "E48": _("service"),
    "XPK": _("package"),
}

VAT_WORDS: Words = {  # UNTDID 5305, BT-118
    "S": _("Taxed"),
    "Z": _("Zero rate"),
    "E": _("Exempt"),
    "AE": _("Reverse charge"),
    "K": _("Intra-Community supply"),
    "G": _("Export"),
    "O": _("Outside the scope of VAT"),
}

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
    "failed": _("Sending failed"),
    "held": _("Held"),
    "waiting": _("Not sent yet"),
}

STATE_TONES: Mapping[str, str] = {"sent": "good", "failed": "bad", "held": "attention", "waiting": "quiet"}

HOLD_WORDS: Words = {  # why no channel can carry an invoice yet
    "no_address": _("No electronic address or e-mail address is known for this buyer."),
    "no_email": _("No e-mail address is known for this buyer."),
    "email_missing": _("No e-mail address is known for this buyer."),
    "email_malformed": _("The e-mail address of this buyer is malformed."),
}


def word(words: Words, code: str) -> str:
    """The word of a code, else the code."""
    return str(words.get(code, code))
