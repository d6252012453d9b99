"""What credit notes and corrective invoices gave back of a billable item, and what of it stands.

An item remembers each correction of its invoice under `corrected`: the document, its kind, the amount without VAT
given back (negative: billed again by a person), and whether a new invoice was drafted in the place of the first.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

CORRECTED, AGAIN = "corrected", "again"
AGAIN_KINDS = frozenset({"subscription", "usage", "order", "minimum", "true_up", "rebill"})
"""Work that can be given to a run once more; what clauses bill is asked for again where they are."""


@dataclass(frozen=True, slots=True)
class Given:
    """What one correction gives back of one billable item; `amount` is without VAT, of its line."""

    invoice_id: str  # of the document that corrects
    invoice_number: str
    kind: str  # full, lines, amount, corrective or replacement
    amount: Decimal
    is_replaced: bool = False

    def to_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {
            "invoice_id": self.invoice_id,
            "invoice_number": self.invoice_number,
            "kind": self.kind,
            "amount": str(self.amount),
            "is_replaced": self.is_replaced,
        }


def with_correction(basis: Mapping[str, Any], given: Given) -> dict[str, Any]:
    """The same reasons with a correction more; one that is known already changes nothing."""
    known = list(basis.get(CORRECTED, []))
    if any(one["invoice_id"] == given.invoice_id for one in known):
        return dict(basis)
    return {**basis, CORRECTED: [*known, given.to_dict()]}


def standing(net_amount: Decimal, basis: Mapping[str, Any]) -> Decimal:
    """What of an amount stands after its corrections, in whatever order they became known.

    A full credit takes all that was left, so that only what a person billed anew stands beside it.
    """
    known = basis.get(CORRECTED, [])
    if any(one["kind"] == "full" for one in known):
        known = [one for one in known if one["kind"] == "replacement"]
        net_amount = Decimal(0)
    return net_amount - sum((Decimal(one["amount"]) for one in known), Decimal(0))


def given_back(net_amount: Decimal, basis: Mapping[str, Any]) -> Decimal:
    """What corrections gave back of an amount in all, without VAT."""
    return net_amount - standing(net_amount, basis)


def is_given_back(net_amount: Decimal, basis: Mapping[str, Any]) -> bool:
    """Whether nothing of an invoiced item stands any more."""
    return bool(basis.get(CORRECTED)) and not standing(net_amount, basis)


def why_not_again(kind: str, net_amount: Decimal, basis: Mapping[str, Any]) -> str:
    """The code of what stands against billing an item again; "" when it may be."""
    if basis.get(AGAIN):
        return "again_already"
    if kind not in AGAIN_KINDS:
        return "again_of_clause"
    if any(one.get("is_replaced") for one in basis.get(CORRECTED, [])):
        return "again_replaced"
    return "" if is_given_back(net_amount, basis) else "again_standing"
