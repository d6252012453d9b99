"""The pages of the desk, one module each."""

from sansfaute.desk.views.audit_rules import audit_rules, decide_rule, new_rule, preview_rule
from sansfaute.desk.views.bank import bank_changes, bank_decision
from sansfaute.desk.views.blocks import block, blocks, lift_block
from sansfaute.desk.views.certificates import certificate, certificates, make_certificate
from sansfaute.desk.views.check import check, check_file
from sansfaute.desk.views.columns import clusters, column_profile, columns, facets
from sansfaute.desk.views.contract_acts import (
    accept_works,
    agree_clause,
    ask_deposit,
    buy_credit,
    credit_deposit,
    release_retention,
    state_situation,
)
from sansfaute.desk.views.contract_changes import change_line, end_contract
from sansfaute.desk.views.contract_new import new_contract
from sansfaute.desk.views.contracts import contract, contract_list, contracts_csv, decide_repair
from sansfaute.desk.views.corrections import correct, correction, corrections, corrections_alike, fix_alike
from sansfaute.desk.views.data import data_overview
from sansfaute.desk.views.draft_edits import edit_draft
from sansfaute.desk.views.duplicates import (
    ask_duplicates,
    duplicate,
    duplicate_decision,
    duplicates,
    merge_sure,
    undo_duplicate,
)
from sansfaute.desk.views.exceptions import decide, exceptions, held_draft
from sansfaute.desk.views.exceptions_alike import exceptions_alike
from sansfaute.desk.views.explanation import draft_explanation, invoice_explanation
from sansfaute.desk.views.import_acts import (
    import_decision,
    import_reading,
    import_rows,
    import_undo,
    import_verdicts,
)
from sansfaute.desk.views.imports import export_records, import_page, import_progress, import_rejects, imports
from sansfaute.desk.views.invoice import invoice, invoice_file
from sansfaute.desk.views.invoice_corrections import correct_invoice
from sansfaute.desk.views.invoices import invoices, invoices_csv
from sansfaute.desk.views.item_terms import item_terms
from sansfaute.desk.views.mandates import mandate_text, mandates
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
from sansfaute.desk.views.prices import price_act, price_page, revenue_forecast
from sansfaute.desk.views.rates import exchange_rates
from sansfaute.desk.views.receipts import receipt_to_invoice
from sansfaute.desk.views.records import new_record, new_record_verdict, record, record_verdict, records, records_csv
from sansfaute.desk.views.registries import ask_registries, registries, registry_decision
from sansfaute.desk.views.rows import rows_csv, rows_set_aside
from sansfaute.desk.views.runs import bill_run, bill_runs, control_run, retry_run, run_csv, run_progress
from sansfaute.desk.views.sales import new_sale
from sansfaute.desk.views.schedules import schedules, stop_schedule
from sansfaute.desk.views.second_copies import invoice_copies, invoice_copy_pdf
from sansfaute.desk.views.second_looks import second_decide, second_looks
from sansfaute.desk.views.series import series
from sansfaute.desk.views.simulations import (
    ask_simulation,
    commit_simulation,
    give_up_simulation,
    retry_simulation,
    simulation,
    simulation_csv,
    simulation_progress,
)
from sansfaute.desk.views.stopped import retry_work
from sansfaute.desk.views.terms import decide_term, term_proposals
from sansfaute.desk.views.third_parties import parties, record_parties
from sansfaute.desk.views.thresholds import thresholds
from sansfaute.desk.views.to_issue import to_issue
from sansfaute.desk.views.today import today

__all__ = [
    "accept_works",
    "agree_clause",
    "apply_operations",
    "ask_deposit",
    "ask_duplicates",
    "ask_registries",
    "ask_simulation",
    "audit_rules",
    "bank_changes",
    "bank_decision",
    "bill_run",
    "bill_runs",
    "block",
    "blocks",
    "buy_credit",
    "certificate",
    "certificates",
    "change_line",
    "change_set",
    "change_set_progress",
    "change_sets",
    "check",
    "check_file",
    "clusters",
    "column_profile",
    "columns",
    "commit_simulation",
    "contract",
    "contract_list",
    "contracts_csv",
    "control_run",
    "correct",
    "correct_invoice",
    "correction",
    "corrections",
    "corrections_alike",
    "credit_deposit",
    "data_overview",
    "decide",
    "decide_repair",
    "decide_rule",
    "decide_term",
    "draft_explanation",
    "duplicate",
    "duplicate_decision",
    "duplicates",
    "edit_draft",
    "end_contract",
    "exceptions",
    "exceptions_alike",
    "exchange_rates",
    "export_records",
    "facets",
    "fix_alike",
    "give_up_simulation",
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
    "invoice_copies",
    "invoice_copy_pdf",
    "invoice_explanation",
    "invoice_file",
    "invoices",
    "invoices_csv",
    "item_terms",
    "lift_block",
    "make_certificate",
    "mandate_text",
    "mandates",
    "merge_sure",
    "new_contract",
    "new_record",
    "new_record_verdict",
    "new_rule",
    "new_sale",
    "operation_count",
    "operation_preview",
    "operations_json",
    "parties",
    "preview_rule",
    "price_act",
    "price_page",
    "receipt_to_invoice",
    "record",
    "record_parties",
    "record_verdict",
    "records",
    "records_csv",
    "registries",
    "registry_decision",
    "release_retention",
    "replay",
    "retry_run",
    "retry_simulation",
    "retry_work",
    "revenue_forecast",
    "rows_csv",
    "rows_set_aside",
    "run_csv",
    "run_progress",
    "schedules",
    "second_decide",
    "second_looks",
    "series",
    "simulation",
    "simulation_csv",
    "simulation_progress",
    "state_situation",
    "stop_schedule",
    "term_proposals",
    "thresholds",
    "to_issue",
    "today",
    "undo_change_set",
    "undo_duplicate",
]
