"""What is granted again and again is proposed as a term: what the contract would say, and what it covers."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

Evidence = Mapping[str, Any]
Term = dict[str, Any]


def propose(rule: str, granted: Sequence[Evidence], after: int) -> Term | None:
    """The term that would have made these grants needless, the latest first; None when they are not alike.

    `after` is how many alike grants it takes; 0 proposes nothing. Only what a contract can say is
    proposed: nothing the law forbids, no error of the data, no suspicion.
    """
    build = _TERMS.get(rule)
    if build is None or not after or len(granted) < after:
        return None
    return build(granted[:after])


def covers(rule: str, term: Mapping[str, Any] | None, evidence: Evidence) -> bool:
    """Is this exception one that an accepted term agrees to beforehand?"""
    if term is None:
        return False
    if rule == "discount_above_limit":
        return Decimal(str(evidence["percentage"])) <= Decimal(str(term["discount_accepted_up_to"]))
    if rule == "payment_term_above_limit":
        return int(evidence["days"]) <= int(term["payment_days_accepted"])
    if rule == "purchase_order_missing":
        return term.get("purchase_order_required") is False
    if rule == "amount_unusual":
        return Decimal(str(evidence["total_with_vat"])) <= Decimal(str(term["amount_expected_up_to"]))
    return False


def clauses_of_term(term: Mapping[str, Any]) -> dict[str, Any]:
    """What contracts write down of a term: its values but for those that only speak of the buyer."""
    return {name: value for name, value in term.items() if name not in ("contracts", "amount_expected_up_to")}


def _discount(granted: Sequence[Evidence]) -> Term | None:
    """The same discount each time, within a point, from the same kind of source."""
    given = [Decimal(str(one["percentage"])) for one in granted]
    if max(given) - min(given) > 1 or len({one.get("origin") for one in granted}) > 1:
        return None
    return {"discount_accepted_up_to": f"{max(given).normalize():f}", "contracts": _contracts(granted)}


def _payment_days(granted: Sequence[Evidence]) -> Term | None:
    """The same number of days each time."""
    days = {int(one["days"]) for one in granted}
    return {"payment_days_accepted": days.pop(), "contracts": _contracts(granted)} if len(days) == 1 else None


def _purchase_order(granted: Sequence[Evidence]) -> Term | None:
    """A contract that asks for an order which never comes."""
    return {"purchase_order_required": False, "contracts": _contracts(granted)}


def _amount(granted: Sequence[Evidence]) -> Term | None:
    """Large amounts of the same order: none more than half as large again as another."""
    given = [Decimal(str(one["total_with_vat"])) for one in granted]
    if min(given) <= 0 or max(given) > min(given) * Decimal("1.5"):
        return None
    return {"amount_expected_up_to": str(max(given)), "contracts": []}


def _contracts(granted: Sequence[Evidence]) -> list[str]:
    """The contracts that all of them name."""
    named = [set(one.get("contracts", [])) for one in granted]
    return sorted(set.intersection(*named)) if named else []


_TERMS = {
    "discount_above_limit": _discount,
    "payment_term_above_limit": _payment_days,
    "purchase_order_missing": _purchase_order,
    "amount_unusual": _amount,
}
