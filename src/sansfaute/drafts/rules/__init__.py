"""What drafts decide, without touching anything: grouping, VAT treatment, the document."""

from sansfaute.drafts.rules.document import NO_NUMBER, document_of, finalise, redate
from sansfaute.drafts.rules.grouping import GroupKey, Sheet, clauses_of, group_key, sheets
from sansfaute.drafts.rules.headings import delivered_to
from sansfaute.drafts.rules.lines import TreatedWork
from sansfaute.drafts.rules.payment import LEGAL_TERMS, due_date, payment_terms
from sansfaute.drafts.rules.records import BuyerRecord, SellerRecord, WorkRecord
from sansfaute.drafts.rules.sales import operation_day, situation_of
from sansfaute.drafts.rules.territories import territory_of
from sansfaute.drafts.rules.treatments import Situation, Treatment, decide, situation
from sansfaute.drafts.rules.vat_rates import LOCAL_RATES
from sansfaute.drafts.rules.vat_table import VAT_TABLE

__all__ = [
    "LEGAL_TERMS",
    "LOCAL_RATES",
    "NO_NUMBER",
    "VAT_TABLE",
    "BuyerRecord",
    "GroupKey",
    "SellerRecord",
    "Sheet",
    "Situation",
    "TreatedWork",
    "Treatment",
    "WorkRecord",
    "clauses_of",
    "decide",
    "delivered_to",
    "document_of",
    "due_date",
    "finalise",
    "group_key",
    "operation_day",
    "payment_terms",
    "redate",
    "sheets",
    "situation",
    "situation_of",
    "territory_of",
]
