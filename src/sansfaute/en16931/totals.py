"""One arithmetic: every amount that can be computed is computed here, once, with exact decimals.

Source: EN 16931-1:2017+A1:2019, section 6.5 (rounding on the final result, half away from zero) and
table 2 (BT-106 to BT-117, BT-131); ISO 4217 for the decimals of a currency.
"""

from collections.abc import Iterable
from dataclasses import replace
from decimal import ROUND_05UP, ROUND_HALF_UP, Context, Decimal, DivisionByZero, InvalidOperation, Overflow

from sansfaute.en16931.codelists import MINOR_UNITS
from sansfaute.en16931.model import (
    DocumentAllowance,
    DocumentCharge,
    Invoice,
    Line,
    LineAllowance,
    LineCharge,
    Totals,
    VatBreakdown,
)
from sansfaute.en16931.values import Amount, Percentage, Quantity, UnitPrice

# A quotient is cut with ROUND_05UP, which never makes a false tie, so rounding it again is exact.
_EXACT = Context(prec=120, rounding=ROUND_05UP, traps=[InvalidOperation, DivisionByZero, Overflow])
_ZERO = Decimal(0)
_PLACES = tuple(Decimal(1).scaleb(-places) for places in range(5))

_VatKey = tuple[str, Decimal]

UNCALCULATED = Totals(sum_of_line_net_amounts=_ZERO, total_without_vat=_ZERO, total_with_vat=_ZERO, amount_due=_ZERO)
"""Totals of a document that `calculate` has not seen yet."""


def calculate(invoice: Invoice) -> Invoice:
    """The same invoice with every net amount, total and VAT amount filled, in its own currency.

    Kept from the input: paid amount, rounding amount, total VAT in accounting currency (`totals`),
    exemption reasons of `vat_breakdown` by category and rate (the first one given wins). VAT is
    computed for each category and rate on the summed base, never line by line. Raises
    ArithmeticError for a number that is not finite, out of all proportion, or a base quantity of 0.
    """
    places = minor_unit(invoice.currency_code)
    lines = tuple(_calculated(line, places) for line in invoice.lines)
    breakdown = _breakdown(invoice, lines, places)
    totals = _totals(invoice, lines, breakdown, places)
    return replace(invoice, lines=lines, vat_breakdown=breakdown, totals=totals)


def line_net_amount(
    *,
    quantity: Quantity,
    item_net_price: UnitPrice,
    base_quantity: Quantity | None = None,
    allowances: Iterable[LineAllowance] = (),
    charges: Iterable[LineCharge] = (),
    currency_code: str = "EUR",
) -> Amount:
    """BT-131 in `currency_code`: price for the quantity, less allowances, plus charges, rounded once."""
    places = minor_unit(currency_code)
    return _line_net_amount(quantity, item_net_price, base_quantity, allowances, charges, places)


def minor_unit(currency_code: str) -> int:
    """How many decimals amounts of this currency carry; 2 for a code we do not know."""
    return MINOR_UNITS.get(currency_code, 2)


def round_half_up(value: Decimal, places: int) -> Decimal:
    """`value` with exactly `places` decimals, half away from zero, and never a negative zero.

    Raises decimal.InvalidOperation for a number that is not finite or has more than 120 digits.
    """
    if not value.is_finite():
        raise InvalidOperation(f"{value} is not an amount")
    unit = _PLACES[places] if 0 <= places < len(_PLACES) else Decimal(1).scaleb(-places)
    rounded = value.quantize(unit, ROUND_HALF_UP, _EXACT)
    return rounded if rounded else rounded.copy_abs()


def _calculated(line: Line, places: int) -> Line:
    price = line.price
    amount = _line_net_amount(
        line.invoiced_quantity, price.item_net_price, price.base_quantity, line.allowances, line.charges, places
    )
    return replace(line, line_net_amount=amount)


def _line_net_amount(
    quantity: Quantity,
    item_net_price: UnitPrice,
    base_quantity: Quantity | None,
    allowances: Iterable[LineAllowance],
    charges: Iterable[LineCharge],
    places: int,
) -> Amount:
    amount = _EXACT.multiply(quantity, item_net_price)
    if base_quantity is not None:
        amount = _EXACT.divide(amount, base_quantity)
    for allowance in allowances:
        amount = _EXACT.subtract(amount, allowance.amount)
    for charge in charges:
        amount = _EXACT.add(amount, charge.amount)
    return round_half_up(amount, places)


def _sum(amounts: Iterable[Amount], places: int) -> Amount:
    total = _ZERO
    for amount in amounts:
        total = _EXACT.add(total, amount)
    return round_half_up(total, places)


def _breakdown(invoice: Invoice, lines: tuple[Line, ...], places: int) -> tuple[VatBreakdown, ...]:
    """One row for each category and rate, in order of first appearance."""
    bases: dict[_VatKey, Amount] = {}
    rates: dict[_VatKey, Percentage | None] = {}
    for category, rate, amount in _taxed(invoice, lines):
        key = (category, rate or _ZERO)
        rates.setdefault(key, rate)
        bases[key] = _EXACT.add(bases.get(key, _ZERO), amount)
    reasons = _reasons(invoice)
    return tuple(_row(key, base, rates[key], reasons.get(key), places) for key, base in bases.items())


def _taxed(invoice: Invoice, lines: tuple[Line, ...]) -> Iterable[tuple[str, Percentage | None, Amount]]:
    """What VAT is due on: (category, rate, signed amount) of lines, then charges, then allowances."""
    for line in lines:
        yield line.vat.vat_category_code, line.vat.vat_rate, line.line_net_amount
    for charge in invoice.charges:
        yield charge.vat_category_code, charge.vat_rate, charge.amount
    for allowance in invoice.allowances:
        yield allowance.vat_category_code, allowance.vat_rate, _EXACT.minus(allowance.amount)


def _reasons(invoice: Invoice) -> dict[_VatKey, VatBreakdown]:
    reasons: dict[_VatKey, VatBreakdown] = {}
    for row in invoice.vat_breakdown:
        if row.exemption_reason or row.exemption_reason_code:
            reasons.setdefault((row.vat_category_code, row.vat_rate or _ZERO), row)
    return reasons


def _row(key: _VatKey, base: Amount, rate: Percentage | None, reason: VatBreakdown | None, places: int) -> VatBreakdown:
    taxable_amount = round_half_up(base, places)
    tax = _EXACT.divide(_EXACT.multiply(taxable_amount, key[1]), Decimal(100))
    return VatBreakdown(
        taxable_amount=taxable_amount,
        tax_amount=round_half_up(tax, places),
        vat_category_code=key[0],
        vat_rate=rate,
        exemption_reason=reason.exemption_reason if reason else None,
        exemption_reason_code=reason.exemption_reason_code if reason else None,
    )


def _totals(invoice: Invoice, lines: tuple[Line, ...], breakdown: tuple[VatBreakdown, ...], places: int) -> Totals:
    given = invoice.totals
    net = _sum((line.line_net_amount for line in lines), places)
    allowances = _sum_of(invoice.allowances, places)
    charges = _sum_of(invoice.charges, places)
    total_vat = _sum((row.tax_amount for row in breakdown), places)
    without_vat = _sum((net, charges or _ZERO, _EXACT.minus(allowances or _ZERO)), places)
    with_vat = _sum((without_vat, total_vat), places)
    due = (with_vat, _EXACT.minus(given.paid_amount or _ZERO), given.rounding_amount or _ZERO)
    return Totals(
        sum_of_line_net_amounts=net,
        sum_of_allowances=allowances,
        sum_of_charges=charges,
        total_without_vat=without_vat,
        total_vat=total_vat,
        total_vat_in_accounting_currency=given.total_vat_in_accounting_currency,
        total_with_vat=with_vat,
        paid_amount=given.paid_amount,
        rounding_amount=given.rounding_amount,
        amount_due=_sum(due, places),
    )


def _sum_of(parts: tuple[DocumentAllowance, ...] | tuple[DocumentCharge, ...], places: int) -> Amount | None:
    return _sum((part.amount for part in parts), places) if parts else None
