"""Checks of what an order brings to its document: secrecy, disbursements, payments beyond the total."""

from sansfaute.review.rules.case import Case, Hold
from sansfaute.review.rules.policy import Policy
from sansfaute.review.rules.secrets import telling_words

_ACCOUNT = "467"


def secrecy_broken(case: Case, _: Policy) -> Hold | None:
    """The name of a line under professional secrecy tells what its description should keep (use case 36)."""
    told = [
        {"line": line, "words": words}
        for line in case.clauses.get("confidential", [])
        if (words := telling_words(*case.named.get(line, ("", ""))))
    ]
    if not told:
        return None
    words = sorted({word for one in told for word in one["words"]})
    return Hold("secrecy_broken", {"lines": [one["line"] for one in told], "words": ", ".join(words)}, "clerk")


def disbursement_unproved(case: Case, _: Policy) -> Hold | None:
    """CGI 267 II-2°: a disbursement is entered in an account 467, and its amount is proved by a copy."""
    rows = case.clauses.get("disbursements", [])
    accounts = [one["line"] for one in rows if not str(one.get("account", "")).startswith(_ACCOUNT)]
    supports = [one["line"] for one in rows if not one.get("support")]
    if not (accounts or supports):
        return None
    evidence = {"lines": sorted({*accounts, *supports}), "accounts": accounts, "supports": supports}
    return Hold("disbursement_unproved", evidence, "accountant")


def overpaid(case: Case, _: Policy) -> Hold | None:
    """More was paid in advance than the invoice asks for: the rest is given back, or is for another invoice."""
    amount = case.clauses.get("overpaid")
    return Hold("overpaid", {"amount": str(amount)}, "accountant") if amount else None


def copy_unchanged(case: Case, _: Policy) -> Hold | None:
    """A copy of a cancelled invoice that nobody has edited: what was wrong would be issued again."""
    copied = case.clauses.get("copy_of")
    return Hold("copy_unchanged", {"other": copied}, "clerk") if copied and not case.revision else None
