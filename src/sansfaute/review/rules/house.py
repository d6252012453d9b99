"""House checks: what a draft must satisfy, beyond the norm, to be issued without a person.

One function per reason; each returns the hold, or None. To add one: a function here, its sentence
in `sentences.py`, its test.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sansfaute.review.rules import brought, standing, unusual
from sansfaute.review.rules.case import Case, Hold
from sansfaute.review.rules.limits import latest_due_date
from sansfaute.review.rules.policy import POLICY, Policy
from sansfaute.review.rules.proposals import covers
from sansfaute.review.rules.sources import source_of

FRENCH_TERRITORIES = frozenset({"FR", "GP", "MQ", "RE", "GF", "YT", "BL", "MF", "PM"})


def holds(case: Case, policy: Policy = POLICY) -> list[Hold]:
    """Every reason to hold this draft, each with its source; empty when the rules agree alone."""
    found = [hold for check in _CHECKS if (hold := check(case, policy)) is not None]
    told = {hold.rule for hold in found}
    found = [hold for hold in found if not told & _TOLD_BY.get(hold.rule, frozenset())]
    found = [hold for hold in found if not covers(hold.rule, case.agreed.get(hold.rule), hold.evidence)]
    explained = set().union(*(_EXPLAINS.get(hold.rule, frozenset()) for hold in found))
    unnamed = [error for error in case.norm_errors if error["rule"] not in explained]
    return [_with_source(hold, case) for hold in ([*found, _norm_broken(unnamed)] if unnamed else found)]


def _with_source(hold: Hold, case: Case) -> Hold:
    """Where it is mended, so that a page can lead there."""
    source = source_of(hold.rule, hold.evidence, case)
    return replace(hold, evidence={**hold.evidence, "fix": source}) if source else hold


def _buyer_name_missing(case: Case, _: Policy) -> Hold | None:
    return None if case.buyer_name.strip() else Hold("buyer_name_missing", {}, "clerk")


def _buyer_address_missing(case: Case, _: Policy) -> Hold | None:
    """CGI ann. II 242 nonies A, 1°: the customer's address stands on the invoice."""
    missing = [
        name
        for name, value in (
            ("line_1", case.buyer_line_1),
            ("city", case.buyer_city),
            ("country_code", case.buyer_country_code),
        )
        if not value.strip()
    ]
    return Hold("buyer_address_missing", {"fields": missing}, "clerk") if missing else None


def _buyer_kind_unknown(case: Case, _: Policy) -> Hold | None:
    """Taxable or not decides the channel and the VAT: it is asked, never assumed."""
    return None if case.buyer_kind else Hold("buyer_kind_unknown", {}, "clerk")


def _siren_missing(case: Case, _: Policy) -> Hold | None:
    """CGI ann. II 242 nonies A, 1°: the SIREN of a business customer stands on the invoice."""
    if not _needs_siren(case) or case.siren or _errors(case, _SIREN_FIELDS):
        return None
    proposed = next((one["fix"] for one in case.record_errors if one["field"] in _SIREN_FIELDS and one["fix"]), "")
    return Hold("siren_missing", {"proposed": proposed}, "clerk")


def _siren_wrong(case: Case, _: Policy) -> Hold | None:
    wrong = _errors(case, _SIREN_FIELDS) if _needs_siren(case) else []
    return Hold("siren_wrong", {"value": wrong[0]["value"], "rule": wrong[0]["rule"]}, "clerk") if wrong else None


_SIREN_FIELDS = frozenset({"siren", "siret", "legal_identifier"})


def _needs_siren(case: Case) -> bool:
    return case.buyer_country_code in FRENCH_TERRITORIES and case.buyer_kind in ("business", "public")


def _errors(case: Case, fields: frozenset[str]) -> list[Mapping[str, str]]:
    return [
        error
        for error in case.record_errors
        if error["field"] in fields and error["level"] == "error" and "missing" not in error["rule"]
    ]


def _purchase_order_missing(case: Case, _: Policy) -> Hold | None:
    """C. com. L441-9: the order number stands on the invoice when the buyer made one; here a contract asks it."""
    if not case.clauses.get("purchase_order_required") or case.purchase_order_reference:
        return None
    return Hold("purchase_order_missing", {"contracts": case.clauses.get("contracts", [])}, "clerk")


def _payment_term_beyond_law(case: Case, _: Policy) -> Hold | None:
    if case.buyer_kind not in ("business", "public") or not case.payment_due_date or not case.payment_terms:
        return None
    limit = latest_due_date(case.issue_date, case.payment_terms, public=case.buyer_kind == "public")
    if limit is None or case.payment_due_date <= limit[0]:
        return None
    evidence = {"due_date": case.payment_due_date.isoformat(), "limit": limit[0].isoformat(), "source": limit[1]}
    return Hold("payment_term_beyond_law", evidence, "approver")


def _treatment_unknown(case: Case, _: Policy) -> Hold | None:
    unknown = [one for one in case.treatments if not one.get("known", True)]
    if not unknown:
        return None
    reasons = sorted({str(one.get("why", {}).get("fr", "")) for one in unknown})
    english = sorted({str(one.get("why", {}).get("en", "")) for one in unknown})
    return Hold("treatment_unknown", {"lines": len(unknown), "fr": reasons, "en": english}, "accountant")


def _exchange_rate_missing(case: Case, _: Policy) -> Hold | None:
    """CGI art. 266, 1 bis: the VAT of another currency is told in euro, at the last rate known on the day it is due."""
    rate = case.clauses.get("exchange_rate") or {}
    if not rate.get("missing") or not any(error["rule"] in _RATE_RULES for error in case.norm_errors):
        return None
    return Hold("exchange_rate_missing", {"currency": rate["missing"], "day": rate["day"]}, "accountant")


def _conditions_unread(case: Case, _: Policy) -> Hold | None:
    unread = [text for text in case.clauses.get("unread", []) if text]
    return Hold("conditions_unread", {"texts": unread}, "clerk") if unread else None


def _amount_not_positive(case: Case, _: Policy) -> Hold | None:
    """A negative invoice is possible but unusual, an empty one is a mistake: a person looks."""
    if case.total_with_vat > 0:
        return None
    return Hold("amount_not_positive", {"total_with_vat": str(case.total_with_vat)}, "approver")


def _norm_broken(errors: Sequence[Mapping[str, Any]]) -> Hold:
    """Errors of EN 16931 or BR-FR that no friendlier check has named."""
    rules = sorted({str(error["rule"]) for error in errors})
    return Hold("norm_broken", {"rules": rules, "findings": list(errors)[:10]}, "clerk")


_RATE_RULES = frozenset({"BR-53", "BR-FR-CO-12_BT-5", "BR-DEC-15"})
_SIREN_RULES = frozenset({"BR-FR-11_BT-47", "BR-FR-21_BT-49", "BR-FR-32-LEGALID", "BR-FR-09_BT-46"})
# The norm's own name for what a house check says in plainer words: told once.
_EXPLAINS: Mapping[str, frozenset[str]] = {
    "exchange_rate_missing": _RATE_RULES,
    "buyer_name_missing": frozenset({"BR-07"}),
    "buyer_address_missing": frozenset({"BR-10", "BR-11"}),
    "siren_missing": _SIREN_RULES,
    "siren_wrong": _SIREN_RULES,
}
# What another check says more plainly is not told twice.
_TOLD_BY: Mapping[str, frozenset[str]] = {
    "payment_term_above_limit": frozenset({"payment_term_beyond_law"}),
    "vat_unusual": frozenset({"treatment_unknown"}),
}
_CHECKS = (
    _buyer_name_missing,
    _buyer_address_missing,
    _buyer_kind_unknown,
    _siren_missing,
    _siren_wrong,
    _purchase_order_missing,
    standing.discount_above_limit,
    _payment_term_beyond_law,
    standing.payment_term_above_limit,
    _treatment_unknown,
    _exchange_rate_missing,
    _conditions_unread,
    _amount_not_positive,
    brought.secrecy_broken,
    brought.disbursement_unproved,
    brought.copy_unchanged,
    brought.overpaid,
    standing.buyer_blocked,
    standing.buyer_disputed,
    standing.bank_details_changed,
    standing.amount_needs_four_eyes,
    unusual.first_invoice,
    unusual.amount_unusual,
    unusual.vat_unusual,
    unusual.near_duplicate,
)
