"""The pages of the desk, one module each."""

from sansfaute.desk.views.check import check, check_file
from sansfaute.desk.views.exceptions import decide, exceptions, held_draft
from sansfaute.desk.views.invoice import invoice, invoice_file
from sansfaute.desk.views.invoices import invoices, invoices_csv
from sansfaute.desk.views.rows import rows_csv, rows_set_aside
from sansfaute.desk.views.today import today

__all__ = [
    "check",
    "check_file",
    "decide",
    "exceptions",
    "held_draft",
    "invoice",
    "invoice_file",
    "invoices",
    "invoices_csv",
    "rows_csv",
    "rows_set_aside",
    "today",
]
