"""Short names of what holds a draft, and of the thresholds that a person sets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sansfaute.desk.queries.words import Words

RULE_WORDS: Words = {
    "buyer_name_missing": _("Name of the customer missing"),
    "buyer_address_missing": _("Address of the customer incomplete"),
    "buyer_kind_unknown": _("Kind of customer unknown"),
    "siren_missing": _("SIREN missing"),
    "siren_wrong": _("SIREN or SIRET wrong"),
    "purchase_order_missing": _("Purchase order missing"),
    "secrecy_broken": _("Name tells too much under secrecy"),
    "copy_unchanged": _("Copy not edited yet"),
    "disbursement_unproved": _("Disbursement without proof"),
    "overpaid": _("Paid in advance beyond the invoice"),
    "exchange_rate_missing": _("Exchange rate missing"),
    "discount_above_limit": _("Discount above the limit"),
    "payment_term_above_limit": _("Payment term above the limit"),
    "payment_term_beyond_law": _("Payment term beyond the law"),
    "treatment_unknown": _("VAT treatment not certain"),
    "conditions_unread": _("Clause not understood"),
    "amount_not_positive": _("Total not above zero"),
    "duplicate_suspected": _("Exact double"),
    "changed_since_simulation": _("Changed since the simulation"),
    "amount_unusual": _("Unusual amount"),
    "first_invoice": _("First invoice of a customer"),
    "near_duplicate": _("Near double"),
    "vat_unusual": _("Unusual VAT"),
    "buyer_blocked": _("Customer blocked"),
    "buyer_disputed": _("Customer in dispute"),
    "bank_details_changed": _("Bank details changing"),
    "amount_needs_four_eyes": _("Amount for two people"),
    "norm_broken": _("Norm broken"),
    "official_rules_failed": _("Refused by the official rules"),
    "official_rules_not_run": _("Official rules not run"),
}

BLOCK_WORDS: Words = {"blocked": _("Blocked"), "disputed": _("In dispute")}
TERM_STATE_WORDS: Words = {"": _("To decide"), "accepted": _("Accepted"), "refused": _("Refused")}
TERM_STATE_TONES: Mapping[str, str] = {"": "attention", "accepted": "good", "refused": "quiet"}


@dataclass(frozen=True, slots=True)
class ThresholdWords:
    """One threshold as a person reads it; `unit` is what its number counts."""

    name: str
    label: Promise
    help: Promise
    unit: Promise | str = ""


_EMPTY_NEVER = _("Leave empty to switch this check off.")

THRESHOLD_GROUPS: Sequence[tuple[Promise, Sequence[ThresholdWords]]] = (
    (
        _("Discounts and payment terms"),
        (
            ThresholdWords(
                "discount_limit", _("Largest discount without a decision"), _("Above it an approver decides."), "%"
            ),
            ThresholdWords(
                "discount_limit_approver",
                _("Largest discount an approver may grant"),
                _("Above it an administrator decides."),
                "%",
            ),
            ThresholdWords(
                "payment_days_limit",
                _("Longest payment term without a decision"),
                _("Above it an approver decides. The maximum of the law is checked apart."),
                _("days"),
            ),
            ThresholdWords(
                "payment_days_limit_approver",
                _("Longest payment term an approver may grant"),
                _("Above it an administrator decides."),
                _("days"),
            ),
        ),
    ),
    (
        _("Unusual amounts"),
        (
            ThresholdWords(
                "history_min",
                _("Invoices needed before comparing"),
                _("With fewer issued invoices of the customer, amounts are not compared."),
                _("invoices"),
            ),
            ThresholdWords(
                "history_factor",
                _("Distance from the usual amount"),
                _("So many times the usual spread around what the customer pays; smaller holds more."),
                _("times"),
            ),
            ThresholdWords(
                "history_floor",
                _("Smallest difference worth a look, with VAT"),
                _("A smaller difference is never unusual. Leave empty to look at every difference."),
                "€",
            ),
            ThresholdWords(
                "first_invoice_above",
                _("First invoice of a customer held above, with VAT"),
                _("0 holds every first invoice. Leave empty to switch this check off."),
                "€",
            ),
        ),
    ),
    (
        _("Doubles, VAT and bank details"),
        (
            ThresholdWords(
                "near_duplicate_days",
                _("Days around in which a near double is sought"),
                _("0: only exact doubles are held."),
                _("days"),
            ),
            ThresholdWords(
                "unusual_vat_min",
                _("Invoices needed before an unusual VAT is told"),
                _("0 switches this check off."),
                _("invoices"),
            ),
            ThresholdWords(
                "hold_on_bank_changes",
                _("Hold invoices while bank details change"),
                _("Ours or those of the customer, until a second person confirmed them."),
            ),
        ),
    ),
    (
        _("Two people"),
        (
            ThresholdWords("four_eyes_above", _("Two people above, with VAT"), _EMPTY_NEVER, "€"),
            ThresholdWords(
                "four_eyes_rules",
                _("Two people whatever the amount"),
                _("A grant of these exceptions counts once a second person agrees."),
            ),
        ),
    ),
    (
        _("Rhythm"),
        (
            ThresholdWords(
                "deadline_days",
                _("Working days to decide"),
                _("What waits for an answer of the customer has three days more."),
                _("days"),
            ),
            ThresholdWords(
                "propose_after",
                _("Grants after which a contract term is proposed"),
                _("The same exception, granted so many times for one customer. 0: never."),
                _("grants"),
            ),
        ),
    ),
)
