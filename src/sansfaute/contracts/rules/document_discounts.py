"""What the discounts of a document take off it, shared over its VAT categories and rates (BG-20)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction

from sansfaute.contracts.rules.discounts import DiscountTerm, discount_amount
from sansfaute.contracts.rules.exact import exact_sum, negated, rounded
from sansfaute.en16931 import totals
from sansfaute.en16931.model import DocumentAllowance, LineAllowance
from sansfaute.en16931.totals.apportioning import apportion

VatKey = tuple[str, Decimal | None]
"""VAT category code (BT-95) and rate in percent (BT-96; None for category O)."""

DISCOUNT = "95"  # UNTDID 5189


def document_allowances(
    terms: Iterable[DiscountTerm], taxable: Mapping[VatKey, Decimal], decimals: int = 2
) -> tuple[DocumentAllowance, ...]:
    """The document level allowances of these discounts, in the order given by `discounts_of`.

    `taxable` is the net amount of the lines of each category and rate. A discount is taken of what the
    ones before have left, and never of more than that: its amount is rounded once, then shared over
    the categories that are above zero in proportion to what is left of each, the cents left over going
    to the largest remainders, so that the shares add up to it. Base and percentage (BT-93, BT-94)
    are stated where they give the share to the cent.
    """
    left = {key: totals.round_half_up(amount, decimals) for key, amount in taxable.items()}
    found: list[DocumentAllowance] = []
    for term in terms:
        for key, share in _shares(term, left, decimals):
            found.append(_allowance(term, key, left[key], share, decimals))
            left[key] = exact_sum((left[key], negated(share)))
    return tuple(found)


def _shares(term: DiscountTerm, left: Mapping[VatKey, Decimal], decimals: int) -> list[tuple[VatKey, Decimal]]:
    """What a discount takes off each category; nothing of a document that has nothing left."""
    positive = [(key, amount) for key, amount in left.items() if amount > 0]
    units = [int(Fraction(amount) * 10**decimals) for _, amount in positive]
    whole = int(Fraction(discount_amount(term, exact_sum(left.values()), decimals)) * 10**decimals)
    if not whole:
        return []
    shares = apportion(whole, units, whole, sum(units))
    return [(key, _amount(share, decimals)) for (key, _), share in zip(positive, shares, strict=True) if share]


def _amount(units: int, decimals: int) -> Decimal:
    return rounded(Fraction(units, 10**decimals), decimals)


def _allowance(term: DiscountTerm, key: VatKey, base: Decimal, share: Decimal, decimals: int) -> DocumentAllowance:
    shown = term.percentage is not None and discount_amount(term, base, decimals) == share
    return DocumentAllowance(
        amount=share,
        base_amount=base if shown else None,
        percentage=term.percentage if shown else None,
        vat_category_code=key[0],
        vat_rate=key[1],
        reason=term.reason,
        reason_code=DISCOUNT,
    )


def line_allowance(term: DiscountTerm, base: Decimal, decimals: int = 2) -> LineAllowance | None:
    """The discount of a line (BG-27) of this amount before discount; None when it takes nothing off."""
    amount = discount_amount(term, base, decimals)
    if not amount:
        return None
    return LineAllowance(
        amount=amount,
        base_amount=None if term.percentage is None else base,
        percentage=term.percentage,
        reason=term.reason,
        reason_code=DISCOUNT,
    )
