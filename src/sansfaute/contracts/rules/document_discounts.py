"""What the discounts of a document take off it, shared over its VAT categories and rates (BG-20)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from sansfaute.contracts.rules.discounts import DiscountTerm, discount_amount, discounts_of, turn
from sansfaute.contracts.rules.exact import exact_sum, negated, rounded
from sansfaute.en16931 import totals
from sansfaute.en16931.model import DocumentAllowance, LineAllowance
from sansfaute.en16931.totals.apportioning import apportion

VatKey = tuple[str, Decimal | None]
"""VAT category code (BT-95) and rate in percent (BT-96; None for category O)."""
Cell = tuple[str, VatKey]
"""The contract that lines are of ("" for none), and their VAT category and rate."""

DISCOUNT = "95"  # UNTDID 5189


@dataclass(frozen=True, slots=True)
class DocumentDiscount:
    """One allowance of a document: the term that gives it, and what it was taken of."""

    term: DiscountTerm
    allowance: DocumentAllowance
    base: Decimal  # of the category and rate, after the discounts taken before


def document_terms_of(
    terms: Iterable[DiscountTerm],
    *,
    buyer_code: str,
    contract_numbers: Iterable[str],
    day: date,
    currency_code: str = "EUR",
) -> tuple[DiscountTerm, ...]:
    """The discounts of a document of these contracts, in the order in which they are taken."""
    known, found = tuple(terms), set[DiscountTerm]()
    for number in {"", *contract_numbers}:
        found.update(
            discounts_of(
                known,
                buyer_code=buyer_code,
                item_code="",
                contract_number=number,
                day=day,
                scope="document",
                currency_code=currency_code,
            )
        )
    return tuple(sorted(found, key=turn))


def document_discounts(
    terms: Iterable[DiscountTerm], worth: Mapping[Cell, Decimal], decimals: int = 2
) -> tuple[DocumentDiscount, ...]:
    """What these discounts, in their order, take off a document whose lines are worth so much.

    A discount is taken of what the ones before have left, and never of more than that; one that names
    a contract is taken of that contract's lines alone. Its amount is rounded once, then shared over
    the lines' categories that are above zero in proportion to what is left of each, the cents left over
    going to the largest remainders, so that the shares add up to it. Base and percentage (BT-93, BT-94)
    are stated where they give the share to the cent.
    """
    left = {cell: totals.round_half_up(amount, decimals) for cell, amount in worth.items()}
    found: list[DocumentDiscount] = []
    for term in terms:
        fitting = {cell: left[cell] for cell in left if term.contract_number in ("", cell[0])}
        shares = _shares(term, fitting, decimals)
        for key in dict.fromkeys(cell[1] for cell, _ in shares):
            base = exact_sum(amount for cell, amount in fitting.items() if cell[1] == key)
            share = exact_sum(amount for cell, amount in shares if cell[1] == key)
            found.append(DocumentDiscount(term, _allowance(term, key, base, share, decimals), base))
        for cell, amount in shares:
            left[cell] = exact_sum((left[cell], negated(amount)))
    return tuple(found)


def document_allowances(
    terms: Iterable[DiscountTerm], taxable: Mapping[VatKey, Decimal], decimals: int = 2
) -> tuple[DocumentAllowance, ...]:
    """The allowances alone, each term taken of the whole document, by what its categories and rates are worth."""
    every = [replace(one, contract_number="") for one in terms]
    found = document_discounts(every, {("", key): amount for key, amount in taxable.items()}, decimals)
    return tuple(one.allowance for one in found)


def _shares(term: DiscountTerm, left: Mapping[Cell, Decimal], decimals: int) -> list[tuple[Cell, Decimal]]:
    """What a discount takes off each cell; nothing of a document that has nothing left."""
    positive = [(cell, amount) for cell, amount in left.items() if amount > 0]
    units = [int(Fraction(amount) * 10**decimals) for _, amount in positive]
    whole = int(Fraction(discount_amount(term, exact_sum(left.values()), decimals)) * 10**decimals)
    if not whole:
        return []
    shares = apportion(whole, units, whole, sum(units))
    return [(cell, _amount(share, decimals)) for (cell, _), share in zip(positive, shares, strict=True) if share]


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


@dataclass(frozen=True, slots=True)
class Carried:
    """A discount of an earlier document, as far as it was taken of one of its lines: `amount` of `base`."""

    reason: str
    amount: Decimal
    base: Decimal  # what the lines it was taken of were worth


def carried_allowances(
    lines: Iterable[tuple[VatKey, Decimal, Sequence[Carried]]], decimals: int = 2
) -> tuple[DocumentAllowance, ...]:
    """What a document that takes back, or bills again, lines of earlier ones keeps of their discounts.

    `lines`: category and rate, worth, and the discounts that its own line of before had. By reason,
    category and rate, summed exactly and rounded once: a credit of all the lines gives back all the discount.
    """
    found: dict[tuple[str, VatKey], Fraction] = {}
    for key, worth, carried in lines:
        for one in carried:
            if one.base:
                part = Fraction(worth) * Fraction(one.amount) / Fraction(one.base)
                found[one.reason, key] = found.get((one.reason, key), Fraction()) + part
    return tuple(
        DocumentAllowance(amount=amount, vat_category_code=key[0], vat_rate=key[1], reason=reason, reason_code=DISCOUNT)
        for (reason, key), part in found.items()
        if (amount := rounded(part, decimals))
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
