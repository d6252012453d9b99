"""Every write of contracts."""

from sansfaute.contracts.actions.agreements import record_rows, retry_rows
from sansfaute.contracts.actions.bill_run import BillRunRefused, find_billable_work, start_bill_run
from sansfaute.contracts.actions.forecast import forecast_billing
from sansfaute.contracts.actions.imports import UndoRefused, undo_import
from sansfaute.contracts.actions.invoiced import MarkRefused, mark_invoiced
from sansfaute.contracts.actions.verdicts import judge_agreements

__all__ = [
    "BillRunRefused",
    "MarkRefused",
    "UndoRefused",
    "find_billable_work",
    "forecast_billing",
    "judge_agreements",
    "mark_invoiced",
    "record_rows",
    "retry_rows",
    "start_bill_run",
    "undo_import",
]
