"""Every write of issuing."""

from sansfaute.issuing.actions.correct import (
    CorrectionRefused,
    cancel_and_rebill,
    credit_invoice,
    drop_corrections,
    replace_invoice,
)
from sansfaute.issuing.actions.issue import issue_drafts
from sansfaute.issuing.actions.on_behalf import bill_on_behalf, credit_commercially, invoice_ourselves
from sansfaute.issuing.actions.ready import IssueRefused
from sansfaute.issuing.actions.runs import issue_run, release_run
from sansfaute.issuing.actions.series import SeriesRefused, plan_series

__all__ = [
    "CorrectionRefused",
    "IssueRefused",
    "SeriesRefused",
    "bill_on_behalf",
    "cancel_and_rebill",
    "credit_commercially",
    "credit_invoice",
    "drop_corrections",
    "invoice_ourselves",
    "issue_drafts",
    "issue_run",
    "plan_series",
    "release_run",
    "replace_invoice",
]
