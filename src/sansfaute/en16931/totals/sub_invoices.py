"""Amounts of a sub-invoice, in invoices of several sellers and two-way invoices: written at its GROUP line.

Source: XP Z12-012, rules BR-FR-MV-03, MV-09 (EXT-FR-FE-181: the VAT of a top group is that of its sub-invoice)
and MV-10 (EXT-FR-FE-184: its amount with VAT).
"""

from dataclasses import replace

from sansfaute.en16931.model import Line, VatBreakdown
from sansfaute.en16931.totals.arithmetic import add, round_half_up, total
from sansfaute.en16931.totals.currency import ExchangeRate
from sansfaute.en16931.totals.subtypes import GROUP

_SUB_INVOICE_NUMBER = "AFL"


def with_sub_invoices(
    lines: tuple[Line, ...], rows: tuple[VatBreakdown, ...], places: int, rate: ExchangeRate | None, accounting: int
) -> tuple[Line, ...]:
    """The lines, where each GROUP line without parent has its VAT and its amount with VAT.

    With an exchange rate, its VAT in accounting currency (`accounting` decimals) too.
    """
    return tuple(
        _with_vat(line, rows, places, rate, accounting)
        if line.subtype_code == GROUP and line.parent_line_identifier is None
        else line
        for line in lines
    )


def _with_vat(
    line: Line, rows: tuple[VatBreakdown, ...], places: int, rate: ExchangeRate | None, accounting: int
) -> Line:
    numbers = [one.value for one in line.object_identifiers if one.scheme == _SUB_INVOICE_NUMBER]
    if not numbers:
        return line
    own = (row.tax_amount for row in rows if (row.exemption_reason or "").startswith(f"#{numbers[0]}#"))
    vat = round_half_up(total(own), places)
    return replace(
        line,
        vat_amount=vat,
        amount_with_vat=add(line.line_net_amount, vat),
        vat_amount_in_accounting_currency=rate.converted(vat, accounting)
        if rate
        else line.vat_amount_in_accounting_currency,
    )
