"""The whole document: lines, VAT breakdown and totals, in the norm's order.

Source: EN 16931-1:2017+A1:2019, BT-106 to BT-115 and BR-CO-10 to BR-CO-16.
"""

from collections.abc import Iterable
from dataclasses import replace

from sansfaute.en16931.model import DocumentAllowance, DocumentCharge, Invoice, Line, Totals, VatBreakdown
from sansfaute.en16931.totals.arithmetic import ZERO, add, places_of, round_half_up, subtract, total
from sansfaute.en16931.totals.currency import ExchangeRate
from sansfaute.en16931.totals.lines import calculated_line, with_amount
from sansfaute.en16931.totals.refusals import refusal
from sansfaute.en16931.totals.sub_invoices import with_sub_invoices
from sansfaute.en16931.totals.subtypes import with_groups
from sansfaute.en16931.totals.vat import Charge, VatKey, breakdown, has_sub_invoices, key_of, taxed
from sansfaute.en16931.values import Amount

UNCALCULATED = Totals(sum_of_line_net_amounts=ZERO, total_without_vat=ZERO, total_with_vat=ZERO, amount_due=ZERO)
"""Totals of a document that `calculate` has not seen yet."""


def calculate(invoice: Invoice, *, exchange_rate: ExchangeRate | None = None, decimals: int | None = None) -> Invoice:
    """The same invoice with every net amount, total and VAT amount filled, in its own currency.

    Amounts have the decimals of the currency (ISO 4217), and never more than `decimals`: EN 16931
    allows two whatever the currency (BR-DEC-*), so that a dinar with three is calculated right and
    then refused by these rules; `decimals=2` rounds its amounts to what the norm can carry.

    Kept from the input: amounts of allowances and charges (one that is ABSENT is worked out from its
    percentage), paid amount, rounding amount, exemption reasons of `vat_breakdown` by category and
    rate (the first one given wins). VAT is computed for each category and rate on the summed base,
    never line by line. With `exchange_rate` and an accounting currency (BT-6), BT-111 is BT-110
    converted; without, the BT-111 given is kept. Lines of subtype GROUP become the sum of their
    children; neither they nor INFORMATION lines count.

    Raises CalculationRefused (an ArithmeticError), with findings that name the figures at fault, for
    a figure that is ABSENT, not finite or out of all proportion, and for a base quantity of 0.
    """
    try:
        return _calculated(invoice, exchange_rate, decimals)
    except ArithmeticError as error:
        raise refusal(invoice) from error


def _calculated(invoice: Invoice, rate: ExchangeRate | None, decimals: int | None) -> Invoice:
    places = places_of(invoice.currency_code, decimals)
    accounting = places_of(invoice.vat_accounting_currency_code or "", decimals)
    rate = rate if invoice.vat_accounting_currency_code else None
    by_sub_invoice = has_sub_invoices(invoice)
    lines = with_groups(tuple([calculated_line(line, places) for line in invoice.lines]), places)
    allowances, charges = with_amounts(invoice, lines, places)
    all_charges: tuple[Charge, ...] = (*charges, *invoice.logistics_charges)
    rows = breakdown(taxed(lines, all_charges, allowances), invoice.vat_breakdown, places, by_sub_invoice)
    totals = totals_of(lines, allowances, all_charges, rows, invoice.totals, places)
    if by_sub_invoice:
        lines = with_sub_invoices(lines, rows, places, rate, accounting)
    if rate is not None:
        converted = rate.converted(totals.total_vat or ZERO, accounting)
        totals = replace(totals, total_vat_in_accounting_currency=converted)
    return replace(invoice, lines=lines, allowances=allowances, charges=charges, vat_breakdown=rows, totals=totals)


def totals_of(
    lines: Iterable[Line],
    allowances: tuple[DocumentAllowance, ...],
    charges: tuple[Charge, ...],
    rows: Iterable[VatBreakdown],
    given: Totals,
    places: int,
) -> Totals:
    """BT-106 to BT-115 of these parts; from `given`: paid amount, rounding amount, BT-111."""
    net = _sum((line.line_net_amount for line in lines if line.counts), places)
    less = _sum((one.amount for one in allowances), places) if allowances else None
    more = _sum((one.amount for one in charges), places) if charges else None
    total_vat = _sum((row.tax_amount for row in rows), places)
    without_vat = _sum((net, more or ZERO, subtract(ZERO, less or ZERO)), places)
    with_vat = _sum((without_vat, total_vat), places)
    due = (with_vat, subtract(ZERO, given.paid_amount or ZERO), given.rounding_amount or ZERO)
    return Totals(
        sum_of_line_net_amounts=net,
        sum_of_allowances=less,
        sum_of_charges=more,
        total_without_vat=without_vat,
        total_vat=total_vat,
        total_vat_in_accounting_currency=given.total_vat_in_accounting_currency,
        total_with_vat=with_vat,
        paid_amount=given.paid_amount,
        rounding_amount=given.rounding_amount,
        amount_due=_sum(due, places),
    )


def with_amounts(
    invoice: Invoice, lines: tuple[Line, ...], places: int
) -> tuple[tuple[DocumentAllowance, ...], tuple[DocumentCharge, ...]]:
    """Allowances and charges; those in percent are worked out, from the lines of their category and rate."""
    allowances, charges = invoice.allowances, invoice.charges
    if not any(one.amount.is_nan() for one in allowances) and not any(one.amount.is_nan() for one in charges):
        return allowances, charges
    by_sub_invoice = has_sub_invoices(invoice)
    sums: dict[VatKey, Amount] = {}
    for part, amount in taxed(lines, (), ()):
        key = key_of(part, by_sub_invoice)
        sums[key] = add(sums.get(key, ZERO), amount)
    return (
        tuple(with_amount(one, sums.get(key_of(one, by_sub_invoice), ZERO), places) for one in allowances),
        tuple(with_amount(one, sums.get(key_of(one, by_sub_invoice), ZERO), places) for one in charges),
    )


def _sum(amounts: Iterable[Amount], places: int) -> Amount:
    return round_half_up(total(amounts), places)
