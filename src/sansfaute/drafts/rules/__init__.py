"""What drafts decide, without touching anything: grouping, VAT treatment, the document."""

from sansfaute.drafts.rules.brought import Support, clauses_brought
from sansfaute.drafts.rules.document import NO_NUMBER, document_of, finalise, redate
from sansfaute.drafts.rules.editing import changes, edited
from sansfaute.drafts.rules.edits import (
    AddLine,
    Edit,
    EditDates,
    EditDiscount,
    EditLine,
    EditReferences,
    EditTerms,
    EditText,
    EditUnsound,
    EditVat,
    Proposal,
    RemoveLine,
    Revert,
    calculated,
    refuse_amounts_of_corrections,
    removed_for_later,
)
from sansfaute.drafts.rules.figures import Explained, FigureUnknown, explain, figure_words, figures
from sansfaute.drafts.rules.grouping import GroupKey, Sheet, clauses_of, group_key, sheets
from sansfaute.drafts.rules.headings import NOBODY, Beside, channel_of, delivered_to, details_of
from sansfaute.drafts.rules.lines import KitPart, TreatedWork
from sansfaute.drafts.rules.parties import buyer_party
from sansfaute.drafts.rules.payment import LEGAL_TERMS, due_date, payment_terms
from sansfaute.drafts.rules.records import BuyerRecord, SellerRecord, WorkRecord
from sansfaute.drafts.rules.sales import operation_day, situation_of, sold_at
from sansfaute.drafts.rules.territories import territory_of
from sansfaute.drafts.rules.treatments import Situation, Treatment, decide, situation
from sansfaute.drafts.rules.vat_options import VatOptions
from sansfaute.drafts.rules.vat_rates import LOCAL_RATES
from sansfaute.drafts.rules.vat_table import VAT_TABLE
from sansfaute.drafts.rules.vies import NOT_ASKED, Asked, ViesAnswer, believed

__all__ = [
    "LEGAL_TERMS",
    "LOCAL_RATES",
    "NOBODY",
    "NOT_ASKED",
    "NO_NUMBER",
    "VAT_TABLE",
    "AddLine",
    "Asked",
    "Beside",
    "BuyerRecord",
    "Edit",
    "EditDates",
    "EditDiscount",
    "EditLine",
    "EditReferences",
    "EditTerms",
    "EditText",
    "EditUnsound",
    "EditVat",
    "Explained",
    "FigureUnknown",
    "GroupKey",
    "KitPart",
    "Proposal",
    "RemoveLine",
    "Revert",
    "SellerRecord",
    "Sheet",
    "Situation",
    "Support",
    "TreatedWork",
    "Treatment",
    "VatOptions",
    "ViesAnswer",
    "WorkRecord",
    "believed",
    "buyer_party",
    "calculated",
    "changes",
    "channel_of",
    "clauses_brought",
    "clauses_of",
    "decide",
    "delivered_to",
    "details_of",
    "document_of",
    "due_date",
    "edited",
    "explain",
    "figure_words",
    "figures",
    "finalise",
    "group_key",
    "operation_day",
    "payment_terms",
    "redate",
    "refuse_amounts_of_corrections",
    "removed_for_later",
    "sheets",
    "situation",
    "situation_of",
    "sold_at",
    "territory_of",
]
