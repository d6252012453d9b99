"""Checks of where a buyer stands, and of what a role may let pass: blocks, bank details, terms, four eyes."""

from decimal import Decimal

from sansfaute.review.rules.case import Case, Hold
from sansfaute.review.rules.policy import Policy

CLERK, APPROVER, ADMIN = "clerk", "approver", "admin"


def buyer_blocked(case: Case, _: Policy) -> Hold | None:
    """A person stopped the invoices of this buyer."""
    return _of_block(case, "blocked", "buyer_blocked")


def buyer_disputed(case: Case, _: Policy) -> Hold | None:
    """The buyer disputes something: what is sent now makes it worse."""
    return _of_block(case, "disputed", "buyer_disputed")


def _of_block(case: Case, kind: str, rule: str) -> Hold | None:
    found = next((one for one in case.blocks if one["kind"] == kind), None)
    if found is None:
        return None
    return Hold(rule, {"reason": found["why"], "by": found["by"], "since": found["since"]}, APPROVER)


def bank_details_changed(case: Case, policy: Policy) -> Hold | None:
    """New bank details, ours or the customer's, wait for a second person or for their cooling-off time."""
    if not policy.hold_on_bank_changes or not case.bank_changes:
        return None
    first = min(case.bank_changes, key=lambda one: (one["party"] != "seller", one["code"]))
    words = {"seller": ("l'entreprise", "your company"), "buyer": ("du client", "the customer")}
    evidence = {
        "party": first["party"],
        "party_fr": "de " + words["seller"][0] if first["party"] == "seller" else words["buyer"][0],
        "party_en": words[first["party"]][1],
        "since": first["since"],
        "until": first["until"],
    }
    return Hold("bank_details_changed", evidence, APPROVER)


def discount_above_limit(case: Case, policy: Policy) -> Hold | None:
    """The largest discount decides who owns it: beyond a clerk's limit an approver, beyond his an administrator."""
    discounts = [one for one in case.clauses.get("discounts", []) if Decimal(one["percentage"]) > policy.discount_limit]
    if not discounts:
        return None
    worst = max(discounts, key=lambda one: Decimal(one["percentage"]))
    beyond = Decimal(worst["percentage"]) > policy.discount_limit_approver
    limit = policy.discount_limit_approver if beyond else policy.discount_limit
    evidence = {
        "percentage": worst["percentage"],
        "limit": str(limit),
        "lines": len(discounts),
        "origin": worst.get("origin", ""),
        "contracts": list(case.clauses.get("contracts", [])),
    }
    return Hold("discount_above_limit", evidence, ADMIN if beyond else APPROVER)


def payment_term_above_limit(case: Case, policy: Policy) -> Hold | None:
    """Longer than a role may give; what is beyond the law is another check, told alone."""
    days = case.payment_terms.days if case.payment_terms else 0
    if days <= policy.payment_days_limit:
        return None
    beyond = days > policy.payment_days_limit_approver
    limit = policy.payment_days_limit_approver if beyond else policy.payment_days_limit
    evidence = {
        "days": days,
        "limit": str(limit),
        "origin": case.clauses.get("terms_origin", ""),
        "contracts": list(case.clauses.get("contracts", [])),
    }
    return Hold("payment_term_above_limit", evidence, ADMIN if beyond else APPROVER)


def amount_needs_four_eyes(case: Case, policy: Policy) -> Hold | None:
    """So large that nobody lets it pass alone."""
    if policy.four_eyes_above is None or abs(case.total_with_vat) <= policy.four_eyes_above:
        return None
    evidence = {"total_with_vat": str(case.total_with_vat), "limit": str(policy.four_eyes_above)}
    return Hold("amount_needs_four_eyes", evidence, APPROVER)


def needs_four_eyes(rule: str, total_with_vat: Decimal, policy: Policy) -> bool:
    """Does a grant of this exception wait for a second person?"""
    above = policy.four_eyes_above is not None and abs(total_with_vat) > policy.four_eyes_above
    return above or rule in policy.four_eyes_rules
