"""The VAT breakdown (BG-23): one row for each category and rate, on the summed base, never line by line.

Source: EN 16931-1:2017+A1:2019, BT-116 to BT-121 and BR-CO-17; for invoices of several sellers (France,
processes x8 and x9) XP Z12-012, rules BR-FR-MV-08 and MV-09.
"""

from collections.abc import Iterable, Iterator

from sansfaute.en16931.model import (
    DocumentAllowance,
    DocumentCharge,
    Invoice,
    Line,
    LineVat,
    LogisticsCharge,
    VatBreakdown,
)
from sansfaute.en16931.totals.arithmetic import ZERO, add, percentage_of, round_half_up, subtract
from sansfaute.en16931.values import Amount, Percentage

VatKey = tuple[str, Percentage, str]
"""A category, its rate (no rate, out of scope, is 0), and the mark of a sub-invoice, empty where there is none."""

Charge = DocumentCharge | LogisticsCharge

Taxed = LineVat | DocumentAllowance | DocumentCharge | LogisticsCharge | VatBreakdown

_PROCESSES_OF_SEVERAL = frozenset(("B8", "S8", "M8", "B9", "S9", "M9"))


def has_sub_invoices(invoice: Invoice) -> bool:
    """Whether the VAT is broken down by sub-invoice too: several sellers, or two ways."""
    return invoice.process_control.business_process_type in _PROCESSES_OF_SEVERAL


def key_of(part: Taxed, by_sub_invoice: bool) -> VatKey:
    """The row of the breakdown that something belongs to.

    A sub-invoice is marked at the beginning of the exemption reason, whatever the category: `#F2026-12#`.
    """
    mark = part.exemption_reason
    if not by_sub_invoice or mark is None or mark.count("#") < 2 or mark[0] != "#":
        return part.vat_category_code, part.vat_rate or ZERO, ""
    return part.vat_category_code, part.vat_rate or ZERO, mark[: mark.index("#", 1) + 1]


def taxed(
    lines: Iterable[Line], charges: Iterable[Charge], allowances: Iterable[DocumentAllowance]
) -> Iterator[tuple[Taxed, Amount]]:
    """What VAT is due on, with its sign: lines that count, charges, allowances."""
    for line in lines:
        if line.counts:
            yield line.vat, line.line_net_amount
    for charge in charges:
        yield charge, charge.amount
    for allowance in allowances:
        yield allowance, subtract(ZERO, allowance.amount)


def breakdown(
    parts: Iterable[tuple[Taxed, Amount]], given: Iterable[VatBreakdown], places: int, by_sub_invoice: bool
) -> tuple[VatBreakdown, ...]:
    """The rows for these parts, in order of first appearance.

    The reason of exemption is that of the first row given that has one; failing that, the first said at a line,
    charge or allowance.
    """
    bases: dict[VatKey, Amount] = {}
    first: dict[VatKey, Taxed] = {}
    reasons = _reasons(given, by_sub_invoice)
    for part, amount in parts:
        key = key_of(part, by_sub_invoice)
        first.setdefault(key, part)
        bases[key] = add(bases.get(key, ZERO), amount)
        if part.exemption_reason or part.exemption_reason_code:
            reasons.setdefault(key, part)
    return tuple(_row(first[key], base, reasons.get(key), places) for key, base in bases.items())


def _reasons(given: Iterable[VatBreakdown], by_sub_invoice: bool) -> dict[VatKey, Taxed]:
    """The first row that gives a reason, by category and rate."""
    reasons: dict[VatKey, Taxed] = {}
    for row in given:
        if row.exemption_reason or row.exemption_reason_code:
            reasons.setdefault(key_of(row, by_sub_invoice), row)
    return reasons


def _row(part: Taxed, base: Amount, reason: Taxed | None, places: int) -> VatBreakdown:
    taxable_amount = round_half_up(base, places)
    return VatBreakdown(
        taxable_amount=taxable_amount,
        tax_amount=percentage_of(taxable_amount, part.vat_rate or ZERO, places),
        vat_category_code=part.vat_category_code,
        vat_rate=part.vat_rate,
        exemption_reason=reason.exemption_reason if reason else None,
        exemption_reason_code=reason.exemption_reason_code if reason else None,
    )
