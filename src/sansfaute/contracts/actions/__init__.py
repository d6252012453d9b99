"""Every write of contracts."""

from sansfaute.contracts.actions.agreements import record_rows, retry_rows
from sansfaute.contracts.actions.bill_run import BillRunRefused, find_billable_work, start_bill_run, work_out
from sansfaute.contracts.actions.forecast import forecast_billing
from sansfaute.contracts.actions.imports import UndoRefused, undo_import
from sansfaute.contracts.actions.invoiced import MarkRefused, mark_invoiced
from sansfaute.contracts.actions.run_control import cancel_run, pause_run, resume_run, withdraw_work
from sansfaute.contracts.actions.verdicts import judge_agreements

__all__ = [
    "BillRunRefused",
    "MarkRefused",
    "UndoRefused",
    "cancel_run",
    "find_billable_work",
    "forecast_billing",
    "judge_agreements",
    "mark_invoiced",
    "pause_run",
    "record_rows",
    "resume_run",
    "retry_rows",
    "start_bill_run",
    "undo_import",
    "withdraw_work",
    "work_out",
]
