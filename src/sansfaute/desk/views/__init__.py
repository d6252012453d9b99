"""The pages of the desk, one module each."""

from sansfaute.desk.views.audit_rules import audit_rules, decide_rule, new_rule, preview_rule
from sansfaute.desk.views.bank import bank_changes, bank_decision
from sansfaute.desk.views.certificates import certificate, certificates, make_certificate
from sansfaute.desk.views.check import check, check_file
from sansfaute.desk.views.columns import clusters, column_profile, columns, facets
from sansfaute.desk.views.corrections import correct, correction, corrections, corrections_alike, fix_alike
from sansfaute.desk.views.data import data_overview
from sansfaute.desk.views.duplicates import (
    ask_duplicates,
    duplicate,
    duplicate_decision,
    duplicates,
    merge_sure,
    undo_duplicate,
)
from sansfaute.desk.views.exceptions import decide, exceptions, held_draft
from sansfaute.desk.views.import_acts import (
    import_decision,
    import_reading,
    import_rows,
    import_undo,
    import_verdicts,
)
from sansfaute.desk.views.imports import export_records, import_page, import_progress, import_rejects, imports
from sansfaute.desk.views.invoice import invoice, invoice_file
from sansfaute.desk.views.invoices import invoices, invoices_csv
from sansfaute.desk.views.operations import (
    apply_operations,
    change_set,
    change_set_progress,
    change_sets,
    operation_count,
    operation_preview,
    operations_json,
    replay,
    undo_change_set,
)
from sansfaute.desk.views.records import new_record, new_record_verdict, record, record_verdict, records, records_csv
from sansfaute.desk.views.registries import ask_registries, registries, registry_decision
from sansfaute.desk.views.rows import rows_csv, rows_set_aside
from sansfaute.desk.views.stopped import retry_work
from sansfaute.desk.views.today import today

__all__ = [
    "apply_operations",
    "ask_duplicates",
    "ask_registries",
    "audit_rules",
    "bank_changes",
    "bank_decision",
    "certificate",
    "certificates",
    "change_set",
    "change_set_progress",
    "change_sets",
    "check",
    "check_file",
    "clusters",
    "column_profile",
    "columns",
    "correct",
    "correction",
    "corrections",
    "corrections_alike",
    "data_overview",
    "decide",
    "decide_rule",
    "duplicate",
    "duplicate_decision",
    "duplicates",
    "exceptions",
    "export_records",
    "facets",
    "fix_alike",
    "held_draft",
    "import_decision",
    "import_page",
    "import_progress",
    "import_reading",
    "import_rejects",
    "import_rows",
    "import_undo",
    "import_verdicts",
    "imports",
    "invoice",
    "invoice_file",
    "invoices",
    "invoices_csv",
    "make_certificate",
    "merge_sure",
    "new_record",
    "new_record_verdict",
    "new_rule",
    "operation_count",
    "operation_preview",
    "operations_json",
    "preview_rule",
    "record",
    "record_verdict",
    "records",
    "records_csv",
    "registries",
    "registry_decision",
    "replay",
    "retry_work",
    "rows_csv",
    "rows_set_aside",
    "today",
    "undo_change_set",
    "undo_duplicate",
]
