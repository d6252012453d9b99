"""Every write of contracts."""

from sansfaute.contracts.actions.agreements import record_rows, retry_rows
from sansfaute.contracts.actions.bill_run import BillRunRefused, find_billable_work, start_bill_run, work_out
from sansfaute.contracts.actions.clause_terms import ClauseRefused, agree_clause
from sansfaute.contracts.actions.contract_terms import agree_term
from sansfaute.contracts.actions.corrected import AgainRefused, bill_again, mark_corrected
from sansfaute.contracts.actions.deposits import DepositRefused, ask_deposit, credit_deposit
from sansfaute.contracts.actions.discounts import end_discount, grant_discount
from sansfaute.contracts.actions.forecast import forecast_billing
from sansfaute.contracts.actions.foresight import MonthRevenue, NextInvoice, next_invoice, revenue_by_month
from sansfaute.contracts.actions.imports import UndoRefused, undo_import
from sansfaute.contracts.actions.invoiced import MarkRefused, mark_invoiced
from sansfaute.contracts.actions.line_changes import change_line, end_contract, give_notice
from sansfaute.contracts.actions.net_amounts import keep_net_amounts
from sansfaute.contracts.actions.order_payments import (
    PaymentRefused,
    end_arrhes,
    hold_arrhes,
    pay_with_voucher,
    voucher_left,
)
from sansfaute.contracts.actions.prepaid import CreditRefused, buy_credit
from sansfaute.contracts.actions.prices import agree_list, record_index_value, set_price
from sansfaute.contracts.actions.proposals import propose_all_repairs, propose_repairs
from sansfaute.contracts.actions.receipts import ReceiptRefused, invoice_receipt
from sansfaute.contracts.actions.refusals import AgreementRefused
from sansfaute.contracts.actions.repair_decisions import RepairRefused, accept_repair, refuse_repair
from sansfaute.contracts.actions.run_control import cancel_run, pause_run, resume_run, withdraw_work
from sansfaute.contracts.actions.sales import SaleLine, SaleRefused, sell
from sansfaute.contracts.actions.schedules import ScheduleRefused, set_schedule, start_due_runs, stop_schedule
from sansfaute.contracts.actions.signing import sign_contract, sign_contracts
from sansfaute.contracts.actions.situations import SituationRefused, accept_works, release_retention, state_situation
from sansfaute.contracts.actions.usage_corrections import correct_usage
from sansfaute.contracts.actions.verdicts import judge_agreements

__all__ = [
    "AgainRefused",
    "AgreementRefused",
    "BillRunRefused",
    "ClauseRefused",
    "CreditRefused",
    "DepositRefused",
    "MarkRefused",
    "MonthRevenue",
    "NextInvoice",
    "PaymentRefused",
    "ReceiptRefused",
    "RepairRefused",
    "SaleLine",
    "SaleRefused",
    "ScheduleRefused",
    "SituationRefused",
    "UndoRefused",
    "accept_repair",
    "accept_works",
    "agree_clause",
    "agree_list",
    "agree_term",
    "ask_deposit",
    "bill_again",
    "buy_credit",
    "cancel_run",
    "change_line",
    "correct_usage",
    "credit_deposit",
    "end_arrhes",
    "end_contract",
    "end_discount",
    "find_billable_work",
    "forecast_billing",
    "give_notice",
    "grant_discount",
    "hold_arrhes",
    "invoice_receipt",
    "judge_agreements",
    "keep_net_amounts",
    "mark_corrected",
    "mark_invoiced",
    "next_invoice",
    "pause_run",
    "pay_with_voucher",
    "propose_all_repairs",
    "propose_repairs",
    "record_index_value",
    "record_rows",
    "refuse_repair",
    "release_retention",
    "resume_run",
    "retry_rows",
    "revenue_by_month",
    "sell",
    "set_price",
    "set_schedule",
    "sign_contract",
    "sign_contracts",
    "start_bill_run",
    "start_due_runs",
    "state_situation",
    "stop_schedule",
    "undo_import",
    "voucher_left",
    "withdraw_work",
    "work_out",
]
