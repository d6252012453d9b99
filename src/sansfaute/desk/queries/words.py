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
    "invoices": _("Invoices"),
    "": _("Not known yet"),
}

IMPORT_STATE_WORDS: Words = {
    "doubt": _("To be mapped"),
    "reading": _("Being read"),
    "judging": _("Being judged"),
    "ready": _("To be accepted"),
    "agreeing": _("Being written"),
    "accepted": _("Accepted"),
    "undoing": _("Being undone"),
    "undone": _("Undone"),
    "dropped": _("Let go"),
}
IMPORT_STATE_TONES: Mapping[str, str] = {
    "doubt": "attention",
    "reading": "quiet",
    "judging": "quiet",
    "ready": "attention",
    "agreeing": "quiet",
    "accepted": "good",
    "undoing": "quiet",
    "undone": "quiet",
    "dropped": "quiet",
}

OUTCOME_WORDS: Words = {
    "new": _("New"),
    "changed": _("Changed"),
    "same": _("Same"),
    "rejected": _("Rejected"),
    "errors": _("With errors"),
    "left": _("Left out"),
}
ROW_WORDS: Words = {  # the same of one row
    "new": _("New row"),
    "changed": _("Changed row"),
    "same": _("Same row"),
    "rejected": _("Rejected row"),
    "left": _("Row left out"),
}
OUTCOME_TONES: Mapping[str, str] = {
    "new": "good",
    "changed": "attention",
    "same": "quiet",
    "rejected": "bad",
    "left": "quiet",
}

EVIDENCE_WORDS: Words = {
    "format": _("Format"),
    "syntax": _("Syntax"),
    "sheet": _("Sheet"),
    "encoding": _("Encoding"),
    "separator": _("Separator"),
    "quotes": _("Quotes"),
    "kind": _("Kind"),
    "header_row": _("Header row"),
    "remembered": _("Remembered"),
    "key": _("In place of a code"),
    "row_count": _("Rows"),
    "style": _("Numbers and dates"),
}

KEY_WORDS: Words = {
    "siren": "SIREN",
    "siret": "SIRET",
    "vat": _("VAT number"),
    "email": _("E-mail"),
    "name_post_code": _("Name and postcode"),
    "generated": _("Drawn from the row"),
    "first": _("The first of these that the row has"),
}

SEPARATOR_WORDS: Words = {";": _("Semicolon"), ",": _("Comma"), "\t": _("Tab"), "|": _("Bar")}

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

BUYER_KIND_WORDS: Words = {
    "business": _("Business"),
    "public": _("Public body"),
    "consumer": _("Consumer"),
    "": "",
}

NATURE_WORDS: Words = {"goods": _("Goods"), "services": _("Services"), "": ""}

CHANGE_WORDS: Words = {  # the kinds of change set
    "import": _("Import"),
    "edit": _("Edit by hand"),
    "fix": _("Bulk operation"),
    "merge": _("Merge of duplicates"),
    "registry": _("Accepted from a registry"),
    "bank": _("Bank details confirmed"),
}


def word(words: Words, code: str) -> str:
    """The word of a code, else the code."""
    return str(words.get(code, code))
