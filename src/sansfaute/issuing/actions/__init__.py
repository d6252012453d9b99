"""Every write of issuing."""

from sansfaute.issuing.actions.correct import (
    CorrectionRefused,
    cancel_and_rebill,
    credit_invoice,
    drop_corrections,
    replace_invoice,
)
from sansfaute.issuing.actions.duplicates import DuplicateRefused, make_duplicate
from sansfaute.issuing.actions.issue import ask_to_issue, issue_drafts, issue_each
from sansfaute.issuing.actions.on_behalf import bill_on_behalf, credit_commercially, invoice_ourselves
from sansfaute.issuing.actions.ready import IssueRefused, Outcome
from sansfaute.issuing.actions.runs import issue_run, release_run
from sansfaute.issuing.actions.series import SeriesRefused, plan_series

__all__ = [
    "CorrectionRefused",
    "DuplicateRefused",
    "IssueRefused",
    "Outcome",
    "SeriesRefused",
    "ask_to_issue",
    "bill_on_behalf",
    "cancel_and_rebill",
    "credit_commercially",
    "credit_invoice",
    "drop_corrections",
    "invoice_ourselves",
    "issue_drafts",
    "issue_each",
    "issue_run",
    "make_duplicate",
    "plan_series",
    "release_run",
    "replace_invoice",
]
