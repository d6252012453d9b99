"""Sales to persons who are not taxable become daily totals (10.3)."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from sansfaute.en16931.ereporting.building.shares import shares
from sansfaute.en16931.ereporting.facts import CREDIT_NOTES
from sansfaute.en16931.ereporting.model import DailyRate, DailySales
from sansfaute.en16931.model import Invoice, Line, VatBreakdown

_ZERO = Decimal(0)
_GOODS, _SERVICES = "TLB1", "TPS1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """One sale, or part of it at one rate: `taxable_amount` in `currency_code`, `tax_amount` in euros.

    `count` is the number of sales that it stands for: 0 for a further rate of a sale counted already.
    Amounts may be negative (returns). `vat_due_code` (TT-80) is best left out before the second half
    of 2027 (see `facts.LIMITS`).
    """

    day: date
    category_code: str
    vat_rate: Decimal
    taxable_amount: Decimal
    tax_amount: Decimal
    currency_code: str = "EUR"
    vat_due_code: str | None = None
    count: int = 1


def daily_sales(sales: Iterable[Sale], *, counted: bool = True) -> tuple[DailySales, ...]:
    """The totals of each day, currency, category and debit option, then of each rate; in that order.

    Sums are exact. `counted` gives the number of sales (TT-85), which is optional.
    """
    found: dict[tuple[date, str, str, str], list[Sale]] = defaultdict(list)
    for sale in sales:
        found[sale.day, sale.currency_code, sale.category_code, sale.vat_due_code or ""].append(sale)
    return tuple(_total(found[key], counted) for key in sorted(found))


def _total(sales: Sequence[Sale], counted: bool) -> DailySales:
    rates: dict[Decimal, DailyRate] = {}
    for sale in sales:
        known = rates.get(sale.vat_rate) or DailyRate(vat_rate=sale.vat_rate, taxable_amount=_ZERO, tax_amount=_ZERO)
        rates[sale.vat_rate] = replace(
            known,
            taxable_amount=known.taxable_amount + sale.taxable_amount,
            tax_amount=known.tax_amount + sale.tax_amount,
        )
    first = sales[0]
    return DailySales(
        day=first.day,
        currency_code=first.currency_code,
        vat_due_code=first.vat_due_code,
        category_code=first.category_code,
        total_without_vat=sum((one.taxable_amount for one in rates.values()), start=_ZERO),
        total_vat=sum((one.tax_amount for one in rates.values()), start=_ZERO),
        count=sum(sale.count for sale in sales) if counted else None,
        rates=tuple(rates[rate] for rate in sorted(rates)),
    )


def sales_of_invoice(
    invoice: Invoice, *, categories: Sequence[str] | None = None, day: date | None = None
) -> tuple[Sale, ...]:
    """What an invoice to a person who is not taxable adds to the day.

    `categories` gives that of each line that counts (TLB1, TPS1, TNT1, TMA1); without, they follow
    the business process: goods for B…, services for S…. `day` is that of the operation, the issue
    date otherwise. The parts add up to the invoice; a credit note takes away. Raises ValueError for
    an invoice of both (M…) without categories, or a number of categories that is not that of lines.
    """
    lines = [line for line in invoice.lines if line.counts]
    named = _categories(invoice, len(lines)) if categories is None else list(categories)
    if len(named) != len(lines):
        raise ValueError(f"{len(named)} categories for {len(lines)} lines")
    sign = -1 if invoice.type_code in CREDIT_NOTES else 1
    counted: set[str] = set()
    sales: list[Sale] = []
    for row, tax in zip(invoice.vat_breakdown, _taxes_in_euros(invoice), strict=True):
        for name, base, part in _split(row, tax, list(zip(named, lines, strict=True))):
            sales.append(
                Sale(
                    day=day or invoice.issue_date,
                    category_code=name,
                    vat_rate=row.vat_rate or _ZERO,
                    taxable_amount=sign * base,
                    tax_amount=sign * part,
                    currency_code=invoice.currency_code,
                    count=0 if name in counted else 1,
                )
            )
            counted.add(name)
    return tuple(sales)


def _split(
    row: VatBreakdown, tax: Decimal, lines: Sequence[tuple[str, Line]]
) -> Iterable[tuple[str, Decimal, Decimal]]:
    """(category, base, VAT) of a row, as its lines are shared; allowances and charges follow them."""
    weights = dict.fromkeys((name for name, _ in lines), _ZERO)
    for name, line in lines:
        if _same_vat(row, line.vat.vat_category_code, line.vat.vat_rate):
            weights[name] += line.line_net_amount
    bases, taxes = shares(row.taxable_amount, list(weights.values())), shares(tax, list(weights.values()))
    return [one for one in zip(weights, bases, taxes, strict=True) if one[1] or one[2]]


def _categories(invoice: Invoice, lines: int) -> list[str]:
    nature = (invoice.process_control.business_process_type or "")[:1]
    if nature not in ("B", "S"):
        raise ValueError(f"process {invoice.process_control.business_process_type}: name the category of each line")
    return [_GOODS if nature == "B" else _SERVICES] * lines


def _taxes_in_euros(invoice: Invoice) -> list[Decimal]:
    """VAT of each row, in euros: BT-111 split between the rows when the invoice is in another currency."""
    rows = [row.tax_amount for row in invoice.vat_breakdown]
    if invoice.currency_code == "EUR":
        return rows
    total = invoice.totals.total_vat_in_accounting_currency
    return shares(_ZERO if total is None else total, rows)


def _same_vat(row: VatBreakdown, category: str, rate: Decimal | None) -> bool:
    return row.vat_category_code == category and (row.vat_rate or _ZERO) == (rate or _ZERO)
