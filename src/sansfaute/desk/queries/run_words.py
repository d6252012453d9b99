"""The words of bill runs, simulations and schedules: states, kinds of work, why documents are held."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from sansfaute.desk.queries.words import Words

RUN_STATE_WORDS: Words = {
    "finding": _("Looking for work"),
    "drafting": _("Being drafted"),
    "issuing": _("Being issued"),
    "paused": _("Paused"),
    "waiting": _("Waits for decisions"),
    "failed": _("Work stopped"),
    "over": _("Finished"),
    "cancelled": _("Cancelled"),
}
RUN_STATE_TONES: Mapping[str, str] = {
    "finding": "quiet",
    "drafting": "quiet",
    "issuing": "quiet",
    "paused": "attention",
    "waiting": "attention",
    "failed": "bad",
    "over": "good",
    "cancelled": "quiet",
}

SIMULATION_STATE_WORDS: Words = {
    "working": _("Being simulated"),
    "done": _("Ready to be looked at"),
    "failed": _("Simulation stopped"),
    "cancelled": _("Given up"),
    "committed": _("Run"),
}
SIMULATION_STATE_TONES: Mapping[str, str] = {
    "working": "quiet",
    "done": "attention",
    "failed": "bad",
    "cancelled": "quiet",
    "committed": "good",
}

WORK_WORDS: Words = {
    "subscription": _("Subscriptions"),
    "usage": _("Consumption"),
    "order": _("Delivered orders"),
    "minimum": _("Minimum amounts"),
    "true_up": _("True-ups"),
    "instalment": _("Instalments"),
    "situation": _("Progress statements"),
    "retention": _("Retentions released"),
    "deposit": _("Deposits"),
    "prepaid": _("Prepaid credit"),
    "deduction": _("Deductions"),
    "credit": _("Credits"),
    "rebill": _("Billed again"),
}

HOLD_WORDS: Words = {
    "buyer_name_missing": _("Name of the customer missing"),
    "buyer_address_missing": _("Address incomplete"),
    "buyer_kind_unknown": _("Business, public body or consumer?"),
    "siren_missing": _("SIREN missing"),
    "siren_wrong": _("SIREN wrong"),
    "purchase_order_missing": _("Purchase order missing"),
    "secrecy_broken": _("Name tells too much under secrecy"),
    "copy_unchanged": _("Copy not edited yet"),
    "disbursement_unproved": _("Disbursement without proof"),
    "overpaid": _("Paid in advance beyond the invoice"),
    "exchange_rate_missing": _("Exchange rate missing"),
    "discount_above_limit": _("Discount above the limit"),
    "payment_term_above_limit": _("Payment term above the limit"),
    "payment_term_beyond_law": _("Payment term beyond the law"),
    "treatment_unknown": _("VAT treatment uncertain"),
    "conditions_unread": _("Clause not understood"),
    "amount_not_positive": _("Total not positive"),
    "duplicate_suspected": _("Duplicate suspected"),
    "changed_since_simulation": _("Changed since the simulation"),
    "amount_unusual": _("Unusual amount"),
    "first_invoice": _("First invoice of a customer"),
    "near_duplicate": _("Nearly a duplicate"),
    "vat_unusual": _("Unusual VAT"),
    "buyer_blocked": _("Customer blocked"),
    "buyer_disputed": _("Customer in dispute"),
    "bank_details_changed": _("Bank details changing"),
    "amount_needs_four_eyes": _("Two people must approve"),
    "norm_broken": _("Norm not respected"),
    "official_rules_failed": _("Refused by the official rules"),
    "official_rules_not_run": _("Official rules not run"),
}

UNTIL_WORDS: Words = {
    "end_of_last_month": _("the end of the month before"),
    "day_before": _("the day before"),
    "same_day": _("the same day"),
    "end_of_month": _("the end of that month"),
}

SCOPE_WORDS: Words = {
    "buyers": _("customers"),
    "segments": _("segments"),
    "contracts": _("contracts"),
    "orders": _("orders"),
    "items": _("items"),
    "kinds": _("kinds of work"),
}

TASK_WORDS: Words = {
    "contracts.find_work": _("Looking for what is billable"),
    "drafts.assemble_drafts": _("Making the drafts"),
    "review.check_drafts": _("Checking the drafts"),
    "issuing.issue_drafts": _("Numbering and sealing"),
    "issuing.issue_asked": _("Numbering and sealing"),
    "issuing.issue_runs": _("Numbering and sealing"),
    "issuing.release_runs": _("Taking back what is cancelled"),
}

MOMENT_WORDS: Words = {
    "BillRunStarted": _("Started"),
    "BillRunPaused": _("Put on hold"),
    "BillRunResumed": _("Resumed"),
    "BillRunCancelled": _("Cancelled, for what had no number"),
}
