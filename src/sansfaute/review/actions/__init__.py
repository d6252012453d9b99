"""Every write of review: check drafts, decide exceptions, remember invoices."""

from sansfaute.review.actions.again import check_again
from sansfaute.review.actions.check import check_drafts
from sansfaute.review.actions.decide import DecisionRefused, decide_exception
from sansfaute.review.actions.remember import remember_invoices

__all__ = ["DecisionRefused", "check_again", "check_drafts", "decide_exception", "remember_invoices"]
