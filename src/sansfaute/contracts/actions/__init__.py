"""Every write of contracts."""

from sansfaute.contracts.actions.agreements import record_rows, retry_rows
from sansfaute.contracts.actions.bill_run import BillRunRefused, find_billable_work, start_bill_run
from sansfaute.contracts.actions.invoiced import MarkRefused, mark_invoiced

__all__ = [
    "BillRunRefused",
    "MarkRefused",
    "find_billable_work",
    "mark_invoiced",
    "record_rows",
    "retry_rows",
    "start_bill_run",
]
