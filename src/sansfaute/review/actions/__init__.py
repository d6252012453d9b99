"""Every write of review: check drafts, decide exceptions, agree terms, set limits, simulate bill runs."""

from sansfaute.review.actions.again import check_again, check_anew, find_anew, judge_again
from sansfaute.review.actions.blocks import BlockRefused, block_buyer, lift_block
from sansfaute.review.actions.check import check_drafts
from sansfaute.review.actions.committing import commit_simulation
from sansfaute.review.actions.decide import (
    Decided,
    DecisionRefused,
    decide_exception,
    decide_many,
    second_decision,
)
from sansfaute.review.actions.foreseen import forecast_after
from sansfaute.review.actions.propose import TermDecisionRefused, accept_term, refuse_term
from sansfaute.review.actions.remember import remember_invoices
from sansfaute.review.actions.simulations import (
    SimulationRefused,
    cancel_simulation,
    keep_failed_simulation,
    simulate_run,
    work_out_simulation,
)
from sansfaute.review.actions.thresholds import ThresholdsRefused, set_thresholds

__all__ = [
    "BlockRefused",
    "Decided",
    "DecisionRefused",
    "SimulationRefused",
    "TermDecisionRefused",
    "ThresholdsRefused",
    "accept_term",
    "block_buyer",
    "cancel_simulation",
    "check_again",
    "check_anew",
    "check_drafts",
    "commit_simulation",
    "decide_exception",
    "decide_many",
    "find_anew",
    "forecast_after",
    "judge_again",
    "keep_failed_simulation",
    "lift_block",
    "refuse_term",
    "remember_invoices",
    "second_decision",
    "set_thresholds",
    "simulate_run",
    "work_out_simulation",
]
