"""The arithmetic of EN 16931 a second time, in rational numbers, from the definitions of the norm alone.

Nothing of `totals` is used here but the names of what it is to be compared with. No decimal is added,
multiplied or rounded: figures become fractions where they are read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import floor
from typing import Any

from sansfaute.en16931.model import Invoice, Line

PLACES = {"JPY": 0, "KRW": 0, "TND": 3, "KWD": 3, "BHD": 3, "CLF": 4}
Row = tuple[str, Fraction]


def exact(value: Decimal | None) -> Fraction:
    """A figure as a fraction; none is 0."""
    return Fraction(0) if value is None else Fraction(value)


def rounded(value: Fraction, places: int) -> Fraction:
    """Half away from zero, without decimals."""
    scaled = abs(value) * 10**places
    return (1 if value >= 0 else -1) * Fraction(floor(scaled + Fraction(1, 2)), 10**places)


@dataclass
class Expected:
    """What the invoice must say, in fractions."""

    lines: list[Fraction | None]
    rows: dict[Row, tuple[Fraction, Fraction]]
    totals: dict[str, Fraction]


def expected(invoice: Invoice, *, rate: Fraction | None = None) -> Expected:
    """Lines, VAT breakdown and totals of an invoice that is not calculated yet; `rate`: accounting units for one."""
    places = PLACES.get(invoice.currency_code, 2)
    nets = [_net(line, places) for line in invoice.lines]
    counted = [(one, net) for one, net in zip(invoice.lines, nets, strict=True) if _counts(one)]
    bases: dict[Row, Fraction] = {}
    of_lines: dict[Row, Fraction] = {}
    for line, net in counted:
        of_lines[_row(line.vat)] = of_lines.get(_row(line.vat), Fraction(0)) + (net or 0)
    bases.update(of_lines)
    less = _parts(invoice.allowances, of_lines, places)
    more = _parts((*invoice.charges, *invoice.logistics_charges), of_lines, places)
    for sign, parts in ((1, more), (-1, less)):
        for row, amount in parts:
            bases[row] = bases.get(row, Fraction(0)) + sign * amount
    rows = {
        row: (rounded(base, places), rounded(rounded(base, places) * row[1] / 100, places))
        for row, base in bases.items()
    }
    net = sum((one or Fraction(0) for _, one in counted), Fraction(0))
    sums = [rounded(sum((one for _, one in parts), Fraction(0)), places) for parts in (more, less)]
    without = net + sums[0] - sums[1]
    vat = sum((tax for _, tax in rows.values()), Fraction(0))
    paid, rounding = exact(invoice.totals.paid_amount), exact(invoice.totals.rounding_amount)
    totals = {
        "sum_of_line_net_amounts": net,
        "total_without_vat": without,
        "total_vat": vat,
        "total_with_vat": without + vat,
        "amount_due": rounded(without + vat - paid + rounding, places),
    }
    if rate is not None and invoice.vat_accounting_currency_code:
        accounting = PLACES.get(invoice.vat_accounting_currency_code, 2)
        totals["total_vat_in_accounting_currency"] = rounded(vat * rate, accounting)
    return Expected(lines=_with_groups(invoice.lines, nets), rows=rows, totals=totals)


def differences(calculated: Invoice, wanted: Expected) -> list[str]:
    """Where a calculated invoice differs from what is expected: nowhere, if all is well."""
    rows = {_row(row): (exact(row.taxable_amount), exact(row.tax_amount)) for row in calculated.vat_breakdown}
    found = [f"{name}: {getattr(calculated.totals, name)}" for name, value in wanted.totals.items()
             if exact(getattr(calculated.totals, name)) != value]  # fmt: skip
    found += [f"rows: {rows} for {wanted.rows}"] if rows != wanted.rows else []
    for line, net in zip(calculated.lines, wanted.lines, strict=True):
        if net is not None and exact(line.line_net_amount) != net:
            found.append(f"line {line.identifier}: {line.line_net_amount} for {net}")
    return found


def inconsistencies(document: Invoice, *, tax_units: Fraction = Fraction(0)) -> list[str]:
    """What a document says that EN 16931 does not allow, BR-CO-10 to BR-CO-17, without any tolerance.

    `tax_units`: how many minor units BT-117 may be off its product; 0 is the rounded product itself.
    """
    places, totals = PLACES.get(document.currency_code, 2), document.totals
    counted = [one for one in document.lines if _counts(one)]
    net = sum((exact(one.line_net_amount) for one in counted), Fraction(0))
    less = sum((exact(one.amount) for one in document.allowances), Fraction(0))
    charges = (*document.charges, *document.logistics_charges)
    more = sum((exact(one.amount) for one in charges), Fraction(0))
    vat = sum((exact(row.tax_amount) for row in document.vat_breakdown), Fraction(0))
    due = exact(totals.total_with_vat) - exact(totals.paid_amount) + exact(totals.rounding_amount)
    bases = {_row(row): exact(row.taxable_amount) for row in document.vat_breakdown}
    parts = [(_row(one.vat), exact(one.line_net_amount)) for one in counted]
    parts += [(_row(one), exact(one.amount)) for one in charges]
    parts += [(_row(one), -exact(one.amount)) for one in document.allowances]
    for row, amount in parts:
        bases[row] = bases.get(row, Fraction(0)) - amount
    checks = {
        "BR-CO-10": exact(totals.sum_of_line_net_amounts) == net,
        "BR-CO-11": exact(totals.sum_of_allowances) == less,
        "BR-CO-12": exact(totals.sum_of_charges) == more,
        "BR-CO-13": exact(totals.total_without_vat) == net - less + more,
        "BR-CO-14": exact(totals.total_vat) == vat,
        "BR-CO-15": exact(totals.total_with_vat) == exact(totals.total_without_vat) + vat,
        "BR-CO-16": exact(totals.amount_due) == due,
        "BR-S-08": not any(bases.values()),
        "BR-CO-17": all(_is_product(row, places, tax_units) for row in document.vat_breakdown),
        "BT-131": all(exact(one.line_net_amount) == _net(one, places) for one in counted),
    }
    return [name for name, holds in checks.items() if not holds]


def displayed(invoice: Invoice) -> Fraction:
    """What a customer reads on an invoice whose prices include VAT: its lines, less allowances, plus charges."""
    return expected(invoice).totals["total_without_vat"]


def has_base(whole: Fraction, rate: Fraction, places: int) -> bool:
    """Whether some base, with its rounded VAT, makes this whole; looked for one by one."""
    unit = Fraction(1, 10**places)
    middle = rounded(whole * 100 / (100 + rate), places)
    return any(middle + n * unit + rounded((middle + n * unit) * rate / 100, places) == whole for n in range(-3, 4))


def _counts(line: Line) -> bool:
    return line.subtype_code in (None, "DETAIL")


def _row(part: Any) -> Row:
    return part.vat_category_code, exact(part.vat_rate)


def _net(line: Line, places: int) -> Fraction | None:
    """Price for the quantity, less allowances, plus charges; None for a group."""
    if line.subtype_code == "GROUP":
        return None
    price = exact(line.price.item_net_price) / (
        1 if line.price.base_quantity is None else exact(line.price.base_quantity)
    )
    gross = exact(line.invoiced_quantity) * price
    less = sum((_amount(one, rounded(gross, places), places) for one in line.allowances), Fraction(0))
    more = sum((_amount(one, rounded(gross, places), places) for one in line.charges), Fraction(0))
    return rounded(gross - less + more, places)


def _amount(change: Any, base: Fraction, places: int) -> Fraction:
    """An amount given, or a percentage of a base."""
    if not change.amount.is_nan():
        return exact(change.amount)
    given = base if change.base_amount is None else exact(change.base_amount)
    return rounded(given * exact(change.percentage) / 100, places)


def _parts(changes: Any, of_lines: dict[Row, Fraction], places: int) -> list[tuple[Row, Fraction]]:
    return [(_row(one), _amount(one, of_lines.get(_row(one), Fraction(0)), places)) for one in changes]


def _with_groups(lines: tuple[Line, ...], nets: list[Fraction | None]) -> list[Fraction | None]:
    """A group is the sum of its own DETAIL and GROUP lines, worked out downwards."""

    def of(number: int) -> Fraction | None:
        if lines[number].subtype_code != "GROUP":
            return nets[number]
        return sum((of(child) or Fraction(0) for child in _children(lines, lines[number])), Fraction(0))

    return [of(number) for number in range(len(lines))]


def _children(lines: tuple[Line, ...], group: Line) -> Iterator[int]:
    for number, line in enumerate(lines):
        if line.parent_line_identifier == group.identifier and line.subtype_code in ("DETAIL", "GROUP"):
            yield number


def _is_product(row: Any, places: int, tax_units: Fraction) -> bool:
    product = exact(row.taxable_amount) * exact(row.vat_rate) / 100
    if not tax_units:
        return exact(row.tax_amount) == rounded(product, places)
    return abs(exact(row.tax_amount) - product) <= tax_units / 10**places
