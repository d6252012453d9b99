"""Every write of drafts."""

from sansfaute.drafts.actions.anew import make_anew
from sansfaute.drafts.actions.assemble import assemble_drafts
from sansfaute.drafts.actions.corrected import Corrected, mark_work_corrected
from sansfaute.drafts.actions.discard import DiscardRefused, discard_draft
from sansfaute.drafts.actions.edit import EditRefused, edit_draft, take_up_buyers
from sansfaute.drafts.actions.invoiced import mark_work_invoiced
from sansfaute.drafts.actions.propose import PURPOSES, ProposalRefused, propose_document
from sansfaute.drafts.actions.withdraw import withdraw_drafts, withdraw_undrafted

__all__ = [
    "PURPOSES",
    "Corrected",
    "DiscardRefused",
    "EditRefused",
    "ProposalRefused",
    "assemble_drafts",
    "discard_draft",
    "edit_draft",
    "make_anew",
    "mark_work_corrected",
    "mark_work_invoiced",
    "propose_document",
    "take_up_buyers",
    "withdraw_drafts",
    "withdraw_undrafted",
]
