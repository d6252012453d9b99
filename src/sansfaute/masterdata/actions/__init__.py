"""Everything that masterdata writes: sellers, records and their changes, findings, duplicates, quality."""

from sansfaute.masterdata.actions.asking import ask_duplicates
from sansfaute.masterdata.actions.audits import audit_records
from sansfaute.masterdata.actions.bank_decisions import (
    BankDecisionRefused,
    apply_bank_changes,
    confirm_bank_change,
    refuse_bank_change,
)
from sansfaute.masterdata.actions.certificates import CertificateRefused, make_certificate
from sansfaute.masterdata.actions.changes import ChangeRefused, change_records
from sansfaute.masterdata.actions.confidential import ConfidentialNameRefused, agree_confidential_name
from sansfaute.masterdata.actions.corrections import (
    CorrectionRefused,
    accept_corrections,
    assign_corrections,
    fix_corrections,
    mend_correction,
    postpone_corrections,
)
from sansfaute.masterdata.actions.duplicates import (
    DuplicatesRefused,
    compare_changed,
    compare_records,
    decide_later,
    merge_cluster,
    merge_sure,
    propose_duplicates,
    reopen,
    tell_apart,
)
from sansfaute.masterdata.actions.imports import undo_import
from sansfaute.masterdata.actions.kits import KitRefused, agree_kit
from sansfaute.masterdata.actions.mandates import end_mandate, record_mandate
from sansfaute.masterdata.actions.merges import MergeRefused, merge_buyers
from sansfaute.masterdata.actions.money import remember_forecast
from sansfaute.masterdata.actions.openings import Wanted, answer_registries, answer_returns, open_corrections
from sansfaute.masterdata.actions.operations import (
    apply_operation,
    apply_operations,
    carry_out_operation,
    create_record,
    create_records,
)
from sansfaute.masterdata.actions.parties import (
    PartyRefused,
    agree_party,
    agree_receiving_addresses,
    end_role,
    give_role,
)
from sansfaute.masterdata.actions.party_files import agree_party_file
from sansfaute.masterdata.actions.rates import RateRefused, read_rates, record_rate, record_rates
from sansfaute.masterdata.actions.records import agree_records
from sansfaute.masterdata.actions.registries import (
    RegistryRefused,
    accept_differences,
    ask_registries,
    compare_registries,
    keep_ours,
)
from sansfaute.masterdata.actions.sellers import SellerRefused, agree_seller
from sansfaute.masterdata.actions.undoing import carry_out_undo, finish_undos, undo_changes
from sansfaute.masterdata.actions.user_rules import RuleRefused, accept_rule, retire_rule, write_rule
from sansfaute.masterdata.actions.verdicts import (
    ask_verdicts,
    judge_file,
    judge_rows,
    leave_out_rows,
    take_rows_again,
)

__all__ = [
    "BankDecisionRefused",
    "CertificateRefused",
    "ChangeRefused",
    "ConfidentialNameRefused",
    "CorrectionRefused",
    "DuplicatesRefused",
    "KitRefused",
    "MergeRefused",
    "PartyRefused",
    "RateRefused",
    "RegistryRefused",
    "RuleRefused",
    "SellerRefused",
    "Wanted",
    "accept_corrections",
    "accept_differences",
    "accept_rule",
    "agree_confidential_name",
    "agree_kit",
    "agree_party",
    "agree_party_file",
    "agree_receiving_addresses",
    "agree_records",
    "agree_seller",
    "answer_registries",
    "answer_returns",
    "apply_bank_changes",
    "apply_operation",
    "apply_operations",
    "ask_duplicates",
    "ask_registries",
    "ask_verdicts",
    "assign_corrections",
    "audit_records",
    "carry_out_operation",
    "carry_out_undo",
    "change_records",
    "compare_changed",
    "compare_records",
    "compare_registries",
    "confirm_bank_change",
    "create_record",
    "create_records",
    "decide_later",
    "end_mandate",
    "end_role",
    "finish_undos",
    "fix_corrections",
    "give_role",
    "judge_file",
    "judge_rows",
    "keep_ours",
    "leave_out_rows",
    "make_certificate",
    "mend_correction",
    "merge_buyers",
    "merge_cluster",
    "merge_sure",
    "open_corrections",
    "postpone_corrections",
    "propose_duplicates",
    "read_rates",
    "record_mandate",
    "record_rate",
    "record_rates",
    "refuse_bank_change",
    "remember_forecast",
    "reopen",
    "retire_rule",
    "take_rows_again",
    "tell_apart",
    "undo_changes",
    "undo_import",
    "write_rule",
]
