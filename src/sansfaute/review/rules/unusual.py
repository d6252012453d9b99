"""Checks against the buyer's own past: amount, first invoice, near double, VAT never seen."""

from decimal import Decimal

from sansfaute.review.rules.case import Case, Hold
from sansfaute.review.rules.policy import Policy

_ZERO = Decimal(0)


def usual_amounts(amounts: list[Decimal]) -> tuple[Decimal, Decimal]:
    """Mean and spread (standard deviation) of some amounts, to the cent; at least one amount."""
    count = Decimal(len(amounts))
    mean = sum(amounts, _ZERO) / count
    spread = (sum(((one - mean) ** 2 for one in amounts), _ZERO) / count).sqrt()
    cent = Decimal("0.01")
    return mean.quantize(cent), spread.quantize(cent)


def amount_unusual(case: Case, policy: Policy) -> Hold | None:
    """Far from the buyer's usual amounts, both beyond their spread and beyond the floor."""
    past = [one.total_with_vat for one in case.past if one.currency_code == case.currency_code]
    if policy.history_floor is None or not case.is_ordinary or len(past) < max(policy.history_min, 1):
        return None
    mean, spread = usual_amounts(past)
    distance = abs(case.total_with_vat - mean)
    if distance <= policy.history_floor or distance <= policy.history_factor * spread:
        return None
    evidence = {
        "total_with_vat": str(case.total_with_vat),
        "usual": str(mean),
        "spread": str(spread),
        "count": len(past),
        "low": str(min(past)),
        "high": str(max(past)),
    }
    return Hold("amount_unusual", evidence, "approver")


def first_invoice(case: Case, policy: Policy) -> Hold | None:
    """Nothing was ever issued to this buyer: somebody looks before the first one leaves."""
    limit = policy.first_invoice_above
    if limit is None or case.past or not case.is_ordinary or abs(case.total_with_vat) <= limit:
        return None
    return Hold("first_invoice", {"total_with_vat": str(case.total_with_vat), "limit": str(limit)}, "approver")


def near_duplicate(case: Case, policy: Policy) -> Hold | None:
    """The same lines at the same price to the same buyer a few days apart, delivered on another day."""
    if not policy.near_duplicate_days or not case.is_ordinary or not case.seen.near:
        return None
    close = [
        one for one in case.lookalikes if abs((one.issue_date - case.issue_date).days) <= policy.near_duplicate_days
    ]
    if not close:
        return None
    nearest = min(close, key=lambda one: (abs((one.issue_date - case.issue_date).days), one.draft_id))
    evidence = {
        "other": nearest.named,
        "draft_id": nearest.draft_id,
        "other_date": nearest.issue_date.isoformat(),
        "days": policy.near_duplicate_days,
    }
    return Hold("near_duplicate", evidence, "approver")


def vat_unusual(case: Case, policy: Policy) -> Hold | None:
    """A category or rate that this buyer never had, or an item under another one than last time."""
    past = [one.seen for one in case.past if one.seen.get("vat")]
    if not policy.unusual_vat_min or len(past) < policy.unusual_vat_min or not case.is_ordinary:
        return None
    usual = {str(vat) for seen in past for vat in seen["vat"]}
    new = sorted(set(case.seen.vat) - usual)
    last: dict[str, str] = {}
    for seen in past:  # latest first
        for item, vat in seen.get("items", {}).items():
            last.setdefault(item, str(vat))
    changed = sorted(item for item, vat in case.seen.items.items() if last.get(item, vat) != vat)
    if not (new or changed):
        return None
    shown = [{"item": item, "before": last[item], "now": case.seen.items[item]} for item in changed[:10]]
    told = new or sorted({one["now"] for one in shown})
    return Hold("vat_unusual", {"new": told, "usual": sorted(usual), "items": shown}, "accountant")
