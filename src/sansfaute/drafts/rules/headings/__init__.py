"""What all lines of one document share: its kind, currency, parties beside the buyer, references, payment."""

from sansfaute.drafts.rules.headings.heading import (
    EXTENDED_CTC_FR,
    is_at_home,
    with_heading,
    with_settlement,
)
from sansfaute.drafts.rules.headings.kinds import TYPE_CODES, Preceding, kind_of_document, preceding_of, type_code_of
from sansfaute.drafts.rules.headings.payments import is_paid, still_paid
from sansfaute.drafts.rules.headings.references import delivered_to, details_of
from sansfaute.drafts.rules.headings.retention import due_amounts
from sansfaute.drafts.rules.headings.third_parties import (
    NOBODY,
    Beside,
    address_terms,
    channel_of,
    identity_terms,
    invoicee_party,
    payer_party,
    purposes,
)

__all__ = [
    "EXTENDED_CTC_FR",
    "NOBODY",
    "TYPE_CODES",
    "Beside",
    "Preceding",
    "address_terms",
    "channel_of",
    "delivered_to",
    "details_of",
    "due_amounts",
    "identity_terms",
    "invoicee_party",
    "is_at_home",
    "is_paid",
    "kind_of_document",
    "payer_party",
    "preceding_of",
    "purposes",
    "still_paid",
    "type_code_of",
    "with_heading",
    "with_settlement",
]
