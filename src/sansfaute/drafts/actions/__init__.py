"""Every write of drafts."""

from sansfaute.drafts.actions.anew import make_anew
from sansfaute.drafts.actions.assemble import assemble_drafts
from sansfaute.drafts.actions.discard import DiscardRefused, discard_draft
from sansfaute.drafts.actions.invoiced import mark_work_invoiced
from sansfaute.drafts.actions.withdraw import withdraw_drafts, withdraw_undrafted

__all__ = [
    "DiscardRefused",
    "assemble_drafts",
    "discard_draft",
    "make_anew",
    "mark_work_invoiced",
    "withdraw_drafts",
    "withdraw_undrafted",
]
