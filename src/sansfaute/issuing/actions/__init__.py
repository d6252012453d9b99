"""Every write of issuing."""

from sansfaute.issuing.actions.issue import IssueRefused, issue_drafts
from sansfaute.issuing.actions.runs import issue_run, release_run

__all__ = ["IssueRefused", "issue_drafts", "issue_run", "release_run"]
