"""Series of credits of one invoice, followed in rational numbers: they never exceed it, and reach it to the cent."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from sansfaute.en16931.model import Invoice
from sansfaute.en16931.tests.exact import PLACES, Row, exact, inconsistencies
from sansfaute.en16931.tests.random_invoices import Chance, priced_with_vat, random_invoice
from sansfaute.en16931.totals import (
    Credit,
    calculate,
    calculate_vat_included,
    credit_amount,
    credit_findings,
    credit_quantities,
    credit_remaining,
    credit_rest,
    round_half_up,
)

SHARES = ("1", "0.5", "0.25", "0.3333", "1.5")
TAX_UNITS = Fraction(3, 2)
"""How far the VAT of a credit may be off its product, in minor units: less than two of them."""


def series(chance: Chance) -> Counter[str]:
    """Random credits of a random invoice, then the rest; raises AssertionError when anything is out of order."""
    invoice, seen = invoice_to_credit(chance), Counter[str](series=1)
    credits: list[Invoice] = []
    for _ in range(chance.choice((0, 1, 3, 8))):
        credit = any_credit(chance, invoice, credits)
        if credit.credit_note is None:
            assert credit.findings
            seen["refused"] += 1
            continue
        assert not credit_findings(invoice, credits, credit.credit_note)
        credits.append(credit.credit_note)
        follow(invoice, credits)
    last = credit_rest(invoice, credits)
    if last.credit_note is not None:
        credits.append(last.credit_note)
        follow(invoice, credits)
    assert left_of(invoice, credits) == dict.fromkeys(left_of(invoice, []), (0, 0))
    assert credit_rest(invoice, credits).credit_note is None
    due = sum((exact(one.totals.amount_due) for one in credits), Fraction(0))
    rounding = exact(invoice.totals.rounding_amount) if credits else 0
    assert due == exact(invoice.totals.total_with_vat) + rounding
    return seen + Counter(credit_notes=len(credits))


def invoice_to_credit(chance: Chance) -> Invoice:
    """A calculated invoice with a number."""
    if chance.random() < 0.5:
        invoice = calculate_vat_included(priced_with_vat(chance))
    else:
        invoice = calculate(random_invoice(chance))
    return replace(invoice, invoice_number="F-1", type_code="380")


def any_credit(chance: Chance, invoice: Invoice, credits: Sequence[Invoice]) -> Credit:
    """Some quantities, amounts of lines, or an amount; sometimes too much."""
    left = credit_remaining(invoice, credits)
    share, places = Decimal(chance.choice(SHARES)), PLACES.get(invoice.currency_code, 2)
    priced = [one for one in left.lines if one.net_amount]
    if priced and chance.random() < 0.3:
        amounts = {one.identifier: round_half_up(one.net_amount * share, places) for one in chance.sample(priced, 1)}
        return credit_quantities(invoice, credits, {}, net_amounts=amounts)
    lines = [one for one in left.lines if one.quantity]
    if lines and chance.random() < 0.6:
        some = chance.sample(lines, min(len(lines), chance.choice((1, 2, 5))))
        return credit_quantities(invoice, credits, {one.identifier: one.quantity * share for one in some})
    amount = round_half_up(left.total_with_vat * share, places)
    credit = credit_amount(invoice, credits, amount, item_name="Geste commercial")
    assert credit.credit_note is None or credit.credit_note.totals.total_with_vat == amount
    return credit


def follow(invoice: Invoice, credits: Sequence[Invoice]) -> None:
    """The last credit is in order, and leaves between nothing and the invoice, by category and rate."""
    assert inconsistencies(credits[-1], tax_units=TAX_UNITS) == []
    whole = left_of(invoice, [])
    for row, left in left_of(invoice, credits).items():
        for one, most in zip(left, whole[row], strict=True):
            assert min(0, most) <= one <= max(0, most)


def left_of(invoice: Invoice, credits: Sequence[Invoice]) -> dict[Row, tuple[Fraction, Fraction]]:
    """Base and VAT of the invoice less those of its credits, by category and rate."""
    left: dict[Row, tuple[Fraction, Fraction]] = {}
    for sign, document in [(1, invoice), *((-1, one) for one in credits)]:
        for row in document.vat_breakdown:
            key = row.vat_category_code, exact(row.vat_rate)
            base, tax = left.get(key, (Fraction(0), Fraction(0)))
            left[key] = base + sign * exact(row.taxable_amount), tax + sign * exact(row.tax_amount)
    return left
